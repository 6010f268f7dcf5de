"""Dispatching.

Invented site-years of 8,760 hours: a campus with the grid at an hourly price, gas of rising heat rate in three steps,
solar, load unserved at its value, and what each row adds. Four ways to the same optimum, in one process:

- *stargate*: `dispatch`, from the problem to outputs, prices and a bound that proves them.
- *PyPSA*: the network that `exports.pypsa` writes, read before. Its `create_model` is given apart from its
  `solve_model`, which is HiGHS with its defaults and taking over results. A monthly charge is twelve extendable links.
- *HiGHS cold*: the same linear programme as raw sparse matrices without PyPSA's rows for bounds; building them is left
  out. By its default, dual simplex after presolve, and by interior points with crossover.
- *HiGHS warm*: solved again from the last basis, once all prices of the grid differ by up to 3%, once the store and the
  grid are 5% larger. This is the fairest peer of a planning engine.

Objectives are held equal to 1e-6 throughout; the last table does so for thirty random years, with what each one has.
Times are CPU time of all threads; of stargate and of HiGHS warm they are the least of several runs.
"""

import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from _measured import Table, cpu_seconds
from _site_years import features, site_year, with_units

from stargate.exports.pypsa import write_pypsa
from stargate.power.arrays import work
from stargate.power.dispatch import dispatch
from stargate.power.element import Dispatch, Problem
from stargate.power.general import Model
from stargate.power.recursion import backward
from stargate.power.rows import rows

EQUAL = 1e-6  # relative, of objectives
PRICE = 0.01  # [USD/MWh]
YEARS, SITES = 30, 20
CLASSES = {
    "one store, fixed ends": {"store", "wear"},
    "one store, cyclic": {"store", "wear", "cyclic"},
    "store, flexible budget": {"store", "wear", "flexible"},
    "store, yearly demand charge": {"store", "wear", "yearly"},
    "store, monthly demand charge": {"store", "wear", "monthly"},
    "cyclic store, budget, yearly demand charge": {"store", "wear", "cyclic", "flexible", "yearly"},
}


def tables() -> list[Table]:
    speeds = [(name, _ways(site_year(1, has))) for name, has in CLASSES.items()]
    return [_seconds(speeds), _ratios(speeds), _fleet(), _beyond(), _equal()]


def _seconds(speeds: list[tuple[str, dict[str, float]]]) -> Table:
    ways = list(speeds[0][1])
    return Table(("8,760 hours, CPU [s]", *ways), [(name, *(said[way] for way in ways)) for name, said in speeds])


def _ratios(speeds: list[tuple[str, dict[str, float]]]) -> Table:
    ours, built, *others = speeds[0][1]
    times = []
    for name, said in speeds:
        both = said[built] + said[others[0]]
        times.append((name, *(seconds / said[ours] for seconds in (both, *(said[way] for way in others)))))
    return Table(("times as long as stargate", "PyPSA, both", *others), times)


def _ways(problem: Problem) -> dict[str, float]:
    """Seconds of each way to the same objective."""
    prices = np.random.default_rng(3).uniform(0.97, 1.03, len(problem.demand))
    dearer = _grid(problem, cost=problem.sources[0].cost * prices)
    larger = _grid(problem, capacity=problem.sources[0].capacity * 1.05)
    larger = replace(larger, stores=tuple(replace(store, energy=1.05 * store.energy) for store in problem.stores))
    said = {"stargate": _ours(problem)} | _pypsa(problem)
    model = Model(problem)
    said["HiGHS cold"] = _once(model.solve)
    said["by interior points"] = _once(Model(problem, solver="ipm").solve)
    said["HiGHS warm, prices"] = _warm(model, problem, dearer)
    said["warm, capacities"] = _warm(model, problem, larger)
    return said


def _ours(problem: Problem) -> float:
    """What takes long is not noise, and is run once after it was compiled."""
    dispatch(problem)
    first = _once(lambda: dispatch(problem))
    return first if first > 1 else min(first, cpu_seconds(lambda: dispatch(problem)))


def _grid(problem: Problem, **other: np.ndarray) -> Problem:
    grid, *rest = problem.sources
    return replace(problem, sources=(replace(grid, **other), *rest))


def _held(ours: Dispatch, other: float) -> float:
    """Relative difference of two objectives; ends the measurement where they are not equal."""
    difference = abs(ours.objective - other) / max(1.0, abs(other))
    if ours.status != "solved" or difference > EQUAL:
        raise SystemExit(f"{ours.status}: {ours.objective} and {other} differ by {difference:.1e}")
    return difference


def _once(does: Callable[[], object]) -> float:
    begun = time.process_time()
    does()
    return time.process_time() - begun


def _warm(model: Model, problem: Problem, other: Problem) -> float:
    """The least of there and back, twice, each from the basis of the other."""
    seconds = []
    for changed in (other, problem) * 2:
        model.change(changed)
        seconds.append(_once(model.solve))
    model.change(other)
    _held(dispatch(other), model.solve().objective)
    return min(seconds)


def _network(problem: Problem) -> Any:
    import logging

    import pypsa

    logging.disable(logging.WARNING)
    warnings.simplefilter("ignore")
    pypsa.options.general.allow_network_requests = False
    with TemporaryDirectory() as folder:
        return pypsa.Network(write_pypsa(problem, Path(folder) / "site.pypsa.nc", "A site", date(2027, 1, 1)))


def _pypsa(problem: Problem) -> dict[str, float]:
    network = _network(problem)
    built = _once(lambda: network.optimize.create_model(include_objective_constant=False))
    solved = _once(lambda: network.optimize.solve_model(progress=False, log_to_console=False))
    _held(dispatch(problem), network.objective)
    return {"PyPSA, its model": built, "PyPSA, its solve": solved}


def _fleet() -> Table:
    """Sites in turn on one core, and the most memory that a process has for it."""
    sites = [site_year(seed, CLASSES["one store, fixed ends"]) for seed in range(SITES)]
    cpu = cpu_seconds(lambda: [dispatch(site) for site in sites])
    forms = [rows(site) for site in sites]
    scratch = work(*forms[0].hours.cost.shape)
    values = cpu_seconds(lambda: [backward(form.hours, form.storage, scratch) for form in forms])
    said = [
        (f"stargate, {SITES} sites", cpu, _memory(f"for seed in range({SITES}): dispatch(year(seed))")),
        (f"their values alone, {SITES} sites", values, ""),
        ("HiGHS, one site", "", _memory("Model(year(1)).solve()")),
        ("PyPSA, one site", "", _memory("_network(year(1)).optimize(log_to_console=False, progress=False)")),
    ]
    return Table(("one store, fixed ends, 8,760 hours", "CPU [s]", "peak memory of its process [MB]"), said)


_CHILD = """\
import sys
sys.path.insert(0, {here!r})
from dispatch import CLASSES, Model, _network, dispatch, site_year
year = lambda seed: site_year(seed, CLASSES["one store, fixed ends"])
{does}
with open("/proc/self/status") as status:
    print(next(line.split()[1] for line in status if line.startswith("VmHWM")))
"""


def _memory(does: str) -> float:
    """Peak of a process of its own [MB]."""
    code = _CHILD.format(here=str(Path(__file__).resolve().parent), does=does)
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    return int(said.splitlines()[-1]) / 1024


def _beyond() -> Table:
    """What the recursion cannot solve goes to HiGHS behind the same function."""
    one = site_year(1, {"store", "leak"})
    battery = one.stores[0]
    other = replace(battery, name="other", energy=20 * battery.energy, charge_efficiency=0.7, initial=0.0)
    problems = {
        "two stores": replace(one, stores=(battery, other)),
        "store, 12 engines in whole units": with_units(one, 12),
    }
    solved = []
    for name, problem in problems.items():
        begun = time.process_time()
        result = dispatch(problem)
        solved.append((name, time.process_time() - begun, result.status, f"{result.gap:.1e}", result.engine))
    return Table(("8,760 hours", "CPU [s]", "status", "gap", "engine"), solved)


def _equal() -> Table:
    """Random years against PyPSA with HiGHS, and the worst of them."""
    years, worst = [], 0.0
    for seed in range(YEARS):
        has = features(seed)
        problem = site_year(seed, has)
        network = _network(problem)
        network.optimize(log_to_console=False, progress=False, include_objective_constant=False)
        ours = dispatch(problem)
        differs = _held(ours, network.objective)
        prices = np.abs(ours.price - network.buses_t.marginal_price["site"].to_numpy()) < PRICE
        years.append(
            (
                seed,
                ", ".join(sorted(has)),
                ours.objective,
                f"{differs:.0e}",
                f"{abs(ours.gap):.0e}",
                f"{prices.mean():.1%}",
            )
        )
        worst = max(worst, differs)
    years.append(("worst", "", "", f"{worst:.0e}", "", ""))
    columns = (
        "year",
        "has",
        "objective [USD]",
        "relative difference to PyPSA",
        "gap to its own bound",
        "hours with PyPSA's price",
    )
    return Table(columns, years)
