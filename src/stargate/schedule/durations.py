"""How long activities take in each future: conditional on what has happened, stretched by causes, prolonged by risks.

With q the quantile of the activity's own figure, s the stretches of its drivers, and f and w the factors and delays of
the risks that happen, so that shared causes and nothing else tie durations together (C5), the duration is (T3)

    D_a = q_a(z) * prod_d s_d * prod_r f_r + sum_r w_r

An activity under way for e months is drawn given that it takes longer, in survival form (T2):

    P(D_a > D) / P(D_a > e) = 1 - u

An agreement is a sum of K rounds, each as long as its slowest party takes to answer (T4); c is the chance of another:

    D_a = prod_d s_d * prod_r f_r * sum_k max_p A_pk + sum_r w_r,   P(K > k) = c^k

Under way, it is drawn from whole histories longer than e.
"""

import math
from typing import NamedTuple

import numpy as np
from jaxtyping import Float, Int

from stargate.quantity.draws import Columns, chance_above, spread_uniform, uniform, value_above, value_of
from stargate.quantity.kernel import Whole, kernel
from stargate.schedule.activity import MOST_REPEATING

FINISHED, UNDER_WAY, WAITING = 0, 1, 2
_ROUNDS = 1_000  # of one history: at that chance none has more, log(2**-53) / log(0.95) = 717
_HISTORIES = 64  # drawn of an agreement under way until one is longer than it has lasted
_FEW = 8  # histories that an overdue agreement is composed from
_FRESH = _HISTORIES * _ROUNDS  # occurrences from here on belong to no such history


class Tasks(NamedTuple):
    """What durations are made of. Figures are indices of columns; -1 stands for none."""

    state: Int[np.ndarray, " activity"]
    elapsed: Float[np.ndarray, " activity"]  #: months under way
    figure: Int[np.ndarray, " activity"]  #: the duration's column, -1 for an agreement
    driver_from: Int[np.ndarray, " activity+1"]
    driver: Int[np.ndarray, " link"]  #: column of a stretch
    risk_from: Int[np.ndarray, " activity+1"]
    risk: Int[np.ndarray, " link"]  #: index of a risk
    party_from: Int[np.ndarray, " activity+1"]
    party: Int[np.ndarray, " link"]  #: column of an answer's time
    another_round: Int[np.ndarray, " activity"]  #: column of a chance
    rounds_key: Int[np.ndarray, " activity"]


class Events(NamedTuple):
    """Things that happen or not: risks, and candidates being accepted."""

    chance: Int[np.ndarray, " event"]  #: column
    key: Int[np.ndarray, " event"]
    sobol: Int[np.ndarray, " event"]  #: dimension of its Sobol' numbers, 0 for plain ones
    factor: Int[np.ndarray, " event"]  #: column, -1 for none
    delay: Int[np.ndarray, " event"]  #: column, -1 for none


@kernel
def happen(
    events: Events,
    values: Float[np.ndarray, "future figure"],
    futures: Int[np.ndarray, " future"],
    happened: Int[np.ndarray, "future event"],
) -> None:
    """Fills `happened[future, event]` with 1 or 0: it happens where its own number is below its chance."""
    for i in range(happened.shape[0]):
        for event in range(happened.shape[1]):
            u = spread_uniform(events.key[event], events.sobol[event], futures[i])
            happened[i, event] = 1 if u < values[i, events.chance[event]] else 0


@kernel
def durations(
    tasks: Tasks,
    events: Events,
    columns: Columns,
    values: Float[np.ndarray, "future figure"],
    happened: Int[np.ndarray, "future event"],
    futures: Int[np.ndarray, " future"],
    out: Float[np.ndarray, "future activity"],
) -> None:
    """Fills `out[future, activity]` with months; what is finished takes none."""
    for i in range(out.shape[0]):
        for activity in range(out.shape[1]):
            if tasks.state[activity] == FINISHED:
                out[i, activity] = 0.0
                continue
            scale, shift = _causes(tasks, events, activity, i, values, happened)
            if tasks.figure[activity] >= 0:
                out[i, activity] = _work(tasks, columns, activity, futures[i], i, values, scale, shift)
            else:
                out[i, activity] = _agreement(tasks, columns, activity, futures[i], i, values, scale, shift)


@kernel
def _causes(
    tasks: Tasks,
    events: Events,
    activity: Whole,
    i: Whole,
    values: Float[np.ndarray, "future figure"],
    happened: Int[np.ndarray, "future event"],
) -> tuple[float, float]:
    scale, shift = 1.0, 0.0
    for link in range(tasks.driver_from[activity], tasks.driver_from[activity + 1]):
        scale *= float(values[i, tasks.driver[link]])
    for link in range(tasks.risk_from[activity], tasks.risk_from[activity + 1]):
        risk = tasks.risk[link]
        if happened[i, risk]:
            if events.factor[risk] >= 0:
                scale *= float(values[i, events.factor[risk]])
            if events.delay[risk] >= 0:
                shift += float(values[i, events.delay[risk]])
    return scale, shift


@kernel
def _work(
    tasks: Tasks,
    columns: Columns,
    activity: Whole,
    future: Whole,
    i: Whole,
    values: Float[np.ndarray, "future figure"],
    scale: float,
    shift: float,
) -> float:
    figure: int = tasks.figure[activity]
    if tasks.state[activity] == WAITING:
        return max(0.0, scale * values[i, figure] + shift)
    return value_above(columns, figure, future, 0, scale, shift, tasks.elapsed[activity])


@kernel
def _agreement(
    tasks: Tasks,
    columns: Columns,
    activity: Whole,
    future: Whole,
    i: Whole,
    values: Float[np.ndarray, "future figure"],
    scale: float,
    shift: float,
) -> float:
    """All rounds of an agreement; of one under way the first history drawn that is longer than it has lasted (T2).

    Histories are drawn whole, so that rejection is exact; the first has the numbers of an agreement not yet begun.
    Where none of the first histories is long enough, the one that `_overdue` composes.
    """
    chance = min(max(values[i, tasks.another_round[activity]], 0.0), MOST_REPEATING)
    for history in range(_HISTORIES):
        total = shift
        for occurrence in range(
            history * _ROUNDS, history * _ROUNDS + 1 + _more(tasks, activity, future, history, chance)
        ):
            total += scale * _round(tasks, columns, activity, future, occurrence)
        if tasks.state[activity] == WAITING or total > tasks.elapsed[activity]:
            return max(0.0, total)
    return _overdue(tasks, columns, activity, future, chance, scale, shift)


@kernel
def _more(tasks: Tasks, activity: Whole, future: Whole, history: Whole, chance: float) -> int:
    """How many rounds follow the first: k or more where the history's own number is below chance^k."""
    if chance <= 0.0:
        return 0
    return math.ceil(math.log(uniform(tasks.rounds_key[activity], future, history, 0)) / math.log(chance)) - 1


@kernel
def _round(tasks: Tasks, columns: Columns, activity: Whole, future: Whole, occurrence: Whole) -> float:
    slowest = 0.0
    for link in range(tasks.party_from[activity], tasks.party_from[activity + 1]):
        slowest = max(slowest, value_of(columns, tasks.party[link], future, occurrence))
    return slowest


@kernel
def _overdue(
    tasks: Tasks, columns: Columns, activity: Whole, future: Whole, chance: float, scale: float, shift: float
) -> float:
    """An agreement under way for so long that hardly any history is: which round is open now, how long it takes, more.

    One open round is chosen by its weight among those of `_look_back`; it is drawn given that it is open, and rounds
    follow it as they may. Exact with the weight of the future, which is the chance that `_look_back` gives too. Nothing
    is left where no round can be open.
    """
    elapsed: float = tasks.elapsed[activity]
    if scale <= 0.0:
        return max(elapsed, shift)
    _, before, chosen = _look_back(tasks, columns, activity, future, chance, scale, shift)
    if chosen < 0:
        return elapsed
    total = before + scale * _open_round(tasks, columns, activity, future, chosen, (elapsed - before) / scale)
    for occurrence in range(chosen + 1, chosen + 1 + _more(tasks, activity, future, chosen, chance)):
        total += scale * _round(tasks, columns, activity, future, occurrence)
    return max(elapsed, total)


@kernel
def _look_back(
    tasks: Tasks, columns: Columns, activity: Whole, future: Whole, chance: float, scale: float, shift: float
) -> tuple[float, float, Whole]:
    """The chance that an agreement takes longer than it has lasted; a round that is open then, and when it began.

    With S_k the time that k rounds took, each followed by another, round k is open after e months with the weight
    chance^k P(R > (e - S_k) / scale): summed over k, and on average over a few histories of rounds, that is the chance
    without bias. One such round is chosen by weight.
    """
    elapsed: float = tasks.elapsed[activity]
    all_weight, before, chosen = 0.0, shift, -1
    for history in range(_FEW):
        total, weight = shift, 1.0
        for occurrence in range(history * _ROUNDS, (history + 1) * _ROUNDS):
            if total > elapsed or weight <= 0.0:
                break
            least = (elapsed - total) / scale
            open_now = weight * _chance_open(tasks, columns, activity, future, occurrence + _FRESH, least)
            all_weight += open_now
            if uniform(tasks.rounds_key[activity], future, occurrence + _FRESH, 1) * all_weight < open_now:
                before, chosen = total, occurrence + _FRESH
            total += scale * _round(tasks, columns, activity, future, occurrence)
            weight *= chance
    return all_weight / _FEW, before, chosen


@kernel
def chance_longer(
    tasks: Tasks,
    events: Events,
    columns: Columns,
    activity: Whole,
    future: Whole,
    i: Whole,
    values: Float[np.ndarray, "future figure"],
    happened: Int[np.ndarray, "future event"],
) -> float:
    """The chance that an activity takes longer than it has, given the causes and risks of a future: P(D_a > e_a)."""
    scale, shift = _causes(tasks, events, activity, i, values, happened)
    least: float = tasks.elapsed[activity] - shift
    if scale <= 0.0 or least < 0.0:
        return 1.0 if least < 0.0 else 0.0
    if tasks.figure[activity] >= 0:
        return chance_above(columns, tasks.figure[activity], future, 0, least / scale)
    chance = min(max(values[i, tasks.another_round[activity]], 0.0), MOST_REPEATING)
    return _look_back(tasks, columns, activity, future, chance, scale, shift)[0]


@kernel
def _chance_open(
    tasks: Tasks, columns: Columns, activity: Whole, future: Whole, occurrence: Whole, least: float
) -> float:
    """The chance that a round takes longer than `least`, party by party, never formed as 1 - F."""
    longer, others_not = 0.0, 1.0
    for link in range(tasks.party_from[activity], tasks.party_from[activity + 1]):
        alone = chance_above(columns, tasks.party[link], future, occurrence, least)
        longer += others_not * alone
        others_not *= 1.0 - alone
    return longer


@kernel
def _open_round(
    tasks: Tasks, columns: Columns, activity: Whole, future: Whole, occurrence: Whole, least: float
) -> float:
    """A round given that it takes longer than `least`: the first party to do so does, those after it as they may."""
    u = uniform(tasks.rounds_key[activity], future, occurrence, 2)
    u *= _chance_open(tasks, columns, activity, future, occurrence, least)
    slowest, others_not, found = least, 1.0, False
    for link in range(tasks.party_from[activity], tasks.party_from[activity + 1]):
        party: int = tasks.party[link]
        if found:
            slowest = max(slowest, value_of(columns, party, future, occurrence))
            continue
        alone = chance_above(columns, party, future, occurrence, least)
        found = u < others_not * alone
        if found:
            slowest = value_above(columns, party, future, occurrence, 1.0, 0.0, least)
        u -= others_not * alone
        others_not *= 1.0 - alone
    return slowest
