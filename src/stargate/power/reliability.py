"""What units that fail one by one can be relied on for (O5): k of n, firm capacity, loss of load.

Units fail and are repaired independently, and each is wholly up or wholly down. Nothing is stored: where there is
storage, or load that may wait, hours and energy here are an upper bound. What is certain, such as a grid's firm limit
or the sun's hourly output, is taken off the load beforehand.
"""

from dataclasses import dataclass
from functools import cached_property, reduce
from math import ceil, isfinite

import numpy as np
from jaxtyping import Float

from stargate.errors import StargateError

YEAR = 8_760.0  # [h]
_ALIKE = 1e-9  # capacities this much of the total apart are one
_MOST = 5_000_000  # states that are still computed with
_MANY = 20_000  # equal units that are still counted


@dataclass(frozen=True)
class Units:
    """Equal units. Raises StargateError for what no unit can be."""

    count: int  #: how many
    capacity: float  #: of one [MW]
    outage: float  #: share of the time for which one is down, within [0, 1)
    repair: float | None = None  #: mean time to repair one [h]; frequencies need it

    def __post_init__(self) -> None:
        """Checks the figures."""
        sizes = self.count >= 0 and isfinite(self.capacity) and self.capacity >= 0
        if not (sizes and 0 <= self.outage < 1 and (self.repair is None or 0 < self.repair < np.inf)):
            raise StargateError(
                f"these are no units: {self}\n  write: a count, MW of zero or more, an outage from 0 to below 1, hours"
            )


@dataclass(frozen=True)
class LossOfLoad:
    """What is not served, expected over the hours of a load."""

    hours: float  #: in which some load is not served [h]
    energy: float  #: not served [MWh]
    events: float | None  #: how many spells of it begin; None where a repair time is not known

    @property
    def duration(self) -> float | None:
        """How long one lasts in the mean [h]; None where none comes or repair times are not known."""
        return self.hours / self.events if self.events else None


@dataclass(frozen=True)
class OutageTable:
    """The chance of each capacity that units together may have: the capacity outage probability table.

    R. Billinton, R. N. Allan, Reliability Evaluation of Power Systems, 2nd edition, 1996, chapters 2 and 3.
    """

    capacity: Float[np.ndarray, "state"]  #: that is up, ascending [MW]
    chance: Float[np.ndarray, "state"]  #: of exactly this capacity
    flow: Float[np.ndarray, "state"]  #: rate of repairs less that of failures, times the chance [1/h]

    @cached_property
    def _below(self) -> Float[np.ndarray, "3 state+1"]:
        """Chance, mean capacity and flow summed over all states below each."""
        terms = np.stack([self.chance, self.chance * self.capacity, self.flow])
        return np.concatenate([np.zeros((3, 1)), np.cumsum(terms, axis=1)], axis=1)

    def _at(self, load: Float[np.ndarray, "hour"]) -> Float[np.ndarray, "3 hour"]:
        least = np.asarray(load, float) - _ALIKE * max(1.0, self.capacity[-1])
        return self._below[:, np.searchsorted(self.capacity, least, side="left")]

    def short(self, load: Float[np.ndarray, "hour"]) -> Float[np.ndarray, "hour"]:
        """The chance that less than `load` [MW] is up."""
        return self._at(load)[0]

    def unserved(self, load: Float[np.ndarray, "hour"]) -> Float[np.ndarray, "hour"]:
        """How much of `load` is not met in the mean [MW]."""
        chance, capacity, _ = self._at(load)
        return np.maximum(0.0, load * chance - capacity)

    def failures(self, load: Float[np.ndarray, "hour"]) -> Float[np.ndarray, "hour"]:
        """How often less than `load` [MW] begins to be up, the load standing still [1/h].

        In the long run a spell begins as often as it ends: what repairs bring out of the states below the load, less
        what failures inside them would (Billinton and Allan, section 3.3).
        """
        return np.maximum(0.0, self._at(load)[2])


def outage_table(fleet: list[Units]) -> OutageTable:
    """The capacity outage probability table of `fleet`, exactly; kinds of units may differ in size.

    Equal capacities are one state. Raises StargateError where there would be more states than can be computed with.
    """
    nothing = OutageTable(np.zeros(1), np.ones(1), np.zeros(1))
    return reduce(_joined, map(_of_equal, fleet), nothing)


def _of_equal(units: Units) -> OutageTable:
    """One unit after another, which loses no digits however many they are. Raises StargateError for too many."""
    if units.count > _MANY:
        wrong = f"{units.count:,} equal units are too many to fail one by one"
        raise StargateError(f"{wrong}\n  write: at most {_MANY:,}, larger ones")
    up, down, back = 1 - units.outage, units.outage, units.outage / (units.repair or np.inf)
    chance, flow = np.ones(1), np.zeros(1)
    for _ in range(units.count):
        flow = np.convolve(flow, [down, up]) + np.convolve(chance, [back, -back])
        chance = np.convolve(chance, [down, up])
    return OutageTable(units.capacity * np.arange(units.count + 1), chance, flow)


def _joined(one: OutageTable, other: OutageTable) -> OutageTable:
    if one.capacity.size * other.capacity.size > _MOST:
        raise StargateError("these units have too many states together\n  write: fewer sizes of units, or rounder MW")
    capacity = np.add.outer(one.capacity, other.capacity).ravel()
    chance = np.multiply.outer(one.chance, other.chance).ravel()
    flow = (np.multiply.outer(one.flow, other.chance) + np.multiply.outer(one.chance, other.flow)).ravel()
    order = np.argsort(capacity, kind="stable")
    capacity = capacity[order]
    first = np.flatnonzero(np.diff(capacity, prepend=-np.inf) > _ALIKE * max(1.0, capacity[-1]))
    return OutageTable(capacity[first], np.add.reduceat(chance[order], first), np.add.reduceat(flow[order], first))


def loss_of_load(fleet: list[Units], load: Float[np.ndarray, "hour"]) -> LossOfLoad:
    """What `fleet` is expected not to serve of `load` [MW], an hour each, net of what is certain.

        H = sum_t P(C < L_t)
        E = sum_t E[max(0, L_t - C)]

    A spell begins with a failure, or with the load rising above what is up; after the last hour comes the first.
    Raises StargateError where the load is not finite.
    """
    if not np.isfinite(load).all():
        raise StargateError("the load is not finite in every hour\n  write: finite MW")
    table = outage_table(fleet)
    known = all(units.repair is not None or units.outage == 0 for units in fleet)
    short = table.short(load)
    rises = np.maximum(0.0, short - np.roll(short, 1)).sum()
    events = float(table.failures(load).sum() + rises) if known else None
    return LossOfLoad(float(short.sum()), float(table.unserved(load).sum()), events)


def firm_capacity(fleet: list[Units], hours: float) -> float:
    """The greatest load [MW], the same all year, that is short for at most `hours` a year in the mean.

    Raises StargateError where hours are negative or not a number.
    """
    if not hours >= 0:
        raise StargateError(f"{hours} hours of loss of load a year are none\n  write: such as 2.4")
    table = outage_table(fleet)
    kept = table.short(table.capacity) * YEAR <= hours
    return float(table.capacity[kept][-1])


def least_units(unit: Units, load: float, hours: float) -> int:
    """How many units like `unit`, whatever its count, leave `load` [MW] short for at most `hours` a year.

    It is the n of k-of-n, the k being those that carry the load. Raises StargateError where no number does.
    """
    if not (0 <= load <= _MANY * unit.capacity and unit.capacity > 0 and (hours > 0 or unit.outage == 0)):
        raise StargateError(
            "no number of these units keeps this load\n  write: MW and hours above zero, units not too small"
        )
    few = ceil(load / unit.capacity - _ALIKE)
    chance = np.ones(1)
    for count in range(10 * few + 1_000):
        if count >= few and chance[:few].sum() * YEAR <= hours:
            return count
        chance = np.convolve(chance, [unit.outage, 1 - unit.outage])
    raise StargateError("no number of these units keeps this load\n  write: units that fail less")
