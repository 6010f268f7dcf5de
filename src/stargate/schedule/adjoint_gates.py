"""The schedule backwards where activities wait for shared supplies (T8, of T6).

Activities are taken in reverse turn. Where the start (the finish) of one was held back, by(t*) goes to what it waited
for last, and not to what it asked with. Of a supply that is used up, S(t*) is the need of the claim and of those
before it in turn dated by t* (see `supply`), so that with n_j their amounts

    S'(t*) d t* = d n + sum_j d n_j - d S(t*)

S' is that of the piece on which S reaches them. Of crews, t* is when the work of another activity ends:
by(start_b + D_b) += by(t*). Dates of earlier claims carry nothing of t*, and neither do numbers of crews: where one
claim no longer fits before another in turn, or a gap between the crews' work grows long enough, t* jumps, which is not
followed. Facts have claimed first and do not move; what they took counts.
"""

import numpy as np
from jaxtyping import Float

from stargate.quantity.kernel import Whole, kernel
from stargate.schedule.adjoint import Facts, _add, _reverse_ready, _reverse_start
from stargate.schedule.durations import FINISHED, WAITING
from stargate.schedule.gating import Pass, need_of
from stargate.schedule.network import NOTHING, begin_of
from stargate.schedule.supply import rate_before, reverse_supply
from stargate.schedule.waiting import decisive, part

_START, _FINISH, _WORK = 0, 1, 2  # rows of what is passed to the ends of an activity; the last is start + duration


@kernel
def reverse_gated(
    run: Pass,
    facts: Facts,
    by_ready: Float[np.ndarray, "future phase"],
    by_end: Float[np.ndarray, "3 activity"],
    by_duration: Float[np.ndarray, "future activity"],
    slope: Float[np.ndarray, "future slot"],
) -> None:
    """Passes `by_ready[future, phase]` back as `reverse_network` does. Turns must be static; `by_end` is scratch."""
    network, order = run.network, run.claims.order
    for i in range(by_ready.shape[0]):
        by_end[:] = 0.0
        for phase in range(by_ready.shape[1]):
            by = by_ready[i, phase]
            if by != 0.0:
                _reverse_ready(network, facts, phase, i, run.values, run.happened, run.finish, by, by_end, slope)
        for back in range(len(order)):
            a = order[len(order) - 1 - back]
            if network.state[a] == WAITING:
                _reverse_finish(run, a, i, by_end, slope)
                by_duration[i, a] = by_end[_WORK, a]
                _reverse_begin(run, a, i, by_end[_START, a] + by_end[_WORK, a], by_end, slope)
        for a in range(len(order)):  # facts: their crews are booked before any turn
            if network.state[a] == FINISHED:
                by_duration[i, a] = 0.0
                _add(slope, i, facts.started, a, by_end[_START, a])
                _add(slope, i, facts.finished, a, by_end[_FINISH, a])
            elif network.state[a] != WAITING:
                _reverse_finish(run, a, i, by_end, slope)
                by_duration[i, a] = by_end[_WORK, a]
                _add(slope, i, facts.started, a, by_end[_START, a] + by_end[_WORK, a])


@kernel
def _reverse_finish(
    run: Pass, a: Whole, i: Whole, by_end: Float[np.ndarray, "3 activity"], slope: Float[np.ndarray, "future slot"]
) -> None:
    """Passes on what the finish of an activity carries: to the end of its work, or what that waited for."""
    by = by_end[_FINISH, a]
    if by == 0.0:
        return
    if run.finish[i, a] > run.start[i, a] + run.duration[i, a]:
        _reverse_supply(run, decisive(run, a, 1, i), run.finish[i, a], i, by, slope)
    else:
        by_end[_WORK, a] += by


@kernel
def _reverse_begin(
    run: Pass,
    a: Whole,
    i: Whole,
    by: float,
    by_end: Float[np.ndarray, "3 activity"],
    slope: Float[np.ndarray, "future slot"],
) -> None:
    """Passes on what the start of an activity carries: to what it came after, or what it waited for."""
    if by == 0.0:
        return
    if run.start[i, a] > begin_of(run.network, a, i, run.values, run.start, run.finish):
        claim = decisive(run, a, 0, i)
        if run.supplies.capacity[run.claims.supply[claim]] < 0:
            _reverse_supply(run, claim, run.start[i, a], i, by, slope)
        else:
            freed_by = _frees(run, a, i)
            if freed_by != NOTHING:
                by_end[_WORK, freed_by] += by
    else:
        _reverse_start(run.network, a, i, run.values, run.start, run.finish, by, by_end, slope)


@kernel
def _frees(run: Pass, a: Whole, i: Whole) -> Whole:
    """The activity at the end of whose work the crews of `a` are free; of equal ones the first."""
    claims, turn = run.claims, run.granted.turn
    for claim in range(claims.claim_from[a], claims.claim_from[a + 1]):
        if run.supplies.capacity[claims.supply[claim]] < 0:
            continue
        for other in range(len(claims.supply)):
            b = claims.owner[other]
            if claims.supply[other] != claims.supply[claim] or not 0 < turn[i, other] < turn[i, claim]:
                continue
            ends = run.network.state[b] != FINISHED and run.start[i, b] + run.duration[i, b] == run.start[i, a]
            if ends and need_of(claims, other, i, run.values) > 0.0:
                return b
    return NOTHING


@kernel
def _reverse_supply(
    run: Pass, claim: Whole, until: float, i: Whole, by: float, slope: Float[np.ndarray, "future slot"]
) -> None:
    """Passes on what the date of a claim carries that waited for its supply; nothing where it never comes."""
    claims, s = run.claims, run.claims.supply[claim]
    rate = rate_before(run.supplies, s, until, i, run.values)
    if until == np.inf or rate <= 0.0:
        return
    for other in range(len(claims.supply)):
        if other == claim or part(run, claim, other, until, until, i) > 0.0:
            for link in range(claims.need_from[other], claims.need_from[other + 1]):
                slope[i, claims.need[link]] += by / rate
    reverse_supply(run.supplies, s, until, i, run.values, run.happened, -by / rate, slope)
