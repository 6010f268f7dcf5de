"""What a plan puts into campuses, as records: power equipment and the work until it runs, and accelerators."""

from collections.abc import Iterable
from typing import Any

import numpy as np
from jaxtyping import Float

from stargate.compute.chip import H100E_PEAK
from stargate.planning.check import running
from stargate.planning.choice import Choice
from stargate.planning.problem import QUARTERS, PlanningProblem
from stargate.power.fuel import FuelPlant
from stargate.programme.catalogue import technology
from stargate.programme.equipped import chips_of
from stargate.programme.programme import Programme
from stargate.quantity.figure import Figure
from stargate.quantity.notation import date_text

GRID, BRIDGE = "grid", "bridge."
LEAST = 1e-3  #: what is less is rounding [GW]
BY_PLAN = "chosen by the plan"
_LUMP = 0.05  # of what there is in the end: smaller purchases come with those before them
_SHARE = 0.005  # of a mix of chips: less is left out
_FULL = 0.5  # of what halls could run: with less, chips come later


def megawatts(gigawatts: float) -> str:
    """A size as a figure that the plan decides."""
    return f"{1e3 * gigawatts:.0f} MW [assumed]"


def written(figure: Figure) -> str:
    """The reading of a figure that counts with all that is laid on it, as it would be written."""
    return " ".join([str(figure.reading.written), *map(str, figure.changes)]) if figure.reading else ""


def technology_of(option: str) -> str:
    """The technology of an option, bought or rented."""
    return option.removeprefix(BRIDGE)


def equipment(problem: PlanningProblem, capacity: Float[np.ndarray, "option year"], prefix: str = "") -> dict[str, Any]:
    """What stands on site in the last year of a plan, by name; what is rented and given back by then does not."""
    found: dict[str, Any] = {}
    for option, name in enumerate(problem.options.names):
        size = float(capacity[option, -1])
        if name == GRID or size < LEAST:
            continue
        kind = technology(technology_of(name))
        rented = "rented, " if name.startswith(BRIDGE) else ""
        found[f"{prefix}{name.replace('.', '_')}"] = {
            "kind": f"{kind.title.lower()}, {rented}{BY_PLAN} [assumed]",
            "generation_power": megawatts(size),
            "technology": technology_of(name),
            **_stored(problem, option, size),
        }
    return found


def _stored(problem: PlanningProblem, option: int, size: float) -> dict[str, str]:
    battery = problem.battery
    if battery is None or battery.option != option:
        return {}
    return {"energy": f"{1e3 * size * battery.duration:.0f} MWh [assumed]"}


def power_work(
    programme: Programme, problem: PlanningProblem, capacity: Float[np.ndarray, "option year"]
) -> dict[str, tuple[int, bool, dict[str, Any]]]:
    """Work until purchases run, by name: the year for which, whether halls wait for it, and its record.

    Halls wait for what runs whatever the weather; sun, wind and stores come beside.
    """
    found: dict[str, tuple[int, bool, dict[str, Any]]] = {}
    for option, name in enumerate(problem.options.names):
        if name == GRID:
            continue
        kind = technology(technology_of(name))
        for year, size in _lumps(capacity[option]):
            rented = name.startswith(BRIDGE) and programme.contents.planning is not None
            lead = programme.contents.planning.bridge[technology_of(name)].lead_time if rented else kind.lead_time  # type: ignore[union-attr]
            when = 12.0 * (problem.first_year + year) - lead.p50
            record = {
                "kind": "generation",
                "title": f"{kind.title}, {1e3 * size:,.0f} MW",
                "duration": written(lead),
                **not_before(programme, when),
                **taken(limit_of(programme, name), "generation_power", megawatts(size)),
                "note": f"Ordered in time for {problem.first_year + year}; {BY_PLAN}.",
            }
            found[f"{name.replace('.', '_')}_{problem.first_year + year}"] = (
                year,
                isinstance(kind, FuelPlant),
                record,
            )
    return found


def _lumps(capacity: Float[np.ndarray, " year"]) -> list[tuple[int, float]]:
    """Purchases by year; small ones join the one before, what is rented counts what is rented anew."""
    most, lumps, have = float(capacity.max()), [], 0.0
    for year, size in enumerate(capacity.tolist()):
        if size - have > max(LEAST, _LUMP * most):
            lumps.append((year, size - have))
            have = size
    if lumps and most > have:
        lumps[-1] = (lumps[-1][0], lumps[-1][1] + most - have)
    return lumps


def limit_of(programme: Programme, option: str) -> str:
    """The shared supply that an option comes from; empty where none."""
    planning = programme.contents.planning
    if planning is None:
        return ""
    shelf = planning.bridge if option.startswith(BRIDGE) else planning.power
    return shelf[technology_of(option)].limit if technology_of(option) in shelf else ""


def taken(limit: str, kind: str, amount: str) -> dict[str, Any]:
    """What is taken of a shared supply; nothing where there is none."""
    return {"takes": {limit: {kind: amount}}} if limit else {}


def not_before(programme: Programme, month: float) -> dict[str, str]:
    """Work that begins at a month since year 0; nothing where that has passed."""
    now = programme.as_of_month + programme.month_zero
    return {"not_before": f"{date_text(month)} [assumed]"} if month > now else {}


def chips_of_plan(problem: PlanningProblem, choice: Choice, site: int, full_at: int) -> tuple[int, dict[str, float]]:
    """The year in which halls that could run from quarter `full_at` are filled, and with which part of which chips.

    Chips bought in a year are one mix for all sites that take some in it. No chips where the plan leaves halls empty.
    """
    load, shells = running(problem, choice)[site], _could_run(problem, choice, site)
    first = min(full_at // QUARTERS, problem.years - 1)
    some = (choice.placed[site] > LEAST) & (choice.bought.sum(axis=0) > LEAST)
    filled = [year for year in range(first, problem.years) if some[year]]
    year = next((year for year in filled if load[year] >= _FULL * shells[year]), next(iter(filled), first))
    bought = choice.bought[:, year] if filled else np.zeros(len(problem.chips.names))
    mix = bought / max(float(bought.sum()), LEAST)
    return year, {name: float(part) for name, part in zip(problem.chips.names, mix, strict=True) if part > _SHARE}


def _could_run(problem: PlanningProblem, choice: Choice, site: int) -> Float[np.ndarray, " year"]:
    """IT load that halls could run in each year, its mean [IT GW]."""
    found = problem.shell[site].astype(float)
    for block in np.flatnonzero(problem.blocks.site == site):
        for year in range(problem.years):
            quarters = problem.energised(int(block), year)
            found[year] += problem.blocks.it_power[block] * choice.starts[block, quarters].sum() / QUARTERS
    return found


def chip_record(name: str) -> str:
    """The name of an accelerator's record; one without a name yet has its predecessor's and its year."""
    return name.replace(".", "_").lower()


def successors(programme: Programme, problem: PlanningProblem, names: Iterable[str]) -> dict[str, Any]:
    """Records of accelerators that have no name yet, of those that new halls are filled with."""
    found: dict[str, Any] = {}
    for name in names:
        known, _, year = name.partition(".")
        if not year:
            continue
        before = chips_of(programme.contents)[known]
        assert before.power is not None
        assert before.peak_8_bit is not None
        more = problem.chips.compute[problem.chips.names.index(name)] / (
            1e3 * before.peak_8_bit.p50 / H100E_PEAK / before.power.p50
        )
        peaks = {f: p for f in ("peak_16_bit", "peak_8_bit", "peak_4_bit") if (p := getattr(before, f)) is not None}
        found[chip_record(name)] = {
            "name": f"What follows {before.name} in {year}",
            "supplier": before.supplier,
            **{field: f"{written(peak)} x {more:.4g} [assumed]" for field, peak in peaks.items()},
            "power": written(before.power),
            "first_volume": f"{year}-01-01 [assumed]",
            "follows": known,
            "note": f"As the plan takes it: {more:.2f} times the compute for the same power.",
        }
    return found
