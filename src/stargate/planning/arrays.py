"""A planning problem's site-years as bare arrays: what kernels read, where they work, what they remember."""

from typing import NamedTuple

import numpy as np
from jaxtyping import Float

from stargate.planning.problem import Battery, PlanningProblem
from stargate.power.arrays import Paths, Work, paths, work
from stargate.quantity.kernel import Whole

BEGIN = 0.01  # of what load costs that is not served: where the search for the worth of stored energy begins


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
    used: Float[np.ndarray, "3 level"]
    demand: Float[np.ndarray, "day hour"]  #: [GW]
    capacity: Float[np.ndarray, "day source hour"]  #: [GW]
    plain: Float[np.ndarray, "day source hour"]  #: cost but for the use [USD m/GWh]
    cost: Float[np.ndarray, "source hour"]  #: of one day at a price of the use [USD m/GWh]
    one: Float[np.ndarray, "2 hour"]  #: the load of 1 GW beside which a GW of battery trades, and what may serve it


class Memory(NamedTuple):
    """What the last evaluation of each site-year found: where the next begins, and what its cuts are made of."""

    power: Float[np.ndarray, "site year day hour"]  #: bus prices [USD m/GWh]
    theta: Float[np.ndarray, "site year day"]  #: worth of stored energy at midnight [USD m/GWh]
    battery: Float[np.ndarray, "site year"]  #: what a GW of it saves, turned round [USD m/GW]
    use: Float[np.ndarray, "use site year"]  #: prices [USD m per unit]


class Site(NamedTuple):
    """One site-year: which, and what was chosen for it."""

    site: Whole
    year: Whole
    load: float  #: [IT GW]
    battery: float  #: [GW]
    first: Whole  #: use that is limited; -1 where none is
    second: Whole  #: another one
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
    store = battery or Battery(-1, 0.0, 1.0, 1.0, 0.0)
    if battery is not None:
        per_energy[:, :, battery.option] = 0.0

    def own(values: np.ndarray) -> np.ndarray:
        """Of one type: kernels would be compiled anew for others."""
        return np.array(values, dtype=float, order="C")

    return Days(
        own(problem.weight), own(problem.load), own(options.available), own(options.cost), own(options.growth),
        per_energy, float(problem.unserved_cost), int(store.option), float(store.duration),
        float(store.charge_efficiency), float(store.discharge_efficiency), float(store.wear),
    )  # fmt: skip


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
    theta = np.full((sites, years, len(given.weight)), BEGIN * given.unserved_cost)
    power = np.zeros((sites, years, *given.load.shape[1:]))
    return Memory(power, theta, np.zeros((sites, years)), np.zeros((uses, sites, years)))


def one_site(given: Days, site: int) -> Days:
    """The days of one site alone."""
    at = slice(site, site + 1)
    parts = {name: np.ascontiguousarray(getattr(given, name)[at]) for name in ("load", "available", "cost")}
    return given._replace(**parts, per_energy=np.ascontiguousarray(given.per_energy[:, at]))
