"""What runs: chips within their life."""

from typing import final

from stargate.planning.columns import Columns
from stargate.planning.constraints.limit import Limit, Rows, year_names
from stargate.planning.problem import PlanningProblem


@final
class Running(Limit):
    """I_sy = there_sy + sum of P_sv over the last `chips.life` years."""

    unit = "IT GW"
    given = False

    def rows(self, problem: PlanningProblem, columns: Columns) -> Rows:
        """One a site and year."""
        found, names = Rows(), year_names(problem)
        for year in range(problem.years):
            there = problem.there[:, year]
            rows = found.add(there, there, [(site, names[year]) for site in problem.sites])
            found.enter(rows, columns.running[:, year])
            live = columns.placed[:, max(0, year + 1 - problem.chips.life) : year + 1]
            found.enter(rows[:, None], live, -1.0)
        return found
