"""How much rests on whom: funders, owners, suppliers, and those whose payments a company lives on (F7).

With s_i the share of each party in an amount, the Herfindahl-Hirschman index is sum_i s_i^2: one where a single party
brings all, 1/k where k bring the same (<https://www.justice.gov/atr/herfindahl-hirschman-index>, there times 10,000).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from jaxtyping import Float

from stargate.financing.lines import ENTRIES, Line, Side
from stargate.financing.parties import between
from stargate.financing.raised import Raised, spread
from stargate.financing.result import Financing

CALLED = tuple(line for line, entry in ENTRIES.items() if entry.payer is Side.OWNERS)
_EARNED = (Line.COMPUTE, Line.RENT, Line.RESIDUAL, Line.GUARANTEE)


@dataclass(frozen=True)
class Concentration:
    """How an amount is divided among parties in every future; nought where there is nothing to divide."""

    of: str  #: what is divided, in words
    amounts: dict[str, Float[np.ndarray, " future"]] = field(repr=False)  #: by party [USD m]
    weight: Float[np.ndarray, " future"] = field(repr=False)
    assumed: bool  #: whether it rests on what is assumed of named firms

    @cached_property
    def shares(self) -> dict[str, Float[np.ndarray, " future"]]:
        """Each party's share, the largest first."""
        total = np.sum(list(self.amounts.values()), axis=0) if self.amounts else np.zeros(len(self.weight))
        found = {name: amount / np.where(total > 0, total, 1.0) for name, amount in self.amounts.items()}
        return dict(sorted(found.items(), key=lambda item: -float(np.average(item[1], weights=self.weight))))

    @cached_property
    def index(self) -> Float[np.ndarray, " future"]:
        """The Herfindahl-Hirschman index."""
        return np.sum([share**2 for share in self.shares.values()], axis=0) + np.zeros(len(self.weight))

    @cached_property
    def largest(self) -> Float[np.ndarray, " future"]:
        """The largest share."""
        return np.max([np.zeros(len(self.weight)), *self.shares.values()], axis=0)

    def told(self) -> dict:
        """Shares, the largest and the index, for pages and terminals."""
        return {
            "of": self.of,
            "assumed": self.assumed,
            "shares": [{"party": name, **spread(share, self.weight)} for name, share in self.shares.items()],
            "largest": spread(self.largest, self.weight),
            "index": spread(self.index, self.weight),
        }

    def row(self) -> tuple[str, str, str, str]:
        """A line for the terminal, in medians: what is divided, whose share is the largest, that share, the index."""
        first = next(iter(self.shares), "nobody")
        largest, index = (spread(values, self.weight)["p50"] for values in (self.largest, self.index))
        return self.of, first, f"{largest:.0%}", f"{index:.2f}"


def concentrations(financing: Financing, raised: Raised) -> tuple[Concentration, ...]:
    """Who brings the money raised up to the horizon, who owes what is called, who lends, who is paid to build."""
    return (
        _funders(raised),
        _of(financing, "equity called, by owner", _called(financing), raised),
        _of(financing, "construction loans drawn, by lender", _paid(financing, Line.DRAW, payer=True), raised),
        _of(financing, "building and chips, by supplier", _paid(financing, Line.CAPITAL, payer=False), raised),
    )


def dependence(financing: Financing) -> dict[str, Concentration]:
    """Of each company, on whose payments it lives, over all years; rent counts as paid by who buys the computing."""
    found: dict[str, dict[str, np.ndarray]] = {company: {} for company in financing.companies}
    for line in _EARNED:
        for row, book in enumerate(financing.books):
            payer, payee = between(financing.model, book, line)
            if line is Line.RENT:
                payer = financing.model.terms[book.site].purchase.payer
            if payee in found:
                _add(found[payee], payer, financing.ledger[line][row].sum(axis=0))
    return {
        company: Concentration("revenue, by who pays at last", amounts, financing.weight, assumed=True)
        for company, amounts in found.items()
    }


def owners_dependence(financing: Financing) -> dict[str, Concentration]:
    """Of each last owner, on whose payments its shares of companies live."""
    companies, found = dependence(financing), {}
    for owner, share in financing.owners.items():
        amounts: dict[str, np.ndarray] = {}
        for part, company in zip(share, companies.values(), strict=True):
            for payer, amount in company.amounts.items():
                _add(amounts, payer, part * amount)
        found[owner] = Concentration("revenue, by who pays at last", amounts, financing.weight, assumed=True)
    return found


def _funders(raised: Raised) -> Concentration:
    """Of what somebody has promised, several alike; what is not raised, or paid by nobody knows whom, is left out."""
    amounts: dict[str, np.ndarray] = {}
    shown = _until(raised.years, raised.horizon)
    for source, paid in zip(raised.sources, raised.paid, strict=True):
        for funder in source.funders:
            _add(amounts, funder, paid[shown].sum(axis=0) / len(source.funders))
    assumed = any(source.assumed or len(source.funders) > 1 for source in raised.sources)
    return Concentration("money raised, by funder", amounts, raised.weight, assumed)


def _of(financing: Financing, words: str, amounts: Iterable[tuple[str, np.ndarray]], raised: Raised) -> Concentration:
    found: dict[str, np.ndarray] = {}
    for party, by_year in amounts:
        _add(found, party, by_year[_until(financing.years, raised.horizon)].sum(axis=0))
    return Concentration(words, found, financing.weight, assumed=True)


def _called(financing: Financing) -> Iterable[tuple[str, Float[np.ndarray, "year future"]]]:
    for owner, share in financing.owners.items():
        yield owner, of_owner(financing, share, CALLED)


def _paid(financing: Financing, line: Line, *, payer: bool) -> Iterable[tuple[str, Float[np.ndarray, "year future"]]]:
    for row, book in enumerate(financing.books):
        yield between(financing.model, book, line)[0 if payer else 1], financing.ledger[line][row]


def of_owner(
    financing: Financing, share: Float[np.ndarray, " company"], lines: Iterable[Line]
) -> Float[np.ndarray, "year future"]:
    """What falls to an owner of some lines of the ledger, by its share of each company [USD m]."""
    at = np.array([share[financing.companies.index(book.company)] for book in financing.books])
    return np.sum([np.tensordot(at, financing.ledger[line], axes=(0, 0)) for line in lines], axis=0)


def _until(years: tuple[int, ...], last: int) -> slice:
    return slice(0, sum(year <= last for year in years))


def _add(amounts: dict[str, np.ndarray], name: str, amount: np.ndarray) -> None:
    amounts[name] = amounts[name] + amount if name in amounts else amount
