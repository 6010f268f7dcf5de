"""Paces that rise and slow, as pure functions of time (K3).

A pace of r [ln of a multiple, by year] that halves every h months from month t_0 on has made, by month t before it and
after it,

    ln G(t) = r/12 (t - t_0)
    ln G(t) = r/12 (h / ln 2) (1 - 2^(-(t - t_0) / h))

so that a multiple has a limit, exp(r h / (12 ln 2)), and none where it never slows. Better algorithms of a decade
halved the compute of language models about every eight months, with a range of 5 to 14 (Ho et al. 2024,
<https://arxiv.org/abs/2403.05812>).
"""

import numpy as np
from jaxtyping import Float

_SLOWEST = 0.01  # nothing falls to less than this within a year


def pace(growth: Float[np.ndarray, "*any"]) -> Float[np.ndarray, "*any"]:
    """ln of the multiple by year that a yearly growth stands for."""
    return np.log(np.maximum(1 + growth, _SLOWEST))


def logarithm(
    pace: Float[np.ndarray, " row"],
    halves: Float[np.ndarray, " row"],
    start: float,
    months: Float[np.ndarray, "row month"],
) -> Float[np.ndarray, "row month"]:
    """ln G at `months`, of a pace that halves every `halves` months from `start` on; infinity is never."""
    later, rate = months - start, np.log(2) / halves[:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        slowed = np.where(rate > 0, -np.expm1(-rate * np.maximum(later, 0)) / rate, np.maximum(later, 0))
    return pace[:, None] / 12 * np.where(later > 0, slowed, later)


def faster(
    pace: Float[np.ndarray, " row"],
    halves: Float[np.ndarray, " row"],
    start: float,
    shock: Float[np.ndarray, " row"],
    begins: Float[np.ndarray, " row"],
    lasts: Float[np.ndarray, " row"],
    months: Float[np.ndarray, "row month"],
) -> Float[np.ndarray, "row month"]:
    """ln of what a shock of pace `shock` adds to G: from s to e = min(t, s + d), never less than nought.

    ln X(t) = max(0, shock/12 (e - s) - (ln G(e) - ln G(s)))
    """
    first = np.broadcast_to(begins[:, None], months.shape)
    last = np.clip(months, first, first + lasts[:, None])
    usual = logarithm(pace, halves, start, last) - logarithm(pace, halves, start, first)
    return np.maximum(shock[:, None] / 12 * (last - first) - usual, 0.0)


def through(
    days: Float[np.ndarray, " day"],
    values: Float[np.ndarray, "day row"],
    months: Float[np.ndarray, " month"],
) -> Float[np.ndarray, "row month"]:
    """Values between published days, by an even growth from each to the next; outside them as on the nearest."""
    logs = np.log(values)
    at = np.clip(months, days[0], days[-1])
    if len(days) == 1:
        return np.repeat(values[0][:, None], len(months), axis=1)
    low = np.clip(np.searchsorted(days, at, side="right") - 1, 0, len(days) - 2)
    part = (at - days[low]) / (days[low + 1] - days[low])
    return np.exp(logs[low] * (1 - part)[:, None] + logs[low + 1] * part[:, None]).T
