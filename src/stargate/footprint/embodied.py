"""Carbon emitted where a campus is made: its accelerators, its shell and its power plant, as a range (A3).

An IT MW of accelerators of P watts and m kg each, all in, takes sum_c share_c m_c / P_c 1e3 tonnes; the shell takes so
much per IT MW, and what generates or stores on site so much per generation MW. It is booked in the month in which the
IT MW is energised, and again for all IT MW that runs when what was made comes to the end of its life L; or spread in
equal parts over each life, which from full load on adds up to the same. What replaces accelerators is as heavy per
IT MW as what it replaces, or as the chip that `refresh` names. It is never added to what operation emits.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from jaxtyping import Float

from stargate.capital.company import Use
from stargate.capital.contracts.procurement import Procurement
from stargate.compute.chip import Chip
from stargate.footprint.months import by_year, calendar_years
from stargate.futures.drawn import Drawn, Range, range_of
from stargate.programme.catalogue import entry
from stargate.programme.equipped import chips_of, known
from stargate.programme.site import Phase, Site
from stargate.quantity.figure import Figure
from stargate.quantity.measures import Duration, MassPerGenerationPower, MassPerItPower, Share
from stargate.quantity.noun import Noun
from stargate.schedule.energise import energised, energised_month

if TYPE_CHECKING:
    from stargate.futures.result import Futures

PARTS: tuple[str, ...] = ("chips", "shell", "power plant")  #: what campuses are made of
KEPT = 2_000  # futures that are followed unless more are asked for
_PER_MW = 1e3  # tonnes by MW in one kg by W


class Embodied(Noun):
    """Carbon of making what a campus is built of."""

    title: str
    """What it counts."""
    shell: MassPerItPower
    """Building, power and cooling."""
    power_plant: MassPerGenerationPower
    """What generates or stores on site."""
    chip_life: Duration
    """After which accelerators are replaced, and over which theirs is spread, where no contract of a campus says it."""
    shell_life: Duration
    """Over which the shell's is spread."""
    power_plant_life: Duration
    """Over which the power plant's is spread."""
    note: str = ""
    """A remark for readers."""


class Made(NamedTuple):
    """Carbon of making one part of the campuses, as it is emitted, and spread over its life [t]."""

    booked: Float[np.ndarray, "site row month"]
    spread: Float[np.ndarray, "site row month"]


@dataclass(frozen=True)
class Making:
    """Embodied carbon of campuses that belong to a programme. The first row is the future at medians."""

    futures: "Futures" = field(repr=False)  #: of which these are the first `n`
    n: int  #: how many
    weight: Float[np.ndarray, " future"] = field(repr=False)  #: how much each counts
    sites: tuple[str, ...]  #: campuses, by their names in addresses
    parts: dict[str, Made] = field(repr=False)  #: by the names of PARTS
    left_out: dict[str, str]  #: phases whose chips are not counted, and why

    @property
    def years(self) -> tuple[int, ...]:
        """The calendar years of the series."""
        return calendar_years(self.futures)

    def range(self, values: Float[np.ndarray, " row"]) -> Range:
        """What a result is over futures, and at medians."""
        return range_of(values, self.weight)

    def booked(self, part: str = "", sites: Iterable[str] | None = None) -> Float[np.ndarray, "row year"]:
        """What is emitted by calendar year for one of PARTS, or all, of some campuses, or all [t]."""
        return self._of("booked", part, sites)

    def spread(self, part: str = "", sites: Iterable[str] | None = None) -> Float[np.ndarray, "row year"]:
        """The same, spread over the life of what is made [t]."""
        return self._of("spread", part, sites)

    def _of(self, how: str, part: str, sites: Iterable[str] | None) -> Float[np.ndarray, "row year"]:
        chosen = [i for i, name in enumerate(self.sites) if sites is None or name in set(sites)]
        made = [getattr(self.parts[name], how)[chosen].sum(axis=0) for name in ([part] if part else PARTS)]
        return by_year(np.sum(made, axis=0), self.futures)


def making(futures: "Futures", n: int = KEPT) -> Making:
    """Embodied carbon of the campuses that belong to the programme, in the first `n` of its futures."""
    record, contents = entry("embodied", "campus", Embodied), futures.programme.contents
    shelf, plan, n = chips_of(contents), futures.plan.phases, min(n, futures.n)
    names = tuple(dict.fromkeys(plan[i].site.id for i in futures.phases()))
    left_out = {plan[i].address: why for i in futures.phases() if (why := _lacking(plan[i].phase, shelf))}
    drawn = Drawn(_figures(futures, record, names, shelf), futures)
    made = [list(_site(contents.sites[name], futures, record, shelf, drawn, n)) for name in names]
    stacked = [Made(*map(np.stack, zip(*part, strict=True))) for part in zip(*made, strict=True)]
    return Making(futures, n, futures.weight[:n], names, dict(zip(PARTS, stacked, strict=True)), left_out)


def _lacking(phase: Phase, shelf: Mapping[str, Chip]) -> str:
    """Why the chips of a phase are not counted; nothing where they are."""
    names = _mix(phase)
    if not names:
        return "no chip is named"
    for name in (*names, *([phase.refresh] if phase.refresh else [])):
        for what in ("power", "embodied"):
            if not known(getattr(shelf[name], what)):
                return f"the {'power' if what == 'power' else 'embodied carbon'} of {shelf[name].name} is not known"
    return ""


def _mix(phase: Phase) -> dict[str, Share | None]:
    return {phase.chip: None} if phase.chip else dict(phase.chips)


def _life(site: Site, futures: "Futures") -> Figure | None:
    contracts = futures.programme.contents.contracts
    terms = contracts.at(Procurement, site.id, Use.COMPUTE) if contracts is not None else None
    return terms.life if terms is not None and known(terms.life) else None


def _generation(site: Site) -> list[Figure]:
    """What generates or stores on site."""
    owned = site.power.equipment.values() if site.power is not None else ()
    return [each.generation_power for each in owned if each.technology and known(each.generation_power)]  # type: ignore[misc]


def _figures(
    futures: "Futures", record: Embodied, names: tuple[str, ...], shelf: Mapping[str, Chip]
) -> Iterator[Figure | None]:
    yield from (record.shell, record.power_plant, record.chip_life, record.shell_life, record.power_plant_life)
    for name in names:
        site = futures.programme.contents.sites[name]
        yield from (_life(site, futures), *_generation(site))
    for i in futures.phases():
        phase = futures.plan.phases[i].phase
        if not _lacking(phase, shelf):
            yield from (share for share in _mix(phase).values() if share is not None)
            for name in (*_mix(phase), *([phase.refresh] if phase.refresh else [])):
                yield from (shelf[name].power, shelf[name].embodied)


def _site(
    site: Site, futures: "Futures", record: Embodied, shelf: Mapping[str, Chip], drawn: Drawn, n: int
) -> Iterator[Made]:
    """Chips, shell and power plant of a campus, of each row and month."""
    phases, rows = futures.phases(site.address), slice(0, n + 1)
    plant = sum((drawn(figure) for figure in _generation(site)), start=np.zeros(len(drawn(None))))
    full_load = futures.at_medians.it_power[0, phases].sum()
    per_it_power = plant / full_load if full_load > 0 else np.zeros_like(plant)
    heavy = (drawn(record.shell), per_it_power * drawn(record.power_plant))
    lives = (drawn(record.shell_life), drawn(record.power_plant_life))
    parts: list[list[Made]] = [[], [], []]
    for phase in phases:
        power, full = _it_power(futures, phase, n)
        parts[0].append(_chips(futures, phase, power, full, record, shelf, drawn))
        for part, each, life in zip(parts[1:], heavy, lives, strict=True):
            part.append(replaced(power, each[rows], each[rows], full, life[rows]))
    yield from (Made(*(np.sum(each, axis=0) for each in zip(*part, strict=True))) for part in parts)


def _it_power(
    futures: "Futures", phase: int, n: int
) -> tuple[Float[np.ndarray, "row month"], Float[np.ndarray, " row"]]:
    """IT MW of a phase at the end of each month, and when it has its full load [month]."""
    out = np.zeros((n + 1, futures.model.months))
    ups = (futures.at_medians, futures.buildup.of(slice(0, n)))
    for up, rows in zip(ups, (slice(0, 1), slice(1, None)), strict=True):
        energised(up, np.array([phase], dtype=np.int64), out[rows], np.empty(out.shape[1] + 1))
    return out, np.concatenate([energised_month(up)[:, phase] for up in ups])


def _chips(
    futures: "Futures",
    phase: int,
    power: Float[np.ndarray, "row month"],
    full: Float[np.ndarray, " row"],
    record: Embodied,
    shelf: Mapping[str, Chip],
    drawn: Drawn,
) -> Made:
    """Accelerators of a phase and what replaces them; nothing where they are not known."""
    planned, rows = futures.plan.phases[phase], slice(0, len(power))
    if _lacking(planned.phase, shelf):
        return Made(np.zeros_like(power), np.zeros_like(power))
    life = drawn(_life(planned.site, futures) or record.chip_life)[rows]

    def heavy(name: str) -> Float[np.ndarray, " row"]:
        return (_PER_MW * drawn(shelf[name].embodied) / drawn(shelf[name].power))[rows]

    shares = {name: drawn(share, 1.0)[rows] for name, share in _mix(planned.phase).items()}
    first = np.sum([share * heavy(name) for name, share in shares.items()], axis=0) / np.sum(
        list(shares.values()), axis=0
    )
    return replaced(power, first, heavy(planned.phase.refresh) if planned.phase.refresh else first, full, life)


def replaced(
    power: Float[np.ndarray, "row month"],
    first: Float[np.ndarray, " row"],
    after: Float[np.ndarray, " row"],
    full: Float[np.ndarray, " row"],
    life: Float[np.ndarray, " row"],
) -> Made:
    """Carbon of what takes `first`, and `after` from its first replacement on [t/MW], and lasts `life` [months] [t].

    `power` is IT MW at the ends of months, with its full load at `full`; what is replaced is so at once, k lives later.
    """
    ends = np.arange(1, power.shape[1] + 1)
    with np.errstate(invalid="ignore"):
        lives = np.floor(np.maximum(ends - full[:, None], 0.0) / life[:, None])
    before = np.concatenate([np.zeros((len(power), 1)), lives[:, :-1]], axis=1)
    heavy = np.where(lives > 0, after[:, None], first[:, None])
    new = np.maximum(np.diff(power, axis=1, prepend=0.0), 0.0)
    return Made(np.where(lives > before, power, new) * heavy, power * heavy / life[:, None])
