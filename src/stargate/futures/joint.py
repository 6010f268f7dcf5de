"""Cost and date of the same future together: with what pairs of both one is as sure as a level asks (T7).

A pair (C, by) is kept in the futures whose cost and whose full load are no greater than its own:

    level = P(cost <= C, full <= by)

The frontier of a level are the pairs of which neither part can be made smaller. Both parts are values of futures, found
by sorting: nothing is laid on a grid. A future that never has its full load keeps no pair, so that a level above the
share of those that have it cannot be reached at all. The balanced pair is the one whose cost alone and whose date alone
are as equally likely as can be. Joint cost and schedule confidence: NASA Cost Estimating Handbook, version 4.0 (2015),
appendix J; budgets at 70%: https://www.nasa.gov/offices/pae/organization/CAD-faq.html.
"""

from dataclasses import dataclass, field

import numpy as np
from jaxtyping import Float, Int

from stargate.errors import StargateError
from stargate.quantity.kernel import kernel
from stargate.quantity.notation import date_of

_ROUNDING = 1e-9  # of all weight: sums of weights in another order


@dataclass(frozen=True)
class Frontier:
    """The pairs of cost and date that are kept with chance `level`, dearest and earliest last."""

    level: float  #: asked for
    cost: Float[np.ndarray, " corner"] = field(repr=False)  #: rising [USD bn]
    month: Float[np.ndarray, " corner"] = field(repr=False)  #: falling, counted from the programme's start [month]
    balanced: int  #: index of the pair whose parts are equally likely each on its own; -1 where there is none
    within_reach: float  #: the greatest level that some pair has: the share of futures with a date
    month_zero: float = field(repr=False)  #: the programme's start in months since year 0

    @property
    def pair(self) -> tuple[float, str] | None:
        """The balanced pair [USD bn, day]; None where the level cannot be reached at any cost."""
        if self.balanced < 0:
            return None
        day = date_of(self.month_zero + float(self.month[self.balanced])).isoformat()
        return float(self.cost[self.balanced]), day


def frontier(
    cost: Float[np.ndarray, " future"],
    month: Float[np.ndarray, " future"],
    weight: Float[np.ndarray, " future"],
    level: float,
    month_zero: float = 0.0,
) -> Frontier:
    """The pairs of a cost [USD bn] and a date [month] that are kept with chance `level`.

    Raises StargateError where `level` is no chance between 0 and 1.
    """
    if not 0 < level < 1:
        raise StargateError(f"{level} is no confidence\n  write: a share between 0 and 1, such as 0.7")
    comes = np.isfinite(month)
    own, dates, counts = cost[comes], month[comes], np.ascontiguousarray(weight[comes])
    by_cost, by_date = np.argsort(own, kind="stable"), np.argsort(dates, kind="stable")
    place = np.empty(len(own), dtype=np.int64)
    place[by_date] = np.arange(len(own))
    latest, left_out = np.full(len(own), -1, dtype=np.int64), np.zeros(len(own), dtype=np.int8)
    sweep(by_cost, by_date, place, counts, level * float(weight.sum()) * (1 - _ROUNDING), latest, left_out)
    costs, latest = own[by_cost], dates[by_date][latest[latest >= 0]]
    costs = costs[len(costs) - len(latest) :]
    kept = _corners(costs, latest)
    costs, latest = costs[kept], latest[kept]
    reach = float(weight[comes].sum() / weight.sum())
    return Frontier(level, costs, latest, _balanced(costs, latest, cost, month, weight), reach, month_zero)


def _corners(cost: Float[np.ndarray, " some"], month: Float[np.ndarray, " some"]) -> Int[np.ndarray, " corner"]:
    """Of pairs by rising cost and no later dates, those that none of the others keeps within.

    Of equal costs the last counts every future that has it; of equal dates the first is the cheapest.
    """
    last = np.flatnonzero(np.append(cost[1:] > cost[:-1], True)[: len(cost)])
    return last[np.append(True, month[last][1:] < month[last][:-1])[: len(last)]]


def _balanced(
    costs: Float[np.ndarray, " corner"],
    months: Float[np.ndarray, " corner"],
    cost: Float[np.ndarray, " future"],
    month: Float[np.ndarray, " future"],
    weight: Float[np.ndarray, " future"],
) -> int:
    """The pair whose likelier part is the least likely; the cheapest of several."""
    if not len(costs):
        return -1
    alone = [_share_below(values, weight, at) for values, at in ((cost, costs), (month, months))]
    return int(np.argmin(np.round(np.maximum(*alone), 9)))


def _share_below(
    values: Float[np.ndarray, " future"], weight: Float[np.ndarray, " future"], at: Float[np.ndarray, " corner"]
) -> Float[np.ndarray, " corner"]:
    """The share of the weight whose value is no greater than each of `at`."""
    order = np.argsort(values, kind="stable")
    below = np.append(0.0, np.cumsum(weight[order]))
    return below[np.searchsorted(values[order], at, side="right")] / below[-1]


@kernel
def sweep(
    by_cost: Int[np.ndarray, " some"],
    by_date: Int[np.ndarray, " some"],
    place: Int[np.ndarray, " some"],
    weight: Float[np.ndarray, " some"],
    needed: float,
    latest: Int[np.ndarray, " some"],
    left_out: Int[np.ndarray, " some"],
) -> None:
    """For each future by rising cost, the place in `by_date` of the date that it and the cheaper need for the weight.

    From the dearest down: each future left out moves the date on to where the rest has the weight again; below the cost
    at which all of the rest is too little, `latest` stays as it is.
    """
    inside, at = 0.0, -1
    for i in range(len(by_cost) - 1, -1, -1):
        while inside < needed:
            at += 1
            if at == len(by_date):
                return
            if not left_out[by_date[at]]:
                inside += weight[by_date[at]]
        latest[i] = at
        gone = by_cost[i]
        left_out[gone] = 1
        if place[gone] <= at:
            inside -= weight[gone]
