"""Accelerators of a programme by month, in every future: not MW times a constant (K1).

Each building fills with accelerators as it takes load, and has them replaced at the end of their life
(`compute.generations`); which they are depends on what has shipped by then (`computing.equipment`). Dates, power,
peaks, shares, lives and progress are drawn in every future. An accelerator counts as many H100 equivalents as its dense
8-bit peak has 1.979 PFLOP/s.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float

from stargate.capital.company import Use
from stargate.capital.contracts.procurement import Procurement
from stargate.compute.chip import H100E_PEAK, PEAKS, Purpose
from stargate.compute.generations import GENERATIONS, Buildings, held
from stargate.computing.equipment import Equipment, line, mix
from stargate.errors import StargateError
from stargate.futures.drawn import Drawn
from stargate.futures.quantiles import quantiles
from stargate.programme.equipped import chips_of, known, lacks
from stargate.programme.model import Contents
from stargate.quantity.figure import Figure

if TYPE_CHECKING:
    from stargate.futures.result import Futures

SUCCESSORS = "successors"  #: accelerators that replace others and have no name yet
_KEPT = 2_000  # futures whose fleets are followed unless more are asked for

MOST_GENERATIONS = 10  #: of a phase, whose densities are told


@dataclass(frozen=True)
class Fleet:
    """Accelerators of a plan in `n` of its futures.

    Rows are the future at medians and then the futures; months are ends of months, of which `time` has the days.
    """

    futures: "Futures" = field(repr=False)  #: of which these are the first `n`
    n: int  #: how many
    weight: Float[np.ndarray, " future"] = field(repr=False)  #: how much each counts
    phases: tuple[int, ...]  #: of the plan, those whose chips are known
    equipment: Equipment = field(repr=False)  #: what their buildings hold
    left_out: dict[str, str]  #: phases without compute, and why

    @property
    def drawn(self) -> Drawn:
        """Figures of chips in the futures."""
        return self.equipment.drawn

    @property
    def time(self) -> np.ndarray:
        """The last day of every month."""
        return self.futures.time

    @cached_property
    def sites(self) -> tuple[str, ...]:
        """Campuses that compute, by their names in addresses."""
        return tuple(dict.fromkeys(self.futures.plan.phases[i].site.id for i in self.phases))

    @cached_property
    def chips(self) -> tuple[str, ...]:
        """Accelerators that may be installed in some future, by name."""
        named = (name for phase in self.equipment.phases for name in (*mix(phase), phase.refresh) if name)
        return tuple(dict.fromkeys(chip for name in named for chip in line(name, self.equipment.shelf)))

    @cached_property
    def it_power(self) -> Float[np.ndarray, "phase row month"]:
        """IT MW of each of `phases`."""
        content = np.ones((*self.equipment.growth.shape, GENERATIONS))
        return np.stack([self._held(content, np.ones_like(self.equipment.growth), [p]) for p in self._places()])

    @cached_property
    def h100e_of_phase(self) -> Float[np.ndarray, "phase row month"]:
        """H100 equivalents of each of `phases`."""
        return np.stack([self._held(self._h100e, self.equipment.growth, [p]) for p in self._places()])

    @cached_property
    def h100e(self) -> Float[np.ndarray, "site row month"]:
        """H100 equivalents of each of `sites`."""
        return self._by_site(self._h100e, self.equipment.growth)

    def total(self, of: str = "") -> Float[np.ndarray, "row month"]:
        """H100 equivalents of a campus, by its name, or of what lies at or below an address; of all where empty.

        Raises StargateError where nothing there computes.
        """
        if not of:
            return self.h100e.sum(axis=0)
        return self._held(self._h100e, self.equipment.growth, self._places(of))

    def at(self, day: str, of: str = "") -> Float[np.ndarray, " row"]:
        """H100 equivalents at the end of a day.

        Raises StargateError where `day` is no date, or nothing there computes.
        """
        times = np.array([self.futures.end_of(day)])
        return self._held(self._h100e, self.equipment.growth, self._places(of), times)[:, 0]

    def density(self, place: int, generation: int) -> Float[np.ndarray, " row"]:
        """H100 equivalents of an IT MW of one of `phases`, by its place, while a generation of its chips runs.

        [H100e/IT MW]; the mean of its buildings, each of which has generations of its own; 0 is the first.
        """
        chosen = [k for k, of in enumerate(self.equipment.phase_of) if of == place]
        given, further = min(generation, GENERATIONS - 1), max(generation + 1 - GENERATIONS, 0)
        return (self._h100e[:, chosen, given] * self.equipment.growth[:, chosen] ** further).mean(axis=1)

    def accelerators(self, chip: str, of: str = "") -> Float[np.ndarray, "row month"]:
        """How many accelerators there are of one of `chips`, or of their `successors` without a name yet.

        Successors are counted as if each drew what the one it replaces does.
        Raises StargateError where no such chip may be installed, or nothing there computes.
        """
        if chip not in (*self.chips, SUCCESSORS):
            raise StargateError(
                f"no accelerator {chip!r} is installed\n  write: {', '.join((*self.chips, SUCCESSORS))}"
            )
        return self._held(self._counted(chip), np.ones_like(self.equipment.growth), self._places(of))

    def accelerators_by_site(self, chip: str) -> Float[np.ndarray, "site row month"]:
        """The same of each of `sites`."""
        return self._by_site(self._counted(chip), np.ones_like(self.equipment.growth))

    def peak(self, bits: int, of: str = "") -> Float[np.ndarray, "row month"]:
        """Dense peak at a precision of 16, 8 or 4 bits [PFLOP/s]; chips that lack it (`lacking`) add nothing.

        Raises StargateError at any other precision, or where nothing there computes.
        """
        content = self.equipment.content(lambda name: self._peak(name, bits))
        return self._held(content, self.equipment.growth, self._places(of))

    def lacking(self, bits: int) -> tuple[str, ...]:
        """Chips that may be installed and have no peak at a precision of 16, 8 or 4 bits, by name.

        Raises StargateError at any other precision.
        """
        return tuple(name for name in self.chips if not known(getattr(self.equipment.shelf[name], _field(bits))))

    def training(self, of: str = "") -> Float[np.ndarray, "row month"]:
        """H100 equivalents that train: the workload's share of all, at most what is not made for inference alone.

        Inference is the rest of `total`. Raises StargateError where the programme has no workload.
        """
        workload = self.futures.programme.contents.workload
        if workload is None or not known(workload.training):
            raise StargateError("nothing says what trains\n  write: training: 60 to 80% [source-key], in workload.yaml")
        share = self.drawn(workload.training)[: self.n + 1, None]
        shelf = self.equipment.shelf
        able = self.equipment.content(lambda name: (shelf[name].purpose is Purpose.ANY) * self._h100e_each(name))
        return np.minimum(share * self.total(of), self._held(able, self.equipment.growth, self._places(of)))

    def percentiles(self, values: Float[np.ndarray, "row *rest"], percents: Sequence[float]) -> np.ndarray:
        """Percentiles over futures, `[percentile, *rest]`, of anything that has rows first."""
        return quantiles(values[1:], self.weight, [percent / 100 for percent in percents])

    def _counted(self, chip: str) -> Float[np.ndarray, "row building generation"]:
        return self.equipment.successors() if chip == SUCCESSORS else self.equipment.named(chip)

    def _by_site(
        self, content: Float[np.ndarray, "row building generation"], growth: Float[np.ndarray, "row building"]
    ) -> Float[np.ndarray, "site row month"]:
        return np.stack([self._held(content, growth, self._places(site)) for site in self.sites])

    @cached_property
    def _h100e(self) -> Float[np.ndarray, "row building generation"]:
        return self.equipment.content(self._h100e_each)

    def _h100e_each(self, name: str) -> Float[np.ndarray, " row"]:
        return self._peak(name, 8) / H100E_PEAK

    def _peak(self, name: str, bits: int) -> Float[np.ndarray, " row"]:
        """PFLOP/s of one accelerator; nothing at a precision that it lacks."""
        figure = getattr(self.equipment.shelf[name], _field(bits))
        return self.drawn(figure if known(figure) else None)[: self.n + 1]

    def _places(self, of: str = "") -> list[int]:
        """Places in `phases` of those at or below an address."""
        below = self.futures.phases(f"sites.{of}" if of in self.sites else of)
        found = [place for place, i in enumerate(self.phases) if i in below]
        if not found:
            raise StargateError(f"nothing at {of} computes\n  write: {' or '.join(self.sites)}")
        return found

    def _held(
        self,
        content: Float[np.ndarray, "row building generation"],
        growth: Float[np.ndarray, "row building"],
        places: list[int],
        times: Float[np.ndarray, " month"] | None = None,
    ) -> Float[np.ndarray, "row month"]:
        """What the buildings of some phases hold, at ends of months where no times are given."""
        chosen = [k for k, place in enumerate(self.equipment.phase_of) if place in places]
        times = np.arange(1.0, self.futures.model.months + 1) if times is None else times
        found = np.zeros((self.n + 1, len(times)))
        parts = (np.ascontiguousarray(content[:, chosen]), np.ascontiguousarray(growth[:, chosen]))
        held(self.equipment.buildings.of(chosen), *parts, times, found)
        return found


def fleet(futures: "Futures", n: int = _KEPT) -> Fleet:
    """Accelerators of the phases that belong to the programme, in the first `n` of its futures.

    Phases without a chip of known power and 8-bit peak are named in `left_out`.
    Raises StargateError where no phase has one, or `n` is none.
    """
    if n < 1:
        raise StargateError(f"{n} futures are none\n  write: 1 or more")
    contents, plan = futures.programme.contents, futures.plan.phases
    shelf, mine = chips_of(contents), futures.phases()
    left_out = {plan[i].address: why for i in mine if (why := lacks(plan[i].phase, shelf))}
    chosen = tuple(i for i in mine if plan[i].address not in left_out)
    if not chosen:
        why = "; ".join(dict.fromkeys(left_out.values())) or "no phase belongs to it"
        raise StargateError(f"nothing in {futures.programme.name} computes: {why}\n  write: chip: gb200, in a phase")
    n = min(n, futures.n)
    drawn = Drawn(_figures(futures, chosen), futures)
    place = [p for p, i in enumerate(chosen) for _ in range(int(futures.buildup.buildings[i]))]
    buildings = _buildings(futures, [chosen[p] for p in place], drawn, n)
    progress = drawn(_if_known(contents.chip_progress))[: n + 1, None]
    years = np.where(np.isinf(buildings.life), 0.0, buildings.life) / 12
    phases = tuple(plan[i].phase for i in chosen)
    equipment = Equipment(buildings, tuple(place), phases, shelf, drawn, (1 + progress) ** years)
    return Fleet(futures, n, futures.weight[:n], chosen, equipment, left_out)


def _buildings(futures: "Futures", phase_of: list[int], drawn: Drawn, n: int) -> Buildings:
    """The buildings of phases, given the phase of each."""
    numbers = np.array([k - phase_of.index(i) for k, i in enumerate(phase_of)])
    rows = [(futures.at_medians, slice(0, 1)), (futures.buildup, slice(0, n))]

    def both(name: str) -> Float[np.ndarray, "row building"]:
        return np.concatenate([getattr(buildup, name)[part][:, phase_of] for buildup, part in rows])

    later = np.where(numbers > 0, both("cadence"), 0.0) * numbers
    sizes = both("it_power") / futures.buildup.buildings[phase_of]
    contents = futures.programme.contents
    lives = [_life(futures.plan.phases[i].site.id, contents) for i in phase_of]
    life = np.stack([drawn(figure, np.inf)[: n + 1] for figure in lives], axis=1)
    return Buildings(both("ready") + later, both("ramp"), sizes, life)


def _figures(futures: "Futures", chosen: tuple[int, ...]) -> list[Figure | None]:
    """Figures that the schedule does not draw."""
    contents = futures.programme.contents
    shelf = chips_of(contents)
    found: list[Figure | None] = [contents.chip_progress, contents.workload.training if contents.workload else None]
    for i in chosen:
        planned = futures.plan.phases[i]
        found += [*mix(planned.phase).values(), _life(planned.site.id, contents)]
        for name in (*mix(planned.phase), planned.phase.refresh):
            for chip in (shelf[each] for each in line(name, shelf)):
                found += [chip.power, chip.first_volume, *(getattr(chip, peak) for peak in PEAKS.values())]
    return [figure for figure in found if known(figure)]


def _life(site: str, contents: Contents) -> Figure | None:
    """How long accelerators of a campus run, as its financing has it."""
    terms = contents.contracts.at(Procurement, site, Use.COMPUTE) if contents.contracts is not None else None
    return _if_known(terms.life) if terms is not None else None


def _if_known(figure: Figure | None) -> Figure | None:
    return figure if known(figure) else None


def _field(bits: int) -> str:
    if bits not in PEAKS:
        raise StargateError(f"there is no peak at {bits} bits\n  write: {' or '.join(map(str, PEAKS))}")
    return PEAKS[bits]
