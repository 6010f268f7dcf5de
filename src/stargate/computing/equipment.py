"""Which accelerators the buildings of phases hold, generation by generation, in every future (K1).

A building is filled with what its phase names, of which a mix takes its shares, each of P MW; what has not shipped
in volume by the building's full load gives way to the generation before (`follows`). So an IT MW holds

    x = sum_c (s_c v_c / P_c) / sum_c s_c

of whatever one accelerator has v_c of: 1 if accelerators are counted, its dense peak, its 8-bit peak in H100
equivalents. What is replaced at the end of its life L gives way to the chip that `refresh` names; without one, and
later again, to such of its day: (1 + p)^(L / 12) times as much, where p is `chip_progress`. Where no contract tells a
life, nothing is replaced.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
from jaxtyping import Float

from stargate.compute.chip import Chip
from stargate.compute.generations import GENERATIONS, Buildings
from stargate.futures.drawn import Drawn
from stargate.programme.equipped import known
from stargate.programme.site import Phase
from stargate.quantity.measures import Share

_WATTS = 1e6  # by MW
Each = Callable[[str], np.ndarray | float]  # what one accelerator of a name has, by row


def mix(phase: Phase) -> dict[str, Share | None]:
    """Chips of a phase with the part of its IT load that each takes; None is all of it."""
    return {phase.chip: None} if phase.chip else dict(phase.chips)


def line(name: str, shelf: Mapping[str, Chip]) -> list[str]:
    """A chip, and those that are installed in turn where it has not shipped."""
    found: list[str] = []
    while name and name not in found:
        found.append(name)
        name = shelf[name].follows
    return found


@dataclass(frozen=True)
class Equipment:
    """What buildings hold. The first row of every array is the future at medians."""

    buildings: Buildings  #: of the phases, one after the other
    phase_of: tuple[int, ...]  #: the place in `phases` of each building's
    phases: tuple[Phase, ...]
    shelf: Mapping[str, Chip] = field(repr=False)
    drawn: Drawn = field(repr=False)
    growth: Float[np.ndarray, "row building"] = field(repr=False)  #: from one generation to the next, of its day

    @property
    def rows(self) -> int:
        """The future at medians, and those that are drawn."""
        return len(self.growth)

    def content(self, each: Each) -> Float[np.ndarray, "row building generation"]:
        """What an IT MW holds of what one accelerator has `each` of, successors of their day included."""
        found = self._named(each)
        for k, phase in enumerate(self._of_buildings):
            if not phase.refresh:
                found[:, k, 1] = found[:, k, 0] * self.growth[:, k]
        found[:, :, 2] = found[:, :, 1] * self.growth
        return found

    def named(self, name: str) -> Float[np.ndarray, "row building generation"]:
        """How many accelerators of a name an IT MW holds."""
        return self._named(lambda other: float(other == name))

    def successors(self) -> Float[np.ndarray, "row building generation"]:
        """How many accelerators without a name yet an IT MW holds, each taken to draw what it replaces does."""
        found = self._named(lambda _: 1.0)
        for k, phase in enumerate(self._of_buildings):
            found[:, k, 1:] = found[:, k, 1 if phase.refresh else 0][:, None]
            found[:, k, : 2 if phase.refresh else 1] = 0.0
        return found

    @property
    def _of_buildings(self) -> list[Phase]:
        return [self.phases[p] for p in self.phase_of]

    def _named(self, each: Each) -> Float[np.ndarray, "row building generation"]:
        """The same of chips with a name: the first, and those that `refresh` names."""
        full, life = self.buildings.full, self.buildings.life
        found = np.zeros((*full.shape, GENERATIONS))
        for k, phase in enumerate(self._of_buildings):
            shares = {name: self._share(share) for name, share in mix(phase).items()}
            filled = sum(share * self._shipped(name, full[:, k], each) for name, share in shares.items())
            found[:, k, 0] = filled / sum(shares.values())
            if phase.refresh:
                found[:, k, 1] = self._shipped(phase.refresh, full[:, k] + life[:, k], each)
        return found

    def _share(self, share: Share | None) -> Float[np.ndarray, " row"]:
        return np.ones(self.rows) if share is None else self.drawn(share)[: self.rows]

    def _shipped(self, name: str, month: Float[np.ndarray, " row"], each: Each) -> Float[np.ndarray, " row"]:
        """What an IT MW holds of a chip, or of the one before it where that has not shipped by a month."""
        found, still = np.zeros(self.rows), np.ones(self.rows, dtype=bool)
        names = line(name, self.shelf)
        for place, chip in enumerate(names):
            first = self.shelf[chip].first_volume
            ships = np.ones(self.rows, dtype=bool)
            if place + 1 < len(names) and known(first):
                ships = self.drawn(first)[: self.rows] <= month
            watts = self.drawn(self.shelf[chip].power)[: self.rows]
            found = np.where(still & ships, each(chip) * (_WATTS / watts), found)
            still &= ~ships
        return found
