"""Warm water to the chips and dry coolers outside; what stays in the air goes to air-cooled chillers."""

from typing import final

import numpy as np

from stargate.climate.weather import Weather
from stargate.cooling.element import CoolingSystem
from stargate.cooling.plant.chiller import AirCooledChiller, chilled_hall
from stargate.cooling.plant.dry_cooler import DryCooler
from stargate.cooling.plant.hall import Hall
from stargate.cooling.plant.part import Hours, Taken
from stargate.quantity.measures import Share


@final
class DirectToChip(CoolingSystem):
    """Direct-to-chip liquid cooling: a warm loop with dry coolers, and air-cooled chillers for the rest."""

    liquid: Share
    """Share of the servers' heat that the loop takes up; the rest, and all losses, stay in the air."""
    loop: DryCooler
    """The warm loop and its dry coolers."""
    hall: Hall
    """The hall around it."""
    chiller: AirCooledChiller
    """Chillers of the hall, which also trim the loop in heat that dry coolers cannot stand."""

    def taken(self, weather: Weather, heat: Hours, share: Hours) -> Taken:
        """What it takes to remove `heat` [kWh/kWh of IT energy], at `share` of the design IT load."""
        liquid = self.liquid.p50
        turned = self.turned(share, share)
        dry = self.loop.reached(weather)
        fans = liquid * self.loop.fans() * self.turned(self.loop.flow(weather) * share, share)
        trim = self.chiller.compressor(liquid * (1 - dry), weather, self.loop.supply.p50 - self.hall.supply.p50)
        loop = Taken(fans + turned * liquid * self.loop.pump() + trim, np.zeros_like(fans))
        return loop + chilled_hall(self.hall, self.chiller, weather, heat - liquid, turned)
