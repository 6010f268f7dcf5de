"""The internal rate of return of a series of flows, or why there is none, in words (C2, C7, F8)."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from jaxtyping import Float, Int

from stargate.financing.balance import balances, curve

_BLOCK = 4_000_000  # flows whose roots are looked for at a time


class Status(StrEnum):
    """Whether flows have an internal rate of return, and why not; numbered in this order where arrays hold it."""

    SOLVED = "solved"
    NOTHING = "no IRR: nothing ever flows"
    NOTHING_IN = "no IRR: nothing is ever paid in"
    NOTHING_BACK = "no IRR: nothing ever comes back"
    NONE = "no IRR: no rate gives nought"
    SEVERAL = "no IRR: more than one rate gives nought"
    TOUCHES = "no IRR: the NPV touches nought and does not change its sign"
    OPEN = "not settled: whether another rate gives nought too was not looked into"

    @property
    def code(self) -> int:
        """Its number in arrays."""
        return CODES[self]


CODES = {status: code for code, status in enumerate(Status)}  #: numbers of statuses in arrays


@dataclass(frozen=True)
class Irr:
    """The internal rate of return of flows, or why there is none."""

    rate: float | None  #: annual effective; None unless solved
    status: Status
    residual: float  #: largest NPV at `rates`, as a share of the present value of what is paid in there
    rates: tuple[float, ...]  #: every annual effective rate above -1 at which the NPV is nought, rising

    def __str__(self) -> str:
        shown = ", ".join(f"{round(rate, 3) + 0.0:.1%}" for rate in self.rates)
        if self.rate is not None:
            return shown
        return f"{self.status} ({shown})" if shown else str(self.status)


def irr(flows: Float[np.ndarray, " period"] | Sequence[float], per_year: float = 12, nought: float = 0.0) -> Irr:
    """The one annual effective rate r > -1 at which flows [USD m] are worth nothing, proven to be the only one.

        NPV = sum_m flow_m (1 + r)^(-(m + 1) / p) = 0

    with p periods a year. All roots are counted (`financing.balance`): rates that rounding cannot tell apart count as
    one, where the NPV changes its sign or only touches nought, which is no IRR. Flows up to `nought` [USD m] count as
    none: what rounding leaves of nought would make a rate near -1 of its own.

    Raises `ValueError` where a flow is not finite.
    """
    series = np.asarray(flows, dtype=float)[None, :]
    if not np.isfinite(series).all():
        raise ValueError("flows must be finite")
    code, rates, residual = _lane_by_lane(np.where(np.abs(series) > nought, series, 0.0), per_year)[0]
    status = tuple(Status)[code]
    return Irr(rates[0] if status is Status.SOLVED else None, status, residual, rates)


def statuses(
    flows: Float[np.ndarray, "lane period"], per_year: float, nought: float = 0.0
) -> tuple[Float[np.ndarray, " lane"], Int[np.ndarray, " lane"], Float[np.ndarray, " lane"]]:
    """Rate (nought unless solved), number of its `Status`, and residual of many series, as `irr` finds them."""
    flows = np.where(np.abs(flows) > nought, flows, 0.0)
    rows = max(1, _BLOCK // max(1, flows.shape[1]))
    found = [lane for at in range(0, len(flows), rows) for lane in _lane_by_lane(flows[at : at + rows], per_year)]
    solved = Status.SOLVED.code
    return (
        np.array([rates[0] if code == solved else 0.0 for code, rates, _ in found]),
        np.array([code for code, _, _ in found], dtype=np.int32),
        np.array([residual for _, _, residual in found]),
    )


def _lane_by_lane(
    flows: Float[np.ndarray, "lane period"], per_year: float
) -> list[tuple[int, tuple[float, ...], float]]:
    """Status, rates and residual of each."""
    back, paid = (flows > 0).any(axis=1), (flows < 0).any(axis=1)
    plain = np.select(
        [back & paid, back, paid],
        [Status.OPEN.code, Status.NOTHING_IN.code, Status.NOTHING_BACK.code],
        Status.NOTHING.code,
    )
    result: list[tuple[int, tuple[float, ...], float]] = [(int(code), (), 0.0) for code in plain]
    both = np.flatnonzero(back & paid)
    if not len(both):
        return result
    begun = np.argmax(flows[both] != 0, axis=1)
    period = np.arange(flows.shape[1])
    moved = np.take_along_axis(
        flows[both], (period + begun[:, None]) % len(period), axis=1
    )  # the first flow comes first
    found = balances(curve(moved), per_year)
    rates = np.expm1(per_year * found.u)
    edges = np.searchsorted(found.lane, np.arange(len(both) + 1))
    for lane, start, stop in zip(both, edges[:-1], edges[1:], strict=True):
        these = slice(start, stop)
        status = _status(found.touches[these])
        residual = float(found.residual[these].max(initial=0.0))
        result[lane] = status.code, tuple(map(float, rates[these])), residual
    return result


def _status(touches: np.ndarray) -> Status:
    if len(touches) > 1:
        return Status.SEVERAL
    if len(touches) == 0:
        return Status.NONE
    return Status.TOUCHES if touches[0] else Status.SOLVED
