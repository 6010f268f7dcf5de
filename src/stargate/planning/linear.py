"""A site's year of days as a linear programme, through HiGHS: any number of uses that are limited.

Its rows' prices give the cut: at prices y with reduced costs r = c - A' y, no dispatch at any load I, capacities K and
allowances A costs less than

    sum_dh y_dh load_dh I + sum_k K_k sum_dh available_kdh min(0, r_kdh) + sum_u y_u A_u

with the battery's sums over charge, discharge and level, the last times its duration (weak duality; Benders 1962,
<https://doi.org/10.1007/BF01386316>). It has a slope for what there is nothing of, and no constant.
"""

from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Float, Int

from stargate.planning.problem import PlanningProblem
from stargate.power.sheet import Draft, Sheet

TOLERANCE = 1e-9  # of prices and of rows, the least that HiGHS takes is 1e-10


class Prices(NamedTuple):
    """What proves the cost of a site-year, of the year's days each as often as it counts."""

    power: Float[np.ndarray, "day hour"]  #: at the bus, at most what load costs that is not served [USD m/GWh]
    battery: float  #: what a GW of it saves, turned round [USD m/GW]
    uses: Float[np.ndarray, " use"]  #: [USD m per unit]


class SiteYears:
    """The years of one site, which differ in costs alone: one model, kept from call to call."""

    def __init__(self, problem: PlanningProblem, site: int) -> None:
        self._problem, self._site = problem, site
        days, self._hours = problem.load.shape[1:]
        self._weight = np.repeat(problem.weight, self._hours)
        self._plain = [
            k for k in range(len(problem.options.names)) if problem.battery is None or k != problem.battery.option
        ]
        draft = Draft()
        self._balance = draft.rows(np.zeros(days * self._hours), 0.0)
        output = [self._placed(draft, np.zeros(len(self._balance)), 1.0) for _ in self._plain]
        self._output = np.array(output, dtype=int).reshape(-1, len(self._balance))
        self._unserved = self._placed(draft, self._weight * problem.unserved_cost, 1.0)
        self._store = self._placed_store(draft)
        self._uses = draft.rows(np.full(len(problem.uses), -np.inf), np.inf) if problem.uses else np.zeros(0, int)
        for row, use in zip(self._uses, problem.uses, strict=True):
            per_energy = use.per_energy[site, self._plain].reshape(self._output.shape) * self._weight
            taken = np.nonzero(per_energy)
            draft.enter(np.full(len(taken[0]), row), self._output[taken], per_energy[taken])
        self._sheet: Sheet = draft.sheet()
        self._cost, self._upper = self._sheet.cost.copy(), self._sheet.upper.copy()
        self._upper[self._unserved] = np.inf
        tolerances = {"primal_feasibility_tolerance": TOLERANCE, "dual_feasibility_tolerance": TOLERANCE}
        self._highs: Any = self._sheet.highs(**tolerances)

    def solve(
        self,
        year: int,
        load: float,
        capacity: Float[np.ndarray, " option"],
        allowance: Float[np.ndarray, " use"],
    ) -> tuple[float, Prices]:
        """The least cost of the year [USD m/year] and its prices."""
        at, options, highs = self._site, self._problem.options, self._highs
        growth = options.growth[self._plain, year][:, None]
        self._cost[self._output] = options.cost[at, self._plain].reshape(self._output.shape) * growth * self._weight
        available = options.available[at, self._plain].reshape(self._output.shape)
        self._upper[self._output] = available * capacity[self._plain][:, None]
        if self._problem.battery is not None:
            power = capacity[self._problem.battery.option]
            self._upper[self._store[:2]] = power
            self._upper[self._store[2]] = power * self._problem.battery.duration
        low, high = self._sheet.row_lower.copy(), self._sheet.row_upper.copy()
        low[self._balance] = high[self._balance] = load * self._problem.load[at].ravel()
        high[self._uses] = allowance
        columns, rows = (np.arange(count, dtype=np.int32) for count in self._sheet.matrix.shape[::-1])
        highs.changeColsCost(len(columns), columns, self._cost)
        highs.changeColsBounds(len(columns), columns, self._sheet.lower, self._upper)
        highs.changeRowsBounds(len(rows), rows, low, high)
        highs.run()
        said = highs.modelStatusToString(highs.getModelStatus())
        if said != "Optimal":
            raise ArithmeticError(f"HiGHS on the days of {self._problem.sites[at]}: {said.lower()}")
        return highs.getInfo().objective_function_value, self._prices(np.asarray(highs.getSolution().row_dual))

    def _prices(self, rows: Float[np.ndarray, " row"]) -> Prices:
        """Row prices, cut to what they may be, so that they prove a bound whatever rounding did."""
        rows = rows.copy()
        rows[self._balance] = np.minimum(rows[self._balance], self._cost[self._unserved])
        rows[self._uses] = np.minimum(rows[self._uses], 0.0)
        battery = 0.0
        if self._problem.battery is not None:
            rents = np.minimum(0.0, (self._cost - self._sheet.matrix.T @ rows)[self._store]).sum(axis=1)
            battery = float(rents @ np.array([1.0, 1.0, self._problem.battery.duration]))
        power = (rows[self._balance] / self._weight).reshape(-1, self._hours)
        return Prices(power, battery, -rows[self._uses])

    def _placed(self, draft: Draft, cost: Float[np.ndarray, " hour"], sign: float) -> Int[np.ndarray, " hour"]:
        columns = draft.columns(np.zeros(len(self._balance)), cost)
        draft.enter(self._balance, columns, sign)
        return columns

    def _placed_store(self, draft: Draft) -> Int[np.ndarray, "3 hour"]:
        """Columns of charge, discharge and level of the battery, whose days end as they began."""
        battery = self._problem.battery
        if battery is None:
            return np.zeros((3, 0), int)
        charge = self._placed(draft, np.zeros(len(self._weight)), -1.0)
        discharge = self._placed(draft, battery.wear * self._weight, 1.0)
        level = draft.columns(np.zeros(len(self._weight)), 0.0)
        rows = draft.rows(np.zeros(len(level)), 0.0)
        draft.enter(rows, level)
        draft.enter(rows, np.roll(level.reshape(-1, self._hours), 1, axis=1).ravel(), -1.0)
        draft.enter(rows, charge, -battery.charge_efficiency)
        draft.enter(rows, discharge, 1 / battery.discharge_efficiency)
        return np.stack([charge, discharge, level])
