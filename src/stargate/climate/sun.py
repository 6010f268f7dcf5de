"""Where the sun stands: what hours of a year could get, by geometry alone."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from stargate.climate.weather import HOURS

SOLAR_CONSTANT = 1_361.0  # [W/m2]
_PARTS = 12  # of an hour, over which it is averaged


@dataclass(frozen=True)
class Sun:
    """The sun over a place, as means of each hour; nothing of it by night."""

    height: Float[np.ndarray, "hour"]  #: cosine of the zenith angle over the whole hour, nought below the horizon
    extraterrestrial: Float[np.ndarray, "hour"]  #: normal irradiance above the air [W/m2], by day or night
    daylight: Float[np.ndarray, "hour"]  #: share of the hour between sunrise and sunset
    solar_hour: Float[np.ndarray, "hour"]  #: apparent solar time of its middle [h], 12 when the sun is highest

    @property
    def horizontal(self) -> Float[np.ndarray, "hour"]:
        """Irradiance on the horizontal above the air [W/m2]."""
        return self.extraterrestrial * self.height

    @property
    def air_mass(self) -> Float[np.ndarray, "hour"]:
        """Relative air mass at sea level, by Kasten and Young (1989, <https://doi.org/10.1364/AO.28.004735>)."""
        cosine = np.clip(self.height / np.maximum(self.daylight, 1e-9), 0.01, 1)
        angle = np.degrees(np.arccos(cosine))
        return 1 / (cosine + 0.50572 * (96.07995 - angle) ** -1.6364)


def sun(latitude: float, longitude: float, time_zone: float) -> Sun:
    """The sun at `latitude` and `longitude` [deg], in hours of local standard time [h from UTC].

    Declination, equation of time and distance by Spencer's series (1971), within 0.04 deg and half a minute.
    """
    middle = np.arange(HOURS) + 0.5
    day = 2 * np.pi * (middle / 24 - 0.5) / 365
    cos, sin, cos_2, sin_2 = np.cos(day), np.sin(day), np.cos(2 * day), np.sin(2 * day)
    declination = (
        0.006918 - 0.399912 * cos + 0.070257 * sin - 0.006758 * cos_2 + 0.000907 * sin_2
        - 0.002697 * np.cos(3 * day) + 0.00148 * np.sin(3 * day)
    )  # fmt: skip
    equation = 229.18 / 60 * (
        0.000075 + 0.001868 * cos - 0.032077 * sin - 0.014615 * cos_2 - 0.040849 * sin_2
    )  # fmt: skip
    distance = 1.00011 + 0.034221 * cos + 0.00128 * sin + 0.000719 * cos_2 + 0.000077 * sin_2
    solar = (middle + longitude / 15 - time_zone + equation) % 24
    parts = (np.arange(_PARTS) + 0.5) / _PARTS - 0.5
    angle = np.radians(15 * (solar[:, None] + parts - 12))
    place = np.radians(latitude)
    high = (np.sin(place) * np.sin(declination))[:, None] + (np.cos(place) * np.cos(declination))[:, None] * np.cos(
        angle
    )
    return Sun(np.maximum(high, 0).mean(1), SOLAR_CONSTANT * distance, (high > 0).mean(1), solar)
