"""Outcomes that have a gradient: their values in each future, and their derivatives by phase (T8)."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float, Int

from stargate.capital.adjoint import NeedBy, need_by
from stargate.errors import StargateError
from stargate.futures.capital import spending
from stargate.quantity.figure import Figure
from stargate.schedule.energise import energised_at, energised_month
from stargate.schedule.outcomes import ByPhase, by_load, by_served, nought, served

if TYPE_CHECKING:
    from stargate.futures.result import Futures


@dataclass(frozen=True)
class Target:
    """An outcome in each future, put together from its phases, and its derivatives in some of them.

    It is infinite where it never comes.
    """

    unit: str
    phases: Int[np.ndarray, " chosen"]
    parts: Float[np.ndarray, "future chosen"]
    join: np.ufunc  # of the parts
    back: Callable[[slice], ByPhase]
    figures: tuple[Figure, ...] = ()  # that enter it beside the schedule's
    by_figure: Float[np.ndarray, "future figure"] | None = None

    @cached_property
    def values(self) -> Float[np.ndarray, " future"]:
        """The outcome in each future."""
        return self.join.reduce(self.parts, axis=1)

    def owed_to(self, phases: Collection[int]) -> Float[np.ndarray, " future"]:
        """The outcome less what it would be without some phases; all of it where no other is left."""
        own = np.isin(self.phases, list(phases))
        if self.join is np.add:
            return self.parts[:, own].sum(axis=1)
        if own.all():
            return self.values
        without, found = self.parts[:, ~own], np.zeros(len(self.parts))
        decides = self.join.reduce(without, axis=1) != self.values
        found[decides] = self.values[decides] - self.join.reduce(without[decides], axis=1)
        return found


def target(futures: "Futures", of: str, at: str, below: str) -> Target:
    """The outcome `of`: one of TARGETS; `below` is an address, `dated`, or empty for the programme.

    Raises StargateError where there is no such outcome, or it has no gradient.
    """
    if of not in TARGETS:
        raise StargateError(f"there is no gradient of {of!r}\n  write: one of {', '.join(TARGETS)}")
    phases = [i for i, p in enumerate(futures.plan.phases) if p.dated] if below == "dated" else futures.phases(below)
    if not phases:
        raise StargateError("no phase was announced with a date\n  write: the address of a site or phase")
    return TARGETS[of](futures, np.array(phases, dtype=np.int64), at)


def _load(futures: "Futures", phases: Int[np.ndarray, " chosen"], at: str) -> Target:
    """IT MW at the end of the month of a day."""
    month = _end_of_month(futures, at)
    _refuse_jumps(futures, phases)
    parts = np.empty((len(phases), futures.n))
    for phase, part in zip(phases, parts, strict=True):
        energised_at(futures.buildup, np.array([phase]), month, part)

    def back(rows: slice) -> ByPhase:
        part = futures.buildup.of(rows)
        by_load(part, phases, month, by := nought(part))
        return by

    return Target("IT MW", phases, parts.T, np.add, back)


def _refuse_jumps(futures: "Futures", phases: Int[np.ndarray, " chosen"]) -> None:
    """A building without a ramp adds all its load at once: at a date, that is a chance and has no derivative."""
    ready = futures.buildup.ready[:, phases]
    sudden = (futures.buildup.ramp[:, phases] <= 0) & np.isnan(futures.model.network.ready[phases])
    if (jumps := (sudden & np.isfinite(ready)).any(axis=0)).any():
        where = futures.plan.phases[phases[int(np.argmax(jumps))]].address
        raise StargateError(
            f"{where}.ramp: IT MW at a date has no gradient where a building takes its load at once\n"
            "  write: a ramp above nought, or ask for served, the IT MW-years up to the date"
        )


def _served(futures: "Futures", phases: Int[np.ndarray, " chosen"], at: str) -> Target:
    """IT MW-years up to the end of the month of a day."""
    month = _end_of_month(futures, at)

    parts = np.zeros((futures.n, len(phases)))
    served(futures.buildup, phases, month, parts)

    def back(rows: slice) -> ByPhase:
        part = futures.buildup.of(rows)
        by_served(part, phases, month, by := nought(part))
        return by

    return Target("IT MW-years", phases, parts, np.add, back)


def _full_load(futures: "Futures", phases: Int[np.ndarray, " chosen"], at: str) -> Target:
    """The month in which the last building has its full load."""
    _refuse_day(at, "full_load")

    def back(rows: slice) -> ByPhase:
        part = futures.buildup.of(rows)
        i, by = np.arange(len(part.ready)), nought(part)
        last = phases[np.argmax(energised_month(part)[:, phases], axis=1)]
        by.ready[i, last] = by.ramp[i, last] = 1.0
        by.cadence[i, last] = part.buildings[last] - 1.0
        return by

    return Target("months", phases, futures.dates[:, phases], np.maximum, back)


def _first_power(futures: "Futures", phases: Int[np.ndarray, " chosen"], at: str) -> Target:
    """The month in which the first building begins to take load."""
    _refuse_day(at, "first_power")

    def back(rows: slice) -> ByPhase:
        part = futures.buildup.of(rows)
        by = nought(part)
        by.ready[np.arange(len(part.ready)), phases[np.argmin(part.ready[:, phases], axis=1)]] = 1.0
        return by

    return Target("months", phases, futures.buildup.ready[:, phases], np.minimum, back)


def _need(futures: "Futures", phases: Int[np.ndarray, " chosen"], at: str) -> Target:
    """All money needed by the programme's phases."""
    _refuse_day(at, "need")
    own = np.array(futures.phases(), dtype=np.int64)
    if not np.array_equal(phases, own):
        raise StargateError("money is needed by the programme as a whole\n  write: need without an address")
    found = spending(futures)
    dates, power = (np.ascontiguousarray(v[:, own]) for v in (futures.dates, futures.buildup.it_power))
    by = NeedBy(np.zeros(dates.shape), np.zeros(dates.shape), np.zeros(found.values.shape))
    need_by(found.bills, found.cells, dates, power, found.values, need := np.zeros(dates.shape), by)

    def back(rows: slice) -> ByPhase:
        out = nought(part := futures.buildup.of(rows))
        out.ready[:, own] = out.ramp[:, own] = by.full_load[rows]
        out.cadence[:, own] = by.full_load[rows] * (part.buildings[own] - 1)
        out.it_power[:, own] = by.it_power[rows]
        return out

    return Target("USD m", own, need, np.add, back, found.figures, by.figure)


TARGETS: dict[str, Callable[["Futures", Int[np.ndarray, " chosen"], str], Target]] = {
    "energised": _load,
    "served": _served,
    "full_load": _full_load,
    "first_power": _first_power,
    "need": _need,
}


def _end_of_month(futures: "Futures", at: str) -> float:
    """The end of the month of a day, the horizon's where empty; as `Series.at` has it."""
    day = at or futures.programme.contents.horizon
    futures.end_of(day)  # which refuses what is no day
    month = int(futures.programme.month(day))
    if not 0 <= month < futures.model.months:
        raise StargateError(f"{day} lies outside the series, which end on {futures.programme.contents.horizon}")
    return float(month + 1)


def _refuse_day(at: str, of: str) -> None:
    if at:
        raise StargateError(f"{of} is of no date\n  write: {of} without --at")
