"""Chillers: electricity for heat, by the temperature that they reject it to."""

from typing import ClassVar

import numpy as np

from stargate.climate.weather import Weather
from stargate.cooling.plant.hall import Hall
from stargate.cooling.plant.part import SEA_LEVEL, WATER, Hours, Part, Taken, pump_power
from stargate.quantity.measures import Factor, Pressure, Share, TemperatureShift
from stargate.quantity.row import Row


class Cop(Row):
    """Heat taken up per electricity, by the temperature that heat is rejected at."""

    unit = ""
    at: ClassVar[tuple[int, ...]]  #: these temperatures [degC]

    def per_heat(self, at: Hours) -> Hours:
        """Electricity per heat, 1 / COP, at `at` [degC].

        Linear between the temperatures of the row, going on so above them; below them it stays, since a chiller needs
        some difference of pressure.
        """
        taken = 1 / np.array(self.numbers)
        slope = max(taken[-1] - taken[-2], 0) / (self.at[-1] - self.at[-2])
        return np.interp(at, self.at, taken) + slope * np.maximum(at - self.at[-1], 0)


class CopByCondenserWater(Cop):
    """Heat taken up per electricity, at condenser water of 0, 5, ... 35 degC."""

    length = 8
    at = tuple(range(0, 36, 5))


class CopByOutdoorAir(Cop):
    """Heat taken up per electricity, at outdoor air of -5, 0, ... 40 degC."""

    length = 10
    at = tuple(range(-5, 41, 5))


class Chiller(Part):
    """A chiller and the pump of its chilled water."""

    relative: Factor
    """What the chillers of this hall, at their usual part load, reach of their COP."""
    rise: TemperatureShift
    """By how much the hall warms the chilled water."""
    pump_pressure: Pressure
    """Pressure that the pump works against."""
    pump_efficiency: Share
    """Efficiency of the pump and its motor."""

    def pump(self, heat: Hours) -> Hours:
        """Power of the pump that brings it `heat`."""
        return pump_power(heat / (WATER * self.rise.p50), self.pump_pressure.p50, self.pump_efficiency.p50)


class WaterCooledChiller(Chiller):
    """A chiller that rejects heat to water from a cooling tower."""

    cop: CopByCondenserWater
    """Heat taken up per electricity, at condenser water of 0, 5, ... 35 degC."""

    def compressor(self, heat: Hours, water: Hours) -> Hours:
        """Power that takes `heat` up and rejects it to `water` [degC]."""
        return heat * self.cop.per_heat(water) / self.relative.p50


class AirCooledChiller(Chiller):
    """A chiller that rejects heat to outdoor air; its own fans count in its COP."""

    cop: CopByOutdoorAir
    """Heat taken up per electricity, at outdoor air of -5, 0, ... 40 degC and sea level."""
    air_rise: TemperatureShift
    """By how much it warms the outdoor air at sea level."""

    def compressor(self, heat: Hours, weather: Weather, warmer: float = 0.0) -> Hours:
        """Power that takes `heat` up and rejects it; the water it cools is `warmer` [K] than the hall's.

        Thinner air is warmed more, as if it were hotter outside by `rise * (p_0 / p - 1)`; over warmer water heat has
        less far to be lifted, as if it were colder outside.
        """
        outdoors = weather.dry_bulb + self.air_rise.p50 * (SEA_LEVEL / weather.pressure - 1) - warmer
        return heat * self.cop.per_heat(outdoors) / self.relative.p50


def chilled_hall(hall: Hall, chiller: AirCooledChiller, weather: Weather, heat: Hours, turned: Hours) -> Taken:
    """What it takes to take `heat` out of a hall with an air-cooled chiller; `turned` scales its fans and pumps."""
    fans = turned * hall.fans(heat, hall.supply.p50, weather.pressure)
    coils = hall.on_coils(heat + fans)
    power = fans + turned * chiller.pump(coils) + chiller.compressor(coils, weather)
    return Taken(power, hall.humidified(heat + fans))
