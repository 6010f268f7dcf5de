"""Crews of a region that build."""

from typing import final

import numpy as np

from stargate.planning.columns import Columns
from stargate.planning.constraints.limit import Limit, Rows, quarter_names
from stargate.planning.problem import PlanningProblem


@final
class Crews(Limit):
    """sum over a group's blocks of crews_b (X_q - X_q-lag) <= crews there."""

    unit = "workers"
    more = "worker of {at[0]} in {at[1]}"

    def rows(self, problem: PlanningProblem, columns: Columns) -> Rows:
        """One a group and quarter that has such a limit."""
        found, blocks, names = Rows(), problem.blocks, quarter_names(problem)
        for group, there in enumerate(blocks.crews_there):
            limited = np.isfinite(there).nonzero()[0]
            of_group = (blocks.group == group).nonzero()[0]
            if not of_group.size:
                continue
            name = blocks.groups[group] if blocks.groups else str(group)
            rows = found.add(-np.inf, there[limited], [(name, names[quarter]) for quarter in limited])
            for block in of_group:
                begun, lag = columns.starts[block], int(blocks.lag[block])
                found.enter(rows, begun[limited], blocks.crews[block])
                past = limited >= lag
                found.enter(rows[past], begun[limited[past] - lag], -blocks.crews[block])
        return found
