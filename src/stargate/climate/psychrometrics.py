"""Moist air: what dry bulb, dew point and pressure say of the rest. Functions of arrays, without NaN.

Saturation over water and ice after ASHRAE Handbook of Fundamentals (2017), chapter 1, equations 5 and 6 (Hyland and
Wexler 1983); humidity ratios by its equations 20, 33 and 35.
"""

import numpy as np
from jaxtyping import Float

Array = Float[np.ndarray, "*shape"]

COLDEST, HOTTEST = -100.0, 90.0  # [degC] what the equations hold for, as far as weather goes
_ICE = (-5.6745359e3, 6.3925247, -9.677843e-3, 6.2215701e-7, 2.0747825e-9, -9.484024e-13, 4.1635019)
_WATER = (-5.8002206e3, 1.3914993, -4.8640239e-2, 4.1764768e-5, -1.4452093e-8, 0.0, 6.5459673)
_RATIO = 0.621945  # of the molar masses of water and dry air
_STEPS = 4  # of Newton's method; the third changes nothing above 1e-6 K between -60 and 60 degC


def standard_pressure(elevation: float) -> float:
    """Pressure of the standard atmosphere at `elevation` [m], in [Pa]: ASHRAE equation 3."""
    return 101_325 * (1 - 2.25577e-5 * elevation) ** 5.2559


def saturation_pressure(temperature: Array) -> Array:
    """Pressure of saturated vapour [Pa] at `temperature` [degC], over ice below 0: ASHRAE equations 5 and 6."""
    kelvin = np.clip(temperature, COLDEST, HOTTEST) + 273.15
    return np.exp(np.where(kelvin < 273.15, _log_pressure(kelvin, _ICE), _log_pressure(kelvin, _WATER)))


def _log_pressure(kelvin: Array, of: tuple[float, ...]) -> Array:
    a, b, c, d, e, f, g = of
    return a / kelvin + b + kelvin * (c + kelvin * (d + kelvin * (e + kelvin * f))) + g * np.log(kelvin)


def relative_humidity(dry_bulb: Array, dew_point: Array) -> Array:
    """Relative humidity [%] over water, as weather stations report it, by Magnus' formula.

    With the figures of Alduchov and Eskridge (1996), <https://doi.org/10.1175/1520-0450(1996)035%3C0601:IMFAOS%3E2.0.CO;2>
    """
    return 100 * np.exp(_magnus(dew_point) - _magnus(dry_bulb))


def dew_point_at(dry_bulb: Array, humidity: Array) -> Array:
    """Dew point [degC] at `humidity` [%], above 0: the inverse of `relative_humidity`."""
    exponent = np.log(np.asarray(humidity) / 100) + _magnus(dry_bulb)
    return 243.04 * exponent / (17.625 - exponent)


def _magnus(temperature: Array) -> Array:
    return 17.625 * temperature / (243.04 + temperature)


def humidity_ratio(dew_point: Array, pressure: Array) -> Array:
    """Water per dry air [kg/kg] at `dew_point` [degC] and `pressure` [Pa]: ASHRAE equation 20."""
    vapour = saturation_pressure(dew_point)
    return _RATIO * vapour / (pressure - vapour)


def wet_bulb(dry_bulb: Array, dew_point: Array, pressure: Array) -> Array:
    """Thermodynamic wet bulb [degC] from dry bulb [degC], dew point [degC] (no higher) and pressure [Pa].

    ASHRAE equations 33 and 35 by Newton's method, from a start between the two; the result is kept between them.
    """
    dry, dew, pressure = np.broadcast_arrays(*(np.asarray(given, float) for given in (dry_bulb, dew_point, pressure)))
    vapour = saturation_pressure(dew)
    water = _RATIO * vapour / (pressure - vapour)
    wet = dew + (dry - dew) * np.clip(0.35 + 0.004 * dry, 0.1, 0.6)
    for _ in range(_STEPS):
        wet = np.clip(wet - _excess(wet, dry, water, pressure), dew, dry)
    return wet


def _excess(wet: Array, dry: Array, water: Array, pressure: Array) -> Array:
    """By how much `wet` is too high [K]: Newton's step on the energy balance of adiabatic saturation [kJ/kg]."""
    frozen = wet < 0
    latent = np.where(frozen, 2_830.0, 2_501.0)  # [kJ/kg]
    slope = np.where(frozen, 0.24, 2.326)  # [kJ/kg/K] of it with the wet bulb
    liquid = np.where(frozen, 2.1, 4.186)  # [kJ/kg/K]
    vapour = saturation_pressure(wet)
    full = _RATIO * vapour / (pressure - vapour)
    # d ln p / dT of saturation, by Clausius and Clapeyron
    rise = latent / (0.461526 * (wet + 273.15) ** 2) * full * pressure / (pressure - vapour)
    heat = latent - slope * wet
    balance = heat * full - 1.006 * (dry - wet) - water * (latent + 1.86 * dry - liquid * wet)
    return balance / (heat * rise - slope * full + 1.006 + water * liquid)


def stull(dry_bulb: Array, humidity: Array) -> Array:
    """Wet bulb [degC] at sea level from dry bulb [degC] and relative humidity [%], as some tables of normals give it.

    Stull (2011), <https://doi.org/10.1175/JAMC-D-11-0143.1>, equation 1. For comparison with such tables only.
    """
    return (
        dry_bulb * np.arctan(0.151977 * np.sqrt(humidity + 8.313659))
        + np.arctan(dry_bulb + humidity)
        - np.arctan(humidity - 1.676331)
        + 0.00391838 * humidity**1.5 * np.arctan(0.023101 * humidity)
        - 4.686035
    )
