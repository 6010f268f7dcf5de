"""Fits the typical-year generator, writes climates: `STARGATE_REFERENCE_DATA=FOLDER python docs/make_climates.py`.

What is fitted to hourly years of many stations together goes into `src/stargate/climate/fitted.py`; the
normals of a station near each place into `src/stargate/catalogue/climates/<place>.yaml`. The hours are no part of the
project; what is fitted to them is.
"""

import dataclasses
import os
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from stargate.climate.general import STATES, General, Signs, signs, turns
from stargate.climate.months import (
    MONTH_OF_DAY,
    MONTH_OF_HOUR,
    MONTHS,
    Monthly,
    daily,
    days_through_months,
    hours_of_months,
    hours_through_days,
    monthly_deviation,
    monthly_mean,
)
from stargate.climate.normals import Climate
from stargate.climate.psychrometrics import saturation_pressure
from stargate.climate.sun import Sun, sun
from stargate.files import write_together

CATALOGUE = Path(__file__).parent.parent / "src" / "stargate" / "catalogue"
FITTED = Path(__file__).parent.parent / "src" / "stargate" / "climate" / "fitted.py"
SOURCE = "nrel-tmy3"
Hours = dict[str, np.ndarray]
LOST = 0.025  # of the persistence of daily dry bulb goes when the generator draws its tails in and out
USUAL = 0.75  # of the deviation that is left of dry bulb; fronts make the rest on a few days, and the range of no other
HEAD = '''"""Constants of the typical-year generator, fitted by docs/make_climates.py: change that.

To hourly years of 61 stations in Texas, New Mexico and Ohio together; NREL, TMY3 (2008),
<https://www.nrel.gov/docs/fy08osti/43156.pdf>.
"""

from stargate.climate.general import General

FITTED = General(
'''
FIELDS = {  # of a climate: the column of the normals, its digits
    "dry_bulb": ("tdry_mean", 1),
    "daily_maximum": ("tmax_mean", 1),
    "daily_minimum": ("tmin_mean", 1),
    "daily_deviation": ("tday_sd", 2),
    "dry_bulb_p99": ("tdry_p99", 1),
    "dry_bulb_p01": ("tdry_p01", 1),
    "dew_point": ("tdew_mean", 1),
    "humidity": ("rh_mean", 1),
    "wet_bulb_p99": ("twb_p99", 1),
    "global_horizontal": ("ghi_kwh_m2_day", 2),
    "direct_normal": ("dni_kwh_m2_day", 2),
    "wind": ("wspd_mean", 2),
    "wind_deviation": ("wspd_sd", 2),
    "wind_daily_deviation": ("wday_sd", 2),
    "pressure": ("pres_mean", 1),
}


PLACES = {  # of the catalogue: what they are called, and the station nearest to them with a like height
    "abilene": ("Abilene, Texas", "722660"),
    "albuquerque": ("Albuquerque, New Mexico", "723650"),
    "amarillo": ("Amarillo, Texas", "723630"),
    "atlanta": ("Atlanta, Georgia", "722190"),
    "austin": ("Austin, Texas", "722540"),
    "boston": ("Boston, Massachusetts", "725090"),
    "charlotte": ("Charlotte, North Carolina", "723140"),
    "cheyenne": ("Cheyenne, Wyoming", "725640"),
    "chicago": ("Chicago, Illinois", "725300"),
    "columbus": ("Columbus, Ohio", "724280"),
    "council_bluffs": ("Council Bluffs, Iowa, and Omaha, Nebraska", "725500"),
    "dallas": ("Dallas, Texas", "722583"),
    "denver": ("Denver, Colorado", "725650"),
    "des_moines": ("Des Moines, Iowa", "725460"),
    "dona_ana": ("Doña Ana County, New Mexico, at El Paso", "722700"),
    "el_paso": ("El Paso, Texas", "722700"),
    "fargo": ("Fargo, North Dakota", "727530"),
    "hillsboro": ("Hillsboro, Oregon", "726986"),
    "houston": ("Houston, Texas", "722430"),
    "indianapolis": ("Indianapolis, Indiana", "724380"),
    "jackson": ("Jackson, Mississippi", "722350"),
    "kansas_city": ("Kansas City, Missouri", "724460"),
    "las_vegas": ("Las Vegas, Nevada", "723860"),
    "lordstown": ("Lordstown, Ohio, at Youngstown", "725250"),
    "los_angeles": ("Los Angeles, California, at Burbank", "722880"),
    "memphis": ("Memphis, Tennessee", "723340"),
    "midland": ("Midland, Texas", "722650"),
    "milam": ("Milam County, Texas, at Temple", "722577"),
    "minneapolis": ("Minneapolis, Minnesota", "726580"),
    "monroe": ("Monroe, Louisiana", "722486"),
    "new_york": ("New York and New Jersey, at Newark", "725020"),
    "northern_virginia": ("Northern Virginia, at Dulles", "724030"),
    "phoenix": ("Phoenix, Arizona", "722780"),
    "piketon": ("Piketon, Ohio, at Huntington", "724250"),
    "pittsburgh": ("Pittsburgh, Pennsylvania", "725200"),
    "port_washington": ("Port Washington, Wisconsin, at Milwaukee", "726400"),
    "portland": ("Portland, Oregon", "726980"),
    "quincy": ("Quincy, Washington, at Ephrata", "727826"),
    "reno": ("Reno, Nevada", "724880"),
    "saline": ("Saline, Michigan, at Ann Arbor", "725374"),
    "salt_lake_city": ("Salt Lake City, Utah", "725720"),
    "san_antonio": ("San Antonio, Texas", "722530"),
    "shackelford": ("Shackelford County, Texas, at Abilene", "722660"),
    "silicon_valley": ("Silicon Valley, California, at San Jose", "724945"),
    "the_dalles": ("The Dalles, Oregon", "726988"),
    "tulsa": ("Tulsa, Oklahoma", "723560"),
    "wenatchee": ("Wenatchee, Washington", "727825"),
}


def folder() -> Path:
    """Where the stations lie."""
    return Path(os.environ["STARGATE_REFERENCE_DATA"]) / "weather-tmy3"


@cache
def stations() -> pd.DataFrame:
    """All stations, by number."""
    return pd.read_csv(folder() / "stations.csv.gz", dtype={"usaf": str}).set_index("usaf")


@cache
def _normals() -> dict[str, pd.DataFrame]:
    found = pd.read_csv(folder() / "monthly_normals.csv.gz", dtype={"usaf": str})
    return {usaf: rows.sort_values("month") for usaf, rows in found.groupby("usaf")}


@cache
def _hours() -> dict[str, pd.DataFrame]:
    found = pd.read_parquet(folder() / "hourly.parquet").astype({"usaf": str})
    return {usaf: rows.sort_values("hour") for usaf, rows in found.groupby("usaf")}


def hourly_stations() -> list[str]:
    """Stations with hours."""
    return sorted(_hours())


def climate(usaf: str, digits: bool = False) -> Climate:
    """The normals of a station, as exactly as they are given or as they are written."""
    row, normals = stations().loc[usaf], _normals()[usaf]
    numbers = {
        name: normals[column].round(places) if digits else normals[column] for name, (column, places) in FIELDS.items()
    }
    place = {"latitude": [row.lat], "longitude": [row.lon], "elevation": [row.elev_m], "time_zone": [row.tz]}
    return Climate.of(row["name"], f"TMY3 {usaf}", place | {name: list(given) for name, given in numbers.items()})


def hours(usaf: str) -> dict[str, np.ndarray]:
    """A station's hours by column."""
    rows = _hours()[usaf]
    return {name: rows[name].to_numpy(float) for name in ("tdry", "tdew", "ghi", "dni", "dhi", "wspd", "pres")}


# What each station says, as sums that can be added up over any of them.


def statistics(usaf: str) -> dict[str, np.ndarray]:
    """What the regressions are made from, of one station."""
    place, given = climate(usaf), hours(usaf)
    above = sun(*(place.number(name) for name in ("latitude", "longitude", "time_zone")))
    seen = signs(place)
    wide = place.monthly("daily_maximum") - place.monthly("daily_minimum")
    found = {"signs": seen, "wide": wide, "deviation": place.monthly("daily_deviation")}
    found |= _states(place, given, above) | _courses(place, given, above, seen, wide) | _light(place, given, above)
    return found


def _amplitudes(given: np.ndarray) -> np.ndarray:
    """How far each day goes with the usual course of its season, as times that course."""
    days = daily(given) - daily(hours_through_days(daily(given).mean(1)))
    usual = np.stack([days[month == MONTH_OF_DAY].mean(0) for month in range(MONTHS)])[MONTH_OF_DAY]
    return (days * usual).sum(1) / (usual**2).sum(1)


def _states(place: Climate, given: Hours, above: Sun) -> dict:
    amplitudes = _amplitudes(given["tdry"])
    means = {name: daily(given[name]).mean(1) for name in ("tdry", "tdew", "ghi", "wspd")}
    possible = daily(above.horizontal).mean(1)
    days = np.stack(
        [means["tdry"] - days_through_months(place.monthly("dry_bulb")),
         means["tdew"] - days_through_months(place.monthly("dew_point")),
         means["ghi"] / possible, means["wspd"], amplitudes], 1
    )  # fmt: skip
    together, ahead, spread, skew = [], [], [], []
    for month in range(MONTHS):
        scores = days[month == MONTH_OF_DAY]
        scores = scores - scores.mean(0)
        spread.append(scores.std(0))
        low, middle, high = np.quantile(scores[:, 1], (0.1, 0.5, 0.9))
        skew.append(np.log((high - middle) / (middle - low)) / 2)
        scores = scores / np.maximum(spread[-1], 1e-9)
        together.append(np.arctanh(np.clip(scores.T @ scores / len(scores), -0.98, 0.98)))
        ahead.append([(scores[lag:] * scores[:-lag]).mean(0) for lag in (1, 2)])
    return {
        "together": np.array(together),
        "ahead": np.array(ahead),
        "spread": np.array(spread),
        "skew": np.array(skew),
    }


def _courses(place: Climate, given: Hours, above: Sun, seen: Signs, wide: Monthly) -> dict:
    found = {}
    within = np.sqrt(place.monthly("wind_deviation") ** 2 - place.monthly("wind_daily_deviation") ** 2)
    shapes = {
        "dry_bulb": ("tdry", [monthly_mean(above.daylight) * 24 - 12], wide, 3),
        "dew_point": ("tdew", [seen[:, 2], seen[:, 1]], wide, 2),
        "wind": ("wspd", [wide / 10 - 1], within, 2),
    }
    left = {}
    for name, (column, by, scale, count) in shapes.items():
        days = daily(given[column])
        rest = (given[column] - hours_through_days(days.mean(1))) / hours_of_months(np.maximum(scale, 1e-3))
        basis = turns(above.solar_hour, count, *map(hours_of_months, by))
        found[f"{name}_gram"], found[f"{name}_moment"] = basis.T @ basis, basis.T @ rest
        left[name] = (rest, basis, scale)
    damp = np.concatenate([seen[MONTH_OF_HOUR][:, [0, 2]], turns(above.solar_hour, 1)], 1)
    return found | {"left": left, "ranges": np.repeat(_amplitudes(given["tdry"]), 24), "together_basis": damp}


def _light(place: Climate, given: Hours, above: Sun) -> dict:
    lit = (above.daylight == 1) & (above.height > 0.05)
    vapour = hours_of_months(saturation_pressure(place.monthly("dew_point")) / 100)
    mass = above.air_mass * hours_of_months(place.monthly("pressure") / 1013.25)
    return {
        "beam": (given["dni"] / above.extraterrestrial)[lit],
        "whole": (given["ghi"] / np.maximum(above.horizontal, 1))[lit],
        "mass": mass[lit],
        "vapour": vapour[lit],
        "month": MONTH_OF_HOUR[lit],
        "hour": np.flatnonzero(lit),
        "weight": above.horizontal[lit],
    }


def fit(of: Iterable[dict]) -> General:
    """The constants of the generator from statistics of stations, none of which has one of its own."""
    of = list(of)
    seen, spread = _stacked(of, "signs"), _stacked(of, "spread")
    together, ahead = _stacked(of, "together"), _stacked(of, "ahead")
    words = [state.replace(" ", "_") for state in STATES]
    found: dict[str, np.ndarray] = {}
    for i, one in enumerate(words):
        for j in range(i + 1, len(words)):
            found[f"{one}_{words[j]}"] = _regression(seen, together[:, i, j])
    follows = ahead.mean(0).T
    follows[0] += LOST
    for name, each in zip(words, follows, strict=True):
        found[f"{name}_days"] = _two_days(*each)
    found["dew_point_deviation"] = _regression(seen, np.log(spread[:, 1]))
    found["dew_point_skew"] = _regression(seen, _stacked(of, "skew"))
    found["range_variation"] = _regression(seen, spread[:, 4])
    for name in ("dry_bulb", "dew_point", "wind"):
        found[f"{name}_shape"] = np.linalg.solve(
            sum(each[f"{name}_gram"] for each in of), sum(each[f"{name}_moment"] for each in of)
        )
    found |= _what_is_left(of, found)
    found |= _clear_sky(of)
    found["hourly_persistence"] = np.append(found.pop("lasts"), 0)[[0, 1, 3, 2]] + np.array(
        [0, 0, found.pop("cloud_lasts"), 0]
    )
    return General(**{name: tuple(float(f"{x:.4g}") for x in np.atleast_1d(row)) for name, row in found.items()})


def _two_days(once: float, twice: float) -> np.ndarray:
    """An autoregression of two days that shows these correlations about the mean of each month of a typical year.

    Found by drawing months as the generator does: ranks and the months' own means take part of the correlations away.
    """
    from scipy.signal import lfilter
    from scipy.special import ndtri

    drawn = np.random.default_rng(0).standard_normal((4_000, 60))
    wanted = np.array([once, twice])
    rho = wanted.copy()
    for _ in range(12):
        a, b = rho[0] * (1 - rho[1]) / (1 - rho[0] ** 2), (rho[1] - rho[0] ** 2) / (1 - rho[0] ** 2)
        days = lfilter([1], [1, -a, -b], drawn)[:, 30:]
        scores = ndtri((days.argsort(1).argsort(1) + 0.5) / days.shape[1])
        scores /= scores.std(1)[:, None]
        rho += wanted - [(scores[:, lag:] * scores[:, :-lag]).mean() for lag in (1, 2)]
    return np.array([a, b])


def _what_is_left(of: list[dict], found: dict) -> dict:
    """What the courses do not say: how wide, how lasting, and how much dry bulb and dew point have of it together."""
    wide, deviation = _stacked(of, "wide"), _stacked(of, "deviation")
    spreads, lasts, both = {"dry_bulb": [], "dew_point": []}, {"dry_bulb": [], "dew_point": [], "wind": []}, []
    for each in of:
        rests = {}
        for name, (rest, basis, scale) in each["left"].items():
            factor = each["ranges"] if name == "dry_bulb" else 1
            rests[name] = (rest - factor * (basis @ found[f"{name}_shape"])) * hours_of_months(scale)
            lasts[name].append((rests[name][1:] * rests[name][:-1]).mean() / rests[name].var())
        for name in spreads:
            spreads[name].append(monthly_deviation(rests[name]))
        size = spreads["dry_bulb"][-1] * spreads["dew_point"][-1]
        both.append(rests["dry_bulb"] * rests["dew_point"] / hours_of_months(size))
    basis = np.stack([np.ones(len(wide)), wide, deviation], 1)
    return {
        "dry_bulb_noise": USUAL * _regression(basis, np.concatenate(spreads["dry_bulb"])),
        "dew_point_noise": _regression(basis, np.concatenate(spreads["dew_point"])),
        "noise_together": _regression(np.concatenate([each["together_basis"] for each in of]), np.concatenate(both)),
        "lasts": np.array([_hours_behind(np.mean(lasts[name])) for name in lasts]),
    }


def _hours_behind(follows: float) -> float:
    """The persistence that shows as this one from hour to hour, once each day's mean is taken away."""
    return min(np.arange(0.3, 0.99, 0.002), key=lambda last: abs(_seen(0, last, 24)[1] - follows))


def _clear_sky(of: list[dict]) -> dict:
    """Through clear sky from the clearest hours; clouds from all."""
    from scipy.optimize import least_squares

    beam, whole, mass, vapour = (_stacked(of, name) for name in ("beam", "whole", "mass", "vapour"))
    clear = []
    for low, high in zip([1, 1.2, 1.5, 2, 2.5, 3, 4, 6], [1.2, 1.5, 2, 2.5, 3, 4, 6, 12], strict=True):
        for wet in np.arange(2, 30, 4):
            cell = (mass >= low) & (mass < high) & (vapour >= wet) & (vapour < wet + 4)
            if cell.sum() > 500:
                clear.append((mass[cell].mean(), vapour[cell].mean(), np.quantile(beam[cell], 0.85)))
    m, e, b = np.array(clear).T
    a = least_squares(lambda p: np.exp(-(p[0] + p[1] * e) * m ** p[2]) - b, [0.28, 0.008, 0.57]).x
    full = np.exp(-(a[0] + a[1] * vapour) * mass ** a[2])
    sunny = (beam > 0.97 * full) & (beam < 1.03 * full)
    diffuse = np.median((whole - beam)[sunny])
    k = whole / (full + diffuse)
    threshold = np.quantile(k[(beam < 0.02) & (mass < 4)], 0.75)
    return {"clear_sky": np.array([*a, diffuse]), "beam_threshold": threshold, **_clouds(of, np.clip(k, 0, 1))}


def _clouds(of: list[dict], clearness: np.ndarray) -> dict:
    """How clearness of hours, of one station behind the other, varies within a month, within days and between them."""
    from scipy.special import ndtri

    spread, means, days, nexts = [], [], [], []
    start = 0
    for each in of:
        part = clearness[start : start + len(each["hour"])]
        start += len(each["hour"])
        weights = each["weight"]
        for month in range(MONTHS):
            rows = each["month"] == month
            mean = np.average(part[rows], weights=weights[rows])
            means.append(mean)
            spread.append(np.average((part[rows] - mean) ** 2, weights=weights[rows]) / (mean * (1 - mean)))
        grid = np.full(8760, np.nan)
        for month in range(MONTHS):
            rows = np.flatnonzero(each["month"] == month)
            rank = np.argsort(np.argsort(part[rows]))
            grid[each["hour"][rows]] = ndtri((rank + 0.5) / len(rows))
        grid = grid.reshape(365, 24)
        mean = np.nanmean(grid, 1)
        rest = grid - mean[:, None]
        days.append(np.nanvar(mean))
        nexts.append(np.nanmean(rest[:, 1:] * rest[:, :-1]) / np.nanvar(rest))
    share, last = _two_scales(np.mean(days), np.mean(nexts))
    means, spread = np.array(means), np.array(spread)
    return {
        "clearness_spread": _regression(np.stack([np.ones(len(means)), means], 1), spread),
        "clearness_daily": share,
        "cloud_lasts": last,
    }


def _two_scales(between: float, follows: float, count: int = 10) -> tuple[float, float]:
    """The day's share, and the persistence of the rest, that show as this variance of means of `count` hours."""
    best = min(
        ((_seen(share, last, count)[0] - between) ** 2 + (_seen(share, last, count)[1] - follows) ** 2, share, last)
        for share in np.arange(0.05, 0.6, 0.01)
        for last in np.arange(0.05, 0.95, 0.01)
    )
    return best[1], best[2]


def _seen(share: float, last: float, count: int) -> tuple[float, float]:
    lag = np.abs(np.subtract.outer(np.arange(count), np.arange(count)))
    mean = (last**lag).mean()
    centred = np.eye(count) - 1 / count
    rest = centred @ last**lag @ centred
    return share + (1 - share) * mean, np.diag(rest, 1).mean() / np.diag(rest).mean()


def _regression(basis: np.ndarray, values: np.ndarray) -> np.ndarray:
    return np.linalg.lstsq(basis, values, rcond=None)[0]


def _stacked(of: list[dict], name: str) -> np.ndarray:
    return np.concatenate([each[name] for each in of])


def fitted() -> str:
    """The module of constants."""
    constants = fit(statistics(usaf) for usaf in hourly_stations())
    lines = [_line(field.name, getattr(constants, field.name)) for field in dataclasses.fields(constants)]
    return HEAD + "\n".join(lines) + "\n)\n"


def _line(name: str, numbers: tuple[float, ...]) -> str:
    """A constant, on lines of its own where one is not enough, as the formatter has it."""
    line = f"    {name}={numbers!r},"
    return line if len(line) <= 120 else "\n".join([f"    {name}=(", *(f"        {x!r}," for x in numbers), "    ),"])


def entries() -> Iterator[tuple[str, str]]:
    """The climates of the catalogue by name, as files of it."""
    for name, (place, usaf) in PLACES.items():
        row, numbers = stations().loc[usaf], _normals()[usaf]
        lines = [f"# {row.state}; figures of months are those of the typical year that the station has."]
        lines += [f"place: {place}", f"station: {' '.join(row['name'].partition('[')[0].split())} (TMY3 {usaf})"]
        for field, (value, unit) in {
            "latitude": (row.lat, "deg"), "longitude": (row.lon, "deg"), "elevation": (row.elev_m, "m"),
            "time_zone": (row.tz, "h"),
        }.items():  # fmt: skip
            lines.append(f"{field}: {value:g} {unit} [{SOURCE}]")
        for field, (column, places) in FIELDS.items():
            unit = Climate.model_fields[field].annotation.unit
            lines.append(f"{field}: {' '.join(f'{x:.{places}f}' for x in numbers[column])} {unit} [{SOURCE}]")
        yield name, "\n".join(lines) + "\n"


def main() -> None:
    """Writes the constants and the climates."""
    texts = {CATALOGUE / "climates" / f"{name}.yaml": text for name, text in entries()}
    write_together({FITTED: fitted(), **texts})


if __name__ == "__main__":
    main()
