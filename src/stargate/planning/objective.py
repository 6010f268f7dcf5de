"""What every column of a master costs (P1)."""

import numpy as np
from jaxtyping import Float

from stargate.planning.columns import MONEY, NONE, Columns
from stargate.planning.constraints.capital import opening
from stargate.planning.problem import PlanningProblem


def objective(problem: PlanningProblem, columns: Columns) -> tuple[Float[np.ndarray, " column"], float]:
    """Cost of one of every column, and what is paid whatever is chosen [USD bn].

    Terms and their worth are those of `planning.problem`; what is left at the end is taken off.
    """
    cost = np.zeros(columns.count + 1)
    worth = problem.worth_of_year
    cost[columns.open] = problem.open_cost * problem.worth[opening(problem)] * ~problem.opened
    _phases(cost, problem, columns)
    left = np.array([problem.residual_chip(year) for year in range(problem.years)]) * problem.residual_worth
    cost[columns.bought] = problem.chips.cost * (worth - left)
    cost[columns.running] = problem.run_cost * worth
    ordered = _power(cost, problem, columns)
    cost[columns.sold], cost[columns.shortfall] = -problem.value * worth, problem.shortfall_cost * worth
    cost[columns.operation] = worth / MONEY
    return cost[:NONE] * MONEY, MONEY * (float((problem.value * problem.demand) @ worth) - ordered)


def _phases(cost: Float[np.ndarray, " column"], problem: PlanningProblem, columns: Columns) -> None:
    for block, begun in enumerate(columns.starts):
        for quarter in range(int(problem.blocks.earliest[block]), problem.latest(block) + 1):
            left = problem.residual_shell(block, quarter) * problem.residual_worth
            paid = problem.worth[quarter : quarter + int(problem.blocks.lag[block])].mean()
            each = problem.blocks.cost[block, quarter] * (paid - left)
            cost[begun[quarter]] += each
            if quarter and begun[quarter - 1] != NONE:
                cost[begun[quarter - 1]] -= each


def _power(cost: Float[np.ndarray, " column"], problem: PlanningProblem, columns: Columns) -> float:
    """Gives what is there or ordered would have cost, which nobody pays [USD m]."""
    options, years = problem.options, problem.years
    cost[columns.capacity] = options.upkeep * problem.worth_of_year
    left = np.array([[problem.residual_power(k, y) for y in range(years)] for k in range(len(options.names))])
    paid = np.array([problem.worth[problem.spread(year)].mean() for year in range(years)])
    each = options.capital_cost * options.owned[:, None] * (paid - left * problem.residual_worth)
    cost[columns.capacity] += each
    cost[columns.capacity[..., :-1]] -= each[..., 1:]
    more = np.diff(options.least, axis=-1, prepend=0.0)
    return float((more * each).sum())
