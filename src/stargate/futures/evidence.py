"""Drivers drawn about what elapsed time says of them: where the centres lie, and which activities are evidence (T2).

A scenario asks what would follow from now on; what has elapsed came about in the base case. So its futures weigh as the
same futures of the base case do, in which alone the chances of what is seen are computed: a reform that makes work
shorter does not make its lateness so far a worse sign.
"""

from dataclasses import replace

import numpy as np
from jaxtyping import Float, Int

from stargate.programme.compiled import Model
from stargate.quantity.draws import MEDIAN, draw, draw_some
from stargate.quantity.laws import Code
from stargate.schedule.durations import UNDER_WAY, happen
from stargate.schedule.evidence import Evidence, log_chances, weigh

_STEP = 1.0  # normal, for differences: chances of agreements have steps, and what matters is the shape over a whole one
_ROUNDS, _FAR, _NEAR = 40, 1.0, 0.0025
_NARROWEST = 0.75  # a little above sqrt(1/2), see `schedule/evidence.py`


def with_evidence(compiled: Model) -> Model:
    """The model with its drivers drawn about their most likely values given what is under way.

    Centres and widths only make the futures count more evenly; to a hundredth, they are the same on every machine.
    """
    seen = np.array([i for i in range(len(compiled.activities)) if _tells(compiled, i)], dtype=np.int64)
    linked = [compiled.tasks.driver[compiled.tasks.driver_from[i] : compiled.tasks.driver_from[i + 1]] for i in seen]
    drivers = np.unique(np.concatenate([*linked, np.empty(0, dtype=np.int64)]).astype(np.int64))
    drivers = drivers[compiled.columns.code[drivers] != Code.POINT]
    if not len(seen):
        return compiled
    centres, widths = (np.round(numbers, 2) for numbers in _most_likely(compiled, seen, drivers))
    usual = _log_chances(compiled, seen, drivers, centres[None, :])[0]
    centre, width = np.zeros(len(compiled.figures)), np.ones(len(compiled.figures))
    centre[drivers], width[drivers] = centres, widths
    columns = compiled.columns._replace(centre=centre, width=width)
    return replace(compiled, columns=columns, evidence=Evidence(seen, usual, drivers))


def as_told_by(compiled: Model, witness: Model) -> Model:
    """The model with its drivers drawn, and its futures weighed, as those of `witness`, which is `with_evidence`."""
    if not len(witness.evidence.activity):
        return compiled
    addresses = {figure.address: i for i, figure in enumerate(witness.figures)}
    there = [(i, addresses[f.address]) for i, f in enumerate(compiled.figures) if f.address in addresses]
    own, other = np.array(there, dtype=np.int64).reshape(-1, 2).T
    centre, width = np.zeros(len(compiled.figures)), np.ones(len(compiled.figures))
    centre[own], width[own] = witness.columns.centre[other], witness.columns.width[other]
    return replace(compiled, columns=compiled.columns._replace(centre=centre, width=width), witness=witness)


def weights(
    compiled: Model,
    values: Float[np.ndarray, "future figure"],
    happened: Int[np.ndarray, "future event"],
    futures: Int[np.ndarray, " future"],
) -> Float[np.ndarray, " future"]:
    """How much futures count, of which `values` and `happened` are drawn; in those of a witness where there is one."""
    witness, weight = compiled.witness or compiled, np.empty(len(futures))
    if witness is not compiled:
        values, happened = _causes_of(witness, futures)
    weigh(witness.evidence, witness.tasks, witness.events, witness.columns, values, happened, futures, weight)
    return weight


def _causes_of(
    witness: Model, futures: Int[np.ndarray, " future"]
) -> tuple[Float[np.ndarray, "future figure"], Int[np.ndarray, "future event"]]:
    """What weights depend on, drawn alone."""
    events, tasks = witness.events, witness.tasks
    used = np.concatenate([tasks.driver, tasks.another_round, events.chance, events.factor, events.delay])
    values = draw_some(witness.columns, used, futures)
    happened = np.empty((len(futures), len(witness.event_addresses)), dtype=np.int64)
    happen(events, values, futures, happened)
    return values, happened


def _tells(compiled: Model, activity: int) -> bool:
    """Whether it is under way, and its chance to be so still is not the same in all futures."""
    tasks, columns = compiled.tasks, compiled.columns
    if tasks.state[activity] != UNDER_WAY:
        return False
    caused = tasks.driver_from[activity] < tasks.driver_from[activity + 1]
    at_risk = tasks.risk_from[activity] < tasks.risk_from[activity + 1]
    own = tasks.figure[activity] if tasks.figure[activity] >= 0 else tasks.another_round[activity]
    changed = columns.change_from[own] < columns.change_from[own + 1]
    uncertain_rounds = tasks.figure[activity] < 0 and columns.code[own] != Code.POINT
    return bool(caused or at_risk or changed or uncertain_rounds)


def _most_likely(
    compiled: Model, seen: Int[np.ndarray, " seen"], drivers: Int[np.ndarray, " driver"]
) -> tuple[Float[np.ndarray, " driver"], Float[np.ndarray, " driver"]]:
    """The maximum of  sum_a log P(D_a > e_a | z) - z'z / 2,  by damped Newton steps in each driver; widths there."""
    z, step = np.zeros(len(drivers)), _STEP * np.eye(len(drivers))
    bend = -np.ones(len(drivers))
    for _ in range(_ROUNDS):
        rows = np.concatenate([z[None, :], z + step, z - step])
        heights = _log_chances(compiled, seen, drivers, rows).sum(axis=1) - (rows**2).sum(axis=1) / 2
        here, up, down = heights[0], heights[1 : len(z) + 1], heights[len(z) + 1 :]
        slope, bend = (up - down) / (2 * _STEP), np.minimum((up + down - 2 * here) / _STEP**2, -1.0)
        move = np.clip(-slope / bend / 2, -_FAR, _FAR)
        z += move
        if np.abs(move).max(initial=0.0) < _NEAR:
            break
    return z, np.maximum(_NARROWEST, 1 / np.sqrt(-bend))


def _log_chances(
    compiled: Model,
    seen: Int[np.ndarray, " seen"],
    drivers: Int[np.ndarray, " driver"],
    normals: Float[np.ndarray, "row driver"],
) -> Float[np.ndarray, "row seen"]:
    medians = np.full(1, MEDIAN)
    values = np.empty((1, len(compiled.figures)))
    happened = np.empty((1, len(compiled.event_addresses)), dtype=np.int64)
    draw(compiled.columns, medians, values)
    happen(compiled.events, values, medians, happened)
    values, happened = (np.repeat(table, len(normals), axis=0) for table in (values, happened))
    out = np.empty((len(normals), len(seen)))
    log_chances(seen, drivers, compiled.tasks, compiled.events, compiled.columns, normals, values, happened, out)
    return out
