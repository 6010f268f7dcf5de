"""Compute that can be sold because it is there."""

from typing import final

import numpy as np

from stargate.planning.columns import Columns
from stargate.planning.constraints.limit import Limit, Rows, year_names
from stargate.planning.problem import PlanningProblem


@final
class Compute(Limit):
    """Z_y <= compute_there_y + sum over live vintages v of compute_c C_cv."""

    given = False
    unit = "m H100e"

    def rows(self, problem: PlanningProblem, columns: Columns) -> Rows:
        """One a year in which something can be sold."""
        found, names = Rows(), year_names(problem)
        for year in (problem.demand > 0).nonzero()[0]:
            row = found.add(-np.inf, problem.compute_there[year], [(names[year],)])
            found.enter(row, columns.sold[year])
            live = columns.bought[:, max(0, year + 1 - problem.chips.life) : year + 1]
            found.enter(row, live, -problem.chips.compute[:, None])
        return found
