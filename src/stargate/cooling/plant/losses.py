"""What the electrical plant loses on the way to the servers."""

from typing import ClassVar, Self

from pydantic import model_validator

from stargate.cooling.plant.part import Hours, Part
from stargate.quantity.measures import Share
from stargate.quantity.noun import refused


class Losses(Part):
    """Losses of the electrical plant, and lighting."""

    may_be_zero: ClassVar = frozenset({"distribution", "lighting", "standing"})

    ups_efficiency: Share
    """Efficiency of the uninterruptible power supply at full load."""
    distribution: Share
    """Share of power lost in transformers and cables at full load."""
    lighting: Share
    """Power of lighting and the like, as a share of IT power at full load."""
    standing: Share
    """Share of these losses that stays whatever the load."""

    @model_validator(mode="after")
    def _passes_something(self) -> Self:
        if self.distribution.p50 >= 1:
            raise refused("distribution is below 100%", "distribution: 0 to 2% [source-key]", self.distribution)
        return self

    def per_it(self, share: Hours) -> Hours:
        """Losses [kWh/kWh of IT energy] at `share` of the design IT load.

            loss = (1 / eta - 1 + 1 / (1 - d) - 1 + l) * (1 + f * (1 / s - 1))

        The first bracket after Lei and Masanet (2022), <https://doi.org/10.1016/j.resconrec.2022.106323>.
        """
        full = 1 / self.ups_efficiency.p50 + 1 / (1 - self.distribution.p50) - 2 + self.lighting.p50
        return full * (1 + self.standing.p50 * (1 / share - 1))
