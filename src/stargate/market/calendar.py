"""The hours of a year without 29 February."""

from dataclasses import dataclass
from functools import cache

import numpy as np
from jaxtyping import Bool, Int

from stargate.errors import StargateError

HOURS = 8_760


@dataclass(frozen=True)
class Calendar:
    """Month, hour and kind of day of 8,760 hours in local standard time."""

    month: Int[np.ndarray, "hour"]  #: from 0
    hour: Int[np.ndarray, "hour"]  #: from 0
    weekend: Bool[np.ndarray, "hour"]  #: Saturday or Sunday


@cache
def calendar(year: int) -> Calendar:
    """The hours of `year`; 29 February is left out."""
    days = np.arange(f"{year}-01-01", f"{year + 1}-01-01", dtype="datetime64[D]")
    days = days[[not str(day).endswith("-02-29") for day in days]]
    month = days.astype("datetime64[M]").astype(int) % 12
    weekend = (days.astype(int) + 3) % 7 >= 5  # 1 January 1970 was a Thursday
    return Calendar(np.repeat(month, 24), np.tile(np.arange(24), 365), np.repeat(weekend, 24))


def hours_from_utc(zone: float | str) -> float:
    """A time zone as hours from UTC. Raises StargateError where it is none."""
    try:
        hours = float(zone)
    except ValueError:
        hours = np.inf
    if not -12 <= hours <= 14:
        raise StargateError(f"{zone} is no time zone\n  write: hours from UTC in standard time, such as -6")
    return hours
