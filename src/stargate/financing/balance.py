"""Where a series of flows balances: every rate at which what is paid in and what comes back are worth the same.

With u the logarithm of 1 plus the rate of one period, in_k and out_k the flows of both signs,

    F(u) = ln sum_k in_k exp(-k u) - ln sum_k out_k exp(-k u)

has the roots of the NPV. Its derivative is the difference of two centroids of time, each of which falls as u rises; so
that the centroids at both ends of a span bound the derivative within it. A span is halved until that shows that
F has no root there, or runs one way and has one or none. What is left after that is narrower than rounding can tell
apart: F changes its sign across it (one root) or touches nought.
"""

from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float, Int

NARROW = 1e-9  # of u: spans in which rounding hides what F does are not halved further
LARGEST = 690.0  #: logarithm of 1 plus an annual rate that a number still holds
_ROUNDING = 8 * np.finfo(float).eps
_FAR = 1e-200  # share of the largest flow: sums below it may have lost some of theirs
_FAINT = 64  # times what rounding may make of F: between spans that are unclear, that is unclear too
_MOST = 64  # steps of the root finder


class Curve(NamedTuple):
    """Series of flows; the largest of each is 1."""

    logs: Float[np.ndarray, "lane period"]  #: logarithms of flows without their sign; -inf: none
    sign: Float[np.ndarray, "lane period"]  #: 1: comes back; -1: paid in; nought: none
    deep: Float[np.ndarray, " lane"]  #: largest of the logarithms, without sign


class Points(NamedTuple):
    """F of lanes at places."""

    u: Float[np.ndarray, " row"]
    value: Float[np.ndarray, " row"]
    back: Float[np.ndarray, " row"]  #: centroid of what comes back [periods]
    paid: Float[np.ndarray, " row"]  #: centroid of what is paid in [periods]


class Balances(NamedTuple):
    """Where F is nought, lane by lane and rising; `touches` where it does not change its sign there."""

    lane: Int[np.ndarray, " row"]
    u: Float[np.ndarray, " row"]
    touches: Bool[np.ndarray, " row"]
    residual: Float[np.ndarray, " row"]  #: F there: NPV as a share of the present value of what is paid in


def curve(flows: Float[np.ndarray, "lane period"]) -> Curve:
    """Flows as logarithms; each lane has flows of both signs, and its first is in period 0."""
    size = np.abs(flows)
    logs = np.log(size, out=np.full(size.shape, -np.inf), where=size > 0)
    logs = logs - logs.max(axis=1, keepdims=True)
    return Curve(logs, np.sign(flows), np.max(-logs, axis=1, initial=0.0, where=size > 0))


def balances(series: Curve, per_year: float) -> Balances:
    """All roots of F whose annual rate lies above -1 and below e^690, by halving spans of u."""
    lane, low, high = _ends(series, per_year)
    found: list[tuple[np.ndarray, Points, Points]] = []
    unclear: list[tuple[np.ndarray, Points, Points]] = []
    while len(lane):
        one_way, crosses, without, narrow = _seen(series, lane, low, high)
        found.append(_some(one_way & crosses, lane, low, high))
        unclear.append(_some(~one_way & ~without & narrow, lane, low, high))
        lane, low, high = _some(~one_way & ~without & ~narrow, lane, low, high)
        middle = _at(series, lane, (low.u + high.u) / 2)
        lane = np.concatenate([lane, lane])
        low, high = _joined(low, middle), _joined(middle, high)
    return _settled(series, found, unclear)


def _ends(series: Curve, per_year: float) -> tuple[np.ndarray, Points, Points]:
    """Spans outside which the first flow, or the last, outweighs all others together."""
    at, total = np.arange(len(series.logs)), np.log(np.exp(series.logs).sum(axis=1))
    last = series.logs.shape[1] - 1 - np.argmax(series.sign[:, ::-1] != 0, axis=1)
    above, below = np.logaddexp(0, total - series.logs[:, 0]), -np.logaddexp(0, total - series.logs[at, last])
    limit = LARGEST / per_year
    return (
        at,
        _at(series, at, np.maximum(below, -limit)),
        _at(series, at, np.minimum(above, limit)),
    )


def _at(series: Curve, lane: np.ndarray, u: np.ndarray) -> Points:
    period = np.arange(series.logs.shape[1])
    logs, sign = series.logs[lane] - period * u[:, None], series.sign[lane]
    worth = np.exp(logs - logs.max(axis=1, keepdims=True)) * sign if len(logs) else logs
    moments = np.stack([np.ones(len(period)), period], axis=1)
    back, when_back = (np.maximum(worth, 0.0) @ moments).T
    paid, when_paid = (np.maximum(-worth, 0.0) @ moments).T
    faint = np.flatnonzero(np.minimum(back, paid) < _FAR)
    with np.errstate(divide="ignore", invalid="ignore"):
        points = Points(u, np.log(back) - np.log(paid), when_back / back, when_paid / paid)
    if len(faint):  # what is lost beside the larger sum is summed for itself
        ways = (_summed(np.where(sign[faint] == s, logs[faint], -np.inf), period) for s in (1, -1))
        (back, when_back), (paid, when_paid) = ways
        points.value[faint], points.back[faint], points.paid[faint] = back - paid, when_back, when_paid
    return points


def _summed(logs: np.ndarray, period: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Logarithm of the sum of each row, and its centroid."""
    if not len(logs):
        return np.zeros(0), np.zeros(0)
    top = logs.max(axis=1)
    share = np.exp(logs - top[:, None])
    total = share.sum(axis=1)
    return top + np.log(total), share @ period / total


def _noise(series: Curve, lane: np.ndarray, u: np.ndarray) -> np.ndarray:
    """What rounding may make of F: relative errors of the exponents."""
    return _ROUNDING * (8 + series.deep[lane] + series.logs.shape[1] * np.abs(u))


def _seen(series: Curve, lane: np.ndarray, low: Points, high: Points) -> tuple[np.ndarray, ...]:
    """What bounds of F' tell of spans: F runs one way; has another sign at its end; has no root; is too narrow."""
    noise = _noise(series, lane, np.maximum(np.abs(low.u), np.abs(high.u)))
    width = high.u - low.u
    falling, rising = high.paid - low.back, low.paid - high.back
    slack = series.logs.shape[1] * noise
    one_way = (falling > slack) | (rising < -slack)
    crosses = (low.value >= 0) != (high.value >= 0)
    left, right = np.abs(low.value), np.abs(high.value)
    down, up = np.where(low.value >= 0, falling, -rising), np.where(low.value >= 0, rising, -falling)
    steep = np.where(up - down > 0, up - down, 1.0)
    meet = np.clip((left - right + up * width) / steep, 0.0, width)  # of the lines below F from either end
    least = np.maximum(left + down * meet, right - up * (width - meet))
    most = np.maximum(np.abs(falling), np.abs(rising))
    flat = np.maximum(left, right) + most * width <= 8 * noise
    narrow = flat | (width <= NARROW * (1 + np.abs(low.u)))
    return one_way, crosses, ~crosses & (least > noise), narrow


def _some(which: np.ndarray, lane: np.ndarray, low: Points, high: Points) -> tuple[np.ndarray, Points, Points]:
    return lane[which], Points(*(field[which] for field in low)), Points(*(field[which] for field in high))


def _joined(first: Points, second: Points) -> Points:
    return Points(*(np.concatenate(pair) for pair in zip(first, second, strict=True)))


def _settled(series: Curve, found: list, unclear: list) -> Balances:
    """Roots of spans with one, and of what unclear spans are together."""
    cloudy, start, stop = _merged(series, *_together(unclear))
    lane, low, high = _together(found)
    apart = np.array(
        [not ((cloudy == at) & (start.u <= u) & (u < stop.u)).any() for at, u in zip(lane, low.u, strict=True)]
    )
    lane, low, high = _some(apart.astype(bool), lane, low, high)
    odd = (start.value >= 0) != (stop.value >= 0)
    more, begin, end = _some(odd, cloudy, start, stop)
    lane, low, high = np.concatenate([lane, more]), _joined(low, begin), _joined(high, end)
    u = _polished(series, lane, low, high)
    touched = (start.u + stop.u)[~odd] / 2
    lane, u = np.concatenate([lane, cloudy[~odd]]), np.concatenate([u, touched])
    touches = np.arange(len(u)) >= len(u) - len(touched)
    order = np.lexsort((u, lane))
    residual = np.abs(_at(series, lane, u).value)
    return Balances(lane[order], u[order], touches[order], residual[order])


def _together(spans: list) -> tuple[np.ndarray, Points, Points]:
    lanes, lows, highs = zip(*spans, strict=True)
    return (
        np.concatenate(lanes),
        Points(*map(np.concatenate, zip(*lows, strict=True))),
        Points(*map(np.concatenate, zip(*highs, strict=True))),
    )


def _merged(series: Curve, lane: np.ndarray, low: Points, high: Points) -> tuple[np.ndarray, Points, Points]:
    """Unclear spans as one that are adjacent, or between which F is hardly more than rounding."""
    order = np.lexsort((low.u, lane))
    lane, low, high = _some(order, lane, low, high)
    between = (high.u[:-1] + low.u[1:]) / 2
    faint = np.abs(_at(series, lane[:-1], between).value) <= _FAINT * _noise(series, lane[:-1], between)
    apart = (lane[1:] != lane[:-1]) | ((low.u[1:] != high.u[:-1]) & ~faint)
    first = np.flatnonzero(np.concatenate([[True], apart])[: len(lane)])
    last = np.flatnonzero(np.concatenate([apart, [True]])[: len(lane)])
    return lane[first], _some(first, lane, low, high)[1], _some(last, lane, low, high)[2]


def _polished(series: Curve, lane: np.ndarray, low: Points, high: Points) -> np.ndarray:
    """The root in each span, by Newton's method within a bracket that may be touched (F8); halves of it otherwise."""
    first, last, up = low.u.copy(), high.u.copy(), high.value >= 0
    root = (first + last) / 2
    left = np.arange(len(root))
    for _ in range(_MOST):
        u = root[left]
        here = _at(series, lane[left], u)
        above = (here.value >= 0) == up[left]
        first[left], last[left] = np.where(above, first[left], u), np.where(above, u, last[left])
        slope = here.paid - here.back
        step = u - here.value / np.where(slope == 0, np.inf, slope)
        inside = (step >= first[left]) & (step <= last[left]) & (slope != 0)
        root[left] = np.where(inside, step, (first[left] + last[left]) / 2)
        done = np.abs(here.value) <= _noise(series, lane[left], u) / 8
        root[left[done]] = u[done]
        left = left[~done & (root[left] != u)]
    return root
