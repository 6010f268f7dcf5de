"""What an hour of an accelerator costs."""

from typing import final

from stargate.compute.chip import Chip
from stargate.computing.anchors.anchor import Anchor
from stargate.computing.anchors.campus import Campus
from stargate.programme.catalogue import entry
from stargate.quantity.figure import Figure
from stargate.quantity.measures import HourlyPrice


@final
class HourCost(Anchor):
    """Levelised cost of an hour of one accelerator, busy all the time, on a campus of the catalogue."""

    published: HourlyPrice
    """By accelerator."""
    chip: str
    """The accelerator, by its name in the catalogue."""
    campus: str = "typical"
    """The campus, by its name in `catalogue/hosting`."""

    @property
    def figure(self) -> Figure:
        """What was published."""
        return self.published

    def modelled(self) -> float:
        """[USD/hour]"""
        return float(self._campus.hour(entry("chips", self.chip, Chip)).total)

    @property
    def basis(self) -> str:
        """The accelerator and the campus in words."""
        return f"levelised cost of {self.chip}, busy all the time; {self._campus.title.lower()}"

    @property
    def _campus(self) -> Campus:
        return entry("hosting", self.campus, Campus)
