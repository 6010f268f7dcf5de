"""Critical path forward where activities wait for shared supplies: serial schedule generation in every future (T6).

Activities claim in turn. One that waits for predecessors until a asks for what it takes at a (or, where its finish
waits, at start + D); it begins (finishes) at the first date from which on every supply it takes covers its need after
all claims before it in turn, and while it works its crews are free:

    start_a = min {t >= max(now, before_a, max_b (end_b + lag_ab)): min_s (M_s(t) - n_as) >= 0, C(t, t + D_a)}
    finish_a = min {t >= start_a + D_a: min_s (M_s(t) - n_as) >= 0}

over the supplies s that its start (its finish) waits for; C is true while the crews it needs are free.

What is a fact has claimed first. Turns are static (`order`), or given in each future to whoever is ready first.
Serial schedule generation for cumulative supplies: Neumann and Schwindt 2003
(<https://doi.org/10.1007/s001860200251>); for capacities: Kolisch 1996
(<https://doi.org/10.1016/0377-2217(95)00357-6>).
"""

from typing import NamedTuple

import numpy as np
from jaxtyping import Float, Int

from stargate.quantity.kernel import Whole, kernel
from stargate.schedule.crews import Use, earliest_free, employ, free_use, open_use
from stargate.schedule.durations import FINISHED, WAITING
from stargate.schedule.network import Network, begin_of, ready_of
from stargate.schedule.supply import Left, Supplies, earliest, open_supplies, room, take

_OPEN, _STARTED, _DONE = 0, 1, 2


class Claims(NamedTuple):
    """Who takes what of which supply, and in what turn. Columns refer to `values[future, figure]`."""

    order: Int[np.ndarray, " activity"]  #: static turns: each after all it waits for
    first_ready: int  #: 1 where in every future whoever is ready first claims first, `order` settling ties
    event: Int[np.ndarray, " activity"]  #: the event without which it takes nothing, -1 for none
    claim_from: Int[np.ndarray, " activity+1"]
    supply: Int[np.ndarray, " claim"]
    owner: Int[np.ndarray, " claim"]  #: the activity
    need_from: Int[np.ndarray, " claim+1"]
    need: Int[np.ndarray, " link"]  #: column; a claim is the sum of its links


class Granted(NamedTuple):
    """What became of each claim. A claim that is never made has turn 0."""

    turn: Int[np.ndarray, "future claim"]  #: 1 for the first in its future
    asked: Float[np.ndarray, "future claim"]  #: [month]
    covered: Float[np.ndarray, "future claim"]  #: when this supply had it, the others apart [month]


class Scratch(NamedTuple):
    """Room for one future."""

    left: Left
    use: Use
    crew: Float[np.ndarray, " supply"]
    limit: Float[np.ndarray, " supply"]
    stage: Int[np.ndarray, " activity"]


class Pass(NamedTuple):
    """What a pass over some futures reads and fills."""

    network: Network
    supplies: Supplies
    claims: Claims
    duration: Float[np.ndarray, "future activity"]
    values: Float[np.ndarray, "future figure"]
    happened: Int[np.ndarray, "future event"]
    start: Float[np.ndarray, "future activity"]
    finish: Float[np.ndarray, "future activity"]
    granted: Granted
    scratch: Scratch


def prepared(
    network: Network,
    supplies: Supplies,
    claims: Claims,
    duration: Float[np.ndarray, "future activity"],
    values: Float[np.ndarray, "future figure"],
    happened: Int[np.ndarray, "future event"],
) -> Pass:
    """A pass over some futures with room for what it fills: kernels allocate nothing."""
    futures, activities, count = *duration.shape, len(supplies.share)
    claimed, crew, limit = (futures, len(claims.supply)), np.empty(count), np.empty(count)
    granted = Granted(np.zeros(claimed, dtype=np.int64), np.full(claimed, np.inf), np.full(claimed, np.inf))
    stage = np.empty(activities, dtype=np.int64)
    scratch = Scratch(room(supplies, len(claims.supply)), free_use(activities, count), crew, limit, stage)
    start, finish = np.empty_like(duration), np.empty_like(duration)
    return Pass(network, supplies, claims, duration, values, happened, start, finish, granted, scratch)


@kernel
def gated_forward(run: Pass, ready: Float[np.ndarray, "future phase"]) -> None:
    """Fills the dates of a pass and `ready` as `forward` does, and `granted`. What is never covered is infinite."""
    order, stage = run.claims.order, run.scratch.stage
    for i in range(run.duration.shape[0]):
        turn, place = _facts(run, i), 0
        while place < len(order):
            if stage[order[place]] == _DONE:
                place += 1
            else:
                turn = _place(run, _next(run, place, i) if run.claims.first_ready else order[place], i, turn)
        for phase in range(ready.shape[1]):
            ready[i, phase] = ready_of(run.network, phase, i, run.values, run.happened, run.finish)


@kernel
def need_of(claims: Claims, claim: Whole, i: Whole, values: Float[np.ndarray, "future figure"]) -> float:
    """How much is claimed [unit of the supply]."""
    total = 0.0
    for link in range(claims.need_from[claim], claims.need_from[claim + 1]):
        total += values[i, claims.need[link]]
    return total


@kernel
def _facts(run: Pass, i: Whole) -> Whole:
    """Opens future `i`: what has started or finished has its dates and its claims; the number of these."""
    network, scratch, turn = run.network, run.scratch, 0
    open_supplies(run.supplies, i, run.values, run.happened, scratch.left)
    open_use(scratch.use)
    for s in range(len(scratch.limit)):
        scratch.limit[s] = run.values[i, run.supplies.capacity[s]] if run.supplies.capacity[s] >= 0 else 0.0
    for a in range(len(run.claims.order)):
        state = network.state[a]
        scratch.stage[a] = _OPEN if state == WAITING else _DONE if state == FINISHED else _STARTED
        if state == WAITING:
            continue
        run.start[i, a] = network.start[a]
        if state == FINISHED:
            run.finish[i, a] = network.finish[a]
        elif _crew(run, a, i):
            employ(scratch.use, scratch.crew, run.start[i, a], run.start[i, a] + run.duration[i, a])
        turn = _booked(run, a, i, turn)
    return turn


@kernel
def _booked(run: Pass, a: Whole, i: Whole, turn: Whole) -> Whole:
    """Books what facts took. What they took before the supply is counted came from elsewhere."""
    claims, supplies, granted = run.claims, run.supplies, run.granted
    for claim in range(claims.claim_from[a], claims.claim_from[a + 1]):
        s = claims.supply[claim]
        if supplies.at_finish[s] and run.scratch.stage[a] != _DONE:
            continue
        month = run.finish[i, a] if supplies.at_finish[s] else run.start[i, a]
        first = supplies.period_from[s]
        counted = first < supplies.period_from[s + 1] and month >= supplies.begin[first]
        if counted or supplies.capacity[s] >= 0:
            turn += 1
            granted.turn[i, claim], granted.asked[i, claim], granted.covered[i, claim] = turn, month, month
        if counted:
            take(run.scratch.left, s, need_of(claims, claim, i, run.values), month)
    return turn


@kernel
def _next(run: Pass, place: Whole, i: Whole) -> Whole:
    """Who is next where whoever is ready first claims first, from `place` on: at once whoever takes nothing."""
    best, first = run.claims.order[place], np.inf
    for k in range(place, len(run.claims.order)):
        a = run.claims.order[k]
        if run.scratch.stage[a] == _DONE or not _may(run, a):
            continue
        if not _takes(run, a, i):
            return a
        asked = _asked(run, a, i)
        if asked < first:
            best, first = a, asked
    return best


@kernel
def _may(run: Pass, a: Whole) -> bool:
    """Whether all that an activity waits for has its dates."""
    if run.scratch.stage[a] != _OPEN:
        return True
    for link in range(run.network.wait_from[a], run.network.wait_from[a + 1]):
        stage = run.scratch.stage[run.network.wait[link]]
        if stage == _OPEN or (stage == _STARTED and not run.network.wait_start[link]):
            return False
    return True


@kernel
def _takes(run: Pass, a: Whole, i: Whole) -> bool:
    """Whether the end of an activity that comes next waits for any supply in this future."""
    claims = run.claims
    if claims.event[a] >= 0 and not run.happened[i, claims.event[a]]:
        return False
    for claim in range(claims.claim_from[a], claims.claim_from[a + 1]):
        if run.supplies.at_finish[claims.supply[claim]] == run.scratch.stage[a]:
            return True
    return False


@kernel
def _asked(run: Pass, a: Whole, i: Whole) -> float:
    """When the end of an activity that comes next would come with no supply to wait for [month]."""
    if run.scratch.stage[a] == _STARTED:
        return run.start[i, a] + run.duration[i, a]
    return begin_of(run.network, a, i, run.values, run.start, run.finish)


@kernel
def _place(run: Pass, a: Whole, i: Whole, turn: Whole) -> Whole:
    """Gives the end of an activity that comes next its date; the number of claims made so far."""
    month, takes = _asked(run, a, i), _takes(run, a, i)
    if takes:
        month = _covered(run, a, month, i, turn)
        turn = _taken(run, a, month, i, turn)
    if run.scratch.stage[a] == _OPEN:
        run.start[i, a], run.scratch.stage[a] = month, _STARTED
    else:
        run.finish[i, a], run.scratch.stage[a] = month, _DONE
    return turn


@kernel
def _covered(run: Pass, a: Whole, asked: float, i: Whole, turn: Whole) -> float:
    """When every supply that this end of an activity waits for covers its claim, each noted by itself."""
    claims, supplies, granted, latest = run.claims, run.supplies, run.granted, asked
    for claim in range(claims.claim_from[a], claims.claim_from[a + 1]):
        s = claims.supply[claim]
        if supplies.at_finish[s] == run.scratch.stage[a]:
            turn += 1
            covered = asked
            if supplies.capacity[s] < 0:
                covered = earliest(run.scratch.left, s, need_of(claims, claim, i, run.values), asked)
            granted.turn[i, claim], granted.asked[i, claim], granted.covered[i, claim] = turn, asked, covered
            latest = max(latest, covered)
    if run.scratch.stage[a] == _OPEN and _crew(run, a, i):
        latest = _employed(run, a, latest, i)
    return latest


@kernel
def _crew(run: Pass, a: Whole, i: Whole) -> bool:
    """Whether an activity needs crews, and fills `scratch.crew` with how many."""
    claims, crew, found = run.claims, run.scratch.crew, False
    for s in range(len(crew)):
        crew[s] = 0.0
    for claim in range(claims.claim_from[a], claims.claim_from[a + 1]):
        if run.supplies.capacity[claims.supply[claim]] >= 0:
            found = True
            crew[claims.supply[claim]] += need_of(claims, claim, i, run.values)
    return found


@kernel
def _employed(run: Pass, a: Whole, asked: float, i: Whole) -> float:
    """When the crews of an activity are free, which are at work from then on."""
    claims, scratch, length = run.claims, run.scratch, run.duration[i, a]
    month = earliest_free(scratch.use, scratch.crew, scratch.limit, asked, length)
    employ(scratch.use, scratch.crew, month, month + length)
    for claim in range(claims.claim_from[a], claims.claim_from[a + 1]):
        if run.supplies.capacity[claims.supply[claim]] >= 0:
            run.granted.covered[i, claim] = month
    return month


@kernel
def _taken(run: Pass, a: Whole, month: float, i: Whole, turn: Whole) -> Whole:
    """Books what this end of an activity takes; the number of claims made so far."""
    claims = run.claims
    for claim in range(claims.claim_from[a], claims.claim_from[a + 1]):
        s = claims.supply[claim]
        if run.supplies.at_finish[s] == run.scratch.stage[a]:
            turn += 1
            if run.supplies.capacity[s] < 0:
                take(run.scratch.left, s, need_of(claims, claim, i, run.values), month)
    return turn
