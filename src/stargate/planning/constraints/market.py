"""Chips that are on sale."""

from typing import final

import numpy as np

from stargate.planning.columns import Columns
from stargate.planning.constraints.limit import Limit, Rows, year_names
from stargate.planning.problem import PlanningProblem


@final
class Market(Limit):
    """C_cy <= most_cy."""

    unit = "IT GW"
    more = "IT GW of {at[0]} on sale in {at[1]}"

    def rows(self, problem: PlanningProblem, columns: Columns) -> Rows:
        """One a chip and year that has such a limit."""
        found, chips, names = Rows(), problem.chips, year_names(problem)
        limited = np.isfinite(chips.most)
        at = [(chips.names[chip], names[year]) for chip, year in np.argwhere(limited)]
        found.enter(found.add(-np.inf, chips.most[limited], at), columns.bought[limited])
        return found
