"""The least cost of an hour as a function of what reaches the store: convex, with exact breakpoints (O4).

With y = c - d the net charging at the bus, sources in order of cost give g(y), convex from y = -D. What reaches the
store is x = ec c - d / ed, and charging and discharging at once burns energy, which a linear programme may do. Without
burning x = y ec (y > 0) or y / ed; with all that fits,

    x = min((y + Pd) ec - Pd / ed, Pc ec - (Pc - y) / ed).

Burning a MWh of the store costs (wc + wd) / (1 / ed - ec); it pays where g' < -wb, wb = (wc + wd ec ed) / (1 - ec ed).
The curve h(x) therefore runs along full burning up to y*, the first y with g' >= -wb, then stops burning at y*, then
runs on without: its slopes rise all the way.
"""

import numpy as np

from stargate.power.arrays import Hours, Storage, Work
from stargate.quantity.kernel import Whole, kernel


@kernel
def sort_sources(hours: Hours, t: Whole, work: Work) -> None:
    """Orders the sources of hour `t` by cost, from the order of the hour after it, which is often the same."""
    order, cost, last = work.order, hours.cost, len(hours.demand) - 1
    for i in range(len(cost)):
        k = i if t == last else order[t + 1, i]
        j = i
        while j > 0 and cost[order[t, j - 1], t] > cost[k, t]:
            order[t, j] = order[t, j - 1]
            j -= 1
        order[t, j] = k


@kernel
def burning_price(storage: Storage) -> float:
    """wb [USD/MWh]: burning pays where power is worth less than -wb; infinite where nothing is lost."""
    through = storage.charge_efficiency * storage.discharge_efficiency
    if through >= 1.0:
        return np.inf
    return (storage.charge_cost + storage.discharge_cost * through) / (1.0 - through)


@kernel
def stored(storage: Storage, y: float) -> float:
    """What reaches the store at a net charging of `y` [MW] if nothing is burnt [MWh]."""
    return y * storage.charge_efficiency if y > 0 else y / storage.discharge_efficiency


@kernel
def stored_burning(storage: Storage, y: float) -> float:
    """What reaches the store at a net charging of `y` [MW] if as much is burnt as can be [MWh]."""
    charge, discharge = storage.charge_power, storage.discharge_power
    if y < charge - discharge:
        return (y + discharge) * storage.charge_efficiency - discharge / storage.discharge_efficiency
    return charge * storage.charge_efficiency - (charge - y) / storage.discharge_efficiency


@kernel
def piece(work: Work, count: Whole, slope: float, width: float) -> Whole:
    """Adds a piece to the curve, if it has a width."""
    if width > 0:
        work.slope[count], work.width[count] = slope, width
        return count + 1
    return count


@kernel
def stop_burning(storage: Storage, y: float, work: Work, count: Whole) -> Whole:
    """The piece along which burning stops at a net charging of `y`."""
    wear = storage.charge_cost + storage.discharge_cost
    lost = 1.0 / storage.discharge_efficiency - storage.charge_efficiency
    return piece(work, count, -wear / lost, stored(storage, y) - stored_burning(storage, y)) if lost > 0 else count


@kernel
def curve(hours: Hours, storage: Storage, t: Whole, wb: float, work: Work) -> tuple[Whole, float, float, float]:
    """Writes h of hour `t` by rising slope: number of pieces, least x, greatest x [MWh] and the cost there [USD]."""
    into, out = storage.charge_efficiency, storage.discharge_efficiency
    wc, wd = storage.charge_cost, storage.discharge_cost
    split = storage.charge_power - storage.discharge_power
    first = max(-storage.discharge_power, -hours.demand[t])
    last, y, cost, count, burning = storage.charge_power, -hours.demand[t], 0.0, 0, True
    bend = first
    for rank in range(len(hours.cost)):
        source = work.order[t, rank]
        s, a = hours.cost[source, t], max(y, first)
        b = min(y + hours.capacity[source, t], last)
        if b > y:
            cost += s * (b - y)
            y = b
        if b > a:
            if s < -wb:
                count = piece(work, count, (s + wc) / into, (min(b, split) - a) * into)
                count = piece(work, count, (s - wd) * out, (b - max(a, split)) / out)
                bend = b
            else:
                if burning:
                    count, burning = stop_burning(storage, bend, work, count), False
                count = piece(work, count, (s - wd) * out, (min(b, 0.0) - a) / out)
                count = piece(work, count, (s + wc) / into, (b - max(a, 0.0)) * into)
    if burning:
        count = stop_burning(storage, bend, work, count)
    if -1e-12 * hours.demand[t] <= y < 0:  # sources just meet the demand, but for rounding
        y = 0.0
    cost += wc * y if y > 0 else -wd * y
    work.bend[t], work.top[t] = bend, stored(storage, y)
    return count, stored_burning(storage, first), work.top[t], cost
