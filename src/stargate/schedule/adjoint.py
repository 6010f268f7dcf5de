"""The schedule backwards: how much of an outcome's change each figure carries, exactly, in one pass (T8).

With by(ready) the derivative of an outcome in the date a phase is ready, the network passes it on along the path that
binds in the same future (T1), activities taken in reverse order, to what a started with and to its duration (where
they wait for shared supplies, see `adjoint_gates`):

    by(end_b) += by(start_a),   by(lag_ab) = by(start_a),   by(D_a) = by(finish_a)

and durations pass it on to what they are made of (T3): D = s q + w. Of what is under way for e, with v = (e - w) / s,
D is drawn given that q > v, so that with the hazards of q (T2)

    d D = (1 - R) d w + (q - R v) d s - R d e,   R = hazard(v) / hazard(q)
    d ln P(q > v) = hazard(v) (d w + v d s - d e) / s

The latter moves the weights of the futures (`evidence`): with f the outcome, and Cov weighted as E is,

    d E(f) = E(d f) + Cov(f, d ln weight)

Where an agreement is under way, whole histories were drawn until one was long enough (T4): there the last round is
taken as drawn given the others that it makes the history long enough, which is the same law. With F_p and f_p the
distribution and density of a party's answer, a round exceeds x with the chance and has the density

    S(x) = 1 - prod_p F_p(x),   h(x) = sum_p h_p(x),   h_p(x) = f_p(x) prod_{q != p} F_q(x)

and stands for q above, h / S for its hazard; a party carries of it what h_p is of h. The chance that the last round is
long enough is evidence on all others, and moves the expectation as weights do; so do the chance of another round, with
K rounds P = c^(K-1) (1 - c), and those of events. A party whose answer
is known to the day beside others' ranges makes P jump, which is not followed. What was made up of single rounds because
no history was long enough (see `durations`) passes nothing on.
"""

from typing import NamedTuple

import numpy as np
from jaxtyping import Float, Int

from stargate.quantity.draws import Columns, change_of
from stargate.quantity.kernel import Whole, kernel
from stargate.quantity.slopes import hazard
from stargate.schedule.activity import MOST_REPEATING
from stargate.schedule.adjoint_rounds import history, rate, reverse_last, slowest_of
from stargate.schedule.durations import FINISHED, UNDER_WAY, WAITING, Events, Tasks, _causes, _chance_open
from stargate.schedule.network import NOTHING, Network, _end, last_need


class Facts(NamedTuple):
    """Where the slopes of dates that are facts are kept, behind those of drawn figures; -1 for none."""

    started: Int[np.ndarray, " activity"]
    finished: Int[np.ndarray, " activity"]
    ready: Int[np.ndarray, " phase"]


@kernel
def reverse_network(
    network: Network,
    facts: Facts,
    values: Float[np.ndarray, "future figure"],
    happened: Int[np.ndarray, "future event"],
    start: Float[np.ndarray, "future activity"],
    finish: Float[np.ndarray, "future activity"],
    by_ready: Float[np.ndarray, "future phase"],
    by_end: Float[np.ndarray, "end activity"],
    by_duration: Float[np.ndarray, "future activity"],
    slope: Float[np.ndarray, "future slot"],
) -> None:
    """Passes `by_ready[future, phase]` back: fills `by_duration[future, activity]`, adds to `slope[future, slot]`.

    `by_end` is scratch: starts, then finishes. Of equal predecessors the first is taken, as in `trace_back`.
    """
    for i in range(by_ready.shape[0]):
        by_end[:] = 0.0
        for phase in range(by_ready.shape[1]):
            if by_ready[i, phase] != 0.0:
                _reverse_ready(network, facts, phase, i, values, happened, finish, by_ready[i, phase], by_end, slope)
        for back in range(by_duration.shape[1]):
            a = by_duration.shape[1] - 1 - back
            by_start, by_finish = by_end[0, a], by_end[1, a]
            by_duration[i, a] = 0.0 if network.state[a] == FINISHED else by_finish
            if by_start == 0.0 and by_finish == 0.0:
                continue
            if network.state[a] == FINISHED:
                _add(slope, i, facts.started, a, by_start)
                _add(slope, i, facts.finished, a, by_finish)
            elif network.state[a] == UNDER_WAY:
                _add(slope, i, facts.started, a, by_start + by_finish)
            else:
                _reverse_start(network, a, i, values, start, finish, by_start + by_finish, by_end, slope)


@kernel
def _add(
    slope: Float[np.ndarray, "future slot"], i: Whole, slots: Int[np.ndarray, " owner"], owner: Whole, by: float
) -> None:
    if slots[owner] >= 0:
        slope[i, slots[owner]] += by


@kernel
def _reverse_ready(
    network: Network,
    facts: Facts,
    phase: Whole,
    i: Whole,
    values: Float[np.ndarray, "future figure"],
    happened: Int[np.ndarray, "future event"],
    finish: Float[np.ndarray, "future activity"],
    by: float,
    by_end: Float[np.ndarray, "end activity"],
    slope: Float[np.ndarray, "future slot"],
) -> None:
    if network.ready[phase] == network.ready[phase]:
        _add(slope, i, facts.ready, phase, by)
        return
    if network.event[phase] >= 0 and not happened[i, network.event[phase]]:
        return
    last = last_need(network, phase, i, values, finish)
    if last != NOTHING:
        by_end[1, last] += by
    elif network.settled[phase] >= 0 and values[i, network.settled[phase]] > network.now:
        slope[i, network.settled[phase]] += by


@kernel
def _reverse_start(
    network: Network,
    a: Whole,
    i: Whole,
    values: Float[np.ndarray, "future figure"],
    start: Float[np.ndarray, "future activity"],
    finish: Float[np.ndarray, "future activity"],
    by: float,
    by_end: Float[np.ndarray, "end activity"],
    slope: Float[np.ndarray, "future slot"],
) -> None:
    begin, held, found = network.now, NOTHING, NOTHING
    if network.not_before[a] >= 0 and values[i, network.not_before[a]] > begin:
        begin, held = values[i, network.not_before[a]], network.not_before[a]
    for link in range(network.wait_from[a], network.wait_from[a + 1]):
        end = _end(network, link, i, values, start, finish)
        if end > begin:
            begin, found = end, link
    if found == NOTHING:
        if held != NOTHING:
            slope[i, held] += by
        return
    by_end[0 if network.wait_start[found] else 1, network.wait[found]] += by
    _add(slope, i, network.lag, found, by)


@kernel
def reverse_durations(
    tasks: Tasks,
    events: Events,
    columns: Columns,
    facts: Facts,
    values: Float[np.ndarray, "future figure"],
    happened: Int[np.ndarray, "future event"],
    futures: Int[np.ndarray, " future"],
    duration: Float[np.ndarray, "future activity"],
    by_duration: Float[np.ndarray, "future activity"],
    scored: Int[np.ndarray, " activity"],
    off: Float[np.ndarray, "score future"],
    slope: Float[np.ndarray, "future slot"],
    held: Int[np.ndarray, " activity"],
) -> None:
    """Adds what durations pass back to `slope[future, slot]`; `off[score, future]` is what of the outcome

    may follow from an activity, less its mean, and `scored[activity]` its row, -1 where its chance to be under way
    still is the same in all futures.

    `held[activity]` counts the futures in which an agreement passed nothing back.
    """
    for i in range(duration.shape[0]):
        for a in range(duration.shape[1]):
            by, row = by_duration[i, a], scored[a]
            if tasks.state[a] == FINISHED:
                continue
            part: float = off[row, i] if row >= 0 else 0.0
            if tasks.figure[a] < 0:
                held[a] += _reverse_agreement(
                    tasks, events, columns, facts, a, i, futures[i], values, happened, by, part, slope
                )
            elif by != 0.0 or part != 0.0:
                lasts = duration[i, a]
                _reverse_work(tasks, events, columns, facts, a, i, futures[i], values, happened, lasts, by, part, slope)


@kernel
def _reverse_work(
    tasks: Tasks,
    events: Events,
    columns: Columns,
    facts: Facts,
    a: Whole,
    i: Whole,
    future: Whole,
    values: Float[np.ndarray, "future figure"],
    happened: Int[np.ndarray, "future event"],
    duration: float,
    by: float,
    off: float,
    slope: Float[np.ndarray, "future slot"],
) -> None:
    scale, shift = _causes(tasks, events, a, i, values, happened)
    figure: int = tasks.figure[a]
    if tasks.state[a] == WAITING:
        if duration > 0.0:
            slope[i, figure] += by * scale
            _reverse_causes(tasks, events, a, i, values, happened, by * values[i, figure], by, slope)
        return
    own_scale, own_shift = change_of(columns, figure, future, 0)
    whole, rest, elapsed = scale * own_scale, scale * own_shift + shift, tasks.elapsed[a]
    if duration <= elapsed:
        return
    ratio, least, own, seen = 0.0, 0.0, 0.0, 0.0
    if whole > 0.0:
        least, own = (elapsed - rest) / whole, (duration - rest) / whole
        longer = hazard(columns, figure, own)
        at_least = hazard(columns, figure, least)
        ratio = at_least / longer if longer > 0.0 else 0.0
        seen = off * at_least / whole
    by_shift, by_whole = by * (1.0 - ratio) + seen, by * (own - ratio * least) + seen * least
    slope[i, figure] += by_shift * scale
    _add(slope, i, facts.started, a, by_shift - by)
    _reverse_causes(tasks, events, a, i, values, happened, by_whole * own_scale + by_shift * own_shift, by_shift, slope)


@kernel
def _reverse_causes(
    tasks: Tasks,
    events: Events,
    a: Whole,
    i: Whole,
    values: Float[np.ndarray, "future figure"],
    happened: Int[np.ndarray, "future event"],
    by_scale: float,
    by_shift: float,
    slope: Float[np.ndarray, "future slot"],
) -> None:
    """Passes on to stretches, factors and delays, as `_causes` puts them together."""
    first, last = tasks.driver_from[a], tasks.driver_from[a + 1]
    for link in range(first, last):
        slope[i, tasks.driver[link]] += by_scale * _others(tasks, events, a, i, values, happened, link, -1)
    for link in range(tasks.risk_from[a], tasks.risk_from[a + 1]):
        risk = tasks.risk[link]
        if happened[i, risk]:
            if events.factor[risk] >= 0:
                others = _others(tasks, events, a, i, values, happened, -1, link)
                slope[i, events.factor[risk]] += by_scale * others
            _add(slope, i, events.delay, risk, by_shift)


@kernel
def _others(
    tasks: Tasks,
    events: Events,
    a: Whole,
    i: Whole,
    values: Float[np.ndarray, "future figure"],
    happened: Int[np.ndarray, "future event"],
    driver: Whole,
    risk: Whole,
) -> float:
    """The product of all stretches and factors but one."""
    product = 1.0
    for link in range(tasks.driver_from[a], tasks.driver_from[a + 1]):
        if link != driver:
            product *= float(values[i, tasks.driver[link]])
    for link in range(tasks.risk_from[a], tasks.risk_from[a + 1]):
        factor = events.factor[tasks.risk[link]]
        if link != risk and factor >= 0 and happened[i, tasks.risk[link]]:
            product *= float(values[i, factor])
    return product


@kernel
def _reverse_agreement(
    tasks: Tasks,
    events: Events,
    columns: Columns,
    facts: Facts,
    a: Whole,
    i: Whole,
    future: Whole,
    values: Float[np.ndarray, "future figure"],
    happened: Int[np.ndarray, "future event"],
    by: float,
    off: float,
    slope: Float[np.ndarray, "future slot"],
) -> int:
    """Passes on to answers, chance and causes; 1 where no history is long enough, and nothing is."""
    scale, shift = _causes(tasks, events, a, i, values, happened)
    again: int = tasks.another_round[a]
    chance = min(max(values[i, again], 0.0), MOST_REPEATING)
    first, rounds, in_rounds = history(tasks, columns, a, future, chance, scale, shift)
    if first < 0:
        return 1
    if 0.0 < values[i, again] < MOST_REPEATING:
        slope[i, again] += off * ((rounds - 1) / chance - 1.0 / (1.0 - chance))
    if shift + scale * in_rounds <= 0.0 or (by == 0.0 and tasks.state[a] == WAITING):
        return 0
    ratio, evidence, least = 0.0, 0.0, 0.0
    if tasks.state[a] != WAITING and scale > 0.0:
        least = (tasks.elapsed[a] - shift) / scale
    ratio, evidence = _reverse_rounds(
        tasks, columns, a, i, future, first, rounds, least - in_rounds, scale, by, off, slope
    )
    seen = off * evidence / scale if evidence > 0.0 else 0.0
    by_shift = by * (1.0 - ratio) + seen
    by_scale = by * (in_rounds - ratio * least) + seen * least
    _reverse_causes(tasks, events, a, i, values, happened, by_scale, by_shift, slope)
    _add(slope, i, facts.started, a, by_shift - by)
    return 0


@kernel
def _reverse_rounds(
    tasks: Tasks,
    columns: Columns,
    a: Whole,
    i: Whole,
    future: Whole,
    first: Whole,
    rounds: Whole,
    missing: float,
    scale: float,
    by: float,
    off: float,
    slope: Float[np.ndarray, "future slot"],
) -> tuple[float, float]:
    """Passes on to answers; R and hazard of the last round, given that it makes the history long enough.

    `missing` is what the history lacks of that: below nought, since it is.
    """
    ratio, evidence, last = 0.0, 0.0, first + rounds - 1
    if tasks.state[a] != WAITING and scale > 0.0:
        longest, _ = slowest_of(tasks, columns, a, future, last)
        least = longest + missing
        ends, at_least = rate(tasks, columns, a, future, last, longest), rate(tasks, columns, a, future, last, least)
        if ends > 0.0 and at_least > 0.0:
            evidence = at_least / _chance_open(tasks, columns, a, future, last, least)
            ratio = evidence * _chance_open(tasks, columns, a, future, last, longest) / ends
            reverse_last(tasks, columns, a, i, future, last, longest, least, ratio, by * scale, off * evidence, slope)
            last -= 1
    for occurrence in range(first, last + 1):
        _, slowest = slowest_of(tasks, columns, a, future, occurrence)
        if slowest != NOTHING:
            slope[i, tasks.party[slowest]] += by * scale * (1.0 - ratio) + off * evidence
    return ratio, evidence
