"""Product economics (K5): what products earn by user and by year, and what a cheaper algorithm does to it.

Users grow from the day they were counted, N(t) = min(N0 (1 + g)^t, most); of them some pay nothing and use what they
use. Prices, use by user and compute by token stay as they are; what a rival's cheaper algorithm changes, it changes at
once and for good, and demand is that of those who pay.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from jaxtyping import Float

from stargate.capital.product import Product
from stargate.financing.margins import Margins, Sold, after, margins, spread
from stargate.futures.drawn import HOURS, NEVER, Drawn, Range, told_range
from stargate.futures.per_token import figures_behind, per_token
from stargate.futures.quantiles import mean
from stargate.programme.knowledge import parts
from stargate.programme.model import Contents
from stargate.quantity.figure import Figure

if TYPE_CHECKING:
    from stargate.futures.result import Futures

_SHRINKS = 0.01  # no number of users falls to less than this within a year


class Yearly(NamedTuple):
    """What a product earns, costs and computes by calendar year."""

    revenue: Float[np.ndarray, "row year"]  #: [USD m]
    compute_cost: Float[np.ndarray, "row year"]  #: free users' among it [USD m]
    other_costs: Float[np.ndarray, "row year"]  #: [USD m]
    compute: Float[np.ndarray, "row year"]  #: mean of the year [H100e]

    @property
    def margin(self) -> Float[np.ndarray, "row year"]:
        """What is left [USD m]."""
        return self.revenue - self.compute_cost - self.other_costs


class Case(NamedTuple):
    """A product as it is, or once algorithms are cheaper. The first row is the future at medians."""

    sold: Sold
    margins: Margins
    by_year: Yearly


@dataclass(frozen=True)
class ProductEconomics:
    """One product in all futures."""

    name: str  #: in its file
    product: Product = field(repr=False)  #: as it is recorded
    now: Case = field(repr=False)  #: as it is sold
    cheaper: Case | None = field(repr=False)  #: once everyone works as a cheaper rival does; None without one
    drawn: Drawn = field(repr=False)  #: its figures

    @property
    def metered(self) -> bool:
        """Whether tokens are sold, and not subscriptions."""
        return self.product.token_price is not None

    @property
    def compute_ratio(self) -> Float[np.ndarray, " row"]:
        """Compute of its first year once algorithms are cheaper, over that before: above 1, they take more in all."""
        return (self.cheaper or self.now).by_year.compute[:, 0] / self.now.by_year.compute[:, 0]

    def range(self, measure: str, cheaper: bool = False) -> Range:
        """A field of `Margins` over futures."""
        case = self.cheaper if cheaper and self.cheaper else self.now
        return self.drawn.range(getattr(case.margins, measure))


@dataclass(frozen=True)
class Economics:
    """Products of a programme by calendar year, from that of its date to that of its horizon."""

    years: tuple[int, ...]  #: calendar years
    products: tuple[ProductEconomics, ...]  #: those that are known
    efficiency: Float[np.ndarray, " row"] = field(repr=False)  #: times less compute by token, after a rival
    drawn: Drawn = field(repr=False)  #: all their figures

    def total(self, measure: str, seller: str = "", cheaper: bool = False) -> Float[np.ndarray, "row year"]:
        """A field of `Yearly` of all products of a seller, or of everyone's. The first row is the future at medians."""
        found = np.zeros((len(self.efficiency), len(self.years)))
        for each in self.products:
            if not seller or each.product.seller == seller:
                case = each.cheaper if cheaper and each.cheaper else each.now
                found += getattr(case.by_year, measure)
        return found

    def revenue_by_year(self, seller: str = "", cheaper: bool = False) -> Float[np.ndarray, "future year"]:
        """What products bring [USD m], in every future."""
        return self.total("revenue", seller, cheaper)[1:]

    def compute_by_year(self, seller: str = "", cheaper: bool = False) -> Float[np.ndarray, "future year"]:
        """What products compute, a mean of each year [H100e], in every future."""
        return self.total("compute", seller, cheaper)[1:]


def economics(futures: "Futures") -> Economics:
    """Margins, revenue, cost and compute of a programme's products in its futures; no product where it has none."""
    contents, programme = futures.programme.contents, futures.programme
    index, rival = contents.price_index, contents.rival_efficiency
    rival = rival if rival is not None and rival.has_value else None
    own = [part for part in parts(contents.products) if isinstance(part, Figure)]
    drawn = Drawn([index, rival, *own, *figures_behind(contents)], futures)
    efficiency = drawn(rival, 1.0)
    years = tuple(range(int(programme.as_of[:4]), int(contents.horizon[:4]) + 1))
    january = [programme.month(f"{year}-01-01") for year in years]
    middles = np.array(january)[:, None] + np.arange(12) + 0.5
    products = tuple(
        _product(name, contents, drawn, middles, efficiency if rival else None) for name in contents.products
    )
    return Economics(years, products, efficiency, drawn)


def _product(
    name: str,
    contents: Contents,
    drawn: Drawn,
    months: Float[np.ndarray, "year 12"],
    efficiency: Float[np.ndarray, " row"] | None,
) -> ProductEconomics:
    product, index = contents.products[name], contents.price_index
    median, kept = drawn(product.usage), 1.0 - drawn(product.other_costs)
    compute = per_token(product, contents, drawn)
    monthly, by_number = (
        drawn.today(price, index) if price is not None else np.zeros_like(median)
        for price in (product.monthly_price, product.token_price)
    )
    unit_cost = compute * drawn.today(product.compute_price, index)
    free, free_usage = drawn(product.free), drawn(product.free_usage)
    wide = spread(median, drawn(product.heavy_usage))
    sold = Sold(monthly, by_number, kept, unit_cost, median, wide, free / (1 - free) * free_usage)
    everyone = users(product, drawn, months).mean(axis=2)
    pass_through, elasticity = drawn(product.pass_through), drawn(product.elasticity)
    paying, tokens = everyone * (1 - free)[:, None], everyone * (free * free_usage)[:, None]
    now, cheaper = Case(sold, margins(sold), _by_year(sold, compute, paying, tokens)), None
    if efficiency is not None:
        then, demand = after(sold, efficiency, pass_through, elasticity)
        by_year = _by_year(then, compute / efficiency, paying * demand[:, None], tokens)
        cheaper = Case(then, margins(then), by_year)
    return ProductEconomics(name, product, now, cheaper, drawn)


def users(product: Product, drawn: Drawn, months: Float[np.ndarray, "*when"]) -> Float[np.ndarray, "row *when"]:
    """Users of a product at `months` since the programme's start: N(t) = min(N0 (1 + g)^t, most)."""
    pace = np.log(np.maximum(1 + drawn(product.growth), _SHRINKS))
    first, most = drawn(product.users), drawn(product.most_users, np.inf)
    pace, first, most, since = (
        np.expand_dims(each, tuple(range(1, 1 + months.ndim))) for each in (pace, first, most, drawn(product.counted))
    )
    return np.minimum(first * np.exp(pace * (months - since) / 12), most)


def _by_year(
    sold: Sold,
    compute: Float[np.ndarray, " row"],
    paying: Float[np.ndarray, "row year"],
    free_tokens: Float[np.ndarray, "row year"],
) -> Yearly:
    """What so many paying users, and tokens of those who pay nothing [m tokens/month], make of a year."""
    tokens = paying * sold.usage[:, None] + free_tokens  # [m tokens/month]
    revenue = 12e-6 * paying * (sold.monthly + sold.per_token * sold.usage)[:, None]
    return Yearly(
        revenue=revenue,
        compute_cost=12e-6 * tokens * sold.unit_cost[:, None],
        other_costs=revenue * (1 - sold.kept)[:, None],
        compute=tokens * compute[:, None] / (HOURS / 12),
    )


def coverage(
    revenue: Float[np.ndarray, "future year"], purchases: Float[np.ndarray, "future year"]
) -> Float[np.ndarray, "future year"]:
    """How many times product revenue covers what its earner owes for compute; infinity where it owes nothing."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(purchases > 0, revenue / purchases, np.inf)


MEASURES = {  # field of `Margins`: in words, unit of a subscription, unit of tokens
    "revenue": ("Revenue of a paying user, mean", "USD/month", "USD/month"),
    "cost": ("Compute of a paying user, mean", "USD/month", "USD/month"),
    "margin": ("Margin of a paying user, mean", "USD/month", "USD/month"),
    "median_margin": ("Margin of the median user", "USD/month", "USD/month"),
    "with_free": ("Margin of a paying user, free users' compute taken off", "USD/month", "USD/month"),
    "losing": ("Paying users who cost more than they bring", "", ""),
    "usage": ("Use of a paying user, mean", "m tokens/month", "m tokens/month"),
    "break_even_usage": ("Break-even use of a user", "m tokens/month", "m tokens/month"),
    "break_even_price": ("Break-even price", "USD/month", "USD/m tokens"),
    "unit_cost": ("Compute of a million tokens", "USD/m tokens", "USD/m tokens"),
    "break_even_cost": ("Break-even compute of a million tokens", "USD/m tokens", "USD/m tokens"),
    "heaviest_tenth": ("Share of use by the heaviest tenth", "", ""),
}
TOTALS = {  # field of `Yearly`: in words, unit
    "revenue": ("Revenue", "USD m"),
    "compute_cost": ("Compute", "USD m"),
    "other_costs": ("Other costs", "USD m"),
    "margin": ("Margin", "USD m"),
    "compute": ("Compute needed", "H100e"),
}


def rows(found: Economics) -> Iterator[tuple[str, str, str, Range]]:
    """What to print: of what, measure in words, its unit (nothing for shares), and its range over futures."""
    for each in found.products:
        title = each.product.title
        for name, (words, monthly, by_token) in MEASURES.items():
            yield title, words, by_token if each.metered else monthly, each.range(name)
        if each.cheaper is not None:
            for name in ("margin", "losing"):
                yield f"{title}, cheaper algorithm", *MEASURES[name][:2], each.range(name, cheaper=True)
            ratio = each.drawn.range(each.compute_ratio)
            yield f"{title}, cheaper algorithm", "Compute over that before, in the first year", "times", ratio
    for name, (words, unit) in TOTALS.items() if found.products else ():
        for i in sorted({0, len(found.years) - 1}):
            yield f"All products, {found.years[i]}", words, unit, found.drawn.range(found.total(name)[:, i])


def told(found: Economics) -> dict[str, Any]:
    """The same for a page: products with their measures now and after a cheaper algorithm, and totals by year."""
    shocked = any(each.cheaper is not None for each in found.products)
    cases = {"now": False} | ({"cheaper": True} if shocked else {})
    return {
        "years": list(found.years),
        "efficiency": told_range(found.drawn.range(found.efficiency)) if shocked else None,
        "products": [_told_product(each, cases) for each in found.products],
        "totals": {
            case: {
                name: {"words": words, "unit": unit, "by_year": _told_years(found, found.total(name, "", cheaper))}
                for name, (words, unit) in TOTALS.items()
            }
            for case, cheaper in cases.items()
        },
    }


def _told_years(found: Economics, values: Float[np.ndarray, "row year"]) -> list[dict[str, float | str]]:
    return [told_range(found.drawn.range(values[:, i])) for i in range(len(found.years))]


def _told_product(each: ProductEconomics, cases: dict[str, bool]) -> dict[str, Any]:
    product = each.product
    weight = each.drawn.weight
    return {
        "name": each.name,
        "address": product.address,
        "title": product.title,
        "seller": product.seller,
        "kind": "tokens" if each.metered else "subscription",
        "assumed": sorted(f.address for f in parts(product) if isinstance(f, Figure) and f.assumed),
        "chance_of_loss": float(mean((each.now.margins.margin[1:] < 0).astype(float), weight)),
        "chance_of_more_compute": float(mean((each.compute_ratio[1:] > 1).astype(float), weight)),
        "in_words": in_words(each),
        "measures": {
            case: {
                name: {"words": words, "unit": by_token if each.metered else monthly}
                | told_range(each.range(name, cheaper))
                for name, (words, monthly, by_token) in MEASURES.items()
            }
            for case, cheaper in cases.items()
        },
    }


def in_words(each: ProductEconomics) -> str:
    """Whether it pays, in a sentence, with every figure at its median."""
    at = {name: each.range(name).at_medians for name in MEASURES}
    title = each.product.title
    if each.metered:
        earns = "earns" if at["margin"] >= 0 else "loses"
        price = float(each.now.sold.per_token[0])
        said = f"{title} {earns} {abs(price * each.now.sold.kept[0] - at['unit_cost']):,.2f} USD by million tokens"
        return f"{said}: they bring {price:,.2f} and compute costs {at['unit_cost']:,.2f}."
    earns = "earns" if at["margin"] >= 0 else "loses"
    even = at["break_even_usage"]
    limit = NEVER if np.isinf(even) else f"from {even:,.3g} m tokens a month on"
    return (
        f"{title} {earns} {abs(at['margin']):,.2f} USD by paying user and month: a user loses money {limit}, which "
        f"{at['losing']:.0%} of them do; the mean user uses {at['usage']:,.3g}."
    )
