"""What fuels cost through a year."""

import numpy as np
from jaxtyping import Float

from stargate.errors import StargateError
from stargate.market.shape import MonthRow
from stargate.quantity.measures import FuelPrice
from stargate.quantity.noun import Noun


class Fuel(Noun):
    """A fuel that is bought, and its price through the year."""

    title: str
    """What it is."""
    price: FuelPrice
    """Yearly mean of its price, forward."""
    months: MonthRow
    """Its price / the yearly mean, by month."""
    note: str = ""
    """A remark for readers."""


def fuel_by_month(fuel: Fuel, price: float | None = None) -> Float[np.ndarray, "12"]:
    """The price of a fuel by month [USD/MMBtu], its yearly mean `price`, or the median of the catalogue's.

    Raises StargateError where `price` is none.
    """
    mean = fuel.price.p50 if price is None else price
    if not 0.0 <= mean < np.inf:
        raise StargateError(f"{mean} USD/MMBtu is no price of {fuel.title}\n  write: a number from 0 on")
    months = np.array(fuel.months.numbers)
    return mean * months / months.mean()
