"""The rows of all limits of a planning problem as arrays, before any solver has them."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Float, Int

from stargate.planning.columns import Columns, bounds, columns
from stargate.planning.constraints.limit import limits
from stargate.planning.objective import objective
from stargate.planning.problem import PlanningProblem


@dataclass(frozen=True, eq=False)
class Label:
    """What a row limits."""

    limit: str  #: the file in constraints/ that wrote it
    at: tuple[str, ...]
    unit: str
    given: bool  #: whether what it allows is a figure somebody gave


@dataclass(frozen=True, eq=False)
class Caps:
    """Rows of one column each, which limit it directly and stand in no matrix."""

    column: Int[np.ndarray, " cap"]
    upper: Float[np.ndarray, " cap"]
    labels: tuple[Label, ...]


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
    labels: tuple[Label, ...]  #: of rows
    scale: Float[np.ndarray, " row"]  #: what rows were multiplied by
    caps: Caps
    whole: Int[np.ndarray, " whole"]  #: columns that take whole numbers


def sheet(problem: PlanningProblem) -> Sheet:
    """The rows of all limits over the columns of a problem, each scaled by its largest coefficient."""
    from scipy.sparse import csr_array

    at = columns(problem)
    entries, sides, labels = _written(problem, at)
    place = entries[:2].astype(np.int32)
    matrix = csr_array((entries[2], (place[0], place[1])), shape=(len(labels), at.count))
    matrix.eliminate_zeros()
    lower, upper = bounds(problem, at)
    alone = np.diff(matrix.indptr) == 1
    caps = _capped(matrix, alone, sides, labels, lower, upper)
    matrix, sides = matrix[~alone], sides[:, ~alone]
    rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    size = np.full(matrix.shape[0], 1e-12)
    np.maximum.at(size, rows, abs(matrix.data))
    scale = 0.5 ** np.round(np.log2(size))
    matrix.data *= scale[rows]
    cost, constant = objective(problem, at)
    return Sheet(
        columns=at,
        cost=cost,
        constant=constant,
        lower=lower,
        upper=upper,
        row_lower=sides[0] * scale,
        row_upper=sides[1] * scale,
        matrix=matrix,
        labels=tuple(label for label, one in zip(labels, alone, strict=True) if not one),
        scale=scale,
        caps=caps,
        whole=at.whole,
    )


def _written(
    problem: PlanningProblem, columns: Columns
) -> tuple[Float[np.ndarray, "3 entry"], Float[np.ndarray, "2 row"], list[Label]]:
    """Entries and sides of all rows, one limit behind the other."""
    entries, sides, labels = [np.zeros((3, 0))], [np.zeros((2, 0))], []
    for name, limit in limits():
        rows = limit.rows(problem, columns)
        entries.append(rows.entries + np.array([[len(labels)], [0], [0]]))
        sides.append(rows.limits)
        labels += [Label(name, at, limit.unit, limit.given) for at in rows.at]
    return np.concatenate(entries, axis=1), np.concatenate(sides, axis=1), labels


def _capped(
    matrix: Any,
    alone: np.ndarray,
    sides: Float[np.ndarray, "2 row"],
    labels: list[Label],
    lower: Float[np.ndarray, " column"],
    upper: Float[np.ndarray, " column"],
) -> Caps:
    """Takes rows of one column into its limits; gives those from above."""
    rows = np.flatnonzero(alone)
    column, value = matrix.indices[matrix.indptr[rows]], matrix.data[matrix.indptr[rows]]
    ends = np.sort(sides[:, rows] / value, axis=0)
    np.maximum.at(lower, column, ends[0])
    np.minimum.at(upper, column, ends[1])
    above = np.isfinite(ends[1]) & (value > 0)
    return Caps(column[above], ends[1][above], tuple(labels[row] for row in rows[above]))
