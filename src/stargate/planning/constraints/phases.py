"""How fast and how far a site is built."""

from typing import final

import numpy as np

from stargate.planning.columns import Columns
from stargate.planning.constraints.limit import Limit, Rows, quarter_names
from stargate.planning.problem import PlanningProblem


@final
class Phases(Limit):
    """0 <= X_q - X_q-1 <= pace open; X_Q <= most open."""

    unit = "phases"
    given = False

    def rows(self, problem: PlanningProblem, columns: Columns) -> Rows:
        """Up to two a block and quarter; what others imply is left out."""
        found, blocks, names = Rows(), problem.blocks, quarter_names(problem)
        alone = np.bincount(blocks.site, minlength=len(problem.sites))[blocks.site] == 1
        for block, name in enumerate(blocks.names):
            quarters = np.arange(blocks.earliest[block], problem.latest(block) + 1)
            if not quarters.size:
                continue
            begun, opens = columns.starts[block], columns.open[blocks.site[block]]
            last = found.add(-np.inf, 0.0, [(name, "all")])
            found.enter(last, begun[quarters[-1]])
            found.enter(last, opens, -float(blocks.most[block]))
            rows = found.add(0.0, np.inf, [(name, names[quarter]) for quarter in quarters[1:]])
            found.enter(rows, begun[quarters[1:]])
            found.enter(rows, begun[quarters[1:] - 1], -1.0)
            at_once = int(problem.at_once[blocks.site[block]]) if alone[block] else np.inf
            if blocks.pace[block] >= min(at_once, blocks.most[block]):
                continue
            rows = found.add(-np.inf, 0.0, [(name, names[quarter]) for quarter in quarters])
            found.enter(rows, begun[quarters])
            found.enter(rows[1:], begun[quarters[1:] - 1], -1.0)
            found.enter(rows, opens, -float(blocks.pace[block]))
        return found
