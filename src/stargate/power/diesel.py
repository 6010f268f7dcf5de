"""Diesel generators on standby: power within seconds when all else fails, at a price, and for few hours a year."""

from typing import final

import numpy as np
from jaxtyping import Float

from stargate.power.fuel import FuelPlant
from stargate.power.technology import Context


@final
class Diesel(FuelPlant):
    """Diesel generators. How many hours a year their permit allows is not a limit of dispatch: look at the result."""

    def fuel_price(self, context: Context) -> Float[np.ndarray, "hour"]:
        """What diesel costs [USD/MMBtu]."""
        return context.diesel_price
