"""A warm loop of water that dry coolers cool with outdoor air."""

import numpy as np

from stargate.climate.weather import Weather
from stargate.cooling.plant.part import AIR, SEA_LEVEL, WATER, Hours, Part, air_density, fan_power, pump_power
from stargate.quantity.measures import Pressure, Share, Temperature, TemperatureShift


class DryCooler(Part):
    """A warm loop and its dry coolers."""

    supply: Temperature
    """Water that the chips are given."""
    rise: TemperatureShift
    """By how much they warm it."""
    approach: TemperatureShift
    """How much colder outdoor air must be than that water, for dry coolers to do all of it at full flow."""
    effectiveness: Share
    """How far the air is brought towards the temperature of the water that returns."""
    fan_pressure: Pressure
    """Pressure that the fans work against at full flow."""
    fan_efficiency: Share
    """Efficiency of the fans and their motors."""
    pump_pressure: Pressure
    """Pressure that the loop's pumps work against, the plates on the chips and the distribution units among it."""
    pump_efficiency: Share
    """Efficiency of the pumps and their motors."""

    def reached(self, weather: Weather) -> Hours:
        """Share of the heat that dry coolers reject, at most all of it.

        At full flow, a volume, heat goes with the mass of air and with what drives it out.
        """
        return np.clip(self._can(weather), 0, 1)

    def flow(self, weather: Weather) -> Hours:
        """Air that is needed, as a share of full flow: in cold or dense air less of it."""
        return 1 / np.maximum(self._can(weather), 1)

    def _can(self, weather: Weather) -> Hours:
        """Heat that full flow can reject, in all that is to be rejected.

        `can = (T_r - T) / (rise + approach) * rho / rho_0`, with rho_0 of the hottest air withstood at sea level.
        """
        returning = self.supply.p50 + self.rise.p50
        density = air_density(weather.dry_bulb, weather.pressure)
        return (returning - weather.dry_bulb) / (self.rise.p50 + self.approach.p50) * density / self._density

    @property
    def _density(self) -> float:
        """Of the hottest air [kg/m3] that dry coolers withstand at sea level."""
        return air_density(self.supply.p50 - self.approach.p50, SEA_LEVEL)

    def fans(self) -> float:
        """Power of the fans at full flow, per heat: `m = Q / (c * effectiveness * (rise + approach))` of air."""
        flow = 1 / (AIR * self.effectiveness.p50 * (self.rise.p50 + self.approach.p50))
        return fan_power(flow, self._density, self.fan_pressure.p50, self.fan_efficiency.p50)

    def pump(self) -> float:
        """Power of the loop's pumps, per unit of heat."""
        return pump_power(1 / (WATER * self.rise.p50), self.pump_pressure.p50, self.pump_efficiency.p50)
