"""The laws that a range stands for (C4): `a to b` is P10 to P90, and each law passes through them exactly.

A law is a code and four numbers, so that a thousand laws are five arrays and one kernel draws from all of them.

| law | value at the standard normal `z` | numbers |
|---|---|---|
| POINT | a | a |
| LOGNORMAL | a exp(b z) below the median, a exp(c z) above | a median, b, c spreads |
| NORMAL | a + b z below the median, a + c z above | a median, b, c spreads |
| LOGIT | logistic of a NORMAL | a logit of the median, b, c spreads |
| SHIFTED | max(0, a + a (exp(b z) - 1) / (1 - exp(-b Z90))) | a median, b spread |
| MIRRORED | 1 - SHIFTED: a share whose P90 is one | a median of the complement, b spread |
| ZERO | zero with chance c, else a exp(b z') with z' the normal of what is left | a, b, c chance of zero |

No law exceeds its `top`, which is one for shares, and no figure after changes either.

SHIFTED is the lognormal shifted so that its P10 is zero, truncated there; for `0 to h` without a median the median is
a third of h, the shape of the range `1 to 4` moved down by one.
"""

import math
from dataclasses import dataclass, replace
from enum import IntEnum
from statistics import NormalDist

Z90 = NormalDist().inv_cdf(0.9)
_MEDIAN_FROM_ZERO = 1 / 3


class Code(IntEnum):
    """Which formula a law follows; see the table of this module."""

    POINT = 0
    LOGNORMAL = 1
    NORMAL = 2
    LOGIT = 3
    SHIFTED = 4
    MIRRORED = 5
    ZERO = 6


@dataclass(frozen=True, slots=True)
class Law:
    """A distribution of one figure in its canonical unit."""

    code: Code  #: its formula
    a: float  #: see the table
    b: float = 0.0  #: see the table
    c: float = 0.0  #: see the table
    top: float = math.inf  #: which it never exceeds

    @property
    def uncertain(self) -> bool:
        """Whether it has more than one value."""
        return self.code is not Code.POINT

    def quantile(self, p: float) -> float:
        """The value that a share `p` of futures stay below.

        >>> round(lognormal(18, 24, 36).quantile(0.5), 9)
        24.0
        """
        return at_normal(self, NormalDist().inv_cdf(p))


def at_normal(law: Law, z: float) -> float:
    """The law's value at the standard normal quantile `z`; the kernel of `draws.py` in plain Python."""
    return min(_untruncated(law, z), law.top)


def _untruncated(law: Law, z: float) -> float:
    a, b, c = law.a, law.b, law.c
    match law.code:
        case Code.POINT:
            return a
        case Code.LOGNORMAL:
            return a * math.exp((b if z < 0 else c) * z)
        case Code.NORMAL:
            return a + (b if z < 0 else c) * z
        case Code.LOGIT:
            return 1 / (1 + math.exp(-(a + (b if z < 0 else c) * z)))
        case Code.SHIFTED:
            return _shifted(a, b, z)
        case Code.MIRRORED:
            return max(0.0, 1 - _shifted(a, b, -z))
        case Code.ZERO:
            above = NormalDist().cdf(-z) / (1 - c)
            return 0.0 if above >= 1 else a * math.exp(b * -NormalDist().inv_cdf(above))


def _shifted(median: float, spread: float, z: float) -> float:
    if abs(spread) < 1e-9:
        return max(0.0, median * (1 + z / Z90))
    return max(0.0, median + median * math.expm1(spread * z) / -math.expm1(-spread * Z90))


def point(value: float) -> Law:
    """A known value."""
    return Law(Code.POINT, value)


def lognormal(p10: float, p50: float, p90: float) -> Law:
    """A positive, open-ended quantity: `b = ln(P50 / P10) / Z90` and `c = ln(P90 / P50) / Z90`."""
    return Law(Code.LOGNORMAL, p50, math.log(p50 / p10) / Z90, math.log(p90 / p50) / Z90)


def normal(p10: float, p50: float, p90: float) -> Law:
    """A quantity that may be negative: `b = (P50 - P10) / Z90` and `c = (P90 - P50) / Z90`."""
    return Law(Code.NORMAL, p50, (p50 - p10) / Z90, (p90 - p50) / Z90)


def logit(p10: float, p50: float, p90: float) -> Law:
    """A share strictly between zero and one: the NORMAL of ln(p / (1 - p))."""
    low, mid, high = (math.log(p / (1 - p)) for p in (p10, p50, p90))
    return Law(Code.LOGIT, mid, (mid - low) / Z90, (high - mid) / Z90)


def shifted(p50: float, p90: float) -> Law:
    """A quantity whose P10 is zero: `b = ln((P90 - P50) / P50) / Z90`."""
    return Law(Code.SHIFTED, p50, math.log((p90 - p50) / p50) / Z90)


def mirrored(p10: float, p50: float) -> Law:
    """A share whose P90 is one: one less a share whose P10 is zero."""
    other = shifted(1 - p50, 1 - p10)
    return Law(Code.MIRRORED, other.a, other.b)


def zero_or_lognormal(chance: float, p50: float, p90: float) -> Law:
    """Zero with `chance`, lognormal above; P50 and P90 are those of the whole.

    With z_p the normal at which the lognormal alone reaches the quantile p of the whole

        N(z_p) = 1 - (1 - p) / (1 - c),   b = ln(P90 / P50) / (z_90 - z_50),   a = P50 * exp(-b * z_50)
    """
    z50, z90 = (NormalDist().inv_cdf(1 - (1 - p) / (1 - chance)) for p in (0.5, 0.9))
    spread = math.log(p90 / p50) / (z90 - z50)
    return Law(Code.ZERO, p50 * math.exp(-spread * z50), spread, chance)


def positive_range(p10: float, p50: float | None, p90: float, chance_of_zero: float | None) -> Law:
    """The law of a range of a quantity that cannot be negative."""
    if chance_of_zero is not None:
        assert p50 is not None
        return zero_or_lognormal(chance_of_zero, p50, p90)
    if p10 == 0:
        return shifted(p90 * _MEDIAN_FROM_ZERO if p50 is None else p50, p90)
    return lognormal(p10, math.sqrt(p10 * p90) if p50 is None else p50, p90)


def share_range(p10: float, p50: float | None, p90: float, chance_of_zero: float | None) -> Law:
    """The law of a range of a share in [0, 1]."""
    if chance_of_zero is not None or p10 == 0:
        return replace(positive_range(p10, p50, p90, chance_of_zero), top=1.0)
    if p90 == 1:
        return mirrored(p10, 1 - (1 - p10) * _MEDIAN_FROM_ZERO if p50 is None else p50)
    if p50 is None:
        low, high = (math.log(p / (1 - p)) for p in (p10, p90))
        p50 = 1 / (1 + math.exp(-(low + high) / 2))
    return logit(p10, p50, p90)


def signed_range(p10: float, p50: float | None, p90: float) -> Law:
    """The law of a range that may reach below zero."""
    return normal(p10, (p10 + p90) / 2 if p50 is None else p50, p90)
