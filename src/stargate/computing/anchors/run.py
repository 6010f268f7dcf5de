"""A training run, as it is published."""

from typing import Any

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

    def trained(self) -> Any:
        """What the model computes of it."""
        from stargate.computing.train import train

        return train(
            self.model,
            chip=self.chip,
            accelerators=round(self.accelerators.p50),
            precision=round(self.precision.p50),
            batch=round(self.batch.p50) if self.batch else 0,
        )

    @property
    def words(self) -> str:
        """The run in words."""
        return f"{self.model} on {self.accelerators.p50:,.0f} {self.chip}, {self.precision.p50:.0f} bits"
