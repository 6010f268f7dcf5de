"""Halls that chips run in."""

from typing import final

import numpy as np

from stargate.planning.columns import Columns
from stargate.planning.constraints.limit import Limit, Rows, year_names
from stargate.planning.problem import QUARTERS, PlanningProblem


@final
class Shells(Limit):
    """I_sy <= shell_sy + sum_b it_power_b x mean over the year's quarters of X_b,q-lag."""

    given = False
    unit = "IT GW"

    def rows(self, problem: PlanningProblem, columns: Columns) -> Rows:
        """One a site and year."""
        found, names = Rows(), year_names(problem)
        for year in range(problem.years):
            shell = problem.shell[:, year]
            rows = found.add(-np.inf, shell, [(site, names[year]) for site in problem.sites])
            found.enter(rows, columns.running[:, year])
            for block, site in enumerate(problem.blocks.site):
                begun = columns.starts[block, problem.energised(block, year)]
                found.enter(rows[site], begun, -problem.blocks.it_power[block] / QUARTERS)
        return found
