"""Chilled water from air-cooled chillers: no water but what coils condense."""

from typing import final

from stargate.climate.weather import Weather
from stargate.cooling.element import CoolingSystem
from stargate.cooling.plant.chiller import AirCooledChiller, chilled_hall
from stargate.cooling.plant.hall import Hall
from stargate.cooling.plant.part import Hours, Taken


@final
class AirChiller(CoolingSystem):
    """Dry cooling: air-cooled chillers behind a hall cooled by air."""

    hall: Hall
    """The hall."""
    chiller: AirCooledChiller
    """Its chillers."""

    def taken(self, weather: Weather, heat: Hours, share: Hours) -> Taken:
        """What it takes to remove `heat` [kWh/kWh of IT energy], at `share` of the design IT load."""
        return chilled_hall(self.hall, self.chiller, weather, heat, self.turned(share, share))
