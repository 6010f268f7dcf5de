"""Hours whose store ends where it began, within a kernel (O4): the price of the cycle is looked for as in `levels`."""

from typing import NamedTuple

import numpy as np
from jaxtyping import Float

from stargate.power.arrays import Hours, Storage, Work
from stargate.power.ascent import EDGE, ONWARD, PROVE, begun, climbed, share
from stargate.power.recursion import backward
from stargate.quantity.kernel import kernel

ROUNDS = 200  # far beyond what has been seen
LEFT, RIGHT, HERE = 0, 1, 2  # rows of `used`


class Cycle(NamedTuple):
    """The optimum: a mean of two paths, `share` of the left, or the path that proves it alone (share below nought)."""

    value: float  #: [USD]
    price: float  #: theta, of energy before the first hour and after the last [USD/MWh]
    share: float
    left: float  #: level before the first hour, of the left path [MWh]
    right: float
    here: float  #: of the path whose prices prove it


@kernel
def copied(of: Float[np.ndarray, " level"], to: Float[np.ndarray, " level"]) -> None:
    """Writes `of` into `to`, which as one statement would allocate."""
    for i in range(len(of)):
        to[i] = of[i]


@kernel
def at_price(storage: Storage, price: float) -> Storage:
    """The store with free ends, its energy bought before the first hour and sold after the last at `price`."""
    return Storage(
        storage.charge_power, storage.discharge_power, storage.energy, storage.charge_efficiency,
        storage.discharge_efficiency, storage.retention, storage.charge_cost, storage.discharge_cost,
        0.0, storage.energy, 0.0, storage.energy, price,
    )  # fmt: skip


@kernel
def cycled(
    hours: Hours,
    storage: Storage,
    guess: float,
    step: float,
    exact: float,
    work: Work,
    used: Float[np.ndarray, "3 level"],
) -> Cycle:
    """The least cost of hours in a cycle; `used` of the three paths is what `path.forward` follows.

    The search begins at `guess` with `step`; values that differ by `exact` are equal.
    """
    flat, price, state = 1e-13 * storage.energy, guess, ONWARD
    known = begun(step, -np.inf, np.inf)
    left = right = here = value = 0.0
    for _ in range(ROUNDS):
        _, value, here = backward(hours, at_price(storage, price), work)
        copied(work.used, used[HERE])
        if state == PROVE:
            break
        at, slope = price, here - work.used[-1]
        state, price, known = climbed(known, at, value, slope, flat, exact)
        if state == EDGE:
            return Cycle(value, at, -1.0, here, here, here)
        if known.rises and known.left == at:
            copied(work.used, used[LEFT])
            left = here
        elif known.falls and known.right == at:
            copied(work.used, used[RIGHT])
            right = here
        if state != ONWARD and state != PROVE:
            break
    return Cycle(value, price, share(known), left, right, here)
