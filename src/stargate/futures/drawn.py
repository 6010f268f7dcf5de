"""Figures of a programme that the schedule does not draw, in its futures: for what is computed, financed and taken."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from jaxtyping import Float

from stargate.futures.quantiles import quantiles
from stargate.quantity.draws import MEDIAN
from stargate.quantity.figure import Figure

if TYPE_CHECKING:
    from stargate.futures.result import Futures

HOURS = 8766.0  #: of a year
NEVER = "never"
_TENTHS = (0.1, 0.5, 0.9)


class Range(NamedTuple):
    """A result over futures, and with every figure at its median; infinity is never."""

    p10: float
    p50: float
    p90: float
    at_medians: float


class Drawn:
    """Figures in the futures of a programme, or its first `n`. The first row has every figure at its median."""

    def __init__(self, figures: Iterable[Figure | None], futures: "Futures", n: int | None = None) -> None:
        found = {figure.address: figure for figure in figures if figure is not None}
        programme = futures.programme
        self.figures = tuple(found.values())  #: what is drawn
        self._column = {address: i for i, address in enumerate(found)}
        self._now, self._zero = programme.as_of_month, programme.month_zero
        numbers = np.concatenate([[MEDIAN], futures.numbers[:n]]).astype(np.int64)
        self._values = futures.values_of(list(found.values()), numbers)
        self.weight = futures.weight[:n]

    def __call__(self, figure: Figure | None, otherwise: float = 0.0) -> Float[np.ndarray, " row"]:
        """A figure in its canonical unit, dates in months since the programme's start; else `otherwise`."""
        if figure is None:
            return np.full(len(self._values), otherwise)
        return self._values[:, self._column[figure.address]]

    def today(self, figure: Figure, index: Figure) -> Float[np.ndarray, " row"]:
        """Money in the prices of the programme's date: those of a stated year rise from its middle (C2)."""
        if figure.price_year is None:
            return self(figure)
        years = (self._now - (12 * figure.price_year + 6 - self._zero)) / 12
        return self(figure) * (1 + self(index)) ** years

    def range(self, values: Float[np.ndarray, " row"]) -> Range:
        """What a result is over futures, and at medians."""
        return range_of(values, self.weight)


def range_of(values: Float[np.ndarray, " row"], weight: Float[np.ndarray, " future"]) -> Range:
    """What a result is over futures, and at medians, which its first row is."""
    p10, p50, p90 = quantiles(values[1:], weight, _TENTHS).tolist()
    return Range(p10, p50, p90, float(values[0]))


def told_range(found: Range) -> dict[str, float | str]:
    """A range for a page, which knows no infinity."""
    return {name: number if np.isfinite(number) else NEVER for name, number in found._asdict().items()}
