"""What asks for compute beside products: better algorithms, research, capacity elsewhere, rivals (K3)."""

from typing import Annotated

from pydantic import StringConstraints

from stargate.quantity.measures import Date, Duration, H100e, Rate, Share
from stargate.quantity.noun import Noun

Day = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$")]


class Capacity(Noun):
    """Compute that somebody has, day by day as published, and how it is taken to go on."""

    title: str
    """Whose it is."""
    h100e: dict[Day, H100e]
    """What there is on a day."""
    growth: Rate | None = None
    """By which it grows from the last of these days on; it stays where empty."""
    note: str = ""
    """A remark for readers."""


class Shock(Noun):
    """A time in which algorithms improve faster."""

    start: Date
    """When it begins."""
    duration: Duration
    """How long it lasts."""
    efficiency_growth: Rate
    """By which work by unit of compute rises in that time."""


class Demand(Noun):
    """What tokens and training ask of the fleet."""

    efficiency_growth: Rate
    """By which work by unit of compute rises at equal quality, through better algorithms: threefold is 200 %/year."""
    shock: Shock | None = None
    """A time in which it rises faster."""
    usage_growth: Rate | None = None
    """By which tokens by user rise."""
    reserve: Share | None = None
    """Part of the capacity to serve that is kept for peaks and failures."""
    elsewhere: Capacity | None = None
    """Compute of the same offtakers outside the programme."""
    rivals: dict[str, Capacity] = {}
    """Compute of others, as published: shown beside, never computed with."""
    note: str = ""
    """A remark for readers."""
