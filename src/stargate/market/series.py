"""Real hourly prices from a file, in place of modelled ones.

A CSV or Parquet file with the columns `time`, the start of each hour such as `2023-01-01T00:00-06:00`, and
`usd_per_mwh`; other columns are let be. Times need an offset from UTC, or the time zone they stand in must be said.
"""

from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Float

from stargate.errors import Problem, ProgrammeError, StargateError
from stargate.market.calendar import HOURS, hours_from_utc

TIME, PRICE = "time", "usd_per_mwh"
_LEAP, _HOUR = HOURS + 24, 3_600
_OFFSET = r"(?:Z|[+-]\d\d:?\d\d)$"  # at the end of a time
_TIMES = "times such as 2023-01-01T00:00-06:00"
_LEAST_MEDIAN, _MOST = 1.0, 1e5  # [USD/MWh]: what a year of prices cannot be below or above


def read_series(
    path: str | Path, time_zone: float, *, stamps: float | None = None, year: int | None = None
) -> Float[np.ndarray, "hour"]:
    """8,760 hourly prices of a file in local standard time [USD/MWh], from 1 January 00:00 on.

    `time_zone` is the one to give them in, `stamps` the one that times without an offset stand in [h from UTC]; `year`
    picks one of several. Any 8,760 hours in a row are a year: what lies before its 1 January is taken for its end.
    Raises ProgrammeError where the file is no such year: too short, leap, with gaps, repeats or what is no price, in
    another unit, or without a time zone.
    """
    path = Path(path)
    table = _table(path)
    found = _prices(table[PRICE], path.name, 2 if path.suffix.lower() == ".csv" else 1)
    times = _local(table[TIME], path.name, time_zone, stamps)
    if year is not None:
        years = times.astype("M8[Y]").astype(int) + 1970
        if year not in years:
            raise _wrong(path.name, f"it has no hour of {year}", f"a year from {min(years)} to {max(years)}")
        times, found = times[years == year], found[years == year]
    order = np.argsort(times, kind="stable")
    times, found = times[order], found[order]
    _check_times(times, path.name, "" if year is not None else ", or say which year")
    position = np.argsort([str(time)[5:] for time in times])  # by month, day and hour
    return check_hours(found[position], path.name)


def check_hours(prices: Float[np.ndarray, "hour"], name: str) -> Float[np.ndarray, "hour"]:
    """The prices themselves; raises ProgrammeError where they are not a year of finite prices in USD/MWh."""
    prices = np.asarray(prices, dtype=np.float64)
    if prices.shape != (HOURS,):
        raise _wrong(name, *_length(prices.size))
    bad = np.flatnonzero(~np.isfinite(prices) | (np.abs(prices) > _MOST))
    if bad.size:
        raise _wrong(f"{name}:{bad[0] + 1}", f"{prices[bad[0]]} is no price", "a number of USD/MWh")
    median = float(np.median(prices))
    if median < _LEAST_MEDIAN:
        wrong = f"its median is {median:.3g} USD/MWh, which looks like USD/kWh or another unit"
        raise _wrong(name, wrong, "prices in USD/MWh: those in USD/kWh times 1,000, those in cent/kWh times 10")
    return prices


def _wrong(where: str, wrong: str, instead: str) -> StargateError:
    return ProgrammeError([Problem(where, "", wrong, instead)])


def _length(hours: int, instead: str = f"{HOURS:,} hours in a row, 29 February left out") -> tuple[str, str]:
    if hours == _LEAP:
        return f"it has {hours:,} hours, those of a leap year; {HOURS:,} are needed", "the year without 29 February"
    return f"it has {hours:,} hours; {HOURS:,} are needed", instead


def _table(path: Path) -> Any:
    import pandas as pd

    kind = path.suffix.lower()
    if kind not in (".csv", ".parquet"):
        raise _wrong(path.name, "this is neither CSV nor Parquet", "the name of a file that ends in .csv or .parquet")
    try:
        table = pd.read_csv(path) if kind == ".csv" else pd.read_parquet(path)
    except OSError as error:
        wrong = f"cannot be read: {error.strerror or error}".lower()
        raise _wrong(str(path), wrong, "the name of a file that you may read") from None
    except Exception as error:  # parsers raise many kinds of error on what is no table
        said = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise _wrong(path.name, f"this is no table: {said}", f"columns {TIME} and {PRICE}") from None
    if missing := [name for name in (TIME, PRICE) if name not in table.columns]:
        raise _wrong(path.name, f"there is no column {', '.join(missing)}", f"a first line {TIME},{PRICE}")
    return table


def _prices(column: Any, name: str, first_line: int) -> Float[np.ndarray, "row"]:
    import pandas as pd

    found = np.asarray(pd.to_numeric(column, errors="coerce"), dtype=np.float64)
    bad = np.flatnonzero(~np.isfinite(found))
    if bad.size:
        count = f", and {bad.size - 1} more" if bad.size > 1 else ""
        where = f"{name}:{bad[0] + first_line}"
        raise _wrong(where, f"{str(column.iloc[bad[0]])!r} is no price{count}", "a number of USD/MWh for each hour")
    return found


def _local(column: Any, name: str, time_zone: float, stamps: float | None) -> np.ndarray:
    """Times in local standard time, as NumPy's seconds."""
    import pandas as pd

    aware = isinstance(column.dtype, pd.DatetimeTZDtype) or bool(column.astype(str).str.contains(_OFFSET).all())
    try:
        times = np.asarray(pd.to_datetime(column, utc=True).dt.tz_localize(None), dtype="M8[s]")
    except (ValueError, TypeError) as error:
        said = str(error).splitlines()[0]
        raise _wrong(
            name, f"not all of its times can be read: {said}", "times such as 2023-01-01T00:00-06:00"
        ) from None
    if np.isnat(times).any():
        raise _wrong(name, f"{int(np.isnat(times).sum())} of its times are empty", "the start of the hour in every row")
    if not aware and stamps is None:
        raise _wrong(name, "its times have no time zone", f"{_TIMES}, or say their time zone")
    behind = hours_from_utc(time_zone) - (0.0 if aware or stamps is None else hours_from_utc(stamps))
    return times + np.timedelta64(round(behind * 3_600), "s")


def _check_times(times: np.ndarray, name: str, several: str) -> None:
    """Every hour once, none of 29 February, and a year of them; `times` are sorted."""
    steps = np.diff(times).astype(int)
    instead = "every hour once; local clocks that change in spring and autumn need an offset from UTC"
    if np.any(times != times.astype("M8[h]")):
        raise _wrong(name, "its hours do not begin on the hour", "the start of each hour")
    if (twice := np.flatnonzero(steps == 0)).size:
        raise _wrong(name, f"{_said(times[twice[0]])} is there twice", instead)
    hours = len(times)
    days = {str(time)[5:] for time in times}
    if hours in (_LEAP, HOURS) and any(day.startswith("02-29") for day in days):
        wrong = f"it has {hours:,} hours, with 29 February; {HOURS:,} without it are needed"
        raise _wrong(name, wrong, "the year without 29 February")
    gaps = np.flatnonzero(steps > _HOUR)
    if gaps.size and (hours < HOURS or (hours == HOURS and len(days) < HOURS)):
        missing = steps[gaps[0]] // _HOUR - 1
        wrong = f"{missing} hours are missing after {_said(times[gaps[0]])}; it has {hours:,} of {HOURS:,}"
        raise _wrong(name, wrong, instead)
    if hours != HOURS:
        raise _wrong(name, *_length(hours, f"{HOURS:,} hours in a row{several}"))


def _said(time: object) -> str:
    return str(time).replace("T", " ")
