"""What a year of a site costs at the load and power chosen for it, and what more of either would save (P1).

    V_sy(I, K, A): min sum_d weight_d sum_h (sum_k growth_ky cost_kdh q_kdh + wear d_dh + unserved_cost u_dh)

where in every hour outputs q, what is not served u and discharge d less charge make up load_dh I; outputs stay within
available_kdh K_k, the battery's level is cyclic in each day, and sum_kdh weight_d per_energy_ukdh q_kdh within A_u.
It is convex and homogeneous of degree one in (I, K, A): bus prices up to `unserved_cost`, worths of stored energy and
prices of uses from nought prove a lower bound that is linear in them, without a constant. Benders (1962),
<https://doi.org/10.1007/BF01386316>.
"""

from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float, Int

from stargate.planning.arrays import days, memory, one_site, room
from stargate.planning.exact import sloped, solved
from stargate.planning.linear import SiteYears
from stargate.planning.problem import PlanningProblem
from stargate.quantity.threads import spread


class Cuts(NamedTuple):
    """Costs of site-years, and slopes that bound them from below at every load, capacity and allowance:

    V >= of_load I + sum of of_capacity K + sum of of_allowance A, with equality where they were found. A use that
    nothing limits has no slope.
    """

    cost: Float[np.ndarray, "site year"]  #: [USD m/year]
    of_load: Float[np.ndarray, "site year"]  #: [USD m/year per IT GW]
    of_capacity: Float[np.ndarray, "site option year"]  #: [USD m/year per GW]
    of_allowance: Float[np.ndarray, "use site year"]  #: [USD m per unit]


Point = tuple[Float[np.ndarray, "site year"], Float[np.ndarray, "site option year"], Float[np.ndarray, "use site year"]]


class Operation:
    """Evaluates the site-years of a problem; what the last evaluation found is where the next one begins."""

    def __init__(self, problem: PlanningProblem, threads: int = 1) -> None:
        self._problem = problem
        self._days = days(problem)
        self._memory = memory(self._days)
        self._rooms = [room(self._days) for _ in range(threads)]
        # the highest price of one use that is needed does not hold where the price of another makes sources cheaper
        self._most = 2 if (self._days.per_energy >= 0).all() else 1
        self._models: dict[int, SiteYears] = {}
        limits = [np.isfinite(use.allowed) | np.isfinite(use.together) for use in problem.uses]
        self._limits = np.array(limits, dtype=bool).reshape(self._memory.use.shape)
        self._point: Point = tuple(np.zeros(shape) for shape in self._shapes())  # type: ignore[assignment]

    def evaluate(
        self,
        load: Float[np.ndarray, "site year"],
        capacity: Float[np.ndarray, "site option year"],
        allowance: Float[np.ndarray, "use site year"],
        which: Bool[np.ndarray, "site year"] | None = None,
    ) -> Cuts:
        """Costs of site-years and their cuts; nought where `which` leaves some out. Below nought counts as nought."""
        load, capacity, allowance = (
            np.ascontiguousarray(np.maximum(v, 0.0), dtype=float) for v in (load, capacity, allowance)
        )
        point = (load, capacity, allowance)
        asked = np.ones(load.shape, dtype=bool) if which is None else which
        found = Cuts(np.zeros_like(load), *(np.zeros(shape) for shape in self._shapes()))
        limited = self._limited(allowance)
        pairs = np.argwhere(asked & (limited[self._most] < 0))

        def chunk(i: int) -> None:
            mine = np.ascontiguousarray(pairs[i :: len(self._rooms)])
            solved(self._days, mine, *point, limited[:2], self._rooms[i], self._memory, found.cost)

        if len(self._rooms) == 1:
            chunk(0)
        else:
            list(spread(chunk, range(len(self._rooms)), len(self._rooms)))
        for s, y in np.argwhere(asked & (limited[self._most] >= 0)):
            self._through_highs(int(s), int(y), point, found.cost)
        pairs = np.argwhere(asked)
        sloped(self._days, pairs, self._memory.power, self._memory.use, found.of_load, found.of_capacity)
        if self._problem.battery is not None:
            found.of_capacity[:, self._problem.battery.option] = np.where(asked, self._memory.battery, 0.0)
        found.of_allowance[:, asked] = -self._memory.use[:, asked]
        for kept, given in zip(self._point, point, strict=True):
            np.copyto(kept, given, where=np.expand_dims(asked, 1) if given is point[1] else asked)
        return found

    def carry(self, site: int, year: int) -> Cuts:
        """The prices last found for a site-year as cuts of all years of the site (the only one in the arrays).

        `cost` is what the cut says of each year at the load, capacities and allowances of that evaluation. Years in
        which nothing limits a use have a cut without its price.
        """
        years = self._problem.years
        worths = np.where(self._limits[:, site], self._memory.use[:, site, year][:, None], 0.0)[:, None]
        power = np.repeat(self._memory.power[site, year][None, None], years, axis=1)
        found = Cuts(np.zeros((1, years)), *(np.zeros(shape) for shape in self._shapes(1)))
        pairs = np.stack([np.zeros(years, int), np.arange(years)], axis=1)
        sloped(one_site(self._days, site), pairs, power, worths, found.of_load, found.of_capacity)
        if self._problem.battery is not None:
            found.of_capacity[:, self._problem.battery.option] = self._memory.battery[site, year]
        found.of_allowance[:] = -worths
        load, capacity, allowed = self._point
        taken = np.where(found.of_allowance < 0, allowed[:, site, year][:, None, None], 0.0)
        found.cost[:] = found.of_load * load[site, year] + capacity[site, :, year] @ found.of_capacity[0]
        found.cost[:] += (found.of_allowance * taken).sum(axis=0)
        return found

    def _limited(self, allowance: Float[np.ndarray, "use site year"]) -> Int[np.ndarray, "3 site year"]:
        """The numbers of the first three uses that are limited; -1 where there are no more."""
        numbers = np.where(np.isfinite(allowance), np.arange(len(allowance))[:, None, None], len(allowance))
        nothing = np.full((3, *allowance.shape[1:]), len(allowance))
        first = np.sort(np.concatenate([numbers, nothing]), axis=0)[:3]
        return np.where(first < len(allowance), first, -1)

    def _through_highs(self, site: int, year: int, point: Point, cost: Float[np.ndarray, "site year"]) -> None:
        """Writes the cost and prices of a site-year in which several uses are limited."""
        if site not in self._models:
            self._models[site] = SiteYears(self._problem, site)
        load, capacity, allowed = point
        found = self._models[site].solve(year, load[site, year], capacity[site, :, year], allowed[:, site, year])
        cost[site, year], prices = found
        self._memory.power[site, year], self._memory.battery[site, year] = prices.power, prices.battery
        self._memory.use[:, site, year] = prices.uses

    def _shapes(self, sites: int | None = None) -> tuple[tuple[int, ...], ...]:
        """Of loads, capacities and allowances."""
        count, years, problem = sites or len(self._problem.sites), self._problem.years, self._problem
        return (count, years), (count, len(problem.options.names), years), (len(problem.uses), count, years)


def allowance(problem: PlanningProblem, load: Float[np.ndarray, "site year"]) -> Float[np.ndarray, "use site year"]:
    """What each site may take of each use at a load [IT GW]; infinite for what sites share, where one must choose."""
    alone = [
        np.where(np.isfinite(use.together), np.inf, use.allowed + use.allowed_per_load * load) for use in problem.uses
    ]
    return np.array(alone).reshape(len(problem.uses), *load.shape)
