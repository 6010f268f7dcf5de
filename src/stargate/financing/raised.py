"""Who brings the money that a financing wants, and what nobody has raised yet: the hole in time (F7).

Money wanted in a span of time, for a use, at a site and as debt or equity, is w_c, in the order of spans, then uses,
then sites, then the form that a commitment has before the other. A commitment that brings A pays of what it may pay for

    paid_c = min(w_c, max(0, A - sum_{b before c} w_b))

after which w_c <- w_c - paid_c for the next one. Commitments come in the order of `capital/need.py`: closed before
committed before said, money for a site before money for the programme, money for a use before money for either. What is
left is not yet raised, or, where it is spent already, paid by someone unknown; so that sources always add up to uses.

What is wanted is what is spent on building, fees, interest during construction and reserves, and owners' support: as
debt what construction loans and then term loans bring, as equity the rest. Where a term loan is smaller than the
construction loan that it repays, owners pay the difference: no new money, but `taken_out`. Chips that replace others
are wanted like the first.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float, Int

from stargate.capital.commitment import Commitment, Instrument
from stargate.capital.company import Use
from stargate.capital.need import EITHER, Funds, Payer
from stargate.errors import StargateError
from stargate.financing.lines import Line
from stargate.financing.result import Financing
from stargate.futures.capital import pledged
from stargate.futures.quantiles import mean, quantile, quantiles
from stargate.programme.model import Contents

DEBT, EQUITY = 0, 1  # forms in which money is wanted
_TOLD = {"p10": 0.1, "p50": 0.5, "p90": 0.9}


class Wanted(NamedTuple):
    """Money to be raised, by span of time: calendar years, the present one cut in two at as-of."""

    amount: Float[np.ndarray, "span use site form future"]  #: [USD m]
    taken_out: Float[np.ndarray, "year future"]  #: construction debt that owners repay, of all that is there
    year: Int[np.ndarray, " span"]  #: index of its calendar year
    past: Bool[np.ndarray, " span"]  #: spent already


@dataclass(frozen=True)
class Source:
    """Where money comes from: a commitment, someone unknown, or nobody."""

    name: str  #: in words
    payer: Payer
    address: str = ""  #: of the commitment
    funders: tuple[str, ...] = ()  #: partners, by their names in addresses
    instrument: str = ""
    standing: str = ""
    assumed: bool = False  #: whether its amount or the chance that it comes true rests on an assumption


@dataclass(frozen=True)
class Raised:
    """Money wanted by calendar year, and where it comes from, in every future [USD m]."""

    years: tuple[int, ...]
    sites: tuple[str, ...]
    sources: tuple[Source, ...]  #: commitments as they are used, then unknown, then nobody
    paid: Float[np.ndarray, "source year future"] = field(repr=False)
    missing: Float[np.ndarray, "use site form year future"] = field(repr=False)  #: not yet raised, for what
    brought: Float[np.ndarray, "fund future"] = field(repr=False)  #: what each commitment comes to, used or not
    taken_out: Float[np.ndarray, "year future"] = field(repr=False)  #: construction loans that owners repay
    weight: Float[np.ndarray, " future"] = field(repr=False)
    horizon: int  #: calendar year to which it is told

    @cached_property
    def wanted(self) -> Float[np.ndarray, "year future"]:
        """All money wanted in each year [USD m]."""
        return self.paid.sum(axis=0)

    @cached_property
    def by_payer(self) -> Float[np.ndarray, "payer year future"]:
        """The same by how far it can be relied on [USD m]."""
        found = np.zeros((len(Payer), *self.paid.shape[1:]))
        np.add.at(found, [source.payer for source in self.sources], self.paid)
        return found

    @cached_property
    def not_raised(self) -> Float[np.ndarray, "year future"]:
        """What nobody has raised yet, of all that is wanted up to the end of each year [USD m]."""
        return self.paid[-1].cumsum(axis=0)

    def hole(self, percents: Sequence[float] = (10, 50, 90)) -> Float[np.ndarray, "percentile year"]:
        """Percentiles of `not_raised` [USD m]."""
        return quantiles(self.not_raised.T, self.weight, [percent / 100 for percent in percents])

    def told(self) -> dict:
        """The hole by date and means of the stack by source, up to the horizon, for pages and terminals [USD bn]."""
        shown = slice(int(np.argmax(self.wanted.any(axis=1))), max(1, sum(year <= self.horizon for year in self.years)))
        low, mid, high = np.round(self.hole()[:, shown] / 1000, 3).tolist()
        stack = mean(np.moveaxis(self.paid, 2, 0), self.weight)[:, shown]
        totals = self.paid[:, shown].sum(axis=1)
        missing = mean(np.moveaxis(self.missing.sum(axis=(0, 1)), 2, 0), self.weight)[:, shown]
        years = self.years[shown]
        return {
            "unit": "USD bn",
            "assumed": any(source.assumed for source in self.sources),
            "years": list(years),
            "hole": [
                {"by": f"{year}-12-31", "p10": a, "p50": b, "p90": c}
                for year, a, b, c in zip(years, low, mid, high, strict=True)
            ],
            "missing": {"debt": billions(missing[DEBT]), "equity": billions(missing[EQUITY])},
            "taken_out": billions(mean(self.taken_out.T, self.weight)[shown]),
            "stack": [
                {
                    "source": source.name,
                    "address": source.address,
                    "funders": list(source.funders),
                    "instrument": source.instrument,
                    "standing": source.standing,
                    "payer": source.payer.name.lower(),
                    "assumed": source.assumed,
                    "mean": billions(row),
                    "total": spread(total, self.weight, 1000),
                }
                for source, row, total in zip(self.sources, stack, totals, strict=True)
            ],
        }

    def rows(self) -> list[tuple[str, str, str]]:
        """A line a year up to the horizon with something not raised, for the terminal: the year, P50, P10 to P90."""
        found = zip(self.years, *(self.hole() / 1000), strict=True)
        return [(str(y), f"{b:.1f}", f"{a:.1f} to {c:.1f}") for y, a, b, c in found if y <= self.horizon and c >= 0.05]

    def sentence(self, year: int) -> str:
        """The hole by the end of a year in words; raises StargateError for a year that is not among `years`."""
        if year not in self.years:
            raise StargateError(f"{year} is no year of this financing; write: {self.years[0]} to {self.years[-1]}")
        found = self.not_raised[self.years.index(year)]
        low, mid, high = (float(quantile(found, self.weight, p)) / 1000 for p in _TOLD.values())
        between = f", 80%: {low:.0f} to {high:.0f}" if high > low else ""
        return f"not raised by the end of {year}: {mid:.0f} USD bn{between}"


def raised(financing: Financing) -> Raised:
    """Who brings the money that the plan wants in each future; too few commitments leave a hole, which is no error."""
    futures, contents = financing.futures, financing.futures.programme.contents
    funds = pledged(futures, financing.n)
    now = (futures.programme.as_of_month + futures.programme.month_zero) / 12  # as a calendar year and its part
    found = wanted(financing, now)
    paid, left = divided(found.amount, funds.funds, [_form(c) for c in funds.commitments], funds.brought)
    unknown = np.where(found.past[:, None], left.sum(axis=(1, 2, 3)), 0.0)
    left[found.past] = 0.0
    every = np.concatenate([paid, [unknown, left.sum(axis=(1, 2, 3))]])
    return Raised(
        years=financing.years,
        sites=tuple(contents.sites),
        sources=(
            *(_source(c, funds.funds.payer[i], contents) for i, c in enumerate(funds.commitments)),
            Source("spent, payer not known", Payer.UNKNOWN),
            Source("not yet raised", Payer.NOBODY),
        ),
        paid=_by_year(every, found.year, axis=1),
        missing=np.moveaxis(_by_year(left, found.year, axis=0), 0, 3),
        brought=funds.brought,
        taken_out=found.taken_out,
        weight=financing.weight,
        horizon=int(contents.horizon[:4]),
    )


def wanted(financing: Financing, now: float) -> Wanted:
    """Money to be raised for each use; what the year of `now` [years] wants is taken to be spent evenly over it."""
    drawn, repaid, lent, called, support = (
        _by_use(financing, line) for line in (Line.DRAW, Line.REPAID, Line.TERM_DRAW, Line.EQUITY, Line.SUPPORT)
    )
    debt, equity = drawn + lent - repaid, called + support
    amount = np.maximum(0.0, np.stack([debt, equity + np.minimum(0.0, debt)]))  # form use site year future
    amount = np.moveaxis(amount, (3, 1, 2, 0), (0, 1, 2, 3))
    taken_out = np.maximum(0.0, repaid - lent).sum(axis=(0, 1))
    spans = [span for i, year in enumerate(financing.years) for span in _spans(i, year, now)]
    index, past, part = (np.array(each) for each in zip(*spans, strict=True))
    return Wanted(amount[index] * part[:, None, None, None, None], taken_out, index, past)


def _by_use(financing: Financing, line: Line) -> Float[np.ndarray, "use site year future"]:
    """A line of the ledger by what it is for."""
    sites, uses = list(financing.futures.programme.contents.sites), (Use.CONSTRUCTION, Use.COMPUTE)
    found = np.zeros((len(uses), len(sites), len(financing.years), financing.n))
    for book, amount in zip(financing.books, financing.ledger[line], strict=True):
        found[uses.index(book.use), sites.index(book.site)] += amount
    return found


def _spans(i: int, year: int, now: float) -> list[tuple[int, bool, float]]:
    gone = min(1.0, max(0.0, now - year))
    return [(i, past, part) for past, part in ((True, gone), (False, 1.0 - gone)) if part > 0]


def divided(
    wanted: Float[np.ndarray, "span use site form future"],
    funds: Funds,
    form: Sequence[int],
    brought: Float[np.ndarray, "fund future"],
) -> tuple[Float[np.ndarray, "fund span future"], Float[np.ndarray, "span use site form future"]]:
    """What each fund pays in each span, and what is left of what is wanted [USD m]; each pays its own `form` first."""
    left, paid = wanted.copy(), np.zeros((len(form), wanted.shape[0], wanted.shape[-1]))
    for fund, (site, use) in enumerate(zip(funds.site, funds.use, strict=True)):
        sites = slice(None) if site < 0 else slice(site, site + 1)
        uses = slice(None) if use == EITHER else slice(use, use + 1)
        cells = left[:, uses, sites, :: -1 if form[fund] == EQUITY else 1]
        flat = cells.reshape(-1, cells.shape[-1])
        before = np.cumsum(np.vstack([np.zeros_like(flat[:1]), flat[:-1]]), axis=0)
        pays = np.clip(brought[fund] - before, 0.0, flat).reshape(cells.shape)
        cells -= pays
        paid[fund] = pays.sum(axis=(1, 2, 3))
    return paid, left


def _form(commitment: Commitment) -> int:
    return DEBT if commitment.instrument is Instrument.DEBT else EQUITY


def _source(commitment: Commitment, payer: int, contents: Contents) -> Source:
    standing = str(commitment.status.value)
    chance = getattr(contents.chances, standing)
    return Source(
        name=commitment.name,
        payer=Payer(payer),
        address=commitment.address,
        funders=tuple(commitment.payers),
        instrument=commitment.instrument.value,
        standing=standing,
        assumed=chance.assumed or commitment.amount.assumed,
    )


def _by_year(amount: np.ndarray, year: Int[np.ndarray, " span"], axis: int) -> np.ndarray:
    """Sums of the spans of each year."""
    return np.add.reduceat(amount, np.flatnonzero(np.diff(year, prepend=-1)), axis=axis)


def spread(
    values: Float[np.ndarray, " future"], weight: Float[np.ndarray, " future"], unit: float = 1.0
) -> dict[str, float]:
    """P10, P50 and P90, in a unit."""
    return {name: round(float(quantile(values, weight, p)) / unit, 4) for name, p in _TOLD.items()}


def billions(row: Float[np.ndarray, " year"]) -> list[float]:
    """Amounts of years in USD bn, rounded to the million."""
    return np.round(row / 1000, 3).tolist()
