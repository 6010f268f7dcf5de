"""Chips that makers can supply."""

from typing import final

import numpy as np

from stargate.planning.columns import Columns
from stargate.planning.constraints.limit import Limit, Rows, year_names
from stargate.planning.problem import PlanningProblem


@final
class Chips(Limit):
    """sum_c made_by_mc C_cy <= supply_my."""

    unit = "IT GW"
    more = "IT GW of {at[0]} in {at[1]}"

    def rows(self, problem: PlanningProblem, columns: Columns) -> Rows:
        """One a maker and year that has such a limit."""
        found, names = Rows(), year_names(problem)
        for maker, supply, takes in zip(problem.chips.makers, problem.chips.supply, problem.chips.made_by, strict=True):
            for year in np.isfinite(supply).nonzero()[0]:
                row = found.add(-np.inf, supply[year], [(maker, names[year])])
                found.enter(row, columns.bought[:, year], takes)
        return found
