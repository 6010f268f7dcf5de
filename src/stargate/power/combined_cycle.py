"""Gas turbines with a steam cycle behind them: the least fuel, the longest wait, large units that turn down slowly."""

from typing import final

from stargate.power.fuel import GasPlant


@final
class CombinedCycle(GasPlant):
    """A combined-cycle plant on natural gas; its units are blocks of turbines with their steam turbine."""
