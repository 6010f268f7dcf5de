"""What one setting serves over what another does."""

from enum import StrEnum
from typing import final

from pydantic import Field

from stargate.computing.anchors.anchor import Anchor
from stargate.computing.anchors.case import Case
from stargate.quantity.figure import Figure
from stargate.quantity.measures import Factor


class By(StrEnum):
    """What throughputs are compared by."""

    ACCELERATOR = "accelerator"
    IT_POWER = "IT power"
    MONEY = "money"


@final
class ThroughputRatio(Anchor):
    """Throughput of one setting over that of another, by accelerator, IT power or money."""

    published: Factor
    """The ratio."""
    by: By = Field(strict=False)
    """What throughputs are compared by."""
    case: Case
    """One setting."""
    over: Case
    """The setting it is compared with."""

    @property
    def figure(self) -> Figure:
        """What was published."""
        return self.published

    def modelled(self) -> float:
        """[1]"""
        return self._rate(self.case) / self._rate(self.over)

    def _rate(self, case: Case) -> float:
        found = case.served()
        if self.by is By.IT_POWER:
            return float(found.per_it_mw)
        hour = case.hour.p50 if self.by is By.MONEY and case.hour else 1.0
        return float(found.tokens_per_second) / hour

    @property
    def basis(self) -> str:
        """Both settings in words."""
        return f"by {self.by}: {self.case.words}; over {self.over.words}"
