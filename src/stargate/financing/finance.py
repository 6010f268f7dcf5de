"""Finances a plan in many of its futures: calls, debt, tax, waterfall, returns (F1-F9)."""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from jaxtyping import Float

from stargate.errors import StargateError
from stargate.financing.block import Series, Sums, block, monthly
from stargate.financing.cash import dates_of
from stargate.financing.engine import jax
from stargate.financing.lines import Side
from stargate.financing.model import Model, model
from stargate.financing.parties import owned, sides
from stargate.financing.result import Case, Financing, Returns
from stargate.financing.worth import Worth, discount_rate, worth_of
from stargate.futures.result import Futures
from stargate.quantity.threads import spread

if TYPE_CHECKING:
    from stargate.operations.result import Operation

T = TypeVar("T")
DRAWN = 1_000  # futures, unless asked for more or fewer
BLOCK = 16  # futures that are computed together
ALL, PROJECT = "all owners", "project"


def finance(
    futures: Futures,
    operation: "Operation | None" = None,
    n: int = DRAWN,
    *,
    progress: Callable[[int], None] | None = None,
) -> Financing:
    """Who pays, lends and earns in the first `n` futures; power costs what `operation` says, where it is given.

    Raises StargateError where no campus has contracts, or futures are fewer than one.
    """
    if n < 1:
        raise StargateError(f"{n} futures cannot be financed\n  write: a number from 1 on")
    n = min(n, futures.n)
    made = model(futures, {} if operation is None else _energy_cost(operation))
    owners = owned(futures.programme.contents, {c: i for i, c in enumerate(_companies(made))})
    series, names = _investments(made, owners)
    values, medians = _values(made, futures, n), _medians(made)
    compiled = block(made, series)

    def run(begin: int) -> tuple[Sums, Worth]:
        rows = [min(begin + i, n - 1) for i in range(BLOCK)]  # the last block is filled up with its last future
        found = compiled(dates_of(made, futures.buildup, rows), values[rows], np.repeat(medians, BLOCK, axis=0))
        worth = worth_of(found.flows, discount_rate(made, values[rows]), made.first_month)
        return _first((found._replace(flows=np.empty(0)), worth), min(BLOCK, n - begin))

    sums: list[tuple[Sums, Worth]] = []
    for done in spread(run, range(0, n, BLOCK)):
        sums.append(done)
        if progress is not None:
            progress(min(n, BLOCK * len(sums)))
    return _gathered(futures, made, owners, names, series, sums, values, _case(made, futures, medians))


def _energy_cost(operation: "Operation") -> dict[str, float]:
    """What energy costs at campuses that were operated [USD/MWh of IT]."""
    costs = {year.site.id: year.account.cost_per_it_energy for year in operation.sites}
    return {site: cost for site, cost in costs.items() if cost is not None}


def _values(made: Model, futures: Futures, n: int) -> Float[np.ndarray, "future column"]:
    return made.columns.with_numbers(futures.values_of(made.columns.figures, futures.numbers[:n]))


def _medians(made: Model) -> Float[np.ndarray, "1 column"]:
    return made.columns.with_numbers(np.array([[figure.p50 for figure in made.columns.figures]]))


def _first(found: T, count: int) -> T:
    """What is kept of the first futures of a block, off the device."""
    return jax.tree.map(lambda each: np.asarray(each)[..., :count], found)


def _companies(made: Model) -> list[str]:
    return list(dict.fromkeys(book.company for book in made.books))


def _investments(made: Model, owners: dict[str, np.ndarray]) -> tuple[Series, list[str]]:
    """Whose returns are computed: of all owners, the project before debt, companies, their last owners, lenders."""
    of = np.array([_companies(made).index(book.company) for book in made.books])
    lenders: dict[str, np.ndarray] = {}
    for row, book in enumerate(made.books):
        if made.terms[book.site].loan[book.use] is not None:
            name = sides(made, book)[Side.LENDER]
            lenders.setdefault(name, np.zeros(len(made.books)))[row] = 1.0
    companies = {name: (of == i).astype(float) for i, name in enumerate(_companies(made))}
    held = {ALL: np.ones(len(of)), **companies, **{name: share[of] for name, share in owners.items()}}
    names = [*held, PROJECT, *(_lender(name, held) for name in lenders)]
    nothing, every = np.zeros((len(names), len(of))), np.ones(len(of))
    series = Series(nothing.copy(), nothing.copy(), nothing.copy())
    series.owners[: len(held)] = list(held.values())
    series.project[len(held)] = every
    series.lenders[len(held) + 1 :] = np.reshape(list(lenders.values()), (-1, len(of)))  # perhaps nobody lends
    return series, names


def _lender(name: str, held: dict[str, np.ndarray]) -> str:
    return f"{name}, as lender" if name in held else name


def _case(made: Model, futures: Futures, medians: Float[np.ndarray, "1 column"]) -> Case:
    found = monthly(made)(dates_of(made, futures.at_medians, [0]), medians, medians)
    flows, terms, parts, ledger, closing = jax.tree.map(lambda each: np.asarray(each)[..., 0], found)
    real = tuple(int(unit) for unit in np.flatnonzero(np.isfinite(terms.conversion)))
    return Case(made, real, medians, flows, terms, parts, ledger, closing)


def _gathered(
    futures: Futures,
    made: Model,
    owners: dict[str, np.ndarray],
    names: list[str],
    series: Series,
    blocks: list[tuple[Sums, Worth]],
    values: Float[np.ndarray, "future column"],
    case: Case,
) -> Financing:
    sums, worth = jax.tree.map(lambda *parts: np.concatenate(parts, axis=-1), *blocks)
    weight = futures.weight[: len(values)]
    year = round(futures.programme.month_zero + made.first_month) // 12
    years = tuple(range(year, year + made.months // 12))
    first_units = [next(u for u, b in enumerate(made.book_of) if b == book) for book in range(len(made.books))]
    return Financing(
        futures=futures,
        n=len(values),
        weight=weight,
        model=made,
        years=years,
        ledger=sums.lines,
        energy_of_unit=sums.energy,
        replaced=sums.replaced,
        balances=sums.balances,
        quarters=tuple(f"{y}-Q{q}" for y in years for q in range(1, 5)),
        available=sums.available,
        due=sums.due,
        covenant=values[:, made.by_unit.covenant[first_units]].T,
        returns={name: _returns(name, worth, i, weight) for i, name in enumerate(names)},
        closing=sums.closing,
        breaches=sums.breaches,
        series=series,
        values=values,
        owners=owners,
        case=case,
    )


def _returns(name: str, worth: Worth, row: int, weight: Float[np.ndarray, " future"]) -> Returns:
    return Returns(name=name, weight=weight, **{each: values[row] for each, values in worth._asdict().items()})
