"""From dates to IT MW: a phase is energised building by building, each rising over its ramp (T5).

Building k of phase i begins to take load at ready + k * cadence and has all of it one ramp later:

    MW(t) = sum_i MW_i / B_i * sum_k min(1, max(0, (t - ready_i - k * cadence_i) / ramp_i)),   k = 0 ... B_i - 1

IT MW at a date is therefore continuous in every date; a count of buildings is not.
"""

from typing import NamedTuple

import numpy as np
from jaxtyping import Float, Int

from stargate.quantity.draws import Columns, value_above, value_of
from stargate.quantity.kernel import Whole, kernel

_TRIES = 100  # draws of a build-up under way until one is longer than it has lasted


class Buildup(NamedTuple):
    """How phases come up, per future."""

    ready: Float[np.ndarray, "future phase"]  #: [month]
    cadence: Float[np.ndarray, "future phase"]  #: [months]
    ramp: Float[np.ndarray, "future phase"]  #: [months]
    it_power: Float[np.ndarray, "future phase"]  #: [IT MW]
    buildings: Int[np.ndarray, " phase"]

    def of(self, rows: slice) -> "Buildup":
        """The same for some futures."""
        return Buildup(self.ready[rows], self.cadence[rows], self.ramp[rows], self.it_power[rows], self.buildings)


class Rising(NamedTuple):
    """Phases whose first building was seen to take load, and whose last was not seen to have all of it."""

    cadence: Int[np.ndarray, " rising"]  # column, -1 for none
    ramp: Int[np.ndarray, " rising"]  # column
    steps: Int[np.ndarray, " rising"]  # buildings that follow the first
    elapsed: Float[np.ndarray, " rising"]  # months since first power


@kernel
def rise(
    rising: Rising,
    columns: Columns,
    futures: Int[np.ndarray, " future"],
    values: Float[np.ndarray, "future figure"],
) -> None:
    """Draws cadence and ramp of phases that rise, `values[future, figure]`, given that the full load is still to come.

    Pairs are drawn until steps * cadence + ramp exceeds what has elapsed (T2); the first has the numbers of a phase
    that has not begun. Where none does, the cadence (the ramp of a single building) is drawn given that it does with
    the first of the others: a build-up that must be over ends now.
    """
    for i in range(values.shape[0]):
        for phase in range(len(rising.ramp)):
            _rise(rising, columns, phase, futures[i], i, values)


@kernel
def _rise(
    rising: Rising, columns: Columns, phase: Whole, future: Whole, i: Whole, values: Float[np.ndarray, "future figure"]
) -> None:
    cadence: int = rising.cadence[phase]
    ramp: int = rising.ramp[phase]
    steps, elapsed = rising.steps[phase], rising.elapsed[phase]
    for occurrence in range(_TRIES):
        values[i, ramp] = last = value_of(columns, ramp, future, occurrence)
        if steps > 0:
            values[i, cadence] = value_of(columns, cadence, future, occurrence)
            last += steps * values[i, cadence]
        if last > elapsed:
            return
    if steps > 0:
        values[i, ramp] = value_of(columns, ramp, future, 0)
        least = (elapsed - values[i, ramp]) / steps
        values[i, cadence] = value_above(columns, cadence, future, 0, 1.0, 0.0, least)
    else:
        values[i, ramp] = value_above(columns, ramp, future, 0, 1.0, 0.0, elapsed)


def energised_month(buildup: Buildup) -> Float[np.ndarray, "future phase"]:
    """When the last building of each phase has its full load [month]; infinity where it never comes.

    It is `full_i = ready_i + (B_i - 1) * cadence_i + ramp_i`.
    """
    return buildup.ready + (buildup.buildings - 1) * buildup.cadence + buildup.ramp


@kernel
def energised(
    buildup: Buildup,
    phases: Int[np.ndarray, " chosen"],
    out: Float[np.ndarray, "future month"],
    steps: Float[np.ndarray, " month+1"],
) -> None:
    """Adds to `out[future, month]` the IT MW of `phases` at the end of each month; `steps` is scratch.

    Full months are booked once at their first and summed at the end, so that only ramps cost work.
    """
    futures, months = out.shape
    for i in range(futures):
        booked = 0.0
        steps[:] = 0.0
        for phase in phases:
            size = buildup.it_power[i, phase] / buildup.buildings[phase]
            for k in range(buildup.buildings[phase]):
                begin = buildup.ready[i, phase] + k * buildup.cadence[i, phase]
                _book(begin, buildup.ramp[i, phase], size, i, out, steps)
        for month in range(months):
            booked += steps[month]
            out[i, month] += booked


@kernel
def _book(
    begin: float,
    ramp: float,
    size: float,
    i: Whole,
    out: Float[np.ndarray, "future month"],
    steps: Float[np.ndarray, " month+1"],
) -> None:
    months = out.shape[1]
    if begin > months:
        return
    first_full = max(0, int(np.ceil(begin + ramp)) - 1)  # the first month at whose end the load is whole
    steps[min(first_full, months)] += size
    for month in range(max(0, int(np.floor(begin))), min(first_full, months)):
        out[i, month] += size * min(1.0, max(0.0, (month + 1 - begin) / ramp))


@kernel
def energised_at(
    buildup: Buildup, phases: Int[np.ndarray, " chosen"], month: float, out: Float[np.ndarray, " future"]
) -> None:
    """Fills `out[future]` with the IT MW of `phases` at one time [month]."""
    for i in range(out.shape[0]):
        total = 0.0
        for phase in phases:
            count, ramp = buildup.buildings[phase], buildup.ramp[i, phase]
            for k in range(count):
                risen = month - buildup.ready[i, phase] - k * buildup.cadence[i, phase]
                if risen >= ramp:
                    total += buildup.it_power[i, phase] / count
                elif risen > 0.0:
                    total += buildup.it_power[i, phase] / count * risen / ramp
        out[i] = total


@kernel
def buildings_by(
    buildup: Buildup, phases: Int[np.ndarray, " chosen"], month: float, out: Int[np.ndarray, " future"]
) -> None:
    """Fills `out[future]` with the number of buildings of `phases` at full load by `month`."""
    for i in range(out.shape[0]):
        count = 0
        for phase in phases:
            for k in range(buildup.buildings[phase]):
                full = buildup.ready[i, phase] + k * buildup.cadence[i, phase] + buildup.ramp[i, phase]
                if full <= month:
                    count += 1
        out[i] = count
