"""Levelised cost of compute of campuses and of a programme (K4), and what it is made of.

Of the years y of a financing, in which costs are nominal, with d_y the discount at the end of the year at the nominal
cost of capital and P_y the price level of its middle over that of the programme's date,

    LC = sum_y cost_y d_y / sum_y hours_y P_y d_y

is what an H100e-hour must earn, in the prices of the programme's date and rising with them, for costs to come back with
the cost of capital; without P_y it is the nominal one. Hours are those delivered: energised, and used
(`computing.delivered`), later chips counted as those they replace. Both are of the same units in the same years, to
the end of their leases.

What chips cost is what the financing has: the campus's cost per IT power, whichever they are; by their own prices they
are told in `computing.chip_cost`. The steps are discounted costs over the same hours, so that in each future they add
up: chips first bought and bought anew, shell (building, power, cooling), electricity and operation, less what is sold
at the end. So far nobody has lent or taxed. `financing` is what goes to lenders beyond their money at the cost of
capital (below nought where they ask for less), with reserves held back, less what guarantors pay; `tax` what income
tax takes less what losses save owners. Last comes `margin`, what owners keep beyond the cost of capital, which leads
to what offtakers pay. Taxes are those of that pay, and not of a price at which the margin would be nought. Means add
up as futures do; medians of steps do not.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from jaxtyping import Bool, Float

from stargate.capital.company import Use
from stargate.computing.chip_cost import ChipCosts, cost_of_chips, per_eflop
from stargate.computing.delivered import Delivered, delivered
from stargate.errors import StargateError
from stargate.financing.lines import Line
from stargate.financing.own import with_cost_of_capital
from stargate.financing.ratios import levelised
from stargate.financing.worth import discount_rate
from stargate.futures.drawn import NEVER, Drawn, Range, told_range
from stargate.futures.quantiles import mean, quantiles
from stargate.programme.equipped import known

if TYPE_CHECKING:
    from stargate.computing.fleet import Fleet
    from stargate.financing.result import Financing

_LENT = (Line.DRAW, Line.TERM_DRAW, Line.RESERVE_EARNED)  # from lenders
_REPAID = (Line.FEE, Line.BUILDING_INTEREST, Line.INTEREST, Line.REPAID, Line.PRINCIPAL, Line.SWEPT)  # to them
_OWNERS_GET = (Line.DIVIDEND, Line.OWNERS_INTEREST, Line.OWNERS_PRINCIPAL, Line.RELIEF)
_OWNERS_PAY = (Line.EQUITY, Line.SUPPORT)


class Waterfall(NamedTuple):
    """What the cost of a delivered H100e-hour is made of, in the order in which it is told [USD/H100e/h]."""

    chips: Float[np.ndarray, " row"]  #: accelerators, servers and network, first bought
    replacement: Float[np.ndarray, " row"]  #: bought anew
    shell: Float[np.ndarray, " row"]  #: building, power and cooling
    electricity: Float[np.ndarray, " row"]  #: of the whole facility
    operation: Float[np.ndarray, " row"]  #: staff, repairs, insurance
    residual: Float[np.ndarray, " row"]  #: what is sold at the end: nought or below
    financing: Float[np.ndarray, " row"]  #: lenders, reserves and guarantors, against the cost of capital
    tax: Float[np.ndarray, " row"]  #: on income, less what losses save
    margin: Float[np.ndarray, " row"]  #: of owners, beyond the cost of capital: no cost


_WORDS = {
    "chips": "chips, servers and network",
    "replacement": "chips bought anew",
    "shell": "shell, power and cooling",
    "electricity": "electricity",
    "operation": "operation",
    "residual": "less what is sold at the end",
    "financing": "financing, against the cost of capital",
    "tax": "income tax",
    "margin": "owners' margin beyond the cost of capital",
}
_BEFORE = Waterfall._fields[:6]
_AFTER = Waterfall._fields[:8]


@dataclass(frozen=True)
class Cost:
    """Cost of compute of a campus, or of all. The first row is the future at medians; infinite where none computes."""

    title: str  #: whose
    waterfall: Waterfall = field(repr=False)  #: what it is made of
    nominal: Float[np.ndarray, " row"] = field(repr=False)  #: without the rise of prices [USD/H100e/h]
    progressed: Float[np.ndarray, " row"] = field(repr=False)  #: later chips counted by their own peaks [USD/H100e/h]
    used: Float[np.ndarray, " row"] = field(repr=False)  #: part of the hours energised that is used
    hours: Float[np.ndarray, " row"] = field(repr=False)  #: delivered in all, not discounted [H100e h]
    mfu: Float[np.ndarray, " row"] | None = field(repr=False)  #: of the dense 8-bit peak; None where it is not known
    tokens: dict[str, Float[np.ndarray, " row"]] = field(repr=False)  #: by product [H100e h/m tokens]

    @property
    def per_h100e_hour(self) -> Float[np.ndarray, " row"]:
        """Before anybody lends or taxes [USD/H100e/h]."""
        return np.sum(self.waterfall[: len(_BEFORE)], axis=0)

    @property
    def after_tax(self) -> Float[np.ndarray, " row"]:
        """With financing and tax [USD/H100e/h]."""
        return np.sum(self.waterfall[: len(_AFTER)], axis=0)

    @property
    def paid(self) -> Float[np.ndarray, " row"]:
        """What offtakers pay [USD/H100e/h]."""
        return np.sum(self.waterfall, axis=0)

    @property
    def per_eflop(self) -> Float[np.ndarray, " row"] | None:
        """Of 1e18 useful operations [USD]; None where no MFU is known."""
        return None if self.mfu is None else per_eflop(self.per_h100e_hour, self.mfu)

    @property
    def per_million_tokens(self) -> dict[str, Float[np.ndarray, " row"]]:
        """By product [USD]: its tokens take hours with their idle time, so these are hours held, used or not."""
        return {name: self.per_h100e_hour * self.used * hours for name, hours in self.tokens.items()}


@dataclass(frozen=True)
class ComputeCost:
    """Cost of compute by chip, campus and programme."""

    programme: Cost  #: of all campuses that are counted
    sites: dict[str, Cost]  #: by campus
    chips: ChipCosts | None = field(repr=False)  #: None where the programme says nothing of own capacity
    left_out: dict[str, str]  #: campuses that are not counted, and why
    weight: Float[np.ndarray, " future"] = field(repr=False)  #: how much each future counts
    products: dict[str, str]  #: titles

    @property
    def per_h100e_hour(self) -> Float[np.ndarray, " row"]:
        """Of the programme, before anybody lends or taxes [USD/H100e/h]."""
        return self.programme.per_h100e_hour

    @property
    def per_eflop(self) -> Float[np.ndarray, " row"] | None:
        """Of the programme, of 1e18 useful operations [USD]; None where no MFU is known."""
        return self.programme.per_eflop

    @property
    def per_million_tokens(self) -> dict[str, Float[np.ndarray, " row"]]:
        """Of the programme, by product [USD]."""
        return self.programme.per_million_tokens

    @property
    def waterfall(self) -> Waterfall:
        """What the programme's is made of [USD/H100e/h]."""
        return self.programme.waterfall

    def at(self, site: str = "") -> Cost:
        """Of a campus, of the programme where empty.

        Raises StargateError where there is none of this name.
        """
        if site and site not in self.sites:
            why = self.left_out.get(site)
            wrong = f"{site}: {why}" if why else f"no campus {site!r} computes"
            raise StargateError(f"{wrong}\n  write: {' or '.join(self.sites)}")
        return self.sites[site] if site else self.programme

    def range(self, values: Float[np.ndarray, " row"]) -> Range:
        """What a result is over futures, and at medians."""
        p10, p50, p90 = quantiles(values[1:], self.weight, (0.1, 0.5, 0.9)).tolist()
        return Range(p10, p50, p90, float(values[0]))

    def mean(self, values: Float[np.ndarray, " row"]) -> float:
        """Its mean over the futures in which it is finite; infinite where in none."""
        finite = np.isfinite(values[1:])
        return float(mean(values[1:][finite], self.weight[finite])) if finite.any() else float("inf")


def cost_of_compute(financing: "Financing", fleet: "Fleet") -> ComputeCost:
    """Levelised cost of compute by chip, campus and programme, in the futures that both follow (K4).

    Raises StargateError where the two are of different futures, or no campus is both financed and computes, and
    ProgrammeError where the programme says nothing of its cost of capital.
    """
    programme = financing.futures.programme
    contents = programme.contents
    with_cost_of_capital(programme, contents.costs)
    found = delivered(financing, fleet)
    record, products = contents.make_or_buy, contents.products
    mfu = record.mfu if record is not None and known(record.mfu) else None
    drawn = Drawn([mfu, *(product.compute for product in products.values())], financing.futures)
    ends = slice(found.n + 1)
    tokens = {name: drawn(product.compute)[ends] for name, product in products.items()}
    told = [
        _cost(title, site, found, None if mfu is None else drawn(mfu)[ends], tokens)
        for site, title in [("", programme.name), *((site, contents.sites[site].name) for site in found.sites)]
    ]
    return ComputeCost(
        programme=told[0],
        sites=dict(zip(found.sites, told[1:], strict=True)),
        chips=None if record is None else cost_of_chips(financing.futures),
        left_out=found.left_out,
        weight=financing.weight[: found.n],
        products={name: product.title for name, product in products.items()},
    )


def _cost(
    title: str,
    site: str,
    found: Delivered,
    mfu: Float[np.ndarray, " row"] | None,
    tokens: dict[str, Float[np.ndarray, " row"]],
) -> Cost:
    model = found.financing.model
    books, units = found.books(site), found.units(site)
    held = found.hours[units].sum(axis=0)
    used = (found.hours[units] * found.used[units][:, None]).sum(axis=0)
    progressed = (found.progressed[units] * found.used[units][:, None]).sum(axis=0)
    rate = discount_rate(model, found.values)
    middle = (model.first_month + 12 * np.arange(len(used)) + 6 - model.as_of) / 12
    level = (1 + found.values[:, model.price_index]) ** middle[:, None]
    steps = _steps(found, books)
    waterfall = Waterfall(
        **{step: levelised(1e6 * cost, used * level, rate, per_year=1) for step, cost in steps.items()}
    )
    before = np.sum([steps[step] for step in _BEFORE], axis=0)
    return Cost(
        title=title,
        waterfall=waterfall,
        nominal=levelised(1e6 * before, used, rate, per_year=1),
        progressed=levelised(1e6 * before, progressed * level, rate, per_year=1),
        used=levelised(used * level, held * level, rate, per_year=1),
        hours=used.sum(axis=0),
        mfu=mfu,
        tokens=tokens,
    )


def _steps(found: Delivered, books: Bool[np.ndarray, " book"]) -> dict[str, Float[np.ndarray, "year row"]]:
    """What is paid by year, by step [USD m]."""

    def paid(*lines: Line) -> Float[np.ndarray, "year row"]:
        return np.sum([found.lines[line][books].sum(axis=0) for line in lines], axis=0)

    def built(use: Use) -> Float[np.ndarray, "year row"]:
        rows = [books[b] and book.use is use for b, book in enumerate(found.financing.books)]
        return found.lines[Line.CAPITAL][rows].sum(axis=0)

    replaced = found.replaced[books].sum(axis=0)
    held_back = found.held_back[books].sum(axis=0)
    return {
        "chips": built(Use.COMPUTE) - replaced,
        "replacement": replaced,
        "shell": built(Use.CONSTRUCTION),
        "electricity": paid(Line.POWER),
        "operation": paid(Line.OPERATION),
        "residual": -paid(Line.RESIDUAL),
        "financing": paid(*_REPAID) - paid(*_LENT) + held_back - paid(Line.GUARANTEE),
        "tax": paid(Line.TAX) - paid(Line.RELIEF),
        "margin": paid(*_OWNERS_GET) - paid(*_OWNERS_PAY),
    }


def rows(found: ComputeCost) -> Iterator[tuple[str, str, str, Range]]:
    """What to print of campuses and programme: of what, measure in words, its unit, and its range over futures."""
    unit = "USD/H100e/h"
    for cost in (found.programme, *found.sites.values()):
        for step in _BEFORE:
            yield cost.title, _WORDS[step], unit, found.range(getattr(cost.waterfall, step))
        yield cost.title, "Levelised cost of compute", unit, found.range(cost.per_h100e_hour)
        yield cost.title, "the same, later chips counted by their own peaks", unit, found.range(cost.progressed)
        for step in ("financing", "tax"):
            yield cost.title, _WORDS[step], unit, found.range(getattr(cost.waterfall, step))
        yield cost.title, "With financing and tax", unit, found.range(cost.after_tax)
        yield cost.title, _WORDS["margin"], unit, found.range(cost.waterfall.margin)
        yield cost.title, "What offtakers pay", unit, found.range(cost.paid)
        if cost.per_eflop is not None:
            yield cost.title, "1e18 useful operations", "USD/EFLOP", found.range(cost.per_eflop)
        for name, values in cost.per_million_tokens.items():
            yield cost.title, f"Tokens of {found.products[name]}", "USD/m tokens", found.range(values)


def told(found: ComputeCost) -> dict[str, Any]:
    """The same for a page, with means, which add up as the steps of a future do."""
    return {
        "programme": _told(found, found.programme),
        "sites": {site: _told(found, cost) for site, cost in found.sites.items()},
        "chips": {} if found.chips is None else told_chips(found.chips),
        "offers": {} if found.chips is None else _offers(found.chips),
        "left_out": found.left_out,
        "chips_left_out": {} if found.chips is None else found.chips.left_out,
    }


def _told(found: ComputeCost, cost: Cost) -> dict[str, Any]:
    def tell(values: Float[np.ndarray, " row"]) -> dict[str, float | str]:
        average = found.mean(values)
        return told_range(found.range(values)) | {"mean": average if np.isfinite(average) else NEVER}

    return {
        "title": cost.title,
        "steps": {step: {"words": _WORDS[step]} | tell(getattr(cost.waterfall, step)) for step in Waterfall._fields},
        "levelised": tell(cost.per_h100e_hour),
        "nominal": tell(cost.nominal),
        "progressed": tell(cost.progressed),
        "after_tax": tell(cost.after_tax),
        "paid": tell(cost.paid),
        "per_eflop": None if cost.per_eflop is None else tell(cost.per_eflop),
        "per_million_tokens": {name: tell(values) for name, values in cost.per_million_tokens.items()},
        "used": tell(cost.used),
        "in_words": in_words(found, cost),
    }


def told_chips(chips: ChipCosts) -> dict[str, Any]:
    """Cost of compute of each chip."""
    return {name: _chip(chips, name) for name in chips.chips}


def _chip(chips: ChipCosts, name: str) -> dict[str, Any]:
    each, tell = chips.chips[name], chips.drawn.range
    return {
        "title": each.title,
        "basis": each.basis,
        "hour": told_range(tell(each.hour.total)),
        "busy": told_range(tell(each.busy.total)),
        "steps": {part: told_range(tell(values)) for part, values in each.waterfall.items()},
        "levelised": told_range(tell(each.per_h100e_hour)),
        "per_eflop": None if each.per_eflop is None else told_range(tell(each.per_eflop)),
    }


def _offers(chips: ChipCosts) -> dict[str, Any]:
    return {title: told_range(chips.drawn.range(price)) for title, price in chips.offers.items()}


ADD_UP = "Steps add up in every future and in their means; their medians do not."


def in_words(found: ComputeCost, cost: Cost) -> str:
    """What an H100e-hour costs, and of what most of it is."""
    low, middle, high, at_medians = found.range(cost.per_h100e_hour)
    if not np.isfinite(middle):
        return f"{cost.title} computes in less than half of the futures: what an hour of it costs has no median."
    average = {step: found.mean(getattr(cost.waterfall, step)) for step in _BEFORE}
    most = max(average, key=lambda step: average[step])
    ends = f"P10 {low:.2f}, P90 {high:.2f}" if np.isfinite(high) else f"P10 {low:.2f}, P90 {NEVER}"
    return (
        f"{cost.title}: an H100e-hour delivered costs {middle:.2f} USD ({ends}; {at_medians:.2f} with every figure at "
        f"its median), {average[most] / sum(average.values()):.0%} of the mean for {_WORDS[most]}; offtakers pay "
        f"{found.range(cost.paid).p50:.2f}. Were later chips counted by their own peaks, and not as what they replace, "
        f"it would be {found.range(cost.progressed).p50:.2f}."
    )
