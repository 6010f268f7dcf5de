"""What is wrong with a planning problem in itself, in words, before anything is planned."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np

from stargate.planning.problem import QUARTERS, PlanningProblem

MAY_BE_INFINITE = {"crews_there", "supply", "room", "allowed", "together", "inflow", "most"}
MAY_BE_NEGATIVE = {"Options.cost"}


def mistakes(problem: PlanningProblem) -> list[str]:
    """Everything that makes a problem no problem, one sentence each; nothing where all is well."""
    if problem.quarters < QUARTERS or problem.quarters % QUARTERS:
        return [f"{problem.quarters} quarters are no whole years: write 4 or a multiple"]
    if wrong := list(_all_shapes(problem)):
        return wrong
    if wrong := list(_all_values(problem)):
        return wrong
    return [
        *_of_itself(problem),
        *_of_sites(problem),
        *_of_blocks(problem),
        *_of_options(problem),
        *_of_store(problem),
    ]


def sizes(problem: PlanningProblem) -> dict[str, int]:
    """How many there are of each axis."""
    return {
        "site": len(problem.sites),
        "quarter": problem.quarters,
        "year": problem.years,
        "day": len(problem.weight),
        "hour": problem.load.shape[-1],
        "block": len(problem.blocks.names),
        "group": len(problem.blocks.groups) or len(problem.blocks.crews_there),
        "option": len(problem.options.names),
        "supply": len(problem.options.supplies),
        "room": len(problem.options.rooms),
        "chip": len(problem.chips.names),
        "maker": len(problem.chips.makers),
        "use": len(problem.uses),
        "fund": len(problem.funds.names),
    }


def wrong_shapes(record: Any, count: dict[str, int]) -> list[str]:
    """Arrays of a record that are no arrays or have other shapes than their annotations say."""
    wrong = []
    for name, axes, value in _arrays(record):
        shape = tuple(count[axis] for axis in axes)
        if not isinstance(value, np.ndarray) or value.dtype.kind not in "biuf":
            wrong.append(f"{name} is no array of numbers")
        elif value.shape != shape:
            wrong.append(f"{name} is {value.shape}: its axes ({', '.join(axes)}) are {shape}")
    return wrong


def _arrays(record: Any) -> Iterator[tuple[str, list[str], Any]]:
    for field in fields(record):
        if axes := getattr(field.type, "dim_str", ""):
            yield f"{type(record).__name__}.{field.name}", axes.split(), getattr(record, field.name)


def _parts(problem: PlanningProblem) -> list[Any]:
    parts = [problem, problem.blocks, problem.options, problem.chips, problem.funds, *problem.uses]
    return [part for part in parts if is_dataclass(part)]


def _all_shapes(problem: PlanningProblem) -> Iterator[str]:
    if np.ndim(problem.load) != 3 or np.ndim(problem.weight) != 1:
        yield "PlanningProblem.load has the axes site, day and hour, PlanningProblem.weight has day"
        return
    for part in _parts(problem):
        yield from wrong_shapes(part, sizes(problem))


def _all_values(problem: PlanningProblem) -> Iterator[str]:
    for part in _parts(problem):
        for name, _, value in _arrays(part):
            if np.isnan(value).any():
                yield f"{name} has a value that is no number"
            elif np.isinf(value).any() and name.rpartition(".")[2] not in MAY_BE_INFINITE:
                yield f"{name} is infinite somewhere: a plan without limit has no least cost"
            elif (value < 0).any() and name not in MAY_BE_NEGATIVE:
                yield f"{name} is below nought somewhere"


def _of_itself(problem: PlanningProblem) -> Iterator[str]:
    if not problem.sites:
        yield "there are no sites"
    if not problem.discount > -1 or not np.isfinite(problem.discount):
        yield f"a discount rate of {problem.discount} counts for nothing: write a rate above -1"
    if not 0 < problem.unserved_cost < np.inf:
        yield f"load unserved costs {problem.unserved_cost} USD m/GWh: write a finite cost above nought"
    if not len(problem.weight) or (problem.weight <= 0).any():
        yield "a representative day stands for no day"
    if problem.chips.life < 1 or problem.blocks.life < 1 or (problem.options.life < 1).any():
        yield "something lives for less than a year"
    for what, names in (("sites", problem.sites), ("options", problem.options.names), ("chips", problem.chips.names)):
        if len(set(names)) < len(names):
            yield f"two {what} have the same name"


def _of_sites(problem: PlanningProblem) -> Iterator[str]:
    store = problem.battery.option if problem.battery else -1
    generates = [k for k in range(len(problem.options.names)) if k != store]
    for s, site in enumerate(problem.sites):
        if (problem.there[s] > problem.shell[s] * (1 + 1e-9) + 1e-9).any():
            yield f"{site}: chips run that have no shells"
        loads = (problem.blocks.site == s).any() or problem.there[s].any()
        if loads and not (problem.options.most[s, generates] > 0).any():
            yield f"{site}: there is no power: write an option other than a store that may be built, or leave it out"


def _of_blocks(problem: PlanningProblem) -> Iterator[str]:
    blocks = problem.blocks
    for b, name in enumerate(blocks.names):
        if blocks.lag[b] < 1:
            yield f"{name}: its phases are built in no time: write a lag of at least one quarter"
        if not 0 <= blocks.site[b] < len(problem.sites):
            yield f"{name}: its site is none of {len(problem.sites)}"
        if not 0 <= blocks.group[b] < len(blocks.crews_there):
            yield f"{name}: its crews are none of {len(blocks.crews_there)} groups"


def _of_options(problem: PlanningProblem) -> Iterator[str]:
    options = problem.options
    for s, k in np.argwhere((options.least > options.most * (1 + 1e-9) + 1e-9).any(axis=2)):
        yield f"{problem.sites[s]}: there is more of {options.names[k]} than there may be"
    for k in np.flatnonzero(~options.owned & (options.capital_cost > 0).any(axis=(0, 2))):
        yield f"{options.names[k]} is rented and has a capital cost: write it as upkeep"


def _of_store(problem: PlanningProblem) -> Iterator[str]:
    store = problem.battery
    if store is None:
        return
    if not 0 <= store.option < len(problem.options.names):
        yield f"the store is none of {len(problem.options.names)} options"
        return
    name, k = problem.options.names[store.option], store.option
    if not (0 < store.charge_efficiency <= 1 and 0 < store.discharge_efficiency <= 1):
        yield f"{name}: write efficiencies above nought and up to one"
    if not (0 <= store.duration < np.inf and 0 <= store.wear < np.inf):
        yield f"{name}: write a finite duration and wear, not below nought"
    given = (problem.options.cost, *(use.per_energy for use in problem.uses))
    if any(of[:, k].any() for of in given) or (problem.options.available[:, k] != 1).any():
        yield f"{name}: energy given back has a cost, a use or hours of its own; a store has wear alone"
