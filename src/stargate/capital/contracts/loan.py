"""A loan: drawn for construction, converted to a term loan, repaid out of what is earned."""

from enum import StrEnum
from typing import ClassVar, final

from pydantic import Field

from stargate.capital.company import Use
from stargate.capital.contracts.contract import Contract
from stargate.quantity.measures import Date, Duration, Factor, Share, Spread


class Repayment(StrEnum):
    """How a term loan is repaid."""

    SCULPTED = "sculpted"
    LEVEL = "level"
    EVEN = "even"


@final
class Loan(Contract):
    """A lender lends the company that holds shells, or chips, part of their cost.

    Each phase is drawn, converted when it is complete, and repaid by itself.
    """

    plural: ClassVar[str] = "loans"
    party: ClassVar[str] = "lender"

    use: Use = Field(strict=False)
    """`construction` or `compute`: its collateral."""
    lender: str
    """The partner who lends."""
    gearing: Share
    """Most that is lent, as a share of cost with interest and fees."""
    building_margin: Spread
    """Over the programme's `base_rate` until a phase is complete."""
    margin: Spread
    """Over the programme's `base_rate` from then on."""
    due: Date | None = None
    """When the construction loan must be repaid, by the term loan or otherwise."""
    extension: Duration | None = None
    """By which the borrower may put that off, in all."""
    tenor: Duration
    """Of the term loan, from completion."""
    repayment: Repayment = Field(default=Repayment.SCULPTED, strict=False)
    """`sculpted` (default): service follows expected cash; `level` service; or `even` principal."""
    coverage: Factor
    """Debt service coverage (DSCR) to which debt is sized."""
    covenant: Factor
    """Debt service coverage below which the loan is in default."""
    lock_up: Factor
    """Debt service coverage below which owners are paid nothing."""
    fee: Share
    """Of what is drawn for construction."""
    reserve: Duration
    """Debt service held in reserve: the coming so many months of it."""
    sweep: Share
    """Of cash left over, prepays the loan."""
