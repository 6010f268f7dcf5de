"""What a campus asks of the accelerators in it, where no programme says so: a record of the catalogue."""

import numpy as np

from stargate.compute.chip import Chip
from stargate.errors import StargateError
from stargate.financing.own import Hosting, OwnCost
from stargate.quantity.measures import (
    Duration,
    EnergyPrice,
    Factor,
    MoneyPerItPower,
    PowerCharge,
    Rate,
    Share,
)
from stargate.quantity.noun import Noun


class Campus(Noun):
    """Costs of a campus beside its accelerators, in US dollars of 2025."""

    title: str
    """What it is."""
    cost_of_capital: Rate
    """Real cost of capital."""
    chip_life: Duration
    """How long accelerators, servers and network are used."""
    shell_life: Duration
    """How long building, power and cooling are used."""
    shell: MoneyPerItPower
    """Building, power and cooling."""
    operation: PowerCharge
    """Staff, upkeep, insurance and taxes on property."""
    electricity: EnergyPrice
    """Price of power."""
    overhead: Factor
    """Energy of the campus over that of its computers."""
    beside: Share
    """What servers, network and storage cost beside an accelerator, of its price."""
    note: str = ""
    """A remark for readers."""

    def hour(self, chip: Chip) -> OwnCost:
        """An hour of an accelerator that works all the time [USD], at medians; servers as the chip says or else here.

        Raises StargateError where its price or power is not known.
        """
        if chip.price is None or chip.power is None:
            raise StargateError(f"price or power of {chip.name} is not known\n  write: price: 30_000 USD [source-key]")
        bought = 1e6 * chip.price.p50 * (1 + (chip.beside or self.beside).p50)
        return self._hosting().hour(np.array(chip.power.p50), np.array(bought), 1.0)

    def _hosting(self) -> Hosting:
        numbers = (
            self.cost_of_capital.p50,
            self.chip_life.p50 / 12,
            self.shell_life.p50 / 12,
            0.0,
            self.shell.p50,
            self.operation.p50 / 1e3,
            self.overhead.p50 * self.electricity.p50 / 1e6,
            1.0,
        )
        return Hosting(*map(np.array, numbers))
