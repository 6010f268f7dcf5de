"""What of a problem nobody can mean, each said with what to write instead."""

from collections.abc import Iterator

import numpy as np

from stargate.errors import StargateError
from stargate.power.element import Problem, Store

_LIMITS = {
    "charge_power": "zero or more [MW]",
    "discharge_power": "zero or more [MW]",
    "energy": "zero or more [MWh]",
    "charge_efficiency": "a share above 0 and up to 1",
    "discharge_efficiency": "a share above 0 and up to 1",
    "retention": "a share above 0 and up to 1",
    "charge_cost": "zero or more [USD/MWh]",
    "discharge_cost": "zero or more [USD/MWh]",
}


def check(problem: Problem) -> None:
    """Raises a `StargateError` that names every array and figure that is wrong."""
    wrong = list(_problems(problem))
    if wrong:
        raise StargateError("\n".join(wrong))


def _problems(problem: Problem) -> Iterator[str]:
    hours = np.size(problem.demand)
    yield from _series("demand", problem.demand, hours, "zero or more [MW]", low=0.0)
    yield from _number("unserved_cost", problem.unserved_cost, "zero or more [USD/MWh]", low=0.0)
    names = [source.name for source in problem.sources]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield _said(f"source {name!r}", "stands there more than once", "a name for each source")
    for source in problem.sources:
        where = f"source {source.name!r}: "
        yield from _series(where + "capacity", source.capacity, hours, "zero or more [MW]", low=0.0)
        yield from _series(where + "cost", source.cost, hours, "a number [USD/MWh]")
        yield from _number(where + "minimum", source.minimum, "a share from 0 to 1", low=0.0, high=1.0)
        yield from _number(where + "no_load_cost", source.no_load_cost, "zero or more [USD/h]", low=0.0)
        yield from _number(where + "start_cost", source.start_cost, "zero or more [USD]", low=0.0)
    for store in problem.stores:
        yield from _store(store)
    if problem.flexible is not None:
        yield from _series("flexible: power", problem.flexible.power, hours, "zero or more [MW]", low=0.0)
        yield from _number("flexible: budget", problem.flexible.budget, "zero or more [MWh]", low=0.0)
        yield from _number("flexible: cost", problem.flexible.cost, "a number [USD/MWh]")
    if problem.export is not None:
        yield from _series("export: limit", problem.export.limit, hours, "zero or more [MW]", low=0.0)
        yield from _series("export: price", problem.export.price, hours, "a number [USD/MWh]")
    yield from _peak(problem, names, hours)


def _store(store: Store) -> Iterator[str]:
    where, sized = f"store {store.name!r}: ", isinstance(store.energy, int | float | np.number)
    for name, meant in _LIMITS.items():
        share = meant.startswith("a share")
        value = getattr(store, name)
        if share and value == 0:
            yield _said(where + name, "is 0", meant)
        yield from _number(where + name, value, meant, low=0.0, high=1.0 if share else np.inf)
    for name in ("initial", "final"):
        if getattr(store, name) is not None and sized and 0 <= store.energy < np.inf:
            meant = f"a level from 0 to its energy, {store.energy:g} [MWh]"
            yield from _number(where + name, getattr(store, name), meant, low=0.0, high=store.energy)


def _peak(problem: Problem, names: list[str], hours: int) -> Iterator[str]:
    peak = problem.peak
    if peak is None:
        return
    if peak.source not in names:
        yield _said("peak", f"bills {peak.source!r}, which is no source", f"one of {', '.join(names) or 'its sources'}")
    yield from _number("peak: price", peak.price, "zero or more [USD/MW]", low=0.0)
    period = np.asarray(peak.period)
    if period.dtype.kind not in "iu":
        yield _said("peak: period", f"holds {period.dtype}", "whole numbers from 0")
    else:
        yield from _series("peak: period", period, hours, "whole numbers from 0", low=0.0)


def _series(where: str, series: object, hours: int, meant: str, low: float = -np.inf) -> Iterator[str]:
    values = np.asarray(series)
    if values.dtype.kind not in "fiu" or values.ndim != 1:
        yield _said(where, f"is no row of numbers, but {values.dtype} in {values.ndim} dimensions", meant)
    elif len(values) != hours or hours == 0:
        yield _said(
            where, f"has {len(values)} hours", f"one number for each hour of the demand ({hours or 'one or more'})"
        )
    elif not (low <= values.min() and -np.inf < values.min() and values.max() < np.inf):
        hour = int(np.argmin((values >= low) & np.isfinite(values)))
        yield _said(where, f"is {values[hour]} in hour {hour}", meant)


def _number(where: str, value: float, meant: str, low: float = -np.inf, high: float = np.inf) -> Iterator[str]:
    if not (isinstance(value, int | float | np.number) and low <= value <= high and np.isfinite(value)):
        yield _said(where, f"is {value}", meant)


def _said(where: str, wrong: str, instead: str) -> str:
    return f"{where} {wrong}\n  write: {instead}"
