"""Accelerators of a programme by month, in every future: not MW times a constant (K1).

A phase of IT power W fills with accelerators of P watts each as its buildings are energised, W / P of them; a mix fills
its shares. Each counts as many H100 equivalents as its dense 8-bit peak has 1.979 PFLOP/s, so that an IT MW has

    density = sum_c share_c (peak_c / 1.979) (1e6 / P_c)   [H100e / IT MW]

Power, peaks and shares are drawn in every future. A chip whose first volume comes after its phase is at full load gives
way to the generation before. At the end of its life L, generation g of a phase with full load at t runs from t + g L:
the chip that `refresh` names, else one whose density has risen by `chip_progress` since.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float

from stargate.capital.company import Use
from stargate.capital.contracts.procurement import Procurement
from stargate.compute.chip import H100E_PEAK, Chip
from stargate.errors import StargateError
from stargate.futures.drawn import Drawn
from stargate.futures.quantiles import quantiles
from stargate.programme.equipped import chips_of, known
from stargate.programme.model import Contents
from stargate.programme.site import Phase
from stargate.quantity.figure import Figure
from stargate.quantity.measures import Share
from stargate.schedule.energise import energised, energised_month

if TYPE_CHECKING:
    from stargate.futures.result import Futures

MOST_GENERATIONS = 6
_KEPT = 2_000  # futures whose fleets are followed unless more are asked for
_WATTS = 1e6  # by MW


@dataclass(frozen=True)
class Fleet:
    """Accelerators of a plan in `n` of its futures. The first row of every array is the future at medians."""

    futures: "Futures" = field(repr=False)  #: of which these are the first `n`
    n: int  #: how many
    weight: Float[np.ndarray, " future"] = field(repr=False)  #: how much each counts
    phases: tuple[int, ...]  #: of the plan, those whose chips are known
    density: Float[np.ndarray, "phase generation row"] = field(repr=False)  #: [H100e/IT MW]
    begins: Float[np.ndarray, "phase generation row"] = field(repr=False)  #: when each runs [month]; infinity is never
    drawn: Drawn = field(repr=False)  #: figures of chips
    left_out: dict[str, str]  #: phases without compute, and why

    @cached_property
    def sites(self) -> tuple[str, ...]:
        """Campuses that compute, by their names in addresses."""
        return tuple(dict.fromkeys(self.futures.plan.phases[i].site.id for i in self.phases))

    @cached_property
    def it_power(self) -> Float[np.ndarray, "phase row month"]:
        """IT MW of each of `phases` at the end of each month."""
        months, plan = self.futures.model.months, self.phases
        found = np.zeros((len(plan), self.n + 1, months))
        ups = (self.futures.at_medians, self.futures.buildup.of(slice(0, self.n)))
        for buildup, rows in zip(ups, (slice(0, 1), slice(1, None)), strict=True):
            for p, phase in enumerate(plan):
                energised(buildup, np.array([phase]), found[p, rows], np.empty(months + 1))
        return found

    @cached_property
    def h100e_of_phase(self) -> Float[np.ndarray, "phase row month"]:
        """H100 equivalents of each of `phases` at the end of each month."""
        ends = np.arange(1, self.futures.model.months + 1)
        found = np.empty_like(self.it_power)
        for p in range(len(self.phases)):
            density = np.broadcast_to(self.density[p, 0][:, None], found[p].shape).copy()
            for generation in range(1, self.density.shape[1]):
                runs = self.begins[p, generation][:, None] < ends
                density = np.where(runs, self.density[p, generation][:, None], density)
            found[p] = density * self.it_power[p]
        return found

    @cached_property
    def h100e(self) -> Float[np.ndarray, "site row month"]:
        """H100 equivalents of each of `sites` at the end of each month."""
        rows = [self.sites.index(self.futures.plan.phases[i].site.id) for i in self.phases]
        found = np.zeros((len(self.sites), *self.h100e_of_phase.shape[1:]))
        np.add.at(found, rows, self.h100e_of_phase)
        return found

    def total(self, site: str = "") -> Float[np.ndarray, "row month"]:
        """H100 equivalents at the end of each month, of one campus, or of all where empty.

        Raises StargateError where there is none of this name.
        """
        if site and site not in self.sites:
            raise StargateError(f"no campus {site!r} computes\n  write: {' or '.join(self.sites)}")
        return self.h100e[self.sites.index(site)] if site else self.h100e.sum(axis=0)

    def percentiles(self, values: Float[np.ndarray, "row *rest"], percents: Sequence[float]) -> np.ndarray:
        """Percentiles over futures, `[percentile, *rest]`, of anything that has rows first."""
        return quantiles(values[1:], self.weight, [percent / 100 for percent in percents])


def fleet(futures: "Futures", n: int = _KEPT) -> Fleet:
    """Accelerators of the phases that belong to the programme, in the first `n` of its futures.

    Phases without a chip of known power and 8-bit peak are named in `left_out`.
    Raises StargateError where no phase has one.
    """
    contents, plan = futures.programme.contents, futures.plan.phases
    shelf = chips_of(contents)
    mine = futures.phases()
    left_out = {plan[i].address: why for i in mine if (why := _lacking(plan[i].phase, shelf))}
    chosen = tuple(i for i in mine if plan[i].address not in left_out)
    if not chosen:
        raise StargateError(f"{futures.programme.name} names no accelerators\n  write: chip: gb200, in a phase")
    n = min(n, futures.n)
    drawn = Drawn(_figures(futures, chosen, shelf), futures)
    made = [_generations(i, futures, shelf, drawn, n) for i in chosen]
    density, begins = (np.stack(part) for part in zip(*made, strict=True))
    return Fleet(futures, n, futures.weight[:n], chosen, density, begins, drawn, left_out)


def mix(phase: Phase) -> dict[str, Share | None]:
    """Chips of a phase with the part of its IT load that each takes; None is all of it."""
    return {phase.chip: None} if phase.chip else dict(phase.chips)


def _lacking(phase: Phase, shelf: Mapping[str, Chip]) -> str:
    """What a phase lacks for its compute to be known, in words; nothing where it lacks nothing."""
    if not mix(phase):
        return "no chip is named"
    for name in (*mix(phase), *([phase.refresh] if phase.refresh else [])):
        for what in ("power", "peak_8_bit"):
            if not known(getattr(shelf[name], what)):
                return f"the {what.replace('_', ' ')} of {shelf[name].name} is not known"
    return ""


def _figures(futures: "Futures", chosen: tuple[int, ...], shelf: Mapping[str, Chip]) -> list[Figure | None]:
    """Figures that the schedule does not draw."""
    contents = futures.programme.contents
    found: list[Figure | None] = [contents.chip_progress]
    for i in chosen:
        planned = futures.plan.phases[i]
        found += [share for share in mix(planned.phase).values() if share is not None]
        found.append(_life(planned.site.id, contents))
        for name in (*mix(planned.phase), planned.phase.refresh):
            while name:
                found += [shelf[name].power, shelf[name].peak_8_bit, shelf[name].first_volume]
                name = shelf[name].follows
    return [figure for figure in found if known(figure)]


def _life(site: str, contents: Contents) -> Figure | None:
    """How long accelerators of a campus run, as its financing has it."""
    terms = contents.contracts.at(Procurement, site, Use.COMPUTE) if contents.contracts is not None else None
    return terms.life if terms is not None and known(terms.life) else None


def _generations(
    i: int, futures: "Futures", shelf: Mapping[str, Chip], drawn: Drawn, n: int
) -> tuple[Float[np.ndarray, "generation row"], Float[np.ndarray, "generation row"]]:
    """Density of each generation of a phase's chips, and when it begins to run."""
    planned, contents = futures.plan.phases[i], futures.programme.contents
    full = np.concatenate([energised_month(futures.at_medians)[:, i], futures.dates[:n, i]])
    dense = Density(shelf, drawn, n + 1)
    shares = {
        name: np.ones(n + 1) if share is None else drawn(share)[: n + 1] for name, share in mix(planned.phase).items()
    }
    first = sum(share * dense.by(name, full) for name, share in shares.items()) / sum(shares.values())
    density, begins = [first], [np.zeros(n + 1)]
    life = _life(planned.site.id, contents)
    lasts = np.full(n + 1, np.inf) if life is None else drawn(life)[: n + 1]
    progress = 1 + (drawn(contents.chip_progress)[: n + 1] if known(contents.chip_progress) else 0.0)
    for generation in range(1, MOST_GENERATIONS):
        begins.append(full + generation * lasts)
        if planned.phase.refresh:
            density.append(dense.of(planned.phase.refresh))
        else:
            density.append(first * progress ** (generation * np.where(np.isinf(lasts), 0.0, lasts) / 12))
    return np.stack(density), np.stack(begins)


@dataclass(frozen=True)
class Density:
    """H100 equivalents of an IT MW of each chip, in every future."""

    shelf: Mapping[str, Chip]
    drawn: Drawn
    rows: int

    def of(self, name: str) -> Float[np.ndarray, " row"]:
        """[H100e/IT MW]"""
        chip = self.shelf[name]
        return (self.drawn(chip.peak_8_bit) / H100E_PEAK * _WATTS / self.drawn(chip.power))[: self.rows]

    def by(self, name: str, month: Float[np.ndarray, " row"]) -> Float[np.ndarray, " row"]:
        """The same of what ships by a month: the generation before where this one does not yet."""
        chip, found = self.shelf[name], self.of(name)
        if not chip.follows or not known(chip.first_volume):
            return found
        late = self.drawn(chip.first_volume)[: self.rows] > month
        return np.where(late, self.by(chip.follows, month), found)
