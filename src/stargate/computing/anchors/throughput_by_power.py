"""Tokens per second and megawatt."""

from typing import final

from stargate.computing.anchors.anchor import Anchor
from stargate.computing.anchors.case import Case
from stargate.quantity.figure import Figure
from stargate.quantity.measures import Factor, Share, TokenRateByPower


@final
class ThroughputByPower(Anchor):
    """Input and output tokens per second and MW, of a site over its days where duty and overhead are said."""

    published: TokenRateByPower
    """By MW."""
    case: Case
    """The setting."""
    duty: Share | None = None
    """Part of what accelerators could do that they do over the days; all where empty."""
    overhead: Factor | None = None
    """Power of the site over its IT power; one where empty."""

    @property
    def figure(self) -> Figure:
        """What was published."""
        return self.published

    def modelled(self) -> float:
        """[tokens/s/MW]"""
        duty, overhead = (figure.p50 if figure else 1.0 for figure in (self.duty, self.overhead))
        return float(self.case.served().average(duty).per_it_mw) / overhead

    @property
    def basis(self) -> str:
        """The setting in words."""
        duty = f", in use {self.duty.p50:.0%}" if self.duty else ""
        site = f", site over IT power {self.overhead.p50:g}" if self.overhead else ", of IT power"
        return f"{self.case.words}{duty}{site}"
