"""The 8,760 hours of any year without 29 February: their months, and sums by month."""

import numpy as np
from jaxtyping import Float, Int

from stargate.climate.weather import HOURS

MONTHS = 12
DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
MONTH: Int[np.ndarray, " hour"] = np.repeat(np.arange(MONTHS), np.array(DAYS) * 24)  #: of each hour, from 0
FIRST: Int[np.ndarray, " month"] = np.searchsorted(MONTH, np.arange(MONTHS))  #: hour of each month
_HOURS_OF_MONTH = np.array(DAYS) * 24
FRACTION: Float[np.ndarray, " hour"] = (np.arange(HOURS) - FIRST[MONTH]) / _HOURS_OF_MONTH[MONTH]  #: of its month past
NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def by_month(hours: Float[np.ndarray, "*rest hour"]) -> Float[np.ndarray, "*rest month"]:
    """Sums of each month."""
    return np.add.reduceat(hours, FIRST, axis=-1)
