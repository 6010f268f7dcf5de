"""A training run, as it is published."""

from functools import cache

from stargate.computing.train import Training, train
from stargate.quantity.measures import Count
from stargate.quantity.noun import Noun


class Run(Noun):
    """Which model on which accelerators."""

    model: str
    """The model, by its name in the catalogue."""
    chip: str
    """The accelerator, by its name in the catalogue."""
    accelerators: Count
    """How many."""
    precision: Count
    """Bits that are computed with."""
    batch: Count | None = None
    """Sequences of a step; as runs of its size have them where empty."""

    def trained(self) -> Training:
        """What the model computes of it."""
        batch = round(self.batch.p50) if self.batch else 0
        return _trained(self.model, self.chip, round(self.accelerators.p50), round(self.precision.p50), batch)

    @property
    def words(self) -> str:
        """The run in words."""
        return f"{self.model} on {self.accelerators.p50:,.0f} {self.chip}, {self.precision.p50:.0f} bits"


@cache  # several publications speak of one run
def _trained(model: str, chip: str, accelerators: int, precision: int, batch: int) -> Training:
    return train(model, chip=chip, accelerators=accelerators, precision=precision, batch=batch)
