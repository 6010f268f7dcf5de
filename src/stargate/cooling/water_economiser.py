"""Tower water cools the chilled water through an exchanger while it is cold enough; chillers do the rest."""

from typing import final

import numpy as np

from stargate.climate.weather import Weather
from stargate.cooling.element import CoolingSystem
from stargate.cooling.plant.chiller import WaterCooledChiller
from stargate.cooling.plant.hall import Hall
from stargate.cooling.plant.part import Hours, Taken
from stargate.cooling.plant.tower import Tower, tower_hall
from stargate.quantity.measures import Share, TemperatureShift


@final
class WaterEconomiser(CoolingSystem):
    """Water-side economiser: cooling towers alone while the wet bulb is low, with water-cooled chillers above."""

    hall: Hall
    """The hall."""
    coil: Share
    """Effectiveness of the hall's coils."""
    exchanger: TemperatureShift
    """Approach of the exchanger between tower water and chilled water."""
    chiller: WaterCooledChiller
    """Its chillers."""
    tower: Tower
    """Its cooling towers."""

    def taken(self, weather: Weather, heat: Hours, share: Hours) -> Taken:
        """What it takes to remove `heat` [kWh/kWh of IT energy], at `share` of the design IT load.

        Chilled water at T_s returns at T_r; the exchanger brings it down to T_x, and chillers do what is left.

            T_s = T_air + rise - rise / coil,   chilled = 1 - (T_r - T_x) / (T_r - T_s)
        """
        cold = self.hall.supply.p50 + self.hall.rise.p50 * (1 - 1 / self.coil.p50)
        reached = self.tower.leaving(weather) + self.exchanger.p50
        chilled = np.clip((reached - cold) / self.chiller.rise.p50, 0, 1)
        turned = self.turned(share, share)
        return tower_hall(self.hall, self.chiller, self.tower, weather, heat, turned, chilled)
