"""Dry bulb and dew point of a typical year: seasons, days after days, the sun's daily course, and what is left."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from stargate.climate.general import General, Numbers, harmonics, signs
from stargate.climate.months import (
    MONTH_OF_DAY,
    MONTHS,
    Daily,
    Hourly,
    Monthly,
    daily,
    days_through_months,
    hours_of_months,
    hours_through_days,
    monthly_deviation,
    monthly_mean,
    monthly_quantiles,
)
from stargate.climate.normals import Climate
from stargate.climate.psychrometrics import relative_humidity, stull
from stargate.climate.sun import Sun

_SWEEPS = 12  # of corrections; means are exact, the rest converges to what the normals allow together
_LAST = 6  # corrections of the mean alone, which saturated hours take less of
_LEAST_RANGE = 0.15  # of the mean, on a day without one
_SOFT = 2.0  # [K]: how near saturation the air comes on the way to it
_INNER = 0.15  # of the hours of a month lie below what is drawn, and above
_DRAWN = (0.2, 3.0)  # how far in or out
_FURTHEST = 5.0  # [K] beyond these percentiles
_POWERS = (0.5, 2)  # that normal scores may be raised to
_SKEWS = (-1, 1)  # logarithms of how much wider they may be above than below


@dataclass(frozen=True)
class Air:
    """What belongs together in the making: the place, the constants, the states of its days, and its noise."""

    climate: Climate
    general: General
    sun: Sun
    states: Float[np.ndarray, "state day"]
    noise: Float[np.ndarray, "state hour"]

    @property
    def mean_range(self) -> Monthly:
        """Of dry bulb within a day [K]."""
        return self.climate.monthly("daily_maximum") - self.climate.monthly("daily_minimum")

    def left(self, of: int, which: str) -> Hourly:
        """What is left to chance of hour after hour [K]."""
        at, per_range, per_deviation = getattr(self.general, which)
        spread = at + per_range * self.mean_range + per_deviation * self.climate.monthly("daily_deviation")
        noise = self.noise[of] - hours_through_days(daily(self.noise[of]).mean(1))
        return noise / noise.std() * hours_of_months(np.clip(spread, 0.1, 5))

    def read(self, regression: Numbers) -> Monthly:
        """What the signs of this place say by a regression."""
        return signs(self.climate) @ regression


def dry_bulb(air: Air) -> Hourly:
    """Dry bulb [degC] with the normals' mean, daily deviation, mean range, and 1st and 99th percentile by month."""
    wanted = {
        name: air.climate.monthly(name) for name in ("dry_bulb", "daily_deviation", "dry_bulb_p99", "dry_bulb_p01")
    }
    course, left = _daily_course(air), air.left(0, "dry_bulb_noise")
    season = days_through_months(wanted["dry_bulb"])
    spread, wide, power, skew = wanted["daily_deviation"], np.ones(MONTHS), np.ones(MONTHS), np.zeros(MONTHS)
    found = course
    for _ in range(_SWEEPS):
        means = season + spread[MONTH_OF_DAY] * bent(air.states[0], power, skew)
        found = hours_through_days(means) + course * hours_of_months(wide) + left
        found = found + hours_of_months(wanted["dry_bulb"] - monthly_mean(found))
        low, high = monthly_quantiles(found, (0.01, 0.99))
        found = _tails(found, wanted["dry_bulb_p01"], wanted["dry_bulb_p99"])
        found = found + hours_of_months(wanted["dry_bulb"] - monthly_mean(found))
        days = daily(found)
        spread = spread * _towards(wanted["daily_deviation"], monthly_deviation(days.mean(1)))
        wide = np.clip(wide * _towards(air.mean_range, monthly_mean(np.ptp(days, 1))), 0.05, 3)
        above, below = (
            np.log(_towards(np.abs(wanted[name] - wanted["dry_bulb"]), np.abs(end - wanted["dry_bulb"])))
            for name, end in (("dry_bulb_p99", high), ("dry_bulb_p01", low))
        )
        power = np.clip(power + (above + below) / 2, *_POWERS)
        skew = np.clip(skew + (above - below) / 2, *_SKEWS)
    return found


def _daily_course(air: Air) -> Hourly:
    """The sun's daily course of dry bulb [K] about each day's mean, wider on some days."""
    daylight = monthly_mean(air.sun.daylight) * 24 - 12
    shape = harmonics(air.general.dry_bulb_shape, air.sun.solar_hour, hours_of_months(daylight))
    wide = np.maximum(1 + air.read(air.general.range_variation)[MONTH_OF_DAY] * air.states[4], _LEAST_RANGE)
    return shape * hours_of_months(air.mean_range) * np.repeat(wide, 24)


def dew_point(air: Air, dry: Hourly) -> Hourly:
    """Dew point [degC], at most `dry`, with the normals' mean, and their 99th percentile of wet bulb, by month."""
    wanted, between = air.climate.monthly("dew_point"), np.exp(air.read(air.general.dew_point_deviation))
    _, warm, dried, *_ = signs(air.climate).T
    shape = harmonics(air.general.dew_point_shape, air.sun.solar_hour, *map(hours_of_months, (dried, warm)))
    course = shape * hours_of_months(air.mean_range)
    course = course + air.left(1, "dew_point_noise")
    season, spread, shift = days_through_months(wanted), between, np.zeros(MONTHS)
    states = bent(air.states[1], np.ones(MONTHS), np.clip(air.read(air.general.dew_point_skew), *_SKEWS))
    found = course
    for _ in range(_SWEEPS):
        means = season + shift[MONTH_OF_DAY] + spread[MONTH_OF_DAY] * states
        found = _below(hours_through_days(means) + course, dry)
        found = _no_wetter(found, dry, air.climate.monthly("wet_bulb_p99"))
        spread = np.clip(
            spread * _towards(between, monthly_deviation(daily(found).mean(1) - season)), 0.3 * between, 2 * between
        )
        shift = shift + wanted - monthly_mean(found)
    for _ in range(_LAST):
        found = np.minimum(found + hours_of_months(wanted - monthly_mean(found)), dry)
    return found


def _no_wetter(dew: Hourly, dry: Hourly, wet_p99: Monthly) -> Hourly:
    """The wettest hours of each month drawn out or in, so that the 99th percentile of Stull's wet bulb is `wet_p99`."""
    wet = stull(dry, relative_humidity(dry, dew))
    rise = wet - stull(dry, relative_humidity(dry, dew - 1))  # per kelvin
    change = _tails(wet, monthly_quantiles(wet, (0.01,))[0], wet_p99) - wet
    return np.minimum(dew + change / np.maximum(rise, 0.1), dry)


def bent(scores: Daily, power: Monthly, skew: Monthly) -> Daily:
    """Normal scores raised to `power`, exp(`skew`) wider above and narrower below, then of mean 0 and deviation 1."""
    wide = np.exp(np.sign(scores) * skew[MONTH_OF_DAY])
    found = np.sign(scores) * np.abs(scores) ** power[MONTH_OF_DAY] * wide
    found = found - monthly_mean(found)[MONTH_OF_DAY]
    return found / monthly_deviation(found)[MONTH_OF_DAY]


def _tails(values: Hourly, low: Monthly, high: Monthly) -> Hourly:
    """The outer hours of each month drawn out or in, so that their 1st and 99th percentile are `low` and `high`."""
    p01, start, end, p99 = monthly_quantiles(values, (0.01, _INNER, 1 - _INNER, 0.99))
    for side, begins, now, wanted in ((1, end, p99, high), (-1, start, p01, low)):
        factor = np.clip((wanted - begins) / (now - begins), *_DRAWN)
        beyond = np.maximum(side * (values - hours_of_months(begins)), 0)
        values = values + side * beyond * (hours_of_months(factor) - 1)
        over = np.maximum(side * (values - hours_of_months(wanted)), 0)
        values = values - side * over**2 / (over + _FURTHEST)
    return values


def _towards(wanted: Monthly, found: Monthly) -> Monthly:
    return np.clip(wanted / np.maximum(found, 1e-6), 0.5, 2)


def _below(dew: Hourly, dry: Hourly) -> Hourly:
    """The dew point kept below the dry bulb, without an edge where it would pass it."""
    return dry - _SOFT * np.logaddexp(0, (dry - dew) / _SOFT)
