"""What the time that activities have taken so far says about the causes they share (T2).

Six of ten activities that are late together are evidence that their common cause is bad, and so for the other four. A
future f counts for as much as its causes explain what is seen, with z_d the normals of the drivers' stretches:

    w_f = prod_a P(D_a > e_a | f) * prod_d phi(z_df) / (phi((z_df - m_d) / s_d) / s_d)

a runs over what is under way for e_a months. z_d is drawn about the centre m_d, its most likely value given what is
seen, with the width s_d that the curvature there gives (a proposal by Laplace's method), so that few futures count for
little; the second factor makes up for it, so that the weighted futures have the laws of the programme whatever m_d and
s_d are. Where good causes are excluded, bad ones keep their prior tail: s_d > sqrt(1/2) keeps the variance finite.
"""

import math
from typing import NamedTuple

import numpy as np
from jaxtyping import Float, Int

from stargate.quantity.draws import Columns, own_normal, value_at
from stargate.quantity.kernel import kernel
from stargate.schedule.durations import Events, Tasks, chance_longer

_MEDIAN = -1
_SAMPLE = 32  # futures whose rounds an agreement's chance is taken from
_LEAST, _MOST = 1e-300, 700.0  # a chance and a logarithm that stay within double precision


class Evidence(NamedTuple):
    """Activities under way whose causes are shared or uncertain, and drivers that are drawn about what they say."""

    activity: Int[np.ndarray, " seen"]
    usual: Float[np.ndarray, " seen"]  #: logarithm of its chance with drivers at their centres: weights are near one
    driver: Int[np.ndarray, " driver"]  #: column of a stretch


@kernel
def weigh(
    evidence: Evidence,
    tasks: Tasks,
    events: Events,
    columns: Columns,
    values: Float[np.ndarray, "future figure"],
    happened: Int[np.ndarray, "future event"],
    futures: Int[np.ndarray, " future"],
    weight: Float[np.ndarray, " future"],
) -> None:
    """Fills `weight[future]`; its unit is that of a future in which all drivers stand at their centres."""
    for i in range(len(futures)):
        total = 0.0
        for k in range(len(evidence.activity)):
            chance = chance_longer(tasks, events, columns, evidence.activity[k], futures[i], i, values, happened)
            total += math.log(max(chance, _LEAST)) - evidence.usual[k]
        for column in evidence.driver:
            z, width = own_normal(columns, column, futures[i], 0), columns.width[column]
            own = (z - columns.centre[column]) / width
            total += (own**2 - z**2) / 2 + math.log(width)
        weight[i] = math.exp(min(total, _MOST))


@kernel
def log_chances(
    activity: Int[np.ndarray, " seen"],
    driver: Int[np.ndarray, " driver"],
    tasks: Tasks,
    events: Events,
    columns: Columns,
    normals: Float[np.ndarray, "row driver"],
    values: Float[np.ndarray, "row figure"],
    happened: Int[np.ndarray, "row event"],
    out: Float[np.ndarray, "row seen"],
) -> None:
    """Fills `out[row, activity]` with log P(D_a > e_a), drivers at `normals`, all else in `values` at its median."""
    for row in range(out.shape[0]):
        for d in range(len(driver)):
            values[row, driver[d]] = value_at(columns, driver[d], _MEDIAN, 0, normals[row, d])
        for k in range(len(activity)):
            agreed = tasks.figure[activity[k]] < 0
            total, count = 0.0, _SAMPLE if agreed else 1
            for future in range(count):
                number = future if agreed else _MEDIAN
                total += chance_longer(tasks, events, columns, activity[k], number, row, values, happened)
            out[row, k] = math.log(max(total / count, _LEAST))
