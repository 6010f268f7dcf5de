"""The grid: a connection that charges for energy by the hour and for its highest hour, and may be curtailed."""

from typing import final

import numpy as np
from jaxtyping import Float, Int

from stargate.power.element import PeakCharge, Source
from stargate.power.technology import Context, Elements, Technology, middle
from stargate.quantity.measures import Count, EnergyPrice, PowerCharge, Share

_MONTH_ENDS = np.cumsum([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]) * 24


@final
class Grid(Technology):
    """A connection to the grid. Its outages are left to `power.reliability`: they are no mean derating."""

    delivery: EnergyPrice
    """What delivery of a MWh costs beside its wholesale price."""
    demand_charge: PowerCharge
    """What the highest hour costs each year."""
    bills: Count
    """How often in a year the highest hour is billed: 12 each month, 1 each year."""
    firm: Share
    """Share of the connection that is served in curtailed hours too."""
    curtailed: Count
    """Hours of the year in which no more than that is served: those with the highest price."""

    def limit(self, context: Context) -> Float[np.ndarray, "hour"]:
        """Share of the connection that is served: as the context says, else all but for the curtailed hours."""
        if context.grid_limit is not None:
            return context.grid_limit
        return curtailed(context.grid_price, round(self.curtailed.p50), self.firm.p50)

    def _elements(self, name: str, capacity: float, context: Context, energy: float | None) -> Elements:  # noqa: ARG002
        cost = context.grid_price + self.delivery.p50 + middle(self.variable_om)
        period = billing_periods(context.grid_price.size, round(self.bills.p50))
        price = 1e3 * self.demand_charge.p50 / (int(period.max()) + 1)
        peak = PeakCharge(name, price, period) if price > 0 else None
        return Elements((Source(name, capacity * self.limit(context), cost, self.name),), peak=peak)


def curtailed(price: Float[np.ndarray, "hour"], hours: int, firm: float) -> Float[np.ndarray, "hour"]:
    """Share of a connection that is served: `firm` in the `hours` with the highest `price`, all of it in others."""
    share = np.ones(price.size)
    share[np.argsort(-price, kind="stable")[: max(0, hours)]] = firm
    return share


def billing_periods(hours: int, bills: int) -> Int[np.ndarray, "hour"]:
    """The billing period of each hour of a year, counted from 0, with `bills` equal numbers of months."""
    month = np.searchsorted(_MONTH_ENDS, np.arange(hours), side="right")
    return month * bills // 12
