"""A block of futures from dates to sums: compiled as one, so that monthly entries of units are never kept."""

import pickle
from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar

import numpy as np
from jaxtyping import Array, Float

from stargate.financing.cash import Dates, Operating, cash
from stargate.financing.checks import breaches
from stargate.financing.engine import jax, jnp
from stargate.financing.lines import Line
from stargate.financing.model import Model
from stargate.financing.terms import Closing, Flows, Ledger, Terms
from stargate.financing.unit import financed
from stargate.futures.drawn import HOURS

T = TypeVar("T")
KEPT = 8  # compiled programs at most, of each kind
BALANCES = ("building_debt", "debt", "owners_debt", "reserve_held", "cash_held", "losses")


class Series(NamedTuple):
    """What is invested in: books whose flows belong to it, by whose they are."""

    owners: Float[np.ndarray, "investment book"]  #: share of what owners of a book pay and get
    lenders: Float[np.ndarray, "investment book"]  #: of what its lender does
    project: Float[np.ndarray, "investment book"]  #: of what it earns and costs, before anybody lends or taxes

    def only(self, investment: int) -> "Series":
        """One of them."""
        return Series(*(share[investment : investment + 1] for share in self))


class Sums(NamedTuple):
    """What is kept of a block."""

    lines: dict[Line, Float[Array, "book year future"]]
    energy: Float[Array, "unit year future"]  #: IT energy that could run [IT MWh]
    replaced: Float[Array, "book year future"]  #: of capital, what is spent on chips bought anew [USD m]
    balances: dict[str, Float[Array, "book year future"]]
    available: Float[Array, "book quarter future"]
    due: Float[Array, "book quarter future"]
    flows: Float[Array, "investment period future"]
    closing: Closing  #: [unit, future]
    breaches: dict[str, Float[Array, " future"]]


def block(model: Model, series: Series) -> Callable[[Dates, Any, Any], Sums]:
    """The compiled function of dates, drawn figures and medians."""
    return _block(pickle.dumps((model.structure, series)))


def monthly(model: Model) -> Callable[[Dates, Any, Any], tuple[Flows, Terms, Operating, Ledger, Closing]]:
    """The compiled function that keeps every month of every unit: for a single future."""
    return _monthly(pickle.dumps(model.structure))


@lru_cache(maxsize=KEPT)  # by content: what has the same structure is traced once
def _block(given: bytes) -> Callable[[Dates, Any, Any], Sums]:
    model, series = pickle.loads(given)
    return jax.jit(lambda dates, drawn, medians: sums(model, series, dates, drawn, medians))


@lru_cache(maxsize=KEPT)
def _monthly(given: bytes) -> Callable[[Dates, Any, Any], tuple[Flows, Terms, Operating, Ledger, Closing]]:
    model = pickle.loads(given)

    def entries(dates: Dates, drawn: Array, medians: Array) -> tuple[Flows, Terms, Operating, Ledger, Closing]:
        flows, terms, parts = cash(model, dates, drawn, medians)
        shape = flows.capital.shape
        ledger, closing = financed(_lanes(flows), _lanes(terms), 12)
        back = Ledger(*(entry.reshape(shape) for entry in ledger)), Closing(*(e.reshape(shape[1:]) for e in closing))
        return flows, terms, parts, *back

    return jax.jit(entries)


def _lanes(entries: T) -> T:
    """Units and futures as one axis."""
    return jax.tree.map(lambda entry: entry.reshape(*entry.shape[:-2], -1), entries)


def sums(model: Model, series: Series, dates: Dates, drawn: Array, medians: Array) -> Sums:
    """Sums of a block of futures, whose dates, figures and medians have a row each."""
    flows, terms, parts = cash(model, dates, drawn, medians)
    months, units, futures = flows.capital.shape
    lanes = _lanes(terms)
    flat, settled = financed(_lanes(flows), lanes, 12)
    ledger = Ledger(*(entry.reshape(months, units, futures) for entry in flat))
    closing = Closing(*(entry.reshape(units, futures) for entry in settled))
    books = np.equal(np.arange(len(model.books))[:, None], model.book_of).astype(float)

    def by_book(entry: Array) -> Float[Array, "book span future"]:
        return jnp.einsum("bu,suf->bsf", books, entry)

    def spans(entry: Array, length: int) -> Float[Array, "span unit future"]:
        """Sums of so many months."""
        return jnp.broadcast_to(entry, (months, units, futures)).reshape(-1, length, units, futures).sum(axis=1)

    def every(entry: Array, length: int) -> Float[Array, "book span future"]:
        """The same of books: only then, as there is less of it."""
        return by_book(spans(entry, length))

    lines = {line: every(entry, 12) for line, entry in lines_of(model, parts, ledger).items()}
    broken = breaches(flat, settled, lanes, 12)
    return Sums(
        lines=lines,
        energy=spans(parts.load, 12).swapaxes(0, 1) * HOURS / 12,
        replaced=every(ledger.capital * (model.generation > 0)[:, None], 12),
        balances={name: by_book(getattr(ledger, name)[11::12]) for name in BALANCES},
        available=every(ledger.available, 3),
        due=every(ledger.due, 3),
        flows=_invested(series, books, parts, ledger),
        closing=closing,
        breaches={name: breach.reshape(units, futures).max(axis=0) for name, breach in broken.items()},
    )


def lines_of(model: Model, parts: Operating, ledger: Ledger) -> dict[Line, Array]:
    """Every line of the ledger by month, unit and future; rent is booked where it is paid."""
    of = parts._asdict() | {"rent": parts.rent * (1.0 - model.is_shell[:, None])}
    of |= {"tax": jnp.maximum(ledger.tax, 0.0), "relief": jnp.maximum(-ledger.tax, 0.0)}
    return {line: of[line] if line in of else getattr(ledger, line) for line in Line}


def _invested(
    series: Series, books: np.ndarray, parts: Operating, ledger: Ledger
) -> Float[Array, "investment period future"]:
    """What each investment pays out, less what is paid in."""
    paid_out = ledger.dividend + ledger.owners_interest + ledger.owners_principal + jnp.maximum(-ledger.tax, 0.0)
    owners = paid_out - ledger.equity - ledger.support
    earned = ledger.fee + ledger.building_interest + ledger.interest - ledger.reserve_earned
    lenders = earned + ledger.repaid + ledger.principal + ledger.swept - ledger.draw - ledger.term_draw
    sold = parts.residual + parts.guarantee
    project = parts.compute + sold - ledger.capital - parts.power - parts.operation
    of_books = (jnp.einsum("bu,tuf->btf", books, each) for each in (owners, lenders, project))
    return jnp.stack(
        [jnp.einsum("sb,btf->stf", share, flows) for share, flows in zip(series, of_books, strict=True)]
    ).sum(axis=0)
