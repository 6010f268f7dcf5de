"""What one more unit of a limit is worth (P5)."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from stargate.planning.columns import MONEY
from stargate.planning.master import Solved
from stargate.planning.sheet import Sheet

FULL = 1e-6  #: a column this close to its limit is there


@dataclass(frozen=True)
class Marginal:
    """A row of a limit at a choice."""

    limit: str  #: its file in constraints/
    at: tuple[str, ...]  #: what it limits, such as ("turbines", "2028")
    used: float
    allowed: float
    worth: float  #: of one more unit, while starts stay as they are [USD m]
    unit: str


def marginals(sheet: Sheet, solved: Solved) -> tuple[Marginal, ...]:
    """Every row of every limit, with its worth: minus the price of the row. What is only counted has no worth.

    Of limits that stand on the same column, the one that is reached has the worth.
    """
    return (*_of_rows(sheet, solved), *_of_caps(sheet, solved))


def _of_rows(sheet: Sheet, solved: Solved) -> Iterator[Marginal]:
    used = (sheet.matrix @ solved.values) / sheet.scale
    upper = np.isfinite(sheet.row_upper)
    allowed = np.where(upper, sheet.row_upper, sheet.row_lower) / sheet.scale
    worth = abs(solved.duals[: len(used)]) * sheet.scale / MONEY
    for row, label in enumerate(sheet.labels):
        if label.given:
            numbers = float(used[row]), float(allowed[row]), float(worth[row])
            yield Marginal(label.limit, label.at, *numbers, label.unit)


def _of_caps(sheet: Sheet, solved: Solved) -> Iterator[Marginal]:
    caps, whole = sheet.caps, np.zeros(sheet.columns.count, dtype=bool)
    whole[sheet.whole] = True
    used = solved.values[caps.column]
    full = (used >= caps.upper - FULL) & ~whole[caps.column]
    worth = np.where(full, np.maximum(0, -solved.reduced[caps.column]), 0) / MONEY
    for cap, label in enumerate(caps.labels):
        if label.given:
            yield Marginal(
                label.limit, label.at, float(used[cap]), float(caps.upper[cap]), float(worth[cap]), label.unit
            )
