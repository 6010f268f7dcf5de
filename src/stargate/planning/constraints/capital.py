"""Money that has come, of which what is not spent is kept."""

from typing import final

import numpy as np

from stargate.planning.columns import Columns
from stargate.planning.constraints.limit import Limit, Rows, quarter_names
from stargate.planning.problem import QUARTERS, PlanningProblem


@final
class Capital(Limit):
    """Spent up to a quarter <= come up to it.

    Phases are paid evenly over their lag from the quarter they begin in, power in the quarters `spread(year)`, chips
    evenly over their year, the opening of a site in the quarter of its earliest start.
    """

    unit = "USD m"

    def rows(self, problem: PlanningProblem, columns: Columns) -> Rows:
        """One a quarter up to which what has come is finite."""
        found, come = Rows(), np.cumsum(problem.inflow)
        limited = np.isfinite(come).nonzero()[0]
        if not limited.size:
            return found
        names = quarter_names(problem)
        upper = come[limited] + _ordered(problem)[limited]
        rows = found.add(-np.inf, upper, [(names[quarter],) for quarter in limited])
        for site, first in enumerate(opening(problem)):
            found.enter(rows[limited >= first], columns.open[site], problem.open_cost[site])
        for block in range(len(problem.blocks.site)):
            _phases(found, rows, problem, columns, block)
        _power(found, rows, problem, columns)
        for year in range(problem.years):
            paid = paid_by(problem, slice(QUARTERS * year, QUARTERS * (year + 1)))[limited]
            found.enter(rows[:, None], columns.bought[:, year], paid[:, None] * problem.chips.cost[:, year])
        return found


def opening(problem: PlanningProblem) -> np.ndarray:
    """Quarter in which the opening of a site is paid: that of the earliest start there."""
    first = np.full(len(problem.sites), problem.quarters - 1)
    np.minimum.at(first, problem.blocks.site, problem.blocks.earliest)
    return first


def paid_by(problem: PlanningProblem, quarters: slice) -> np.ndarray:
    """Part paid up to every quarter of what is paid evenly over some."""
    paid = np.zeros(problem.quarters)
    paid[quarters] = 1.0
    return np.cumsum(paid) / paid.sum()


def _phases(found: Rows, rows: np.ndarray, problem: PlanningProblem, columns: Columns, block: int) -> None:
    """Phases begun in a quarter, paid over their lag: what cumulative starts change in what has been spent."""
    lag, begun = int(problem.blocks.lag[block]), columns.starts[block]
    for quarter in range(int(problem.blocks.earliest[block]), problem.latest(block) + 1):
        paid = np.clip((np.arange(problem.quarters) - quarter + 1) / lag, 0, 1) * problem.blocks.cost[block, quarter]
        paid = paid[: len(rows)]
        found.enter(rows, begun[quarter], paid)
        if quarter:
            found.enter(rows, begun[quarter - 1], -paid)


def _power(found: Rows, rows: np.ndarray, problem: PlanningProblem, columns: Columns) -> None:
    """Owned power on top of what is there, paid before it runs."""
    owned, cost = problem.options.owned.nonzero()[0], problem.options.capital_cost
    for year in range(problem.years):
        paid = paid_by(problem, problem.spread(year))[: len(rows), None, None]
        found.enter(rows[:, None, None], columns.capacity[:, owned, year], paid * cost[:, owned, year])
        if year:
            found.enter(rows[:, None, None], columns.capacity[:, owned, year - 1], -paid * cost[:, owned, year])


def _ordered(problem: PlanningProblem) -> np.ndarray:
    """What would have been spent on power that is there or ordered already, up to every quarter [USD m]."""
    owned, options = problem.options.owned, problem.options
    spent = np.zeros(problem.quarters)
    for year in range(problem.years):
        more = options.least[..., year] - (options.least[..., year - 1] if year else 0.0)
        spent += paid_by(problem, problem.spread(year)) * float((more * options.capital_cost[..., year])[:, owned].sum())
    return spent
