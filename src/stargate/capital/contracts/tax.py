"""Income tax, as companies owe it."""

from typing import ClassVar, final

from pydantic import Field

from stargate.capital.company import Use
from stargate.capital.contracts.contract import Contract
from stargate.quantity.measures import Share


@final
class Tax(Contract):
    """The company pays tax on what it earns less interest and depreciation (MACRS, F6)."""

    plural: ClassVar[str] = "taxes"
    party: ClassVar[str] = "authority"

    use: Use = Field(strict=False)
    """`construction` or `compute`."""
    authority: str
    """The partner who is paid."""
    rate: Share
    """On income, federal and of the state together."""
    five_years: Share
    """Of cost, depreciated over 5 years."""
    fifteen_years: Share
    """Of cost, depreciated over 15 years; the rest over 39."""
    bonus: Share
    """Of what is depreciated over 5 and 15 years, at once."""
    losses_used: Share
    """Of a loss, set by owners against other income at once; the rest is carried forward."""
    losses_limit: Share
    """Most of an income that losses carried forward may take away."""
