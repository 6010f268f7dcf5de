"""The small programme behind a decision: what may be decided now, and all that is known of what it will cost."""

from functools import cached_property
from typing import Any

import numpy as np
from jaxtyping import Float

from stargate.planning.columns import MONEY, NONE
from stargate.planning.master import Sheet, sheet
from stargate.planning.problem import PlanningProblem
from stargate.planning.recourse import Stage

ALONE = ("building", "capital", "crews", "equipment", "owned", "phases", "room")  #: limits that what is begun must meet


class First:
    """Columns: the decision, the cost of every future, the quantile of the CVaR and what each future is above it.

    What is decided must keep to the limits by itself, nothing more being begun or ordered after it.
    """

    def __init__(self, problem: PlanningProblem, quarters: int, futures: int, averse: float, level: float) -> None:
        self._sheet: Sheet = sheet(problem)
        self.columns = self._sheet.columns
        self.stage = Stage.of(problem, self.columns, quarters)
        self._futures, self._averse, self._level = futures, averse, level
        at = self.stage.columns
        self._lower, self._upper = (np.append(side, 0.0)[at] for side in (self._sheet.lower, self._sheet.upper))
        self._whole = np.isin(at, self._sheet.whole) & (at != NONE)
        self._model = self._passed()

    @cached_property
    def nothing(self) -> Float[np.ndarray, " decided"]:
        """The decision to begin and order nothing more."""
        return self._lower.copy()

    def starts(self, decided: Float[np.ndarray, " decided"]) -> Float[np.ndarray, " start"]:
        """The part of a decision that says what is begun."""
        first = len(self.stage.opened)
        return decided[first : first + self.stage.starts.size]

    def learn(
        self, future: int, bound: float, slopes: Float[np.ndarray, " decided"], at: Float[np.ndarray, " decided"]
    ) -> None:
        """A future costs at least `bound` + slopes (x - at) [USD m]."""
        index = np.append(np.flatnonzero(slopes), len(slopes) + future).astype(np.int32)
        value = np.append(-slopes[slopes != 0], 1.0) * MONEY
        value[-1] = 1.0
        self._model.addRow((bound - float(slopes @ at)) * MONEY, np.inf, len(index), index, value)

    def next(
        self, near: Float[np.ndarray, " decided"], radius: int | None, seconds: float = 10.0
    ) -> Float[np.ndarray, " decided"] | None:
        """The decision that all bounds together like best, whole numbers within `radius` of one; None where none is."""
        lower, upper = self._lower.copy(), self._upper.copy()
        if radius is not None:
            lower[self._whole] = np.maximum(lower, near - radius)[self._whole]
            upper[self._whole] = np.minimum(upper, near + radius)[self._whole]
        self._bind(lower, upper)
        self._model.setOptionValue("time_limit", seconds)
        self._model.run()
        values = np.asarray(self._model.getSolution().col_value)
        if not self._model.getSolution().value_valid or not len(values):
            return None
        decided = values[: len(lower)]
        return np.where(self._whole, np.round(decided), np.clip(decided, lower, upper))

    def bound(self, seconds: float = 20.0) -> float:
        """No decision measures less than this [USD m]."""
        self._bind(self._lower, self._upper)
        self._model.setOptionValue("time_limit", seconds)
        self._model.run()
        return float(self._model.getInfo().mip_dual_bound) / MONEY

    def _bind(self, lower: Float[np.ndarray, " decided"], upper: Float[np.ndarray, " decided"]) -> None:
        self._model.changeColsBounds(len(lower), np.arange(len(lower), dtype=np.int32), lower, upper)

    def _passed(self) -> Any:
        """The programme before anything is known of what follows."""
        import highspy
        from scipy.sparse import csr_array, hstack, vstack

        kind: Any = highspy.HighsVarType
        count, k, infinity = len(self._lower), self._futures, highspy.kHighsInf
        rows = np.array([label.limit in ALONE for label in self._sheet.labels], dtype=bool)
        carried, base = self._carried()
        matrix: Any = (self._sheet.matrix[rows] @ carried).tocsr()
        still = self._sheet.matrix[rows] @ base
        above = hstack([csr_array((k, count)), -np.eye(k), np.ones((k, 1)), np.eye(k)])  # z_k + t >= Q_k
        wide = hstack([matrix, csr_array((matrix.shape[0], 2 * k + 1))])
        matrix = vstack([wide, above]).tocsr()
        lp: Any = highspy.HighsLp()
        lp.num_row_, lp.num_col_ = matrix.shape
        tail = self._averse / (1 - self._level) / k
        lp.col_cost_ = np.concatenate(
            [np.zeros(count), np.full(k, (1 - self._averse) / k), [self._averse], np.full(k, tail)]
        )
        free = np.full(k + 1, -1e6)  # far below any cost: a future of which nothing is known yet
        lp.col_lower_ = np.concatenate([self._lower, free, np.zeros(k)])
        lp.col_upper_ = np.concatenate([self._upper, np.full(2 * k + 1, infinity)])
        lp.row_lower_ = np.concatenate([self._sheet.row_lower[rows] - still, np.zeros(k)])
        lp.row_upper_ = np.concatenate([self._sheet.row_upper[rows] - still, np.full(k, infinity)])
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = matrix.indptr, matrix.indices, matrix.data
        kinds = [kind.kInteger if whole else kind.kContinuous for whole in self._whole]
        lp.integrality_ = kinds + [kind.kContinuous] * (2 * k + 1)
        model = highspy.Highs()
        model.setOptionValue("output_flag", False)
        model.setOptionValue("mip_rel_gap", 1e-4)
        model.passModel(lp)
        return model

    def _carried(self) -> tuple[Any, Float[np.ndarray, " column"]]:
        """How a decision, nothing following it, fills the columns of the whole plan; and what those hold anyway."""
        from scipy.sparse import coo_array

        stage, at = self.stage, self.stage.columns
        to, of = [at], [np.arange(len(at))]
        last = len(stage.opened) + stage.quarters * np.arange(len(stage.starts)) + stage.quarters - 1
        for block, begun in enumerate(self.columns.starts):
            later = np.setdiff1d(begun[stage.quarters :], at)
            to.append(later[later != NONE])
            of.append(np.full(len(to[-1]), last[block]))
        years = stage.ordered.reshape(-1, len(stage.ordered) // max(1, self._orders)) if self._orders else None
        if years is not None:
            final = len(at) - stage.ordered.size + np.arange(len(years)) * years.shape[1] + years.shape[1] - 1
            for row, place in zip(years, final, strict=True):
                later = self._later(int(row[-1]))
                to.append(later)
                of.append(np.full(len(later), place))
        pairs = dict(zip(np.concatenate(to).tolist(), np.concatenate(of).tolist(), strict=True))
        pairs.pop(NONE, None)  # and a column that stands for several quarters takes the last of them
        where, which = np.array(list(pairs), dtype=np.int64), np.array(list(pairs.values()), dtype=np.int64)
        base = self._sheet.lower.copy()
        base[where] = 0.0
        shape = (self.columns.count, len(at))
        return coo_array((np.ones(len(where)), (where, which)), shape=shape).tocsr(), base

    @property
    def _orders(self) -> int:
        """How many kinds of equipment at sites are ordered."""
        owned = self.stage.problem.options.owned & (np.array(self.stage.problem.options.names) != "grid")
        return int(owned.sum()) * len(self.stage.problem.sites)

    def _later(self, column: int) -> np.ndarray:
        """Columns of the same equipment in the years after the one of `column`."""
        site, option, year = np.argwhere(self.columns.capacity == column)[0]
        return self.columns.capacity[site, option, year + 1 :]
