"""What a million tokens cost where an hour of an accelerator costs so much."""

from typing import final

from stargate.computing.anchors.anchor import Anchor
from stargate.computing.anchors.case import Case
from stargate.errors import StargateError
from stargate.quantity.figure import Figure
from stargate.quantity.measures import TokenPrice


@final
class CostOfTokens(Anchor):
    """Cost of a million input and output tokens, at a stated cost of the accelerator's hour."""

    published: TokenPrice
    """By tokens."""
    case: Case
    """The setting, with its hour."""

    @property
    def figure(self) -> Figure:
        """What was published."""
        return self.published

    def modelled(self) -> float:
        """[USD/m tokens]"""
        if self.case.hour is None:
            raise StargateError(
                f"{self.where}: nobody says what an hour costs\n  write: hour: 2.2 USD/hour [source-key]"
            )
        return self.case.hour.p50 / (float(self.case.served().tokens_per_second) * 3600 / 1e6)

    @property
    def basis(self) -> str:
        """The setting in words."""
        hour = f", {self.case.hour.p50:.2f} USD an hour" if self.case.hour else ""
        return f"{self.case.words}{hour}"
