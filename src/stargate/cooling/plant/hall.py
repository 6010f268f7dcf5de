"""A hall cooled by air: its fans, and the coils that take its heat up."""

from typing import Self

from pydantic import model_validator

from stargate.cooling.plant.part import AIR, Hours, Part, Some, air_density, fan_power
from stargate.quantity.measures import Pressure, Share, Temperature, TemperatureShift
from stargate.quantity.noun import refused

_THINNEST = 0.45  # density of air [kg/m3] that fans must stand: 6,000 m up, in heat
CONDENSING = 2266.0  # heat that condensing water gives to a coil [kJ/kg], as Lei and Masanet (2022) have it


class Hall(Part):
    """A hall cooled by air."""

    supply: Temperature
    """Air that servers are given; where outdoor air is used, the warmest."""
    rise: TemperatureShift
    """By how much servers warm it."""
    fan_pressure: Pressure
    """Pressure that its fans work against."""
    fan_efficiency: Share
    """Efficiency of fans, motors and drives together."""
    sensible: Share
    """Share of the heat on a chilled coil that cools air; the rest condenses water, which is put back into the air."""

    @model_validator(mode="after")
    def _moves_air(self) -> Self:
        if self._own(_THINNEST) >= 1:
            wrong = "the fans of the hall would take more than they cool"
            raise refused(wrong, "a lower fan_pressure, or a higher rise or fan_efficiency", self.fan_pressure)
        return self

    def flow(self, heat: Some) -> Some:
        """Air [kg/s] that carries `heat` off."""
        return heat / (AIR * self.rise.p50)

    def fans(self, heat: Hours, supply: Some, pressure: Hours) -> Hours:
        """Power of the fans that move `heat` and their own with air of `supply` [degC] at `pressure` [Pa]."""
        own = self._own(air_density(supply, pressure))
        return heat * own / (1 - own)

    def _own(self, density: Some) -> Some:
        """Power of the fans per unit of all heat in the air."""
        return fan_power(self.flow(1.0), density, self.fan_pressure.p50, self.fan_efficiency.p50)

    def on_coils(self, heat: Hours) -> Hours:
        """What chilled coils take up to take `heat` out of the air."""
        return heat / self.sensible.p50

    def humidified(self, heat: Hours) -> Hours:
        """Water [L/kWh] that is put back into the air."""
        return (self.on_coils(heat) - heat) / CONDENSING * 3600
