"""Heavy frame gas turbines in simple cycle: cheap per kW, years in the queue, large units."""

from typing import final

from stargate.power.fuel import GasPlant


@final
class FrameTurbine(GasPlant):
    """A plant of heavy frame turbines on natural gas, without a steam cycle."""
