"""Simulated dates held against the third-party ranges they are calibrated to (T6b)."""

from dataclasses import dataclass

import numpy as np

from stargate.futures.quantiles import quantile
from stargate.futures.result import Futures
from stargate.programme.site import Milestone
from stargate.quantity.measures import Date
from stargate.reports.words import iso
from stargate.schedule.energise import energised_month

TOLERANCE_P50, TOLERANCE_TAILS = 1.0, 2.0  # [months]


@dataclass(frozen=True)
class Calibration:
    """One date: the range it is held against, the simulated range, and the differences."""

    address: str  #: of the date
    target: list[str | None]  #: P10, P50, P90
    simulated: list[str | None]  #: P10, P50, P90
    off: list[float]  #: simulated less target [months]
    met: bool  #: whether P50 is off by a month at most, P10 and P90 by two
    sources: list[str]  #: keys of those who say so


def calibration(futures: Futures) -> list[Calibration]:
    """Every phase that has a range to be held against, has not happened yet, and comes in some future.

    Shared supplies are unlimited in it: ranges of activities are calibrated without them.
    """
    if futures.n == 1:  # one future has no range
        return []
    found, full_load = [], energised_month(futures.unlimited)
    for i, planned in enumerate(futures.plan.phases):
        last, first = planned.phase.energised or Milestone(), planned.phase.first_power or Milestone()
        for milestone, dates in ((first, futures.unlimited.ready[:, i]), (last, full_load[:, i])):
            seen = milestone.observed is not None and milestone.observed.has_value
            target = milestone.calibrated_to
            if target is not None and target.has_value and not seen and np.isfinite(dates).any():
                found.append(_compared(target, dates, futures))
    return found


def _compared(target: Date, dates, futures: Futures) -> Calibration:  # noqa: ANN001
    zero = futures.programme.month_zero
    wanted = [target.quantile(p) - zero for p in (0.1, 0.5, 0.9)]
    happens = np.isfinite(dates)
    got = [float(quantile(dates[happens], futures.weight[happens], p)) for p in (0.1, 0.5, 0.9)]
    off = [round(a - b, 2) for a, b in zip(got, wanted, strict=True)]
    met = abs(off[1]) <= TOLERANCE_P50 and max(abs(off[0]), abs(off[2])) <= TOLERANCE_TAILS
    return Calibration(
        target.address, [iso(v, zero) for v in wanted], [iso(v, zero) for v in got], off, met, list(target.sources)
    )
