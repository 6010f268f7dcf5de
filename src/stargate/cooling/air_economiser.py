"""Outdoor air straight into the hall, wetted where it is too dry or too hot; chillers where it cannot be used."""

from typing import ClassVar, final

import numpy as np

from stargate.climate.psychrometrics import humidity_ratio, saturation_pressure
from stargate.climate.weather import Weather
from stargate.cooling.element import CoolingSystem
from stargate.cooling.plant.chiller import WaterCooledChiller
from stargate.cooling.plant.hall import Hall
from stargate.cooling.plant.part import AIR, Hours, Taken, latent_heat
from stargate.cooling.plant.tower import Tower, tower_hall
from stargate.quantity.measures import Share, Temperature


@final
class AirEconomiser(CoolingSystem):
    """Air-side economiser with adiabatic humidification, and water-cooled chillers behind it."""

    may_be_zero: ClassVar = CoolingSystem.may_be_zero | {"wetting", "driest"}

    hall: Hall
    """The hall; its supply is the warmest outdoor air that is let in."""
    coldest: Temperature
    """Coldest supply air; colder outdoor air is mixed with what returns."""
    lowest_dew_point: Temperature
    """Lowest dew point of supply air; drier air is wetted."""
    highest_dew_point: Temperature
    """Highest dew point of outdoor air that is let in."""
    driest: Share
    """Lowest relative humidity of supply air; drier air is wetted."""
    dampest: Share
    """Highest relative humidity of outdoor air that is let in unmixed."""
    wetting: Share
    """How far wetted media can bring hot air towards its wet bulb; none where hot air goes to the chillers at once."""
    chiller: WaterCooledChiller
    """Its chillers."""
    tower: Tower
    """Their cooling towers."""

    def taken(self, weather: Weather, heat: Hours, share: Hours) -> Taken:
        """What it takes to remove `heat` [kWh/kWh of IT energy], at `share` of the design IT load.

        Outdoor air is used or locked out as a whole, as Lei and Masanet (2022,
        <https://doi.org/10.1016/j.resconrec.2022.106323>) control it; they have no wetted media.
        """
        air, humidity = self._wetted(weather)
        turned = self.turned(share, share)
        chilled = tower_hall(self.hall, self.chiller, self.tower, weather, heat, turned)
        supply = np.maximum(air, self.coldest.p50)
        fans = turned * self.hall.fans(heat, supply, weather.pressure)
        outdoor = self.hall.rise.p50 / (supply + self.hall.rise.p50 - air)
        water = np.maximum(self._least(supply, weather), humidity) - weather.humidity
        used = self.hall.flow(heat + fans) * outdoor * water * 3600
        free = self._let_in(air, humidity, weather)
        return Taken(np.where(free, fans, chilled.power), np.where(free, used, chilled.water))

    def _wetted(self, weather: Weather) -> tuple[Hours, Hours]:
        """Temperature [degC] and humidity [kg/kg] of air behind the media, which wet it no more than it needs."""
        needed = np.maximum(weather.dry_bulb - self.hall.supply.p50, 0)
        can = self.wetting.p50 * (weather.dry_bulb - weather.wet_bulb)
        by = np.where(needed <= can, needed, 0)
        return weather.dry_bulb - by, weather.humidity + AIR * by / latent_heat(weather.wet_bulb)

    def _least(self, supply: Hours, weather: Weather) -> Hours:
        """Humidity [kg/kg] below which supply air is wetted."""
        driest = self.driest.p50 * saturation_pressure(supply)
        by_dew_point = humidity_ratio(np.asarray(self.lowest_dew_point.p50), weather.pressure)
        return np.maximum(_ratio(driest, weather.pressure), by_dew_point)

    def _let_in(self, air: Hours, humidity: Hours, weather: Weather) -> Hours:
        """Whether outdoor air is used; what is mixed with returning air dries, and is only held to a dew point."""
        dampest = _ratio(self.dampest.p50 * saturation_pressure(air), weather.pressure)
        return (
            (air <= self.hall.supply.p50)
            & (humidity <= humidity_ratio(np.asarray(self.highest_dew_point.p50), weather.pressure))
            & ((humidity <= dampest) | (air < self.coldest.p50))
        )


def _ratio(vapour: Hours, pressure: Hours) -> Hours:
    """Water per dry air [kg/kg] at a pressure of `vapour` [Pa]."""
    return 0.621945 * vapour / (pressure - vapour)
