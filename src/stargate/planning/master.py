"""The master of a planning problem: all that is chosen, and planes below what operation costs, as HiGHS takes it."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import current_thread, main_thread
from types import FrameType
from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Bool, Float

from stargate.planning import cuts as planes
from stargate.planning.choice import Choice
from stargate.planning.columns import MONEY
from stargate.planning.cuts import Pool
from stargate.planning.problem import PlanningProblem
from stargate.planning.sheet import Sheet, sheet

_FEASIBLE = 2  # kSolutionStatusFeasible of HiGHS
MIP_TOLERANCE = 1e-5  #: at 1e-6 good solutions fall for violations of a few 1e-6 after postsolve


class Solved(NamedTuple):
    """What HiGHS says of a master."""

    status: str  #: "optimal", or what it ended with
    objective: float  #: infinite where there is none [USD m]
    bound: float  #: [USD m]
    values: Float[np.ndarray, " column"]  #: nothing where there are none
    duals: Float[np.ndarray, " row"]  #: of rows of the sheet, then of cuts [USD bn per scaled unit]
    reduced: Float[np.ndarray, " column"]  #: cost of columns [USD bn]


class Master:
    """A master that HiGHS holds; cuts are added, columns bound, and it is solved again from where it was."""

    def __init__(self, problem: PlanningProblem, sheet_: Sheet | None = None, *, threads: int = 1) -> None:
        self.problem, self.sheet = problem, sheet_ or sheet(problem)
        self.columns = self.sheet.columns
        self.pool = planes.none(problem)
        self.lower, self.upper = self.sheet.lower.copy(), self.sheet.upper.copy()
        self._rows = len(self.sheet.row_lower)
        self._highs = self._passed(threads)

    def _passed(self, threads: int) -> Any:
        import highspy

        sheet, lp = self.sheet, highspy.HighsLp()
        lp.num_row_, lp.num_col_ = sheet.matrix.shape
        lp.col_cost_, lp.col_lower_, lp.col_upper_ = sheet.cost, sheet.lower, sheet.upper
        lp.row_lower_, lp.row_upper_, lp.offset_ = sheet.row_lower, sheet.row_upper, sheet.constant
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_, lp.a_matrix_.index_ = sheet.matrix.indptr, sheet.matrix.indices
        lp.a_matrix_.value_ = sheet.matrix.data
        highs = _highs(threads)
        highs.passModel(lp)
        return highs

    def add_cuts(self, pool: Pool) -> None:
        """Adds cuts below what operation costs."""
        if not len(pool.site):
            return
        lower, coefficients, at = planes.written(self.problem, self.columns, pool)
        self._enter(lower, np.full(len(lower), np.inf), coefficients, at)
        self.pool = planes.joined(self.pool, pool)

    def _enter(self, lower: np.ndarray, upper: np.ndarray, coefficients: np.ndarray, at: np.ndarray) -> None:
        entered = coefficients != 0
        start = np.concatenate([[0], np.cumsum(entered.sum(axis=1))[:-1]]).astype(np.int32)
        index, value = at[entered].astype(np.int32), coefficients[entered]
        self._highs.addRows(len(lower), lower, upper, len(value), start, index, value)

    def keep_cuts(self, which: Bool[np.ndarray, " cut"]) -> None:
        """Drops the cuts that are not among `which`."""
        gone = self._rows + np.flatnonzero(~which).astype(np.int32)
        if gone.size:
            self._highs.deleteRows(len(gone), gone.astype(np.int32))
            self.pool = self.pool.take(which)

    def slack(self, values: Float[np.ndarray, " column"]) -> Float[np.ndarray, " cut"]:
        """How far cuts lie below what the values say that operation costs [USD m/year]."""
        lower, coefficients, at = planes.written(self.problem, self.columns, self.pool)
        return ((coefficients * values[at]).sum(axis=1) - lower) / (planes.SCALE * MONEY)

    def set_objective(self, cost: Float[np.ndarray, " column"], constant: float = 0.0) -> None:
        """Minimises another sum of columns [USD bn]; the sheet keeps the one it began with."""
        self._highs.changeColsCost(len(cost), np.arange(len(cost), dtype=np.int32), cost)
        self._highs.changeObjectiveOffset(constant)

    def bind(self, which: np.ndarray, lower: np.ndarray, upper: np.ndarray) -> None:
        """Changes the limits of columns, of which some may be named twice."""
        self.lower[which], self.upper[which] = lower, upper
        which = np.unique(which).astype(np.int32)  # HiGHS takes none that are not in order
        self._highs.changeColsBounds(len(which), which, self.lower[which], self.upper[which])

    def free(self) -> None:
        """Gives all columns back the limits they began with."""
        which = np.flatnonzero((self.lower != self.sheet.lower) | (self.upper != self.sheet.upper))
        self.bind(which, self.sheet.lower[which], self.sheet.upper[which])

    def fix_integers(self, choice: Choice) -> None:
        """Holds whole numbers at those of a choice."""
        whole = self.sheet.whole
        values = self.columns.values(self.problem, choice)[whole]
        self.bind(whole, values, values)

    def run(self) -> Solved:
        """Solves the linear programme, from where it was."""
        self._highs.run()
        return _solved(self._highs, whole=False)

    def branch(self, start: Float[np.ndarray, " column"] | None, gap: float, seconds: float, **options: Any) -> Solved:
        """Solves it in whole numbers, from a start where there is one; Ctrl-C stops it and is passed on."""
        import highspy

        highs = _highs(1)
        highs.passModel(self._highs.getLp())
        whole = self.sheet.whole.astype(np.int32)
        highs.changeColsIntegrality(len(whole), whole, np.full(len(whole), highspy.HighsVarType.kInteger))
        limits = {"mip_rel_gap": gap, "time_limit": min(seconds, 1e9), "mip_feasibility_tolerance": MIP_TOLERANCE}
        for name, value in {**limits, **options}.items():
            highs.setOptionValue(name, value)
        if start is not None:
            solution = highspy.HighsSolution()
            solution.col_value = start
            highs.setSolution(solution)
        with _stoppable(highs):
            highs.run()
        return _solved(highs, whole=True)


@contextmanager
def _stoppable(highs: Any) -> Iterator[None]:
    """Ctrl-C, which only the main thread gets, stops what HiGHS does within and is passed on after it."""
    asked: list[int] = []
    highs.HandleUserInterrupt = True
    if current_thread() is not main_thread():
        yield
        return

    def stop(signum: int, _: FrameType | None) -> None:
        asked.append(signum)
        highs.cancelSolve()

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if asked:
        raise KeyboardInterrupt


def _highs(threads: int) -> Any:
    import highspy

    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", threads)
    return highs


def _solved(highs: Any, *, whole: bool) -> Solved:
    said = highs.modelStatusToString(highs.getModelStatus()).lower()
    solution = highs.getSolution()
    there = said == "optimal" or (whole and highs.getInfo().primal_solution_status == _FEASIBLE)
    value = highs.getObjectiveValue() / MONEY if there else np.inf
    bound = highs.getInfo().mip_dual_bound / MONEY if whole else value
    parts = (np.asarray(part) for part in (solution.col_value, solution.row_dual, solution.col_dual))
    return Solved(said, value, bound, *parts)
