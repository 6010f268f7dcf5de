"""Irradiance of a typical year: clear sky by the sun's height, and clouds by the day and the hour."""

from collections.abc import Callable

import numpy as np
from jaxtyping import Float

from stargate.climate.days import lasting
from stargate.climate.general import General
from stargate.climate.months import (
    MONTHS,
    Daily,
    Hourly,
    Monthly,
    hours_of_months,
    monthly_mean,
)
from stargate.climate.normals import Climate
from stargate.climate.psychrometrics import saturation_pressure
from stargate.climate.sun import Sun
from stargate.errors import Problem, ProgrammeError

_HALVINGS = 40
_POWERS = (0.02, 50.0)  # that clearness and sunshine may be raised to
_LEAST_DIFFUSE = 0.03  # of what falls on the horizontal above the air
_CLEAREST = 0.86  # of it reaches the ground
_OFF = 12.0  # [W/m2] that a mean of direct irradiance may miss its normal by


def irradiance(
    climate: Climate, general: General, sun: Sun, clearness: Daily, noise: Hourly
) -> Float[np.ndarray, "3 hour"]:
    """Global horizontal, direct normal and diffuse horizontal irradiance [W/m2] with the normals' monthly sums.

    Clearness k is global over clear-sky irradiance. Its normal scores are the day's state and noise that lasts from
    hour to hour, its values those of a beta distribution. Beam is B_clear ((k - k0)/(1 - k0))^p above k0, where p gives
    the normals' direct irradiation; diffuse is what is left of global less direct times the sun's height. Raises
    ProgrammeError where the two sums cannot both be.
    """
    beam = _clear_beam(climate, general, sun)
    full = beam * sun.height + general.clear_sky[3] * sun.horizontal
    wanted = climate.monthly("global_horizontal") * 1000 / 24
    cloud = _cloudiness(
        general, clearness, noise, sun, np.clip(wanted / np.maximum(monthly_mean(full), 1e-3), 0.02, 0.98)
    )
    power = _root(lambda p: monthly_mean(full * cloud ** hours_of_months(p)), wanted)
    cloud = cloud ** hours_of_months(power)
    whole = full * cloud * hours_of_months(_ratio(wanted, monthly_mean(full * cloud)))
    sunny = np.clip((cloud - general.beam_threshold[0]) / (1 - general.beam_threshold[0]), 0, 1)
    most = np.maximum(whole - _LEAST_DIFFUSE * sun.horizontal, 0) / np.maximum(sun.height, 0.02)
    direct_wanted = climate.monthly("direct_normal") * 1000 / 24

    def direct(p: Monthly) -> Hourly:
        return np.minimum(beam * sunny ** hours_of_months(p), most)

    power = _root(lambda p: monthly_mean(direct(p)), direct_wanted)
    rays = np.minimum(direct(power) * hours_of_months(_ratio(direct_wanted, monthly_mean(direct(power)))), most)
    _check(climate, wanted / np.maximum(monthly_mean(sun.horizontal), 1e-3), monthly_mean(rays) - direct_wanted)
    return np.array([whole, rays, np.maximum(whole - rays * sun.height, 0)])


def _check(climate: Climate, share: Monthly, off: Monthly) -> None:
    """Raises ProgrammeError where there is more light than there can be, or more of it direct than there is at all."""
    problems = []
    for field, wrong, bad in (
        ("global_horizontal", "more than the clearest sky lets through", share > _CLEAREST),
        ("direct_normal", "does not go together with global_horizontal", np.abs(off) > _OFF),
    ):
        if bad.any():
            row = getattr(climate, field)
            said = f"{row.numbers[bad.argmax()]:g} {row.unit} in month {bad.argmax() + 1}: {wrong}"
            problems.append(
                Problem(row.where or climate.where, row.address, said, "sums of one and the same place, a day")
            )
    if problems:
        raise ProgrammeError(problems)


def _clear_beam(climate: Climate, general: General, sun: Sun) -> Hourly:
    """Direct normal irradiance through clear sky [W/m2]."""
    at, per_vapour, power, _ = general.clear_sky
    depth = at + per_vapour * saturation_pressure(climate.monthly("dew_point")) / 100
    mass = sun.air_mass * hours_of_months(climate.monthly("pressure") / 1013.25)
    return sun.extraterrestrial * np.exp(-hours_of_months(depth) * mass**power) * sun.daylight


def _cloudiness(general: General, clearness: Daily, noise: Hourly, sun: Sun, mean: Monthly) -> Hourly:
    """Clearness by hour, with `mean` by month."""
    from scipy.special import betaincinv, ndtr

    day = general.clearness_daily[0]
    score = np.sqrt(day) * np.repeat(clearness, 24) + np.sqrt(1 - day) * lasting(noise, general.hourly_persistence[2])
    at, per_mean = general.clearness_spread
    total = 1 / np.clip(at + per_mean * mean, 0.05, 0.9) - 1
    lit = sun.daylight > 0
    a, b = (hours_of_months(shape * total)[lit] for shape in (mean, 1 - mean))
    found = np.zeros(len(score))
    found[lit] = np.clip(betaincinv(a, b, np.clip(ndtr(score[lit]), 1e-4, 1 - 1e-4)), 1e-3, 1)
    return found


def _root(of: Callable[[Monthly], Monthly], wanted: Monthly) -> Monthly:
    """Powers by month at which falling `of` is nearest to `wanted`, by halving: an end where it cannot be reached."""
    low, high = (np.full(MONTHS, np.log(end)) for end in _POWERS)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        above = of(np.exp(middle)) > wanted
        low, high = np.where(above, middle, low), np.where(above, high, middle)
    return np.exp((low + high) / 2)


def _ratio(wanted: Monthly, found: Monthly) -> Monthly:
    return np.where(found > 1e-6, wanted / np.maximum(found, 1e-6), 1)
