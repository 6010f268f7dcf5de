"""What a financing gives: money by year and party, ratios and returns, in every future and at medians."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float, Int

from stargate.capital.company import Use
from stargate.errors import StargateError
from stargate.financing.lines import Line
from stargate.financing.model import Book, Model, Unit
from stargate.financing.terms import Closing, Flows, Ledger, Terms
from stargate.futures.quantiles import quantiles
from stargate.quantity.shown import html_table

if TYPE_CHECKING:
    from stargate.financing.block import Series
    from stargate.financing.cash import Dates, Operating
    from stargate.futures.gradient import Gradient
    from stargate.futures.result import Futures


@dataclass(frozen=True)
class Case:
    """The one future with every figure at its median, by month: no forecast, and said to be optimistic."""

    model: Model = field(repr=False)  #: units, and which figures their arrays are made of
    real: tuple[int, ...]  #: units that are complete in it
    values: Float[np.ndarray, "1 column"] = field(repr=False)  #: of the model's columns
    flows: Flows = field(repr=False)  #: [period, unit]
    terms: Terms = field(repr=False)  #: [unit]
    operating: "Operating" = field(repr=False)  #: [period, unit]
    ledger: Ledger = field(repr=False)  #: [period, unit]
    closing: Closing = field(repr=False)  #: [unit]


@dataclass(frozen=True)
class Returns:
    """What an investment gives in each future."""

    name: str  #: of the company, partner or lender; `all owners`, `project`
    irr: Float[np.ndarray, " future"] = field(repr=False)  #: annual effective; nan where there is none
    status: Int[np.ndarray, " future"] = field(repr=False)  #: whether there is one: `financing.irr.Status` in order
    npv: Float[np.ndarray, " future"] = field(repr=False)  #: at the programme's cost of capital [USD m]
    multiple: Float[np.ndarray, " future"] = field(repr=False)  #: MOIC; nan where nothing is paid in
    payback: Float[np.ndarray, " future"] = field(repr=False)  #: from the first payment [months]; inf for never
    peak: Float[np.ndarray, " future"] = field(repr=False)  #: peak exposure [USD m]
    weight: Float[np.ndarray, " future"] = field(repr=False)  #: how much each future counts

    def percentile(self, percents: Sequence[float]) -> list[float] | None:
        """Percentiles of the IRR over the futures that have one; None where none has."""
        has = np.isfinite(self.irr)
        if not has.any():
            return None
        return quantiles(self.irr[has], self.weight[has], [percent / 100 for percent in percents]).tolist()

    @property
    def without(self) -> float:
        """The share of futures without an IRR."""
        return float(self.weight[~np.isfinite(self.irr)].sum() / self.weight.sum())


@dataclass(frozen=True)
class Financing:
    """Money of a plan in `n` of its futures. Amounts are nominal [USD m]."""

    futures: "Futures" = field(repr=False)  #: of which these are the first `n`
    n: int  #: how many futures
    weight: Float[np.ndarray, " future"] = field(repr=False)  #: how much each counts
    model: Model = field(repr=False)  #: units, and which figures their arrays are made of
    years: tuple[int, ...]  #: calendar years
    ledger: dict[Line, Float[np.ndarray, "book year future"]] = field(repr=False)  #: sums of years
    energy_of_unit: Float[np.ndarray, "unit year future"] = field(repr=False)  #: that IT load could draw [IT MWh]
    replaced: Float[np.ndarray, "book year future"] = field(repr=False)  #: of capital, that of chips bought anew
    balances: dict[str, Float[np.ndarray, "book year future"]] = field(repr=False)  #: of `Ledger`, at year's end
    quarters: tuple[str, ...] = field(repr=False)  #: `2028-Q3`
    available: Float[np.ndarray, "book quarter future"] = field(repr=False)  #: CFADS
    due: Float[np.ndarray, "book quarter future"] = field(repr=False)  #: scheduled debt service
    covenant: Float[np.ndarray, "book future"] = field(repr=False)  #: DSCR below which loans are in default
    returns: dict[str, Returns] = field(repr=False)  #: of `all owners`, `project`, companies, their owners, lenders
    closing: Closing = field(repr=False)  #: [unit, future]
    breaches: dict[str, Float[np.ndarray, " future"]] = field(repr=False)  #: F9, largest of all units, relative
    series: "Series" = field(repr=False)  #: whose flows those are
    values: Float[np.ndarray, "future column"] = field(repr=False)  #: of the model's columns
    owners: dict[str, Float[np.ndarray, " company"]] = field(repr=False)  #: last owners' shares of `companies`
    case: Case = field(repr=False)  #: with every figure at its median, by month

    @property
    def units(self) -> tuple[Unit, ...]:
        """What is financed by itself."""
        return self.model.units

    @property
    def books(self) -> tuple[Book, ...]:
        """Units of one use at one campus: rows of `ledger`."""
        return self.model.books

    @cached_property
    def energy(self) -> Float[np.ndarray, "book year future"]:
        """What IT load energised could draw [IT MWh]."""
        found = np.zeros((len(self.books), *self.energy_of_unit.shape[1:]))
        np.add.at(found, self.model.book_of, self.energy_of_unit)
        return found

    @property
    def left_out(self) -> dict[str, str]:
        """Campuses without financing, and why."""
        return self.model.left_out

    @cached_property
    def companies(self) -> tuple[str, ...]:
        """Project companies, by their names in addresses."""
        return tuple(dict.fromkeys(book.company for book in self.books))

    @cached_property
    def flows(self) -> dict[str, Float[np.ndarray, "year future"]]:
        """What every party is paid less what it pays, by year [USD m]; they add up to nought."""
        from stargate.financing.parties import flows

        return flows(self)

    def irr(self, of: str = "all owners") -> Returns:
        """Returns of an investment.

        Raises StargateError where nobody of that name invests.
        """
        if of not in self.returns:
            raise StargateError(f"nobody called {of!r} invests\n  write: one of {', '.join(self.returns)}")
        return self.returns[of]

    def levelised(self, site: str = "") -> Float[np.ndarray, " future"]:
        """Levelised cost of computing at a campus, at all where empty [USD/IT MWh that could run] (K4); inf for never.

        Of years y, sum_y (capital + power + operation - sale)_y d_y / sum_y energy_y d_y, d_y the discount at the
        programme's nominal cost of capital; before debt and tax.
        """
        rows = [row for row, book in enumerate(self.books) if site in ("", book.site)]
        if not rows:
            raise StargateError(
                f"no campus {site!r} is financed\n  write: {', '.join(sorted({b.site for b in self.books}))}"
            )
        from stargate.financing.ratios import levelised
        from stargate.financing.worth import discount_rate

        spent = sum(self.ledger[line][rows].sum(axis=0) for line in (Line.CAPITAL, Line.POWER, Line.OPERATION))
        cost = (spent - self.ledger[Line.RESIDUAL][rows].sum(axis=0)) * 1e6
        chips = [row for row in rows if self.books[row].use is Use.COMPUTE]
        return levelised(cost, self.energy[chips].sum(axis=0), discount_rate(self.model, self.values), per_year=1)

    def gradient(self, of: str = "irr", investment: str = "all owners", n: int = 64) -> "Gradient":
        """What one more unit of every figure is worth to the expected `irr` or `npv` of an investment (T8).

        Raises StargateError where there is no such outcome or investment, or it has no gradient.
        """
        from stargate.financing.gradient import gradient

        return gradient(self, of, investment, min(n, self.n))

    def dates(self, rows: "Sequence[int]") -> "Dates":
        """How the phases that are financed come up in some futures."""
        from stargate.financing.cash import dates_of

        return dates_of(self.model, self.futures.buildup, rows)

    def __str__(self) -> str:
        programme = self.futures.programme
        return f"{programme.name}, financing of {len(self.books)} books in {self.n:,} futures; seed {self.futures.seed}"

    def _repr_html_(self) -> str:
        """What everybody earns, for a notebook."""
        rows = []
        for name, found in self.returns.items():
            rates = found.percentile([10, 50, 90])
            shown = ["no IRR"] * 3 if rates is None else [f"{100 * rate:.1f}%" for rate in rates]
            npv = quantiles(found.npv, self.weight, [0.5])[0]
            rows.append((name, *shown, f"{found.without:.0%}", f"{npv / 1000:,.2f}"))
        return html_table(str(self), ("", "IRR P10", "P50", "P90", "without", "NPV P50, USD bn"), rows)

    def quantile(
        self, values: Float[np.ndarray, "*rest future"], percents: list[float]
    ) -> Float[np.ndarray, "percentile *rest"]:
        """Percentiles over futures of anything that has them on its last axis."""
        return quantiles(np.moveaxis(values, -1, 0), self.weight, [percent / 100 for percent in percents])
