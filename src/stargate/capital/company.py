"""A project company: what it holds at a campus, and who owns it."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from stargate.quantity.measures import Share
from stargate.quantity.noun import Noun


class Use(StrEnum):
    """What capital is spent on: separate collateral, with loans of its own (F3)."""

    CONSTRUCTION = "construction"
    COMPUTE = "compute"


class Company(Noun):
    """A company that builds, borrows against and earns with what it holds at one campus."""

    name: str
    """Its name."""
    site: str
    """The campus: a name in `sites`."""
    holds: list[Annotated[Use, Field(strict=False)]]
    """`construction` (shell, power, cooling: it is the landlord), `compute` (chips: it sells computing), or both."""
    owners: dict[str, Share]
    """Partners or companies that own it, with their shares, which add up to 100%."""
    note: str = ""
    """A remark for readers."""
