"""Calendar years of a series of months."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float

from stargate.errors import StargateError

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


def whole_years(futures: "Futures") -> tuple[int, ...]:
    """The calendar years whose every month the futures have; before the programme's start nothing runs."""
    first, months = divmod(round(futures.programme.month_zero), _MONTHS)
    found = tuple(range(first, first + (months + futures.model.months) // _MONTHS))
    if not found:
        horizon = futures.programme.contents.horizon
        raise StargateError(f"the futures end on {horizon}, before any calendar year does\n  write: a later horizon")
    return found


def column(years: Sequence[int], year: int) -> int:
    """Where a calendar year stands in `years`. Raises StargateError where it does not."""
    if year not in years:
        first, last = min(years), max(years)
        covered = f"{first} to {last}" if first < last else str(first)
        raise StargateError(f"there is no account of {year}\n  write: {covered}")
    return years.index(year)
