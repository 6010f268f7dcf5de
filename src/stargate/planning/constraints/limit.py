"""What a limit is, and the rows it writes into the master."""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike

import stargate.planning.constraints as room
from stargate.planning.columns import NONE, Columns
from stargate.planning.problem import PlanningProblem


class Rows:
    """Rows of a master as they are written down: limits, where each stands, and coefficients."""

    def __init__(self) -> None:
        self.at: list[tuple[str, ...]] = []  #: of a row: names of what it limits
        self._limits: list[np.ndarray] = []
        self._entries: list[np.ndarray] = []

    def add(self, lower: ArrayLike, upper: ArrayLike, at: list[tuple[str, ...]]) -> np.ndarray:
        """New rows between `lower` and `upper`; gives their numbers."""
        first = len(self.at)
        self.at += at
        self._limits.append(np.stack([np.broadcast_to(np.asarray(side, float), len(at)) for side in (lower, upper)]))
        return np.arange(first, len(self.at))

    def enter(self, rows: ArrayLike, columns: ArrayLike, coefficients: ArrayLike = 1.0) -> None:
        """Puts coefficients where rows and columns cross; what has no column is left out, what meets is added up."""
        parts = np.broadcast_arrays(np.asarray(rows, float), columns, np.asarray(coefficients, float))
        flat = np.stack([part.ravel() for part in parts])
        self._entries.append(flat[:, (flat[1] != NONE) & (flat[2] != 0)])

    @property
    def limits(self) -> np.ndarray:
        """Least and most of every row, Float[2, row]."""
        return np.concatenate([np.zeros((2, 0)), *self._limits], axis=1)

    @property
    def entries(self) -> np.ndarray:
        """Row, column and coefficient, Float[3, entry]."""
        return np.concatenate([np.zeros((3, 0)), *self._entries], axis=1)


class Limit:
    """One kind of limit. A kind is a final class in a file of this folder."""

    unit: ClassVar[str]  #: of what its rows compare
    given: ClassVar[bool] = True  #: whether what it allows is a figure somebody gave, which might be another
    more: ClassVar[str]  #: one more of what is allowed, of limits that are given: filled with `at` and a use's `unit`
    verb: ClassVar[str] = "is worth"  #: what one more unit does

    def rows(self, problem: PlanningProblem, columns: Columns) -> Rows:
        """Its rows, in its unit: what is used, against what is allowed."""
        raise NotImplementedError


@cache
def limits() -> tuple[tuple[str, Limit], ...]:
    """Every limit by the name of its file: the folder is the registry."""
    names = sorted(module.name for module in iter_modules(room.__path__))
    things = [(name, thing) for name in names for thing in vars(import_module(f"{room.__name__}.{name}")).values()]
    return tuple((name, kind()) for name, kind in things if isinstance(kind, type) and "__final__" in vars(kind))


def year_names(problem: PlanningProblem) -> list[str]:
    """Calendar years of the plan."""
    return [str(problem.first_year + year) for year in range(problem.years)]


def quarter_names(problem: PlanningProblem) -> list[str]:
    """Quarters of the plan, such as 2027-Q3."""
    return [f"{problem.first_year + quarter // 4}-Q{quarter % 4 + 1}" for quarter in range(problem.quarters)]
