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


def fuel_by_month(fuel: Fuel, price: float | Float[np.ndarray, "12"] | None = None) -> Float[np.ndarray, "12"]:
    """The price of a fuel by month [USD/MMBtu].

    `price` is its yearly mean, which the catalogue's months shape, or twelve prices; the median of the catalogue's
    where None. Raises StargateError where it is none of these.
    """
    given = np.asarray(fuel.price.p50 if price is None else price, dtype=np.float64)
    if given.shape not in ((), (12,)) or not np.all((given >= 0) & (given < np.inf)):
        raise StargateError(f"{price} USD/MMBtu is no price of {fuel.title}\n  write: a number from 0 on, or twelve")
    months = np.array(fuel.months.numbers)
    return given if given.shape else given * months / months.mean()
