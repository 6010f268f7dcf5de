"""The terms of companies and contracts that a financing rests on, with who says so."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from stargate.programme.programme import Programme
from stargate.quantity.figure import Figure
from stargate.quantity.notation import ASSUMED
from stargate.reports.causes import name_of
from stargate.reports.evidence import Publication, publications

_PARTS = ("companies.", "contracts.", "commitments.", "chances.", "costs.", "spending.", "products.", "make_or_buy.")
_ALONE = ("base_rate", "cost_of_capital", "price_index")


@dataclass(frozen=True)
class Term:
    """A figure as written."""

    address: str
    name: str
    text: str
    assumed: bool
    sources: list[str]


@dataclass(frozen=True)
class Resting:
    """Terms, how many of them are assumed, and the publications behind the others."""

    what: str  #: they are, in words
    assumed: int
    terms: list[Term] = field(repr=False)
    sources: list[Publication] = field(repr=False)


def resting(programme: Programme) -> Resting:
    """The terms of a programme's financing in the order of its files."""
    held = (figure for figure in programme.figures.values() if figure.known and _is_term(figure.address))
    return resting_on(programme, held, "Companies, contracts, commitments and costs as they are written")


def resting_on(programme: Programme, figures: Iterable[Figure], what: str) -> Resting:
    """Some figures as written, each once, and who says so."""
    held = list({figure.address: figure for figure in figures}.values())
    terms = [_term(programme, figure) for figure in held]
    return Resting(what, sum(term.assumed for term in terms), terms, _behind(programme, held))


def _is_term(address: str) -> bool:
    return address.startswith(_PARTS) or address in _ALONE


def _term(programme: Programme, figure: Figure) -> Term:
    sources = [key for key in figure.sources if key != ASSUMED]
    name = name_of(programme, figure.address)
    return Term(figure.address, name[:1].upper() + name[1:], figure.text(), figure.assumed, sources)


def _behind(programme: Programme, held: Iterable[Figure]) -> list[Publication]:
    return publications([programme], held)
