"""A linear or mixed-integer programme as it is written down, and as HiGHS takes it."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from jaxtyping import Bool, Float
from numpy.typing import ArrayLike


class Draft:
    """Where columns, rows and what stands in them are put together."""

    def __init__(self) -> None:
        self._columns: list[np.ndarray] = []  # lower, upper, cost, whether whole
        self._rows: list[np.ndarray] = []  # lower, upper
        self._entries: list[np.ndarray] = []  # row, column, coefficient

    def columns(self, upper: ArrayLike, cost: ArrayLike, *, lower: ArrayLike = 0.0, whole: bool = False) -> np.ndarray:
        """New columns between `lower` and `upper`; gives their numbers."""
        return _added(self._columns, lower, upper, cost, whole)

    def rows(self, lower: ArrayLike, upper: ArrayLike) -> np.ndarray:
        """New rows between `lower` and `upper`; gives their numbers."""
        return _added(self._rows, lower, upper)

    def enter(self, rows: ArrayLike, columns: ArrayLike, coefficient: ArrayLike = 1.0) -> None:
        """Puts coefficients where rows and columns cross, one for each pair."""
        _added(self._entries, rows, columns, coefficient)

    def sheet(self) -> "Sheet":
        """What was put together."""
        from scipy.sparse import csc_array

        lower, upper, cost, whole = np.concatenate(self._columns, axis=1)
        row_lower, row_upper = np.concatenate(self._rows, axis=1)
        rows, columns, coefficients = np.concatenate(self._entries, axis=1)
        places = (rows.astype(np.int32), columns.astype(np.int32))
        matrix = csc_array((coefficients, places), shape=(len(row_lower), len(cost)))
        return Sheet(cost, lower, upper, row_lower, row_upper, matrix, whole > 0)


def _added(to: list[np.ndarray], *values: ArrayLike) -> np.ndarray:
    first = sum(block.shape[1] for block in to)
    block = np.stack(np.broadcast_arrays(*(np.atleast_1d(np.asarray(value, float)) for value in values)))
    to.append(block)
    return np.arange(first, first + block.shape[1])


@dataclass(frozen=True)
class Sheet:
    """Least cost x with row_lower <= matrix x <= row_upper and lower <= x <= upper, some of x whole numbers."""

    cost: Float[np.ndarray, "column"]  #: of one of a column
    lower: Float[np.ndarray, "column"]  #: finite
    upper: Float[np.ndarray, "column"]  #: finite
    row_lower: Float[np.ndarray, "line"]  #: may be -inf
    row_upper: Float[np.ndarray, "line"]  #: may be inf
    matrix: Any  #: sparse, by columns
    whole: Bool[np.ndarray, "column"]  #: whether a column takes whole numbers only

    def same_matrix(self, other: "Sheet") -> bool:
        """Whether only costs and limits differ."""
        mine, its = self.matrix, other.matrix
        return mine.shape == its.shape and all(
            np.array_equal(getattr(mine, part), getattr(its, part)) for part in ("indptr", "indices", "data")
        )

    def highs(self, **options: str | float) -> Any:
        """HiGHS with this programme, not yet run."""
        import highspy

        lp = highspy.HighsLp()
        lp.num_row_, lp.num_col_ = self.matrix.shape
        lp.col_cost_, lp.col_lower_, lp.col_upper_ = self.cost, self.lower, self.upper
        lp.row_lower_, lp.row_upper_ = self.row_lower, self.row_upper
        lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        lp.a_matrix_.start_, lp.a_matrix_.index_ = self.matrix.indptr, self.matrix.indices
        lp.a_matrix_.value_ = self.matrix.data
        if self.whole.any():
            kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
            lp.integrality_ = [kinds[int(whole)] for whole in self.whole]
        highs = highspy.Highs()
        for name, value in {"output_flag": False, "threads": 1, **options}.items():
            highs.setOptionValue(name, value)
        highs.passModel(lp)
        return highs

    def given(self, x: Float[np.ndarray, "column"]) -> "Sheet":
        """The linear programme that is left when whole columns are what they are in x."""
        whole = np.round(x)
        lower, upper = np.where(self.whole, whole, self.lower), np.where(self.whole, whole, self.upper)
        return replace(self, lower=lower, upper=upper, whole=np.zeros_like(self.whole))

    def hand_to(self, highs: Any) -> None:
        """Gives these costs and limits to HiGHS, which holds this matrix and keeps its basis."""
        columns, rows = (np.arange(count, dtype=np.int32) for count in self.matrix.shape[::-1])
        highs.changeColsCost(len(columns), columns, self.cost)
        highs.changeColsBounds(len(columns), columns, self.lower, self.upper)
        highs.changeRowsBounds(len(rows), rows, self.row_lower, self.row_upper)

    def bound(self, prices: Float[np.ndarray, "line"]) -> float:
        """What no feasible x can cost less than, whatever the prices of the rows.

        b = sum_i min over its limits of p_i r_i + sum_j min over its limits of (cost - A' p)_j x_j: weak duality.
        """
        taken = np.where(prices > 0, self.row_lower, self.row_upper)
        prices = np.where(np.isfinite(taken), prices, 0.0)  # a price of the wrong sign would give no bound
        reduced = self.cost - self.matrix.T @ prices
        at_limits = np.where(reduced > 0, self.lower, self.upper)
        return float(prices @ np.where(np.isfinite(taken), taken, 0.0) + reduced @ at_limits)

    def missed(self, x: Float[np.ndarray, "column"]) -> float:
        """By how much x misses the row or limit that it misses most."""
        rows = self.matrix @ x
        below, above = np.maximum(self.row_lower - rows, 0), np.maximum(rows - self.row_upper, 0)
        return float(max(below.max(), above.max(), (self.lower - x).max(), (x - self.upper).max()))
