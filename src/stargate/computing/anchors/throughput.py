"""Tokens per second of an accelerator."""

from typing import final

from stargate.computing.anchors.anchor import Anchor
from stargate.computing.anchors.case import Case
from stargate.quantity.figure import Figure
from stargate.quantity.measures import TokenRate


@final
class Throughput(Anchor):
    """Input and output tokens per second of one accelerator."""

    published: TokenRate
    """By accelerator."""
    case: Case
    """The setting."""

    @property
    def figure(self) -> Figure:
        """What was published."""
        return self.published

    def modelled(self) -> float:
        """[tokens/s]"""
        return float(self.case.served().tokens_per_second)

    @property
    def basis(self) -> str:
        """The setting in words."""
        return self.case.words
