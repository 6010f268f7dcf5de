"""Construction and supply: what a campus is built of, and what replaces it."""

from typing import ClassVar, final

from pydantic import Field

from stargate.capital.company import Use
from stargate.capital.contracts.contract import Contract
from stargate.quantity.measures import Duration, Factor, Share


@final
class Procurement(Contract):
    """Builders and suppliers are paid what a campus costs by the company that holds it, as costs and spending say."""

    plural: ClassVar[str] = "procurements"
    party: ClassVar[str] = "supplier"

    use: Use = Field(strict=False)
    """`construction` or `compute`."""
    supplier: str
    """The partner who is paid."""
    life: Duration | None = None
    """Of chips, after which new ones are bought; shells last for their lease."""
    replacement: Factor | None = None
    """Of chips: what each new generation costs of the price of the one before, with prices rising as all do."""
    residual: Share | None = None
    """What it is worth at the end of its life, or of its lease, as a share of its cost."""
