"""Chilled water from chillers behind cooling towers."""

from typing import final

from stargate.climate.weather import Weather
from stargate.cooling.element import CoolingSystem
from stargate.cooling.plant.chiller import WaterCooledChiller
from stargate.cooling.plant.hall import Hall
from stargate.cooling.plant.part import Hours, Taken
from stargate.cooling.plant.tower import Tower, tower_hall


@final
class WaterChiller(CoolingSystem):
    """Water-cooled chillers and cooling towers behind a hall cooled by air."""

    hall: Hall
    """The hall."""
    chiller: WaterCooledChiller
    """Its chillers."""
    tower: Tower
    """Its cooling towers."""

    def taken(self, weather: Weather, heat: Hours, share: Hours) -> Taken:
        """What it takes to remove `heat` [kWh/kWh of IT energy], at `share` of the design IT load."""
        return tower_hall(self.hall, self.chiller, self.tower, weather, heat, self.turned(share, share))
