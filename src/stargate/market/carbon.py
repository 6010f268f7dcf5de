"""Carbon intensity of a region's power by hour, average and marginal: two methods that are never mixed (A3)."""

import numpy as np
from jaxtyping import Float

from stargate.market.calendar import calendar
from stargate.market.residual import normals, persistent
from stargate.market.shape import CarbonShape

_LEAST, _MOST = 0.05, 3.0  # of the yearly mean: what normals may not leave


def carbon(
    shape: CarbonShape, mean: float, z: Float[np.ndarray, "hour"], seed: int, year: int = 2026
) -> Float[np.ndarray, "hour"]:
    """Carbon intensity by hour [kg/MWh], its yearly mean exactly `mean`.

    c = mean (m + s (r z + sqrt(1 - r^2) e)), m the shape's row of the month, s its spread, r its correlation with the
    normals `z` of prices, e normals with a memory of their own; within 0.05 and 3 times the mean.
    """
    day = calendar(year)
    months = np.array([row.numbers for row in shape.months])[day.month, day.hour]
    with_price = shape.with_price.p50
    own = normals(shape.address, seed, persistent(shape.persistence.p50))
    wander = with_price * z + np.sqrt(1.0 - with_price**2) * own
    found = np.clip(months + shape.spread.p50 * wander, _LEAST, _MOST)
    return mean * found / found.mean()
