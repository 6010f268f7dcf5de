"""An evaporative cooling tower: what it takes to reject heat to the wet bulb."""

from typing import ClassVar, Self

import numpy as np
from pydantic import model_validator

from stargate.climate.weather import Weather
from stargate.cooling.plant.chiller import WaterCooledChiller
from stargate.cooling.plant.hall import Hall
from stargate.cooling.plant.part import WATER, Hours, Part, Taken, air_density, fan_power, latent_heat, pump_power
from stargate.quantity.measures import Factor, Pressure, Share, Temperature, TemperatureShift
from stargate.quantity.noun import refused


class Tower(Part):
    """An evaporative cooling tower."""

    may_be_zero: ClassVar = frozenset({"drift"})

    approach: TemperatureShift
    """By how much the water that leaves it is warmer than the wet bulb."""
    coldest: Temperature
    """Coldest water that it is let make: ice and chillers set a limit."""
    range: TemperatureShift
    """By how much it cools the water."""
    water_per_air: Factor
    """Water over air that run through it, by mass."""
    fan_pressure: Pressure
    """Pressure that its fans work against."""
    fan_efficiency: Share
    """Efficiency of its fans and their motors."""
    pump_pressure: Pressure
    """Pressure that its pumps work against."""
    pump_efficiency: Share
    """Efficiency of its pumps and their motors."""
    drift: Share
    """Share of the running water that is blown away as droplets."""
    cycles: Factor
    """Cycles of concentration: how much saltier it may grow than the water that is fed."""

    @model_validator(mode="after")
    def _loses_water(self) -> Self:
        if self.cycles.p50 <= 1:
            raise refused("cycles of concentration are above 1", "cycles: 3 to 15 [source-key]", self.cycles)
        return self

    def leaving(self, weather: Weather) -> Hours:
        """Temperature of the water that leaves it [degC]."""
        return np.maximum(weather.wet_bulb + self.approach.p50, self.coldest.p50)

    def lost(self, temperature: float) -> float:
        """Water that it drains or loses as droplets, per water that evaporates at a temperature [degC]."""
        drift = self.drift.p50 * latent_heat(temperature) / (WATER * self.range.p50)
        return max(1 / (self.cycles.p50 - 1), drift)

    def rejects(self, weather: Weather, heat: Hours) -> Taken:
        """Power at full flow and water that it takes to reject `heat`, all of it by evaporation: `L` the latent heat.

            evaporated = Q / L,   drift = d * Q / (c * range),   blowdown = max(evaporated / (cycles - 1) - drift, 0)

        In cold air some heat leaves without evaporation: this is the most that it takes.
        """
        flow = heat / (WATER * self.range.p50)
        density = air_density(weather.dry_bulb, weather.pressure)
        fans = fan_power(flow / self.water_per_air.p50, density, self.fan_pressure.p50, self.fan_efficiency.p50)
        pumps = pump_power(flow, self.pump_pressure.p50, self.pump_efficiency.p50)
        evaporated = heat / latent_heat(self.leaving(weather) + self.range.p50 / 2) * 3600
        drift = self.drift.p50 * flow * 3600
        blowdown = np.maximum(evaporated / (self.cycles.p50 - 1) - drift, 0)
        return Taken(fans + pumps, evaporated + drift + blowdown)


def tower_hall(
    hall: Hall,
    chiller: WaterCooledChiller,
    tower: Tower,
    weather: Weather,
    heat: Hours,
    turned: Hours,
    chilled: Hours | float = 1.0,
) -> Taken:
    """What it takes to take `heat` out of a hall to a tower; chillers do the share `chilled` of it.

    `turned` scales fans and pumps.
    """
    fans = turned * hall.fans(heat, hall.supply.p50, weather.pressure)
    coils = hall.on_coils(heat + fans)
    compressor = chiller.compressor(chilled * coils, tower.leaving(weather))
    rejected = tower.rejects(weather, coils + compressor)
    power = fans + compressor + turned * (chiller.pump(coils) + rejected.power)
    return Taken(power, rejected.water + hall.humidified(heat + fans))
