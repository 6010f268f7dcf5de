"""Capital needed by year against capital pledged by status, in the futures of a plan."""

from dataclasses import dataclass, field
from functools import cached_property
from math import nan
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from jaxtyping import Float

from stargate.capital.commitment import Commitment
from stargate.capital.need import EITHER, PAYER_OF, USE_OF, Bills, Cells, Funds, Payer, arrive, pay
from stargate.futures.quantiles import mean, quantiles
from stargate.programme.model import Contents
from stargate.programme.site import Site
from stargate.quantity.draws import key
from stargate.quantity.figure import Figure

if TYPE_CHECKING:
    from stargate.futures.result import Futures


@dataclass(frozen=True)
class Capital:
    """Need and payers by calendar year and future [USD m]. Candidates are left out.

    `years` ends with the year of the horizon; the last column of `paid` is all that comes later.
    """

    years: tuple[int, ...]
    paid: Float[np.ndarray, "future year payer"] = field(repr=False)
    weight: Float[np.ndarray, " future"] = field(repr=False)

    @cached_property
    def need(self) -> Float[np.ndarray, " future"]:
        """All money needed to the last phase [USD m]."""
        return self.paid.sum(axis=(1, 2))

    @cached_property
    def not_raised(self) -> Float[np.ndarray, " future"]:
        """Money needed from now on that nothing pledged pays for [USD m]."""
        return self.paid[:, :, Payer.NOBODY].sum(axis=1)

    @cached_property
    def by_year(self) -> Float[np.ndarray, "year payer"]:
        """Means over futures [USD m]; the last row is all that comes later."""
        return mean(self.paid, self.weight)

    def need_by_year(self, percents: list[float]) -> Float[np.ndarray, "percentile year"]:
        """Percentiles of the need of each year [USD m]."""
        return quantiles(self.paid.sum(axis=2), self.weight, [percent / 100 for percent in percents])


def capital(futures: "Futures") -> Capital:
    """What the plan's phases cost by year, and what pays for it."""
    return _Compiler(futures).capital()


def figures(futures: "Futures") -> tuple[Figure, ...]:
    """What the capital rests on besides dates and IT MW: prices, spending, pledges and what these are worth."""
    compiler = _Compiler(futures)
    compiler._bills()
    compiler._funds()
    return tuple(compiler.figures)


class Spending(NamedTuple):
    """What the need of the plan's phases is made of besides dates and IT MW."""

    bills: Bills
    cells: Cells
    figures: tuple[Figure, ...]  # one a column
    values: Float[np.ndarray, "future figure"]


def spending(futures: "Futures") -> Spending:
    """Bills of the plan's phases, and what their figures are in each future."""
    return _Compiler(futures).spending()


class Pledged(NamedTuple):
    """What pays for campuses, in the order in which it is used."""

    commitments: tuple[Commitment, ...]  # one a fund
    funds: Funds
    brought: Float[np.ndarray, "fund future"]  # [USD m]; nought where it does not come true


def pledged(futures: "Futures", n: int) -> Pledged:
    """Commitments that pay for campuses, and what they bring in the first `n` futures: the draws of `capital`."""
    compiler = _Compiler(futures)
    commitments, funds = compiler._pledged(), compiler._funds()
    brought = np.empty((len(commitments), n))
    arrive(funds, compiler._values(n), futures.numbers[:n], brought)
    return Pledged(tuple(commitments), funds, brought)


class _Compiler:
    def __init__(self, futures: "Futures") -> None:
        self.futures, self.contents = futures, futures.programme.contents
        self.zero = futures.programme.month_zero
        self.figures: list[Figure] = []
        self.sites = {site.id: i for i, site in enumerate(self.contents.sites.values())}

    def capital(self) -> Capital:
        futures, cells = self.futures, self._cells()
        bills, funds = self._bills(), self._funds()
        values = self._values()
        chosen = futures.phases()
        full_load, it_power = (np.ascontiguousarray(v[:, chosen]) for v in (futures.dates, futures.buildup.it_power))
        paid = np.zeros((futures.n, cells.year[-1] + 1, len(Payer)))
        scratch = np.empty((2, len(self.sites), len(cells.year)))
        pay(bills, funds, cells, full_load, it_power, values, futures.numbers, paid, scratch)
        first = int(np.argmax(paid.any(axis=(0, 2)))) if paid.any() else 0
        start = int(self.contents.start[:4])
        return Capital(tuple(range(start + first, start + paid.shape[1] - 1)), paid[:, first:], futures.weight)

    def spending(self) -> "Spending":
        """What the need is made of besides dates and IT MW."""
        bills = self._bills()
        return Spending(bills, self._cells(), tuple(self.figures), self._values())

    def _values(self, n: int | None = None) -> Float[np.ndarray, "future figure"]:
        return self.futures.values_of(self.figures, self.futures.numbers[:n])

    def _column(self, figure: Figure) -> int:
        for i, other in enumerate(self.figures):
            if other.address == figure.address:
                return i
        self.figures.append(figure)
        return len(self.figures) - 1

    def _cells(self) -> Cells:
        """Calendar years from the programme's start to its horizon, cut at as-of, then all that comes later.

        What was spent before the first year is booked there.
        """
        years = int(self.contents.horizon[:4]) - int(self.contents.start[:4]) + 1
        turns = [12.0 * year - self.zero % 12 for year in range(years + 1)]
        now = self.futures.programme.as_of_month
        edge = np.array([*sorted({*turns, now}), np.inf])
        year = np.searchsorted(turns, edge[:-1], side="right") - 1
        past = (edge[:-1] < now).astype(np.int64)
        edge[0] = -np.inf
        return Cells(edge, year.astype(np.int64), past)

    def _bills(self) -> Bills:
        planned = [self.futures.plan.phases[i] for i in self.futures.phases()]
        costs = [self._costs(p.site) for p in planned]
        spending = self.contents.spending
        return Bills(
            site=np.array([self.sites[p.site.id] for p in planned], dtype=np.int64),
            cost=np.array([self._column(figure) for pair in costs for figure in pair], dtype=np.int64).reshape(-1, 2),
            price_month=np.array([self._price_month(figure) for pair in costs for figure in pair]).reshape(-1, 2),
            window=np.array([self._column(spending.construction), self._column(spending.compute)]),
            price_rise=self._column(self.contents.price_index),
            sites=len(self.sites),
        )

    def _costs(self, site: Site) -> tuple[Figure, Figure]:
        """What construction and compute cost at a site; the programme's figures where it does not say."""
        costs = self.contents.costs.at(site.costs)
        return costs.construction, costs.compute

    def _price_month(self, figure: Figure) -> float:
        return 12 * figure.price_year + 6 - self.zero if figure.price_year else nan

    def _funds(self) -> Funds:
        pledged, chances = self._pledged(), self.contents.chances
        return Funds(
            site=np.array([self.sites.get(c.to, -1) for c in pledged], dtype=np.int64),
            use=np.array([USE_OF[c.instrument] for c in pledged], dtype=np.int64),
            payer=np.array([PAYER_OF[c.status.value] for c in pledged], dtype=np.int64),  # type: ignore[index]
            amount=np.array([self._column(c.amount) for c in pledged], dtype=np.int64),
            chance=np.array([self._column(getattr(chances, c.status.value)) for c in pledged], dtype=np.int64),
            key=np.array([key(f"{c.address}.arrives", self.futures.seed) for c in pledged], dtype=np.uint64),
        )

    def _pledged(self) -> list[Commitment]:
        return sorted((c for c in self.contents.commitments.values() if counts(c, self.contents)), key=self._order)

    def _order(self, commitment: Commitment) -> tuple[int, int, int, str]:
        """Closed money first, then money tied to a site, then money tied to a use."""
        payer = PAYER_OF[commitment.status.value]  # type: ignore[index]
        return payer, commitment.to == "programme", USE_OF[commitment.instrument] == EITHER, commitment.address


def counts(commitment: Commitment, contents: Contents) -> bool:
    """Whether a commitment pays for campuses: to the programme or a site, in a form that buys, with an amount."""
    to_campuses = commitment.to == "programme" or commitment.to in contents.sites
    return to_campuses and commitment.instrument in USE_OF and commitment.amount.has_value
