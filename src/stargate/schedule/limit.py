"""A supply that campuses share, and what an activity takes of it: the records behind T6."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from stargate.quantity.figure import Figure
from stargate.quantity.measures import Count, GenerationPower, GridPower, ItPower, Money, Share
from stargate.quantity.noun import Noun

Period = Annotated[str, StringConstraints(pattern=r"^[12]\d{3}(-Q[1-4])?$")]

KINDS = ("generation_power", "grid_power", "it_power", "units", "money")  # what is counted; fields of both records


class Sharing(StrEnum):
    """How shared supplies are handed out."""

    ANNOUNCED = "announced"
    WRITTEN = "written"
    READY = "ready"
    UNLIMITED = "unlimited"


class Needed(StrEnum):
    """Which end of an activity waits for a supply."""

    START = "start"
    FINISH = "finish"


class Limit(Noun):
    """A supply that campuses share: what is taken by one is not there for the next, who waits until more has come (T6).

    Exactly one of its kinds is given by year or quarter, or else `capacity`.
    """

    title: str
    """What it is called."""
    needed_at: Needed = Field(default=Needed.START, strict=False)
    """Which end of an activity waits for it: `start` (the default) or `finish`."""
    generation_power: dict[Period, GenerationPower] = {}
    """Generation that comes in each year (2027) or quarter (2027-Q1), evenly over it; nothing comes in others."""
    grid_power: dict[Period, GridPower] = {}
    """The same for what carries power from the grid."""
    it_power: dict[Period, ItPower] = {}
    """The same for accelerators, by the IT load they make."""
    units: dict[Period, Count] = {}
    """The same for what is counted in pieces."""
    money: dict[Period, Money] = {}
    """The same for money that is raised."""
    commitments: list[str] = []
    """Commitments of money that are free from the beginning on, each with the chance of its standing."""
    share: Share | None = None
    """The part of what comes that the programme gets; all of it where empty."""
    capacity: Count | None = None
    """Instead: how many there are at any time. An activity has its part from its start until its work is done."""
    note: str = ""
    """A remark for readers."""

    @property
    def kind(self) -> str:
        """Which of KINDS it counts; `units` of a capacity, empty where none or several are given."""
        found = [kind for kind in KINDS if getattr(self, kind)]
        found += ["units"] if self.capacity is not None and not found else []
        found += ["money"] if self.commitments and not found else []
        return found[0] if len(found) == 1 else ""

    @property
    def periods(self) -> dict[str, Figure]:
        """What comes in each year or quarter."""
        return dict(getattr(self, self.kind)) if self.kind and self.capacity is None else {}


class Take(Noun):
    """What an activity takes of a shared supply: an amount of the supply's kind, or the IT power of phases."""

    generation_power: GenerationPower | None = None
    """Generation."""
    grid_power: GridPower | None = None
    """What carries power from the grid."""
    it_power: ItPower | None = None
    """Accelerators, by the IT load they make."""
    units: Count | None = None
    """Pieces; of a capacity, what it has at work."""
    money: Money | None = None
    """Money."""
    note: str = ""
    """A remark for readers."""
    phases: list[str] = []
    """Phases of the same site whose IT power it takes, so that it need not be written twice."""

    @property
    def kinds(self) -> list[str]:
        """Which of KINDS are given, `it_power` for phases."""
        return [kind for kind in KINDS if getattr(self, kind) is not None] + ["it_power"] * bool(self.phases)


def span(period: str) -> tuple[float, float]:
    """The first and the last month of a year or quarter, since year 0.

    >>> span("2027"), span("2027-Q2")
    ((24324.0, 24336.0), (24327.0, 24330.0))
    """
    year, _, quarter = period.partition("-Q")
    begin = 12.0 * int(year) + (3.0 * (int(quarter) - 1) if quarter else 0.0)
    return begin, begin + (3.0 if quarter else 12.0)
