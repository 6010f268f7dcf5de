"""A residual value guarantee: a partner makes up what a shell is worth less than promised at the end of its lease."""

from typing import ClassVar, final

from pydantic import Field

from stargate.capital.company import Use
from stargate.capital.contracts.contract import Contract
from stargate.quantity.measures import Share


@final
class ResidualGuarantee(Contract):
    """The guarantor pays the company max(0, guaranteed - residual) x cost, at the end of life."""

    plural: ClassVar[str] = "residual_guarantees"
    party: ClassVar[str] = "guarantor"

    use: Use = Field(strict=False)
    """`construction` or `compute`."""
    guarantor: str
    """The partner who pays."""
    guaranteed: Share
    """What it is to be worth at the end, as a share of its cost."""
