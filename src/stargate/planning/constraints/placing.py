"""Chips bought for the programme, placed at its sites."""

from typing import final

from stargate.planning.columns import Columns
from stargate.planning.constraints.limit import Limit, Rows, year_names
from stargate.planning.problem import PlanningProblem


@final
class Placing(Limit):
    """sum_s P_sy = sum_c C_cy."""

    unit = "IT GW"
    given = False

    def rows(self, problem: PlanningProblem, columns: Columns) -> Rows:
        """One a year."""
        found, names = Rows(), year_names(problem)
        rows = found.add(0.0, 0.0, [(name,) for name in names])
        found.enter(rows, columns.placed)
        found.enter(rows, columns.bought, -1.0)
        return found
