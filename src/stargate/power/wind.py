"""Wind power: wind at 10 m raised to the hub, thin air counted as less wind, a power curve."""

from typing import final

import numpy as np
from jaxtyping import Float

from stargate.climate.weather import Weather
from stargate.power.element import Source
from stargate.power.technology import Context, Elements, Technology, middle
from stargate.quantity.measures import Factor, Length, Share
from stargate.quantity.row import Row

_SPEEDS = np.arange(3.0, 13.5, 0.5)  # [m/s]
_CUT_OUT = 25.0  # [m/s]
_GAS = 287.05  # of dry air [J/kg/K]
_LAPSE = 9.80665 / _GAS  # fall of pressure with height [K/m]
_STANDARD = 1.225  # density that power curves are given at [kg/m3], IEC 61400-12-1
_MAST = 10.0  # height at which weather stations measure [m]


class PowerCurve(Row):
    """Share of the rated power at 3, 3.5, 4, ... 13 m/s; all of it from there to 25 m/s, none above."""

    length, unit = 21, ""


@final
class Wind(Technology):
    """Wind turbines on land."""

    hub: Length
    """Height of the hub."""
    shear: Factor
    """Exponent of the power law of wind against height."""
    curve: PowerCurve
    """Share of the rated power at 3, 3.5, 4, ... 13 m/s; all of it from there to 25 m/s, none above."""
    losses: Share
    """What wakes, electrical losses and ice take; outages apart."""

    def output(self, weather: Weather) -> Float[np.ndarray, "hour"]:
        """Share of the nameplate that the wind gives, outages apart.

            v = v_10 (h / 10)^s (r / r_0)^(1/3)

        v_10: wind at 10 m; h: height of the hub; s: shear; r: density of dry air there; r_0 = 1.225 kg/m3. Density
        counts as the cube root of a speed (IEC 61400-12-1). Wind measured at an airport is not wind at a good site.
        """
        height, kelvin = 1e3 * self.hub.p50, weather.dry_bulb + 273.15
        density = weather.pressure * np.exp(-_LAPSE * height / kelvin) / (_GAS * kelvin)
        there = weather.wind_speed * (height / _MAST) ** self.shear.p50
        power = np.interp(there * np.cbrt(density / _STANDARD), _SPEEDS, self.curve.numbers, left=0.0)
        return np.where(there > _CUT_OUT, 0.0, power) * (1 - self.losses.p50)

    def _elements(self, name: str, capacity: float, context: Context, energy: float | None) -> Elements:  # noqa: ARG002
        available = capacity * self.availability * self.output(context.weather)
        return Elements((Source(name, available, np.full_like(available, middle(self.variable_om)), self.name),))
