"""How a generated year is scored against the real one of the same station: what cooling, solar and wind see of it."""

import importlib.util
from functools import cache
from pathlib import Path
from types import ModuleType

import numpy as np

from stargate.climate.months import daily, days_through_months, hours_through_days, monthly_mean
from stargate.climate.weather import Weather
from stargate.programme.catalogue import cooling_system, names

HOME = Path(__file__).resolve().parent.parent
HUB, SHEAR = 100.0, 1 / 7  # [m], and the power of height that wind follows
CUT_IN, RATED, CUT_OUT = 3.0, 11.5, 25.0  # [m/s] at the hub
GOALS = {  # a score, in what it is counted, and how far it may be off
    "deviation of daily means, %": 10, "deviation within days, %": 10, "lag-24 autocorrelation, %": 10,
    "the same without the season, %": 10, "dry bulb 1%, K": 1, "dry bulb 50%, K": 1, "dry bulb 99%, K": 1,
    "wet bulb 1%, K": 1, "wet bulb 50%, K": 1, "wet bulb 99%, K": 1, "wet bulb at dry bulb 1%, K": 1,
    "wet bulb at dry bulb 50%, K": 1, "wet bulb at dry bulb 99%, K": 1, "dry bulb at wet bulb 99%, K": 1,
    "solar, fixed": 0.02, "solar, tracking": 0.02, "wind": 0.02,
}  # fmt: skip
COOLING_GOALS = {"PUE": 0.01, "WUE, %": 8}


@cache
def fitter() -> ModuleType:
    """`docs/make_climates.py`, which knows the stations."""
    spec = importlib.util.spec_from_file_location("make_climates", HOME / "docs" / "make_climates.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def real(usaf: str) -> Weather:
    """The typical year that a station has."""
    place, hours = fitter().climate(usaf), fitter().hours(usaf)
    numbers = [place.number(name) for name in ("latitude", "longitude", "elevation", "time_zone")]
    columns = [hours["tdry"], np.minimum(hours["tdew"], hours["tdry"]), hours["pres"] * 100]
    columns += [hours[name] for name in ("ghi", "dni", "dhi", "wspd")]
    return Weather(place.place, *numbers, *columns, origin="TMY3")


def errors(made: Weather, true: Weather) -> dict[str, float]:
    """By how much a year is off, score by score: of the true figure in % where its name says so."""
    found = {}
    mine, its = figures(made), figures(true)
    for name, value in its.items():
        relative = name.endswith("%") and value > 0
        found[name] = abs(100 * (mine[name] / value - 1) if relative else mine[name] - value)
    return found


def figures(year: Weather) -> dict[str, float]:
    """What is scored of a year; WUE of less than 0.02 L/kWh is no figure to be 8% off."""
    dry, wet = year.dry_bulb, year.wet_bulb
    deseasoned = dry - hours_through_days(days_through_months(monthly_mean(dry)))
    found = {
        "deviation of daily means, %": daily(dry).mean(1).std(),
        "deviation within days, %": daily(dry).std(1).mean(),
        "lag-24 autocorrelation, %": _a_day_later(dry),
        "the same without the season, %": _a_day_later(deseasoned),
    }
    for chance in (1, 50, 99):
        found[f"dry bulb {chance}%, K"] = np.percentile(dry, chance)
        found[f"wet bulb {chance}%, K"] = np.percentile(wet, chance)
        found[f"wet bulb at dry bulb {chance}%, K"] = _beside(wet, dry, chance)
    found["dry bulb at wet bulb 99%, K"] = _beside(dry, wet, 99)
    found["solar, fixed"], found["solar, tracking"] = solar(year)
    found["wind"] = wind(year)
    for name in names("cooling"):
        hours = cooling_system(name).hours(year)
        found[f"{name}: PUE"] = hours.pue.mean()
        if hours.wue.mean() > 0.02:
            found[f"{name}: WUE, %"] = hours.wue.mean()
    return found


def _a_day_later(hours: np.ndarray) -> float:
    hours = hours - hours.mean()
    return (hours[24:] * hours[:-24]).mean() / hours.var()


def _beside(other: np.ndarray, of: np.ndarray, chance: float) -> float:
    """The mean of `other` in the 2% of hours about a quantile of `of`."""
    low, high = np.percentile(of, [chance - 1, chance + 1])
    return other[(of >= low) & (of <= high)].mean()


def wind(year: Weather) -> float:
    """Capacity factor of a turbine with a cubic power curve, its hub high above where wind is measured."""
    speed = year.wind_speed * (HUB / 10) ** SHEAR
    share = np.clip((speed**3 - CUT_IN**3) / (RATED**3 - CUT_IN**3), 0, 1)
    return float((share * (speed < CUT_OUT)).mean())


def solar(year: Weather) -> tuple[float, float]:
    """Capacity factors, 1.3 MW of modules behind each of alternating current: tilted by the latitude, and tracking."""
    import pvlib

    extra, position, tracking = _sky(year.latitude, year.longitude, year.time_zone)
    found = []
    for tilt, azimuth in ((abs(year.latitude), 180), tracking):
        plane = pvlib.irradiance.get_total_irradiance(
            tilt, azimuth, position.apparent_zenith, position.azimuth, year.direct_normal, year.global_horizontal,
            year.diffuse_horizontal, dni_extra=extra, model="haydavies",
        )  # fmt: skip
        light = np.nan_to_num(plane.poa_global.to_numpy())
        cell = pvlib.temperature.faiman(light, year.dry_bulb, year.wind_speed)
        power = pvlib.pvsystem.pvwatts_dc(light, cell, 1.3, -0.0035) * 0.86
        found.append(float(np.minimum(power, 1).mean()))
    return found[0], found[1]


@cache
def _sky(latitude: float, longitude: float, time_zone: float) -> tuple:
    import pandas as pd
    import pvlib

    times = pd.date_range("2001-01-01 00:30", periods=8760, freq="h", tz="UTC") - pd.Timedelta(hours=time_zone)
    position = pvlib.solarposition.get_solarposition(times, latitude, longitude)
    tracker = pvlib.tracking.singleaxis(position.apparent_zenith, position.azimuth, gcr=0.35)
    turned = tracker.surface_tilt.fillna(0), tracker.surface_azimuth.fillna(180)
    return pvlib.irradiance.get_extra_radiation(times), position, turned
