"""A yearly demand charge: the peak is looked for (O4).

The least cost where the billed source gives m at most, and the price of m, are convex in m together; their slope is the
price less what the hours would pay for a higher m. The mean of the prices on both sides of the best m proves it.
"""

from dataclasses import replace

import numpy as np
from jaxtyping import Float

from stargate.power.arrays import Hours, Storage
from stargate.power.budget import Budgeted
from stargate.power.levels import Run
from stargate.power.search import Tangent, Top, top

Highest = Float[np.ndarray, " hour"] | float  # that the billed source gives [MW]
PROOF = ("price", "worth", "cycle", "scarcity", "peak")


def limited(hours: Hours, storage: Storage, row: int, most: Highest, rescue: int | None) -> Hours:
    """The hours with less of one source; the store can be filled nevertheless, though at a price."""
    capacity = hours.capacity.copy()
    np.minimum(capacity[row], most, out=capacity[row])
    if rescue is not None:
        capacity[rescue] = storage.charge_power
    return hours._replace(capacity=capacity)


def rent(hours: Hours, row: int, most: Highest, run: Run) -> Float[np.ndarray, " hour"]:
    """What hours would pay for a higher limit of one source [USD/MW]."""
    return np.where(hours.capacity[row] > most, np.maximum(run.price - hours.cost[row], 0.0), 0.0)


def with_peak(solver: Budgeted, hours: Hours, row: int, price: float) -> Run:
    """The dispatch whose cost and peak cost least together."""

    def draw(most: float) -> Tangent[Run]:
        run = solver.solve(limited(hours, solver.levels.storage, row, most, solver.rescue))
        run.peak = rent(hours, row, most, run)
        return Tangent(most, -run.value - price * most, float(run.peak.sum()) - price, run)

    free = solver.solve(hours)
    highest = float(free.output[row].max())
    free.peak = np.zeros(len(hours.demand))
    right = Tangent(highest, -free.value - price * highest, -price, free)
    left, step = right, 0.02 * highest
    while left.slope < 0 and left.at > 0:
        right = left
        left, step = draw(max(0.0, left.at - step)), 2 * step
    return proven(top(draw, left, right, 1e-13 * price))


def proven(found: Top[Run]) -> Run:
    """The best dispatch, with the prices on both sides of it weighed so that they are worth the price of the peak."""
    left, right, share = found.left.found, found.right.found, found.share
    if left is right:
        return left
    mean = {name: share * getattr(left, name) + (1 - share) * getattr(right, name) for name in PROOF}
    return replace(found.here.found, **mean)
