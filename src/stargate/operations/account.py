"""What the hours of a campus add up to, by month and per MWh of IT energy (O6)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float

from stargate.operations.year import by_month

if TYPE_CHECKING:
    from stargate.operations.site_year import SiteYear

_SEEN = 1e-6  # MW: what is less is rounding


@dataclass(frozen=True)
class Quantity:
    """Something that hours add up to."""

    name: str  #: as a key
    unit: str  #: of a sum
    words: str  #: what it is
    hours: Callable[["SiteYear"], Float[np.ndarray, "hour"]] = field(repr=False)  #: what an hour adds


QUANTITIES = (
    Quantity("it_energy", "MWh", "IT energy that ran", lambda s: s.it_served),
    Quantity("facility_energy", "MWh", "energy of the whole campus", lambda s: s.load - s.cut),
    Quantity("grid_energy", "MWh", "energy from the grid", lambda s: s.grid),
    Quantity("energy_cost", "USD", "energy from the grid", lambda s: s.energy_cost),
    Quantity("demand_charge", "USD", "charge for the highest grid MW", lambda s: s.demand_charge),
    Quantity("fuel_cost", "USD", "fuel burnt on site", lambda s: s.fuel_cost),
    Quantity("upkeep", "USD", "variable upkeep and wear on site", lambda s: s.upkeep),
    Quantity("compute_left_out", "USD", "worth of IT energy left out on notice", lambda s: s.worth_left_out),
    Quantity("compute_unserved", "USD", "cost of IT energy cut without notice", lambda s: s.worth_unserved),
    Quantity("fuel", "MMBtu", "fuel burnt on site, higher heating value", lambda s: s.fuel),
    Quantity("water_on_site", "m3", "water consumed on site", lambda s: s.water_on_site),
    Quantity("water_off_site", "m3", "water consumed at the grid's power plants", lambda s: s.water_off_site),
    Quantity("carbon_on_site", "kg", "carbon dioxide emitted on site", lambda s: s.carbon_on_site),
    Quantity("carbon_location", "kg", "carbon dioxide, location average", lambda s: s.carbon_location),
    Quantity("carbon_marginal", "kg", "carbon dioxide, hourly marginal", lambda s: s.carbon_marginal),
    Quantity("carbon_market", "kg", "carbon dioxide, market-based and hourly matched", lambda s: s.carbon_market),
    Quantity("nox", "kg", "nitrogen oxides emitted on site", lambda s: s.nox),
    Quantity("energy_left_out", "MWh", "facility energy left out on notice", lambda s: s.dispatch.left_out),
    Quantity("energy_unserved", "MWh", "facility energy unserved", lambda s: s.dispatch.unserved),
    Quantity("hours_left_out", "h", "hours with load left out on notice", lambda s: s.dispatch.left_out > _SEEN),
    Quantity("hours_unserved", "h", "hours with load unserved", lambda s: s.dispatch.unserved > _SEEN),
)
COSTS = ("energy_cost", "demand_charge", "fuel_cost", "upkeep")  #: what is paid by the hour, without fixed cost
_BY_NAME = {quantity.name: quantity for quantity in QUANTITIES}


@dataclass(frozen=True)
class Account:
    """Sums by month of everything in QUANTITIES."""

    months: dict[str, Float[np.ndarray, "month"]] = field(repr=False)  #: by the quantity's name, in its unit

    @classmethod
    def of(cls, site: "SiteYear") -> "Account":
        """What the hours of a campus add up to."""
        return cls({quantity.name: by_month(quantity.hours(site).astype(float)) for quantity in QUANTITIES})

    def __getitem__(self, name: str) -> float:
        """The sum of the year."""
        return float(self.months[name].sum())

    @property
    def cost(self) -> float:
        """Energy, demand charge, fuel and upkeep of the year [USD]; fixed cost and lost compute apart."""
        return sum(self[name] for name in COSTS)

    @property
    def cost_per_it_energy(self) -> float | None:
        """The same per MWh of IT energy [USD/MWh]; None where nothing ran."""
        return self.cost / self["it_energy"] if self["it_energy"] > 0 else None

    @property
    def cost_by_month(self) -> Float[np.ndarray, "month"]:
        """The same by month [USD]."""
        return np.sum([self.months[name] for name in COSTS], axis=0)

    def per_it_energy(self, name: str) -> float | None:
        """A sum of the year per MWh of IT energy; None where nothing ran."""
        return self[name] / self["it_energy"] if self["it_energy"] > 0 else None

    def months_per_it_energy(self, name: str) -> Float[np.ndarray, "month"]:
        """Sums of months per MWh of IT energy; 0 in months in which nothing ran."""
        ran, sums = self.months["it_energy"], self.cost_by_month if name == "cost" else self.months[name]
        return np.divide(sums, ran, out=np.zeros_like(sums), where=ran > 0)


def quantity(name: str) -> Quantity:
    """One of QUANTITIES by its name."""
    return _BY_NAME[name]
