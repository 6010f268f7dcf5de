"""What every power technology is: a record of sourced figures that turns a size and a year of hours into what is
dispatched. One final class a file of this folder; its figures lie in `catalogue/power`."""

from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from importlib import import_module
from math import ceil, isfinite
from pkgutil import iter_modules

import numpy as np
from jaxtyping import Float

import stargate.power as room
from stargate.climate.weather import Weather
from stargate.errors import StargateError
from stargate.power.element import PeakCharge, Source, Store
from stargate.power.reliability import Units
from stargate.quantity.figure import Figure
from stargate.quantity.measures import (
    Duration,
    EnergyPrice,
    GenerationPower,
    MoneyPerGenerationPower,
    PowerCharge,
    Share,
)
from stargate.quantity.noun import Noun

_HOURS_PER_MONTH = 365.25 * 24 / 12


@dataclass(frozen=True)
class Context:
    """A site's year of hours, as every technology sees it.

    Raises StargateError where a series is not as long as the weather, or anything is not finite.
    """

    weather: Weather  #: of the site
    gas_price: Float[np.ndarray, "hour"]  #: natural gas, delivered [USD/MMBtu]
    diesel_price: Float[np.ndarray, "hour"]  #: diesel, delivered [USD/MMBtu]
    grid_price: Float[np.ndarray, "hour"]  #: wholesale [USD/MWh]; may be negative
    grid_limit: Float[np.ndarray, "hour"] | None = None  #: share of the connection served; None: as the record says
    commitment: bool = False  #: units start and stop, with a minimum load: not convex, for a general solver

    def __post_init__(self) -> None:
        """Checks the series."""
        hours = self.weather.dry_bulb.shape
        for name in ("gas_price", "diesel_price", "grid_price", "grid_limit"):
            series = getattr(self, name)
            if series is not None and (series.shape != hours or not np.isfinite(series).all()):
                raise StargateError(
                    f"{name.replace('_', ' ')}: these are {series.size} numbers, or not all finite\n"
                    f"  write: one finite number for each of the {hours[0]} hours of the weather"
                )
        for name, series in vars(self.weather).items():
            if isinstance(series, np.ndarray) and not np.isfinite(series).all():
                raise StargateError(
                    f"weather of {self.weather.place}: {name.replace('_', ' ')} is not finite everywhere\n"
                    "  write: a year without gaps"
                )
        if self.grid_limit is not None and not ((self.grid_limit >= 0) & (self.grid_limit <= 1)).all():
            raise StargateError("grid limit: a share of the connection lies between 0 and 1\n  write: such as 0.5")


@dataclass(frozen=True)
class Elements:
    """What a plant puts into dispatch."""

    sources: tuple[Source, ...] = ()  #: of one technology, cheapest block first
    stores: tuple[Store, ...] = ()  #: of a storage technology
    peak: PeakCharge | None = None  #: what the highest hour costs, where it costs anything


class Technology(Noun):
    """A way to make or store power. Money is in US dollars of 2025."""

    title: str
    """What it is."""
    technology: str
    """The module of `power/` whose class it is a record of."""
    capex: MoneyPerGenerationPower
    """What it costs to build, before interest during construction."""
    fixed_om: PowerCharge | None = None
    """What it costs each year, whether it runs or not."""
    variable_om: EnergyPrice | None = None
    """What a MWh costs beside fuel."""
    life: Duration
    """Over how long its cost is spread: economic, not physical."""
    lead_time: Duration
    """From order to operation, or as its note says."""
    unit: GenerationPower
    """Size of one unit: what fails, starts and stops alone."""
    forced_outage: Share
    """Share of the time for which a unit has failed."""
    planned_outage: Share | None = None
    """Share of the time for which a unit is being maintained."""
    repair: Duration | None = None
    """Mean time to repair a unit that has failed."""
    note: str = ""
    """A remark for readers."""

    @property
    def name(self) -> str:
        """Its name in the catalogue."""
        return self.address.rpartition(".")[2]

    @property
    def availability(self) -> float:
        """Share of the time for which a unit neither has failed nor is maintained, within [0, 1]."""
        return (1 - self.forced_outage.p50) * (1 - middle(self.planned_outage))

    @property
    def repair_hours(self) -> float | None:
        """Mean time to repair [h]."""
        return None if self.repair is None else self.repair.p50 * _HOURS_PER_MONTH

    def elements(self, name: str, capacity: float, context: Context, energy: float | None = None) -> Elements:
        """What a plant called `name` of `capacity` [MW], and of `energy` [MWh] where it stores, puts into dispatch.

        Outages are a mean derating here; what units do one by one is `power.reliability`. Raises StargateError where a
        size is negative or not finite, or energy is given to what stores none.
        """
        self._check(capacity, energy)
        return self._elements(name, capacity, context, energy)

    @abstractmethod
    def _elements(self, name: str, capacity: float, context: Context, energy: float | None) -> Elements: ...

    def units(self, capacity: float) -> int:
        """How many equal units of at most the usual size make up `capacity` [MW]; at least one."""
        return max(1, ceil(capacity / self.unit.p50 - 1e-9))

    def fleet(self, capacity: float) -> Units:
        """The units of `capacity` [MW] as they fail one by one.

        Maintenance counts as failure: a load that never rests has no season for it.
        """
        count = self.units(capacity)
        return Units(count, capacity / count, 1 - self.availability, self.repair_hours)

    def annual_cost(self, capacity: float, rate: float, energy: float | None = None) -> float:
        """Yearly cost of owning `capacity` [MW] at a real `rate` [1/year], fuel and variable cost apart [USD/year].

            C_a = C r / (1 - (1 + r)^-n) + F

        C is what it costs to build, n its life [years], F its fixed yearly cost. Raises StargateError for a size that
        is no size or a rate of -100% or less.
        """
        self._check(capacity, energy)
        if not (isfinite(rate) and rate > -1):
            raise StargateError(f"a rate of {rate} is no real rate of interest\n  write: such as 0.07")
        years = self.life.p50 / 12
        annuity = 1 / years if rate == 0 else rate / (1 - (1 + rate) ** -years)
        return annuity * self.capital(capacity, energy) + self.fixed(capacity, energy)

    def capital(self, capacity: float, energy: float | None = None) -> float:  # noqa: ARG002
        """What `capacity` [MW] costs to build [USD]."""
        return 1e3 * capacity * self.capex.p50

    def fixed(self, capacity: float, energy: float | None = None) -> float:  # noqa: ARG002
        """What `capacity` [MW] costs each year, whether it runs or not [USD/year]."""
        return 1e3 * capacity * middle(self.fixed_om)

    def _check(self, capacity: float, energy: float | None) -> None:
        for what, size in (("MW", capacity), ("MWh", 0.0 if energy is None else energy)):
            if not (isfinite(size) and size >= 0):
                raise StargateError(f"{self.name}: {size} {what} is no size\n  write: a finite number, zero or more")
        if energy is not None and not self.stores:
            raise StargateError(f"{self.name} stores no energy\n  write: its MW alone, or a battery")

    @property
    def stores(self) -> bool:
        """Whether it stores energy."""
        return False


def middle(figure: Figure | None) -> float:
    """The median of a figure in its canonical unit; zero where it is not written."""
    return 0.0 if figure is None else figure.p50


def kinds() -> Iterator[str]:
    """The modules of this folder, of which technologies are those with a final class."""
    return (module.name for module in iter_modules(room.__path__))


def kind(module: str) -> type[Technology]:
    """The technology that stands in `module` of this folder: the folder is the registry.

    Raises StargateError where there is none.
    """
    if module in set(kinds()):
        found = import_module(f"{room.__name__}.{module}")
        for thing in vars(found).values():
            if isinstance(thing, type) and issubclass(thing, Technology) and "__final__" in vars(thing):
                return thing
    near = get_close_matches(module, kinds(), 3, 0.4) or ["one of its files"]
    raise StargateError(f"there is no technology {module!r} in power/\n  write: technology: {' or '.join(near)}")
