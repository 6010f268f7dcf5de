"""Calendar years of a series of months."""

from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float

if TYPE_CHECKING:
    from stargate.futures.result import Futures

_MONTHS = 12


def calendar_years(futures: "Futures") -> tuple[int, ...]:
    """The calendar years that the series of some futures touches."""
    first = round(futures.programme.month_zero)
    return tuple(range(first // _MONTHS, (first + futures.model.months - 1) // _MONTHS + 1))


def by_year(values: Float[np.ndarray, "*rest month"], futures: "Futures") -> Float[np.ndarray, "*rest year"]:
    """Sums of what each of `calendar_years` has of the series."""
    first = round(futures.programme.month_zero) % _MONTHS
    starts = [0, *range(_MONTHS - first, values.shape[-1], _MONTHS)]
    return np.add.reduceat(values, starts, axis=-1)
