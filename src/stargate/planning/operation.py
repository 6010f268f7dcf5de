"""What a year of a site costs at the load and power chosen for it, and what more of either would save (P1).

    V_sy(I, K, A) = min sum_d weight_d sum_h (sum_k growth_ky cost_kdh q_kdh + wear d_dh + unserved_cost u_dh)
    with sum_k q_kdh + u_dh + d_dh - c_dh = load_dh I,    0 <= q_kdh <= available_kdh K_k,
         the battery's level cyclic in each day,    sum_kdh weight_d per_energy_ukdh q_kdh <= A_u

is convex and homogeneous of degree one in (I, K, A): bus prices up to `unserved_cost`, worths of stored energy and
prices of uses from nought prove a lower bound that is linear in them, without a constant. Benders (1962),
<https://doi.org/10.1007/BF01386316>.
"""

from functools import cached_property
from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float

from stargate.planning.linear import Prices, SiteYears, stores
from stargate.planning.problem import PlanningProblem


class Cuts(NamedTuple):
    """Costs of site-years, and slopes that bound them from below at every load, capacity and allowance:

    V >= of_load I + sum of of_capacity K + sum of of_allowance A, with equality where they were found. A use that
    nothing limits has no slope.
    """

    cost: Float[np.ndarray, "site year"]  #: [USD m/year]
    of_load: Float[np.ndarray, "site year"]  #: [USD m/year per IT GW]
    of_capacity: Float[np.ndarray, "site option year"]  #: [USD m/year per GW]
    of_allowance: Float[np.ndarray, "use site year"]  #: [USD m per unit]


class Operation:
    """Evaluates the site-years of a problem; what the last evaluation found is where the next one begins."""

    def __init__(self, problem: PlanningProblem, threads: int = 1) -> None:
        self._problem, self._threads = problem, threads
        self._models: dict[int, SiteYears] = {}
        sites, years, uses = len(problem.sites), problem.years, len(problem.uses)
        self._power = np.zeros((sites, years, *problem.load.shape[1:]))
        self._battery = np.zeros((sites, years))
        self._lambda = np.zeros((uses, sites, years))
        self._load, self._allowance = np.zeros((sites, years)), np.zeros((uses, sites, years))
        self._capacity = np.zeros((sites, len(problem.options.names), years))

    def evaluate(
        self,
        load: Float[np.ndarray, "site year"],
        capacity: Float[np.ndarray, "site option year"],
        allowance: Float[np.ndarray, "use site year"],
        which: Bool[np.ndarray, "site year"] | None = None,
    ) -> Cuts:
        """Costs of site-years and their cuts; nought where `which` leaves some out."""
        problem = self._problem
        cost, of_load = np.zeros_like(self._battery), np.zeros_like(self._battery)
        of_capacity, of_allowance = np.zeros_like(self._capacity), np.zeros_like(self._lambda)
        for s, y in np.argwhere(np.ones_like(cost, dtype=bool) if which is None else which):
            if s not in self._models:
                self._models[s] = SiteYears(problem, int(s))
            point = (float(load[s, y]), capacity[s, :, y], allowance[:, s, y])
            cost[s, y], prices = self._models[s].solve(int(y), *point)
            self._power[s, y], self._battery[s, y], self._lambda[:, s, y] = prices
            self._load[s, y], self._capacity[s, :, y], self._allowance[:, s, y] = point
            cuts = self._sloped(s, prices, slice(y, y + 1))
            of_load[s, y], of_capacity[s, :, y], of_allowance[:, s, y] = cuts[0], cuts[1][:, 0], cuts[2][:, 0]
        return Cuts(cost, of_load, of_capacity, of_allowance)

    def carry(self, site: int, year: int) -> Cuts:
        """The prices last found for a site-year as cuts of all years of the site (the only one in the arrays).

        `cost` is what the cut says of each year at the load, capacities and allowances of that evaluation. Years in
        which nothing limits a use have a cut without its price.
        """
        prices = Prices(self._power[site, year], self._battery[site, year], self._lambda[:, site, year])
        of_load, of_capacity, of_allowance = self._sloped(site, prices, slice(None))
        cost = of_load * self._load[site, year] + self._capacity[site, :, year] @ of_capacity
        taken = np.where(of_allowance < 0, self._allowance[:, site, year][:, None], 0.0)
        return Cuts(
            (cost + (of_allowance * taken).sum(axis=0))[None],
            np.full((1, self._problem.years), of_load),
            of_capacity[None],
            of_allowance[:, None],
        )

    def _sloped(
        self, site: int, prices: Prices, years: slice
    ) -> tuple[float, Float[np.ndarray, "option year"], Float[np.ndarray, "use year"]]:
        """The slopes that prices prove in some years: what of a GW's profit the unit profiles leave."""
        problem, options = self._problem, self._problem.options
        worths = prices.uses[:, None] * self._limited[:, site, years]
        weighted = problem.weight[:, None] * options.available[site]
        profit = np.einsum("kdh,ky->kydh", options.cost[site], options.growth[:, years])
        for use, worth in zip(problem.uses, worths, strict=True):
            profit += use.per_energy[site][:, None] * worth[None, :, None, None]
        np.minimum(profit - prices.power, 0.0, out=profit)
        of_capacity = np.einsum("kydh,kdh->ky", profit, weighted)
        if problem.battery is not None:
            of_capacity[stores(problem)] = prices.battery
        of_load = float(np.einsum("d,dh,dh->", problem.weight, problem.load[site], prices.power))
        return of_load, of_capacity, -worths

    @cached_property
    def _limited(self) -> Bool[np.ndarray, "use site year"]:
        """Where a use may be limited."""
        limits = [np.isfinite(use.allowed) | np.isfinite(use.together) for use in self._problem.uses]
        return np.array(limits, dtype=bool).reshape(self._lambda.shape)


def allowance(problem: PlanningProblem, load: Float[np.ndarray, "site year"]) -> Float[np.ndarray, "use site year"]:
    """What each site may take of each use at a load [IT GW]; infinite for what sites share, where one must choose."""
    alone = [
        np.where(np.isfinite(use.together), np.inf, use.allowed + use.allowed_per_load * load) for use in problem.uses
    ]
    return np.array(alone).reshape(len(problem.uses), *load.shape)
