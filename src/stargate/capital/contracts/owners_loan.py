"""A shareholder loan: part of owners' money, paid back with interest before any dividend."""

from typing import ClassVar, final

from pydantic import Field

from stargate.capital.company import Use
from stargate.capital.contracts.contract import Contract
from stargate.quantity.measures import Rate, Share


@final
class OwnersLoan(Contract):
    """Owners lend their company part of what they pay in; its interest is taken off taxable income."""

    plural: ClassVar[str] = "owners_loans"
    party: ClassVar[str] = ""

    use: Use = Field(strict=False)
    """`construction` or `compute`."""
    share: Share
    """Of what owners pay in."""
    interest: Rate
    """On it, added to it until it is paid."""
