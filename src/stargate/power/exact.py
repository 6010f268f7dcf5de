"""Sources and one store, solved exactly on bare arrays: recursion back, path forward, prices, bound (O4).

The entry for whoever solves many: it allocates nothing but `work` and `paths` allocate, and holds no interpreter lock.
"""

from typing import NamedTuple

from stargate.power.arrays import Hours, Paths, Storage, Work
from stargate.power.path import forward
from stargate.power.prices import Rents, lagrangian, priced
from stargate.power.recursion import backward


class Exact(NamedTuple):
    """An hour-by-hour optimum: what it costs, where it starts, and what sizes are worth."""

    feasible: bool  #: whether the store's ends can be met; nothing else holds where not
    value: float  #: [USD]
    start: float  #: level before the first hour [MWh]
    rents: Rents


def solve(hours: Hours, storage: Storage, work: Work, paths: Paths) -> Exact:
    """Solves the hours into `paths`; see `power.prices` for what `rents` are slopes of.

    The bound is a cut: at other sizes the optimum is at least bound + sum of rents x changes of sizes, with a source's
    sum_t change of capacity_t min(0, cost_t - price_t), and sum_t change of demand_t price_t.
    """
    feasible, value, start = backward(hours, storage, work)
    if not feasible:
        return Exact(False, value, start, Rents(-value, 0.0, 0.0, 0.0, 0.0, 0.0))
    forward(hours, storage, start, work, paths)
    priced(hours, storage, start, work, paths)
    return Exact(True, value, start, lagrangian(hours, storage, paths))
