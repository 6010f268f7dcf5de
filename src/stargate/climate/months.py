"""Months, days and hours of a year as arrays, and curves that keep the means they are drawn through."""

from itertools import pairwise

import numpy as np
from jaxtyping import Float

from stargate.climate.weather import HOURS

DAYS = 365
MONTHS = 12
_LENGTHS = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
MONTH_OF_DAY = np.repeat(np.arange(MONTHS), _LENGTHS)
MONTH_OF_HOUR = np.repeat(MONTH_OF_DAY, 24)
_HOURS_OF_MONTH = 24 * _LENGTHS
_FIRST_HOURS = np.r_[0, np.cumsum(_HOURS_OF_MONTH)]

Monthly = Float[np.ndarray, "month"]
Daily = Float[np.ndarray, "day"]
Hourly = Float[np.ndarray, "hour"]


def monthly_mean(values: Hourly | Daily) -> Monthly:
    """Means by month of hours or days."""
    of = MONTH_OF_HOUR if len(values) == HOURS else MONTH_OF_DAY
    return np.bincount(of, values, MONTHS) / np.bincount(of, minlength=MONTHS)


def monthly_deviation(values: Hourly | Daily) -> Monthly:
    """Standard deviations by month of hours or days, as of samples (n - 1)."""
    of = MONTH_OF_HOUR if len(values) == HOURS else MONTH_OF_DAY
    counts = np.bincount(of, minlength=MONTHS)
    return np.sqrt(np.bincount(of, (values - monthly_mean(values)[of]) ** 2, MONTHS) / (counts - 1))


def monthly_quantiles(values: Hourly, chances: tuple[float, ...]) -> Float[np.ndarray, "chance month"]:
    """Quantiles by month of hours, between order statistics."""
    parts = [values[a:b] for a, b in pairwise(_FIRST_HOURS)]
    return np.array([np.quantile(part, chances) for part in parts]).T


def daily(values: Hourly) -> Float[np.ndarray, "day hour"]:
    """Hours as days."""
    return values.reshape(DAYS, 24)


def hours_of_months(values: Monthly) -> Hourly:
    """Each month's value in all of its hours."""
    return values[MONTH_OF_HOUR]


def hours_through_days(means: Daily) -> Hourly:
    """The line from noon to noon whose daily means are `means`: no steps at midnight."""
    from scipy.linalg import solve_circulant

    within = np.abs(np.arange(24) + 0.5 - 12) / 24
    spread = np.zeros(DAYS)
    spread[[0, 1, -1]] = 1 - within.mean(), within[12:].mean() * 0.5, within[:12].mean() * 0.5
    noons = solve_circulant(spread, means)
    before, after = np.roll(noons, 1)[:, None], np.roll(noons, -1)[:, None]
    nearest = noons[:, None] * (1 - within)
    return (nearest + np.where(np.arange(24) < 12, before, after) * within).ravel()


def days_through_months(means: Monthly) -> Daily:
    """The line from mid-month to mid-month whose monthly means are `means`."""
    return _lines() @ np.linalg.solve(_month_means() @ _lines(), means)


def _lines() -> Float[np.ndarray, "day month"]:
    """Each day as a mixture of the two nearest mid-months, round the year."""
    middles = np.cumsum(_LENGTHS) - _LENGTHS / 2
    around = np.r_[middles[-1] - DAYS, middles, middles[0] + DAYS]
    nodes = np.eye(MONTHS)[[-1, *range(MONTHS), 0]]
    days = np.arange(DAYS) + 0.5
    return np.stack([np.interp(days, around, column) for column in nodes.T], 1)


def _month_means() -> Float[np.ndarray, "month day"]:
    return np.eye(MONTHS)[:, MONTH_OF_DAY] / _LENGTHS[:, None]


def ranked(values: Hourly | Daily) -> Hourly | Daily:
    """Evenly spaced chances within each month, in the order of `values`: a month is typical, its order random."""
    of = MONTH_OF_HOUR if len(values) == HOURS else MONTH_OF_DAY
    order = np.lexsort((values, of))
    counts = np.bincount(of, minlength=MONTHS)
    place = np.empty(len(values))
    place[order] = np.arange(len(values)) - np.repeat(np.cumsum(counts) - counts, counts)
    return (place + 0.5) / counts[of]
