"""The master of a planning problem: all that is chosen, and planes below what operation costs, as HiGHS takes it."""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Bool, Float, Int

from stargate.planning import cuts as planes
from stargate.planning.choice import Choice
from stargate.planning.columns import MONEY, Columns, bounds, columns
from stargate.planning.constraints.limit import limits
from stargate.planning.cuts import Pool
from stargate.planning.objective import objective
from stargate.planning.problem import PlanningProblem


@dataclass(frozen=True, eq=False)
class Sheet:
    """The master without cuts: least cost x with row_lower <= matrix x <= row_upper, lower <= x <= upper."""

    columns: Columns
    cost: Float[np.ndarray, " column"]  #: [USD bn]
    constant: float  #: [USD bn]
    lower: Float[np.ndarray, " column"]
    upper: Float[np.ndarray, " column"]
    row_lower: Float[np.ndarray, " row"]
    row_upper: Float[np.ndarray, " row"]
    matrix: Any  #: sparse, by rows
    limit: tuple[str, ...]  #: of every row: the file in constraints/ that wrote it
    at: tuple[tuple[str, ...], ...]  #: and what it limits
    scale: Float[np.ndarray, " row"]  #: what its unit was multiplied by
    unit: tuple[str, ...]
    given: Bool[np.ndarray, " row"]  #: whether what it allows is a figure somebody gave
    whole: Int[np.ndarray, " whole"]  #: columns that take whole numbers


def sheet(problem: PlanningProblem) -> Sheet:
    """The rows of all limits over the columns of a problem, each scaled by its largest coefficient."""
    from scipy.sparse import csr_array

    at = columns(problem)
    entries, sides, names, places, units, given = [], [np.zeros((2, 0))], [], [], [], []
    for name, limit in limits():
        rows = limit.rows(problem, at)
        entries.append(rows.entries + np.array([[len(places)], [0], [0]]))
        sides.append(rows.limits)
        places += rows.at
        count = len(rows.at)
        names += [name] * count
        units += [limit.unit] * count
        given += [limit.given] * count
    row, column, value = np.concatenate(entries, axis=1)
    place = (row.astype(np.int32), column.astype(np.int32))
    matrix = csr_array((value, place), shape=(len(places), at.count))
    matrix.sum_duplicates()
    matrix.eliminate_zeros()
    size = np.maximum(1e-12, abs(matrix).max(axis=1).toarray().ravel()) if len(places) else np.zeros(0)
    scale = 0.5 ** np.round(np.log2(size))
    matrix.data *= np.repeat(scale, np.diff(matrix.indptr))
    lower, upper = bounds(problem, at)
    cost, constant = objective(problem, at)
    row_lower, row_upper = np.concatenate(sides, axis=1) * scale
    return Sheet(
        columns=at,
        cost=cost,
        constant=constant,
        lower=lower,
        upper=upper,
        row_lower=row_lower,
        row_upper=row_upper,
        matrix=matrix,
        limit=tuple(names),
        at=tuple(places),
        scale=scale,
        unit=tuple(units),
        given=np.array(given, dtype=bool),
        whole=at.whole,
    )


class Solved(NamedTuple):
    """What HiGHS says of a master."""

    status: str  #: "optimal", or what it ended with
    objective: float  #: [USD m]
    bound: float  #: [USD m]
    values: Float[np.ndarray, " column"]
    duals: Float[np.ndarray, " row"]  #: of rows of the sheet, then of cuts [USD bn per scaled unit]


class Master:
    """A master that HiGHS holds; cuts are added, limits of columns changed, and it is solved again from where it was."""

    def __init__(self, problem: PlanningProblem, sheet_: Sheet | None = None, *, threads: int = 1) -> None:
        self.problem, self.sheet = problem, sheet_ or sheet(problem)
        self.columns = self.sheet.columns
        self.pool = planes.none(problem)
        self.lower, self.upper = self.sheet.lower.copy(), self.sheet.upper.copy()
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
        highs = highspy.Highs()
        highs.setOptionValue("output_flag", False)
        highs.setOptionValue("threads", threads)
        highs.passModel(lp)
        return highs

    def option(self, name: str, value: str | float | bool) -> None:
        """Sets an option of HiGHS."""
        self._highs.setOptionValue(name, value)

    def add_cuts(self, pool: Pool) -> None:
        """Adds cuts below what operation costs."""
        count = len(pool.site)
        if not count:
            return
        lower, coefficients, at = planes.written(self.problem, self.columns, pool)
        entered = coefficients != 0
        start = np.concatenate([[0], np.cumsum(entered.sum(axis=1))[:-1]]).astype(np.int32)
        index, value = at[entered].astype(np.int32), coefficients[entered]
        self._highs.addRows(count, lower, np.full(count, np.inf), len(value), start, index, value)
        self.pool = planes.joined(self.pool, pool)

    def keep_cuts(self, which: Bool[np.ndarray, " cut"]) -> None:
        """Drops the cuts that are not among `which`."""
        gone = len(self.sheet.row_lower) + np.flatnonzero(~which).astype(np.int32)
        if gone.size:
            self._highs.deleteRows(len(gone), gone.astype(np.int32))
            self.pool = self.pool.take(which)

    def slack(self, values: Float[np.ndarray, " column"]) -> Float[np.ndarray, " cut"]:
        """How far cuts lie below what operation costs at the values [USD m/year]."""
        lower, coefficients, at = planes.written(self.problem, self.columns, self.pool)
        return ((coefficients * values[at]).sum(axis=1) - lower) / (planes.SCALE * MONEY)

    def bind(self, which: np.ndarray, lower: np.ndarray, upper: np.ndarray) -> None:
        """Changes the limits of columns."""
        self.lower[which], self.upper[which] = lower, upper
        self._highs.changeColsBounds(len(which), which.astype(np.int32), self.lower[which], self.upper[which])

    def free(self, which: np.ndarray) -> None:
        """Gives columns back the limits they began with."""
        self.bind(which, self.sheet.lower[which], self.sheet.upper[which])

    def fix_integers(self, choice: Choice) -> None:
        """Holds whole numbers at those of a choice."""
        whole = self.sheet.whole
        values = self.columns.values(self.problem, choice)[whole]
        self.bind(whole, values, values)

    def slopes(self) -> Float[np.ndarray, " column"]:
        """What one more of each column would cost, as last solved [USD m]."""
        return np.asarray(self._highs.getSolution().col_dual) / MONEY

    def run(self) -> Solved:
        """Solves the linear programme."""
        self._highs.run()
        return self._solved()

    def _solved(self) -> Solved:
        highs = self._highs
        said = highs.modelStatusToString(highs.getModelStatus()).lower()
        solution = highs.getSolution()
        value = highs.getInfo().objective_function_value / MONEY
        return Solved(said, value, value, np.asarray(solution.col_value), np.asarray(solution.row_dual))
