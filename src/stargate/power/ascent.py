"""The top of a concave function whose pieces are linear, found exactly within a kernel (O4): see `power.search`.

The kernel that looks for it draws a tangent, hands it to `climbed`, and learns where to draw the next one. It keeps
what it found behind the last tangent that rises and the last that falls: weighed by `share` they make up the middle.
"""

from typing import NamedTuple

from stargate.quantity.kernel import Whole, kernel

ONWARD, PROVE, TOP, EDGE = 0, 1, 2, 3  # draw on; draw once more at the top, for its prices; there; there, and alone


class Ascent(NamedTuple):
    """What is known: a tangent that rises, one that falls, as far as there are such."""

    rises: bool
    left: float  #: where
    left_value: float
    left_slope: float
    falls: bool
    right: float
    right_value: float
    right_slope: float
    step: float  #: how far out the next is drawn while one of the two is missing
    low: float  #: least place
    high: float


@kernel
def begun(step: float, low: float, high: float) -> Ascent:
    """Nothing is known yet."""
    return Ascent(False, 0.0, 0.0, 0.0, False, 0.0, 0.0, 0.0, step, low, high)


@kernel
def share(known: Ascent) -> float:
    """Of what was found on the left, so that the slopes cancel."""
    return -known.right_slope / (known.left_slope - known.right_slope)


@kernel
def climbed(
    known: Ascent, at: float, value: float, slope: float, flat: float, exact: float
) -> tuple[Whole, float, Ascent]:
    """What to do after a tangent was drawn, where, and what is known by then.

    Slopes up to `flat` count as none, values that miss the other tangents by `exact` as on them.
    """
    a = known
    if abs(slope) <= flat or (slope > 0 and at >= a.high) or (slope < 0 and at <= a.low):
        return EDGE, at, a
    if a.rises and a.falls and value >= a.left_value + a.left_slope * (at - a.left) - exact:
        return TOP, at, a
    if slope > 0:
        a = Ascent(True, at, value, slope, a.falls, a.right, a.right_value, a.right_slope, 2.0 * a.step, a.low, a.high)
    else:
        a = Ascent(a.rises, a.left, a.left_value, a.left_slope, True, at, value, slope, 2.0 * a.step, a.low, a.high)
    if not a.falls:
        return ONWARD, min(at + known.step, a.high), a
    if not a.rises:
        return ONWARD, max(at - known.step, a.low), a
    x = a.right_value - a.left_value + a.left_slope * a.left - a.right_slope * a.right
    x /= a.left_slope - a.right_slope
    if a.left < x < a.right:
        return ONWARD, x, a
    x = a.left if x <= a.left else a.right
    return (TOP if x == at else PROVE), x, a
