"""Power that can be had at a site: connections by their dates, equipment after its lead time."""

from typing import final

import numpy as np

from stargate.planning.columns import Columns
from stargate.planning.constraints.limit import Limit, Rows, year_names
from stargate.planning.problem import PlanningProblem


@final
class Power(Limit):
    """K_sky <= most_sky."""

    unit = "GW"
    more = "GW of {at[1]} at {at[0]} in {at[2]}"

    def rows(self, problem: PlanningProblem, columns: Columns) -> Rows:
        """One a site, option and year that has such a limit."""
        found, options, names = Rows(), problem.options, year_names(problem)
        limited = np.isfinite(options.most)
        at = [(problem.sites[s], options.names[k], names[y]) for s, k, y in np.argwhere(limited)]
        found.enter(found.add(-np.inf, options.most[limited], at), columns.capacity[limited])
        return found
