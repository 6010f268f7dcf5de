"""Who pays whom (F1): parties, and what goes from one to the other by year, from the ledger."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np
from jaxtyping import Float

from stargate.capital.company import Company, Use
from stargate.capital.contracts.compute_purchase import ComputePurchase
from stargate.capital.contracts.loan import Loan
from stargate.capital.contracts.operation import Operation
from stargate.capital.contracts.power_purchase import PowerPurchase
from stargate.capital.contracts.procurement import Procurement
from stargate.capital.contracts.residual_guarantee import ResidualGuarantee
from stargate.capital.contracts.tax import Tax
from stargate.financing.lines import ENTRIES, Line, Side
from stargate.financing.result import Book, Financing
from stargate.futures.quantiles import mean
from stargate.programme.model import Contents
from stargate.reports.by_year import billions
from stargate.reports.cash import ALL, sites_of
from stargate.reports.words import money

_PAYS, _CLOUD, _LANDLORD, _IS_PAID = range(4)
_TOGETHER = {_CLOUD: "Companies that hold chips", _LANDLORD: "Landlords"}
_MARKET = "Buyers of what is left"
_SEEN = 0.5  # USD m in any year
_PARTY = {  # the contract that names who stands on a side, and the field that does
    Side.LENDER: (Loan, "lender"),
    Side.SUPPLIER: (Procurement, "supplier"),
    Side.OFFTAKER: (ComputePurchase, "payer"),
    Side.POWER_SUPPLIER: (PowerPurchase, "supplier"),
    Side.OPERATOR: (Operation, "operator"),
    Side.GUARANTOR: (ResidualGuarantee, "guarantor"),
    Side.AUTHORITY: (Tax, "authority"),
}
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
    """What the company of a book pays and is paid, from payer to payee [USD m]; nothing that it pays itself."""
    contents, book = financing.futures.programme.contents, financing.books[row]
    own = _company(contents.companies[book.company])
    for line, by_year in _means(financing, row).items():
        entry = ENTRIES[line]
        pays = entry.payer is Side.COMPANY
        for other, share in _others(contents, book, entry.payee if pays else entry.payer, pays):
            if other != own:
                yield (*((own, other) if pays else (other, own)), _WORDS.get(line, entry.words), share * by_year)


def _means(financing: Financing, row: int) -> dict[Line, Float[np.ndarray, " year"]]:
    """The ledger of a book; of a term loan that repays a construction loan only what is left of either."""
    found = {line: mean(values[row].T, financing.weight) for line, values in financing.ledger.items()}
    more = found[Line.TERM_DRAW] - found[Line.REPAID]
    return found | {Line.TERM_DRAW: np.maximum(more, 0.0), Line.REPAID: np.maximum(-more, 0.0)}


def _others(contents: Contents, book: Book, side: Side, pays: bool) -> list[tuple[Party, float]]:
    """Who stands on the other side of a line, with their shares of it."""
    place = _IS_PAID if pays else _PAYS
    if side is Side.OWNERS:
        return [(Party(name, place), share) for name, share in owners_of(contents, book.company).items()]
    if side is Side.LANDLORD:
        held = (c for c in contents.companies.values() if c.site == book.site and Use.CONSTRUCTION in c.holds)
        return [(_company(company), 1.0) for company in held]
    if side is Side.MARKET:
        return [(Party(_MARKET, place), 1.0)]
    kind, who = _PARTY[side]
    contract = contents.contracts.at(kind, book.site, book.use if "use" in kind.model_fields else None)
    return [(Party(contents.partners[getattr(contract, who)].name, place), 1.0)] if contract else []


def _company(record: Company) -> Party:
    return Party(record.name, _CLOUD if Use.COMPUTE in record.holds else _LANDLORD)


def owners_of(contents: Contents, name: str) -> dict[str, float]:
    """Who owns a company in the end, through whatever owns its owners, by name with their shares."""
    held = contents.companies.get(name) or contents.partners[name]
    owners = {owner: share.p50 for owner, share in held.owners.items() if share.has_value}
    found = {held.name: rest} if (rest := 1.0 - sum(owners.values())) > 1e-9 else {}
    for owner, share in owners.items():
        for last, part in owners_of(contents, owner).items():
            found[last] = found.get(last, 0.0) + share * part
    return found


def _title(sums: _Sums) -> str:
    if not sums:
        return "Nobody pays anybody"
    (payer, payee, words), values = max(sums.items(), key=lambda item: float(item[1].sum()))
    return f"The largest payment of all years is {money(float(values.sum()))}: {words}, from {payer.name} to {payee.name}"
