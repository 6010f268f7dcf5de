"""Quantiles and standard errors of weighted futures, without interpolation: every quantile is a future's own value.

A date may be infinite (never); interpolating between a date and never would invent one.
"""

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float

from stargate.quantity.sobol import REPLICATES

_EXACT = 1e-12  # of the whole weight: what adding it up in another order may change
_FEWEST = 20  # futures of a replicate, so that its own tenth is one


def quantile(values: Float[np.ndarray, "future *rest"], weight: Float[np.ndarray, " future"], p: float) -> np.ndarray:
    """The smallest value that a share `p` of the weight does not exceed, along the first axis."""
    if _even(weight):
        rank = max(0, int(np.ceil(p * len(values) - 1e-9)) - 1)
        return np.partition(values, rank, axis=0)[rank]
    return quantiles(values, weight, [p])[0]


def quantiles(
    values: Float[np.ndarray, "future *rest"], weight: Float[np.ndarray, " future"], ps: Sequence[float]
) -> np.ndarray:
    """`quantile` for several shares at once, the shares first."""
    if values.ndim == 1 and values.min() == values.max():
        return np.full(len(ps), values[0])
    if _even(weight):
        ranks = [max(0, int(np.ceil(p * len(values) - 1e-9)) - 1) for p in ps]
        return np.sort(values, axis=0)[ranks]  # quicker than finding several ranks without it
    rows = np.ascontiguousarray(values.reshape(len(values), -1).T)
    found = np.stack([_weighted(row, weight, np.asarray(ps)) for row in rows], axis=1)
    return found.reshape(len(ps), *values.shape[1:])


def _even(weight: np.ndarray) -> bool:
    return bool((weight == weight[0]).all())


def _weighted(
    values: Float[np.ndarray, " future"], weight: Float[np.ndarray, " future"], ps: Float[np.ndarray, " share"]
) -> Float[np.ndarray, " share"]:
    order = np.argsort(values)
    reached = np.cumsum(weight[order])
    found = np.searchsorted(reached, ps * reached[-1] * (1 - _EXACT))
    return values[order[np.minimum(found, len(values) - 1)]]


def mean(values: Float[np.ndarray, "future *rest"], weight: Float[np.ndarray, " future"]) -> np.ndarray:
    """The weighted mean along the first axis."""
    return np.tensordot(weight, values, axes=(0, 0)) / weight.sum()


def effective(weight: Float[np.ndarray, " future"]) -> float:
    """How many even futures the weighted ones are worth: (sum_f w_f)^2 / sum_f w_f^2 (Kish)."""
    return float(weight.sum() ** 2 / (weight**2).sum())


def quantile_error(values: Float[np.ndarray, " future"], weight: Float[np.ndarray, " future"], p: float) -> float:
    """Monte Carlo standard error of a quantile, from the replicates of the futures in their order (T9, C6).

    With Q_r(p) the quantile of replicate r, the futures f with f mod R = r, R = 16,

        error = sqrt(sum_r (Q_r(p) - mean_r Q_r(p))^2 / (R (R - 1)))

    Of few futures, from the order statistics one binomial deviation either side; infinity where it may be never.
    """
    if len(values) < _FEWEST * REPLICATES:
        return _order_error(values, weight, p)
    found = np.array([quantile(values[r::REPLICATES], weight[r::REPLICATES], p) for r in range(REPLICATES)])
    return float(found.std(ddof=1) / np.sqrt(REPLICATES)) if np.isfinite(found).all() else np.inf


def _order_error(values: Float[np.ndarray, " future"], weight: Float[np.ndarray, " future"], p: float) -> float:
    """(Q(p + d) - Q(p - d)) / 2,   d = sqrt(p (1 - p) / n),   n the effective number."""
    spread = np.sqrt(p * (1 - p) / effective(weight))
    low, high = (float(quantile(values, weight, min(1.0, max(1e-9, q)))) for q in (p - spread, p + spread))
    return (high - low) / 2 if np.isfinite(high) else np.inf
