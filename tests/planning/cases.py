"""Small problems of many kinds: what the generator makes, with what it leaves out put in."""

from dataclasses import replace

import numpy as np

from stargate.planning.invented import invented
from stargate.planning.problem import Battery

SIZES = ((1, 16, 3), (2, 12, 2), (3, 8, 1))


def case(size, seed):
    """One of a size, which stays what it is; seeds turn limits and commitments on and off."""
    sites, quarters, days = size
    problem = invented(
        sites,
        quarters,
        days,
        seed,
        capital=0.7 if seed % 3 == 0 else np.inf,
        carbon=0.25 * sites if seed % 4 == 1 else np.inf,
    )
    kinds = (soon, committed, aimed, without_store, by_load, without_uses, rooms)
    return kinds[seed % len(kinds)](soon(problem))


def soon(problem):
    """Short plans in which something can be done: phases and connections come early, demand from the start."""
    blocks, options = problem.blocks, problem.options
    most = options.most.copy()
    most[:, 0] = np.maximum(most[:, 0], 0.3 * (np.arange(problem.years) >= 1))
    lag = 2 + blocks.lag % 3
    demand = np.maximum(problem.demand, 0.5 * problem.demand.max())
    blocks = replace(blocks, lag=lag, earliest=blocks.earliest % 2)
    return replace(problem, blocks=blocks, options=replace(options, most=most), demand=demand)


def committed(problem):
    """The first site stands already, with chips, a connection and a store that is ordered."""
    years, opened = problem.years, problem.opened.copy()
    opened[0] = True
    shell, there = problem.shell.copy(), problem.there.copy()
    shell[0], there[0] = 0.3, 0.12 * (np.arange(years) < 2)
    least, most = problem.options.least.copy(), problem.options.most.copy()
    least[0, 0], least[0, 5] = 0.2, 0.1 * (np.arange(years) >= 1)
    options = replace(problem.options, least=least, most=np.maximum(most, least))
    return replace(
        problem, opened=opened, shell=shell, there=there, compute_there=2.0 * there.sum(axis=0), options=options
    )


def aimed(problem):
    """A target that costs what is missing of it, above what demand alone would build."""
    target = 0.8 * float(problem.blocks.it_power @ problem.blocks.most) * np.linspace(0.2, 1, problem.years)
    return replace(problem, target=target, shortfall_cost=np.full(problem.years, 9_000.0))


def without_store(problem):
    most = problem.options.most.copy()
    most[:, 5] = 0.0
    return replace(problem, battery=None, options=replace(problem.options, most=most))


def by_load(problem):
    """Water that is allowed by what runs, and no store worth having."""
    water, *others = problem.uses
    water = replace(water, allowed=0.2 * water.allowed, allowed_per_load=2.0 + 0 * water.allowed)
    return replace(problem, uses=(water, *others), battery=Battery(5, 2.0, 0.7, 0.7, 0.05))


def without_uses(problem):
    return replace(problem, uses=())


def rooms(problem):
    """Little room, few crews, few turbines, chips of a maker who is short, and phases that others pay in part."""
    options, blocks, chips = problem.options, problem.blocks, problem.chips
    return replace(
        problem,
        options=replace(options, room=0.15 * options.room, supply=0.3 * options.supply),
        blocks=replace(blocks, crews_there=0.25 * blocks.crews_there, drawn=0.4 * blocks.drawn),
        chips=replace(chips, supply=0.6 * chips.supply, life=2),
    )
