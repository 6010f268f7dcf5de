"""A block of futures from dates to sums: compiled as one, so that monthly entries of units are never kept."""

from collections.abc import Callable
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

T = TypeVar("T")
BALANCES = ("building_debt", "debt", "owners_debt", "reserve_held", "cash_held", "losses")
_OWN = {Line.RENT, Line.COMPUTE, Line.POWER, Line.OPERATION, Line.RESIDUAL, Line.GUARANTEE}  # of operation


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
    balances: dict[str, Float[Array, "book year future"]]
    available: Float[Array, "book quarter future"]
    due: Float[Array, "book quarter future"]
    flows: Float[Array, "investment period future"]
    closing: Closing  #: [unit, future]
    breaches: dict[str, Float[Array, " future"]]


def block(model: Model, series: Series) -> Callable[[Dates, Any, Any], Sums]:
    """The compiled function of dates, drawn figures and medians."""
    return jax.jit(lambda dates, drawn, medians: sums(model, series, dates, drawn, medians))


def monthly(model: Model) -> Callable[[Dates, Any, Any], tuple[Flows, Terms, Operating, Ledger, Closing]]:
    """The compiled function that keeps every month of every unit: for a single future."""

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
    books = np.equal(np.arange(len(model.books))[:, None], model.book_of).astype(float)

    def by_book(entry: Array) -> Array:
        return jnp.einsum("bu,tuf->btf", books, jnp.broadcast_to(entry, (months, units, futures)))

    lanes = _lanes(terms)
    ledger, closing = financed(_lanes(flows), lanes, 12)
    broken = breaches(ledger, closing, lanes, 12)
    entries = {name: by_book(entry.reshape(months, units, futures)) for name, entry in ledger._asdict().items()}
    tax = ledger.tax.reshape(months, units, futures)
    entries |= {"tax": by_book(jnp.maximum(tax, 0.0)), "relief": by_book(jnp.maximum(-tax, 0.0))}
    chips = np.array([book.use == "compute" for book in model.books], dtype=float)[:, None, None]
    lines = {line: by_book(getattr(parts, line)) if line in _OWN else entries[line] for line in Line}
    lines[Line.RENT] = lines[Line.RENT] * chips  # paid by these, received by the landlord
    return Sums(
        lines={line: _every(entry, 12) for line, entry in lines.items()},
        balances={name: entries[name][:, 11::12] for name in BALANCES},
        available=_every(entries["available"], 3),
        due=_every(entries["due"], 3),
        flows=_invested(series, lines),
        closing=Closing(*(entry.reshape(units, futures) for entry in closing)),
        breaches={name: breach.reshape(units, futures).max(axis=0) for name, breach in broken.items()},
    )


def _every(entry: Float[Array, "book period future"], months: int) -> Float[Array, "book span future"]:
    books, periods, futures = entry.shape
    return entry.reshape(books, periods // months, months, futures).sum(axis=2)


def _invested(series: Series, of: dict[Line, Array]) -> Float[Array, "investment period future"]:
    """What each investment pays out, less what is paid in."""
    owners = (
        of[Line.DIVIDEND]
        + of[Line.OWNERS_INTEREST]
        + of[Line.OWNERS_PRINCIPAL]
        + of[Line.RELIEF]
        - of[Line.EQUITY]
        - of[Line.SUPPORT]
    )
    lenders = (
        of[Line.FEE]
        + of[Line.BUILDING_INTEREST]
        + of[Line.REPAID]
        + of[Line.INTEREST]
        + of[Line.PRINCIPAL]
        + of[Line.SWEPT]
        - of[Line.DRAW]
        - of[Line.TERM_DRAW]
        - of[Line.RESERVE_EARNED]
    )
    project = (
        of[Line.COMPUTE]
        + of[Line.RESIDUAL]
        + of[Line.GUARANTEE]
        - of[Line.CAPITAL]
        - of[Line.POWER]
        - of[Line.OPERATION]
    )
    parts = zip(series, (owners, lenders, project), strict=True)
    return jnp.stack([jnp.einsum("sb,btf->stf", share, flows) for share, flows in parts]).sum(axis=0)
