"""From cuts to a plan: the linear programme and whole numbers, held against each other until they meet (P3)."""

import numpy as np
from jaxtyping import Bool, Float

from stargate.planning import neighbours
from stargate.planning.benders import Planes, Round, turn
from stargate.planning.choice import Choice
from stargate.planning.columns import MONEY
from stargate.planning.effort import Best
from stargate.planning.master import Master, Solved
from stargate.planning.operation import Operation
from stargate.planning.problem import PlanningProblem
from stargate.planning.rounding import hold, openings, schedules

ROUGH = 1e-3  #: gap of the linear programme from which whole numbers are looked for
NEAR = 0.15  #: cuts within this part of what a site-year costs are kept for branching
WHOLE = 1e-6
EXACT, ROUNDS = 1e-8, 100  #: gap to which what is given is completed, and rounds after which it is left
PATIENCE = 0.7  #: tries without success in a row for each site, after which neighbours are left alone
MOST_TRIES = 2_000


class Search:
    """One problem being planned: its master, where its cuts come from, and the best so far."""

    def __init__(self, problem: PlanningProblem, best: Best) -> None:
        self.problem, self.best = problem, best
        self.master = Master(problem, threads=1)
        self.source = Planes(problem, Operation(problem, best.effort.threads))
        whole = self.master.sheet.whole
        self._undecided = bool((self.master.upper[whole] > self.master.lower[whole]).any())
        self._share = 0.9  # of the gap asked for, left for what operation costs beyond the cuts
        self._draw = np.random.Generator(np.random.PCG64(1))
        self._points: list[np.ndarray] = []  # values near which cuts matter

    def run(self, start: Choice | None = None) -> None:
        """Improves the best choice and bound until the gap asked for is reached or the time is up."""
        self.best.tell("first cuts")
        if self._undecided:  # power alone is as soon found without
            self.master.add_cuts(self.source.seeds())
        if start is not None:
            self.complete(start, "the plan given", EXACT)
        self.master.free()
        relaxed = self.relax(min(ROUGH, self.best.wanted / 4) if self._undecided else self.best.wanted)
        if relaxed is None or self.best.over or not self._undecided:
            return
        self.dive(relaxed)
        while not self.best.over:
            before = self.best.objective, self.best.bound
            self.relax(self.best.wanted / 20)
            self.improve()
            if self.best.over:
                return
            if not self.branch() and before == (self.best.objective, self.best.bound):
                return

    def relax(self, tolerance: float) -> Solved | None:
        """The linear programme to a relative tolerance; nothing where it has no solution."""
        master, best = self.master, np.inf
        while True:
            found = turn(master, self.source)
            if found.solved.status != "optimal":
                self.best.stage = found.solved.status
                return None
            self.best.prove(found.solved.bound)
            best = min(best, found.objective)
            self._offer(found)
            self.best.tell("what no plan can be better than")
            gap = (best - found.solved.bound) / max(1e-9, abs(best))
            if gap <= tolerance or not found.added or (self.best.left <= 0 and self.best.choice is not None):
                self._points.append(found.solved.values)
                return found.solved

    def bound(self) -> None:
        """What the first cuts prove, of a search that was stopped before it looked."""
        if not len(self.master.pool.site):
            self.master.add_cuts(self.source.seeds())
        self.master.free()
        found = self.master.run()
        if found.status == "optimal":
            self.best.prove(found.bound)

    def dive(self, relaxed: Solved) -> None:
        """Whole numbers by closing and rounding."""
        self.best.tell("which sites open")
        solved = openings(self.master, self.source, relaxed)
        self._points.append(solved.values)
        self.best.tell("when phases begin")
        self._finish(schedules(self.master, self.source, solved))
        if not self.best.over:
            self.master.free()
            hold(self.master, self.master.columns.open, np.round(solved.values[self.master.columns.open]))
            self.best.tell("when phases begin, again")
            self._finish(neighbours.schedules(self.master, self.master.run()))
        self.master.free()

    def _finish(self, solved: Solved) -> None:
        """Completes whole numbers that were found, where any were."""
        if solved.status == "optimal":
            self.complete(self.master.columns.choice(solved.values), "power and chips of it")

    def complete(self, choice: Choice, stage: str, tolerance: float | None = None) -> bool:
        """The rest of a choice, its whole numbers held; whether its rows leave any."""
        self.best.tell(stage)
        self.master.fix_integers(choice)
        best, tolerance = np.inf, tolerance or 0.05 * self.best.wanted
        found = turn(self.master, self.source)
        for _ in range(ROUNDS):
            if found.solved.status != "optimal":
                return False
            best = min(best, found.objective)
            self._offer(found)
            if not found.added or best - found.solved.bound <= tolerance * abs(best):
                break
            found = turn(self.master, self.source)
        self._points = [*self._points[-3:], found.solved.values]
        return True

    def _offer(self, found: Round) -> None:
        whole = found.solved.values[self.master.sheet.whole]
        if found.objective < self.best.objective and (abs(whole - np.round(whole)) < WHOLE).all():
            self.best.offer(self.master.columns.choice(found.solved.values), found.objective)

    def improve(self) -> None:
        """Sets a few sites free at a time, while that still finds better."""
        if self.best.choice is None or self.best.over:
            return
        self.best.tell("better plans next to it")
        failed, enough = 0, PATIENCE * len(self.problem.sites)
        for found in neighbours.improved(self.master, self.best.choice, self._draw, MOST_TRIES):
            failed = 0 if found is not None else failed + 1
            if found is not None:
                self._offer(turn(self.master, self.source))
                self.best.tell("better plans next to it")
            if self.best.over or failed > enough:
                break
        if not self.best.over:
            self.complete(self.best.choice, "power and chips of it")
        self.master.free()

    def branch(self) -> bool:
        """Branches on whole numbers over the cuts there are; whether that taught anything new."""
        master, best = self.master, self.best
        master.free()
        relaxed = self.relax(self.best.wanted / 20)
        if relaxed is None or best.over:
            return True
        master.keep_cuts(self._near())
        self.source.forget()
        start = None if best.choice is None else self._start(best.choice)
        best.tell("branching")
        cuts = len(master.pool.site)
        found = master.branch(start, self._share * best.wanted, min(best.left, self._patience()))
        self._share /= 2
        best.prove(found.bound)
        if np.isfinite(found.objective) and not best.over:
            self.complete(master.columns.choice(found.values), "power and chips of it")
            master.free()
        return len(master.pool.site) > cuts or found.status == "time limit reached"

    def _patience(self) -> float:
        """Seconds after which branching is interrupted, to look at what it has found."""
        return 20.0 + 0.5 * len(self.problem.sites)

    def _near(self) -> Bool[np.ndarray, " cut"]:
        """Cuts that are near at any of the points that matter."""
        at, pool = self.master.columns.operation, self.master.pool
        keep = np.zeros(len(pool.site), dtype=bool)
        for values in self._points[-4:]:
            cost = values[at][pool.site, pool.year] / MONEY
            keep |= self.master.slack(values) <= NEAR * cost + 1e-6
        return keep

    def _start(self, choice: Choice) -> Float[np.ndarray, " column"]:
        """Values of the columns in a choice, with what operation costs by the cuts there are."""
        self.master.fix_integers(choice)
        values = self.master.run().values
        self.master.free()
        return values
