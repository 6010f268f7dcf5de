"""Tokens of a site in a year."""

from typing import final

from stargate.computing.anchors.anchor import Anchor
from stargate.computing.anchors.case import Case
from stargate.quantity.figure import Figure
from stargate.quantity.measures import FacilityPower, Factor, Share, Tokens

_SECONDS = 365.25 * 86_400
_BILLION = 1e9


@final
class TokensAYear(Anchor):
    """Input and output tokens of a site in a year."""

    published: Tokens
    """In a year."""
    case: Case
    """The setting."""
    site: FacilityPower
    """Its power, IT power and the rest."""
    duty: Share
    """Part of what accelerators could do that they do over the days."""
    overhead: Factor
    """Power of the site over its IT power."""

    @property
    def figure(self) -> Figure:
        """What was published."""
        return self.published

    def modelled(self) -> float:
        """[bn tokens]"""
        per_mw = float(self.case.served().average(self.duty.p50).per_it_mw)
        return per_mw * self.site.p50 / self.overhead.p50 * _SECONDS / _BILLION

    @property
    def basis(self) -> str:
        """The setting in words."""
        site = f"a site of {self.site.p50:g} facility MW, {self.overhead.p50:g} times its IT power"
        return f"{self.case.words}, in use {self.duty.p50:.0%}, {site}"
