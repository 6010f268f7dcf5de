"""A demand charge by billing period: the peaks are looked for together (O4).

Between the ends of a period only the level of the store and what is left of the budget matter. Each dispatch at given
peaks gives, by its prices, a lower bound of every period's cost, linear in its peak, its two levels and its share of
the budget. A linear programme of these cuts names the next peaks (Benders 1962, <https://doi.org/10.1007/BF01386316>,
one cut for each period); at peaks tried before it is as high as what they cost, so that it ends. Its multipliers weigh
the prices of the rounds into prices that prove the result.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from jaxtyping import Float, Int

from stargate.power.arrays import Hours, Storage
from stargate.power.budget import Budgeted
from stargate.power.levels import Run
from stargate.power.peak import limited, rent

ENOUGH = 1e-9  # of the cost: a hundredth of what counts as solved
ROUNDS = 300


@dataclass(frozen=True)
class Cuts:
    """Lower bounds of the cost of each period, by one round's prices."""

    constant: Float[np.ndarray, " period"]  #: [USD]
    peak: Float[np.ndarray, " period"]  #: [USD/MW]
    before: Float[np.ndarray, " period"]  #: of the level before it [USD/MWh]
    after: Float[np.ndarray, " period"]  #: of the level after it [USD/MWh]
    budget: float  #: of load left out [USD/MWh]


def cuts(solver: Budgeted, hours: Hours, row: int, first: Int[np.ndarray, " period"], run: Run) -> Cuts:
    """The Lagrangian at the prices of `run`, period by period; `first` hour of each."""
    price, worth, last = run.price, run.worth, np.append(first[1:], len(run.price)) - 1
    costs, storage = hours.cost.copy(), solver.levels.storage
    solver.charge(costs, run.scarcity)
    costs[row] += run.peak
    terms = price * hours.demand + (hours.capacity * np.minimum(0.0, costs - price)).sum(axis=0)
    buy = storage.charge_cost + price - storage.charge_efficiency * worth
    sell = storage.discharge_cost - price + worth / storage.discharge_efficiency
    terms += storage.charge_power * np.minimum(0.0, buy) + storage.discharge_power * np.minimum(0.0, sell)
    rest = np.append(worth[:-1] - storage.retention * worth[1:], 0.0)
    rest[last] = 0.0
    terms += storage.energy * np.minimum(0.0, rest)
    constant, peak = np.add.reduceat(terms, first), np.add.reduceat(run.peak, first)
    return Cuts(constant, -peak, -storage.retention * worth[first], worth[last], -run.scarcity)


class Master:
    """The linear programme of the cuts. Columns: cost, peak and share of the budget of each period, then levels.

    All are in parts of what they can be, so that the solver's tolerances are of the whole.
    """

    def __init__(
        self,
        storage: Storage,
        highest: Float[np.ndarray, " period"],
        price: float,
        budget: float,
        cyclic: bool,
        unit: float,
    ) -> None:
        import highspy

        count, infinity = len(highest), highspy.kHighsInf
        self.count, self.unit, self.rounds = count, unit, 0
        self.highest, self.budget = np.maximum(highest, 1e-9), max(budget, 1.0)
        self.energy = max(storage.energy, 1e-9)
        self.solver: Any = highspy.Highs()
        self.solver.silent()
        for name in ("primal_feasibility_tolerance", "dual_feasibility_tolerance"):
            self.solver.setOptionValue(name, 1e-10)
        low, high = np.zeros(4 * count + 1), np.ones(4 * count + 1)
        low[:count], high[:count], high[2 * count : 3 * count] = -infinity, infinity, infinity
        high[3 * count :] = storage.energy / self.energy
        low[3 * count], high[3 * count] = storage.start_low / self.energy, storage.start_high / self.energy
        low[-1], high[-1] = storage.end_low / self.energy, storage.end_high / self.energy
        cost = np.zeros(4 * count + 1)
        cost[:count], cost[count : 2 * count] = 1.0, price * self.highest / unit
        for column in range(4 * count + 1):
            self.solver.addCol(cost[column], low[column], high[column], 0, [], [])
        self.solver.addRow(-infinity, budget / self.budget, count, np.arange(2 * count, 3 * count), np.ones(count))
        if cyclic:
            self.solver.addRow(0.0, 0.0, 2, np.array([3 * count, 4 * count]), np.array([1.0, -1.0]))
        self.rows, self.infinity = 1 + cyclic, infinity

    def add(self, found: Cuts) -> None:
        """One round's cuts."""
        self.rounds += 1
        for p in range(self.count):
            columns = np.array([p, self.count + p, 2 * self.count + p, 3 * self.count + p, 3 * self.count + p + 1])
            ends = found.before[p] * self.energy, found.after[p] * self.energy
            slopes = np.array([found.peak[p] * self.highest[p], found.budget * self.budget, *ends]) / self.unit
            self.solver.addRow(found.constant[p] / self.unit, self.infinity, 5, columns, np.append(1.0, -slopes))

    def solve(self) -> tuple[float, Float[np.ndarray, " period"]]:
        """The least that the cuts allow [USD], and the peaks at which they do [MW]."""
        self.solver.run()
        best = np.array(self.solver.getSolution().col_value)[self.count : 2 * self.count]
        return self.solver.getObjectiveValue() * self.unit, np.clip(best, 0.0, 1.0) * self.highest

    def weights(self) -> Float[np.ndarray, "round period"]:
        """What each round's prices count for in each period."""
        dual = np.array(self.solver.getSolution().row_dual)[self.rows :]
        weight = np.maximum(dual.reshape(self.rounds, self.count), 0.0)
        return weight / weight.sum(axis=0)


def with_peaks(
    solver: Budgeted,
    hours: Hours,
    row: int,
    price: float,
    period: Int[np.ndarray, " hour"],
) -> Run:
    """The dispatch whose cost and peaks cost least together; periods follow each other."""
    first = np.flatnonzero(np.diff(np.asarray(period, dtype=np.int64), prepend=-1))
    which = np.repeat(np.arange(len(first)), np.diff(first, append=len(period)))
    run = solver.solve(hours)
    run.peak = np.zeros(len(period))
    peaks, highest = np.maximum.reduceat(run.output[row], first), np.maximum.reduceat(hours.capacity[row], first)
    unit = max(1.0, abs(run.value) + price * peaks.sum())
    storage = solver.levels.storage
    master = Master(storage, highest, price, solver.budget, solver.levels.cyclic, unit)
    runs, best, least = [replace(run, output=run.output[:0])], run, run.value + price * peaks.sum()
    master.add(cuts(solver, hours, row, first, run))
    for _ in range(ROUNDS):
        proven, peaks = master.solve()
        if least - proven <= ENOUGH * max(1.0, abs(least)):
            break
        run = solver.solve(limited(hours, storage, row, peaks[which], solver.rescue))
        run.peak = rent(hours, row, peaks[which], run)
        runs.append(replace(run, output=run.output[:0]))
        if run.value + price * peaks.sum() < least:
            best, least = run, run.value + price * peaks.sum()
        master.add(cuts(solver, hours, row, first, run))
    proof = _weighed(runs, master.weights(), which)
    return replace(best, cycle=float(proof["worth"][-1]) if solver.levels.cyclic else 0.0, **proof)


def _weighed(
    runs: list[Run], weight: Float[np.ndarray, "round period"], which: Int[np.ndarray, " hour"]
) -> dict[str, Any]:
    """The prices of all rounds, weighed; of the budget the highest of any period, as the others take none of it."""
    mean = {
        name: sum(w[which] * getattr(run, name) for w, run in zip(weight, runs, strict=True) if w.any())
        for name in ("price", "worth", "peak")
    }
    return {"scarcity": float((weight.T @ [run.scarcity for run in runs]).max()), **mean}
