"""Solid-oxide fuel cells on natural gas: best at part load, small units, hardly any nitrogen oxides; stacks age."""

from typing import final

from stargate.power.fuel import GasPlant
from stargate.quantity.measures import Duration, Rate


@final
class FuelCell(GasPlant):
    """Fuel cells on natural gas."""

    ageing: Rate
    """How much more fuel a stack takes each year that it runs."""
    stack_life: Duration
    """After how long a stack is replaced, at the cost of operation and maintenance."""

    @property
    def full_heat_rate(self) -> float:
        """Fuel per electricity at full output, halfway through a stack's life [MMBtu/MWh]."""
        return self.heat_rate.p50 * (1 + self.ageing.p50 * self.stack_life.p50 / 24)
