"""Site-years within kernels: each day exactly, by the recursion of `power`, and searches for the prices of uses (P1).

At a price lambda of a use, days are independent of each other: options cost lambda per_energy more. What they cost then,
less lambda times the allowance, is concave in lambda; its slope is what the days take beyond the allowance, in the mean
of the two paths between which the cycle of a day lies, not in one of them. Its top is the site-year's cost, and the
prices there prove it. At a lambda at which each source that takes something costs more than load that is not served,
nothing is taken: no search goes further. With two uses, the cost at a price of the second is the top over the first;
that is concave too, and its slope is what the mean of the two paths next to that top takes of the second.

The cut needs bus prices, worths of stored energy and lambdas alone, and holds whatever they are. What a GW of battery
saves depends on bus prices alone: where there is none, it is what one would earn at them.
"""

from typing import NamedTuple

import numpy as np
from jaxtyping import Float, Int

from stargate.planning.problem import PlanningProblem
from stargate.power.arrays import Hours, Paths, Storage, Work, paths, work
from stargate.power.ascent import EDGE, ONWARD, PROVE, TOP, begun, climbed, share
from stargate.power.cycle import HERE, LEFT, Cycle, at_price, copied, cycled
from stargate.power.path import forward
from stargate.power.prices import priced
from stargate.quantity.kernel import Whole, kernel

ROUNDS, YEAR = 200, 365.0
STEP = 0.01  # of what load costs that is not served: where searches begin, and their first step
EXACT = 1e-14  # of what it would cost to serve nothing: less is rounding


class Days(NamedTuple):
    """What kernels read of a problem; rows of options include the battery, which is no source."""

    weight: Float[np.ndarray, " day"]
    load: Float[np.ndarray, "site day hour"]
    available: Float[np.ndarray, "site option day hour"]
    cost: Float[np.ndarray, "site option day hour"]
    growth: Float[np.ndarray, "option year"]
    per_energy: Float[np.ndarray, "use site option day hour"]
    unserved_cost: float
    battery: int  #: which option; -1 where there is none
    duration: float
    charge_efficiency: float
    discharge_efficiency: float
    wear: float


class Room(NamedTuple):
    """Scratch, for one site-year at a time."""

    work: Work
    paths: Paths
    used: Float[np.ndarray, "path hour+1"]
    demand: Float[np.ndarray, "day hour"]  #: [GW]
    capacity: Float[np.ndarray, "day source hour"]  #: [GW]
    plain: Float[np.ndarray, "day source hour"]  #: cost but for the use [USD m/GWh]
    cost: Float[np.ndarray, "source hour"]  #: of one day at a price of the use [USD m/GWh]
    one: Float[np.ndarray, "part hour"]  #: the load of 1 GW beside which a GW of battery trades, and what may serve it


class Memory(NamedTuple):
    """What the last evaluation of each site-year found: where the next begins, and what its cuts are made of."""

    power: Float[np.ndarray, "site year day hour"]  #: bus prices [USD m/GWh]
    theta: Float[np.ndarray, "site year day"]  #: worth of stored energy at midnight [USD m/GWh]
    battery: Float[np.ndarray, "site year"]  #: what a GW of it saves, turned round [USD m/GW]
    use: Float[np.ndarray, "use site year"]  #: prices [USD m per unit]


class Site(NamedTuple):
    """One site-year: which, and what was chosen for it."""

    site: int
    year: int
    load: float  #: [IT GW]
    battery: float  #: [GW]
    first: int  #: use that is limited; -1 where none is
    second: int  #: another one
    allowed_first: float
    allowed_second: float


class Sums(NamedTuple):
    """What days cost, and what belongs to it."""

    value: float  #: at the prices of uses [USD m]
    first: float  #: taken of the first use
    second: float
    saved: float  #: by a GW of battery, turned round [USD m/GW]


def days(problem: PlanningProblem) -> Days:
    """The problem as kernels read it."""
    options, battery = problem.options, problem.battery
    shape = (len(problem.uses), *options.cost.shape)
    per_energy = np.array([use.per_energy for use in problem.uses], dtype=float).reshape(shape)
    store = (-1, 0.0, 1.0, 1.0, 0.0)
    if battery is not None:
        per_energy[:, :, battery.option] = 0.0
        figures = battery.duration, battery.charge_efficiency, battery.discharge_efficiency, battery.wear
        store = (int(battery.option), *map(float, figures))
    arrays = (problem.weight, problem.load, options.available, options.cost, options.growth)
    return Days(*map(np.ascontiguousarray, arrays), per_energy, float(problem.unserved_cost), *store)


def room(given: Days) -> Room:
    """Scratch for the kernels."""
    sources, (count, hours) = given.cost.shape[1] + 1, given.load.shape[1:]
    shape = (count, sources, hours)
    return Room(
        work(sources, hours), paths(sources, hours), np.empty((3, hours + 1)), np.empty((count, hours)),
        np.empty(shape), np.empty(shape), np.empty((sources, hours)), np.repeat([[1.0], [2.0]], hours, axis=1),
    )  # fmt: skip


def memory(given: Days) -> Memory:
    """Of nothing yet."""
    sites, years, uses = len(given.load), given.growth.shape[1], len(given.per_energy)
    theta = np.full((sites, years, len(given.weight)), STEP * given.unserved_cost)
    power = np.zeros((sites, years, *given.load.shape[1:]))
    return Memory(power, theta, np.zeros((sites, years)), np.zeros((uses, sites, years)))


def one_site(given: Days, site: int) -> Days:
    """The days of one site alone."""
    at = slice(site, site + 1)
    parts = {name: np.ascontiguousarray(getattr(given, name)[at]) for name in ("load", "available", "cost")}
    return given._replace(**parts, per_energy=np.ascontiguousarray(given.per_energy[:, at]))


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
def all_days(given: Days, at: Site, exact: float, room: Room, memory: Memory) -> Sums:
    """The sums over the year at the prices of uses that stand in `memory`, uses beyond what is allowed of them."""
    value, first, second, saved = 0.0, -at.allowed_first, -at.allowed_second, 0.0
    for d in range(len(given.weight)):
        day = one_day(given, at, d, exact, room, memory)
        value += given.weight[d] * day.value
        first += given.weight[d] * day.first
        second += given.weight[d] * day.second
        saved += given.weight[d] * day.saved
    if at.first >= 0:
        value -= memory.use[at.first, at.site, at.year] * at.allowed_first
    if at.second >= 0:
        value -= memory.use[at.second, at.site, at.year] * at.allowed_second
    return Sums(value, first, second, saved)


@kernel
def first_priced(given: Days, at: Site, high: float, exact: float, room: Room, memory: Memory) -> Sums:
    """The least cost within what is allowed of the first use, at a price of the second; what it takes of the second."""
    if at.first < 0:
        return all_days(given, at, exact, room, memory)
    price, state, left, right = min(memory.use[at.first, at.site, at.year], high), ONWARD, 0.0, 0.0
    known = begun(max(0.05 * price, STEP * high), 0.0, high)
    sums = Sums(0.0, 0.0, 0.0, 0.0)
    for _ in range(ROUNDS):
        memory.use[at.first, at.site, at.year] = price
        sums = all_days(given, at, exact, room, memory)
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
def site_year(
    given: Days, at: Site, capacity: Float[np.ndarray, "site option year"], room: Room, memory: Memory
) -> float:
    """The least cost of a site-year [USD m/year]; writes its prices into `memory`."""
    laid_out(given, at, capacity, room)
    exact, high, price = EXACT * given.unserved_cost * (room.demand.sum() + at.battery), 0.0, 0.0
    known, state = begun(0.0, 0.0, 0.0), ONWARD
    if at.first >= 0:
        high = highest(given, at, at.first, room)
    if at.second >= 0:
        top = highest(given, at, at.second, room)
        price = min(memory.use[at.second, at.site, at.year], top)
        known = begun(max(0.05 * price, STEP * top), 0.0, top)
    sums = Sums(0.0, 0.0, 0.0, 0.0)
    for _ in range(ROUNDS):
        if at.second >= 0:
            memory.use[at.second, at.site, at.year] = price
        sums = first_priced(given, at, high, exact, room, memory)
        if at.second < 0 or state == PROVE:
            break
        flat = 1e-13 * at.allowed_second
        state, price, known = climbed(known, price, sums.value, sums.second, flat, 4.0 * YEAR * exact)
        if state != ONWARD and state != PROVE:
            break
    memory.battery[at.site, at.year] = sums.saved
    if at.battery == 0 and given.battery >= 0:
        memory.battery[at.site, at.year] = traded(given, at, EXACT * given.unserved_cost, room, memory)
    return sums.value


@kernel
def sloped(
    given: Days,
    pairs: Int[np.ndarray, "pair part"],
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


@kernel
def solved(
    given: Days,
    pairs: Int[np.ndarray, "pair part"],
    load: Float[np.ndarray, "site year"],
    capacity: Float[np.ndarray, "site option year"],
    allowance: Float[np.ndarray, "use site year"],
    limited: Int[np.ndarray, "part site year"],
    room: Room,
    memory: Memory,
    cost: Float[np.ndarray, "site year"],
) -> None:
    """Writes costs and prices of pairs of a site and a year; at most two uses are `limited`, named by their numbers."""
    for i in range(len(pairs)):
        s, y = pairs[i, 0], pairs[i, 1]
        first, second = limited[0, s, y], limited[1, s, y]
        for use in range(len(memory.use)):
            if use != first and use != second:
                memory.use[use, s, y] = 0.0
        battery = capacity[s, given.battery, y] if given.battery >= 0 else 0.0
        allowed_first = allowance[first, s, y] if first >= 0 else 0.0
        allowed_second = allowance[second, s, y] if second >= 0 else 0.0
        at = Site(s, y, load[s, y], battery, first, second, allowed_first, allowed_second)
        cost[s, y] = site_year(given, at, capacity, room, memory)
