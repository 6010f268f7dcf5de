"""A commitment of money, and how far it can be relied on."""

from enum import StrEnum

from pydantic import Field

from stargate.quantity.measures import Date, Money, Share
from stargate.quantity.noun import Noun
from stargate.quantity.statement import Statement


class Standing(StrEnum):
    """How far a commitment of money has come."""

    CLOSED = "closed"
    COMMITTED = "committed"
    REPORTED = "reported"
    ANNOUNCED = "announced"
    CLAIMED = "claimed"
    NEGOTIATING = "negotiating"
    WITHDRAWN = "withdrawn"


class Instrument(StrEnum):
    """What form money takes."""

    EQUITY = "equity"
    DEBT = "debt"
    CHIPS = "chips"
    GUARANTEE = "guarantee"
    PURCHASE = "purchase"
    MIXED = "mixed"


class CommitmentStatus(Statement):
    """A standing with its source; readings follow each other as a deal moves on."""

    choices = Standing


class Commitment(Noun):
    """Money that someone has promised, lent or is said to bring."""

    title: str = ""
    """What it is called in tables."""
    payers: list[str] = []
    """Partners who bring the money."""
    to: str
    """`programme`, the name of a site, or the name of a partner: only the first two pay for campuses."""
    instrument: Instrument = Field(strict=False)
    """What form it takes."""
    amount: Money
    """How much."""
    status: CommitmentStatus
    """How far it has come."""
    on: Date | None = None
    """When it was made or reported."""
    terms: Statement | None = None
    """Margin, tenor, covenants, as far as known."""
    note: str = ""
    """A remark for readers."""

    @property
    def name(self) -> str:
        """Its title, or the last part of its address in words."""
        return self.title or self.address.rpartition(".")[2].replace("_", " ")


class StandingChances(Noun):
    """The chance that money turns into cash, by its standing."""

    closed: Share
    """Signed and funded or syndicated."""
    committed: Share
    """Binding, not fully paid."""
    reported: Share
    """In the press, not confirmed by the parties."""
    announced: Share
    """A stated intention."""
    claimed: Share
    """Stated as done, no evidence seen."""
    negotiating: Share
    """Under discussion."""
    withdrawn: Share
    """Given up."""
