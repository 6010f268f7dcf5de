"""A purchase of computing: an offtaker pays for the use of chips."""

from typing import ClassVar, final

from stargate.capital.contracts.contract import Contract
from stargate.quantity.measures import Duration, Factor, HourlyPrice, MoneyPerItPowerYear, Rate, Share


@final
class ComputePurchase(Contract):
    """The offtaker pays the cloud company by IT power or by the accelerator-hour, whether it uses them or not.

    paid(t) = IT MW(t) x price x (1 + escalation)^y x max(take_or_pay, used) x honoured, with y the years since the
    phase had its full load; after the term the price is multiplied by `renewal`.
    """

    plural: ClassVar[str] = "compute_purchases"
    party: ClassVar[str] = "payer"

    payer: str
    """The partner who pays."""
    price: MoneyPerItPowerYear | None = None
    """For IT power that is energised; either this or `hourly`."""
    hourly: HourlyPrice | None = None
    """For an hour of one accelerator of the phase's chip."""
    escalation: Rate
    """By which the price rises, from full load of a phase."""
    term: Duration
    """From full load of a phase."""
    renewal: Factor
    """Price after the term, as a factor of that within it: what computing is worth on the market by then."""
    take_or_pay: Share
    """Of what is energised, paid for whether it is used or not."""
    used: Share
    """Of what is energised, used on average."""
    honoured: Share
    """Of what is owed, paid: lenders count on all of it."""
