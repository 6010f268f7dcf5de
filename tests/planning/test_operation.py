"""A site-year costs what an outside linear programme says, and its cut lies below it everywhere."""

import os
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog
from scipy.sparse import coo_array

from stargate.planning.invented import invented
from stargate.planning.operation import Operation, allowance
from stargate.planning.problem import Battery

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


def three_uses():
    """What only HiGHS takes: more than two uses that are limited."""
    problem = invented(1, 4, DAYS, 8, carbon=3.0)
    return replace(problem, uses=(*problem.uses, replace(problem.uses[0], name="other", allowed=np.full((1, 1), 4.0))))


PROBLEMS = {
    "water": invented(2, 8, DAYS, 3),
    "two uses": invented(2, 8, DAYS, 4, carbon=3.0),
    "three uses": three_uses(),
    "no battery": replace(invented(2, 8, DAYS, 5), battery=None),
    "no use": replace(invented(2, 8, DAYS, 6), uses=()),
}


def rebuilt(cuts, load, capacity, allowed):
    """What cuts say at a point."""
    taken = np.where(cuts.of_allowance < 0, allowed, 0.0)
    return cuts.of_load * load + (cuts.of_capacity * capacity).sum(axis=1) + (cuts.of_allowance * taken).sum(axis=0)


def by_hand(**changes):
    """A site with a grid that is cheap, then dear, gas, and a battery that loses half of what it takes in."""
    problem = invented(1, 4, 1, 1)
    shape = (1, 3, 1, 2)
    options = replace(
        problem.options,
        names=("grid", "gas", "battery"),
        available=np.ones(shape),
        cost=np.broadcast_to(np.array([[10.0, 50.0], [100.0, 100.0], [0.0, 0.0]])[None, :, None], shape),
        growth=np.ones((3, 1)),
        most=np.ones((1, 3, 1)),
    )
    water = replace(problem.uses[0], per_energy=np.zeros(shape) + np.array([1.0, 0, 0])[:, None, None])
    battery = Battery(2, 2.0, 0.5, 1.0, 0.0)
    here = {"weight": np.array([365.0]), "load": np.ones((1, 1, 2)), "unserved_cost": 1_000.0}
    return replace(problem, **{"options": options, "uses": (water,), "battery": battery} | here | changes)


def evaluated(problem, load, capacity, allowed=np.inf):
    return Operation(problem).evaluate(
        np.full((1, 1), load), np.reshape(capacity, (1, 3, 1)).astype(float), np.full((1, 1, 1), allowed)
    )


def test_a_battery_moves_half_of_what_it_charges_to_the_dear_hour():
    cuts = evaluated(by_hand(), 1.0, [3.0, 1.0, 0.5])
    assert cuts.cost[0, 0] == pytest.approx(365 * (1.5 * 10 + 0.75 * 50))
    assert cuts.of_load[0, 0] == pytest.approx(365 * (10 + 50))
    assert cuts.of_capacity[0, :, 0] == pytest.approx([0.0, 0.0, -365 * (0.5 * 50 - 10)])


def test_a_battery_that_is_not_there_has_the_same_worth():
    cuts = evaluated(by_hand(), 1.0, [3.0, 1.0, 0.0])
    assert cuts.cost[0, 0] == pytest.approx(365 * 60)
    assert cuts.of_capacity[0, 2, 0] == pytest.approx(-365 * (0.5 * 50 - 10))


def test_what_is_short_is_taken_where_it_is_worth_most():
    cuts = evaluated(by_hand(), 1.0, [3.0, 1.0, 0.0], 1.5 * 365)
    assert cuts.cost[0, 0] == pytest.approx(365 * (10 + 0.5 * 50 + 0.5 * 100))
    assert cuts.of_allowance[0, 0, 0] == pytest.approx(-(100 - 50))
    assert cuts.of_load[0, 0] == pytest.approx(365 * (60 + 100))


def test_nothing_costs_nothing_and_load_without_power_is_not_served():
    assert evaluated(by_hand(), 0.0, [0.0, 0.0, 0.0], 0.0).cost[0, 0] == 0
    alone = evaluated(by_hand(), 1.0, [0.0, 0.0, 0.0], 0.0)
    assert alone.cost[0, 0] == pytest.approx(365 * 2 * 1_000)
    assert alone.of_capacity[0, 0, 0] == pytest.approx(-365 * (990 + 950))


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


def test_threads_change_nothing():
    problem = PROBLEMS["two uses"]
    point = drawn(problem, 7)
    for one, three in zip(Operation(problem).evaluate(*point), Operation(problem, 3).evaluate(*point), strict=True):
        assert np.array_equal(one, three)


def test_a_use_that_some_sources_give_back_is_priced_too():
    problem = PROBLEMS["water"]
    given_back = problem.uses[0].per_energy * np.where(np.arange(6) == 1, -0.5, 1.0)[:, None, None]
    problem = replace(problem, uses=(replace(problem.uses[0], per_energy=given_back),))
    point = drawn(problem, 5)
    cuts = Operation(problem).evaluate(*point)
    for s, y in np.ndindex(cuts.cost.shape):
        expected = written_out(problem, s, y, point[0][s, y], point[1][s, :, y], point[2][:, s, y])
        assert cuts.cost[s, y] == pytest.approx(expected, rel=1e-8, abs=1e-7)


@given(seed=st.integers(0, 10_000), part=st.floats(0.0, 1.0), times=st.floats(0.01, 100.0))
def test_costs_are_homogeneous_convex_and_fall_with_what_there_is(seed, part, times):
    """Costs rounded to ties, options and batteries of nought, tight water, and hours without load."""
    r = np.random.default_rng(seed)
    problem = PROBLEMS["two uses" if seed % 2 else "water"]
    options = replace(problem.options, cost=np.round(problem.options.cost, 2))
    problem = replace(problem, options=options, load=problem.load * (r.random(problem.load.shape) > 0.2))
    operation, one, other = Operation(problem), drawn(problem, seed), drawn(problem, seed + 1)
    first, second = operation.evaluate(*one), operation.evaluate(*other)
    size = 1e-11 * (1 + first.cost + second.cost)
    assert (abs(operation.evaluate(*(times * v for v in one)).cost - times * first.cost) <= times * size).all()
    between = operation.evaluate(*(part * a + (1 - part) * b for a, b in zip(one, other, strict=True)))
    assert (between.cost <= part * first.cost + (1 - part) * second.cost + size).all()
    assert (rebuilt(first, *other) <= second.cost + size).all()
    more = operation.evaluate(one[0], one[1] + r.uniform(0, 0.5, one[1].shape), one[2] * 1.5)
    assert (more.cost <= first.cost + size).all()


def test_shapes_hold_uncompiled():
    """The same kernels as plain functions, with every array held against the shape in its signature."""
    program = """
from jaxtyping import install_import_hook
rooms = ["planning.arrays", "planning.exact", "planning.operation", "power.ascent", "power.cycle"]
with install_import_hook([f"stargate.{name}" for name in rooms], "beartype.beartype"):
    import numpy as np
    from stargate.planning.invented import invented
    from stargate.planning.operation import Operation, allowance
problem = invented(2, 4, 1, 1, carbon=3.0)
operation, load = Operation(problem), np.ones((2, 1))
allowed = np.minimum(allowance(problem, load), 0.8)
print(*operation.evaluate(load, np.full((2, 6, 1), 0.4), allowed).cost.ravel(), *operation.carry(1, 0).cost.ravel())
"""
    out = subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ | {"NUMBA_DISABLE_JIT": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert out.returncode == 0, out.stderr[-2000:]
    problem, load = invented(2, 4, 1, 1, carbon=3.0), np.ones((2, 1))
    allowed = np.minimum(allowance(problem, load), 0.8)
    cost = Operation(problem).evaluate(load, np.full((2, 6, 1), 0.4), allowed).cost[:, 0]
    assert [float(v) for v in out.stdout.split()] == pytest.approx([*cost, cost[1]], rel=1e-12)
