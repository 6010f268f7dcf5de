"""A year of hours of weather at one place: what cooling, solar and wind power are computed from."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from jaxtyping import Float

HOURS = 8_760  # of a year without 29 February


@dataclass(frozen=True)
class Weather:
    """8,760 hours in local standard time; hour 0 is 00:00 to 01:00 of 1 January. There is no 29 February."""

    place: str  #: what it is called
    latitude: float  #: [deg], north is positive
    longitude: float  #: [deg], east is positive
    elevation: float  #: [m]
    time_zone: float  #: [h from UTC]
    dry_bulb: Float[np.ndarray, "hour"]  #: [degC]
    dew_point: Float[np.ndarray, "hour"]  #: [degC], at most the dry bulb
    pressure: Float[np.ndarray, "hour"]  #: [Pa] at the station
    global_horizontal: Float[np.ndarray, "hour"]  #: irradiance [W/m2]
    direct_normal: Float[np.ndarray, "hour"]  #: irradiance [W/m2]
    diffuse_horizontal: Float[np.ndarray, "hour"]  #: irradiance [W/m2]
    wind_speed: Float[np.ndarray, "hour"]  #: [m/s] at 10 m
    origin: str  #: where these hours come from, in words

    @cached_property
    def wet_bulb(self) -> Float[np.ndarray, "hour"]:
        """Thermodynamic wet bulb at the station's pressure [degC]."""
        from stargate.climate.psychrometrics import wet_bulb

        return wet_bulb(self.dry_bulb, self.dew_point, self.pressure)

    @cached_property
    def humidity(self) -> Float[np.ndarray, "hour"]:
        """Water per dry air [kg/kg]."""
        from stargate.climate.psychrometrics import humidity_ratio

        return humidity_ratio(self.dew_point, self.pressure)
