"""The hours of a campus, or of several together, as the page of operation draws them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float, Int

from stargate.market.calendar import calendar
from stargate.operations.account import COSTS
from stargate.operations.campus import DEFERRED
from stargate.operations.site_year import SiteYear
from stargate.operations.supply import GRID
from stargate.operations.year import by_month

Hours = Float[np.ndarray, "hour"]
FOSSIL, CLEAN = (
    ("gas", "cell", "turbine"),
    ("clean", "extra"),
)  # fills of what emits on site and of what does not, in turn
WEEK = 168
_SEEN = 1e-6  # MW: what is less is rounding


@dataclass(frozen=True)
class Given:
    """What one technology gives, whatever the campus calls it."""

    name: str  #: in a reader's words
    fill: str  #: how the page draws it
    power: Hours  #: [facility MW]


@dataclass(frozen=True)
class Summed:
    """Hours of some campuses together, each in its own local standard time."""

    load: Hours  #: asked for [facility MW]
    it: Hours  #: asked for [IT MW]
    it_served: Hours  #: that ran [IT MW]
    given: tuple[Given, ...]  #: by technology, the grid first, stores last
    charge: Hours  #: into stores, and work caught up with [facility MW]
    left_out: Hours  #: on notice [facility MW]
    unserved: Hours  #: [facility MW]
    cost: Hours  #: energy, fuel and variable upkeep [USD/h]
    market: Float[np.ndarray, "month"]  #: mean price at the hub, by the campuses' load [USD/MWh]
    cooling_water: Hours  #: [m3/h]
    water_on_site: Hours  #: [m3/h]
    water_off_site: Hours  #: [m3/h]
    curtailed: Bool[np.ndarray, "hour"]  #: whether a connection is cut back
    mondays: Int[np.ndarray, "week"]  #: first hours of whole weeks

    @property
    def served(self) -> Hours:
        """Load that was met [facility MW]."""
        return self.load - self.left_out - self.unserved

    def week(self, worst: bool) -> slice:
        """The hours of a typical week, Monday to Sunday, or of the worst one; of weeks in which anything runs.

        Typical is the week whose cost is the median; worst is the one with most load cut, then with the highest cost.
        """
        starts = np.array([start for start in self.mondays if start + WEEK <= len(self.load)])
        load, cost, cut = (
            np.array([values[start : start + WEEK].sum() for start in starts])
            for values in (self.load, self.cost, self.left_out + self.unserved)
        )
        runs = np.flatnonzero(load > 0) if (load > 0).any() else np.arange(len(starts))
        order = np.lexsort((cost[runs], cut[runs])) if worst else np.argsort(cost[runs], kind="stable")
        start = int(starts[runs[order[-1 if worst else len(order) // 2]]])
        return slice(start, start + WEEK)


def summed(years: Sequence[SiteYear]) -> Summed:
    """The hours of some campuses added up."""
    load = _sum([year.load for year in years])
    months = [by_month(year.load) for year in years]
    prices = [by_month(year.market.price) / by_month(np.ones_like(year.load)) for year in years]
    total = np.maximum(_sum(months), 1e-9)
    return Summed(
        load=load,
        it=_sum([year.it.total for year in years]),
        it_served=_sum([year.it_served for year in years]),
        given=tuple(_given(years)),
        charge=_sum([year.dispatch.charge.sum(axis=0) if len(year.dispatch.charge) else 0 * load for year in years]),
        left_out=_sum([year.dispatch.left_out for year in years]),
        unserved=_sum([year.dispatch.unserved for year in years]),
        cost=_sum([year.hourly_cost for year in years]),
        market=_sum([price * month for price, month in zip(prices, months, strict=True)]) / total,
        cooling_water=_sum([year.cooling.wue * year.it.total for year in years]),
        water_on_site=_sum([year.water_on_site for year in years]),
        water_off_site=_sum([year.water_off_site for year in years]),
        curtailed=np.any([curtailed(year) for year in years], axis=0),
        mondays=_mondays(years[0].year),
    )


def _mondays(year: int) -> Int[np.ndarray, "week"]:
    weekend = calendar(year).weekend
    return np.flatnonzero(weekend[:-1] & ~weekend[1:]) + 1


def _sum(rows: Sequence[Float[np.ndarray, "step"]]) -> Float[np.ndarray, "step"]:
    return np.sum(rows, axis=0, dtype=float)


def curtailed(year: SiteYear) -> Bool[np.ndarray, "hour"]:
    """Whether a campus's connection carries less than at its best."""
    if GRID not in year.supply.kinds:
        return np.zeros(len(year.load), dtype=bool)
    capacity = year.problem.sources[year.supply.kinds.index(GRID)].capacity
    return capacity < capacity.max() - _SEEN


def _given(years: Sequence[SiteYear]) -> list[Given]:
    """What each technology gives at all campuses together; of those that give nothing, none."""
    power: dict[str, Hours] = {}
    emits: dict[str, bool] = {}
    for year in years:
        for source, kind, output in zip(year.problem.sources, year.supply.kinds, year.dispatch.output, strict=True):
            name = GRID if kind == GRID else source.technology or kind
            power[name] = power.get(name, 0.0) + output
            emits[name] = emits.get(name, False) or source.burden.carbon > 0
    stored: dict[str, Hours] = {}
    for year in years:
        for store, output in zip(year.problem.stores, year.dispatch.discharge, strict=True):
            name = "work that waited" if store.name == DEFERRED else "storage"
            stored[name] = stored.get(name, 0.0) + output
    fills = _fills(power, emits)
    found = [Given(_words(name), fills[name], hours) for name, hours in power.items()]
    found.sort(key=lambda given: (given.fill != "grid-power", -given.power.sum()))
    found += [Given(_words(name), "store", hours) for name, hours in stored.items()]
    return [given for given in found if given.power.max() > _SEEN]


def _fills(power: dict[str, Hours], emits: dict[str, bool]) -> dict[str, str]:
    """A fill for each technology: the largest of those that emit, and of those that do not, first."""
    fills = {GRID: "grid-power"}
    ranked = sorted((name for name in power if name != GRID), key=lambda name: -power[name].sum())
    for shades, own in ((FOSSIL, True), (CLEAN, False)):
        for i, name in enumerate(name for name in ranked if emits[name] is own):
            fills[name] = shades[min(i, len(shades) - 1)]
    return fills


def _words(name: str) -> str:
    text = name.replace("_", " ")
    return text[:1].upper() + text[1:]


@dataclass(frozen=True)
class Totals:
    """What a year of some campuses comes to, per MWh of IT energy that ran where it is not said otherwise."""

    it_energy: float  #: [MWh]
    facility_energy: float  #: [MWh]
    cost: float  #: energy, demand charge, fuel and upkeep [USD/MWh]
    fixed: float | None  #: of what stands on site [USD/MWh]; None where no rate of interest is known
    low: float  #: cost at the P90 of utilisation [USD/MWh]
    high: float  #: cost at its P10 [USD/MWh]
    sums: dict[str, float]  #: of every quantity, in its unit

    def per(self, name: str) -> float:
        """A sum per MWh of IT energy."""
        return self.sums[name] / self.it_energy if self.it_energy > 0 else 0.0

    @property
    def pue(self) -> float:
        """Facility energy over IT energy."""
        return self.facility_energy / self.it_energy if self.it_energy > 0 else 0.0


def totals(years: Sequence[SiteYear]) -> Totals:
    """What some campuses come to together."""
    sums: dict[str, float] = {}
    for year in years:
        for name in year.account.months:
            sums[name] = sums.get(name, 0.0) + year.account[name]
    ran = sums["it_energy"]
    fixed = [year.supply.fixed_cost for year in years]
    return Totals(
        it_energy=ran,
        facility_energy=sums["facility_energy"],
        cost=sum(sums[name] for name in COSTS) / ran if ran > 0 else 0.0,
        fixed=None if ran <= 0 or None in fixed else sum(cost for cost in fixed if cost is not None) / ran,
        low=_cost([year.at_p90 for year in years]),
        high=_cost([year.at_p10 for year in years]),
        sums=sums,
    )


def _cost(accounts: Sequence) -> float:
    ran = sum(account["it_energy"] for account in accounts)
    return sum(account.cost for account in accounts) / ran if ran > 0 else 0.0
