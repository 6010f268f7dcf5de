"""How long activities take in each future: conditional on what has happened, stretched by causes, prolonged by risks.

With q the quantile of the activity's own figure, s the stretches of its drivers, and f and w the factors and delays of
the risks that happen, so that shared causes and nothing else tie durations together (C5), the duration is (T3)

    D_a = q_a(z) * prod_d s_d * prod_r f_r + sum_r w_r

An activity under way for e months is drawn given that it takes longer, in survival form (T2):

    P(D_a > D) / P(D_a > e) = 1 - u

An agreement is a sum of K rounds, each as long as its slowest party takes to answer (T4); c is the chance of another:

    D_a = prod_d s_d * prod_r f_r * sum_k max_p A_pk + sum_r w_r,   P(K > k) = c^k
"""

import math
from typing import NamedTuple

import numpy as np
from jaxtyping import Float, Int

from stargate.quantity.draws import (
    Columns,
    change_of,
    law_normal,
    law_value,
    normal_above,
    normal_inverse,
    uniform,
    value_of,
)
from stargate.quantity.kernel import Whole, kernel

FINISHED, UNDER_WAY, WAITING = 0, 1, 2
_MOST_ROUNDS = 10_000


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
            u = uniform(events.key[event], futures[i], 0, 0)
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
                out[i, activity] = _work(tasks, columns, activity, futures[i], scale, shift)
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
        scale *= values[i, tasks.driver[link]]
    for link in range(tasks.risk_from[activity], tasks.risk_from[activity + 1]):
        risk = tasks.risk[link]
        if happened[i, risk]:
            if events.factor[risk] >= 0:
                scale *= values[i, events.factor[risk]]
            if events.delay[risk] >= 0:
                shift += values[i, events.delay[risk]]
    return scale, shift


@kernel
def _work(tasks: Tasks, columns: Columns, activity: Whole, future: Whole, scale: float, shift: float) -> float:
    figure: int = tasks.figure[activity]
    own_scale, own_shift = change_of(columns, figure, future, 0)
    scale, shift = scale * own_scale, scale * own_shift + shift
    code, numbers = columns.code[figure], columns.numbers
    u = uniform(columns.key[figure], future, 0, 0)
    if tasks.state[activity] == WAITING:
        return max(0.0, scale * law_value(code, numbers, figure, -normal_inverse(1.0 - u)) + shift)
    elapsed = tasks.elapsed[activity]
    if scale <= 0.0:
        return max(elapsed, shift)
    z = law_normal(code, numbers, figure, (elapsed - shift) / scale)
    return max(elapsed, scale * law_value(code, numbers, figure, normal_above(z, u)) + shift)


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
    """Rounds that have passed by now were each followed by another; from the present one on the chance decides."""
    chance = values[i, tasks.another_round[activity]]
    u = uniform(tasks.rounds_key[activity], future, 0, 0)
    more = int(math.log(u) / math.log(chance)) if chance > 0.0 else 0
    total = shift
    for occurrence in range(_MOST_ROUNDS):
        slowest = 0.0
        for link in range(tasks.party_from[activity], tasks.party_from[activity + 1]):
            slowest = max(slowest, value_of(columns, tasks.party[link], future, occurrence))
        total += scale * slowest
        if total > tasks.elapsed[activity]:
            if more == 0:
                break
            more -= 1
    return max(total, tasks.elapsed[activity])
