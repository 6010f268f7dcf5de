"""Site-years within kernels: each day exactly, by the recursion of `power`, and searches for the prices of uses (P1).

At a price lambda of a use, days are independent: options cost lambda per_energy more. What they then cost together,
less lambda times the allowance, is concave in lambda; its slope is what the days take beyond the allowance, in the mean
of the two paths between which the cycle of a day lies, not in one of them. Its top is the site-year's cost, and the
prices there prove it. At a lambda at which each source that takes something costs more than load that is not served,
nothing is taken: no search goes further. With two uses, the cost at a price of the second is the top over the first;
that is concave too, and its slope is what the mean of the two paths next to that top takes of the second.

The cut needs bus prices, worths of stored energy and lambdas alone, and holds whatever they are. What a GW of battery
saves depends on bus prices alone: where there is none, it is what one would earn at them.
"""

import numpy as np
from jaxtyping import Float, Int

from stargate.planning.arrays import Days, Memory, Room, Site, Sums
from stargate.power.arrays import Hours, Storage
from stargate.power.ascent import EDGE, ONWARD, PROVE, TOP, begun, climbed, share
from stargate.power.cycle import HERE, LEFT, Cycle, at_price, copied, cycled
from stargate.power.path import forward
from stargate.power.prices import priced
from stargate.quantity.kernel import Whole, kernel

ROUNDS, YEAR = 200, 365.0
STEP = 0.01  # of what load costs that is not served, of the highest price of a use: how far searches first go
EXACT = 1e-14  # of what it would cost to serve nothing: less is rounding


@kernel
def storage(given: Days, power: float) -> Storage:
    """So many GW of the battery."""
    energy = power * given.duration
    return Storage(
        power, power, energy, given.charge_efficiency, given.discharge_efficiency, 1.0, 0.0, given.wear,
        0.0, energy, 0.0, energy, 0.0,
    )  # fmt: skip


@kernel
def laid_out(given: Days, at: Site, capacity: Float[np.ndarray, "site option year"], room: Room) -> None:
    """Writes the site-year's days into the room; what is not served comes behind the options."""
    options = capacity.shape[1]
    for d in range(len(given.weight)):
        for h in range(given.load.shape[2]):
            room.demand[d, h] = at.load * given.load[at.site, d, h]
            for k in range(options):
                room.plain[d, k, h] = given.cost[at.site, k, d, h] * given.growth[k, at.year]
                room.capacity[d, k, h] = capacity[at.site, k, at.year] * given.available[at.site, k, d, h]
                if k == given.battery:
                    room.capacity[d, k, h] = 0.0
            room.plain[d, options, h] = given.unserved_cost
            room.capacity[d, options, h] = room.demand[d, h] + at.battery


@kernel
def highest(given: Days, at: Site, use: Whole, room: Room) -> float:
    """The highest price of a use that any optimum needs: no source that takes something then runs."""
    found = 0.0
    if use < 0:
        return found
    for d in range(len(given.weight)):
        for k in range(room.cost.shape[0] - 1):
            for h in range(room.cost.shape[1]):
                taken = given.per_energy[use, at.site, k, d, h]
                if taken > 0 and room.capacity[d, k, h] > 0:
                    found = max(found, (given.unserved_cost - room.plain[d, k, h]) / taken)
    return found


@kernel
def one_day(given: Days, at: Site, d: Whole, exact: float, room: Room, memory: Memory) -> Sums:
    """What a day costs at the prices of uses that stand in `memory`; writes its bus prices there."""
    options, power = room.cost.shape[0] - 1, memory.power[at.site, at.year, d]
    for k in range(options + 1):
        for h in range(room.cost.shape[1]):
            room.cost[k, h] = room.plain[d, k, h]
    for use in (at.first, at.second):
        if use >= 0 and memory.use[use, at.site, at.year] > 0:
            for k in range(options):
                for h in range(room.cost.shape[1]):
                    room.cost[k, h] += memory.use[use, at.site, at.year] * given.per_energy[use, at.site, k, d, h]
    hours, theta = Hours(room.demand[d], room.capacity[d], room.cost), memory.theta[at.site, at.year, d]
    step = STEP * given.unserved_cost
    found = cycled(hours, storage(given, at.battery), theta, step, exact, room.work, room.used)
    first, second = followed(given, at, d, hours, found, room)
    memory.theta[at.site, at.year, d] = found.price
    for h in range(len(power)):
        power[h] = min(room.paths.price[h], given.unserved_cost)
    return Sums(found.value, first, second, rent(given, power, room.paths.worth))


@kernel
def followed(given: Days, at: Site, d: Whole, hours: Hours, found: Cycle, room: Room) -> tuple[float, float]:
    """How much of the uses the paths of a day take in their mean; leaves the prices that prove it in `room.paths`."""
    first, second, store = 0.0, 0.0, at_price(storage(given, at.battery), found.price)
    for path in range(3):
        start = found.left if path == LEFT else (found.here if path == HERE else found.right)
        part = 1.0 if path == HERE else 0.0
        if found.share >= 0:
            part = found.share if path == LEFT else (0.0 if path == HERE else 1.0 - found.share)
        if path != HERE and (part == 0.0 or at.first < 0):
            continue
        copied(room.used[path], room.work.used)
        forward(hours, store, start, room.work, room.paths)
        if part > 0:
            first += part * taken(given, at, at.first, d, room)
            second += part * taken(given, at, at.second, d, room)
    priced(hours, store, found.here, room.work, room.paths)
    return first, second


@kernel
def taken(given: Days, at: Site, use: Whole, d: Whole, room: Room) -> float:
    """How much of a use the path of a day takes."""
    found = 0.0
    if use >= 0:
        for k in range(room.cost.shape[0] - 1):
            for h in range(room.cost.shape[1]):
                found += given.per_energy[use, at.site, k, d, h] * room.paths.output[k, h]
    return found


@kernel
def rent(given: Days, power: Float[np.ndarray, " hour"], worth: Float[np.ndarray, " hour"]) -> float:
    """What a GW of battery saves in a day at bus prices and worths of stored energy, turned round [USD m/GW]."""
    found, before = 0.0, worth[len(worth) - 1]
    if given.battery < 0:
        return 0.0
    for h in range(len(power)):
        found += min(0.0, power[h] - given.charge_efficiency * worth[h])
        found += min(0.0, given.wear - power[h] + worth[h] / given.discharge_efficiency)
        found += given.duration * min(0.0, before - worth[h])
        before = worth[h]
    return found


@kernel
def traded(given: Days, at: Site, exact: float, room: Room, memory: Memory) -> float:
    """The same over the year by the best worths, where there is no battery to tell them: what one would earn."""
    found = 0.0
    for d in range(len(given.weight)):
        power = memory.power[at.site, at.year, d]
        hours = Hours(room.one[0], room.one[1:2], memory.power[at.site, at.year, d : d + 1])
        theta, step = memory.theta[at.site, at.year, d], STEP * given.unserved_cost
        cycle = cycled(hours, storage(given, 1.0), theta, step, exact, room.work, room.used)
        found += given.weight[d] * min(0.0, cycle.value - power.sum())
    return found


@kernel
def summed(given: Days, at: Site, d: Whole, day: Sums, sums: Sums, memory: Memory) -> Sums:
    """Adds a day as often as it counts; the first day takes off what is allowed of uses."""
    times, value, first, second = given.weight[d], sums.value, sums.first, sums.second
    if d == 0:
        first, second = -at.allowed_first, -at.allowed_second
        for use, allowed in ((at.first, at.allowed_first), (at.second, at.allowed_second)):
            if use >= 0:
                value -= memory.use[use, at.site, at.year] * allowed
    return Sums(
        value + times * day.value,
        first + times * day.first,
        second + times * day.second,
        sums.saved + times * day.saved,
    )


@kernel
def first_priced(given: Days, at: Site, high: float, exact: float, room: Room, memory: Memory) -> Sums:
    """The least cost within what is allowed of the first use, at a price of the second; what is taken beyond that."""
    price, state, left, right = 0.0, ONWARD, 0.0, 0.0
    if at.first >= 0:
        price = min(memory.use[at.first, at.site, at.year], high)
    known, sums = begun(max(0.05 * price, STEP * high), 0.0, high), Sums(0.0, 0.0, 0.0, 0.0)
    for _ in range(ROUNDS):
        if at.first >= 0:
            memory.use[at.first, at.site, at.year] = price
        sums = Sums(0.0, 0.0, 0.0, 0.0)
        for d in range(len(given.weight)):
            sums = summed(given, at, d, one_day(given, at, d, exact, room, memory), sums, memory)
        if at.first < 0:
            return sums
        if state == PROVE:
            break
        drawn = price
        state, price, known = climbed(known, price, sums.value, sums.first, 1e-13 * at.allowed_first, YEAR * exact)
        if state == EDGE:
            return sums
        if known.rises and known.left == drawn:
            left = sums.second
        elif known.falls and known.right == drawn:
            right = sums.second
        if state == TOP:
            break
    part = share(known)
    return Sums(sums.value, 0.0, part * left + (1.0 - part) * right, sums.saved)


@kernel
def chosen(
    given: Days,
    s: Whole,
    y: Whole,
    load: Float[np.ndarray, "site year"],
    capacity: Float[np.ndarray, "site option year"],
    allowance: Float[np.ndarray, "use site year"],
    limited: Int[np.ndarray, "2 site year"],
) -> Site:
    """A site-year, and what was chosen for it."""
    first, second = limited[0, s, y], limited[1, s, y]
    battery = capacity[s, given.battery, y] if given.battery >= 0 else 0.0
    allowed_first = allowance[first, s, y] if first >= 0 else 0.0
    allowed_second = allowance[second, s, y] if second >= 0 else 0.0
    return Site(s, y, load[s, y], battery, first, second, allowed_first, allowed_second)


@kernel
def solved(
    given: Days,
    pairs: Int[np.ndarray, "pair 2"],
    load: Float[np.ndarray, "site year"],
    capacity: Float[np.ndarray, "site option year"],
    allowance: Float[np.ndarray, "use site year"],
    limited: Int[np.ndarray, "2 site year"],
    room: Room,
    memory: Memory,
    cost: Float[np.ndarray, "site year"],
) -> None:
    """Writes the least costs of pairs of a site and a year [USD m/year], their prices into `memory`.

    At most two uses are `limited`, named by their numbers. Where there is no battery, its slope is what one would earn.
    """
    for i in range(len(pairs)):
        at = chosen(given, pairs[i, 0], pairs[i, 1], load, capacity, allowance, limited)
        laid_out(given, at, capacity, room)
        exact = EXACT * given.unserved_cost * (room.demand.sum() + at.battery)
        high, top, price, state = highest(given, at, at.first, room), highest(given, at, at.second, room), 0.0, ONWARD
        for use in range(len(memory.use)):
            if use == at.second:
                price = min(memory.use[use, at.site, at.year], top)
            elif use != at.first:
                memory.use[use, at.site, at.year] = 0.0
        known, sums = begun(max(0.05 * price, STEP * top), 0.0, top), Sums(0.0, 0.0, 0.0, 0.0)
        for _ in range(ROUNDS):
            if at.second >= 0:
                memory.use[at.second, at.site, at.year] = price
            sums = first_priced(given, at, high, exact, room, memory)
            if at.second < 0 or state == PROVE:
                break
            flat, near = 1e-13 * at.allowed_second, 4.0 * YEAR * exact
            state, price, known = climbed(known, price, sums.value, sums.second, flat, near)
            if state != ONWARD and state != PROVE:
                break
        cost[at.site, at.year], memory.battery[at.site, at.year] = sums.value, sums.saved
        if at.battery == 0 and given.battery >= 0:
            memory.battery[at.site, at.year] = traded(given, at, EXACT * given.unserved_cost, room, memory)


@kernel
def sloped(
    given: Days,
    pairs: Int[np.ndarray, "pair 2"],
    power: Float[np.ndarray, "site year day hour"],
    worth: Float[np.ndarray, "use site year"],
    of_load: Float[np.ndarray, "site year"],
    of_capacity: Float[np.ndarray, "site option year"],
) -> None:
    """Writes what an IT GW costs at the prices of site-years, and what a GW of each source saves, turned round."""
    for i in range(len(pairs)):
        s, y = pairs[i, 0], pairs[i, 1]
        of_load[s, y] = 0.0
        of_capacity[s, :, y] = 0.0
        for d in range(len(given.weight)):
            for h in range(power.shape[3]):
                of_load[s, y] += given.weight[d] * power[s, y, d, h] * given.load[s, d, h]
            for k in range(of_capacity.shape[1]):
                saved = 0.0
                for h in range(power.shape[3]):
                    profit = given.growth[k, y] * given.cost[s, k, d, h] - power[s, y, d, h]
                    for use in range(len(worth)):
                        profit += worth[use, s, y] * given.per_energy[use, s, k, d, h]
                    saved += given.available[s, k, d, h] * min(0.0, profit)
                of_capacity[s, k, y] += given.weight[d] * saved
