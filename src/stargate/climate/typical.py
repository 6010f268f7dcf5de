"""Typical years from monthly normals (O1): hours that go together as weather does, the same from the same seed."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from jaxtyping import Float

from stargate.climate.air import Air, dew_point, dry_bulb
from stargate.climate.days import day_states, lasting
from stargate.climate.fitted import FITTED
from stargate.climate.general import STATES, General, harmonics, signs
from stargate.climate.light import irradiance
from stargate.climate.months import (
    MONTHS,
    Daily,
    Hourly,
    Monthly,
    daily,
    days_through_months,
    hours_of_months,
    hours_through_days,
    monthly_mean,
    ranked,
)
from stargate.climate.normals import Climate, check
from stargate.climate.psychrometrics import dew_point_at, relative_humidity
from stargate.climate.sun import Sun, sun
from stargate.climate.weather import HOURS, Weather
from stargate.errors import StargateError


def typical_year(
    climate: Climate,
    seed: int = 0,
    warmer: float | Sequence[float] = 0.0,
    hottest: float = 0.0,
    general: General = FITTED,
) -> Weather:
    """8,760 hours with the monthly normals of `climate`; the same for the same seed.

    Means by month are those of the normals; deviations, ranges and percentiles as near as they allow together.
    `warmer` [K] is added to every hour, or month by month where it is twelve numbers, at unchanged relative humidity;
    `hottest` [K] is added to the hottest 1% of hours on top, at unchanged dew point, from nought at the hottest 5%. Sun
    and wind stay. `general` replaces the constants fitted. Raises ProgrammeError where normals contradict each other,
    StargateError where a shift is no number.
    """
    check(climate)
    random = np.random.Generator(np.random.Philox(seed))
    latitude, longitude, elevation, time_zone = (
        climate.number(name) for name in ("latitude", "longitude", "elevation", "time_zone")
    )
    above = sun(latitude, longitude, time_zone)
    states = day_states(general, signs(climate), random)
    noise = random.standard_normal((len(STATES), HOURS))
    air = Air(climate, general, above, states, _left(climate, general, above, noise))
    dry = dry_bulb(air)
    dew = dew_point(air, dry)
    light = irradiance(climate, general, above, states[2], noise[2])
    wind = _wind(climate, general, above, states[3], noise[3])
    pressure = hours_through_days(days_through_months(climate.monthly("pressure"))) * 100
    said = f"typical year {seed} from monthly normals of {climate.station}"
    place = climate.place, latitude, longitude, elevation
    year = Weather(*place, time_zone, dry, dew, pressure, light[0], light[1], light[2], wind, said)
    return hotter(year, warmer, hottest)


def hotter(weather: Weather, warmer: float | Sequence[float] = 0.0, hottest: float = 0.0) -> Weather:
    """`weather`, warmer by what `typical_year` says of `warmer` and `hottest` [K]; itself where both are nought."""
    shift = _shift(warmer, hottest)
    if not (shift.any() or hottest):
        return weather
    dry, dew = _warmed(weather.dry_bulb, weather.dew_point, shift, hottest)
    said = f"{weather.origin}, {shift.mean():+g} K, the hottest hours {hottest:+g} K more"
    return replace(weather, dry_bulb=dry, dew_point=dew, origin=said)


def _shift(warmer: float | Sequence[float], hottest: float) -> Monthly:
    """How much warmer each month is [K]."""
    shift = np.asarray(warmer, float)
    if shift.shape not in ((), (MONTHS,)) or not np.isfinite([*shift.ravel(), hottest]).all():
        wrong = f"weather cannot be warmer by {warmer} K, and its hottest hours by {hottest} K more"
        raise StargateError(f"{wrong}\n  write: a number of kelvin, or twelve for the months")
    return np.broadcast_to(shift, MONTHS)


def _left(
    climate: Climate, general: General, above: Sun, noise: Float[np.ndarray, "state hour"]
) -> Float[np.ndarray, "state hour"]:
    """Noise of dry bulb and dew point within days: together by night, the more the damper; apart when air is mixed."""
    warm, damp = map(_within_days, map(lasting, noise, general.hourly_persistence[:2]))
    at, per, *daily_turn = general.noise_together
    together = hours_of_months(at + per * signs(climate)[:, 2]) + harmonics(tuple(daily_turn), above.solar_hour)
    together = np.clip(together, -0.9, 0.9)
    return np.array([warm, together * warm + np.sqrt(1 - together**2) * damp])


def _within_days(noise: Hourly) -> Hourly:
    """What of it is left when each day's mean is taken away, of deviation 1."""
    left = noise - hours_through_days(daily(noise).mean(1))
    return left / left.std()


def _wind(climate: Climate, general: General, above: Sun, days: Daily, noise: Hourly) -> Hourly:
    """Wind at 10 m [m/s]: Weibull by month with the normals' mean and deviation, calm by night where days are wide."""
    from scipy.special import gamma

    mean, spread, between = (climate.monthly(name) for name in ("wind", "wind_deviation", "wind_daily_deviation"))
    within = np.sqrt(np.maximum(spread**2 - between**2, 0))
    wide = climate.monthly("daily_maximum") - climate.monthly("daily_minimum")
    shape = harmonics(general.wind_shape, above.solar_hour, hours_of_months(wide / 10 - 1))
    noise = lasting(noise, general.hourly_persistence[3])
    rest = np.sqrt(max(1 - shape.var(), 0.1))
    score = hours_of_months(between) * hours_through_days(days) + hours_of_months(within) * (shape + rest * noise)
    power = np.clip((spread / mean) ** -1.086, 0.8, 12)  # Justus et al. (1978), within 1%
    found = (-np.log1p(-ranked(score))) ** (1 / hours_of_months(power))
    found = found * hours_of_months(mean / gamma(1 + 1 / power))
    return found * hours_of_months(mean / monthly_mean(found))


def _warmed(dry: Hourly, dew: Hourly, warmer: Monthly, hottest: float) -> tuple[Hourly, Hourly]:
    """A hotter year, its relative humidity kept by the mean shift and lowered in the hottest hours."""
    shifted = dry + hours_of_months(warmer)
    dew = np.minimum(dew_point_at(shifted, relative_humidity(dry, dew)), shifted)
    start, full = np.quantile(shifted, (0.95, 0.99))
    hot = shifted + hottest * np.clip((shifted - start) / (full - start), 0, 1)
    return hot, np.minimum(dew, hot)
