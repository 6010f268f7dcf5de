"""A campus before it runs: everything of its year but how hard its computers work."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from stargate.climate.weather import Weather
from stargate.compute.workload import ItLoad, Workload, it_load, share
from stargate.cooling.element import CoolingHours, CoolingSystem
from stargate.errors import StargateError
from stargate.market.calendar import calendar
from stargate.market.year import Market
from stargate.operations.site_year import SiteYear
from stargate.operations.supply import Supply, supply
from stargate.power.dispatch import dispatch
from stargate.power.element import Flexible, Problem, Store
from stargate.programme.catalogue import cooling_system
from stargate.programme.market import market_of
from stargate.programme.programme import Programme
from stargate.programme.site import Site
from stargate.programme.weather import weather_of
from stargate.quantity.figure import value
from stargate.quantity.units import MONTHS_PER_DAY

DEFERRED = "deferred work"  #: what the store is called that stands for work that waits
_IDLE = 0.01  # of the design load: what cooling is computed at where nothing runs


@dataclass(frozen=True, eq=False)
class Campus:
    """A campus in a year."""

    site: Site
    year: int
    workload: Workload
    energised: Float[np.ndarray, "hour"]  #: critical IT load that is there [IT MW]
    system: CoolingSystem
    weather: Weather
    market: Market
    supply: Supply

    def run(self, quantile: float = 0.5) -> SiteYear:
        """Its year at a quantile of the utilisation.

        Raises StargateError where the dispatch could not be solved, saying why (C7).
        """
        it = it_load(self.workload, self.energised, calendar(self.year).weekend, quantile)
        cooling = self.system.hours(self.weather, _part_load(it))
        problem = self.problem(it, cooling)
        found = dispatch(problem)
        if found.status != "solved":
            raise StargateError(f"{self.site.address}: the dispatch of {self.year} is not solved: {found.status}")
        return SiteYear(
            site=self.site,
            year=self.year,
            weather=self.weather,
            it=it,
            cooling=cooling,
            market=self.market,
            problem=problem,
            dispatch=found,
            supply=self.supply,
            again=self.run,
        )

    def problem(self, it: ItLoad, cooling: CoolingHours) -> Problem:
        """What is to be met with what.

        Work is worth what it is per MWh of IT energy, so per MWh of facility energy by the year's mean PUE less.
        """
        demand = it.total * cooling.pue
        pue = float(demand.sum() / it.total.sum()) if it.total.any() else 1.0
        budget = share(self.workload.curtailment_budget) * float(demand.sum())
        power = it.curtailable * cooling.pue
        flexible = Flexible(power, budget, self.workload.value_of_compute.p50 / pue)
        deferral = self._deferral(it, cooling)
        return Problem(
            demand=demand,
            sources=self.supply.sources,
            unserved_cost=self.workload.value_of_lost_load.p50 / pue,
            stores=(*self.supply.stores, *([deferral] if deferral else ())),
            flexible=flexible if budget > 0 and power.any() else None,
            peak=self.supply.peak,
        )

    def _deferral(self, it: ItLoad, cooling: CoolingHours) -> Store | None:
        """Work that waits, as a store: to wait is to discharge, to catch up is to charge, and what waits is missing.

        No work waits longer than the deferral, since no more of it waits than comes in that time. What may wait or be
        caught up with is what may be in every hour of the year, so nothing moves in a year that begins without load.
        """
        months = value(self.workload.deferral)
        wait = float((it.deferrable * cooling.pue).min())
        catch_up = float(((it.energised - it.total) * cooling.pue).min())
        if not months or min(wait, catch_up) <= 0:
            return None
        return Store(DEFERRED, catch_up, wait, wait * months / (MONTHS_PER_DAY / 24))


def campus(site: Site, programme: Programme, year: int, energised: Float[np.ndarray, "hour"], seed: int) -> Campus:
    """A campus with its weather, its market, and what supplies it; `missing` must have found nothing.

    Raises ProgrammeError where a file that it names is no year of weather or prices.
    """
    contents = programme.contents
    assert contents.workload is not None
    assert site.power is not None
    weather = weather_of(site, programme, seed)
    market = market_of(site, programme, year, seed, weather.time_zone)
    part = float((energised > 0).mean())
    found = supply(site.power, weather, market, value(contents.cost_of_capital), part)
    system = cooling_system(site.cooling_system)
    return Campus(site, year, contents.workload, energised, system, weather, market, found)


def _part_load(it: ItLoad) -> Float[np.ndarray, "hour"]:
    """IT load as a share of what is energised."""
    share_of = np.divide(it.total, it.energised, out=np.full_like(it.total, _IDLE), where=it.energised > 0)
    return np.maximum(share_of, _IDLE)
