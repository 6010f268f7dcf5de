"""What a programme computes, who asks for it and who is short, and the largest run: rows, sentences and data."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from jaxtyping import Float

from stargate.computing.allocation import Allocation, allocation
from stargate.computing.fleet import Fleet, fleet
from stargate.computing.largest_run import LargestRun, largest_run
from stargate.errors import StargateError
from stargate.futures.quantiles import quantiles
from stargate.programme.equipped import known
from stargate.reports.drawn import Drawn, drawn_in
from stargate.reports.words import chance, iso, listed, month, power, power_pair
from stargate.reports.words import day as in_day

if TYPE_CHECKING:
    from stargate.futures.result import Futures

ACCELERATORS, SERVING = "Accelerators", "Supply and demand"
SHORT, RUN = "Chance to be short", "Largest run that is finished"
_TENTHS = (0.1, 0.5, 0.9)
_LIKELY = (0.1, 0.5)  # chances whose first month is said
_AHEAD = 2  # years to the largest run that a sentence is about


class Row(NamedTuple):
    """One line of the table: P10, P50 and P90 by month, or a chance."""

    title: str
    measure: str
    unit: str  #: empty for chances
    values: Float[np.ndarray, "percentile month"]


@dataclass(frozen=True)
class Computed:
    """What a programme computes, as far as its files say."""

    fleet: Fleet = field(repr=False)
    allocation: Allocation | None = field(repr=False)  #: None where nothing is said of demand
    largest: LargestRun | None = field(repr=False)  #: None where nothing is said of runs
    missing: tuple[str, ...]  #: why there is no more

    @property
    def many(self) -> bool:
        """Whether ranges and chances may be spoken of."""
        return drawn_in(self.fleet.futures) is Drawn.MANY


def computed(futures: "Futures", n: int | None = None) -> Computed:
    """Fleet, supply against demand and largest run in the futures of a programme, or in its first `n`.

    Raises StargateError where no phase names accelerators.
    """
    found, missing = fleet(futures, n or futures.n), []
    parts: list[Any] = []
    for verb in (allocation, largest_run):
        try:
            parts.append(verb(found))
        except StargateError as error:
            parts.append(None)
            missing.append(str(error))
    return Computed(found, parts[0], parts[1], tuple(dict.fromkeys(missing)))


def year_ends(found: Computed) -> dict[int, int]:
    """Months whose ends are ends of years, from the programme's date to its horizon, by year.

    Raises StargateError where no year ends between the two.
    """
    programme = found.fleet.futures.programme
    first, last = int(programme.as_of[:4]), int(programme.contents.horizon[:4])
    months = found.fleet.futures.model.months
    by_year = {year: round(programme.month(f"{year + 1}-01-01")) - 1 for year in range(first, last + 1)}
    ends = {year: at for year, at in by_year.items() if at < months}
    if not ends:
        raise StargateError(
            f"no year ends between {programme.as_of} and the horizon, {programme.contents.horizon}\n"
            f"  write: horizon: {first}-12-31, or later, in programme.yaml"
        )
    return ends


def rows(found: Computed) -> Iterator[Row]:
    """Every line, campus by campus first."""
    ranges = found.fleet.percentiles
    names = {planned.site.id: planned.site.name for planned in found.fleet.futures.plan.phases}
    for site, h100e in zip(found.fleet.sites, found.fleet.h100e, strict=True):
        yield Row(ACCELERATORS, names[site], "H100e", ranges(h100e, (10, 50, 90)))
    yield Row(ACCELERATORS, "All campuses", "H100e", ranges(found.fleet.total(), (10, 50, 90)))
    if found.allocation is not None:
        yield from _supply(found.allocation)
    if found.largest is not None:
        yield from _runs(found.largest)


def _supply(of: Allocation) -> Iterator[Row]:
    yield Row(ACCELERATORS, "Of its offtakers elsewhere", "H100e", of.percentiles(of.elsewhere))
    yield Row(SERVING, "Compute that may serve", "H100e", of.percentiles(of.capacity))
    yield Row(SERVING, "Compute that tokens need", "H100e", of.percentiles(of.need))
    yield Row(SERVING, "IT power that tokens need", "IT MW", of.percentiles(of.it_power))
    yield Row(SERVING, "IT power of the programme", "IT MW", of.percentiles(of.fleet.it_power.sum(axis=0)))
    yield Row(SERVING, "Tokens asked for", "trillion/month", of.percentiles(of.tokens_asked))
    yield Row(SERVING, "Tokens that could be served", "trillion/month", of.percentiles(of.tokens_supplied))
    for k, group in enumerate(of.asked.groups):
        yield Row(SHORT, group.title, "", of.chance(k)[None])
    yield Row(SHORT, "Anybody", "", of.chance()[None])


def _runs(of: LargestRun) -> Iterator[Row]:
    yield Row(RUN, "On one campus", "YFLOP", of.percentiles(of.alone))
    yield Row(RUN, "On all campuses, joined", "YFLOP", of.percentiles(of.joined))
    if of.trend is not None:
        yield Row(RUN, "Trend of the largest of all", "YFLOP", of.percentiles(of.trend))


def in_words(found: Computed) -> list[str]:
    """What came out, in sentences."""
    said = [_left_out(found.fleet)] if found.fleet.left_out else []
    if found.allocation is not None:
        of = found.allocation
        said += [_explained(found, of), *(_short(found, of, k) for k in range(len(of.asked.groups)))]
        said += [_per_token(of), *_rivals(found)]
    if found.largest is not None:
        said += _largest(found, found.largest)
    return said + [text.replace("\n  write:", "; write:") for text in found.missing]


def _left_out(of: Fleet) -> str:
    """Phases without compute, by what is missing."""
    said = []
    for why in dict.fromkeys(of.left_out.values()):
        names = [address.removeprefix("sites.") for address, other in of.left_out.items() if other == why]
        said.append(f"{listed(names)} ({why})")
    return f"Left out: {'; '.join(said)}."


def _explained(found: Computed, of: Allocation) -> str:
    """How much of what is built the tokens explain, at the end of the programme's year."""
    year, at = next(iter(year_ends(found).items()))
    low, mid, high = of.percentiles(of.it_power)[:, at]
    built = float(of.percentiles(of.fleet.it_power.sum(axis=0))[1, at])
    trains = float(of.percentiles(of.share_training)[1, at])
    taken = f" Research and training take {trains:.0%} of all there is, and what serving leaves." if trains else ""
    spread = f" ({power_pair(low, high)})" if found.many else ""
    alone = "" if of.elsewhere.any() else " Nobody says what its offtakers have elsewhere."
    return (
        f"At the end of {year} tokens of products explain {power(mid)} of IT load{spread} [assumed], wherever they are "
        f"served; the programme has {power(built)}.{taken}{alone}"
    )


def _short(found: Computed, of: Allocation, group: int) -> str:
    """From when on a group is short in how many futures, and by how much at worst."""
    title = of.asked.groups[group].title
    programme = found.fleet.futures.programme
    first = min(int(programme.as_of_month), found.fleet.futures.model.months - 1)
    chances = of.chance(group)[first:]
    worst = int(chances.argmax())

    def named(at: int) -> str:
        return month(first + at, programme.month_zero)

    if not chances[worst]:
        return f"{title}: all that is asked for is served [assumed]."
    if not found.many:
        most = float(of.share_short(group)[1, first:].max())
        return f"{title}: short from {named(int((chances > 0).argmax()))} on, by up to {most:.0%} [assumed]."
    later = [
        f"from {named(int((chances >= p).argmax()))} on in {chance(p)} or more"
        for p in _LIKELY
        if chances[0] < p <= chances[worst]
    ]
    high = float(quantiles(of.share_short(group)[1:, first + worst], of.fleet.weight, [0.9])[0])
    said = [f"short in {chance(float(chances[0]))} of futures at the end of {named(0)}", *later]
    return (
        f"{title}: {', '.join(said)}; most likely in {named(worst)}, in {chance(float(chances[worst]))}, "
        f"when one in ten serves {chance(1 - high)} of what is asked for or less [assumed]."
    )


def _per_token(of: Allocation) -> str:
    """Which compute by token is used, and how stated and computed compare, at medians."""
    said = []
    for name, each in of.asked.per_token.items():
        title = next(group.title for group in of.asked.groups if group.product == name)
        stated = None if each.stated is None else f"{each.stated[0]:.2g} as stated"
        by_model = None if each.computed is None else f"{each.computed[0]:.2g} by its model"
        used, other = (by_model, stated) if each.by_model else (stated, by_model)
        said.append(f"{title} {used}" + (f" (not {other})" if other else ""))
    return f"Compute of a million tokens, H100e h, on the day that users were counted: {'; '.join(said)}."


def _rivals(found: Computed) -> Iterator[str]:
    said = []
    for rival in _told_rivals(found):
        day, h100e = list(rival["h100e"].items())[-1]
        said.append(f"{rival['title']} {h100e / 1e6:.3g} ({in_day(day)})")
    if said:
        yield f"Published of others, m H100e: {listed(said)}."


def _largest(found: Computed, of: LargestRun) -> Iterator[str]:
    year, at = list(year_ends(found).items())[: _AHEAD + 1][-1]
    low, mid, high = of.percentiles(of.joined)[:, at]
    spread = f" ({low:,.0f} to {high:,.0f})" if found.many else ""
    alone, keeps_up = float(of.percentiles(of.alone)[1, at]), of.keeps_up()
    text = (
        f"The largest run finished by the end of {year} is {mid:,.0f} YFLOP{spread}, {alone:,.0f} on one campus "
        "[assumed]"
    )
    if keeps_up is not None and found.many:
        text += f"; it keeps up with the trend of the largest of all in {chance(float(keeps_up[at]))} of futures"
    yield text + "."
    if of.published:
        runs = [f"{run.title} {run.operations.p50:,.0f}" for run in of.published]
        yield f"Published runs, YFLOP: {listed(runs)}."


def told(found: Computed) -> dict[str, Any]:
    """The same by month, for a page or another program; infinity does not occur."""
    return {
        "months": [str(day)[:10] for day in found.fleet.futures.time],
        "futures": found.fleet.n,
        "rows": [_told(row) for row in rows(found)],
        "groups": [] if found.allocation is None else _told_groups(found.allocation),
        "per_token": {} if found.allocation is None else _told_per_token(found.allocation),
        "rivals": _told_rivals(found),
        "published_runs": [
            {"title": run.title, "yflop": run.operations.p50, "published": iso(run.published.p50, 0.0)}
            for run in (found.largest.published if found.largest else ())
        ],
        "left_out": found.fleet.left_out,
        "in_words": in_words(found),
    }


def _told(row: Row) -> dict[str, Any]:
    said = {"title": row.title, "measure": row.measure, "unit": row.unit or "chance"}
    if len(row.values) == 1:
        return said | {"chance": row.values[0].tolist()}
    return said | dict(zip(("p10", "p50", "p90"), row.values.tolist(), strict=True))


def _told_groups(of: Allocation) -> list[dict[str, Any]]:
    """Who asks for how much by month, and what part of it is not served."""
    said = []
    for k, group in enumerate(of.asked.groups):
        ranges = {"h100e": of.asked.need[k], "short": of.share_short(k), "m_tokens": of.asked.tokens[k]}
        told = {
            name: dict(zip(("p10", "p50", "p90"), of.percentiles(values).tolist(), strict=True))
            for name, values in ranges.items()
        }
        said.append({"product": group.product, "title": group.title, "pays": group.pays, **told})
    return said


def _told_per_token(of: Allocation) -> dict[str, Any]:
    def ranged(values: np.ndarray | None) -> list[float] | None:
        return None if values is None else quantiles(values[1:], of.fleet.weight, _TENTHS).tolist()

    return {
        name: {"by_model": each.by_model, "stated": ranged(each.stated), "computed": ranged(each.computed)}
        for name, each in of.asked.per_token.items()
    }


def _told_rivals(found: Computed) -> list[dict[str, Any]]:
    demand = found.fleet.futures.programme.contents.demand
    return [
        {
            "title": rival.title,
            "h100e": {day: figure.p50 for day, figure in sorted(rival.h100e.items()) if known(figure)},
        }
        for rival in (demand.rivals.values() if demand else ())
    ]
