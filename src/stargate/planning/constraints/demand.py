"""Compute that somebody buys."""

from typing import final

import numpy as np

from stargate.planning.columns import Columns
from stargate.planning.constraints.limit import Limit, Rows, year_names
from stargate.planning.problem import PlanningProblem


@final
class Demand(Limit):
    """Z_y <= demand_y."""

    unit = "m H100e"
    more = "m H100e of demand in {at[0]}"

    def rows(self, problem: PlanningProblem, columns: Columns) -> Rows:
        """One a year."""
        found = Rows()
        rows = found.add(-np.inf, problem.demand, [(name,) for name in year_names(problem)])
        found.enter(rows, columns.sold)
        return found
