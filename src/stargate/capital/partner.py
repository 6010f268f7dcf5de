"""A partner of the programme: its roles, its stake, what it could pay."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from stargate.quantity.measures import Money, MoneyPerYear, Share
from stargate.quantity.noun import Noun
from stargate.quantity.statement import Statement


class Role(StrEnum):
    """What a partner is to the programme."""

    SPONSOR = "sponsor"
    LENDER = "lender"
    OPERATOR = "operator"
    OFFTAKER = "offtaker"
    SUPPLIER = "supplier"
    DEVELOPER = "developer"
    LESSEE = "lessee"
    TECHNOLOGY = "technology"
    UTILITY = "utility"
    AUTHORITY = "authority"


class Partner(Noun):
    """A company or authority that pays, lends, builds, operates, buys, supplies or must agree."""

    name: str
    """Its name."""
    roles: list[Annotated[Role, Field(strict=False)]] = []
    """What it is to the programme."""
    responsibility: Statement | None = None
    """Its responsibility in words: financial, operational, technical."""
    stake: Share | None = None
    """Its share of the joint venture; not to be computed from its money."""
    competing_uses: Money | None = None
    """What else its capital has been promised to."""
    exposure: Money | None = None
    """What it has put into its partners already."""
    owners: dict[str, Share] = {}
    """Partners that own part of it, with their shares; the rest belongs to others."""
    capacity: MoneyPerYear | None = None
    """What it can put into campuses in a year, from its own means and what it can raise."""
    note: str = ""
    """A remark for readers."""
