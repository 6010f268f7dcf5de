"""A lease: the company that holds the chips pays the landlord for the shell around them."""

from typing import ClassVar, final

from stargate.capital.contracts.contract import Contract
from stargate.quantity.measures import Duration, MoneyPerItPowerYear, Rate


@final
class Lease(Contract):
    """The cloud company pays the landlord for IT power that is energised, until its term ends.

    rent(t) = IT MW(t) x rent x (1 + escalation)^y, with y the years since the phase had its full load.
    """

    plural: ClassVar[str] = "leases"
    party: ClassVar[str] = "guarantor"

    rent: MoneyPerItPowerYear
    """For IT power that is energised."""
    escalation: Rate
    """By which rent rises, from full load of a phase."""
    term: Duration | None = None
    """From full load of a phase, at campuses that have no `rent_term` of their own."""
    guarantor: str = ""
    """The partner who answers for the rent: the lessee, where the cloud company is its own."""
