"""What sites may take or emit together."""

from typing import final

import numpy as np

from stargate.planning.columns import NONE, Columns
from stargate.planning.constraints.limit import Limit, Rows, year_names
from stargate.planning.problem import PlanningProblem


@final
class Allowances(Limit):
    """sum_s A_usy <= together_uy."""

    unit = "units of it"

    def rows(self, problem: PlanningProblem, columns: Columns) -> Rows:
        """One a shared use and year."""
        found, names = Rows(), year_names(problem)
        for use, of_use in zip(problem.uses, columns.allowance, strict=True):
            for year in np.isfinite(use.together).nonzero()[0]:
                row = found.add(-np.inf, use.together[year], [(use.name, names[year])])
                found.enter(row, of_use[of_use[:, year] != NONE, year])
        return found
