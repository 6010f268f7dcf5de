"""Jobs by month, in every future: people who build, people who stay, and what multipliers make of them (A4).

Building k of a phase in B buildings is built in the D months before its full load at e_k. For j people at the peak of
an IT MW, rise r and fall f,

    people(t) = sum_k j (MW / B) s((t - e_k) / D + 1),    s(u) = min(1, max(0, u / r)) - min(1, max(0, (u - 1 + f) / f))

between u of 0 and 1, so that a building takes j (MW / B) D (1 - (r + f) / 2) months of people, whenever it comes.
Months hold means over the month, which is the difference of the integral of s. Where a campus states the people of its
peak, j is what makes its highest month so with every figure at its median; where it states no less than so many, j is
at least that. Who stays follows the energised IT MW, at the stated number when all of it runs.

Those are direct jobs. A multiplier makes totals of them, kept apart: gross, since what the same people and money would
have done elsewhere is not taken off, and of a running industry, so that on construction it is stretched.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float

from stargate.footprint.months import by_year, calendar_years
from stargate.futures.drawn import Drawn, Range, range_of
from stargate.futures.quantiles import mean, quantiles
from stargate.programme.catalogue import entry, names
from stargate.programme.labour import Labour, Multiplier
from stargate.programme.model import Claim
from stargate.programme.site import Site
from stargate.quantity.figure import Figure
from stargate.schedule.energise import Buildup, energised
from stargate.schedule.limit import Limit

if TYPE_CHECKING:
    from stargate.futures.result import Futures

_KEPT = 2_000  # futures that are followed unless more are asked for
_TENTHS = (0.1, 0.5, 0.9)
_LEAST = 1e-9  # of a building's time: a rise shorter than this is a step


@dataclass(frozen=True)
class Jobs:
    """Direct jobs of campuses that belong to a programme. The first row is the future at medians."""

    futures: "Futures" = field(repr=False)  #: of which these are the first `n`
    n: int  #: how many
    weight: Float[np.ndarray, " future"] = field(repr=False)  #: how much each counts
    sites: tuple[str, ...]  #: campuses, by their names in addresses
    construction: Float[np.ndarray, "site row month"] = field(repr=False)  #: people who build, mean of each month
    permanent: Float[np.ndarray, "site row month"] = field(repr=False)  #: people who operate, mean of each month
    labour: Labour = field(repr=False)  #: what holds where a campus states nothing
    multipliers: dict[str, Multiplier]  #: by name
    factors: dict[str, Float[np.ndarray, " row"]] = field(repr=False)  #: of each

    @cached_property
    def direct(self) -> Float[np.ndarray, "row month"]:
        """People at work on all campuses, who build and who stay."""
        return (self.construction + self.permanent).sum(axis=0)

    def total(self, multiplier: str) -> Float[np.ndarray, "row month"]:
        """Gross jobs in all that a multiplier makes of `direct`."""
        return self.direct * self.factors[multiplier][:, None]

    @cached_property
    def years(self) -> tuple[int, ...]:
        """The calendar years of the series."""
        return calendar_years(self.futures)

    def job_years(self, people: Float[np.ndarray, "*rest month"]) -> Float[np.ndarray, "*rest year"]:
        """Years of people's work by calendar year."""
        return by_year(people, self.futures) / 12

    def range(self, values: Float[np.ndarray, " row"]) -> Range:
        """What a result is over futures, and at medians."""
        return range_of(values, self.weight)

    def percentiles(self, values: Float[np.ndarray, "row *rest"]) -> np.ndarray:
        """P10, P50 and P90 over futures of anything that has rows first."""
        return quantiles(values[1:], self.weight, _TENTHS)


def jobs(futures: "Futures", n: int = _KEPT) -> Jobs:
    """People who build and operate the campuses that belong to the programme, in the first `n` of its futures."""
    labour: Labour = entry("jobs", "campus", Labour)
    multipliers = {name: entry("multipliers", name, Multiplier) for name in names("multipliers")}
    sites = {futures.plan.phases[i].site.id: futures.plan.phases[i].site for i in futures.phases()}
    n = min(n, futures.n)
    drawn = Drawn(_figures(labour, multipliers, sites.values()), futures)
    kept = slice(0, n + 1)
    made = [_site(site, futures, labour, drawn, n) for site in sites.values()]
    construction, permanent = (np.stack(part) for part in zip(*made, strict=True))
    factors = {name: drawn(each.total_per_direct)[kept] for name, each in multipliers.items()}
    return Jobs(
        futures, n, futures.weight[:n], tuple(sites), construction, permanent, labour, multipliers, factors
    )  # fmt: skip


def _figures(labour: Labour, multipliers: dict[str, Multiplier], sites: Iterable[Site]) -> Iterator[Figure]:
    yield from (labour.construction_peak, labour.permanent, labour.building_time, labour.rise, labour.fall)
    yield from (each.total_per_direct for each in multipliers.values())
    for site in sites:
        yield from (f for f in (_stated(site, "construction"), _stated(site, "permanent")) if f is not None)


def _stated(site: Site, what: str) -> Figure | None:
    """A campus's own figure of people, a bound among them; None where nothing is known by the programme's date."""
    figure: Figure | None = getattr(site.jobs, what) if site.jobs is not None else None
    return figure if figure is not None and figure.known else None


def _site(
    site: Site, futures: "Futures", labour: Labour, drawn: Drawn, n: int
) -> tuple[Float[np.ndarray, "row month"], Float[np.ndarray, "row month"]]:
    """People who build a campus, and who stay."""
    phases, months, rows = futures.phases(site.address), futures.model.months, slice(0, n + 1)
    ups = (futures.at_medians, futures.buildup.of(slice(0, n)))
    time, rise, fall = (drawn(figure)[rows] for figure in (labour.building_time, labour.rise, labour.fall))
    parts = (slice(0, 1), slice(1, None))
    build = np.concatenate(
        [building(up, phases, time[p], rise[p], fall[p], months) for up, p in zip(ups, parts, strict=True)]
    )
    runs = np.concatenate([_running(up, phases, months) for up in ups])
    full = float(futures.at_medians.it_power[0, phases].sum())
    highest = float(build[0].max()) or full
    peak = _per_it_power(_stated(site, "construction"), labour.construction_peak, highest, drawn)[rows]
    stay = _per_it_power(_stated(site, "permanent"), labour.permanent, full, drawn)[rows]
    return build * peak[:, None], runs * stay[:, None]


def _per_it_power(stated: Figure | None, otherwise: Figure, it_power: float, drawn: Drawn) -> Float[np.ndarray, " row"]:
    """People by IT MW: what a campus states of `it_power`, else what holds of all, at least a bound [jobs/MW]."""
    if stated is None or it_power <= 0:
        return drawn(otherwise)
    own = drawn(stated) / it_power
    if stated.has_value:
        return own
    bound = stated.reading.written.bound if stated.reading is not None else None
    return np.maximum(own, drawn(otherwise)) if bound == "floor" else np.minimum(own, drawn(otherwise))


def building(
    buildup: Buildup,
    phases: Sequence[int],
    time: Float[np.ndarray, " row"],
    rise: Float[np.ndarray, " row"],
    fall: Float[np.ndarray, " row"],
    months: int,
) -> Float[np.ndarray, "row month"]:
    """Mean of each month of sum_k (MW / B) s [IT MW]: people who build, for one at the peak of an IT MW.

    `time` is that of a building [months]. What is built before the first month, or after the last, is in none.
    """
    found, edges = np.zeros((len(buildup.ready), months)), np.arange(months + 1)
    for phase in phases:
        size = buildup.it_power[:, phase] / buildup.buildings[phase]
        for k in range(buildup.buildings[phase]):
            full = buildup.ready[:, phase] + k * buildup.cadence[:, phase] + buildup.ramp[:, phase]
            part = 1 + (edges - full[:, None]) / time[:, None]
            worked = _worked(part, rise[:, None], fall[:, None])
            found += (size * time)[:, None] * np.diff(worked, axis=1)
    return found


def _worked(
    part: Float[np.ndarray, "row month+1"], rise: Float[np.ndarray, "row 1"], fall: Float[np.ndarray, "row 1"]
) -> Float[np.ndarray, "row month+1"]:
    """The integral of s from nought on."""

    def ramp(x: np.ndarray, over: np.ndarray) -> np.ndarray:
        x, over = np.maximum(x, 0.0), np.maximum(over, _LEAST)
        return np.where(x < over, x * np.minimum(x, over) / (2 * over), x - over / 2)

    part = np.minimum(part, 1.0)
    return ramp(part, rise) - ramp(part - 1 + fall, fall)


def _running(buildup: Buildup, phases: Sequence[int], months: int) -> Float[np.ndarray, "row month"]:
    """Energised IT MW, mean of each month's two ends."""
    ends = np.zeros((len(buildup.ready), months))
    energised(buildup, np.array(phases, dtype=np.int64), ends, np.empty(months + 1))
    return (ends + np.concatenate([np.zeros((len(ends), 1)), ends[:, :-1]], axis=1)) / 2


@dataclass(frozen=True)
class Promised:
    """A claim of jobs of the whole programme beside what its futures have."""

    claim: Claim = field(repr=False)  #: as it stands in the programme
    number: float  #: of jobs, or the least that is claimed
    direct: float  #: chance that in some month as many are at work on the campuses
    total: dict[str, float]  #: chance that in some month a multiplier makes as many of them, gross


def promised(found: Jobs) -> tuple[Promised, ...]:
    """What is said of the jobs of the whole and known by the programme's date, beside its futures."""
    claims = found.futures.programme.contents.claims.values()
    known = [(claim, claim.jobs.p50) for claim in claims if claim.jobs is not None and claim.jobs.known]

    def chance(people: Float[np.ndarray, "row month"], number: float) -> float:
        return float(mean((people[1:].max(axis=1) >= number).astype(float), found.weight))

    return tuple(
        Promised(
            claim, number, chance(found.direct, number), {m: chance(found.total(m), number) for m in found.multipliers}
        )
        for claim, number in known
    )


@dataclass(frozen=True)
class Crew:
    """People who build the campuses that share crews, beside how many there are."""

    limit: Limit = field(repr=False)  #: the shared supply of crews
    sites: tuple[str, ...]  #: campuses of whose work some takes of it
    highest: Range  #: people who build these campuses, in the highest month


def crews(found: Jobs) -> tuple[Crew, ...]:
    """Campuses that share crews, which their dates have waited for already (T6): a check of people by IT MW."""
    contents = found.futures.programme.contents
    made = []
    for name, limit in contents.limits.items():
        takers = [s for s in found.sites if any(name in a.takes for a in contents.sites[s].activities.values())]
        if limit.capacity is not None and takers:
            people = found.construction[[found.sites.index(site) for site in takers]].sum(axis=0)
            made.append(Crew(limit, tuple(takers), found.range(people.max(axis=1))))
    return tuple(made)
