"""What Lei and Masanet (2022) publish of PUE and WUE, and weather stations beside it; none is part of the project."""

import csv
import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from stargate.climate.psychrometrics import dew_point_at, relative_humidity
from stargate.climate.weather import Weather

SAME = {  # of the catalogue, and what the published model calls the same system at the same figures
    "air_economiser": "PUE_WUE_AE_Chiller",
    "water_economiser": "PUE_WUE_Chiller_Watereconomier",
    "water_chiller": "PUE_WUE_Chiller",
    "air_chiller": "PUE_WUE_AIRChiller",
}
CASES = {"air_economiser": 1, "water_economiser": 2, "water_chiller_midsize": 5, "air_chiller_midsize": 7}
DRY = 58.0  # [%] of mean humidity: below it a zone counts as dry
MONTHS = np.repeat(range(12), [days * 24 for days in (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)])


class Band(NamedTuple):
    """5th and 95th percentile over the published ranges of a system in a climate zone."""

    pue: tuple[float, float]
    wue: tuple[float, float]


def folder() -> Path:
    """Where the reference data lie."""
    home = Path(__file__).resolve().parents[2]
    return Path(os.environ.get("STARGATE_REFERENCE_DATA", home / "shared" / "data"))


def grid_file() -> Path:
    """PUE and WUE of the published model by dry bulb and humidity, at the middle of its hyperscale ranges."""
    return folder().parent / "facts" / "cooling_lei_masanet_grid.csv"


def grid(model: str) -> dict[str, np.ndarray]:
    """Columns of the published model called `model`."""
    with grid_file().open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row.pop("system_function") == model]
    return {name: np.array([float(row[name]) for row in rows]) for name in rows[0]}


def at_sea_level(dry_bulb: np.ndarray, humidity: np.ndarray) -> Weather:
    """Hours of dry bulb [degC] and relative humidity [%]."""
    return weather("grid", dry_bulb, dew_point_at(dry_bulb, humidity), np.full_like(dry_bulb, 101_325.0))


def weather(place: str, dry_bulb: np.ndarray, dew_point: np.ndarray, pressure: np.ndarray) -> Weather:
    """Hours of which cooling needs no more than these."""
    none = np.zeros_like(dry_bulb)
    return Weather(place, 0, 0, 0, 0, dry_bulb, dew_point, pressure, none, none, none, none, "reference data")


def bands() -> dict[tuple[int, str], Band]:
    """By published case and climate zone."""
    table = pd.read_csv(folder() / "pue-wue-lei2022" / "pue_wue_by_zone_case.csv")
    table = table.pivot(index=["case", "climate_zone"], columns="quantile", values=["pue", "wue_l_per_kwh"])
    return {
        key: Band((row.pue["5th"], row.pue["95th"]), (row.wue_l_per_kwh["5th"], row.wue_l_per_kwh["95th"]))
        for key, row in table.iterrows()
    }


def stations(some: int | None = None) -> Iterator[Weather]:
    """Typical years of weather stations; evenly chosen ones where only `some` are asked for."""
    columns = ["usaf", "tdry", "tdew", "pres"]
    path = folder() / "weather-tmy3" / "hourly.parquet"
    names = sorted(set(pd.read_parquet(path, columns=["usaf"]).usaf.astype(str)))
    chosen = names[:: len(names) // some] if some else names
    hours = pd.read_parquet(path, columns=columns).astype({"usaf": str})
    for name, year in hours[hours.usaf.isin(chosen)].groupby("usaf"):
        dry, dew, millibar = (year[column].to_numpy(float) for column in columns[1:])
        yield weather(str(name), dry, np.minimum(dew, dry), 100 * millibar)


def zone(year: Weather) -> str:
    """ASHRAE climate zone (Standard 169-2020) of a year, from degree days; dry zones by mean humidity.

    The standard tells dry from moist by rain, which these years lack.
    """
    days = year.dry_bulb.reshape(365, 24).mean(axis=1)
    cooling, heating = np.maximum(days - 10, 0).sum(), np.maximum(18 - days, 0).sum()
    hot = sum(cooling <= limit for limit in (6000, 5000, 3500))  # 0, 1, 2, or colder
    number = hot if hot < 3 else 3 + sum(heating > limit for limit in (2000, 3000, 4000, 5000, 7000))
    if number > 6:
        return str(number)
    if relative_humidity(year.dry_bulb, year.dew_point).mean() < DRY:
        return f"{number}B"
    return f"{number}C" if number in (3, 4) and _marine(year) else f"{number}A"


def _marine(year: Weather) -> bool:
    means = np.array([year.dry_bulb[month == MONTHS].mean() for month in range(12)])
    return bool(-3 < means.min() < 18 and means.max() < 22 and (means > 10).sum() >= 4)
