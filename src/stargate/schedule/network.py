"""The activity network as arrays: critical path forward, and the binding path traced back (T1).

Activities stand in an order in which each comes after all it waits for, so one sweep suffices:

    start_a = max(now, before_a, max_b (end_b + lag_ab)),   finish_a = start_a + D_a
    ready_i = max(now, max_a finish_a)

b runs over what a waits for, and end_b is its finish or its start; ready_i is the last finish of what phase i needs.
Facts replace all three: what is finished has its dates, what is under way its start.
"""

from collections.abc import Mapping, Sequence
from graphlib import TopologicalSorter
from typing import NamedTuple

import numpy as np
from jaxtyping import Float, Int

from stargate.quantity.kernel import Whole, kernel
from stargate.schedule.durations import FINISHED, WAITING

NOTHING = -1


class Network(NamedTuple):
    """Who waits for whom. Columns of lags and dates refer to `values[future, figure]`; -1 stands for none."""

    state: Int[np.ndarray, " activity"]
    start: Float[
        np.ndarray, " activity"
    ]  #: the fact, where it has started; its finish where only that is known [month]
    finish: Float[np.ndarray, " activity"]  #: the fact, where it is finished [month]
    not_before: Int[np.ndarray, " activity"]  #: column of a date
    wait_from: Int[np.ndarray, " activity+1"]
    wait: Int[np.ndarray, " link"]  #: the predecessor
    wait_start: Int[np.ndarray, " link"]  #: 1 where its start is waited for, not its finish
    lag: Int[np.ndarray, " link"]  #: column of a duration
    need_from: Int[np.ndarray, " phase+1"]
    need: Int[np.ndarray, " link"]  #: the activity that a phase needs
    ready: Float[np.ndarray, " phase"]  #: the fact, nan where it is not ready yet [month]
    event: Int[np.ndarray, " phase"]  #: the event without which it never comes, -1 for none
    settled: Int[np.ndarray, " phase"]  #: column of the date on which that is settled
    now: float  #: as-of [month]


def in_order(waits: Mapping[str, Sequence[str]]) -> list[str]:
    """Activities so that each comes after all it waits for; the same whatever else the programme holds."""
    return list(TopologicalSorter({name: sorted(waits[name]) for name in sorted(waits)}).static_order())


def plain(waits: Mapping[str, Sequence[str]], needs: Mapping[str, Sequence[str]]) -> tuple[list[str], Network]:
    """A network of activities that have not started, and the order of its columns.

    `waits` names each activity's predecessors, `needs` what each phase needs. Time counts from now, month 0.
    """
    order = in_order(waits)
    index = {name: i for i, name in enumerate(order)}
    links = [[index[other] for other in waits[name]] for name in order]
    nothing, unknown = np.full(len(order), -1), np.full(len(order), np.nan)
    wait = np.array([i for row in links for i in row], dtype=np.int64)
    return order, Network(
        state=np.full(len(order), WAITING),
        start=unknown,
        finish=unknown,
        not_before=nothing,
        wait_from=np.cumsum([0, *map(len, links)]),
        wait=wait,
        wait_start=np.zeros(len(wait), dtype=np.int64),
        lag=np.full(len(wait), -1),
        need_from=np.cumsum([0, *map(len, needs.values())]),
        need=np.array([index[name] for row in needs.values() for name in row], dtype=np.int64),
        ready=np.full(len(needs), np.nan),
        event=np.full(len(needs), -1),
        settled=np.full(len(needs), -1),
        now=0.0,
    )


@kernel
def forward(
    network: Network,
    duration: Float[np.ndarray, "future activity"],
    values: Float[np.ndarray, "future figure"],
    happened: Int[np.ndarray, "future event"],
    start: Float[np.ndarray, "future activity"],
    finish: Float[np.ndarray, "future activity"],
    ready: Float[np.ndarray, "future phase"],
) -> None:
    """Fills `start`, `finish` [future, activity] and `ready` [future, phase] with months since the programme's start.

    A phase is ready when the last activity it needs is finished, and not before now unless that is a fact; where it
    depends on an event, not before that is settled, and never (infinity) where it does not happen.
    """
    for i in range(duration.shape[0]):
        for a in range(duration.shape[1]):
            if network.state[a] == FINISHED:
                start[i, a], finish[i, a] = network.start[a], network.finish[a]
            else:
                begin = begin_of(network, a, i, values, start, finish)
                start[i, a], finish[i, a] = begin, begin + duration[i, a]
        for phase in range(ready.shape[1]):
            ready[i, phase] = ready_of(network, phase, i, values, happened, finish)


@kernel
def begin_of(
    network: Network,
    a: Whole,
    i: Whole,
    values: Float[np.ndarray, "future figure"],
    start: Float[np.ndarray, "future activity"],
    finish: Float[np.ndarray, "future activity"],
) -> float:
    """When an activity begins, supplies apart: when it did, or when all that it waits for lets it [month]."""
    if network.state[a] != WAITING:
        return network.start[a]
    begin = network.now
    if network.not_before[a] >= 0:
        begin = max(begin, values[i, network.not_before[a]])
    for link in range(network.wait_from[a], network.wait_from[a + 1]):
        begin = max(begin, _end(network, link, i, values, start, finish))
    return begin


@kernel
def _end(
    network: Network,
    link: Whole,
    i: Whole,
    values: Float[np.ndarray, "future figure"],
    start: Float[np.ndarray, "future activity"],
    finish: Float[np.ndarray, "future activity"],
) -> float:
    other = network.wait[link]
    end = start[i, other] if network.wait_start[link] else finish[i, other]
    return end + values[i, network.lag[link]] if network.lag[link] >= 0 else end


@kernel
def ready_of(
    network: Network,
    phase: Whole,
    i: Whole,
    values: Float[np.ndarray, "future figure"],
    happened: Int[np.ndarray, "future event"],
    finish: Float[np.ndarray, "future activity"],
) -> float:
    """When a phase is ready [month]: a fact, or its last need; infinity where its event does not happen."""
    if network.ready[phase] == network.ready[phase]:
        return network.ready[phase]
    if network.event[phase] >= 0 and not happened[i, network.event[phase]]:
        return np.inf
    last = earliest_of(network, phase, i, values)
    for link in range(network.need_from[phase], network.need_from[phase + 1]):
        last = max(last, finish[i, network.need[link]])
    return last


@kernel
def earliest_of(network: Network, phase: Whole, i: Whole, values: Float[np.ndarray, "future figure"]) -> float:
    """Before when a phase is not ready, whatever its needs [month]."""
    if network.settled[phase] < 0:
        return network.now
    return max(network.now, values[i, network.settled[phase]])


@kernel
def trace_back(
    network: Network,
    duration: Float[np.ndarray, "future activity"],
    values: Float[np.ndarray, "future figure"],
    start: Float[np.ndarray, "future activity"],
    finish: Float[np.ndarray, "future activity"],
    ready: Float[np.ndarray, "future phase"],
    weight: Float[np.ndarray, " future"],
    critical: Float[np.ndarray, "phase activity"],
    months: Float[np.ndarray, "phase activity"],
) -> None:
    """Adds to `critical[phase, activity]` the weight of futures in which the activity lies on the phase's binding path,

    and to `months[phase, activity]` the weighted months it spends there from now on. Along a path they and its lags add
    up to the phase's wait from now, or from a date that held it, until it is ready. Of equal predecessors the first is
    taken.
    """
    for i in range(duration.shape[0]):
        for phase in range(ready.shape[1]):
            if network.ready[phase] == network.ready[phase] or ready[i, phase] == np.inf:
                continue
            a, whole = last_need(network, phase, i, values, finish), True
            while a != NOTHING and network.state[a] != FINISHED:
                if whole:
                    critical[phase, a] += weight[i]
                    months[phase, a] += weight[i] * (finish[i, a] - max(start[i, a], network.now))
                if network.state[a] != WAITING:
                    break
                a, whole = binding(network, a, i, values, start, finish)


@kernel
def last_need(
    network: Network,
    phase: Whole,
    i: Whole,
    values: Float[np.ndarray, "future figure"],
    finish: Float[np.ndarray, "future activity"],
) -> Whole:
    """The activity that a phase is ready with; NOTHING where none decides."""
    last, found = earliest_of(network, phase, i, values), NOTHING
    for link in range(network.need_from[phase], network.need_from[phase + 1]):
        if finish[i, network.need[link]] > last:
            last, found = finish[i, network.need[link]], network.need[link]
    return found


@kernel
def binding(
    network: Network,
    a: Whole,
    i: Whole,
    values: Float[np.ndarray, "future figure"],
    start: Float[np.ndarray, "future activity"],
    finish: Float[np.ndarray, "future activity"],
) -> tuple[Whole, bool]:
    """The predecessor that `a` started with, and whether its finish (not its start) was waited for."""
    begin = network.now
    if network.not_before[a] >= 0:
        begin = max(begin, values[i, network.not_before[a]])
    found, whole = NOTHING, True
    for link in range(network.wait_from[a], network.wait_from[a + 1]):
        end = _end(network, link, i, values, start, finish)
        if end > begin:
            begin, found, whole = end, network.wait[link], not network.wait_start[link]
    return found, whole
