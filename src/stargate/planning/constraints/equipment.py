"""Turbines and the like, of which there are only so many in a year."""

from typing import final

import numpy as np

from stargate.planning.columns import Columns
from stargate.planning.constraints.limit import Limit, Rows, year_names
from stargate.planning.problem import PlanningProblem


@final
class Equipment(Limit):
    """sum over sites and owned options of supplied_mk (B_sky - B_sk,y-1) <= supply_my, B = K - least."""

    unit = "GW"
    more = "GW of {at[0]} in {at[1]}"

    def rows(self, problem: PlanningProblem, columns: Columns) -> Rows:
        """One a supply and year that has such a limit."""
        found, names, options = Rows(), year_names(problem), problem.options
        for name, supply, takes in zip(options.supplies, options.supply, options.supplied, strict=True):
            taken = ((takes != 0) & options.owned).nonzero()[0]
            for year in np.isfinite(supply).nonzero()[0]:
                there = options.least[:, taken, year] - (options.least[:, taken, year - 1] if year else 0.0)
                row = found.add(-np.inf, supply[year] + (there @ takes[taken]).sum(), [(name, names[year])])
                found.enter(row, columns.capacity[:, taken, year], takes[taken])
                if year:
                    found.enter(row, columns.capacity[:, taken, year - 1], -takes[taken])
        return found
