"""A site's problem as the rows of arrays that the kernels read."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from stargate.power.arrays import Hours, Storage
from stargate.power.element import Problem, Store

RESCUE = 1e4  # times the highest cost of a MWh: so dear that no optimum needs it


@dataclass(frozen=True)
class Rows:
    """The problem's sources come first; then what stands in for the load and for sales."""

    hours: Hours
    storage: Storage
    cyclic: bool  #: whether the level after the last hour is the one before the first
    unserved: int  #: row of load that is not served
    flexible: int | None  #: row of load left out: dearest as shedding, which takes what is beyond the budget
    unsold: int | None  #: row of what could have been sold
    rescue: int | None  #: row of nothing, which a search for peaks opens where they are too low to fill the store

    @property
    def sources(self) -> int:
        """How many rows are the problem's sources."""
        return self.unserved


def rows(problem: Problem) -> Rows:
    """Lays a checked problem out: load is either left out or not served, and never more of it than there is."""
    demand = np.asarray(problem.demand, dtype=float)
    hours, count, flexible, export = len(demand), len(problem.sources), problem.flexible, problem.export
    levels = storage(problem.stores[0]) if problem.stores else Storage(0.0, 0.0, 0.0, 1.0, 1.0, 1.0, *[0.0] * 7)
    rescued = problem.peak is not None and levels.end_low > 0
    total = count + 1 + (flexible is not None) + (export is not None) + rescued
    capacity, cost = np.empty((total, hours)), np.empty((total, hours))
    for k, source in enumerate(problem.sources):
        capacity[k], cost[k] = source.capacity, source.cost
    capacity[count], cost[count], last = demand, problem.unserved_cost, count
    if flexible is not None:
        last += 1
        np.minimum(flexible.power, demand, out=capacity[last])
        capacity[count] -= capacity[last]
        cost[last] = min(flexible.cost, problem.unserved_cost)
    if export is not None:
        capacity[last + 1], cost[last + 1] = export.limit, export.price
        demand = demand + capacity[last + 1]
    if rescued:
        capacity[-1], cost[-1] = 0.0, RESCUE * max(1.0, np.abs(cost[:-1]).max())
    return Rows(
        Hours(np.ascontiguousarray(demand), capacity, cost),
        levels,
        bool(problem.stores) and problem.stores[0].initial is None and problem.stores[0].final is None,
        count,
        None if flexible is None else count + 1,
        None if export is None else last + 1,
        total - 1 if rescued else None,
    )


def storage(store: Store) -> Storage:
    """A store with its ends: as given, free where only the start is, any two that are equal where none is."""
    either = store.final if store.initial is None else store.initial
    start = (0.0, store.energy) if either is None else (either, either)
    end = (0.0, store.energy) if store.final is None else (store.final, store.final)
    figures = (
        store.charge_power, store.discharge_power, store.energy, store.charge_efficiency, store.discharge_efficiency,
        store.retention, store.charge_cost, store.discharge_cost, *start, *end, 0.0,
    )  # fmt: skip
    return Storage(*map(float, figures))


def revenue(problem: Problem, exported: Float[np.ndarray, " hour"]) -> float:
    """Of sales [USD]."""
    return 0.0 if problem.export is None else float(np.einsum("t,t->", problem.export.price, exported))
