"""The top of a concave function whose pieces are linear, found exactly: where two tangents meet, a third is drawn (O4).

Whatever couples all hours (a cycle, a budget) gets a price, and the least cost at that price is such a function of it.
Where the new tangent meets the two others in one point, that is the top; the dispatches behind the two others, weighed
so that their slopes cancel, are then optimal together, and keep to what couples them.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")
EXACT = 1e-12  # of the function's size: less is rounding
ROUNDS = 200  # far beyond what has been seen; the proof of the result does not rest on it


@dataclass(frozen=True)
class Tangent(Generic[T]):
    """The function at one place, with what was found there."""

    at: float
    value: float
    slope: float
    found: T

    def over(self, x: float) -> float:
        """Its height at `x`."""
        return self.value + self.slope * (x - self.at)


Draw = Callable[[float], Tangent[T]]


@dataclass(frozen=True)
class Top(Generic[T]):
    """The top: `share` of what was found on the left of it and the rest of that on the right make up its middle."""

    left: Tangent[T]
    right: Tangent[T]
    here: Tangent[T]

    @property
    def share(self) -> float:
        """Of the left, so that the slopes cancel."""
        span = self.left.slope - self.right.slope
        return -self.right.slope / span if span > 0 else 1.0


def top(draw: Draw[T], left: Tangent[T], right: Tangent[T], flat: float) -> Top[T]:
    """Between a tangent that rises and one that falls; slopes up to `flat` count as none."""
    if left.slope <= flat:
        return Top(left, left, left)
    if right.slope >= -flat:
        return Top(right, right, right)
    for _ in range(ROUNDS):
        x = (right.value - left.value + left.slope * left.at - right.slope * right.at) / (left.slope - right.slope)
        if not left.at < x < right.at:
            return Top(left, right, left if x <= left.at else right)
        here = draw(x)
        if abs(here.slope) <= flat:
            return Top(here, here, here)
        if here.value >= left.over(x) - EXACT * max(1.0, abs(left.over(x))):
            return Top(left, right, here)
        left, right = (here, right) if here.slope > 0 else (left, here)
    return Top(left, right, left)


def bracketed(
    draw: Draw[T], guess: float, step: float, flat: float, low: float = -math.inf, high: float = math.inf
) -> tuple[Tangent[T], Tangent[T]]:
    """A tangent that rises and one that falls about `guess`, by steps that double, as far as `low` and `high`."""
    left = right = draw(min(max(guess, low), high))
    while left.slope < -flat and left.at > low:
        right, left, step = left, draw(max(left.at - step, low)), 2 * step
    while right.slope > flat and right.at < high:
        left, right, step = right, draw(min(right.at + step, high)), 2 * step
    return left, right
