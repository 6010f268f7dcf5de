"""An activity: work, a permit, a delivery or an agreement that takes time and may wait for others."""

from enum import StrEnum
from typing import Any

from pydantic import Field, field_validator

from stargate.quantity.measures import Date, Duration, Share
from stargate.quantity.noun import Branch, Items, Noun, Text
from stargate.schedule.limit import Take

MOST_REPEATING = 0.95  # the highest chance of another round that counts: beyond, agreements hardly ever end


class ActivityKind(StrEnum):
    """What sort of thing an activity is; the report groups by it."""

    AGREEMENT = "agreement"
    LAND = "land"
    PERMIT = "permit"
    LITIGATION = "litigation"
    FINANCING = "financing"
    DESIGN = "design"
    GRID = "grid"
    GENERATION = "generation"
    FUEL = "fuel"
    PROCUREMENT = "procurement"
    SHELL = "shell"
    FIT_OUT = "fit-out"
    CHIPS = "chips"
    COMMISSIONING = "commissioning"


class Start(StrEnum):
    """Which end of a predecessor is waited for."""

    FINISH = "finish"
    START = "start"


class Link(Noun):
    """How an activity waits for another."""

    of: Start = Field(default=Start.FINISH, strict=False)
    """`finish` (the default) or `start`: which end of the predecessor is waited for."""
    lag: Duration | None = None
    """Time that must pass after that end."""


class Activity(Noun):
    """Work, a permit, a delivery or an agreement that takes time and may wait for others.

    With `parties` it is an agreement (T4): every party answers after its own time, a round ends with the slowest, and
    another round follows with the chance `another_round`.
    """

    kind: ActivityKind = Field(strict=False)
    """What sort of activity it is."""
    title: str = ""
    """What it is called in tables; the name in words where empty."""
    duration: Duration | None = None
    """How long it takes from its start, every shared cause at its median."""
    parties: dict[str, Duration] = {}
    """An agreement's partners, each with the time it takes to answer in one round."""
    another_round: Share | None = None
    """The chance that a round of an agreement is followed by another; at most 95% counts."""
    after: dict[str, Link] = Field(default={}, json_schema_extra={"type": "array", "items": {"type": "string"}})
    """What it waits for: a list of names of the same site's activities or full addresses, or a mapping with lags."""
    drivers: list[str] = []
    """Shared causes that stretch its duration."""
    who: list[str] = []
    """Partners who must act."""
    takes: dict[str, Take] = {}
    """What it takes of supplies that campuses share, by their names in `limits`: it waits until they cover it."""
    not_before: Date | None = None
    """It does not start before this date."""
    started: Date | None = None
    """When it started, as a fact."""
    finished: Date | None = None
    """When it finished, as a fact."""
    withdrawn: Date | None = None
    """When it was given up; it holds nothing back from then on."""
    note: str = ""
    """A remark for readers."""

    @field_validator("after", mode="before")
    @classmethod
    def _list_of_names(cls, value: Any) -> Any:
        if not isinstance(value, Items):
            return value
        links = Branch(value.address, value.where)
        for name in value:
            if not isinstance(name, Text):
                return value
            links[name] = Branch(f"{value.address}.{name}", name.where)
            links.lines[name] = name.where
        return links

    @property
    def name(self) -> str:
        """The last part of its address, in words."""
        return self.title or self.address.rpartition(".")[2].replace("_", " ")
