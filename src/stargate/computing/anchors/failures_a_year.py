"""Part of accelerators that fail in a year."""

from math import exp
from typing import final

from stargate.computing.anchors.anchor import Anchor
from stargate.computing.anchors.interruptions import between
from stargate.quantity.figure import Figure
from stargate.quantity.measures import Share

_YEAR = 12.0  # months


@final
class FailuresAYear(Anchor):
    """Accelerators that fail in a year at work, of interruptions that are laid to accelerators."""

    published: Share
    """Of accelerators."""
    chip: str
    """The accelerator, by its name in the catalogue."""
    laid_to_it: Share
    """Part of interruptions that are failures of the accelerator or its memory."""

    @property
    def figure(self) -> Figure:
        """What was published."""
        return self.published

    def modelled(self) -> float:
        """[1]"""
        return 1 - exp(-self.laid_to_it.p50 * _YEAR / between(self.chip))

    @property
    def basis(self) -> str:
        """The accelerator in words."""
        return f"{self.chip}, with {self.laid_to_it.p50:.0%} of interruptions laid to it"
