"""Running a campus: staff, upkeep, insurance, property tax."""

from typing import ClassVar, final

from pydantic import Field

from stargate.capital.company import Use
from stargate.capital.contracts.contract import Contract
from stargate.quantity.measures import MoneyPerItPowerYear, Rate


@final
class Operation(Contract):
    """The company that holds what is run pays who runs it: by IT power, rising as prices do, and by its cost."""

    plural: ClassVar[str] = "operations"
    party: ClassVar[str] = "operator"

    use: Use = Field(strict=False)
    """`construction` or `compute`."""
    operator: str
    """The partner who is paid."""
    fixed: MoneyPerItPowerYear
    """For IT power that is energised, in prices of the as-of date."""
    of_cost: Rate
    """A year, of what building it cost: insurance, property tax, spare parts."""
