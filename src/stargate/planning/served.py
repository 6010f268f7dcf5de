"""What a site's hours cost at least in each year, by HiGHS: slow, plain, and sharing nothing with what plans."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Float

from stargate.planning.problem import PlanningProblem


@dataclass(frozen=True, eq=False)
class Served:
    """How the load of one site is served in each year; what a use has no limit for is told all the same."""

    cost: Float[np.ndarray, " year"]  #: [USD m/year]
    energy: Float[np.ndarray, "option year"]  #: that comes from each; of a store what it gives back [GWh/year]
    unserved: Float[np.ndarray, " year"]  #: [GWh/year]
    used: Float[np.ndarray, "use year"]  #: [unit of the use]


def served(
    problem: PlanningProblem,
    site: int,
    load: Float[np.ndarray, " year"],
    capacity: Float[np.ndarray, "option year"],
    allowance: Float[np.ndarray, "use year"],
) -> Served:
    """Representative days of each year served at least cost, of IT load and power of one site.

    For every day d and hour h, with outputs p, unserved load u, charge c, discharge g and level e of the store:

        V_y = min sum_dh weight_d (sum_k growth_ky cost_kdh p_kdh + wear g_dh + unserved_cost u_dh)
        sum_k p_kdh + g_dh - c_dh + u_dh = load_dh I_y [GW]
        e_dh = e_d,h-1 + charge_efficiency c_dh - g_dh / discharge_efficiency [GWh], cyclic in each day
        sum_kdh weight_d per_energy_ikdh p_kdh <= A_iy of every use i
        p_kdh <= available_kdh K_ky,  c_dh, g_dh <= K_by,  e_dh <= duration K_by

    A linear programme of all days together, solved anew for every year from the basis of the last. Raises RuntimeError
    where HiGHS does not solve it.
    """
    wanted = [y for y in range(problem.years) if load[y] > 0 or (problem.options.cost[site] < 0).any()]
    told = Served(np.zeros(problem.years), np.zeros(capacity.shape), np.zeros(problem.years), np.zeros(allowance.shape))
    if wanted:
        hours = _Hours(problem, site)
        for year in wanted:
            told.cost[year] = hours.solve(year, load[year], capacity[:, year], allowance[:, year])
            told.energy[:, year], told.unserved[year], told.used[:, year] = hours.flows()
    return told


class _Hours:
    """The programme of one site as HiGHS holds it; blocks of columns stand one behind the other, a day after a day."""

    def __init__(self, problem: PlanningProblem, site: int) -> None:
        self.problem, self.site = problem, site
        store = problem.battery
        self.generates = [k for k in range(len(problem.options.names)) if store is None or k != store.option]
        self.count = len(problem.weight) * problem.load.shape[2]
        self.weight = np.repeat(problem.weight, problem.load.shape[2])
        self.highs = _passed(*self._matrix(), columns=self.count * (len(self.generates) + 4))

    def _flat(self, of: Float[np.ndarray, "option day hour"]) -> Float[np.ndarray, "option when"]:
        return of.reshape(len(of), -1)[self.generates]

    def _matrix(self) -> tuple[np.ndarray, np.ndarray, np.ndarray, int]:
        """Rows, columns and coefficients: balances, levels, uses; outputs, unserved, charge, discharge, level."""
        count, hours, store = self.count, self.problem.load.shape[2], self.problem.battery
        when = np.arange(count)
        before = when - when % hours + (when - 1) % hours
        unserved, charge, discharge, level = (count * (len(self.generates) + at) + when for at in range(4))
        parts: list[tuple[Any, Any, Any]] = [(when, count * at + when, 1.0) for at in range(len(self.generates))]
        parts += [(when, unserved, 1.0), (when, charge, -1.0), (when, discharge, 1.0)]
        parts += [(count + when, level, 1.0), (count + when, level[before], -1.0)]
        if store is not None:
            parts += [(count + when, charge, -store.charge_efficiency)]
            parts += [(count + when, discharge, 1 / store.discharge_efficiency)]
        for at, use in enumerate(self.problem.uses):
            taken = self.weight * self._flat(use.per_energy[self.site])
            parts.append((np.full(taken.size, 2 * count + at), np.arange(taken.size), taken.ravel()))
        rows, columns, values = (
            np.concatenate([np.broadcast_to(part[i], part[1].shape) for part in parts]) for i in range(3)
        )
        return rows, columns, values, 2 * count + len(self.problem.uses)

    def solve(
        self, year: int, load: float, capacity: Float[np.ndarray, " option"], allowance: Float[np.ndarray, " use"]
    ) -> float:
        """Solved to optimality for one year [USD m/year]."""
        problem, count, store = self.problem, self.count, self.problem.battery
        growth = problem.options.growth[self.generates, year]
        power = float(capacity[store.option]) if store is not None else 0.0
        wear, energy = (store.wear, store.duration * power) if store is not None else (0.0, 0.0)
        output = self._flat(problem.options.available[self.site]) * capacity[self.generates, None]
        tail = (np.full(count, np.inf), np.full(count, power), np.full(count, power), np.full(count, energy))
        cost = self.weight * np.vstack(
            [self._flat(problem.options.cost[self.site]) * growth[:, None]]
            + [np.full(count, each) for each in (problem.unserved_cost, 0.0, wear, 0.0)]
        )
        met = np.append(problem.load[self.site].ravel() * load, np.zeros(count))
        limits = np.append(met, np.full(len(allowance), -np.inf)), np.append(met, allowance)
        columns, rows = np.arange(cost.size, dtype=np.int32), np.arange(len(limits[0]), dtype=np.int32)
        self.highs.changeColsCost(len(columns), columns, cost.ravel())
        self.highs.changeColsBounds(len(columns), columns, np.zeros(cost.size), np.append(output, np.concatenate(tail)))
        self.highs.changeRowsBounds(len(rows), rows, *limits)
        self.highs.run()
        said = self.highs.modelStatusToString(self.highs.getModelStatus())
        if said != "Optimal":
            raise RuntimeError(f"HiGHS says of the hours of {problem.sites[self.site]}, year {year}: {said}")
        return float(self.highs.getInfo().objective_function_value)

    def flows(self) -> tuple[Float[np.ndarray, " option"], float, Float[np.ndarray, " use"]]:
        """Energy by option, unserved, and what was used of each use, of the year that was solved."""
        options, uses = len(self.problem.options.names), len(self.problem.uses)
        hourly = np.asarray(self.highs.getSolution().col_value).reshape(-1, self.count)
        weighted, energy = hourly @ self.weight, np.zeros(options)
        energy[self.generates] = weighted[: len(self.generates)]
        if self.problem.battery is not None:
            energy[self.problem.battery.option] = weighted[len(self.generates) + 2]
        used = np.asarray(self.highs.getSolution().row_value)[2 * self.count :]
        return energy, float(weighted[len(self.generates)]), used[:uses]


def _passed(rows: np.ndarray, at: np.ndarray, values: np.ndarray, height: int, *, columns: int) -> Any:
    import highspy
    from scipy.sparse import csc_array

    matrix: Any = csc_array((values, (rows, at)), shape=(height, columns))
    programme: Any = highspy.HighsLp()
    programme.num_row_, programme.num_col_ = matrix.shape
    programme.col_cost_ = programme.col_lower_ = programme.col_upper_ = np.zeros(columns)
    programme.row_lower_ = programme.row_upper_ = np.zeros(height)
    programme.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    programme.a_matrix_.start_, programme.a_matrix_.index_ = matrix.indptr, matrix.indices
    programme.a_matrix_.value_ = matrix.data
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", 1)
    highs.passModel(programme)
    return highs
