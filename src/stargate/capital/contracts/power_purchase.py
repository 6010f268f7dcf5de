"""A purchase of power: the company that holds the chips pays for what they and their cooling draw."""

from typing import ClassVar, final

from stargate.capital.contracts.contract import Contract
from stargate.quantity.measures import EnergyPrice, Factor, Rate, Share


@final
class PowerPurchase(Contract):
    """The cloud company pays for the facility's energy: IT MW(t) x used x facility x 8,766 h/year x price.

    Where a year of hours has been operated, its cost per MWh of IT energy stands in place of `price` x `facility`.
    """

    plural: ClassVar[str] = "power_purchases"
    party: ClassVar[str] = "supplier"

    supplier: str
    """The partner who is paid."""
    price: EnergyPrice
    """Of energy, delivered, all charges included."""
    escalation: Rate
    """By which the price rises, from the programme's as-of date."""
    used: Share
    """IT energy drawn, of what IT power could draw."""
    facility: Factor
    """Facility energy per IT energy, over a year (PUE)."""
