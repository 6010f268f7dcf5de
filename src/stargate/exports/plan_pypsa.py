"""Writes the power part of a plan as a PyPSA network of its years; PyPSA itself is not needed for it.

Each year is an investment period, its snapshots are the hours of the representative days with the days they stand for
as weights, and the IT load that the plan runs is the load. Capacity follows the plan year by year, so that
`pypsa.Network(path).optimize(multi_investment_periods=True)` finds how it is run.

- A site is a bus, an option a generator on it; load unserved is a generator too.
- What a site may take or emit in a year is a generator with an `e_sum_max` on a bus of its own; an option that takes or
  emits is then a link, which draws on that bus by its further ports.
- A battery is a `Store` for each representative day with links that work on that day alone: on other days it keeps its
  level, so that every day ends as it began.

Power in MW, money in USD of the plan; the objective is worth at the plan's start, without capital and upkeep.
"""

import io
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Float

from stargate.exports.netcdf import put
from stargate.exports.pypsa import LAYOUT, Components, Parts, generator, link, put_components
from stargate.planning.check import allowances, running
from stargate.planning.choice import Choice
from stargate.planning.problem import PlanningProblem

MEGA, ENERGY = 1e3, 1e3  # MW in a GW; USD/MWh in USD m/GWh
_WHOLE = "energy"  # the bus that links of options draw from
_LEAST = 1e-9  # GW that is nothing


def write_plan(problem: PlanningProblem, choice: Choice, path: Path, title: str) -> Path:
    """Writes the power part of a choice as a PyPSA network in netCDF-4."""
    path.write_bytes(plan_network(problem, choice, title))
    return path


def plan_network(problem: PlanningProblem, choice: Choice, title: str) -> bytes:
    """The file that `write_plan` writes."""
    import h5netcdf

    years, (days, hours) = problem.years, problem.load.shape[1:]
    periods = problem.first_year + np.arange(years)
    image = io.BytesIO()
    with h5netcdf.File(image, "w") as file:
        said = {"name": title, "pypsa_version": LAYOUT, "srid": 4326, "_multi_invest": 1}
        file.attrs.update({f"network_{name}": value for name, value in said.items()})
        file.attrs.update({"crs": "{}", "meta": "{}", "title": title})
        file.dimensions = {"snapshots": years * days * hours, "investment_periods": years}
        put(file, "snapshots", ("snapshots",), np.arange(years * days * hours))
        put(file, "snapshots_period", ("snapshots",), np.repeat(periods, days * hours))
        put(file, "snapshots_timestep", ("snapshots",), np.tile(np.arange(days * hours), years))
        weights = np.tile(np.repeat(problem.weight, hours), years)
        for kind, weight in (("objective", weights), ("stores", np.ones(len(weights))), ("generators", weights)):
            put(file, f"snapshots_{kind}", ("snapshots",), weight)
        put(file, "investment_periods", ("investment_periods",), periods)
        put(file, "investment_periods_objective", ("investment_periods",), problem.worth_of_year)
        put(file, "investment_periods_years", ("investment_periods",), np.ones(years))
        for kind, components in parts_of(problem, choice).items():
            put_components(file, kind, components)
    return image.getvalue()


def parts_of(problem: PlanningProblem, choice: Choice) -> dict[str, Components]:
    """The components of the network, by the name of PyPSA's list of their kind."""
    parts, load = Parts(), running(problem, choice)
    allowed = allowances(problem, choice)
    limited = [
        [i for i in range(len(problem.uses)) if np.isfinite(allowed[i, s]).any()] for s in range(len(problem.sites))
    ]
    if any(limited):
        parts.add("buses", _WHOLE, carrier=_WHOLE)
        parts.add("generators", _WHOLE, **_supply(_WHOLE, _WHOLE, np.full(_snapshots(problem), _most(choice))))
    for site, name in enumerate(problem.sites):
        parts.add("buses", name, carrier="AC")
        needed = MEGA * (load[site][:, None] * problem.load[site].ravel()).ravel()
        parts.add("loads", name, bus=name, p_set=needed)
        shed = _supply(name, "load shedding", needed) | {"marginal_cost": ENERGY * problem.unserved_cost}
        parts.add("generators", f"{name} load shedding", **shed)
        for use in limited[site]:
            _add_allowance(parts, problem, choice, allowed[use, site], use, site)
        for option in np.flatnonzero((choice.capacity[site] > _LEAST).any(axis=1)):
            _add_option(parts, problem, choice.capacity[site, option], site, int(option), limited[site])
    _level(parts.kinds.get("links", {}))
    return {kind: components for kind, components in parts.kinds.items() if components}


def _level(links: Components) -> None:
    """Ports that some links have are empty ones of the others: a file has a column for each attribute."""
    ports = dict.fromkeys(attribute for one in links.values() for attribute in one)
    for one in links.values():
        one |= {port: "" if port.startswith("bus") else 1.0 for port in ports if port not in one}


def _snapshots(problem: PlanningProblem) -> int:
    return problem.years * problem.load.shape[1] * problem.load.shape[2]


def _most(choice: Choice) -> float:
    """More than all that can be generated [MW]."""
    return MEGA * float(choice.capacity.sum(axis=(0, 1)).max())


def _supply(bus: str, carrier: str, most: Float[np.ndarray, " snapshot"]) -> dict[str, Any]:
    return generator(bus, carrier, most, 0.0)


def _series(by_year: Float[np.ndarray, " year"], by_hour: Float[np.ndarray, "day hour"]) -> np.ndarray:
    """What is a factor of the year times a number of the hour, by snapshot."""
    return (by_year[:, None] * by_hour.ravel()).ravel()


def _add_allowance(
    parts: Parts,
    problem: PlanningProblem,
    choice: Choice,
    allowed: Float[np.ndarray, " year"],
    use: int,
    site: int,
) -> None:
    """A bus for what a site may take or emit, and a generator a year that gives no more than the year's."""
    bus = _use_bus(problem, use, site)
    parts.add("buses", bus, carrier=problem.uses[use].name)
    rates = problem.uses[use].per_energy[site].max(axis=(1, 2))
    most_of_it, one_day = float(choice.capacity[site].max(axis=1) @ rates), np.ones(problem.load.shape[1:])
    for year, most in enumerate(allowed):
        at = np.zeros(problem.years)
        at[year] = most_of_it
        limit = {"e_sum_max": float(most) if np.isfinite(most) else np.inf}
        given = _supply(bus, problem.uses[use].name, _series(at, one_day)) | limit
        parts.add("generators", f"{bus} {problem.first_year + year}", **given)


def _use_bus(problem: PlanningProblem, use: int, site: int) -> str:
    return f"{problem.sites[site]} {problem.uses[use].name}"


def _add_option(
    parts: Parts,
    problem: PlanningProblem,
    capacity: Float[np.ndarray, " year"],
    site: int,
    option: int,
    limited: list[int],
) -> None:
    """A generator, a link where what it takes or emits is limited, or the stores of a battery."""
    name, options = problem.options.names[option], problem.options
    label, bus = f"{problem.sites[site]} {name}", problem.sites[site]
    if problem.battery is not None and problem.battery.option == option:
        _add_battery(parts, problem, capacity, site)
        return
    most = MEGA * _series(capacity, options.available[site, option])
    cost = ENERGY * _series(options.growth[option], options.cost[site, option])
    if not limited:
        parts.add("generators", label, **generator(bus, name, most, cost))
        return
    size = float(most.max())
    draws = {
        f"{field}{port}": value
        for port, use in enumerate(limited, 2)
        for field, value in (
            ("bus", _use_bus(problem, use, site)),
            ("efficiency", -_series(np.ones(problem.years), problem.uses[use].per_energy[site, option]) / MEGA),
        )
    }
    taken = {"p_nom": size, "p_max_pu": most / max(size, _LEAST), "marginal_cost": cost}
    parts.add("links", label, **link(_WHOLE, bus, name) | taken | draws)


def _add_battery(parts: Parts, problem: PlanningProblem, capacity: Float[np.ndarray, " year"], site: int) -> None:
    """A store for each day; PyPSA limits and prices a link where it starts: discharge before its losses."""
    battery, bus = problem.battery, problem.sites[site]
    assert battery is not None
    size, kept = MEGA * float(capacity.max()), battery.discharge_efficiency
    part = capacity / float(capacity.max())
    days, hours = problem.load.shape[1:]
    for day in range(days):
        own = f"{bus} {problem.options.names[battery.option]} day {day + 1}"
        works = np.zeros((days, hours))
        works[day] = 1.0
        parts.add("buses", own, carrier="battery")
        store = {"e_nom": size * battery.duration, "e_max_pu": _series(part, np.ones((days, hours)))}
        parts.add("stores", own, bus=own, carrier="battery", e_cyclic=False, e_cyclic_per_period=True, **store)
        at = {"p_max_pu": _series(part, works)}
        charge = {"efficiency": battery.charge_efficiency, "p_nom": size}
        parts.add("links", f"{own} charge", **link(bus, own, "battery") | charge | at)
        give = {"efficiency": kept, "p_nom": size / kept, "marginal_cost": ENERGY * battery.wear * kept}
        parts.add("links", f"{own} discharge", **link(own, bus, "battery") | give | at)
