"""What supplies a campus: its connection, what stands on its ground, and what it has bought, as dispatch sees them."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np
from jaxtyping import Float

from stargate.climate.weather import HOURS, Weather
from stargate.market.year import Market
from stargate.power.element import PeakCharge, Source, Store
from stargate.power.fuel import FuelPlant
from stargate.power.technology import Context, Elements
from stargate.programme.catalogue import technology
from stargate.programme.plants import Plant, running, served
from stargate.programme.site import Power
from stargate.quantity.figure import value

GRID = "grid"  #: what import from the grid is called


@dataclass(frozen=True)
class Supply:
    """All that supplies a campus in a year."""

    sources: tuple[Source, ...] = ()  #: the grid first
    kinds: tuple[str, ...] = ()  #: what each source belongs to
    fuel_costs: tuple[Float[np.ndarray, "hour"], ...] = ()  #: of each source's cost [USD/MWh]
    stores: tuple[Store, ...] = ()  #: batteries
    peak: PeakCharge | None = None  #: what the highest hour of the grid costs
    contracted: Float[np.ndarray, "hour"] = field(default_factory=lambda: np.zeros(HOURS))  #: bought elsewhere [MW]
    plants: tuple[Plant, ...] = ()  #: what stands on site
    fixed_cost: float | None = None  #: of what stands on site [USD/year]; None where no rate of interest is known
    notes: tuple[str, ...] = ()  #: what is there and does not run, in words

    def loss_of_load(self, load: Float[np.ndarray, "hour"]) -> float | None:
        """Hours in which units on outage leave some of `load` [MW] unserved, expected (O5); None without units.

        The grid, sun and wind count as certain at what they have in the hour. All units together have in an hour the
        share of their size that heat and thin air leave them, which is laid on the load instead.
        """
        from stargate.power.reliability import Units, loss_of_load

        plants = [plant for plant in self.plants if isinstance(plant.technology, FuelPlant) and plant.capacity > 0]
        if not plants:
            return None
        names = {plant.name for plant in plants}
        mine = np.array([kind in names for kind in self.kinds])
        capacity = np.array([source.capacity for source in self.sources])
        up = sum(plant.capacity * plant.technology.availability for plant in plants)
        left = np.maximum(capacity[mine].sum(axis=0) / up, 1e-9)
        fleet = [
            Units(p.units, p.capacity / p.units, 1 - p.technology.availability, p.technology.repair_hours)
            for p in plants
        ]
        net = np.maximum(0.0, load - capacity[~mine].sum(axis=0))
        return loss_of_load(fleet, net / left).hours


def supply(power: Power, weather: Weather, market: Market, rate: float | None, part: float = 1.0) -> Supply:
    """What supplies a campus through `market`'s hours; investment is spread at a real `rate` [1/year].

    The yearly charge for its peak is paid for the `part` of the year in which it runs.
    """
    context = Context(weather, market.gas, market.diesel, market.import_cost)
    plants = tuple(running(power))
    made = [(plant, _elements(plant, context)) for plant in plants]
    sources = [(plant, source) for plant, elements in made for source in elements.sources]
    found = Supply(
        tuple(source for _, source in sources),
        tuple(plant.name for plant, _ in sources),
        tuple(_fuel_cost(plant, source, context) for plant, source in sources),
        tuple(store for _, elements in made for store in elements.stores),
        contracted=_contracted(power, context),
        plants=plants,
        fixed_cost=None if rate is None else sum(_owned(plant, rate) for plant in plants),
        notes=tuple(_idle(power)),
    )
    return _with_grid(found, power, market, part)


def _owned(plant: Plant, rate: float) -> float:
    return plant.technology.annual_cost(plant.capacity, rate, plant.energy)


def _fuel_cost(plant: Plant, source: Source, context: Context) -> Float[np.ndarray, "hour"]:
    if isinstance(plant.technology, FuelPlant):
        return source.burden.fuel * plant.technology.fuel_price(context)
    return np.zeros(HOURS)


def _elements(plant: Plant, context: Context) -> Elements:
    return plant.technology.elements(plant.name, plant.capacity, context, plant.energy)


def _with_grid(found: Supply, power: Power, market: Market, part: float) -> Supply:
    """The connection at the region's prices and charges, cut back in the hours in which the utility may."""
    connection = value(power.grid) or 0.0
    if connection <= 0:
        return found
    source = Source(GRID, connection * served(power, market), market.import_cost, GRID)
    charge = market.demand_charge * part
    peak = PeakCharge(GRID, charge, np.zeros(HOURS, dtype=np.int64)) if charge > 0 else None
    return replace(
        found,
        sources=(source, *found.sources),
        kinds=(GRID, *found.kinds),
        fuel_costs=(np.zeros(HOURS), *found.fuel_costs),
        peak=peak,
    )


def _contracted(power: Power, context: Context) -> Float[np.ndarray, "hour"]:
    """What contracts deliver by hour [MW]; they are matched with import, and dispatch nothing."""
    total = np.zeros(HOURS)
    for name, contract in power.contracts.items():
        size = value(contract.generation_power)
        if size is not None:
            elements = technology(contract.technology).elements(name, size, context)
            total += sum(source.capacity for source in elements.sources)
    return total


def _idle(power: Power) -> Iterator[str]:
    for name, equipment in power.equipment.items():
        sized = value(equipment.generation_power) is not None
        if equipment.kind.known and sized != bool(equipment.technology):
            lacks = "technology" if sized else "generation power"
            yield f"{name.replace('_', ' ')} ({equipment.kind.value}) has no {lacks}, and does not run"
