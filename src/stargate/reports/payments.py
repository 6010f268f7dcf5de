"""Who pays whom (F1): parties, and what goes from one to the other by year, from the ledger."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np
from jaxtyping import Float

from stargate.capital.company import Use
from stargate.financing.lines import ENTRIES, Line, Side
from stargate.financing.model import Book
from stargate.financing.parties import BANKS, MARKET, sides
from stargate.financing.result import Financing
from stargate.futures.quantiles import mean
from stargate.programme.model import Contents
from stargate.reports.by_year import billions
from stargate.reports.cash import ALL, in_cash, sites_of
from stargate.reports.words import inside, money

_PAYS, _CLOUD, _LANDLORD, _IS_PAID = range(4)
_TOGETHER = {_CLOUD: "Companies that hold chips", _LANDLORD: "Landlords"}
_NAMES = {MARKET: "Buyers of what is left", BANKS: "Lenders"}
_SEEN = 0.5  # USD m in any year
_WORDS = {Line.TERM_DRAW: "term loans beyond construction loans", Line.REPAID: "construction loans beyond term loans"}


@dataclass(frozen=True)
class Party:
    """A party where it stands in the drawing."""

    name: str
    place: int  #: 0 pays in, 1 holds chips, 2 holds shells alone, 3 is paid


@dataclass(frozen=True)
class Paid:
    """What one party pays another."""

    payer: int  #: row of `parties`
    payee: int
    words: str  #: what for
    by_year: list[float] = field(repr=False)  #: mean [USD bn]


@dataclass(frozen=True)
class Payments:
    """Who pays whom, at one campus or at all."""

    id: str  #: of the campus in addresses; empty for all
    name: str
    title: str
    years: list[int]
    parties: list[Party]
    paid: list[Paid] = field(repr=False)


_Sums = dict[tuple[Party, Party, str], Float[np.ndarray, " year"]]


def payments(financing: Financing) -> list[Payments]:
    """All campuses, their companies as two parties; then each campus with its own, where there are several."""
    campuses, sites = sites_of(financing), financing.futures.programme.contents.sites
    each = [_drawn(financing, site, sites[site].name, held, together=False) for site, held in campuses.items()]
    if len(each) == 1:
        return each
    return [_drawn(financing, "", ALL, range(len(financing.books)), together=True), *each]


def _drawn(financing: Financing, site: str, name: str, books: Iterable[int], *, together: bool) -> Payments:
    sums: _Sums = {}
    for book in books:
        for payer, payee, words, values in _lines(financing, book):
            key = (_called(payer, together), _called(payee, together), words)
            sums[key] = sums.get(key, np.zeros_like(values)) + values
    kept = {key: values for key, values in sums.items() if np.abs(values).max(initial=0.0) > _SEEN}
    parties = sorted({party for payer, payee, _ in kept for party in (payer, payee)}, key=lambda p: (p.place, p.name))
    at = {party: i for i, party in enumerate(parties)}
    return Payments(
        id=site,
        name=name,
        title=_title(kept),
        years=list(financing.years),
        parties=parties,
        paid=[Paid(at[a], at[b], words, billions(values)) for (a, b, words), values in kept.items()],
    )


def _called(party: Party, together: bool) -> Party:
    return Party(_TOGETHER[party.place], party.place) if together and party.place in _TOGETHER else party


def _lines(financing: Financing, row: int) -> Iterator[tuple[Party, Party, str, Float[np.ndarray, " year"]]]:
    """What is paid for a book, from payer to payee [USD m]; nothing that a party pays itself."""
    book = financing.books[row]
    for line, by_year in _means(financing, row).items():
        entry = ENTRIES[line]
        for payer, part in _stand(financing, book, entry.payer, _PAYS):
            for payee, share in _stand(financing, book, entry.payee, _IS_PAID):
                if payer != payee:
                    yield payer, payee, _WORDS.get(line, entry.words), part * share * by_year


def _means(financing: Financing, row: int) -> dict[Line, Float[np.ndarray, " year"]]:
    """The ledger of a book; in cash; of a term loan that repays a construction loan only what is left of either."""
    found = {line: mean(in_cash(financing, line)[row].T, financing.weight) for line in financing.ledger}
    more = found[Line.TERM_DRAW] - found[Line.REPAID]
    return found | {Line.TERM_DRAW: np.maximum(more, 0.0), Line.REPAID: np.maximum(-more, 0.0)}


def _stand(financing: Financing, book: Book, side: Side, place: int) -> list[tuple[Party, float]]:
    """Who stands on a side of a line of a book, with their shares of it."""
    contents = financing.futures.programme.contents
    if side is Side.OWNERS:
        at = financing.companies.index(book.company)
        return [
            (Party(name_of(contents, owner), place), float(s[at])) for owner, s in financing.owners.items() if s[at] > 0
        ]
    name = sides(financing.model, book)[side]
    held = contents.companies.get(name)
    if held is not None:
        place = _CLOUD if Use.COMPUTE in held.holds else _LANDLORD
    return [(Party(name_of(contents, name), place), 1.0)]


def name_of(contents: Contents, name: str) -> str:
    """What a party is called, by its name in addresses."""
    held = contents.companies.get(name) or contents.partners.get(name)
    return held.name if held else _NAMES.get(name, name)


def _title(sums: _Sums) -> str:
    if not sums:
        return "Nobody pays anybody"
    (payer, payee, words), values = max(sums.items(), key=lambda item: float(item[1].sum()))
    what = f"{words}, from {_inside(payer)} to {_inside(payee)}"
    return f"The largest payment of all years is {money(float(values.sum()))}: {what}"


def _inside(party: Party) -> str:
    return inside(party.name) if party.name in _TOGETHER.values() else party.name
