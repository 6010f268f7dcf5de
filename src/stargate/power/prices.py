"""Hourly prices of a dispatch, and the lower bound that they prove (O4).

With pi the price of power at the bus and nu the worth of stored energy, the Lagrangian

    sum_t pi D + sum_kt cap min(0, cost - pi) + Pc sum_t min(0, wc + pi - ec nu) + Pd sum_t min(0, wd - pi + nu / ed)
    + E sum_t<T min(0, nu_t - retention nu_t+1) + ends

is a lower bound of every dispatch's cost, whatever the prices; its coefficients are what one more MW or MWh is worth.
It equals the cost where prices and dispatch fit each other (complementary slackness): so prices are looked for in what
the dispatch allows, backwards for the worth of energy from here on, forwards for one value of it.
"""

from typing import NamedTuple

from stargate.power.arrays import Hours, Paths, Storage, Work
from stargate.power.curve import burning_price
from stargate.quantity.kernel import Whole, kernel

HUGE = 1e300
NEAR = 1e-10  # of a power or a size: as good as at its limit


class Rents(NamedTuple):
    """The Lagrangian at the prices, and its slopes: with what sources are worth, a cut for whoever chooses sizes."""

    bound: float  #: [USD]
    charge_power: float  #: [USD/MW]
    discharge_power: float  #: [USD/MW]
    energy: float  #: [USD/MWh]
    start: float  #: of the level before the first hour, where that is fixed [USD/MWh]
    end: float  #: of the level after the last, where that is fixed [USD/MWh]


@kernel
def allowed(storage: Storage, t: Whole, wb: float, work: Work, paths: Paths) -> tuple[float, float]:
    """Between which values the worth of energy lies as far as hour `t` alone goes; cuts its bus prices accordingly."""
    into, out = storage.charge_efficiency, storage.discharge_efficiency
    wc, wd = storage.charge_cost, storage.discharge_cost
    charge, discharge = paths.charge[t], paths.discharge[t]
    charges, more = charge > NEAR * storage.charge_power, charge < (1 - NEAR) * storage.charge_power
    discharges, deeper = discharge > NEAR * storage.discharge_power, discharge < (1 - NEAR) * storage.discharge_power
    if charges and discharges:
        work.high[t] = max(min(work.high[t], -wb), work.low[t])
    if more and deeper:
        work.low[t] = min(max(work.low[t], -wb), work.high[t])
    low, high = -HUGE, HUGE
    if charges and work.low[t] > -HUGE:
        low = max(low, (work.low[t] + wc) / into)
    if deeper and work.low[t] > -HUGE:
        low = max(low, (work.low[t] - wd) * out)
    if more and work.high[t] < HUGE:
        high = min(high, (work.high[t] + wc) / into)
    if discharges and work.high[t] < HUGE:
        high = min(high, (work.high[t] - wd) * out)
    return low, high


@kernel
def bus_price(storage: Storage, t: Whole, work: Work, paths: Paths) -> float:
    """What one more MWh costs: the highest price that the sources, charging and discharging allow [USD/MWh]."""
    into, out = storage.charge_efficiency, storage.discharge_efficiency
    charge, discharge, worth = paths.charge[t], paths.discharge[t], paths.worth[t]
    low, high = work.low[t], work.high[t]
    buy, sell = worth * into - storage.charge_cost, worth / out + storage.discharge_cost
    if charge > NEAR * storage.charge_power:
        high = min(high, buy)
    if charge < (1 - NEAR) * storage.charge_power:
        low = max(low, buy)
    if discharge < (1 - NEAR) * storage.discharge_power:
        high = min(high, sell)
    if discharge > NEAR * storage.discharge_power:
        low = max(low, sell)
    return (high if high < HUGE else low) if low <= high else 0.5 * (low + high)


@kernel
def worths(hours: Hours, storage: Storage, work: Work, paths: Paths) -> None:
    """Writes between which values the worth of energy after each hour lies, all later hours considered, into `worth`
    (from) and `price` (to).
    """
    small = NEAR * storage.energy + 1e-14 * (storage.charge_power + storage.discharge_power)
    wb, last = burning_price(storage), len(hours.demand) - 1
    low = high = storage.price
    if paths.level[last] <= storage.end_low + small:
        high = HUGE
    if paths.level[last] >= storage.end_high - small:
        low = -HUGE
    for t in range(last, -1, -1):
        if t < last:
            low, high = low * storage.retention, high * storage.retention
            if paths.level[t] <= small:
                high = HUGE
            if paths.level[t] >= storage.energy - small:
                low = -HUGE
        own_low, own_high = allowed(storage, t, wb, work, paths)
        low, high = max(low, own_low), min(high, own_high)
        if low > high:
            low = high = 0.5 * (low + high)
        paths.worth[t], paths.price[t] = low, high


@kernel
def priced(hours: Hours, storage: Storage, start: float, work: Work, paths: Paths) -> None:
    """Writes the price of power and the worth of energy of each hour, after `forward`.

    The worth of energy stays what it was (stretched by the retention), or moves as little as its hour allows. It begins
    near nought where the start is given: a leak would stretch more than that far beyond what rounding forgives.
    """
    worths(hours, storage, work, paths)
    small = NEAR * storage.energy + 1e-14 * (storage.charge_power + storage.discharge_power)
    level, worth = start, storage.price if storage.start_high > storage.start_low else 0.0
    for t in range(len(hours.demand)):
        at_rest = level <= small if worth > 0 else level >= storage.energy - small
        if not at_rest:
            worth /= storage.retention
        worth = min(max(worth, paths.worth[t]), paths.price[t])
        level = paths.level[t]
        paths.worth[t] = worth
        paths.price[t] = bus_price(storage, t, work, paths)


@kernel
def lagrangian(hours: Hours, storage: Storage, paths: Paths) -> Rents:
    """The lower bound that prices and worths prove, and what sizes are worth at them."""
    bound, charge, discharge, energy, last = 0.0, 0.0, 0.0, 0.0, len(hours.demand) - 1
    for t in range(last + 1):
        price, worth = paths.price[t], paths.worth[t]
        bound += price * hours.demand[t]
        for source in range(len(hours.cost)):
            bound += hours.capacity[source, t] * min(0.0, hours.cost[source, t] - price)
        charge += min(0.0, storage.charge_cost + price - storage.charge_efficiency * worth)
        discharge += min(0.0, storage.discharge_cost - price + worth / storage.discharge_efficiency)
        if t < last:
            energy += min(0.0, worth - storage.retention * paths.worth[t + 1])
    start = storage.price - storage.retention * paths.worth[0]
    end = paths.worth[last] - storage.price
    bound += min(start * storage.start_low, start * storage.start_high)
    bound += min(end * storage.end_low, end * storage.end_high)
    bound += charge * storage.charge_power + discharge * storage.discharge_power + energy * storage.energy
    return Rents(bound, charge, discharge, energy, start, end)
