"""What is left of a supply that campuses share, as a curve with exact breakpoints (T6).

S(t) is what has come by t: money that is there from the beginning, then each year's or quarter's amount evenly over it,
times the programme's share. With claims of n_j at dates t_j, what can still be promised from t on is

    M(t) = inf_{u >= t} (S(u) - sum_{j: t_j <= u} n_j)

which never falls. A claim of n asked for at a is granted at t* = inf {t >= a: M(t) >= n}; then

    M(t) <- min(M(t), M(t*) - n)  before t*,    M(t) <- M(t) - n  from t* on

so that earlier gaps are filled without delaying anybody who claimed before. M stays continuous and piecewise linear;
each claim adds two breakpoints at most, where M reaches M(t*) - n and at t*, computed and not rounded to a grid.

Where a claim waits (t* > a), M rises at t*, so that S(t*) = n + sum_{j before it in turn, t_j <= t*} n_j: t* moves with
these amounts and with S, by 1 / S'(t*) each, and with nobody's dates.
"""

from typing import NamedTuple

import numpy as np
from jaxtyping import Float, Int

from stargate.quantity.kernel import Whole, kernel

NEVER = np.inf


class Supplies(NamedTuple):
    """Shared supplies. Columns refer to `values[future, figure]`; -1 stands for none."""

    at_finish: Int[np.ndarray, " supply"]  #: 1 where the finish of an activity waits for it, not the start
    capacity: Int[np.ndarray, " supply"]  #: column of how many there are at any time, -1 where it is used up
    share: Int[np.ndarray, " supply"]  #: column of the programme's part
    period_from: Int[np.ndarray, " supply+1"]
    amount: Int[np.ndarray, " period"]  #: column of what comes
    begin: Float[np.ndarray, " period"]  #: [month]
    end: Float[np.ndarray, " period"]  #: [month]
    fund_from: Int[np.ndarray, " supply+1"]
    fund: Int[np.ndarray, " fund"]  #: column of money that is there from the beginning
    arrives: Int[np.ndarray, " fund"]  #: the event without which it is not


class Left(NamedTuple):
    """What is left of each supply in one future: the breakpoints of M, constant before the first and after the last."""

    month: Float[np.ndarray, "supply node"]
    level: Float[np.ndarray, "supply node"]  #: [unit of the supply]
    nodes: Int[np.ndarray, " supply"]


def room(supplies: Supplies, claims: int) -> Left:
    """Scratch for as many claims."""
    shape = len(supplies.share), 2 * len(supplies.amount) + 2 * claims + 2
    return Left(np.empty(shape), np.empty(shape), np.empty(shape[0], dtype=np.int64))


@kernel
def stock(
    supplies: Supplies,
    s: Whole,
    i: Whole,
    values: Float[np.ndarray, "future figure"],
    happened: Int[np.ndarray, "future event"],
) -> float:
    """What is there from the beginning."""
    total = 0.0
    for fund in range(supplies.fund_from[s], supplies.fund_from[s + 1]):
        if happened[i, supplies.arrives[fund]]:
            total += values[i, supplies.fund[fund]]
    return total


@kernel
def share(supplies: Supplies, s: Whole, i: Whole, values: Float[np.ndarray, "future figure"]) -> float:
    """The programme's part of what comes."""
    return values[i, supplies.share[s]] if supplies.share[s] >= 0 else 1.0


@kernel
def open_supplies(
    supplies: Supplies,
    i: Whole,
    values: Float[np.ndarray, "future figure"],
    happened: Int[np.ndarray, "future event"],
    left: Left,
) -> None:
    """Lays out S of future `i`, of which nothing is claimed yet."""
    for s in range(len(supplies.share)):
        first, level, count = supplies.period_from[s], stock(supplies, s, i, values, happened), 0
        left.month[s, 0] = supplies.begin[first] if first < supplies.period_from[s + 1] else 0.0
        left.level[s, 0] = level
        for period in range(first, supplies.period_from[s + 1]):
            if supplies.begin[period] > left.month[s, count]:
                count += 1
                left.month[s, count], left.level[s, count] = supplies.begin[period], level
            level += share(supplies, s, i, values) * values[i, supplies.amount[period]]
            count += 1
            left.month[s, count], left.level[s, count] = supplies.end[period], level
        left.nodes[s] = count + 1


@kernel
def first_covered(
    supplies: Supplies,
    s: Whole,
    need: float,
    i: Whole,
    values: Float[np.ndarray, "future figure"],
    happened: Int[np.ndarray, "future event"],
) -> float:
    """When S of future `i` reaches `need`, if nobody else claimed [month]: -infinity from the beginning, or NEVER."""
    level = stock(supplies, s, i, values, happened)
    if level >= need:
        return -np.inf
    for period in range(supplies.period_from[s], supplies.period_from[s + 1]):
        more = share(supplies, s, i, values) * values[i, supplies.amount[period]]
        if level + more >= need:
            begin, end = supplies.begin[period], supplies.end[period]
            return begin + (need - level) / more * (end - begin)
        level += more
    return NEVER


@kernel
def rate_before(
    supplies: Supplies, s: Whole, month: float, i: Whole, values: Float[np.ndarray, "future figure"]
) -> float:
    """S' of future `i` where S last rose before `month` [unit of the supply a month]; nought where it never did."""
    rate, part = 0.0, share(supplies, s, i, values)
    for period in range(supplies.period_from[s], supplies.period_from[s + 1]):
        if supplies.begin[period] < month and values[i, supplies.amount[period]] > 0.0:
            rate = part * values[i, supplies.amount[period]] / (supplies.end[period] - supplies.begin[period])
    return rate


@kernel
def reverse_supply(
    supplies: Supplies,
    s: Whole,
    month: float,
    i: Whole,
    values: Float[np.ndarray, "future figure"],
    happened: Int[np.ndarray, "future event"],
    by: float,
    slope: Float[np.ndarray, "future slot"],
) -> None:
    """Adds to `slope[future, slot]` what figures pass of S(month), which carries `by` (see `adjoint_gates`)."""
    part, whole = share(supplies, s, i, values), 0.0
    for period in range(supplies.period_from[s], supplies.period_from[s + 1]):
        begin, end = supplies.begin[period], supplies.end[period]
        come = min(1.0, max(0.0, (month - begin) / (end - begin)))
        slope[i, supplies.amount[period]] += by * part * come
        whole += values[i, supplies.amount[period]] * come
    if supplies.share[s] >= 0:
        slope[i, supplies.share[s]] += by * whole
    for fund in range(supplies.fund_from[s], supplies.fund_from[s + 1]):
        if happened[i, supplies.arrives[fund]]:
            slope[i, supplies.fund[fund]] += by


@kernel
def _after(left: Left, s: Whole, month: float) -> Whole:
    """The first breakpoint after `month`; their number where there is none."""
    k = 0
    while k < left.nodes[s] and left.month[s, k] <= month:
        k += 1
    return k


@kernel
def _between(left: Left, s: Whole, k: Whole, level: float) -> float:
    """When M reaches `level` on its way to breakpoint k, which lies above it and the one before below."""
    begin, low = left.month[s, k - 1], left.level[s, k - 1]
    return begin + (level - low) / (left.level[s, k] - low) * (left.month[s, k] - begin)


@kernel
def level_at(left: Left, s: Whole, month: float) -> float:
    """M at `month`."""
    k = _after(left, s, month)
    if k == 0:
        return left.level[s, 0]
    low = left.level[s, k - 1]
    if k == left.nodes[s]:
        return low
    begin, end = left.month[s, k - 1], left.month[s, k]
    return low + (month - begin) / (end - begin) * (left.level[s, k] - low)


@kernel
def earliest(left: Left, s: Whole, need: float, asked: float) -> float:
    """When `need` can be had, at `asked` or after [month]; NEVER where the supply ends before."""
    if need <= 0.0 or asked == np.inf or level_at(left, s, asked) >= need:
        return asked
    for k in range(max(1, _after(left, s, asked)), left.nodes[s]):
        if left.level[s, k] >= need:
            return max(asked, _between(left, s, k, need))
    return NEVER


@kernel
def take(left: Left, s: Whole, need: float, month: float) -> None:
    """Books a claim of `need` at `month`; nothing where it never comes. M may fall below zero for what is a fact."""
    if need <= 0.0 or month == np.inf:
        return
    count, k = left.nodes[s], _after(left, s, month)
    level = level_at(left, s, month) - need
    kept = 0
    while kept < k and left.level[s, kept] < level:
        kept += 1
    reached = min(month, _between(left, s, kept, level)) if 0 < kept < count else month
    first = kept + 1 if kept > 0 else 0  # where the breakpoint at `month` goes
    _shift(left, s, k, first + 1, need)
    if kept > 0:
        left.month[s, kept], left.level[s, kept] = reached, level
    left.month[s, first], left.level[s, first] = month, level
    left.nodes[s] = count - k + first + 1


@kernel
def _shift(left: Left, s: Whole, old: Whole, new: Whole, need: float) -> None:
    """Moves the breakpoints from `old` on to `new`, less `need`."""
    count = left.nodes[s] - old
    for step in range(count):
        j = step if new < old else count - 1 - step
        left.month[s, new + j] = left.month[s, old + j]
        left.level[s, new + j] = left.level[s, old + j] - need
