"""Chillers: electricity for heat, by the temperature that they reject it to."""

from typing import ClassVar

import numpy as np

from stargate.climate.weather import Weather
from stargate.cooling.plant.hall import Hall
from stargate.cooling.plant.part import SEA_LEVEL, WATER, Hours, Part, Taken, pump_power
from stargate.quantity.measures import Factor, Pressure, Share, TemperatureShift
from stargate.quantity.row import Row


class CopByCondenserWater(Row):
    """Heat taken up per electricity, at condenser water of 0, 5, ... 35 degC."""

    length = 8
    unit = ""
    at: ClassVar = tuple(range(0, 36, 5))


class CopByOutdoorAir(Row):
    """Heat taken up per electricity, at outdoor air of -5, 0, ... 40 degC."""

    length = 10
    unit = ""
    at: ClassVar = tuple(range(-5, 41, 5))


class Chiller(Part):
    """A chiller and the pump of its chilled water."""

    cop: CopByCondenserWater | CopByOutdoorAir
    """Heat taken up per electricity."""
    relative: Factor
    """What the chillers of this hall, at their usual part load, reach of that."""
    rise: TemperatureShift
    """By how much the hall warms the chilled water."""
    pump_pressure: Pressure
    """Pressure that the pump works against."""
    pump_efficiency: Share
    """Efficiency of the pump and its motor."""

    def compressor(self, heat: Hours, at: Hours) -> Hours:
        """Power that takes `heat` up when it is rejected at `at` [degC].

        `1 / COP` is linear between the temperatures of `cop`, goes on so above them and stays below them: a chiller
        needs some difference of pressure.
        """
        return heat * _continued(at, self.cop.at, 1 / np.array(self.cop.numbers)) / self.relative.p50

    def pump(self, heat: Hours) -> Hours:
        """Power of the pump that brings it `heat`."""
        return pump_power(heat / (WATER * self.rise.p50), self.pump_pressure.p50, self.pump_efficiency.p50)


def _continued(at: Hours, points: tuple[int, ...], values: np.ndarray) -> Hours:
    slope = max(values[-1] - values[-2], 0) / (points[-1] - points[-2])
    return np.interp(at, points, values) + slope * np.maximum(at - points[-1], 0)


class WaterCooledChiller(Chiller):
    """A chiller that rejects heat to water from a cooling tower."""

    cop: CopByCondenserWater
    """Heat taken up per electricity, at condenser water of 0, 5, ... 35 degC."""


class AirCooledChiller(Chiller):
    """A chiller that rejects heat to outdoor air; its own fans count in its COP."""

    cop: CopByOutdoorAir
    """Heat taken up per electricity, at outdoor air of -5, 0, ... 40 degC and sea level."""
    air_rise: TemperatureShift
    """By how much it warms the outdoor air at sea level."""

    def compressor_outdoors(self, heat: Hours, weather: Weather) -> Hours:
        """Power that takes `heat` up. Thinner air is warmed more, as if it were hotter outside.

        T' = T + rise * (p_0 / p - 1)
        """
        return self.compressor(heat, weather.dry_bulb + self.air_rise.p50 * (SEA_LEVEL / weather.pressure - 1))


def chilled_hall(hall: Hall, chiller: AirCooledChiller, weather: Weather, heat: Hours, turned: Hours) -> Taken:
    """What it takes to take `heat` out of a hall with an air-cooled chiller; `turned` scales its fans and pumps."""
    fans = turned * hall.fans(heat, hall.supply.p50, weather.pressure)
    coils = hall.on_coils(heat + fans)
    power = fans + turned * chiller.pump(coils) + chiller.compressor_outdoors(coils, weather)
    return Taken(power, hall.humidified(heat + fans))
