"""What every part of a planning problem is made from: a programme with its dates, places, offers and years."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from jaxtyping import Float

from stargate.capital.make_or_buy import MakeOrBuy
from stargate.compute.workload import Workload
from stargate.planning.accelerators import Sold, held
from stargate.planning.building import Block
from stargate.planning.horizon import Horizon
from stargate.planning.hours import Year
from stargate.planning.offers import Offer
from stargate.planning.places import Place
from stargate.planning.prices import Prices
from stargate.planning.shared import claimants, left
from stargate.planning.timing import TimedPhase, Timing
from stargate.programme.equipped import chips_of
from stargate.programme.land_use import published
from stargate.programme.planning import Planning
from stargate.programme.programme import Programme

_MONTHS, _QUARTER = 12, 3
_SIZING = 1.4  # where no phase states both: as at most campuses whose nameplate is known (C3)


@dataclass(frozen=True, eq=False)
class Case:
    """A programme that is planned."""

    programme: Programme = field(repr=False)
    planning: Planning = field(repr=False)
    workload: Workload = field(repr=False)
    record: MakeOrBuy = field(repr=False)  #: lives, and what operation costs
    timing: Timing = field(repr=False)
    places: tuple[Place, ...] = field(repr=False)
    offers: tuple[Offer, ...] = field(repr=False)
    sold: tuple[Sold, ...] = field(repr=False)
    blocks: tuple[Block, ...] = field(repr=False)
    horizon: Horizon
    prices: Prices
    year: Year

    @property
    def chip_life(self) -> int:
        """Whole years in which accelerators run."""
        return max(1, round(self.record.chip_life.p50 / _MONTHS))

    @property
    def shell_life(self) -> int:
        """Whole years."""
        return max(1, round(self.record.shell_life.p50 / _MONTHS))

    @cached_property
    def begun(self) -> tuple[TimedPhase, ...]:
        """Phases that are chosen no more, of all campuses."""
        return tuple(phase for place in self.places for phase in place.begun)

    @cached_property
    def shell(self) -> Float[np.ndarray, "site year"]:
        """IT load that phases begun have building and power for, mean of the year [IT GW]."""
        return self._by_site({phase.planned.address: self._loads[phase.planned.address] for phase in self.begun})

    @cached_property
    def there(self) -> Float[np.ndarray, "site year"]:
        """The same with its first accelerators, as long as they live [IT GW]."""
        return self._by_site(self._live)

    @cached_property
    def compute_there(self) -> Float[np.ndarray, " year"]:
        """Of those accelerators [m H100e]."""
        shelf, zero = chips_of(self.programme.contents), self.programme.month_zero
        found = np.zeros(self.horizon.years)
        for phase in self.begun:
            compute = held(phase.planned.phase, phase.full, shelf, zero)
            found += compute * self.horizon.yearly(self._live[phase.planned.address])
        return found

    def left(self, name: str, others: Iterable[str] = ()) -> Float[np.ndarray, " quarter"]:
        """What a plan may take of a shared supply in each quarter [its unit]; infinite where it is not known yet.

        Activities that phases begun wait for go before, and `others`.
        """
        limit = self.programme.contents.limits.get(name)
        if limit is None:
            return np.full(self.horizon.quarters, np.inf)
        owners = claimants(limit, self.timing.waited_for.union(others), self.timing)
        return left(limit, owners, self.timing, self.programme, self.horizon)

    @cached_property
    def most(self) -> Float[np.ndarray, " site"]:
        """Critical IT load that each place may ever have [IT GW]."""
        found = self.shell.max(axis=1, initial=0.0)
        for block in self.blocks:
            found[block.site] += block.most * block.it_power
        return found

    @cached_property
    def could_run(self) -> Float[np.ndarray, "site year"]:
        """IT load that could have building and power in each year, were all begun as soon as it may be [IT GW]."""
        found = self.shell.copy()
        for block in self.blocks:
            full = self.horizon.start + _QUARTER * (block.earliest(self.horizon) + block.quarters(self.horizon))
            found[block.site] += block.most * block.it_power * self.horizon.after(full)
        return found

    @cached_property
    def sizing(self) -> float:
        """Facility nameplate over critical IT load, of the phases that state both (C3)."""
        stated = [
            (phase.facility_power.p50, phase.it_power.p50)
            for _, phase in self.programme.contents.phases()
            if phase.facility_power is not None and phase.facility_power.has_value and phase.it_power.has_value
        ]
        facility, critical = (sum(each) for each in zip(*stated, strict=True)) if stated else (_SIZING, 1.0)
        return facility / critical

    @property
    def land_by_load(self) -> float:
        """Land that a GW of IT load takes, as published of gigawatt campuses by facility power [ha/IT GW]."""
        return published().per_power.p50 * 1e3 * self.sizing

    @cached_property
    def _loads(self) -> dict[str, Float[np.ndarray, " month"]]:
        months = round(self.horizon.start) + _MONTHS * self.horizon.years
        return {phase.planned.address: self.timing.load(phase, months) for phase in self.begun}

    @cached_property
    def _live(self) -> dict[str, Float[np.ndarray, " month"]]:
        """Load whose first accelerators are not worn out yet."""
        life = _MONTHS * self.chip_life
        return {name: load - np.concatenate([np.zeros(life), load])[: len(load)] for name, load in self._loads.items()}

    def _by_site(self, loads: dict[str, Float[np.ndarray, " month"]]) -> Float[np.ndarray, "site year"]:
        return np.array([self._sum(loads[p.planned.address] for p in place.begun) for place in self.places])

    def _sum(self, loads: Iterable[Float[np.ndarray, " month"]]) -> Float[np.ndarray, " year"]:
        return sum((self.horizon.yearly(load) for load in loads), np.zeros(self.horizon.years))
