"""The best plan to a proven gap, with its certificate and what limits are worth."""

import time
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from jaxtyping import Float

from stargate.planning.check import recompute
from stargate.planning.choice import Certificate, Choice
from stargate.planning.cuts import Pool
from stargate.planning.effort import Best, Effort, Progress, Watch
from stargate.planning.marginals import Marginal, marginals
from stargate.planning.master import Solved
from stargate.planning.problem import PlanningProblem
from stargate.planning.search import EXACT, Search
from stargate.planning.sheet import Sheet

__all__ = ["Effort", "Marginal", "Progress", "Relaxed", "Solution", "completed", "relaxed", "solve"]

MISSED = 1e-6  #: the most by which a row may be missed, relative to its size
APART = 1e-6  #: the most by which two computations of an objective may differ, relative


@dataclass(frozen=True, eq=False)
class Solution:
    """A choice, how good it is, and what limits are worth at it."""

    problem: PlanningProblem
    choice: Choice
    status: str  #: "solved" to the gap asked for; else what stopped the search, in words
    objective: float  #: of the choice as the search saw it [USD m]
    bound: float  #: no choice costs less [USD m]
    wall: float  #: of the search [s]
    cpu: float  #: of all its threads [s]
    pool: Pool  #: the cuts that were found

    @cached_property
    def certificate(self) -> Certificate:
        """The choice recomputed by independent code, row by row and hour by hour, and held against the bound."""
        found = recompute(self.problem, self.choice)
        status = self.status
        if found.worst > MISSED:
            row = max(found.violations, key=lambda name: found.violations[name])
            status = f"not proven: {row} is missed by {found.worst:.2g} of its size"
        elif abs(found.objective - self.objective) > APART * abs(self.objective) + 1e-6:
            status = f"not proven: recomputed, it costs {found.objective - self.objective:+.3g} USD m of difference"
        return Certificate(status, found.objective, self.bound, found.worst, self.wall, self.cpu)

    @cached_property
    def marginals(self) -> tuple[Marginal, ...]:
        """What one more unit of every limit is worth while starts stay as they are."""
        return marginals(*_completed(self.problem, self.choice, self.pool))


@dataclass(frozen=True, eq=False)
class Relaxed:
    """The linear programme behind a plan: whole numbers may be parts."""

    status: str
    bound: float  #: [USD m]
    values: Float[np.ndarray, " column"]
    duals: Float[np.ndarray, " row"]  #: of the rows of the sheet [USD bn per scaled unit]
    reduced: Float[np.ndarray, " column"]  #: cost of columns [USD bn]
    sheet: Sheet
    pool: Pool  #: its cuts


def solve(
    problem: PlanningProblem, effort: Effort | None = None, start: Choice | None = None, watch: Watch | None = None
) -> Solution:
    """The least-cost choice to a gap; never worse than `start` where that breaks no limit.

    Ctrl-C gives the best so far. Raises ValueError where no choice at all keeps the limits.
    """
    best = Best(effort or Effort(), watch)
    search = Search(problem, best)
    stopped = ""
    try:
        search.run(start)
    except KeyboardInterrupt:
        stopped = "interrupted"
    if best.choice is None:  # it was stopped early: nothing more than is under way
        search.complete(_idle(problem), "nothing but what is under way")
    if best.choice is None:
        raise ValueError(f"no choice keeps all limits: the linear programme is {best.stage}")
    if not np.isfinite(best.bound):
        search.bound()
    if not stopped and best.gap > best.wanted:
        stopped = "time is up" if best.left <= 0 else "the search ended"
    status = f"{stopped}: a gap of {best.gap:.2%} is left" if stopped else "solved"
    cpu = time.process_time() - best.cpu_began
    return Solution(problem, best.choice, status, best.objective, best.bound, best.seconds, cpu, search.master.pool)


def completed(
    problem: PlanningProblem, choice: Choice, effort: Effort | None = None, pool: Pool | None = None
) -> Solution | None:
    """The rest of a choice, its openings and starts held; nothing where they break a limit."""
    best = Best(effort or Effort())
    search = Search(problem, best)
    search.master.add_cuts(search.source.seeds() if pool is None else pool)
    if not search.complete(choice, "the rest of it", EXACT) or best.choice is None:
        return None
    cpu = time.process_time() - best.cpu_began
    return Solution(problem, best.choice, "completed", best.objective, -np.inf, best.seconds, cpu, search.master.pool)


def relaxed(problem: PlanningProblem, tolerance: float = 1e-4, threads: int = 1) -> Relaxed:
    """The linear programme to a relative tolerance. Raises ValueError where it has no solution."""
    search = Search(problem, Best(Effort(gap=0.0, threads=threads)))
    search.master.add_cuts(search.source.seeds())
    found = search.relax(tolerance)
    if found is None:
        raise ValueError(f"no choice keeps all limits: the linear programme is {search.best.stage}")
    sheet = search.master.sheet
    duals = found.duals[: len(sheet.row_lower)]
    return Relaxed(found.status, found.bound, found.values, duals, found.reduced, sheet, search.master.pool)


def _completed(problem: PlanningProblem, choice: Choice, pool: Pool) -> tuple[Sheet, Solved]:
    """The linear programme with whole numbers held at a choice."""
    search = Search(problem, Best(Effort(gap=1e-6)))
    search.master.add_cuts(pool)
    search.complete(choice, "what limits are worth", EXACT)
    return search.master.sheet, search.master.run()


def _idle(problem: PlanningProblem) -> Choice:
    """A choice that opens and begins nothing; of the rest, only its shape matters."""
    sites, years, options = len(problem.sites), problem.years, len(problem.options.names)
    return Choice(
        opened=problem.opened.copy(),
        starts=np.zeros((len(problem.blocks.site), problem.quarters), dtype=int),
        bought=np.zeros((len(problem.chips.names), years)),
        placed=np.zeros((sites, years)),
        capacity=np.zeros((sites, options, years)),
        allowance=np.zeros((len(problem.uses), sites, years)),
        sold=np.zeros(years),
        shortfall=np.zeros(years),
    )
