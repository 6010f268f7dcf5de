"""A site's hours as bare arrays: what the kernels of dispatch read, where they work and what they write.

A planning engine calls the kernels on these directly, many times and from many threads: `power.exact.solve`. Whatever
can serve the load is a source here, in rows: shedding, load that may wait, and sales, of which not selling is a source
at the price (the limit of sales joins the demand).
"""

from typing import NamedTuple

import numpy as np
from jaxtyping import Float, Int


class Hours(NamedTuple):
    """What each hour asks for and offers. Sources together can always meet the demand: shedding is one of them."""

    demand: Float[np.ndarray, " hour"]  #: [MW]
    capacity: Float[np.ndarray, "source hour"]  #: [MW]
    cost: Float[np.ndarray, "source hour"]  #: [USD/MWh]


class Storage(NamedTuple):
    """The one store. Its level lies within the given ends before the first hour and after the last.

    `price` is paid for the level at the start and earned for the level at the end, beside the cost: zero where ends are
    fixed (low = high) or free, the worth of what is left where that is given, what binds both in a cycle.
    """

    charge_power: float  #: [MW], at the bus
    discharge_power: float  #: [MW], at the bus
    energy: float  #: [MWh]
    charge_efficiency: float
    discharge_efficiency: float
    retention: float  #: from one hour to the next
    charge_cost: float  #: [USD/MWh charged]
    discharge_cost: float  #: [USD/MWh discharged]
    start_low: float  #: [MWh]
    start_high: float  #: [MWh]
    end_low: float  #: [MWh]
    end_high: float  #: [MWh]
    price: float  #: [USD/MWh]


class Work(NamedTuple):
    """Scratch, for one call at a time."""

    order: Int[np.ndarray, "hour source"]  #: sources by rising cost
    bend: Float[np.ndarray, " hour"]  #: y*: net charging below which burning energy pays [MW]
    top: Float[np.ndarray, " hour"]  #: most that can reach the store [MWh]
    used: Float[np.ndarray, " hour+1"]  #: how much less than `top` does, [MWh]; at the end: level above `end_low`
    kept: Float[np.ndarray, " hour+1"]  #: powers of the retention
    slope: Float[np.ndarray, " piece"]  #: of the hour's curve [USD/MWh]
    width: Float[np.ndarray, " piece"]  #: [MWh]
    queue_slope: Float[np.ndarray, " live"]  #: of the value function [USD/MWh]
    queue_width: Float[np.ndarray, " live"]  #: [MWh]
    queue_hour: Int[np.ndarray, " live"]  #: whose curve a piece comes from
    low: Float[np.ndarray, " hour"]  #: lowest bus price that the hour's dispatch allows, then of stored energy
    high: Float[np.ndarray, " hour"]  #: the highest


class Paths(NamedTuple):
    """What runs when, and what it is worth."""

    output: Float[np.ndarray, "source hour"]  #: [MW]
    charge: Float[np.ndarray, " hour"]  #: [MW]
    discharge: Float[np.ndarray, " hour"]  #: [MW]
    level: Float[np.ndarray, " hour"]  #: at the end of the hour [MWh]
    price: Float[np.ndarray, " hour"]  #: of power at the bus [USD/MWh]
    worth: Float[np.ndarray, " hour"]  #: of energy in the store at the end of the hour [USD/MWh]


def work(sources: int, hours: int) -> Work:
    """Scratch for so many sources and hours; pages of it that are not needed are never touched."""
    live, pieces = hours * (sources + 4) + 64, sources + 4
    return Work(
        order=np.empty((hours, sources), dtype=np.int16),
        bend=np.empty(hours),
        top=np.empty(hours),
        used=np.empty(hours + 1),
        kept=np.empty(hours + 1),
        slope=np.empty(pieces),
        width=np.empty(pieces),
        queue_slope=np.empty(live),
        queue_width=np.empty(live),
        queue_hour=np.empty(live, dtype=np.int32),
        low=np.empty(hours),
        high=np.empty(hours),
    )


def paths(sources: int, hours: int) -> Paths:
    """Room for results."""
    return Paths(np.empty((sources, hours)), *(np.empty(hours) for _ in range(5)))
