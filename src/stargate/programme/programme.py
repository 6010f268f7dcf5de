"""A programme as read: its nouns as known by a date, every figure by address, and what it was read from."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stargate.errors import StargateError
from stargate.programme.adding import digest_with
from stargate.programme.model import Contents, Scenario
from stargate.quantity.figure import Figure
from stargate.quantity.notation import months_of_date
from stargate.quantity.noun import Branch, Text
from stargate.quantity.shown import html_table
from stargate.quantity.statement import Statement

if TYPE_CHECKING:
    from stargate.programme.write import Written


@dataclass(frozen=True)
class Origin:
    """What a programme was read from: its texts, and what was laid over them."""

    folder: Path  #: where its files stand
    overlay: Path | None  #: where confidential ones stand
    format: int  #: that its files are written in
    tree: Branch = field(repr=False)  #: their text, with lines
    scenarios: Mapping[str, Scenario] = field(repr=False)  #: all of them, by name
    scenario_trees: Mapping[str, Branch] = field(repr=False)  #: their text, with lines
    scenario: str  #: name of the one it is read under
    changes: tuple[tuple[str, str], ...]  #: overrides, as (address, text)
    as_of: str  #: the date whose knowledge counts
    files: str  #: digest of the files
    added: Mapping[str, Any] = field(default_factory=dict, repr=False)  #: records beside those of the files
    known: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)  #: states it was read in, by texts

    @property
    def digest(self) -> str:
        """A name for what the files say, and what is added to them."""
        return digest_with(self.files, self.added)

    @property
    def dated(self) -> tuple[str, str]:
        """Where its date is written, file and line or `--as-of`, and the address there."""
        trees = (self.scenario_trees.get(self.scenario, {}), self.tree)
        written = (node for tree in trees if isinstance(node := tree.get("as_of"), Text) and node == self.as_of)
        return next(((node.where, node.address) for node in written), ("--as-of", ""))


@dataclass(frozen=True)
class Programme:
    """A programme of campuses, as known by a date.

    `contents` holds the nouns that exist at that date; `not_yet_known` the addresses of those that do not; `warnings`
    says what may be meant but looks odd.
    """

    contents: Contents = field(repr=False)  #: its nouns
    figures: Mapping[str, Figure] = field(repr=False)  #: every figure by address
    statements: Mapping[str, Statement] = field(repr=False)  #: every statement in words by address
    not_yet_known: tuple[str, ...] = field(repr=False)  #: addresses of what does not exist yet
    warnings: tuple[str, ...] = field(repr=False)  #: what may be meant but looks odd
    origin: Origin  #: what it was read from

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

    @property
    def confidential(self) -> tuple[str, ...]:
        """Addresses of the figures and statements that count and stand in a confidential overlay."""
        return tuple(part.address for part in (*self, *self.statements.values()) if part.confidential)

    def __getitem__(self, address: str) -> Figure:
        """The figure at `address`.

        Raises StargateError where there is none, naming those that are spelt alike.
        """
        if figure := self.figures.get(address):
            return figure
        if statement := self.statements.get(address):
            raise StargateError(
                f"{address} is a statement in words: {statement}\n"
                f"  write: the address of a figure; `stargate show` shows statements"
            )
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

    def _repr_html_(self) -> str:
        """Its campuses in a table, for a notebook."""
        rows = [
            (
                site.name,
                site.state,
                site.status.value,
                str(len(site.phases)),
                f"{sum(p.it_power.p50 for p in site.phases.values() if p.it_power.has_value):,.0f}",
                site.address,
            )
            for site in self.contents.sites.values()
        ]
        columns = ("Campus", "State", "Status", "Phases", "IT MW, medians", "Address")
        return html_table(f"{self}; {self.scenario.title.lower()}", columns, rows)

    def override(self, changes: Mapping[str, str]) -> "Programme":
        """The programme with `changes` by address laid over it: figures, `x 1.3`, `+ 2 months`, or other text."""
        from stargate.programme.read import reread

        return reread(self, changes=(*self.origin.changes, *changes.items()))

    def adding(self, records: Mapping[str, Any], changes: Mapping[str, str] | None = None) -> "Programme":
        """The programme with `records` beside those of its files, as they would be written, and `changes` laid on.

        Raises ProgrammeError with every problem found.
        """
        from stargate.programme.read import reread

        return reread(self, added=records, changes=(*self.origin.changes, *(changes or {}).items()))

    def at(self, as_of: str) -> "Programme":
        """The programme as it was known on another date."""
        from stargate.programme.read import reread

        return reread(self, as_of=as_of)

    def under(self, scenario: str) -> "Programme":
        """The programme under another of its scenarios, in that scenario's state of knowledge."""
        from stargate.programme.read import reread

        return reread(self, scenario=scenario, as_of=None)

    def write(self, folder: Path | str | None = None) -> "Written":
        """Writes the changes laid over it into its files, or into a copy of them in `folder`; comments and order stay.

        With a confidential overlay it is the overlay that is written.
        """
        from stargate.programme.write import write

        return write(self, folder)
