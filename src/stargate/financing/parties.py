"""Who stands on the two sides of each line of the ledger, and who owns what at last (F1, F7)."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float

from stargate.capital.company import Use
from stargate.financing.lines import ENTRIES, Line, Side
from stargate.financing.model import Book, Model
from stargate.programme.model import Contents

if TYPE_CHECKING:
    from stargate.financing.result import Financing

MARKET = "market"  #: whoever buys what is left; no partner
BANKS = "lenders"  #: of loans, where no contract names one


def sides(model: Model, book: Book) -> dict[Side, str]:
    """Who stands on each side, of the lines of a book; owners are the company itself: they are many."""
    terms, use = model.terms[book.site], book.use
    loan, runs, tax, guarantee = terms.loan[use], terms.operation[use], terms.tax[use], terms.guarantee[use]
    return {
        Side.COMPANY: book.company,
        Side.LANDLORD: _name(terms.companies[Use.CONSTRUCTION].address),
        Side.OWNERS: owners_of(book.company),
        Side.LENDER: loan.lender if loan else BANKS,
        Side.SUPPLIER: terms.procurement[use].supplier,
        Side.OFFTAKER: terms.purchase.payer,
        Side.POWER_SUPPLIER: terms.power.supplier if terms.power else MARKET,
        Side.OPERATOR: runs.operator if runs else MARKET,
        Side.GUARANTOR: guarantee.guarantor if guarantee else MARKET,
        Side.AUTHORITY: tax.authority if tax else MARKET,
        Side.MARKET: MARKET,
    }


def owners_of(company: str) -> str:
    """What the owners of a company are called together."""
    return f"owners of {company}"


def between(model: Model, book: Book, line: Line) -> tuple[str, str]:
    """Payer and payee of a line of a book."""
    at, entry = sides(model, book), ENTRIES[line]
    return at[entry.payer], at[entry.payee]


def owned(contents: Contents, companies: Mapping[str, int]) -> dict[str, Float[np.ndarray, " company"]]:
    """What share of each company everyone owns at last: through companies, and through partners that have owners."""
    held: dict[str, np.ndarray] = {}
    for name, row in companies.items():
        _hand_down(contents, name, row, 1.0, held, len(companies))
    return held


def _hand_down(contents: Contents, name: str, row: int, share: float, held: dict[str, np.ndarray], count: int) -> None:
    """Passes a share of a company on to the owners of `name`; what they do not own stays with it."""
    noun = contents.companies.get(name) or contents.partners.get(name)
    owners = {} if noun is None else {owner: part.p50 for owner, part in noun.owners.items() if part.has_value}
    kept = share * max(0.0, 1.0 - sum(owners.values()))
    if kept > 1e-12:
        held.setdefault(name, np.zeros(count))[row] += kept
    for owner, part in owners.items():
        _hand_down(contents, owner, row, share * part, held, count)


def _name(address: str) -> str:
    return address.rpartition(".")[2]


def flows(financing: "Financing") -> dict[str, Float[np.ndarray, "year future"]]:
    """What every party is paid less what it pays, by year [USD m]; owners of companies are the last ones."""
    rows = {company: i for i, company in enumerate(financing.companies)}
    found: dict[str, np.ndarray] = {}
    shape = (len(financing.years), financing.n)

    def book_to(party: str, company: str, amount: np.ndarray) -> None:
        if party != owners_of(company):
            found[party] = found.get(party, np.zeros(shape)) + amount
            return
        for owner, share in financing.owners.items():
            if share[rows[company]] > 0:
                found[owner] = found.get(owner, np.zeros(shape)) + share[rows[company]] * amount

    for row, book in enumerate(financing.books):
        for line, amounts in financing.ledger.items():
            payer, payee = between(financing.model, book, line)
            book_to(payer, book.company, -amounts[row])
            book_to(payee, book.company, amounts[row])
    return found
