"""Outcomes of dates and IT power, and their derivatives by phase (T8).

IT MW at t (T5), and IT MW-years served to t, with v the time since a building began to take load and l its share of it:

    v = t - ready_i - k * cadence_i,   l = min(1, max(0, v / ramp_i))
    MW(t) = sum_i MW_i / B_i * sum_k l
    served(t) = sum_i MW_i / B_i * sum_k (max(0, v) - ramp_i * l + ramp_i * l^2 / 2) / 12

The former has no derivative where a ramp is nought, because it jumps there; the latter always has.
"""

from typing import NamedTuple

import numpy as np
from jaxtyping import Float, Int

from stargate.quantity.draws import Columns, change_of, value_of
from stargate.quantity.kernel import Whole, kernel
from stargate.quantity.laws import Code
from stargate.quantity.slopes import hazard
from stargate.schedule.energise import _TRIES, Buildup, Rising

_POINT = int(Code.POINT)


class ByPhase(NamedTuple):
    """Derivatives of an outcome in each future."""

    ready: Float[np.ndarray, "future phase"]  #: by month
    cadence: Float[np.ndarray, "future phase"]  #: by month
    ramp: Float[np.ndarray, "future phase"]  #: by month
    it_power: Float[np.ndarray, "future phase"]  #: by IT MW


def nought(buildup: Buildup) -> ByPhase:
    """Derivatives to be filled."""
    return ByPhase(*(np.zeros(buildup.ready.shape) for _ in ByPhase._fields))


@kernel
def by_load(buildup: Buildup, phases: Int[np.ndarray, " chosen"], month: float, by: ByPhase) -> None:
    """Fills `by` with the derivatives of IT MW of `phases` at one time [month]."""
    for i in range(buildup.ready.shape[0]):
        for phase in phases:
            ramp, each = buildup.ramp[i, phase], buildup.it_power[i, phase] / buildup.buildings[phase]
            for k in range(buildup.buildings[phase]):
                risen = month - buildup.ready[i, phase] - k * buildup.cadence[i, phase]
                if risen >= ramp:
                    by.it_power[i, phase] += 1.0 / buildup.buildings[phase]
                elif risen > 0.0:
                    by.it_power[i, phase] += risen / ramp / buildup.buildings[phase]
                    _later(by, i, phase, k, -each / ramp, -each * risen / ramp**2)


@kernel
def served(
    buildup: Buildup, phases: Int[np.ndarray, " chosen"], month: float, out: Float[np.ndarray, "future chosen"]
) -> None:
    """Adds to `out[future, chosen]` the IT MW-years of each of `phases` up to one time [month]."""
    for i in range(out.shape[0]):
        for own in range(len(phases)):
            phase = phases[own]
            ramp, each = buildup.ramp[i, phase], buildup.it_power[i, phase] / buildup.buildings[phase]
            for k in range(buildup.buildings[phase]):
                risen = month - buildup.ready[i, phase] - k * buildup.cadence[i, phase]
                out[i, own] += each * _years(risen, ramp)


@kernel
def _years(risen: float, ramp: float) -> float:
    if risen <= 0.0:
        return 0.0
    return (risen - ramp / 2 if risen >= ramp else risen**2 / (2 * ramp)) / 12


@kernel
def by_served(buildup: Buildup, phases: Int[np.ndarray, " chosen"], month: float, by: ByPhase) -> None:
    """Fills `by` with the derivatives of the IT MW-years of `phases` up to one time [month]."""
    for i in range(buildup.ready.shape[0]):
        for phase in phases:
            ramp, each = buildup.ramp[i, phase], buildup.it_power[i, phase] / buildup.buildings[phase]
            for k in range(buildup.buildings[phase]):
                risen = month - buildup.ready[i, phase] - k * buildup.cadence[i, phase]
                if risen > 0.0:
                    load = 1.0 if risen >= ramp else risen / ramp
                    by.it_power[i, phase] += _years(risen, ramp) / buildup.buildings[phase]
                    _later(by, i, phase, k, -each * load / 12, -each * load**2 / 24)


@kernel
def _later(by: ByPhase, i: Whole, phase: Whole, k: Whole, by_begin: float, by_ramp: float) -> None:
    by.ready[i, phase] += by_begin
    by.cadence[i, phase] += k * by_begin
    by.ramp[i, phase] += by_ramp


@kernel
def reverse_rise(
    rising: Rising,
    columns: Columns,
    futures: Int[np.ndarray, " future"],
    values: Float[np.ndarray, "future figure"],
    by_cadence: Float[np.ndarray, "future rising"],
    by_ramp: Float[np.ndarray, "future rising"],
    first_power: Int[np.ndarray, " rising"],
    off: Float[np.ndarray, "rising future"],
    slope: Float[np.ndarray, "future slot"],
) -> None:
    """Adds to `slope[future, slot]` what cadence and ramp of phases that rise pass back, given what has elapsed.

    The cadence (the ramp, where there is none or it is known) is taken as drawn given the other; see `adjoint`.
    `first_power[rising]` is the slot of the fact, and `off[rising, future]` what of the outcome
    may follow from each, less its mean.
    """
    for i in range(values.shape[0]):
        for phase in range(len(rising.ramp)):
            cadence, ramp, steps = rising.cadence[phase], rising.ramp[phase], float(rising.steps[phase])
            given, other, times, by, by_other = ramp, cadence, 1.0, by_ramp[i, phase], by_cadence[i, phase]
            if steps > 0.0 and columns.code[cadence] != _POINT:
                given, other, times, steps, by, by_other = cadence, ramp, steps, 1.0, by_other, by
            rest = steps * values[i, other] if steps > 0.0 else 0.0
            ratio, evidence = _beyond(
                columns, given, futures[i], values[i, given], (rising.elapsed[phase] - rest) / times
            )
            slope[i, given] += by * (1.0 - ratio) + off[phase, i] * evidence
            passed = (off[phase, i] * evidence - by * ratio) / times
            if steps > 0.0:
                slope[i, other] += by_other + steps * passed
            slope[i, first_power[phase]] += passed


@kernel
def _beyond(columns: Columns, figure: Whole, future: Whole, value: float, least: float) -> tuple[float, float]:
    """R, and the hazard at the least, of a figure known to exceed it; both nought where it always does.

    The hazard is nought, too, where no draw was long enough and the figure was drawn given that it is.
    """
    if value <= least:
        return 0.0, 0.0
    occurrence = 0
    while occurrence < _TRIES and value_of(columns, figure, future, occurrence) != value:
        occurrence += 1
    scale, shift = change_of(columns, figure, future, occurrence % _TRIES)
    if scale <= 0.0:
        return 0.0, 0.0
    at_least = hazard(columns, figure, (least - shift) / scale) / scale
    longer = hazard(columns, figure, (value - shift) / scale) / scale
    return (at_least / longer if longer > 0.0 else 0.0), (at_least if occurrence < _TRIES else 0.0)
