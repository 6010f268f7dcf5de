"""What a product earns by user, when users differ (K5), and what a cheaper algorithm makes of it: closed forms.

What a paying user uses in a month is lognormal, with median x50 and P90 x90:

    ln X ~ N(ln x50, s^2),   s = ln(x90 / x50) / z90,   E X = x50 exp(s^2 / 2)

A user pays F a month and v a token, both less other costs, and a token costs c. That leaves F - (c - v) X, so that the
seller loses money on whoever uses more than the break-even usage

    x* = F / (c - v),   P(X > x*) = N((ln x50 - ln x*) / s)

(never where v >= c). The mean margin is F - (c - v) E X: a price that pays for the median user may lose money on the
mean one. The heaviest tenth uses N(s - z90) of all, from the Lorenz curve of the lognormal, L(p) = N(N^-1(p) - s).
"""

from typing import NamedTuple

import numpy as np
from jaxtyping import Float

from stargate.quantity.laws import Z90


class Sold(NamedTuple):
    """A product as it is sold, by future."""

    monthly: Float[np.ndarray, " future"]  #: price of a subscription [USD/month]; nought where tokens are sold
    per_token: Float[np.ndarray, " future"]  #: price of tokens [USD/m tokens]; nought where subscriptions are
    kept: Float[np.ndarray, " future"]  #: share of revenue that payment fees and the like leave
    unit_cost: Float[np.ndarray, " future"]  #: of compute [USD/m tokens]
    median: Float[np.ndarray, " future"]  #: usage of paying users [m tokens/month]
    spread: Float[np.ndarray, " future"]  #: s, of its logarithm
    free: Float[np.ndarray, " future"]  #: usage of those who pay nothing, for each who pays [m tokens/month]

    @property
    def usage(self) -> Float[np.ndarray, " future"]:
        """Mean usage of a paying user [m tokens/month]."""
        return self.median * np.exp(self.spread**2 / 2)


class Margins(NamedTuple):
    """What a paying user brings and costs, by future; infinity where there is no such number."""

    revenue: Float[np.ndarray, " future"]  #: mean [USD/month]
    cost: Float[np.ndarray, " future"]  #: mean, of compute [USD/month]
    margin: Float[np.ndarray, " future"]  #: mean, other costs taken off [USD/month]
    median_margin: Float[np.ndarray, " future"]  #: of the median user [USD/month]
    with_free: Float[np.ndarray, " future"]  #: mean, compute of those who pay nothing taken off too [USD/month]
    losing: Float[np.ndarray, " future"]  #: chance that a user costs more than is paid
    usage: Float[np.ndarray, " future"]  #: mean [m tokens/month]
    break_even_usage: Float[np.ndarray, " future"]  #: above which a user loses money [m tokens/month]
    break_even_price: Float[np.ndarray, " future"]  #: at which `margin` is nought [USD/month or USD/m tokens]
    unit_cost: Float[np.ndarray, " future"]  #: [USD/m tokens]
    break_even_cost: Float[np.ndarray, " future"]  #: at which `margin` is nought [USD/m tokens]
    heaviest_tenth: Float[np.ndarray, " future"]  #: share of all usage


def spread(median: Float[np.ndarray, " future"], p90: Float[np.ndarray, " future"]) -> Float[np.ndarray, " future"]:
    """s of usage with this median and P90; where a future draws the P90 below the median, all use alike: nought."""
    return np.maximum(np.log(p90 / median), 0.0) / Z90


def margins(sold: Sold) -> Margins:
    """What a paying user of a product brings and costs; the equations stand at the top of this module."""
    from scipy.special import ndtr

    usage, fee, rate = sold.usage, sold.monthly * sold.kept, sold.per_token * sold.kept
    loses = sold.unit_cost - rate  # by token
    even = np.where(loses > 0, _over(fee, np.maximum(loses, 0.0)), np.inf)
    with np.errstate(divide="ignore", invalid="ignore"):
        far = (np.log(sold.median) - np.log(even)) / sold.spread
    losing = np.where(sold.spread > 0, ndtr(far), sold.median > even)
    by_token = sold.per_token > 0
    return Margins(
        revenue=sold.monthly + sold.per_token * usage,
        cost=sold.unit_cost * usage,
        margin=fee - loses * usage,
        median_margin=fee - loses * sold.median,
        with_free=fee - loses * usage - sold.unit_cost * sold.free,
        losing=losing,
        usage=usage,
        break_even_usage=even,
        break_even_price=_over(sold.unit_cost * np.where(by_token, 1.0, usage), sold.kept),
        unit_cost=sold.unit_cost,
        break_even_cost=fee / usage + rate,
        heaviest_tenth=ndtr(sold.spread - Z90),
    )


def after(
    sold: Sold,
    efficiency: Float[np.ndarray, " future"],
    pass_through: Float[np.ndarray, " future"],
    elasticity: Float[np.ndarray, " future"],
) -> tuple[Sold, Float[np.ndarray, " future"]]:
    """A product once tokens take `efficiency` times less compute, e, for everyone; and its demand over that before.

    With pass-through f and elasticity h

        cost -> cost / e,   price -> price e^-f,   demand -> demand e^(f h),   compute -> compute e^(f h - 1)

    so that cheaper tokens take more compute in all where f h > 1 (Jevons 1865).
    """
    price = efficiency**-pass_through
    cheaper = sold._replace(
        monthly=sold.monthly * price, per_token=sold.per_token * price, unit_cost=sold.unit_cost / efficiency
    )
    return cheaper, price**-elasticity


def _over(a: Float[np.ndarray, " future"], b: Float[np.ndarray, " future"]) -> Float[np.ndarray, " future"]:
    """a / b; infinity where b is nought and a is not, nought where both are."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(a == 0, 0.0, a / b)
