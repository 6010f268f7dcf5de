"""How long the binding path to a phase waits for shared supplies, for which, and behind whom (T6).

The path is that of T1. Where an activity on it begins (or finishes) only when a supply covers its claim, the path waits
from a, when it asked, to t*; of several supplies the last decides. The wait is split into what it would have waited
had nobody claimed before, S^-1(n) - a, and the rest, which is shared among the claims before it in turn that were
dated by t*, in proportion to their amounts: without these amounts there would have been enough (see `supply`). Behind
crews, in proportion to amounts times the months at work meanwhile. All months of a path, those of activities, lags and
waits, add up to the phase's wait from now.
"""

from typing import NamedTuple

import numpy as np
from jaxtyping import Float, Int

from stargate.quantity.kernel import Whole, kernel
from stargate.schedule.durations import FINISHED, WAITING
from stargate.schedule.gating import Pass, need_of
from stargate.schedule.network import NOTHING, begin_of, binding, last_need
from stargate.schedule.supply import first_covered


class Waits(NamedTuple):
    """Sums over futures, each with its weight."""

    held: Float[np.ndarray, "phase supply"]  #: months that the path waits for a supply
    behind: Float[np.ndarray, "phase claim"]  #: those of them behind an earlier claim
    share: Float[np.ndarray, "phase supply"]  #: weight of futures in which the path waits for a supply
    never: Float[np.ndarray, "phase supply"]  #: weight of futures in which a supply never covers a claim on the path
    seen: Int[np.ndarray, "phase supply"]  #: scratch: the last future, from 1, that is counted in `share`


@kernel
def trace_waits(
    run: Pass,
    ready: Float[np.ndarray, "future phase"],
    weight: Float[np.ndarray, " future"],
    months: Float[np.ndarray, "phase activity"],
    waits: Waits,
) -> None:
    """Adds to `waits` what the binding paths of a pass wait, and takes it off `months` as `trace_back` filled them."""
    network = run.network
    for i in range(ready.shape[0]):
        for phase in range(ready.shape[1]):
            if network.ready[phase] == network.ready[phase]:
                continue
            if network.event[phase] >= 0 and not run.happened[i, network.event[phase]]:
                continue
            a, whole = last_need(network, phase, i, run.values, run.finish), True
            while a != NOTHING and network.state[a] != FINISHED:
                worked = run.start[i, a] + run.duration[i, a]
                if whole and run.finish[i, a] > worked:
                    if not _waited(run, a, 1, worked, run.finish[i, a], phase, i, weight[i], waits):
                        break
                    if ready[i, phase] < np.inf:
                        months[phase, a] -= weight[i] * (run.finish[i, a] - max(worked, network.now))
                if network.state[a] != WAITING:
                    break
                asked = begin_of(network, a, i, run.values, run.start, run.finish)
                if run.start[i, a] > asked and not _waited(
                    run, a, 0, asked, run.start[i, a], phase, i, weight[i], waits
                ):
                    break
                a, whole = binding(network, a, i, run.values, run.start, run.finish)


@kernel
def _waited(
    run: Pass,
    a: Whole,
    at_finish: Whole,
    asked: float,
    until: float,
    phase: Whole,
    i: Whole,
    weight: float,
    waits: Waits,
) -> bool:
    """Books the wait of one end of an activity from now on; False where it never ends."""
    claim = decisive(run, a, at_finish, i)
    s = run.claims.supply[claim]
    if until == np.inf:
        waits.never[phase, s] += weight
        return False
    asked = max(asked, run.network.now)
    wait = until - asked
    if wait <= 0.0:
        return True
    waits.held[phase, s] += weight * wait
    if waits.seen[phase, s] != i + 1:
        waits.seen[phase, s] = i + 1
        waits.share[phase, s] += weight
    rest = wait
    if run.supplies.capacity[s] < 0:
        alone = first_covered(run.supplies, s, need_of(run.claims, claim, i, run.values), i, run.values, run.happened)
        rest = wait - min(wait, max(0.0, alone - asked))
    total = 0.0
    for other in range(len(run.claims.supply)):
        total += part(run, claim, other, asked, until, i)
    if total > 0.0:
        for other in range(len(run.claims.supply)):
            waits.behind[phase, other] += weight * rest * part(run, claim, other, asked, until, i) / total
    return True


@kernel
def decisive(run: Pass, a: Whole, at_finish: Whole, i: Whole) -> Whole:
    """The claim of an end of an activity that is covered last; of equal ones the first.

    Crews come after supplies: they are noted with the date on which all is there.
    """
    supply, capacity = run.claims.supply, run.supplies.capacity
    found, latest = run.claims.claim_from[a], -np.inf
    for claim in range(run.claims.claim_from[a], run.claims.claim_from[a + 1]):
        covered = run.granted.covered[i, claim]
        sooner = covered < latest or (covered == latest and not capacity[supply[claim]] < 0 <= capacity[supply[found]])
        if run.supplies.at_finish[supply[claim]] == at_finish and not sooner:
            found, latest = claim, covered
    return found


@kernel
def part(run: Pass, claim: Whole, other: Whole, asked: float, until: float, i: Whole) -> float:
    """How much another claim counts among those that a claim waits behind."""
    claims, granted, s = run.claims, run.granted, run.claims.supply[claim]
    turn = granted.turn[i, other]
    if claims.supply[other] != s or turn == 0 or turn >= granted.turn[i, claim]:
        return 0.0
    owner = claims.owner[other]
    need = need_of(claims, other, i, run.values)
    if run.supplies.capacity[s] >= 0:
        end = run.start[i, owner] + run.duration[i, owner]
        return need * max(0.0, min(until, end) - max(asked, run.start[i, owner]))
    dated = run.finish[i, owner] if run.supplies.at_finish[s] else run.start[i, owner]
    return need if dated <= until else 0.0
