"""Who says so: the figures a report rests on, their sources, disputes between them, and what was not known yet."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from stargate.programme.catalogue import catalogue, classes_behind
from stargate.programme.model import Source
from stargate.programme.programme import Programme
from stargate.quantity.figure import Figure
from stargate.quantity.notation import ASSUMED
from stargate.quantity.statement import Statement
from stargate.quantity.units import DATE
from stargate.reports.causes import name_of
from stargate.reports.differences import Difference, differences

_ONLY_PLANNED = ("prospects.", "planning.")  # in no future until a plan chooses them
_MODES = {"observed": "observed", "started": "observed", "finished": "observed"} | {
    name: name for name in ("forecast", "announced")
}


@dataclass(frozen=True)
class Said:
    """Another reading of a figure: one that a later publication took the place of."""

    text: str
    sources: list[str]


@dataclass(frozen=True)
class Fact:
    """A figure as it counts."""

    name: str
    text: str
    kind: str  # sourced, partly (a source and an assumption), assumed, disputed
    mode: str  # of a date: observed, forecast, announced, or nothing
    sources: list[str]
    where: str
    earlier: list[Said]  # what was said before, latest first
    classes: list[str]  # the reference classes it is taken from, with how many cases and when


@dataclass(frozen=True)
class Publication:
    """A source that figures of the report rest on."""

    key: str
    title: str
    publisher: str
    date: str
    url: str
    reported_by: str
    licence: str
    figures: int


@dataclass(frozen=True)
class Unknown:
    """An object that was not known yet, or given up."""

    address: str
    name: str
    group: str  # the campus it belongs to, or its kind


@dataclass(frozen=True)
class Knowledge:
    """What the state of knowledge leaves out, against the programme's own date."""

    as_of: str
    own_as_of: str
    not_yet_known: list[Unknown]
    differences: list[Difference]  # then and at the programme's own date


@dataclass(frozen=True)
class Evidence:
    """The provenance of a report."""

    figures: dict[str, Fact]
    assumed: int
    partly: int  # figures that rest on a source and an assumption
    classed: int  # figures taken from reference classes or lead times
    total: int
    disputes: list[str]  # addresses
    sources: list[Publication]
    knowledge: Knowledge


def evidence(programmes: list[Programme]) -> Evidence:
    """The evidence behind the first programme; sources of the others are added."""
    first = programmes[0]
    facts = {part.address: _fact(first, part) for part in _behind(first) if isinstance(part, Figure) and part.known}
    return Evidence(
        figures=facts,
        assumed=sum(fact.kind == "assumed" for fact in facts.values()),
        partly=sum(fact.kind == "partly" for fact in facts.values()),
        classed=sum(bool(fact.classes) for fact in facts.values()),
        total=len(facts),
        disputes=[address for address in facts if first.figures[address].disputed],
        sources=publications(programmes),
        knowledge=_knowledge(first),
    )


def _fact(programme: Programme, figure: Figure) -> Fact:
    return Fact(
        name=name_of(programme, figure.address),
        text=figure.text(),
        kind=_kind(figure),
        mode=_MODES.get(figure.address.rpartition(".")[2], "") if figure.dimension is DATE else "",
        sources=list(figure.sources),
        where=figure.where,
        earlier=_earlier(figure),
        classes=classes_behind(figure, programme.contents.classes),
    )


def _earlier(figure: Figure) -> list[Said]:
    """What was said of it before the reading that counts."""
    counts = figure.reading
    before = [r for r in figure.readings if counts is not None and r.known_since < counts.known_since]
    return [
        Said(r.written.value_text(), list(r.sources)) for r in sorted(before, key=lambda r: r.known_since, reverse=True)
    ]


def _kind(figure: Figure) -> str:
    if figure.assumed:
        return "assumed"
    if ASSUMED in figure.sources:
        return "partly"
    return "disputed" if figure.disputed else "sourced"


def publications(programmes: list[Programme], parts: Iterable[Figure | Statement] | None = None) -> list[Publication]:
    """What programmes cite, or some parts of them, oldest first."""
    known: dict[str, Source] = dict(catalogue().sources)
    used: Counter[str] = Counter()
    for programme in programmes:
        known |= programme.contents.sources
        every = _behind(programme) if parts is None else parts
        used |= Counter(_keys(every))
    return [
        Publication(key, s.title, s.publisher, s.date, s.url, s.reported_by, s.licence, used[key])
        for key, s in sorted(known.items(), key=lambda item: (item[1].date, item[0]))
        if used[key]
    ]


def _behind(programme: Programme) -> Iterable[Figure | Statement]:
    """Every figure and statement that some future rests on."""
    every = (*programme.figures.values(), *programme.statements.values())
    return (part for part in every if not part.address.startswith(_ONLY_PLANNED))


def _keys(parts: Iterable[Figure | Statement]) -> Iterable[str]:
    return (key for part in parts for key in part.sources if key != ASSUMED)


def _knowledge(programme: Programme) -> Knowledge:
    """Compares the programme with itself as known on its own date."""
    own = str(programme.origin.tree["as_of"])
    later = programme if programme.as_of == own else programme.at(own)
    differing = [] if later is programme else differences(programme, later)
    return Knowledge(
        as_of=programme.as_of,
        own_as_of=own,
        not_yet_known=[_unknown(later, address) for address in programme.not_yet_known],
        differences=[d for d in differing if d.address in programme.figures and programme.figures[d.address].known],
    )


def _unknown(later: Programme, address: str) -> Unknown:
    """Named as in the programme that knows it; by its address where that has given it up again."""
    kind, name, *rest = address.split(".")
    site = later.contents.sites.get(name) if kind == "sites" else None
    group = site.name if site else "Campuses" if kind == "sites" else kind.capitalize()
    try:
        said = name_of(later, address)
    except KeyError:
        said = address.rpartition(".")[2].replace("_", " ")
    return Unknown(address, said.removeprefix(f"{group}, ") if rest else said, group)
