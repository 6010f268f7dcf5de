"""Quantiles and standard errors of weighted futures, without interpolation: every quantile is a future's own value.

A date may be infinite (never); interpolating between a date and never would invent one.
"""

import numpy as np
from jaxtyping import Float


def quantile(values: Float[np.ndarray, "future *rest"], weight: Float[np.ndarray, " future"], p: float) -> np.ndarray:
    """The smallest value that a share `p` of the weight does not exceed, along the first axis."""
    if _even(weight):
        rank = max(0, int(np.ceil(p * len(values) - 1e-9)) - 1)
        return np.partition(values, rank, axis=0)[rank]
    return np.apply_along_axis(_weighted, 0, values, weight, p)


def quantiles(
    values: Float[np.ndarray, "future *rest"], weight: Float[np.ndarray, " future"], ps: list[float]
) -> np.ndarray:
    """`quantile` for several shares at once, the shares first."""
    if not _even(weight):
        return np.stack([quantile(values, weight, p) for p in ps])
    if values.ndim == 1 and values.min() == values.max():
        return np.full(len(ps), values[0])
    ranks = [max(0, int(np.ceil(p * len(values) - 1e-9)) - 1) for p in ps]
    return np.sort(values, axis=0)[ranks]  # quicker than finding several ranks without it


def _even(weight: np.ndarray) -> bool:
    return bool((weight == weight[0]).all())


def _weighted(values: np.ndarray, weight: np.ndarray, p: float) -> float:
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weight[order])
    return float(values[order][min(np.searchsorted(reached, p * reached[-1] * (1 - 1e-12)), len(values) - 1)])


def mean(values: Float[np.ndarray, "future *rest"], weight: Float[np.ndarray, " future"]) -> np.ndarray:
    """The weighted mean along the first axis."""
    return np.tensordot(weight, values, axes=(0, 0)) / weight.sum()


def quantile_error(values: Float[np.ndarray, " future"], weight: Float[np.ndarray, " future"], p: float) -> float:
    """Monte Carlo standard error of a quantile, from the order statistics one binomial deviation either side (T9).

    With Q(p) the quantile and weights as of so many even futures (C6a)

        error = (Q(p + d) - Q(p - d)) / 2,   d = sqrt(p * (1 - p) / n),   n = (sum_j weight_j)^2 / sum_j weight_j^2
    """
    effective = weight.sum() ** 2 / (weight**2).sum()
    spread = np.sqrt(p * (1 - p) / effective)
    low, high = (float(quantile(values, weight, min(1.0, max(1e-9, q)))) for q in (p - spread, p + spread))
    return (high - low) / 2 if np.isfinite(high) else np.inf
