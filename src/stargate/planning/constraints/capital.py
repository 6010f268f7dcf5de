"""Money that has come, of which what is not spent is kept."""

from typing import final

import numpy as np
from jaxtyping import Float

from stargate.planning.columns import MONEY, Columns
from stargate.planning.constraints.limit import Limit, Rows, quarter_names
from stargate.planning.problem import QUARTERS, PlanningProblem


@final
class Capital(Limit):
    """Spent in a quarter + kept after it <= come in it + kept before it [USD m], for every fund.

    Phases are paid evenly over their lag from the quarter they begin in, of which `drawn` counts, power in the quarters
    `spread(year)`, chips evenly over their year, the opening of a site in the quarter of its earliest start.
    """

    unit = "USD m"
    more = "USD m of {at[0]} in {at[1]}"

    def rows(self, problem: PlanningProblem, columns: Columns) -> Rows:
        """One a fund and quarter up to which what has come is finite."""
        found, names = Rows(), quarter_names(problem)
        for fund, name in enumerate(problem.funds.names):
            inflow = problem.funds.inflow[fund]
            count = int(np.isfinite(np.cumsum(inflow)).sum())
            construction, compute = problem.funds.construction[fund], problem.funds.compute[fund]
            ordered = construction * _ordered(problem)
            at = [(name, quarter) for quarter in names[:count]]
            rows = found.add(-np.inf, (inflow + ordered)[:count], at)
            kept = columns.kept[fund, :count]
            found.enter(rows, kept, 1 / MONEY)
            found.enter(rows[1:], kept[:-1], -1 / MONEY)
            _construction(found, rows, problem, columns, construction)
            for quarter, row in enumerate(rows):
                year = quarter // QUARTERS
                found.enter(row, columns.bought[:, year], problem.chips.cost[:, year] * compute / QUARTERS)
        return found


def opening(problem: PlanningProblem) -> np.ndarray:
    """Quarter in which the opening of a site is paid: that of the earliest start there."""
    first = np.full(len(problem.sites), problem.quarters - 1)
    np.minimum.at(first, problem.blocks.site, problem.blocks.earliest)
    return first


def _construction(found: Rows, rows: np.ndarray, problem: PlanningProblem, columns: Columns, part: float) -> None:
    """Part of what opening, phases and power cost."""
    first = opening(problem)
    paid = (first < len(rows)) & ~problem.opened
    found.enter(first[paid] + rows[:1], columns.open[paid], part * problem.open_cost[paid])
    for block, begun in enumerate(columns.starts):
        lag, cost = int(problem.blocks.lag[block]), problem.blocks.drawn[block] * problem.blocks.cost[block]
        for quarter in range(int(problem.blocks.earliest[block]), problem.latest(block) + 1):
            spent = rows[quarter : quarter + lag]
            found.enter(spent, begun[quarter], part * cost[quarter] / lag)
            if quarter:
                found.enter(spent, begun[quarter - 1], -part * cost[quarter] / lag)
    owned, cost = problem.options.owned.nonzero()[0], part * problem.options.capital_cost / QUARTERS
    for year in range(problem.years):
        spent = rows[problem.spread(year), None, None]
        found.enter(spent, columns.capacity[:, owned, year], cost[:, owned, year])
        if year:
            found.enter(spent, columns.capacity[:, owned, year - 1], -cost[:, owned, year])


def _ordered(problem: PlanningProblem) -> Float[np.ndarray, " quarter"]:
    """What power that is there or ordered already would have cost in each quarter [USD m]."""
    owned, options = problem.options.owned, problem.options
    more = np.diff(options.least, axis=-1, prepend=0.0)[:, owned] * options.capital_cost[:, owned]
    spent = np.zeros(problem.quarters)
    for year in range(problem.years):
        spent[problem.spread(year)] += more[..., year].sum() / QUARTERS
    return spent
