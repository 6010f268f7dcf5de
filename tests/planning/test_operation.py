"""A site-year costs what an outside linear programme says, and its cut lies below it everywhere."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import linprog
from scipy.sparse import coo_array

from stargate.planning.invented import invented
from stargate.planning.operation import Operation, allowance

DAYS = 3


def written_out(problem, site, year, load, capacity, allowed):
    """The least cost of a site-year, written down row by row for scipy."""
    options, battery, hours = problem.options, problem.battery, problem.load.shape[2]
    plain = [k for k in range(len(options.names)) if battery is None or k != battery.option]
    cost, upper, entries, right, columns = [], [], [], [], 0
    slots = [(d, h) for d in range(len(problem.weight)) for h in range(hours)]
    balance = {slot: i for i, slot in enumerate(slots)}
    right = [load * problem.load[site, d, h] for d, h in slots]
    used = []

    def column(price, most, *rows):
        nonlocal columns
        cost.append(price)
        upper.append(most)
        entries.extend((row, columns, value) for row, value in rows)
        columns += 1
        return columns - 1

    for (d, h), row in balance.items():
        weight = problem.weight[d]
        column(weight * problem.unserved_cost, None, (row, 1.0))
        for k in plain:
            price = weight * options.cost[site, k, d, h] * options.growth[k, year]
            at = column(price, options.available[site, k, d, h] * capacity[k], (row, 1.0))
            used += [(u, at, weight * use.per_energy[site, k, d, h]) for u, use in enumerate(problem.uses)]
    if battery is not None:
        power = capacity[battery.option]
        for i, (d, h) in enumerate(slots):
            ends, after = len(slots) + i, len(slots) + d * hours + (h + 1) % hours
            column(0.0, power, (balance[d, h], -1.0), (ends, -battery.charge_efficiency))
            column(
                problem.weight[d] * battery.wear, power, (balance[d, h], 1.0), (ends, 1 / battery.discharge_efficiency)
            )
            column(0.0, power * battery.duration, (ends, 1.0), (after, -1.0))
        right += [0.0] * len(slots)
    rows, at, values = zip(*entries, strict=True)
    equal = coo_array((values, (rows, at)), shape=(len(right), columns)).tocsr()
    kept = [u for u, limit in enumerate(allowed) if np.isfinite(limit)]
    entries = [(kept.index(u), at, value) for u, at, value in used if u in kept]
    below = None
    if kept:
        rows, at, values = zip(*entries, strict=True)
        below = coo_array((values, (rows, at)), shape=(len(kept), columns)).tocsr()
    most = [allowed[u] for u in kept] or None
    found = linprog(cost, A_ub=below, b_ub=most, A_eq=equal, b_eq=right, bounds=[(0.0, most) for most in upper])
    assert found.status == 0, found.message
    return found.fun


def drawn(problem, seed, nothing=0.3):
    """A load, capacities and allowances of every site-year; some are nought."""
    draw = np.random.default_rng(seed)
    shape = problem.options.most.shape
    load = draw.uniform(0, 1.5, shape[::2]) * (draw.random(shape[::2]) > nothing / 2)
    capacity = draw.uniform(0, 1.2, shape) * (draw.random(shape) > nothing)
    allowed = allowance(problem, load)
    return (
        load,
        capacity,
        np.where(np.isinf(allowed), draw.uniform(0, 2, allowed.shape), allowed * draw.uniform(0.1, 1.5)),
    )


PROBLEMS = {
    "water": invented(2, 8, DAYS, 3),
    "two uses": invented(2, 8, DAYS, 4, carbon=3.0),
    "no battery": replace(invented(2, 8, DAYS, 5), battery=None),
    "no use": replace(invented(2, 8, DAYS, 6), uses=()),
}


def rebuilt(cuts, load, capacity, allowed):
    """What cuts say at a point."""
    taken = np.where(cuts.of_allowance < 0, allowed, 0.0)
    return cuts.of_load * load + (cuts.of_capacity * capacity).sum(axis=1) + (cuts.of_allowance * taken).sum(axis=0)


@pytest.mark.parametrize("name", PROBLEMS)
def test_costs_are_those_of_an_outside_solver_and_cuts_are_tight_and_valid(name):
    problem = PROBLEMS[name]
    operation, point, other = Operation(problem), drawn(problem, 1), drawn(problem, 2)
    cuts, there = operation.evaluate(*point), Operation(problem).evaluate(*other)
    for s, y in np.ndindex(cuts.cost.shape):
        expected = written_out(problem, s, y, point[0][s, y], point[1][s, :, y], point[2][:, s, y])
        assert cuts.cost[s, y] == pytest.approx(expected, rel=1e-8, abs=1e-7)
    assert rebuilt(cuts, *point) == pytest.approx(cuts.cost, rel=1e-8, abs=1e-7)
    assert (rebuilt(cuts, *other) <= there.cost + 1e-9 * (1 + there.cost)).all()
    assert np.isfinite(cuts.of_allowance).all()


@pytest.mark.parametrize("name", PROBLEMS)
def test_prices_of_one_year_bound_the_others(name):
    problem = PROBLEMS[name]
    operation, point = Operation(problem), drawn(problem, 1)
    cuts = operation.evaluate(*point)
    for s, y in np.ndindex(cuts.cost.shape):
        carried = operation.carry(s, y)
        own = [values[s : s + 1] for values in point[:2]]
        assert carried.cost[0, y] == pytest.approx(cuts.cost[s, y], rel=1e-8, abs=1e-7)
        assert (rebuilt(carried, *own, point[2][:, s : s + 1])[0] <= cuts.cost[s] + 1e-9 * (1 + cuts.cost[s])).all()


def test_only_what_is_asked_for_is_evaluated():
    problem = PROBLEMS["water"]
    point = drawn(problem, 1)
    which = np.zeros(point[0].shape, dtype=bool)
    which[1, 0] = True
    some, every = Operation(problem).evaluate(*point, which), Operation(problem).evaluate(*point)
    assert some.cost[1, 0] == pytest.approx(every.cost[1, 0], rel=1e-9)
    assert not some.cost[~which].any()
