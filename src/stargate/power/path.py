"""What runs when, forwards along the path that the recursion found."""

from stargate.power.arrays import Hours, Paths, Storage, Work
from stargate.quantity.kernel import Whole, kernel


@kernel
def net_charging(storage: Storage, x: float, bend: float) -> float:
    """The y nearest `bend` at which `x` reaches the store: least where nothing is burnt, greatest at full burning."""
    into, out = storage.charge_efficiency, storage.discharge_efficiency
    charge, discharge = storage.charge_power, storage.discharge_power
    least = x / into if x > 0 else x * out
    split = (charge - discharge) * into - discharge * (1.0 / out - into)  # x of full burning at y = Pc - Pd
    greatest = (x + discharge / out) / into - discharge if x < split else charge - (into * charge - x) * out
    return min(max(min(max(bend, least), greatest), least, -discharge), charge)


@kernel
def charging(storage: Storage, x: float, y: float) -> tuple[float, float]:
    """Charge and discharge [MW] at which `x` reaches the store at a net charging of `y`."""
    into, out = storage.charge_efficiency, storage.discharge_efficiency
    lost = 1.0 / out - into
    burnt = (into * y if y > 0 else y / out) - x  # beside what `y` alone loses
    least = max(0.0, -y)
    if lost <= 0.0 or burnt <= 1e-12 * (storage.charge_power + storage.discharge_power):
        return y + least, least
    most = max(min(storage.discharge_power, storage.charge_power - y), least)
    discharge = min(least + burnt / lost, most)
    return y + discharge, discharge


@kernel
def fill(hours: Hours, t: Whole, load: float, near: float, work: Work, paths: Paths) -> None:
    """Serves `load` [MW] in order of cost; writes what the last and the next MWh cost, a kink within `near` both."""
    left, low, high = load, -1e300, 1e300
    for rank in range(len(hours.cost)):
        source = work.order[t, rank]
        most, cost = hours.capacity[source, t], hours.cost[source, t]
        if most > 0:
            if left > near:
                low = cost
            if left < most - near and high == 1e300:
                high = cost
        part = min(most, max(left, 0.0))
        paths.output[source, t] = part
        left -= most
    work.low[t], work.high[t] = low, high


@kernel
def forward(hours: Hours, storage: Storage, start: float, work: Work, paths: Paths) -> None:
    """Follows the path from level `start` [MWh]: y* says how much is burnt, the order of cost what serves the load.

    Levels are cut to what exists, so that rounding never leaves it: e_t = retention e_t-1 + ec c_t - d_t / ed.
    """
    level = start
    for t in range(len(hours.demand)):
        before = storage.retention * level
        level = min(max(before + work.top[t] - work.used[t], 0.0), storage.energy)
        y = net_charging(storage, level - before, work.bend[t])
        charge, discharge = charging(storage, level - before, y)
        paths.charge[t], paths.discharge[t], paths.level[t] = charge, discharge, level
        load = max(hours.demand[t] + charge - discharge, 0.0)
        near = 1e-10 * (hours.demand[t] + storage.charge_power + storage.discharge_power)
        fill(hours, t, load, near, work, paths)
