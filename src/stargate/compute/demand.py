"""What asks for compute beside products: better algorithms, research, capacity elsewhere, rivals (K3)."""

from typing import Annotated

from pydantic import StringConstraints

from stargate.quantity.measures import (
    Bandwidth,
    Count,
    Date,
    Duration,
    Factor,
    H100e,
    Operations,
    Rate,
    Share,
    TokenRate,
    Tokens,
)
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
    elasticity: Factor
    """By how many percent use rises where a token so takes one percent less: above 1, more compute is asked for."""


class Requests(Noun):
    """How models are asked and answer: what the compute of a product that names its `model` follows from."""

    context: Count
    """Tokens of a request."""
    generated: Count
    """Tokens of its answer."""
    speed: TokenRate
    """At which each user is answered."""
    bits: Count
    """Precision that is computed in: 16, 8 or 4."""
    load: Share
    """What is served over days and nights, of what accelerators could serve that are busy all the time."""


class PublishedRun(Noun):
    """A training run, as somebody stated or estimated it."""

    title: str
    """What it trained."""
    operations: Operations
    """What it took."""
    published: Date
    """When the model came out."""


class Runs(Noun):
    """What the largest training run follows from, and what it is held against."""

    duration: Duration
    """How long such a run takes."""
    batch: Tokens
    """Tokens between two updates of a model's parameters that all campuses take part in."""
    tokens_per_parameter: Factor
    """Tokens that a model is trained on, for each of its parameters."""
    stops_together: Count | None = None
    """Accelerators that stop where one of them fails while others go on; all of a run where empty."""
    wide_area: Bandwidth
    """What each campus can send to the others, and receive, where a run spans campuses."""
    growth: Rate | None = None
    """By which the largest runs of all have grown: the trend from the largest of `published` on."""
    published: dict[str, PublishedRun] = {}
    """Runs of others, and of earlier days: shown beside, never computed with."""


class Demand(Noun):
    """What tokens and training ask of the fleet."""

    efficiency_growth: Rate
    """By which work by unit of compute rises at equal quality, through better algorithms: threefold is 200 %/year."""
    shock: Shock | None = None
    """A time in which it rises faster."""
    usage_growth: Rate | None = None
    """By which tokens by user rise, from the day that users were counted; they stay where empty."""
    work_growth: Rate | None = None
    """By which operations by token rise, as users turn to larger models; they stay where empty."""
    slowing: Duration | None = None
    """In how long, from the programme's date on, the pace of all these halves, ever again; it stays where empty."""
    requests: Requests | None = None
    """How models are asked; needed where a product names one."""
    reserve: Share | None = None
    """Part of the capacity to serve that is kept for peaks and failures."""
    elsewhere: Capacity | None = None
    """All compute of the same offtakers as published; the programme's own on those days is taken off."""
    rivals: dict[str, Capacity] = {}
    """Compute of others, as published: shown beside, never computed with."""
    runs: Runs | None = None
    """How large a training run can be."""
    note: str = ""
    """A remark for readers."""
