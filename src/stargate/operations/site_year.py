"""A campus in the hours of one year: what ran, what it took, what it cost and emitted."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from jaxtyping import Float, Int

from stargate.climate.weather import Weather
from stargate.compute.workload import ItLoad
from stargate.cooling.element import CoolingHours
from stargate.market.calendar import calendar
from stargate.market.year import Market
from stargate.operations.account import Account
from stargate.operations.supply import GRID, Supply
from stargate.power.element import Dispatch, Problem
from stargate.programme.site import Site, Standing

KILO = 1_000.0
_SEEN, _ROUNDING = 1e-6, 1e-9  # MW and share of a load: what is less is rounding


@dataclass(frozen=True, eq=False)
class SiteYear:
    """One campus, one year of hours in local standard time. All flows are of the dispatch at median utilisation."""

    site: Site = field(repr=False)  #: the campus
    year: int  #: the calendar year, without 29 February
    weather: Weather = field(repr=False)  #: its hours
    it: ItLoad = field(repr=False)  #: IT load by hour
    cooling: CoolingHours = field(repr=False)  #: PUE and WUE by hour
    market: Market = field(repr=False)  #: prices and carbon by hour
    problem: Problem = field(repr=False)  #: what was to be met with what
    dispatch: Dispatch = field(repr=False)  #: what runs when; solved
    supply: Supply = field(repr=False)  #: what supplies it
    again: Callable[[float], "SiteYear"] = field(repr=False)  #: the same year at another quantile of utilisation

    @property
    def candidate(self) -> bool:
        """Whether it does not belong to the programme yet."""
        return self.site.status.value == Standing.CANDIDATE

    @cached_property
    def at_p10(self) -> Account:
        """What its hours add up to at the P10 of utilisation."""
        return self.again(0.1).account

    @cached_property
    def at_p90(self) -> Account:
        """What its hours add up to at the P90 of utilisation."""
        return self.again(0.9).account

    @property
    def sources(self) -> tuple[str, ...]:
        """Names of what supplies it."""
        return tuple(dict.fromkeys(self.supply.kinds))

    @cached_property
    def output(self) -> Float[np.ndarray, "source hour"]:
        """What each of `sources` gives [MW]."""
        own: Int[np.ndarray, " source"] = np.array(
            [self.sources.index(kind) for kind in self.supply.kinds], dtype=np.int64
        )
        out = np.zeros((len(self.sources), len(self.it.total)))
        np.add.at(out, own, self.dispatch.output)
        return out

    @cached_property
    def grid(self) -> Float[np.ndarray, "hour"]:
        """Import from the grid [grid MW]."""
        return self.output[self.sources.index(GRID)] if GRID in self.sources else np.zeros(len(self.it.total))

    @cached_property
    def load(self) -> Float[np.ndarray, "hour"]:
        """What the campus asks for [facility MW]: IT load times PUE."""
        return self.problem.demand

    @cached_property
    def cut(self) -> Float[np.ndarray, "hour"]:
        """Load left out on notice, and load unserved [facility MW]."""
        return self.dispatch.left_out + self.dispatch.unserved

    @cached_property
    def it_served(self) -> Float[np.ndarray, "hour"]:
        """IT load that ran [IT MW]; deferred work counts in the hour that it was asked for."""
        ran = self.it.total - self.cut / self.cooling.pue
        return np.where(ran > _ROUNDING * self.it.total, ran, 0.0)

    @cached_property
    def contract_cover(self) -> Float[np.ndarray, "hour"]:
        """Grid import that contracted clean power covers in the same hour [MW]."""
        return np.minimum(self.grid, self.supply.contracted)

    def _burden(self, name: str) -> Float[np.ndarray, "hour"]:
        rates = np.array([getattr(source.burden, name) for source in self.problem.sources])
        return rates @ self.dispatch.output if len(rates) else np.zeros(len(self.it.total))

    @cached_property
    def fuel(self) -> Float[np.ndarray, "hour"]:
        """Fuel burnt on site, higher heating value [MMBtu/h]."""
        return self._burden("fuel")

    @cached_property
    def fuel_cost(self) -> Float[np.ndarray, "hour"]:
        """What that fuel costs [USD/h]."""
        total = np.zeros(len(self.load))
        for cost, output in zip(self.supply.fuel_costs, self.dispatch.output, strict=True):
            total += cost * output
        return total

    @cached_property
    def carbon_on_site(self) -> Float[np.ndarray, "hour"]:
        """Carbon dioxide on site [kg/h]."""
        return self._burden("carbon")

    @cached_property
    def nox(self) -> Float[np.ndarray, "hour"]:
        """Nitrogen oxides on site [kg/h]."""
        return self._burden("nox")

    @cached_property
    def water_on_site(self) -> Float[np.ndarray, "hour"]:
        """Water consumed by cooling and by generation on site [m3/h]; 1 L/kWh = 1 m3/MWh."""
        return self.cooling.wue * self.it_served + self._burden("water") / KILO

    @cached_property
    def water_off_site(self) -> Float[np.ndarray, "hour"]:
        """Water consumed at the power plants of the grid [m3/h]."""
        return self.market.water_intensity * self.grid

    @cached_property
    def carbon_location(self) -> Float[np.ndarray, "hour"]:
        """Location average: on site, and grid import at the region's mean [kg/h]."""
        return self.carbon_on_site + self.grid * self.market.average_carbon

    @cached_property
    def carbon_marginal(self) -> Float[np.ndarray, "hour"]:
        """Hourly marginal: on site, and grid import at what the region's next MWh emits [kg/h]."""
        return self.carbon_on_site + self.grid * self.market.marginal_carbon

    @cached_property
    def carbon_market(self) -> Float[np.ndarray, "hour"]:
        """Market-based, hourly matched: on site, and at the region's mean what no contract covers in the hour [kg/h].

        The region's mean stands for its residual mix, which nobody publishes by the hour.
        """
        return self.carbon_on_site + (self.grid - self.contract_cover) * self.market.average_carbon

    @cached_property
    def water_by_day(self) -> Float[np.ndarray, "day"]:
        """Water consumed on site [m3/day]."""
        return self.water_on_site.reshape(-1, 24).sum(axis=1)

    @property
    def days_over_water_limit(self) -> int:
        """Days on which it takes more process water than it may."""
        limit = self.site.water_limit
        if limit is None or not limit.has_value:
            return 0
        return int((self.water_by_day > limit.p50 * (1 + 1e-9)).sum())

    @cached_property
    def account(self) -> Account:
        """What its hours add up to, by month."""
        return Account.of(self)

    @cached_property
    def energy_cost(self) -> Float[np.ndarray, "hour"]:
        """Grid energy at the price paid [USD/h]."""
        return self._cost(lambda kind: kind == GRID)

    @cached_property
    def upkeep(self) -> Float[np.ndarray, "hour"]:
        """Variable upkeep of what generates on site, and wear of stores [USD/h]."""
        wear = [
            store.charge_cost * charge + store.discharge_cost * discharge
            for store, charge, discharge in zip(
                self.problem.stores, self.dispatch.charge, self.dispatch.discharge, strict=True
            )
        ]
        return self._cost(lambda kind: kind != GRID) - self.fuel_cost + sum(wear)

    def _cost(self, chosen: Callable[[str], bool]) -> Float[np.ndarray, "hour"]:
        total = np.zeros(len(self.load))
        for kind, source, output in zip(self.supply.kinds, self.problem.sources, self.dispatch.output, strict=True):
            total += source.cost * output if chosen(kind) else 0.0
        return total

    @cached_property
    def demand_charge(self) -> Float[np.ndarray, "hour"]:
        """What the highest hour of each billing period costs, booked in that hour [USD]."""
        booked, peak = np.zeros(len(self.load)), self.problem.peak
        if peak is None:
            return booked
        billed = [source.name for source in self.problem.sources].index(peak.source)
        for period in np.unique(peak.period):
            hours = np.flatnonzero(peak.period == period)
            highest = hours[np.argmax(self.dispatch.output[billed, hours])]
            booked[highest] = peak.price * self.dispatch.output[billed, highest]
        return booked

    @cached_property
    def worth_left_out(self) -> Float[np.ndarray, "hour"]:
        """Worth of load left out on notice [USD/h]."""
        return self.dispatch.left_out * (self.problem.flexible.cost if self.problem.flexible else 0.0)

    @cached_property
    def worth_unserved(self) -> Float[np.ndarray, "hour"]:
        """Cost of load cut without notice [USD/h]."""
        return self.dispatch.unserved * self.problem.unserved_cost

    @cached_property
    def loss_of_load(self) -> float | None:
        """Hours in which units that fail one by one leave load unserved, expected (O5); None without such units.

        Stores and load that may wait are left out of it, so that it is an upper bound.
        """
        return self.supply.loss_of_load(self.load)

    @cached_property
    def short(self) -> Float[np.ndarray, "hour"]:
        """Load unserved for want of power: every source gives all it has [facility MW]; the rest is cut to save."""
        spare = np.zeros(len(self.load), dtype=bool)
        for source, output in zip(self.problem.sources, self.dispatch.output, strict=True):
            spare |= output < source.capacity - _SEEN
        return np.where(spare, 0.0, self.dispatch.unserved)

    @cached_property
    def load_duration(self) -> Float[np.ndarray, "hour"]:
        """Facility load from the highest hour down [facility MW]."""
        return np.sort(self.load)[::-1]

    def week(self, worst: bool = False) -> slice:
        """The hours of a typical week, Monday to Sunday, or of the worst one.

        Typical is the week whose cost is the median; worst is the one with most load cut, then with the highest cost.
        """
        weekend = calendar(self.year).weekend
        first = int(np.argmax(weekend[:-1] & ~weekend[1:])) + 1
        starts = np.arange(first, len(self.load) - 167, 168)
        cost, cut = (
            np.add.reduceat(v, starts) for v in (self.hourly_cost[: starts[-1] + 168], self.cut[: starts[-1] + 168])
        )
        order = np.lexsort((cost, cut)) if worst else np.argsort(cost, kind="stable")
        start = int(starts[order[-1 if worst else len(order) // 2]])
        return slice(start, start + 168)

    @cached_property
    def hourly_cost(self) -> Float[np.ndarray, "hour"]:
        """Energy, fuel and variable upkeep [USD/h]; neither demand charges nor work that is left out."""
        return self.energy_cost + self.fuel_cost + self.upkeep
