"""Dispatch through HiGHS: by hand, against another solver, and against all that could be done."""

from dataclasses import replace
from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stargate.power.element import Export, Flexible, PeakCharge, Problem, Source, Store
from stargate.power.general import Model, solve


def source(name, capacity, cost, hours=3, **more):
    return Source(name, np.zeros(hours) + capacity, np.zeros(hours) + cost, **more)


def problem(*sources, demand=(10.0, 10.0, 10.0), **more):
    return Problem(np.array(demand), sources, 1_000.0, **more)


def test_cheapest_first_and_what_one_more_costs():
    result = solve(problem(source("grid", 6, [20, 30, 90]), source("gas", 8, 50)))
    assert result.status == "solved"
    assert result.output.tolist() == [[6, 6, 2], [4, 4, 8]]
    assert result.price.tolist() == [50, 50, 90]
    assert result.objective == 6 * 20 + 4 * 50 + 6 * 30 + 4 * 50 + 2 * 90 + 8 * 50
    assert result.bound == pytest.approx(result.objective, rel=1e-12)
    assert result.charge.shape == (0, 3)
    assert not result.left_out.any()
    assert not result.exported.any()


def test_capacity_nought_everywhere_is_load_unserved_at_its_price():
    result = solve(problem(source("grid", 0, 20)))
    assert result.status == "solved"
    assert result.unserved.tolist() == [10, 10, 10]
    assert result.objective == 30_000


def test_two_stores_share_what_is_cheap():
    """The better store fills with 4 of the 5 MWh that the first hour has to spare, the other takes the fifth."""
    good = Store("good", 10, 10, 3.6, charge_efficiency=0.9, initial=0.0)
    poor = Store("poor", 10, 10, 4, charge_efficiency=0.5, initial=0.0)
    result = solve(problem(source("grid", [15, 0, 0], 10), demand=(10, 3, 3), stores=(poor, good)))
    assert result.status == "solved"
    assert result.charge[:, 0] == pytest.approx([1, 4])
    assert result.unserved.sum() == pytest.approx(6 - 3.6 - 0.5)
    assert result.level[:, -1] == pytest.approx([0, 0])
    assert result.price == pytest.approx([500, 1000, 1000])


def test_budget_goes_where_power_is_dearest():
    result = solve(problem(source("grid", 20, [20, 90, 50]), flexible=Flexible(np.full(3, 4.0), 6.0, cost=10.0)))
    assert result.left_out == pytest.approx([0, 4, 2])
    assert result.objective == pytest.approx(200 + 6 * 90 + 8 * 50 + 60)


def test_sales_and_the_peak_of_each_period():
    given = problem(
        source("grid", 20, 20),
        source("gas", 4, 45),
        demand=(10, 12, 10),
        export=Export(np.full(3, 5.0), np.array([15.0, 60, 60])),
        peak=PeakCharge("grid", 30.0, np.array([0, 0, 1])),
    )
    result = solve(given)
    assert result.output == pytest.approx(np.array([[10, 13, 11], [0, 4, 4]]))
    assert result.exported == pytest.approx([0, 5, 5])
    assert result.objective == pytest.approx(200 + 260 + 180 - 300 + 220 + 180 - 300 + 30 * (13 + 11))


def test_a_store_without_power_or_energy_changes_nothing():
    grid = source("grid", 20, [20, 90, 50])
    without = solve(problem(grid)).objective
    for store in (Store("s", 0, 0, 50), Store("s", 9, 9, 0), Store("s", 0, 0, 0, initial=0.0, final=0.0)):
        assert solve(problem(grid, stores=(store,))).objective == pytest.approx(without)


def test_a_cycle_may_have_its_level_given():
    store = Store("battery", 10, 10, 4, final=3.0)
    result = solve(problem(source("grid", 20, [20, 90, 50]), stores=(store,)))
    assert result.level[0] == pytest.approx([4, 0, 3])
    assert result.objective == pytest.approx(11 * 20 + 6 * 90 + 13 * 50)


def test_an_end_that_cannot_be_reached_is_said_in_words():
    store = Store("battery", 1, 1, 40, initial=0.0, final=30.0)
    result = solve(problem(source("grid", 20, 20), stores=(store,)))
    assert result.status == "infeasible: cannot end with battery at 30 MWh"
    assert not result.output.any()


def test_a_unit_runs_through_or_is_started_again():
    """Stopping for the cheap hour saves 4 x (50 - 10) = 160 USD: a start below that is paid, one above is not."""
    for start, output in ((150.0, [10, 0, 10]), (170.0, [10, 4, 10])):
        engine = source("engine", 10, 50, minimum=0.4, start_cost=start)
        result = solve(problem(engine, source("grid", 10, [100, 10, 100])))
        assert result.status == "solved"
        assert result.output[0].tolist() == output
        assert "branch and bound" in result.engine


def test_what_stops_before_its_gap_is_not_solved():
    given = problem(source("engine", 10, 50, minimum=0.4, start_cost=150), source("grid", 10, [100, 10, 100]))
    result = solve(given, seconds=0.0)
    assert "time limit" in result.status


@settings(max_examples=25)
@given(st.integers(0, 10_000))
def test_whole_units_against_all_that_could_be_done(seed):
    rng = np.random.default_rng(seed)
    hours, units = 4, 2
    fleet = Source(
        "engines",
        rng.choice([0.0, 3.0, 8.0, 10.0], hours),
        rng.uniform(10, 60, hours),
        minimum=rng.uniform(0.2, 0.9),
        units=units,
        no_load_cost=rng.uniform(0, 60),
        start_cost=rng.uniform(0, 200),
    )
    grid = Source("grid", rng.uniform(0, 12, hours), rng.uniform(-20, 80, hours))
    given = Problem(rng.uniform(0, 12, hours), (grid, fleet), 500.0)
    result = solve(given, gap=1e-9)
    assert result.status == "solved"
    least = min(_cost(given, running) for running in product(range(units + 1), repeat=hours))
    assert result.objective == pytest.approx(least, rel=1e-7, abs=1e-6)


def _cost(given, running):
    """What it costs when so many units run; the second source fills up to where the dearer of the two would."""
    grid, fleet = given.sources
    total = fleet.start_cost * sum(max(0, now - before) for before, now in pairwise(running))
    for at, count in enumerate(running):
        least = count * fleet.minimum * fleet.capacity.max() / fleet.units
        most = min(count * fleet.capacity[at] / fleet.units, given.demand[at])
        if least > most + 1e-12:
            return np.inf
        best = np.inf
        for output in {least, most, np.clip(given.demand[at] - grid.capacity[at], least, most)}:
            bought = min(grid.capacity[at], given.demand[at] - output)
            unserved = given.demand[at] - output - bought
            cost = output * fleet.cost[at] + bought * grid.cost[at] + unserved * given.unserved_cost
            best = min(best, cost)
        total += best + count * fleet.no_load_cost
    return total


@settings(max_examples=30)
@given(st.integers(0, 10_000))
def test_two_stores_against_another_formulation(seed):
    """scipy, with levels as running sums instead of variables."""
    from scipy.optimize import linprog

    rng = np.random.default_rng(seed)
    hours = 8
    demand = rng.uniform(0, 10, hours)
    grid = Source("grid", rng.uniform(0, 14, hours), rng.choice([-15.0, 5.0, 20.0, 60.0], hours))
    stores = tuple(_store(rng, f"store {k}") for k in range(2))
    result = solve(Problem(demand, (grid,), 300.0, stores))
    eye, none = np.eye(hours), np.zeros((hours, hours))
    cost = [*grid.cost, *np.full(hours, 300.0)]
    upper = [*grid.capacity, *demand]
    balance, level, least, most, ends, end = [eye, eye], [], [], [], [], []
    for at, store in enumerate(stores):
        kept = np.tril(store.retention ** np.maximum(np.subtract.outer(range(hours), range(hours)), 0.0))
        gained = [store.charge_efficiency * kept, -kept / store.discharge_efficiency]
        cost += [*np.full(hours, store.charge_cost), *np.full(hours, store.discharge_cost)]
        upper += [*np.full(hours, store.charge_power), *np.full(hours, store.discharge_power)]
        balance += [-eye, eye]
        level.append(np.hstack([none, none, *([none, none] * at), *gained, *([none, none] * (1 - at))]))
        left = store.initial * store.retention ** np.arange(1.0, hours + 1)
        least.append(-left)
        most.append(store.energy - left)
        if store.final is not None:
            ends.append(level[-1][-1])
            end.append(store.final - left[-1])
    levels = np.vstack(level)
    other = linprog(
        cost,
        A_ub=np.vstack([levels, -levels]),
        b_ub=np.concatenate([*most, *(-np.array(least))]),
        A_eq=np.vstack([np.hstack(balance), *ends]),
        b_eq=[*demand, *end],
        bounds=[(0, most) for most in upper],
    )
    if other.status == 2:
        assert result.status.startswith("infeasible")
        return
    assert result.status == "solved"
    assert result.objective == pytest.approx(other.fun, rel=1e-7, abs=1e-6)
    supplied = result.output[0] + result.unserved + result.discharge.sum(axis=0) - result.charge.sum(axis=0)
    assert supplied == pytest.approx(demand, abs=1e-9)
    assert result.level.min() >= 0


def _store(rng, name):
    energy = rng.uniform(0, 20)
    return Store(
        name,
        charge_power=rng.uniform(0, 6),
        discharge_power=rng.uniform(0, 6),
        energy=energy,
        charge_efficiency=rng.uniform(0.5, 1),
        discharge_efficiency=rng.uniform(0.5, 1),
        retention=rng.uniform(0.5, 1),
        charge_cost=rng.uniform(0, 5),
        discharge_cost=rng.uniform(0, 5),
        initial=rng.uniform(0, 1) * energy,
        final=rng.choice([None, 0.3 * energy]),
    )


def test_a_model_starts_again_from_where_it_ended():
    grid, gas = source("grid", 6, [20, 30, 90]), source("gas", 8, 50)
    model = Model(problem(grid, gas))
    first = model.solve()
    dearer = problem(replace(grid, cost=grid.cost + 100, capacity=grid.capacity + 1), gas, demand=(9.0, 11.0, 12.0))
    model.change(dearer)
    assert model.solve().objective == pytest.approx(solve(dearer).objective)
    model.change(problem(grid, gas))
    assert model.solve().objective == pytest.approx(first.objective)
    with pytest.raises(ValueError, match="another model"):
        model.change(problem(grid))
