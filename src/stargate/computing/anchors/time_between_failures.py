"""Time between failures of accelerators that work together."""

from typing import final

from stargate.computing.anchors.anchor import Anchor
from stargate.computing.anchors.interruptions import between
from stargate.quantity.figure import Figure
from stargate.quantity.measures import Count, Duration


@final
class TimeBetweenFailures(Anchor):
    """What lies between failures of one accelerator, over how many there are."""

    published: Duration
    """Between failures."""
    chip: str
    """The accelerator, by its name in the catalogue."""
    accelerators: Count
    """How many."""

    @property
    def figure(self) -> Figure:
        """What was published."""
        return self.published

    def modelled(self) -> float:
        """[months]"""
        return between(self.chip) / self.accelerators.p50

    @property
    def basis(self) -> str:
        """The accelerators in words."""
        return f"{self.accelerators.p50:,.0f} {self.chip}, whose time between failures is put in"
