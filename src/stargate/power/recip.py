"""Reciprocating gas engines: many small units; turbocharged, so that thin air and heat cost little."""

from typing import final

from stargate.power.fuel import GasPlant


@final
class GasEngine(GasPlant):
    """A plant of reciprocating engines on natural gas."""
