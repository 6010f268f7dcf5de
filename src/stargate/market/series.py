"""Real hourly prices from a file, in place of modelled ones.

A CSV or Parquet file with the columns `time`, the start of each hour such as `2023-01-01T00:00-06:00`, and
`usd_per_mwh`; other columns are let be. Times need an offset from UTC, or the time zone they stand in must be said.
"""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float

from stargate.errors import Problem, ProgrammeError, StargateError
from stargate.market.calendar import HOURS

if TYPE_CHECKING:
    import pandas as pd

TIME, PRICE = "time", "usd_per_mwh"
_LEAP = HOURS + 24
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
    first_line = 2 if path.suffix.lower() == ".csv" else 1
    prices = _prices(table[PRICE], path.name, first_line)
    times = _local(table[TIME], path.name, time_zone, stamps)
    if year is not None:
        kept = (times.year == year).to_numpy() if hasattr(times.year, "to_numpy") else times.year == year
        if not kept.any():
            raise _wrong(path.name, f"it has no hour of {year}", f"a year from {times.min().year} to {times.max().year}")
        times, prices = times[kept], prices[kept]
    order = np.argsort(times.to_numpy(), kind="stable")
    times, prices = times[order], prices[order]
    _check_times(times, path.name, year is None)
    position = (times.dayofyear - 1 - (times.is_leap_year & (times.month > 2))) * 24 + times.hour
    found = np.empty(HOURS)
    found[position.to_numpy()] = prices
    return check_hours(found, path.name)


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


def _table(path: Path) -> "pd.DataFrame":
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


def _prices(column: "pd.Series", name: str, first_line: int) -> Float[np.ndarray, "row"]:
    import pandas as pd

    found = pd.to_numeric(column, errors="coerce").to_numpy(dtype=np.float64)
    bad = np.flatnonzero(~np.isfinite(found))
    if bad.size:
        count = f", and {bad.size - 1} more" if bad.size > 1 else ""
        where = f"{name}:{bad[0] + first_line}"
        raise _wrong(where, f"{column.iloc[bad[0]]!r} is no price{count}", "a number of USD/MWh for each hour")
    return found


def _local(column: "pd.Series", name: str, time_zone: float, stamps: float | None) -> "pd.DatetimeIndex":
    """Times in local standard time, without a zone."""
    import pandas as pd

    text = column.astype(str)
    aware = isinstance(column.dtype, pd.DatetimeTZDtype) or bool(text.str.contains(r"(?:Z|[+-]\d\d:?\d\d)$").all())
    try:
        times = pd.DatetimeIndex(pd.to_datetime(column, utc=True))
    except (ValueError, TypeError) as error:
        said = str(error).splitlines()[0]
        raise _wrong(name, f"not all of its times can be read: {said}", "times such as 2023-01-01T00:00-06:00") from None
    if times.hasnans:
        raise _wrong(name, f"{int(times.isna().sum())} of its times are empty", "the start of the hour in every row")
    if not aware and stamps is None:
        raise _wrong(name, "its times have no time zone", "times such as 2023-01-01T00:00-06:00, or say their time zone")
    behind = time_zone - (0.0 if aware or stamps is None else stamps)
    return times.tz_localize(None) + pd.Timedelta(hours=behind)


def _check_times(times: "pd.DatetimeIndex", name: str, whole: bool) -> None:
    """Every hour once, none of 29 February, and a year of them; `times` are sorted."""
    import pandas as pd

    hour = pd.Timedelta(hours=1)
    steps = times[1:] - times[:-1]
    instead = "every hour once; local clocks that change in spring and autumn need an offset from UTC"
    if len(times) and (times != times.floor("h")).any():
        raise _wrong(name, "its hours do not begin on the hour", "the start of each hour")
    if (twice := np.flatnonzero(steps == pd.Timedelta(0))).size:
        raise _wrong(name, f"{times[twice[0]]} is there twice", instead)
    leap_day = (times.month == 2) & (times.day == 29)
    if len(times) in (_LEAP, HOURS) and leap_day.any():
        wrong = f"it has {len(times):,} hours, with 29 February; {HOURS:,} without it are needed"
        raise _wrong(name, wrong, "the year without 29 February")
    if len(times) < HOURS and (gap := np.flatnonzero(steps > hour)).size:
        missing = int(steps[gap[0]] / hour) - 1
        more = f"; it has {len(times):,} hours and {HOURS:,} are needed"
        raise _wrong(name, f"{missing} hours are missing after {times[gap[0]]}{more}", instead)
    if len(times) != HOURS:
        raise _wrong(name, *_length(len(times), f"{HOURS:,} hours in a row{', or say which year' if whole else ''}"))
    if len(set(zip(times.month, times.day, times.hour, strict=True))) != HOURS:
        gap = np.flatnonzero(steps > hour)
        raise _wrong(name, f"hours are missing after {times[gap[0]]}", instead)
