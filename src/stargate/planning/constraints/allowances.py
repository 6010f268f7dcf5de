"""What sites may take or emit, of what they share."""

from typing import final

import numpy as np

from stargate.planning.columns import NONE, Columns
from stargate.planning.constraints.limit import Limit, Rows, year_names
from stargate.planning.problem import PlanningProblem


@final
class Allowances(Limit):
    """sum_s A_usy <= together_uy; A_usy <= allowed_usy + allowed_per_load_usy I_sy."""

    unit = "units of it"
    more = "{unit} of {at[0]} in {at[1]}"

    def rows(self, problem: PlanningProblem, columns: Columns) -> Rows:
        """One a shared use and year; one a site too where its load adds to what it may take."""
        found, names = Rows(), year_names(problem)
        for use, of_use in zip(problem.uses, columns.allowance, strict=True):
            for year in np.isfinite(use.together).nonzero()[0]:
                row = found.add(-np.inf, use.together[year], [(use.name, names[year])])
                found.enter(row, of_use[:, year])
            added = (of_use != NONE) & (use.allowed_per_load > 0) & np.isfinite(use.allowed)
            site, year = added.nonzero()
            at = [(use.name, problem.sites[s], names[y]) for s, y in zip(site, year, strict=True)]
            rows = found.add(-np.inf, use.allowed[added], at)
            found.enter(rows, of_use[added])
            found.enter(rows, columns.running[added], -use.allowed_per_load[added])
        return found
