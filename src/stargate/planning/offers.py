"""Power that a plan may buy at each place, and what stands there or is ordered (P1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import sqrt

import numpy as np
from jaxtyping import Float

from stargate.planning.days import Days
from stargate.planning.horizon import Horizon
from stargate.planning.hours import Hours, Year
from stargate.planning.places import Place
from stargate.planning.prices import Prices
from stargate.planning.problem import Battery
from stargate.power.battery import Battery as BatteryFigures
from stargate.power.fuel import FuelPlant, GasPlant
from stargate.power.technology import Technology, middle
from stargate.programme.catalogue import technology
from stargate.programme.planning import BridgeOption, Planning, PowerOption
from stargate.programme.plants import served
from stargate.quantity.units import MONTHS_PER_DAY

GRID, BRIDGE = "grid", "bridge."
_HOURS_PER_MONTH = 24 / MONTHS_PER_DAY


@dataclass(frozen=True)
class Offer:
    """One way to power a campus."""

    name: str
    technology: Technology = field(repr=False)
    record: PowerOption | BridgeOption | None = field(repr=False)  #: None where it only stands at campuses

    @property
    def owned(self) -> bool:
        """Whether it stays once bought; a bridge is rented."""
        return not isinstance(self.record, BridgeOption)

    @property
    def limit(self) -> str:
        """The shared supply that it comes from; empty where none."""
        return "" if self.record is None else self.record.limit

    @property
    def burns_gas(self) -> bool:
        """Whether it needs a pipeline."""
        return isinstance(self.technology, GasPlant)

    @property
    def firm(self) -> bool:
        """Whether it gives power when it is asked for."""
        return self.name == GRID or isinstance(self.technology, FuelPlant)

    @property
    def land(self) -> float:
        """That a GW takes [ha/GW]."""
        taken = self.record.land if isinstance(self.record, PowerOption) else None
        return 0.0 if taken is None else taken.p50 * 1e3

    @property
    def lead_time(self) -> float:
        """From order to operation [months]; infinite where it is not on offer."""
        if self.record is None:
            return np.inf
        return (self.record if isinstance(self.record, BridgeOption) else self.technology).lead_time.p50

    @property
    def heat_rate(self) -> float:
        """Fuel by energy at full output [MMBtu/MWh]; nought of what burns none."""
        return self.technology.full_heat_rate if isinstance(self.technology, FuelPlant) else 0.0

    @property
    def carbon(self) -> float:
        """Emitted on site [Mt/GWh]."""
        return self.heat_rate * self.technology.carbon.p50 * 1e-6 if isinstance(self.technology, FuelPlant) else 0.0

    @property
    def water(self) -> float:
        """Consumed on site by generation [million m3/GWh]."""
        return middle(self.technology.water) * 1e-3 if isinstance(self.technology, FuelPlant) else 0.0

    def energy_cost(self, hours: Hours, prices: Prices, month: float) -> Float[np.ndarray, "hour"]:
        """Of a GWh, in prices of a month [USD m/GWh]."""
        if self.name == GRID:
            return hours.market.import_cost * prices.running(month) * 1e-3
        upkeep = np.full(len(hours.load), middle(self.technology.variable_om) * prices.of_catalogue(month))
        if isinstance(self.technology, GasPlant):
            upkeep += self.heat_rate * hours.context.gas_price * prices.running(month)
        elif isinstance(self.technology, FuelPlant):
            upkeep += self.heat_rate * self.technology.fuel_price(hours.context) * prices.of_catalogue(month)
        return upkeep * 1e-3

    def capital(self, place: Place, prices: Prices, month: float) -> float:
        """What a GW costs to buy, paid in a month [USD m/GW]; nought of what is rented."""
        if not self.owned:
            return 0.0
        if self.name == GRID and place.prospect is not None and place.prospect.grid_cost is not None:
            return prices.paid(place.prospect.grid_cost, month)
        share = self.technology.availability if self.technology.stores else 1.0
        return self.technology.capital(1.0) * prices.of_catalogue(month) * 1e-3 / share

    def upkeep(self, hours: Hours, prices: Prices, month: float) -> float:
        """What a GW costs a year, whether it runs or not: charges of the grid, rent of a bridge [USD m/GW/year]."""
        if self.name == GRID:
            return hours.market.demand_charge * prices.running(month) * 1e-3
        if isinstance(self.record, BridgeOption):
            return prices.yearly(self.record.rent, month)
        share = self.technology.availability if self.technology.stores else 1.0
        return self.technology.fixed(1.0) * prices.of_catalogue(month) * 1e-3 / share


def offers(planning: Planning, sites: Sequence[Place]) -> tuple[Offer, ...]:
    """The grid first, what may be bought, what may be rented, then what only stands at campuses."""
    connected = any(place.site is not None and place.grid > 0 for place in sites)
    grid = [GRID] if connected or GRID in planning.power else []
    names = [*grid, *(name for name in planning.power if name != GRID)]
    standing = dict.fromkeys(plant.technology.name for place in sites for plant in place.plants)
    return (
        *(Offer(name, technology(name), planning.power.get(name)) for name in names),
        *(Offer(f"{BRIDGE}{name}", technology(name), record) for name, record in planning.bridge.items()),
        *(Offer(name, technology(name), None) for name in standing if name not in names),
    )


def store(found: Sequence[Offer]) -> Battery | None:
    """The option that stores energy; its MW are those that its outages leave."""
    for k, offer in enumerate(found):
        if isinstance(offer.technology, BatteryFigures):
            one_way = sqrt(offer.technology.round_trip.p50)
            duration = offer.technology.usual.p50 * _HOURS_PER_MONTH
            return Battery(k, duration, one_way, one_way, middle(offer.technology.variable_om) * 1e-3)
    return None


@dataclass(frozen=True, eq=False)
class Sampled:
    """What options have and cost in the hours of the days chosen."""

    load: Float[np.ndarray, "site day hour"]
    available: Float[np.ndarray, "site option day hour"]
    cost: Float[np.ndarray, "site option day hour"]
    water: Float[np.ndarray, "site day hour"]  #: of cooling, by facility energy [million m3/GWh]
    carbon: Float[np.ndarray, "site day hour"]  #: of import, location average [Mt/GWh]
    unclean: Float[np.ndarray, "site day hour"]  #: part of import that burns fuel
    kept: Mapping[str, float]  #: the largest relative error of the year's mean that days leave, by what


def sampled(
    sites: Sequence[Place], found: Sequence[Offer], year: Year, days: Days, prices: Prices, horizon: Horizon
) -> Sampled:
    """The hours of the days chosen, means of the year kept: loads and what is available scaled, prices moved."""
    hours = [year.at(place) for place in sites]
    month = horizon.middles[0]
    shape = (len(sites), len(found), len(days.day), 24)
    available, cost = np.ones(shape), np.zeros(shape)
    wrong = {"load": 0.0, "price": 0.0, "availability": 0.0}
    load = np.stack([days.scaled(hour.load) for hour in hours])
    wrong["load"] = _worst(days, load, [hour.load for hour in hours])
    for s, hour in enumerate(hours):
        for k, offer in enumerate(found):
            if offer.technology.stores:
                continue
            paid = offer.energy_cost(hour, prices, month)
            cost[s, k] = days.shifted(paid)
            if offer.name == GRID:
                available[s, k] = days.of(_connected(sites[s], hour))
            else:
                there = year.available(offer.technology, hour)
                available[s, k] = days.scaled(there, 1.0)
                wrong["availability"] = max(wrong["availability"], _worst(days, available[s, k], there))
            wrong["price"] = max(wrong["price"], _worst(days, cost[s, k], paid))
    average = [hour.market.average_carbon for hour in hours]
    return Sampled(
        load=load,
        available=available,
        cost=cost,
        water=np.stack([days.scaled(hour.water) for hour in hours]),
        carbon=np.stack([days.scaled(one) for one in average]) * 1e-6,
        unclean=np.stack([days.scaled(_unclean(hour), 1.0) for hour in hours]),
        kept=wrong,
    )


def _connected(place: Place, hours: Hours) -> Float[np.ndarray, "hour"]:
    """Part of a connection that is served: all but in the hours in which a campus's utility may shed it."""
    if place.site is None or place.site.power is None:
        return np.ones(len(hours.load))
    return served(place.site.power, hours.market)


def _unclean(hours: Hours) -> Float[np.ndarray, "hour"]:
    """Part of the region's power that burns fuel: what all of it emits over what its marginal plants do on average."""
    return np.clip(hours.market.average_carbon / hours.market.marginal_carbon.mean(), 0.0, 1.0)


def _worst(days: Days, values: np.ndarray, year: np.ndarray | list[np.ndarray]) -> float:
    mean = np.asarray(year).mean(axis=-1)
    return float(np.max(np.abs(days.mean(values) - mean) / np.maximum(np.abs(mean), 1e-9)))
