"""How often a training run is interrupted unasked."""

from typing import final

from stargate.compute.chip import Chip
from stargate.computing.anchors.anchor import Anchor
from stargate.errors import StargateError
from stargate.programme.catalogue import entry
from stargate.quantity.figure import Figure
from stargate.quantity.measures import Count, Duration


@final
class Interruptions(Anchor):
    """Accelerators times the time they run, over what lies between failures of one."""

    published: Count
    """In the period."""
    chip: str
    """The accelerator, by its name in the catalogue."""
    accelerators: Count
    """How many."""
    period: Duration
    """How long they run."""

    @property
    def figure(self) -> Figure:
        """What was published."""
        return self.published

    def modelled(self) -> float:
        """In the period."""
        return self.accelerators.p50 * self.period.p50 / between(self.chip)

    @property
    def basis(self) -> str:
        """The accelerators in words."""
        return f"{self.accelerators.p50:,.0f} {self.chip}, whose time between failures is put in"


def between(name: str) -> float:
    """Time of one accelerator between failures that stop a run [months]. Raises StargateError where it is not known."""
    chip = entry("chips", name, Chip)
    if chip.failure_interval is None:
        raise StargateError(f"how often {chip.name} fails is not known\n  write: failure_interval: 50_000 hours [key]")
    return chip.failure_interval.p50
