"""The value of energy in the store, hour by hour backwards: exact, since convex pieces only merge (O4).

V_t(e) is the least cost from hour t on, with e in the store before it:

    V_t(e) = min_x h_t(x) + V_t+1(retention e + x),    0 <= retention e + x <= E.

It is convex and piecewise linear on [L, R]. Its slopes are those of V_t+1 and those of h_t turned round, merged, cut to
the levels that exist, and stretched by the retention. What is cut off on the left is used whatever happens before;
what is cut off on the right never is. So a label on each piece, its hour, is enough to find the path: no V is stored.
The queue holds widths / scale and slopes x scale, so that the stretch of an hour is one number.
"""

import numpy as np

from stargate.power.arrays import Hours, Storage, Work
from stargate.power.curve import burning_price, curve, sort_sources
from stargate.quantity.kernel import Whole, kernel

SLACK = 1e-11  # of the store's size: levels missed by less are rounding
SLIVER = 1e-15  # of its energy: pieces narrower than this are rounding


@kernel
def centred(work: Work, head: Whole, tail: Whole, more: Whole) -> tuple[Whole, Whole]:
    """Moves the queue to the middle of its room where `more` pieces would not fit beside it."""
    room = len(work.queue_slope)
    if head >= more and tail + more <= room:
        return head, tail
    live = tail - head
    to = (room - live) // 2
    step, i = (1, 0) if to < head else (-1, live - 1)
    for _ in range(live):
        work.queue_slope[to + i] = work.queue_slope[head + i]
        work.queue_width[to + i] = work.queue_width[head + i]
        work.queue_hour[to + i] = work.queue_hour[head + i]
        i += step
    return to, to + live


@kernel
def put(work: Work, place: Whole, slope: float, width: float, hour: Whole) -> None:
    """Writes a piece into the queue."""
    work.queue_slope[place], work.queue_width[place], work.queue_hour[place] = slope, width, hour


@kernel
def move(work: Work, place: Whole, of: Whole) -> None:
    """Moves a piece of the queue."""
    put(work, place, work.queue_slope[of], work.queue_width[of], work.queue_hour[of])


@kernel
def merge(work: Work, head: Whole, tail: Whole, count: Whole, scale: float, t: Whole) -> tuple[Whole, Whole]:
    """Merges the curve of hour `t`, its slopes turned round, into the queue: each half from its end, so that few move.

    Of equal slopes the older is used first, so that slivers which rounding leaves of pieces do not gather.
    """
    head, tail = centred(work, head, tail, count)
    middle, above = work.queue_slope[(head + tail) // 2] if head < tail else -np.inf, 0
    while above < count and -work.slope[above] * scale > middle:
        above += 1
    i, j, to = 0, tail - 1, tail + above - 1
    while i < above:
        slope = -work.slope[i] * scale
        if j >= head and work.queue_slope[j] > slope:
            move(work, to, j)
            j -= 1
        else:
            put(work, to, slope, work.width[i] / scale, t)
            i += 1
        to -= 1
    tail += above
    i, j, to = count - 1, head, head - (count - above)
    head = to
    while i >= above:
        slope = -work.slope[i] * scale
        if j < tail and work.queue_slope[j] <= slope:
            move(work, to, j)
            j += 1
        else:
            put(work, to, slope, work.width[i] / scale, t)
            i -= 1
        to += 1
    return head, tail


@kernel
def walk(
    work: Work, head: Whole, tail: Whole, left: float, to: float, until: float, scale: float, retention: float, t: Whole
) -> tuple[Whole, float, float]:
    """Uses pieces from the left before hour `t`, up to level `to` or slope `until`: new head, level reached, cost."""
    cost, last = 0.0, len(work.top) - 1
    while left < to and head < tail and work.queue_slope[head] < until * scale:
        width, hour = work.queue_width[head] * scale, work.queue_hour[head]
        part = min(width, to - left)
        cost += part * work.queue_slope[head] / scale
        work.used[hour] += part if retention == 1.0 else part * work.kept[min(hour, last) - t]
        if part < width:
            work.queue_width[head] -= part / scale
            return head, to, cost
        left += width
        head += 1
    return head, left, cost


@kernel
def cut_right(work: Work, head: Whole, tail: Whole, excess: float, sliver: float, scale: float) -> Whole:
    """Discards `excess` [MWh] on the right, and slivers that rounding would leave, which would gather: the new tail."""
    while excess > 0 and tail > head:
        width = work.queue_width[tail - 1] * scale
        if width - excess > sliver:
            work.queue_width[tail - 1] -= excess / scale
            return tail
        excess -= width
        tail -= 1
    return tail


@kernel
def spread(work: Work, head: Whole, tail: Whole, scale: float) -> float:
    """R - L as the widths have it [MWh], taking `scale` into them: rounding in R would grow with every stretch."""
    total = 0.0
    for i in range(head, tail):
        work.queue_width[i] *= scale
        work.queue_slope[i] /= scale
        total += work.queue_width[i]
    return total


@kernel
def opened(hours: Hours, storage: Storage, work: Work) -> tuple[Whole, Whole]:
    """Empties scratch and lays out the value of what is left after the last hour."""
    work.used[:] = 0.0
    work.kept[0] = 1.0
    if storage.retention < 1.0:
        for i in range(1, len(work.kept)):
            work.kept[i] = work.kept[i - 1] * storage.retention
    head = len(work.queue_slope) // 2
    put(work, head, -storage.price, storage.end_high - storage.end_low, len(hours.demand))
    return head, head + (storage.end_high > storage.end_low)


@kernel
def backward(hours: Hours, storage: Storage, work: Work) -> tuple[bool, float, float]:
    """Whether the ends can be met, the least cost [USD] and the level it starts from [MWh]; fills `work` for the path.

    The cost holds what `price` makes of the ends. O(hours x sources) and what merging moves.
    """
    energy, retention, wb = storage.energy, storage.retention, burning_price(storage)
    slack = SLACK * (energy + storage.charge_power + storage.discharge_power)
    head, tail = opened(hours, storage, work)
    left, right, scale = storage.end_low, storage.end_high, 1.0
    value = -storage.price * left
    for t in range(len(hours.demand) - 1, -1, -1):
        sort_sources(hours, t, work)
        count, least, most, cost = curve(hours, storage, t, wb, work)
        left, right, value = left - most, right - least, value + cost
        head, tail = merge(work, head, tail, count, scale, t)
        if left < 0.0:
            head, left, cost = walk(work, head, tail, left, 0.0, np.inf, scale, retention, t)
            value += cost
        if right > retention * energy:
            tail = cut_right(work, head, tail, right - retention * energy, SLIVER * energy, scale)
            right = retention * energy
        if left < -slack or left > retention * energy + slack or right < left - slack:
            return False, np.inf, 0.0
        left = min(max(left, 0.0), retention * energy)
        if right <= left:  # one level only: what rounding left of pieces would grow with every stretch
            right, tail = left, head
        left, right, scale = left / retention, right / retention, scale / retention
        if scale > 10.0 or t % 256 == 0:
            right, scale = left + spread(work, head, tail, scale), 1.0
    head, start, cost = walk(work, head, tail, left, storage.start_low, np.inf, scale, retention, -1)
    value += cost
    head, start, cost = walk(work, head, tail, start, storage.start_high, -storage.price, scale, retention, -1)
    value += cost
    if start < storage.start_low - slack or start > storage.start_high + slack:
        return False, np.inf, 0.0
    start = min(max(start, storage.start_low), storage.start_high)
    return True, value + storage.price * start, start
