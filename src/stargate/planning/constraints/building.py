"""Phases under construction at a site at a time."""

from typing import final

import numpy as np

from stargate.planning.columns import Columns
from stargate.planning.constraints.limit import Limit, Rows, quarter_names
from stargate.planning.problem import PlanningProblem


@final
class Building(Limit):
    """sum over a site's blocks of (X_q - X_q-lag) <= at_once open."""

    unit = "phases"
    given = False

    def rows(self, problem: PlanningProblem, columns: Columns) -> Rows:
        """One a site and quarter, where a site has more phases than that."""
        found, names = Rows(), quarter_names(problem)
        for site, address in enumerate(problem.sites):
            blocks = (problem.blocks.site == site).nonzero()[0]
            if problem.blocks.most[blocks].sum() <= problem.at_once[site]:
                continue
            first = int(problem.blocks.earliest[blocks].min())
            quarters = np.arange(first, max(problem.latest(block) for block in blocks) + 1)
            rows = found.add(-np.inf, 0.0, [(address, names[quarter]) for quarter in quarters])
            found.enter(rows, columns.open[site], -float(problem.at_once[site]))
            for block in blocks:
                _under_way(found, rows, columns.starts[block], quarters, int(problem.blocks.lag[block]), 1.0)
        return found


def _under_way(found: Rows, rows: np.ndarray, begun: np.ndarray, quarters: np.ndarray, lag: int, each: float) -> None:
    """Enters `each` for every phase begun within its lag."""
    found.enter(rows, begun[quarters], each)
    before = quarters - lag >= 0
    found.enter(rows[before], begun[quarters[before] - lag], -each)
