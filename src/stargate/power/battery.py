"""Lithium-ion batteries of any duration: power and energy are bought apart."""

from math import sqrt
from typing import final

from stargate.power.element import Store
from stargate.power.technology import Context, Elements, Technology, middle
from stargate.quantity.measures import Duration, MoneyPerStoredEnergy, Share


@final
class Battery(Technology):
    """A battery. Power is at the bus; cells are added as they fade, so that energy holds for its whole life."""

    energy_capex: MoneyPerStoredEnergy
    """What its energy costs to build, beside its power."""
    upkeep: Share
    """Fixed yearly cost as a share of what it costs to build, cells added as they fade included."""
    round_trip: Share
    """Energy that comes out of what goes in."""
    retention: Share | None = None
    """Energy kept from one hour to the next; all of it where it is not written."""
    usual: Duration
    """For how long it gives its full power where its energy is not said."""

    @property
    def stores(self) -> bool:
        """It does."""
        return True

    def energy_of(self, capacity: float, energy: float | None) -> float:
        """What `capacity` [MW] stores: `energy` where it is said, else what the usual duration gives [MWh]."""
        return capacity * self.usual.p50 * 730.5 if energy is None else energy

    def capital(self, capacity: float, energy: float | None = None) -> float:
        """What `capacity` [MW] and `energy` [MWh] cost to build [USD]."""
        return 1e3 * (capacity * self.capex.p50 + self.energy_of(capacity, energy) * self.energy_capex.p50)

    def fixed(self, capacity: float, energy: float | None = None) -> float:
        """What they cost each year [USD/year]."""
        return self.upkeep.p50 * self.capital(capacity, energy)

    def _elements(self, name: str, capacity: float, context: Context, energy: float | None) -> Elements:  # noqa: ARG002
        power, one_way = capacity * self.availability, sqrt(self.round_trip.p50)
        store = Store(
            name,
            charge_power=power,
            discharge_power=power,
            energy=self.energy_of(capacity, energy) * self.availability,
            charge_efficiency=one_way,
            discharge_efficiency=one_way,
            retention=1.0 if self.retention is None else self.retention.p50,
            discharge_cost=middle(self.variable_om),
        )
        return Elements(stores=(store,))
