"""What flows are worth: present value, multiple, payback and exposure, of one series or of every lane.

Each takes flows as `[period]` or `[period, lane]`, of NumPy or of JAX, compiled or not. The flows of period m fall at
its end (C1). What does not exist is infinite inside, and words outside (`said`).
"""

from math import isfinite
from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Array, Float

_ROUNDING = 1e-12  # of all that has flowed: a sum nearer to nought is nought


class Exposure(NamedTuple):
    """The most that is out at once."""

    amount: Float[Array, "*lane"]  #: most that has been paid in beyond what has come back [USD m]
    when: Float[Array, "*lane"]  #: end of the period in which that is reached first [periods]; nought: never anything


def npv(flows: Any, rate: Any, per_year: float = 12) -> Any:
    """Present value at the start of the first period [USD m], at an annual effective rate, one or each lane's own.

        NPV = sum_m flow_m (1 + r)^(-(m + 1) / p)

    with p periods a year (C2). Raises `ValueError` where a rate is -1 or less; compiled code must keep that out itself.
    """
    xp, flows = floats(flows)
    if isinstance(rate, int | float | np.ndarray | np.generic) and not np.all(np.asarray(rate) > -1):
        raise ValueError("a rate must be above -1")
    rate = xp.asarray(rate, dtype=xp.float64)
    return (flows * xp.exp(-xp.log1p(rate) * (_period(flows) + 1) / per_year)).sum(axis=0)


def moic(paid_in: Any, received: Any) -> Any:
    """Multiple on invested capital: what comes back over what is paid in, both positive; infinite where nothing is."""
    xp, paid_in, received = floats(paid_in, received)
    paid, back = paid_in.sum(axis=0), received.sum(axis=0)
    return xp.where(paid > 0, back / xp.where(paid > 0, paid, 1.0), xp.inf)


def payback(flows: Any) -> Any:
    """When what was paid in has come back for good [periods, fractional]; infinite: never; nought: nothing is out.

    From then on the sum of all flows is never below nought again, each flow being spread evenly over its period.
    """
    xp, flows = floats(flows)
    total, end = _running(flows), _period(flows, 1)
    last = xp.max(xp.where(total < 0, end, 0.0), axis=0)  # end of the last period that ends below nought
    before = xp.where(end == last, total, 0.0).sum(axis=0)
    flow = xp.where(end[:-1] == last, flows, 0.0).sum(axis=0)  # of the period after it
    back = last - before / xp.where(flow > 0, flow, 1.0)
    return xp.where(last == 0, 0.0, xp.where(last == len(flows), xp.inf, back))


def peak_exposure(flows: Any) -> Exposure:
    """The most negative sum of all flows so far, as a positive amount, and when it is reached."""
    xp, flows = floats(flows)
    total = _running(flows)
    return Exposure(0.0 - xp.min(total, axis=0), xp.argmin(total, axis=0) * 1.0)


def said(value: Any, reason: str) -> float | str:
    """A ratio or time as it is shown: infinity in words."""
    return float(value) if isfinite(value) else reason


def floats(*values: Any) -> tuple[Any, ...]:
    """What computes with arrays, JAX where one of them is JAX's and NumPy otherwise, and the arrays in float64."""
    spaces = [value.__array_namespace__() for value in values if hasattr(value, "__array_namespace__")]
    xp = next((space for space in spaces if space is not np), np)
    return xp, *(xp.asarray(value, dtype=xp.float64) for value in values)


def _period(flows: Any, more: int = 0) -> Any:
    xp, flows = floats(flows)
    return xp.arange(len(flows) + more, dtype=xp.float64).reshape(-1, *(1,) * (flows.ndim - 1))


def _running(flows: Any) -> Any:
    """Sums of all flows until each period starts and until the last ends, without what rounding leaves of nought."""
    xp, flows = floats(flows)
    total, size = (xp.cumulative_sum(x, axis=0, include_initial=True) for x in (flows, xp.abs(flows)))
    return xp.where(xp.abs(total) <= _ROUNDING * size, 0.0, total)
