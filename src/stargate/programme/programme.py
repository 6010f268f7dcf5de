"""A programme as read: its nouns as known by a date, every figure by address, and what it was read from."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

from stargate.errors import StargateError
from stargate.programme.model import Contents, Scenario
from stargate.quantity.figure import Figure
from stargate.quantity.notation import months_of_date
from stargate.quantity.noun import Branch
from stargate.quantity.statement import Statement


@dataclass(frozen=True)
class Origin:
    """What a programme was read from: its texts, and what was laid over them."""

    folder: Path
    tree: Branch = field(repr=False)
    scenarios: Mapping[str, Scenario] = field(repr=False)
    scenario_trees: Mapping[str, Branch] = field(repr=False)
    scenario: str
    changes: tuple[tuple[str, str], ...]
    as_of: str
    digest: str


@dataclass(frozen=True)
class Programme:
    """A programme of campuses, as known by a date.

    `contents` holds the nouns that exist at that date; `not_yet_known` the addresses of those that do not; `warnings`
    says what may be meant but looks odd.
    """

    contents: Contents = field(repr=False)
    figures: Mapping[str, Figure] = field(repr=False)
    statements: Mapping[str, Statement] = field(repr=False)
    not_yet_known: tuple[str, ...] = field(repr=False)
    warnings: tuple[str, ...] = field(repr=False)
    origin: Origin

    @property
    def name(self) -> str:
        """What it is called."""
        return self.contents.name

    @property
    def as_of(self) -> str:
        """The date whose knowledge it is read in."""
        return self.origin.as_of

    @property
    def as_of_month(self) -> float:
        """That date in months since the programme's start."""
        return self.month(self.origin.as_of)

    @property
    def scenario(self) -> Scenario:
        """The scenario it is read under."""
        return self.origin.scenarios[self.origin.scenario]

    @property
    def month_zero(self) -> float:
        """The programme's start in months since year 0."""
        return months_of_date(self.contents.start)

    def month(self, day: str) -> float:
        """A date in months since the programme's start (C1)."""
        return months_of_date(day) - self.month_zero

    def __getitem__(self, address: str) -> Figure:
        """The figure at `address`.

        Raises StargateError where there is none, naming those that are spelt alike.
        """
        if figure := self.figures.get(address):
            return figure
        near = get_close_matches(address, self.figures, 3, 0.6)
        hint = f"; did you mean {' or '.join(near)}?" if near else ""
        raise StargateError(f"there is no figure at {address}{hint}")

    def __contains__(self, address: object) -> bool:
        return address in self.figures

    def __iter__(self) -> Iterator[Figure]:
        return iter(self.figures.values())

    def __len__(self) -> int:
        return len(self.figures)

    def __str__(self) -> str:
        sites = len(self.contents.sites)
        return f"{self.name}: {sites} sites, {len(self.figures)} figures, as of {self.as_of}"

    def override(self, changes: Mapping[str, str]) -> "Programme":
        """The programme with `changes` by address laid over it: figures, `x 1.3`, `+ 2 months`, or other text."""
        from stargate.programme.read import reread

        return reread(self, changes=(*self.origin.changes, *changes.items()))

    def at(self, as_of: str) -> "Programme":
        """The programme as it was known on another date."""
        from stargate.programme.read import reread

        return reread(self, as_of=as_of)

    def under(self, scenario: str) -> "Programme":
        """The programme under another of its scenarios, in that scenario's state of knowledge."""
        from stargate.programme.read import reread

        return reread(self, scenario=scenario, as_of=None)
