"""What a choice costs and what it breaks, recomputed from the problem alone: shares no matrix with what plans.

The model is that of `planning.problem`, row by row; a site's hours are solved anew as linear programmes (`served`).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from stargate.planning.choice import Choice
from stargate.planning.mistakes import sizes, wrong_shapes
from stargate.planning.problem import QUARTERS, PlanningProblem
from stargate.planning.served import Served, served

SEEN = 1e-9  #: what is missed by less is rounding


@dataclass(frozen=True, eq=False)
class Recomputed:
    """What a choice comes to."""

    objective: float  #: sum of the terms [USD m]
    terms: dict[str, float]  #: by what is paid, worth at the start [USD m]
    violations: dict[str, float]  #: rows that are missed, and by how much, relative to max(1, limit)
    worst: float  #: of them; nought where there are none
    spent: dict[str, Float[np.ndarray, " quarter"]]  #: capital by what it is spent on [USD m]
    energy: Float[np.ndarray, "site option year"]  #: that comes from each; of a store what it gives back [GWh]
    unserved: Float[np.ndarray, "site year"]  #: [GWh]
    used: Float[np.ndarray, "use site year"]  #: [unit of the use]


def recompute(problem: PlanningProblem, choice: Choice) -> Recomputed:
    """Objective of a choice and every row it misses, from its decisions alone.

    A row with used <= allowed is missed by (used - allowed) / max(1, |allowed|). Raises ValueError where an array has
    another shape than the problem asks for, RuntimeError where hours cannot be solved.
    """
    if wrong := wrong_shapes(choice, sizes(problem)):
        raise ValueError("; ".join(wrong))
    missed: dict[str, float] = {}
    for row, used, allowed in rows(problem, choice):
        excess = (used - allowed) / max(1.0, abs(allowed)) if allowed < np.inf else 0.0
        if not excess <= SEEN:
            missed[row] = max(missed.get(row, 0.0), float(np.nan_to_num(excess, nan=np.inf)))
    hours, spent = _hours(problem, choice), _spent(problem, choice)
    terms = _terms(problem, choice, hours, spent)
    return Recomputed(
        objective=sum(terms.values()),
        terms=terms,
        violations=missed,
        worst=max(missed.values(), default=0.0),
        spent=spent,
        energy=np.stack([of_site.energy for of_site in hours]),
        unserved=np.stack([of_site.unserved for of_site in hours]),
        used=np.stack([of_site.used for of_site in hours], axis=1),
    )


def running(problem: PlanningProblem, choice: Choice) -> Float[np.ndarray, "site year"]:
    """IT load of every site: chips that are there and those placed over the last years of their life [IT GW]."""
    load = problem.there.astype(float)
    for year in range(problem.years):
        load[:, year] += choice.placed[:, max(0, year - problem.chips.life + 1) : year + 1].sum(axis=1)
    return load


def allowances(problem: PlanningProblem, choice: Choice) -> Float[np.ndarray, "use site year"]:
    """What each site may take or emit in a year: its share of what sites share, else what is its own."""
    load, allowed = running(problem, choice), np.zeros(choice.allowance.shape)
    for at, use in enumerate(problem.uses):
        own = use.allowed + use.allowed_per_load * load
        allowed[at] = np.where(np.isfinite(use.together), choice.allowance[at], own)
    return allowed


Row = tuple[str, float, float]


def rows(problem: PlanningProblem, choice: Choice) -> Iterator[Row]:
    """Name, what is used and what is allowed, of every row."""
    for kind in (_starts, _sites, _crews, _chips, _compute, _power, _supplies, _rooms, _uses, _capital):
        yield from kind(problem, choice)


def _quarter(problem: PlanningProblem, quarter: int) -> str:
    return f"{problem.first_year + quarter // QUARTERS}-Q{quarter % QUARTERS + 1}"


def _begun(choice: Choice) -> Float[np.ndarray, "block quarter"]:
    return np.diff(choice.starts.astype(float), axis=1, prepend=0.0)


def _building(problem: PlanningProblem, choice: Choice, block: int, quarter: int) -> float:
    """Phases of a block under construction."""
    lag = int(problem.blocks.lag[block])
    return float(choice.starts[block, quarter] - (choice.starts[block, quarter - lag] if quarter >= lag else 0))


def _starts(problem: PlanningProblem, choice: Choice) -> Iterator[Row]:
    blocks, begun = problem.blocks, _begun(choice)
    for b, name in enumerate(blocks.names):
        is_open, first, last = float(choice.opened[blocks.site[b]]), blocks.earliest[b], problem.latest(b)
        yield f"phases, {name}", choice.starts[b, -1], blocks.most[b] * is_open
        for q in range(problem.quarters):
            when = f"{name}, {_quarter(problem, q)}"
            yield f"starts, {when}", begun[b, q], blocks.pace[b] * is_open * (first <= q <= last)
            yield f"starts are not taken back, {when}", -begun[b, q], 0.0
            yield f"whole phases, {when}", abs(choice.starts[b, q] - np.round(choice.starts[b, q])), 0.0


def _sites(problem: PlanningProblem, choice: Choice) -> Iterator[Row]:
    blocks, load = problem.blocks, running(problem, choice)
    for s, site in enumerate(problem.sites):
        own = np.flatnonzero(blocks.site == s).tolist()
        yield f"open already, {site}", float(problem.opened[s]), float(choice.opened[s])
        yield f"open or not, {site}", abs(float(choice.opened[s]) - np.round(choice.opened[s])), 0.0
        for q in range(problem.quarters):
            building = sum(_building(problem, choice, b, q) for b in own)
            yield f"at once, {site}, {_quarter(problem, q)}", building, problem.at_once[s] * float(choice.opened[s])
        for y in range(problem.years):
            ready = sum(blocks.it_power[b] * choice.starts[b, problem.energised(b, y)].sum() / QUARTERS for b in own)
            yield f"shells, {site}, {problem.first_year + y}", load[s, y], problem.shell[s, y] + ready
            yield f"chips are placed, {site}, {problem.first_year + y}", -choice.placed[s, y], 0.0


def _crews(problem: PlanningProblem, choice: Choice) -> Iterator[Row]:
    blocks = problem.blocks
    for g, there in enumerate(blocks.crews_there):
        own = np.flatnonzero(blocks.group == g).tolist()
        for q in range(problem.quarters):
            at_work = sum(blocks.crews[b] * _building(problem, choice, b, q) for b in own)
            yield f"crews, {_named(blocks.groups, g)}, {_quarter(problem, q)}", at_work, there[q]


def _named(names: tuple[str, ...], at: int) -> str:
    return names[at] if names else str(at)


def _chips(problem: PlanningProblem, choice: Choice) -> Iterator[Row]:
    chips = problem.chips
    for y in range(problem.years):
        year = problem.first_year + y
        placed, bought = choice.placed[:, y].sum(), choice.bought[:, y].sum()
        yield f"chips placed and bought, {year}", abs(placed - bought), 0.0
        for c, name in enumerate(chips.names):
            yield f"chips sold, {name}, {year}", choice.bought[c, y], chips.most[c, y]
            yield f"chips are bought, {name}, {year}", -choice.bought[c, y], 0.0
        for m, maker in enumerate(chips.makers):
            yield f"chips made, {maker}, {year}", chips.made_by[m] @ choice.bought[:, y], chips.supply[m, y]


def _compute(problem: PlanningProblem, choice: Choice) -> Iterator[Row]:
    chips, load = problem.chips, running(problem, choice)
    for y in range(problem.years):
        year, live = problem.first_year + y, slice(max(0, y - chips.life + 1), y + 1)
        there = problem.compute_there[y] + float((chips.compute @ choice.bought[:, live]).sum())
        yield f"compute sold, {year}", choice.sold[y], there
        yield f"demand, {year}", choice.sold[y], problem.demand[y]
        yield f"compute is sold, {year}", -choice.sold[y], 0.0
        yield f"target, {year}", problem.target[y], load[:, y].sum() + choice.shortfall[y]
        yield f"shortfall is none or more, {year}", -choice.shortfall[y], 0.0


def _bought(problem: PlanningProblem, choice: Choice) -> Float[np.ndarray, "site option year"]:
    """Power on top of what is there or ordered: what of it comes in each year [GW]."""
    return np.diff(choice.capacity - problem.options.least, axis=2, prepend=0.0)


def _power(problem: PlanningProblem, choice: Choice) -> Iterator[Row]:
    options, more, capacity = problem.options, _bought(problem, choice), choice.capacity
    for s, k, y in np.ndindex(capacity.shape):
        at = f"{options.names[k]}, {problem.sites[s]}, {problem.first_year + y}"
        yield f"power there or ordered, {at}", float(options.least[s, k, y]), float(capacity[s, k, y])
        yield f"power to be had, {at}", float(capacity[s, k, y]), float(options.most[s, k, y])
        if options.owned[k]:
            yield f"power is kept, {at}", -float(more[s, k, y]), 0.0


def _supplies(problem: PlanningProblem, choice: Choice) -> Iterator[Row]:
    options, more = problem.options, _bought(problem, choice)
    for i, name in enumerate(options.supplies):
        takes = options.supplied[i] * options.owned
        for y in range(problem.years):
            yield f"supply, {name}, {problem.first_year + y}", takes @ more[:, :, y].sum(axis=0), options.supply[i, y]


def _rooms(problem: PlanningProblem, choice: Choice) -> Iterator[Row]:
    """Committed shells take their room from the start, others from their start."""
    options, blocks = problem.options, problem.blocks
    for s, site in enumerate(problem.sites):
        own = np.flatnonzero(blocks.site == s).tolist()
        for y in range(problem.years):
            shells = problem.shell[s].max() + blocks.it_power[own] @ choice.starts[own, QUARTERS * y + QUARTERS - 1]
            for i, name in enumerate(options.rooms):
                taken = options.room_taken[i] @ choice.capacity[s, :, y] + options.room_of_shell[i] * shells
                yield f"room, {name}, {site}, {problem.first_year + y}", taken, options.room[s, i]


def _uses(problem: PlanningProblem, choice: Choice) -> Iterator[Row]:
    load = running(problem, choice)
    for at, use in enumerate(problem.uses):
        for y in np.flatnonzero(np.isfinite(use.together)):
            year = problem.first_year + y
            yield f"{use.name} of all, {year}", choice.allowance[at, :, y].sum(), use.together[y]
            for s, site in enumerate(problem.sites):
                own = use.allowed[s, y] + use.allowed_per_load[s, y] * load[s, y]
                yield f"{use.name}, {site}, {year}", choice.allowance[at, s, y], own
                yield f"{use.name} allowed is none or more, {site}, {year}", -choice.allowance[at, s, y], 0.0


def _capital(problem: PlanningProblem, choice: Choice) -> Iterator[Row]:
    spent, funds = _spent(problem, choice), problem.funds
    built = spent["openings"] + building_paid(problem, choice, problem.blocks.drawn) + spent["power"]
    for f, fund in enumerate(funds.names):
        drawn = np.cumsum(funds.construction[f] * built + funds.compute[f] * spent["chips"])
        came = np.cumsum(funds.inflow[f])
        for q in range(problem.quarters):
            yield f"{fund}, {_quarter(problem, q)}", drawn[q], came[q]


def _spent(problem: PlanningProblem, choice: Choice) -> dict[str, Float[np.ndarray, " quarter"]]:
    """Capital spent in each quarter [USD m]."""
    blocks, more = problem.blocks, _bought(problem, choice)
    spent = {name: np.zeros(problem.quarters) for name in ("openings", "phases", "power", "chips")}
    for s in range(len(problem.sites)):
        first = min((int(q) for q in blocks.earliest[blocks.site == s]), default=0)
        if not problem.opened[s]:
            spent["openings"][min(first, problem.quarters - 1)] += problem.open_cost[s] * float(choice.opened[s])
    spent["phases"] = building_paid(problem, choice, np.ones(len(blocks.names)))
    for y in range(problem.years):
        of_power = float((problem.options.capital_cost[:, :, y] * more[:, :, y]).sum())
        spent["power"][problem.spread(y)] += of_power / QUARTERS
        of_chips = float(problem.chips.cost[:, y] @ choice.bought[:, y])
        spent["chips"][QUARTERS * y : QUARTERS * (y + 1)] += of_chips / QUARTERS
    return spent


def building_paid(
    problem: PlanningProblem, choice: Choice, part: Float[np.ndarray, " block"]
) -> Float[np.ndarray, " quarter"]:
    """Parts of what phases cost, spent evenly while they are built [USD m]."""
    begun, paid = _begun(choice), np.zeros(problem.quarters)
    for b, q in np.argwhere(begun != 0):
        lag = int(problem.blocks.lag[b])
        paid[q : q + lag] += part[b] * begun[b, q] * problem.blocks.cost[b, q] / lag
    return paid


def _left(problem: PlanningProblem, choice: Choice) -> float:
    """What things are worth when the plan ends, of what was paid for them [USD m]."""
    begun, more, left = _begun(choice), _bought(problem, choice), 0.0
    for b, q in np.argwhere(begun != 0):
        left += begun[b, q] * problem.blocks.cost[b, q] * problem.residual_shell(b, q)
    for y in range(problem.years):
        paid = (problem.options.capital_cost[:, :, y] * more[:, :, y]).sum(axis=0)
        left += sum(paid[k] * problem.residual_power(k, y) for k in range(len(paid)))
        left += problem.residual_chip(y) * float(problem.chips.cost[:, y] @ choice.bought[:, y])
    return float(left)


def _hours(problem: PlanningProblem, choice: Choice) -> list[Served]:
    """Of each site; what a choice has below nought counts as nothing."""
    load, allowed = np.maximum(running(problem, choice), 0), np.maximum(allowances(problem, choice), 0)
    power = np.maximum(choice.capacity, 0)
    return [served(problem, s, load[s], power[s], allowed[:, s]) for s in range(len(problem.sites))]


def _terms(
    problem: PlanningProblem, choice: Choice, hours: list[Served], spent: dict[str, Float[np.ndarray, " quarter"]]
) -> dict[str, float]:
    worth = problem.worth_of_year
    return {
        **{name: float(problem.worth @ paid) for name, paid in spent.items()},
        "upkeep of power": float((problem.options.upkeep * choice.capacity * worth).sum()),
        "running": float((problem.run_cost * running(problem, choice) * worth).sum()),
        "energy": float(sum(of_site.cost @ worth for of_site in hours)),
        "shortfall": float(worth @ (problem.shortfall_cost * choice.shortfall)),
        "unmet demand": float(worth @ (problem.value * (problem.demand - choice.sold))),
        "left at the end": -problem.residual_worth * _left(problem, choice),
    }
