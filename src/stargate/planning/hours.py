"""The hours of a year at every place: the same weather, market and work as operation has, for one GW of IT load."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from jaxtyping import Float

from stargate.climate.weather import Weather
from stargate.compute.workload import Workload, it_load
from stargate.market.calendar import calendar
from stargate.market.year import Market, market_year
from stargate.planning.places import Place
from stargate.power.technology import Context, Technology
from stargate.programme.catalogue import cooling_system, region
from stargate.programme.market import market_of
from stargate.programme.programme import Programme
from stargate.programme.prospect import Prospect
from stargate.programme.weather import weather_of

_HOURS = 8_760
_SEED = 1  # as operation's


@dataclass(frozen=True, eq=False)
class Hours:
    """A place through the year. Places that share a climate or a market share its arrays."""

    weather: Weather
    market: Market
    load: Float[np.ndarray, "hour"]  #: facility load of an IT GW [GW/IT GW]
    water: Float[np.ndarray, "hour"]  #: that cooling consumes on site, by facility energy [million m3/GWh]
    context: Context  #: as technologies see it; gas is delivered there


@dataclass(eq=False)
class Year:
    """The year that is operated, place by place; what places share is computed once."""

    programme: Programme
    workload: Workload
    year: int
    _kept: dict[Hashable, Any] = field(default_factory=dict, repr=False)

    def at(self, place: Place) -> Hours:
        """The hours of a place.

        Raises ProgrammeError where a file that it names is no year of weather or prices.
        """
        return self._once(("place", place.name), lambda: self._at(place))

    def available(self, technology: Technology, hours: Hours) -> Float[np.ndarray, "hour"]:
        """Part of its size that a technology has by the hour."""

        def share() -> Float[np.ndarray, "hour"]:
            found = technology.elements(technology.name, 1.0, hours.context)
            return np.sum([source.capacity for source in found.sources], axis=0)

        return self._once(("available", technology.name, id(hours.weather)), share)

    def _at(self, place: Place) -> Hours:
        record = place.record
        weather = self._once(("weather", record.climate), lambda: weather_of(record, self.programme, _SEED))
        cooled = ("load", record.climate, record.cooling_system)
        load, water = self._once(cooled, lambda: self._load(record.cooling_system, weather))
        market = self._market(place, weather)
        gas = market.gas
        if isinstance(record, Prospect) and record.gas_basis is not None:
            there = region(record.region).region.gas_basis.p50
            gas = np.maximum(gas - there + record.gas_basis.p50, 0.0)
        return Hours(weather, market, load, water, Context(weather, gas, market.diesel, market.import_cost))

    def _market(self, place: Place, weather: Weather) -> Market:
        record, zone = place.record, weather.time_zone
        if isinstance(record, Prospect) or not (record.prices or record.gas_price):
            key = ("market", record.region, zone)
            return self._once(key, lambda: market_year(region(record.region), _SEED, year=self.year, time_zone=zone))
        return market_of(record, self.programme, self.year, _SEED, zone)

    def _load(self, cooling: str, weather: Weather) -> tuple[Float[np.ndarray, "hour"], Float[np.ndarray, "hour"]]:
        """Load at median utilisation of an IT GW that is energised all year, and water by facility energy."""
        it = it_load(self.workload, np.ones(_HOURS), calendar(self.year).weekend)
        taken = cooling_system(cooling).hours(weather, it.total)
        return it.total * taken.pue, taken.wue / taken.pue * 1e-3

    def _once(self, key: Hashable, make: Callable[[], Any]) -> Any:
        if key not in self._kept:
            self._kept[key] = make()
        return self._kept[key]
