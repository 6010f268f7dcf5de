"""What follows from a plan's figures: how long activities take, when phases are ready, and the future at medians."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int

from stargate.programme.compiled import Model
from stargate.quantity.draws import MEDIAN, draw
from stargate.schedule.durations import Tasks, durations, happen
from stargate.schedule.energise import Buildup, rise
from stargate.schedule.gating import Pass, gated_forward
from stargate.schedule.network import forward


@dataclass(frozen=True)
class Block:
    """What the kernels leave of some futures."""

    weight: Float[np.ndarray, " future"]
    values: Float[np.ndarray, "future figure"]
    happened: Int[np.ndarray, "future event"]
    duration: Float[np.ndarray, "future activity"]
    start: Float[np.ndarray, "future activity"]
    finish: Float[np.ndarray, "future activity"]
    ready: Float[np.ndarray, "future phase"]
    gated: Pass | None = None  # what became of claims on shared supplies


def drawn(
    compiled: Model, tasks: Tasks, values: Float[np.ndarray, "future figure"], futures: Int[np.ndarray, " future"]
) -> tuple[Int[np.ndarray, "future event"], Float[np.ndarray, "future activity"]]:
    """What happens, and how long activities take."""
    happened = np.empty((len(futures), len(compiled.event_addresses)), dtype=np.int64)
    duration = np.empty((len(futures), len(compiled.activities)))
    happen(compiled.events, values, futures, happened)
    durations(tasks, compiled.events, compiled.columns, values, happened, futures, duration)
    return happened, duration


def timed(
    compiled: Model,
    weight: Float[np.ndarray, " future"],
    values: Float[np.ndarray, "future figure"],
    happened: Int[np.ndarray, "future event"],
    duration: Float[np.ndarray, "future activity"],
) -> Block:
    """What follows from durations."""
    ready = np.empty((len(duration), len(compiled.plan.phases)))
    if compiled.gates is not None:
        gated = compiled.gates.prepared(compiled.network, duration, values, happened)
        gated_forward(gated, ready)
        return Block(weight, values, happened, duration, gated.start, gated.finish, ready, gated)
    start, finish = np.empty_like(duration), np.empty_like(duration)
    forward(compiled.network, duration, values, happened, start, finish, ready)
    return Block(weight, values, happened, duration, start, finish, ready)


def medians(compiled: Model) -> Block:
    """The one future in which every figure stands at its median and no risk below even odds happens (T6a)."""
    numbers = np.array([MEDIAN])
    values = np.empty((1, len(compiled.figures)))
    draw(compiled.columns, numbers, values)
    rise(compiled.rising, compiled.columns, numbers, values)
    happened, duration = drawn(compiled, compiled.tasks, values, numbers)
    return timed(compiled, np.ones(1), values, happened, duration)


def buildup(compiled: Model, block: Block) -> Buildup:
    """How the phases come up in a block's futures."""
    return Buildup(block.ready, *phase_columns(compiled, block), compiled.phases.buildings)


def phase_columns(compiled: Model, block: Block) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Cadence, ramp and IT power of phases [future, phase]: [months], [months], [IT MW]."""
    phases, values = compiled.phases, block.values
    cadence = np.where(phases.cadence >= 0, values[:, phases.cadence], 0.0)
    return cadence, values[:, phases.ramp], values[:, phases.it_power]
