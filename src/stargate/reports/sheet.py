"""The public sheet of a campus: everything that was ever said of it, by date, with who said it.

What a private overlay says is left out.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite

from stargate.programme.programme import Programme
from stargate.quantity.figure import Figure
from stargate.quantity.notation import date_text
from stargate.quantity.sources import is_confidential
from stargate.quantity.statement import Statement
from stargate.reports.causes import name_of


@dataclass(frozen=True)
class Entry:
    """One reading."""

    day: str  # when it became known; empty for an assumption, which has no date
    address: str
    name: str
    text: str
    kind: str  # observed, forecast, announced, assumed, said
    counts: bool  # whether it is the reading that counts at the date of the programme
    later: bool  # whether it became known only after that date
    where: str


@dataclass(frozen=True)
class Sheet:
    """A campus with all readings of its figures and statements, latest first."""

    site: str
    name: str
    entries: list[Entry]


def sheets(programme: Programme) -> list[Sheet]:
    """The sheet of every campus."""
    return [sheet(programme, site) for site in programme.contents.sites]


def sheet(programme: Programme, site: str) -> Sheet:
    """The sheet of one campus."""
    own = f"sites.{site}"
    parts = {**programme.figures, **programme.statements}
    found = [entry for a, part in parts.items() if a.startswith(f"{own}.") for entry in _entries(programme, part)]
    return Sheet(own, programme.contents.sites[site].name, sorted(found, key=lambda e: e.day, reverse=True))


def _entries(programme: Programme, part: Figure | Statement) -> Iterator[Entry]:
    now = programme.month_zero + programme.as_of_month
    for reading in part.readings:
        if is_confidential(reading.where):
            continue
        text = str(reading) if isinstance(part, Figure) else f"{reading.text} [{', '.join(reading.sources)}]"  # type: ignore[union-attr]
        dated = isfinite(reading.known_since)
        yield Entry(
            day=date_text(reading.known_since) if dated else "",
            address=part.address,
            name=name_of(programme, part.address),
            text=text,
            kind=kind_of(part.address, reading.sources),
            counts=reading is part.reading,
            later=dated and reading.known_since > now,
            where=reading.where,
        )


_FACTS = ("observed", "started", "finished", "withdrawn")


def kind_of(address: str, sources: tuple[str, ...]) -> str:
    """What sort of statement a reading is: a fact seen, a third party's forecast, the partners' word, or neither."""
    if sources == ("assumed",):
        return "assumed"
    last = address.rpartition(".")[2]
    if last in _FACTS:
        return "observed"
    return last if last in ("forecast", "announced") else "said"
