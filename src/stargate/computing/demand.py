"""What products ask of accelerators by month, in every future (K3).

Tokens of a month are users times what each uses, and what they need is

    need(t) = N(t) n U(t) c W(t) / E(t)   [H100e]

with N users, n tokens of each and c H100e-hours by token, in H100 equivalents that work all hours. U, W and E are 1 on
the day that users were counted, and go on at uncertain paces that slow (`compute/trend.py`): use by user rises, each
token takes more work as users turn to larger models, and better algorithms do the same work with less. A shock that
makes algorithms X times better than they were to be raises use by X^h, with its elasticity h, so that what is needed
changes by X^(h - 1): less compute where h < 1, more above (Jevons 1865).

What an hour of compute earns is the price of the tokens that it serves, other costs taken off. Prices follow the
compute of a token as far as they pass savings on, p(t) = p (compute(t) / compute)^f. Users of a product who pay nothing
are a group of their own, which earns nothing.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from jaxtyping import Float

from stargate.compute.demand import Demand
from stargate.compute.trend import faster, logarithm, pace
from stargate.errors import StargateError
from stargate.financing.margins import spread
from stargate.financing.products import users
from stargate.futures.drawn import HOURS, Drawn
from stargate.futures.per_token import figures_behind, modelled, per_token
from stargate.programme.equipped import known
from stargate.programme.knowledge import parts
from stargate.programme.model import Contents
from stargate.quantity.figure import Figure

if TYPE_CHECKING:
    from stargate.futures.result import Futures

_HOURS = HOURS / 12  #: of a month


class Group(NamedTuple):
    """Users of a product who pay, or who do not."""

    product: str  #: its name in its file
    title: str  #: in words
    pays: bool


class PerToken(NamedTuple):
    """Compute that the tokens of a product take on the day that its users were counted [H100e h/m tokens]."""

    by_model: bool  #: whether what its model takes is used, and not what its file states
    stated: Float[np.ndarray, " row"] | None  #: in its file
    computed: Float[np.ndarray, " row"] | None  #: by its model


@dataclass(frozen=True)
class Asked:
    """What groups of users ask for, at the ends of months. The first row is the future at medians."""

    groups: tuple[Group, ...]
    tokens: Float[np.ndarray, "group row month"] = field(repr=False)  #: [m tokens/month]
    compute: Float[np.ndarray, "group row month"] = field(repr=False)  #: of them [H100e h/m tokens]
    worth: Float[np.ndarray, "group row month"] = field(repr=False)  #: what is earned with it [USD/H100e/h]
    efficiency: Float[np.ndarray, "row month"] = field(repr=False)  #: of algorithms, over the programme's date
    per_token: dict[str, PerToken] = field(repr=False)  #: by product

    @property
    def need(self) -> Float[np.ndarray, "group row month"]:
        """Compute that the tokens take [H100e]."""
        return self.tokens * self.compute / _HOURS


class Trends:
    """Paces of use, work and efficiency in every future; each a multiple between two times."""

    def __init__(self, demand: Demand, drawn: Drawn, now: float) -> None:
        self._drawn, self._now, self._demand = drawn, now, demand
        self._halves = value(drawn, demand.slowing, np.inf)

    def efficiency(self, months: Float[np.ndarray, "row month"]) -> Float[np.ndarray, "row month"]:
        """E at months, over that at the programme's date, without a shock."""
        return self._multiple(self._demand.efficiency_growth, months)

    def usage(self, months: Float[np.ndarray, "row month"]) -> Float[np.ndarray, "row month"]:
        """U at months, over that at the programme's date."""
        return self._multiple(self._demand.usage_growth, months)

    def work(self, months: Float[np.ndarray, "row month"]) -> Float[np.ndarray, "row month"]:
        """W at months, over that at the programme's date."""
        return self._multiple(self._demand.work_growth, months)

    def shock(self, months: Float[np.ndarray, "row month"]) -> Float[np.ndarray, "row month"]:
        """X at months: what a shock adds to E; 1 without one."""
        shock, drawn = self._demand.shock, self._drawn
        if shock is None:
            return np.ones_like(months)
        usual, sudden = (pace(drawn(rate)) for rate in (self._demand.efficiency_growth, shock.efficiency_growth))
        times = drawn(shock.start), drawn(shock.duration)
        return np.exp(faster(usual, self._halves, self._now, sudden, *times, months))

    def more_use(self, months: Float[np.ndarray, "row month"]) -> Float[np.ndarray, "row month"]:
        """X^h at months: what use gains by a shock."""
        shock = self._demand.shock
        elasticity = self._drawn(shock.elasticity if shock else None)
        return self.shock(months) ** elasticity[:, None]

    def grown(self, since: float, growth: Figure | None, months: Float[np.ndarray, " month"]) -> np.ndarray:
        """What capacity of some growth has become by months, over that at `since`; 1 before it."""
        late = np.maximum(months, since)[None, :]
        return self._multiple(growth, late) / self._multiple(growth, np.array([[since]]))

    def _multiple(self, growth: Figure | None, months: Float[np.ndarray, "row month"]) -> np.ndarray:
        rows = pace(value(self._drawn, growth))
        return np.exp(logarithm(rows, self._halves, self._now, np.broadcast_to(months, (len(rows), months.shape[1]))))


def value(drawn: Drawn, figure: Figure | None, otherwise: float = 0.0) -> Float[np.ndarray, " row"]:
    """A figure in futures; `otherwise` where it is missing or was not known yet."""
    return drawn(figure if known(figure) else None, otherwise)


def demand_of(futures: "Futures") -> Demand:
    """What asks for compute. Raises StargateError where the programme does not say it, or did not know it yet."""
    found = futures.programme.contents.demand
    if found is None:
        raise StargateError(
            f"{futures.programme.name} says nothing of the demand for compute, as of {futures.programme.as_of}\n"
            "  write: demand.yaml, as in programmes/small"
        )
    return found


def figures(futures: "Futures") -> list[Figure]:
    """Figures of demand and products that the schedule does not draw."""
    contents = futures.programme.contents
    own = [*figures_behind(contents)]
    below = [contents.price_index, *parts(contents.demand), *parts(contents.products), *parts(contents.workload)]
    return own + [part for part in below if isinstance(part, Figure) and known(part)]


def asked(futures: "Futures", drawn: Drawn) -> Asked:
    """What users of the products ask for in the futures of a programme, at the end of each month.

    `drawn` holds `figures`. Raises StargateError where the programme says nothing of demand, or sells nothing.
    """
    demand, products = demand_of(futures), futures.programme.contents.products
    if not products:
        raise StargateError(
            f"{futures.programme.name} sells nothing as of {futures.programme.as_of}, so that nobody asks for tokens\n"
            "  write: products.yaml, as in programmes/small"
        )
    trends = Trends(demand, drawn, futures.programme.as_of_month)
    ends = np.arange(1.0, futures.model.months + 1)
    contents = futures.programme.contents
    found = [part for name in products for part in _groups(name, contents, drawn, trends, ends)]
    groups, tokens, compute, worth = zip(*found, strict=True)
    every = np.broadcast_to(ends, (len(drawn.weight) + 1, len(ends)))
    return Asked(
        tuple(groups),
        np.stack(tokens),
        np.stack(compute),
        np.stack(worth),
        trends.efficiency(every) * trends.shock(every),
        {name: _per_token(name, contents, drawn) for name in products},
    )


def _per_token(name: str, contents: Contents, drawn: Drawn) -> PerToken:
    product = contents.products[name]
    stated = drawn(product.compute) if known(product.compute) else None
    return PerToken(bool(product.model), stated, modelled(product, contents, drawn) if product.model else None)


def _groups(
    name: str, contents: Contents, drawn: Drawn, trends: Trends, ends: Float[np.ndarray, " month"]
) -> list[tuple[Group, np.ndarray, np.ndarray, np.ndarray]]:
    """Who pays for a product and who does not, with their tokens, the compute of these, and what it earns."""
    product, index = contents.products[name], contents.price_index
    counted = drawn(product.counted)[:, None]
    every = np.broadcast_to(ends, (len(counted), len(ends)))
    use = trends.usage(every) / trends.usage(counted) * trends.more_use(every) / trends.more_use(counted)
    work = trends.work(every) / trends.work(counted)
    better = trends.efficiency(every) * trends.shock(every) / (trends.efficiency(counted) * trends.shock(counted))
    first = per_token(product, contents, drawn)[:, None]
    compute = first * work / better
    everyone, free = users(product, drawn, ends), value(drawn, product.free)[:, None]
    mean = drawn(product.usage) * np.exp(spread(drawn(product.usage), drawn(product.heavy_usage)) ** 2 / 2)
    used = mean[:, None] * use
    kept = 1 - value(drawn, product.other_costs)[:, None]
    monthly, by_token = (
        np.zeros_like(kept) if price is None else drawn.today(price, index)[:, None]
        for price in (product.monthly_price, product.token_price)
    )
    follows = (compute / first) ** drawn(product.pass_through)[:, None]
    price = (monthly / used + by_token) * follows
    found = [(Group(name, product.title, True), everyone * (1 - free) * used, compute, price * kept / compute)]
    if known(product.free):
        group = Group(name, f"{product.title}, users who pay nothing", False)
        nothing = np.zeros_like(compute)
        found.append((group, everyone * free * value(drawn, product.free_usage)[:, None] * use, compute, nothing))
    return found
