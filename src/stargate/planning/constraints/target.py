"""IT load that is to run, at the price of what is missing."""

from typing import final

from stargate.planning.columns import Columns
from stargate.planning.constraints.limit import Limit, Rows, year_names
from stargate.planning.problem import PlanningProblem


@final
class Target(Limit):
    """sum_s I_sy + T_y >= target_y."""

    unit = "IT GW"
    more = "IT GW asked for in {at[0]}"
    verb = "costs"

    def rows(self, problem: PlanningProblem, columns: Columns) -> Rows:
        """One a year that has a target."""
        found, names = Rows(), year_names(problem)
        for year in (problem.target > 0).nonzero()[0]:
            row = found.add(problem.target[year], float("inf"), [(names[year],)])
            found.enter(row, columns.running[:, year])
            found.enter(row, columns.shortfall[year])
        return found
