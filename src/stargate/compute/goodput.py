"""What failures leave of a training run: checkpoints, lost work and restarts by the number of accelerators (K2).

A run stops when any accelerator fails, so that it is interrupted N times as often as one accelerator: every
M = failure interval / N hours, exponentially distributed. It writes checkpoints, goes back to the last one and
restarts, and a restart may fail too. All times in hours; arrays broadcast.
"""

import numpy as np
from jaxtyping import Float

Hours = float | Float[np.ndarray, "*shape"]


def goodput(
    accelerators: Hours, failure_interval: Hours, checkpoint: Hours, restart: Hours, interval: Hours | None = None
) -> Float[np.ndarray, "*shape"]:
    """Part of the time that advances a run of so many `accelerators`, between 0 and 1.

    `failure_interval`: hours of one accelerator between failures that stop the run; `checkpoint`: time for which
    writing one stops the work; `restart`: from a failure until work goes on; `interval`: work between checkpoints, the
    best there is where None [h].

    goodput = t / (M exp(R / M) (exp((t + C) / M) - 1)), exact for exponential failures: Daly 2006, eq. 13,
    <https://doi.org/10.1016/j.future.2004.11.016>. It falls as N grows.

    >>> float(goodput(16_384, 50_700, 3 / 3600, 10 / 60).round(3))
    0.926
    """
    between = np.asarray(failure_interval) / np.maximum(np.asarray(accelerators, dtype=float), _NONE)
    work = np.asarray(best_interval(accelerators, failure_interval, checkpoint) if interval is None else interval)
    written = np.asarray(checkpoint) / between
    spent = np.exp(np.minimum(np.asarray(restart) / between, _MOST)) * np.expm1(
        np.clip(work / between + written, _NONE, _MOST)
    )
    return np.where(work > 0, work / between / spent, np.exp(-np.asarray(restart) / between))


def best_interval(accelerators: Hours, failure_interval: Hours, checkpoint: Hours) -> Float[np.ndarray, "*shape"]:
    """Work between checkpoints that makes the goodput largest [h].

    t = M (1 + W(-exp(-1 - C / M))) with Lambert's W, which solves (1 - t / M) exp(t / M) = exp(-C / M) exactly; its
    first term is Young's sqrt(2 C M) (1974, <https://doi.org/10.1145/361147.361115>), its series Daly's (2006, eq. 37).

    >>> float(best_interval(16_384, 50_700, 3 / 3600).round(3))
    0.071
    """
    between = np.asarray(failure_interval) / np.maximum(np.asarray(accelerators, dtype=float), _NONE)
    ratio = np.asarray(checkpoint) / between
    return between * np.where(ratio < _SMALL, np.sqrt(2 * ratio) - 2 * ratio / 3, _part(np.clip(ratio, _SMALL, _LARGE)))


def _part(ratio: Float[np.ndarray, "*shape"]) -> Float[np.ndarray, "*shape"]:
    """The u = t / M of it: u + ln(1 - u) = -C / M, by Newton from above; a tenth of the time of a complex W."""
    part = np.minimum(np.sqrt(2 * ratio), -np.expm1(-1 - ratio))
    for _ in range(_STEPS):
        part = part + (part + np.log1p(-part) + ratio) * (1 - part) / part
    return part


_LARGE = 30.0  # above, the part is one but for rounding
_STEPS = 6  # quadratic and from one side: as exact as numbers are
_NONE = 1e-300
_MOST = 300.0  # exponents beyond it are no numbers together; the goodput is nought long before
_SMALL = 1e-9  # below, the branch point of W costs digits, and two terms of the series are exact
