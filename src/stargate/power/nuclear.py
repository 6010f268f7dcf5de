"""Nuclear power: its heat costs little, so that it runs whenever it can; planned outages are spread over the year."""

from typing import final

import numpy as np
from jaxtyping import Float

from stargate.power.fuel import FuelPlant
from stargate.power.technology import Context
from stargate.quantity.measures import FuelPrice


@final
class Nuclear(FuelPlant):
    """A nuclear power plant."""

    fuel_cost: FuelPrice
    """What its fuel costs, enrichment and fabrication included."""

    def fuel_price(self, context: Context) -> Float[np.ndarray, "hour"]:
        """What its heat costs [USD/MMBtu]."""
        return np.full_like(context.grid_price, self.fuel_cost.p50)
