"""Aeroderivative and small gas turbines in simple cycle: delivered soon, quick to start, weak in heat and thin air."""

from typing import final

from stargate.power.fuel import GasPlant


@final
class AeroTurbine(GasPlant):
    """A plant of aeroderivative turbines on natural gas, without a steam cycle."""
