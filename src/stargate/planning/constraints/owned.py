"""Power that stays once it is bought."""

from typing import final

import numpy as np

from stargate.planning.columns import Columns
from stargate.planning.constraints.limit import Limit, Rows, year_names
from stargate.planning.problem import PlanningProblem


@final
class Owned(Limit):
    """B_sky >= B_sk,y-1 for owned options, B = K - least."""

    unit = "GW"
    given = False

    def rows(self, problem: PlanningProblem, columns: Columns) -> Rows:
        """One a site, owned option and year in which more may have been there the year before."""
        found, names, options = Rows(), year_names(problem), problem.options
        more = options.least[..., 1:] - options.least[..., :-1]
        before = (options.most > options.least)[..., :-1] & options.owned[:, None]
        site, option, year = before.nonzero()
        at = [(problem.sites[s], options.names[k], names[y + 1]) for s, k, y in zip(site, option, year, strict=True)]
        rows = found.add(more[site, option, year], np.inf, at)
        found.enter(rows, columns.capacity[site, option, year + 1])
        found.enter(rows, columns.capacity[site, option, year], -1.0)
        return found
