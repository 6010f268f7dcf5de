"""How long something takes."""

from typing import final

from stargate.computing.anchors.anchor import Anchor
from stargate.programme.catalogue import LeadTime, entry
from stargate.quantity.figure import Figure
from stargate.quantity.measures import Duration


@final
class LeadTimeAnchor(Anchor):
    """A duration beside the median of a lead time of the catalogue."""

    published: Duration
    """How long it took."""
    leadtime: str
    """The lead time, by its name in the catalogue."""

    @property
    def figure(self) -> Figure:
        """What was published."""
        return self.published

    def modelled(self) -> float:
        """[months]"""
        return entry("leadtimes", self.leadtime, LeadTime).duration.p50

    @property
    def basis(self) -> str:
        """Which lead time."""
        return f"median of the lead time {self.leadtime}, which is put in and not computed"
