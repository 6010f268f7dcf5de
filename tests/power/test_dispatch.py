"""Dispatch by merging slopes: cases on paper, HiGHS on random ones, and what must hold for all."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stargate.power.dispatch import dispatch
from stargate.power.element import Export, Flexible, PeakCharge, Problem, Source, Store

FAMILIES = ["", "ties", "no load", "sun", "negative", "slivers", "rounded"]


def row(*values):
    return np.array(values, dtype=float)


def grid(*cost, capacity=100.0):
    return Source("grid", np.full(len(cost), float(capacity)), row(*cost))


def kept(problem, found):
    """Energy is conserved to 1e-9, nothing leaves its limits, and the prices prove the cost."""
    assert found.status == "solved", found.status
    served = found.output.sum(axis=0) + found.discharge.sum(axis=0) + found.left_out + found.unserved
    assert served == pytest.approx(problem.demand + found.charge.sum(axis=0) + found.exported, abs=1e-9)
    assert (found.left_out + found.unserved <= problem.demand + 1e-9).all()
    for part in (found.output, found.charge, found.discharge, found.left_out, found.unserved, found.exported):
        assert part.min(initial=0) >= -1e-12
    for source, output in zip(problem.sources, found.output, strict=True):
        assert (output <= source.capacity + 1e-12).all()
    for store, charge, discharge, level in zip(problem.stores, found.charge, found.discharge, found.level, strict=True):
        start = store.final if store.initial is None else store.initial
        before = np.append(level[-1] if start is None else start, level[:-1])
        step = store.charge_efficiency * charge - discharge / store.discharge_efficiency
        assert level == pytest.approx(store.retention * before + step, abs=1e-9)
        assert level.min() >= 0
        assert level.max() <= store.energy
        assert charge.max() <= store.charge_power * (1 + 1e-12)
        assert discharge.max() <= store.discharge_power * (1 + 1e-12)
        assert store.final is None or level[-1] == pytest.approx(store.final, abs=1e-9)
    if problem.flexible is not None:
        assert (found.left_out <= problem.flexible.power + 1e-12).all()
        assert found.left_out.sum() <= problem.flexible.budget * (1 + 1e-12) + 1e-9
    assert abs(found.gap) <= 1e-7


def test_energy_is_bought_when_it_is_cheap():
    """20 MWh are bought at 10 and used at 50: of 22.2 bought through 0.9, 20 come back through 1."""
    store = Store("battery", 50.0, 20.0, 100.0, charge_efficiency=0.9, initial=0.0, final=0.0)
    problem = Problem(row(100, 100), (grid(10, 50, capacity=150),), 1000.0, (store,))
    found = dispatch(problem)
    kept(problem, found)
    assert found.objective == pytest.approx(10 * (100 + 20 / 0.9) + 50 * 80)
    assert found.price == pytest.approx([10, 50])
    assert found.level[0] == pytest.approx([20, 0])


def test_no_capacity_at_all_is_priced():
    problem = Problem(row(5, 7), (), 1000.0)
    found = dispatch(problem)
    kept(problem, found)
    assert found.unserved == pytest.approx([5, 7])
    assert found.objective == pytest.approx(12_000)
    assert found.price == pytest.approx([1000, 1000])


def test_a_store_without_energy_still_burns():
    """At -10 a store of 10 MW without energy charges and discharges at once: 10 MW in, 8.1 out."""
    store = Store("empty", 10.0, 10.0, 0.0, 0.9, 0.9, initial=0.0, final=0.0)
    problem = Problem(row(0), (grid(-10),), 1000.0, (store,))
    found = dispatch(problem)
    kept(problem, found)
    assert found.charge[0, 0] == pytest.approx(10)
    assert found.objective == pytest.approx(-10 * (10 - 8.1))


def test_a_store_without_power_only_leaks():
    store = Store("stuck", 0.0, 0.0, 8.0, retention=0.5, initial=8.0)
    problem = Problem(row(5, 5, 5), (grid(20, 30, 40),), 1000.0, (store,))
    found = dispatch(problem)
    kept(problem, found)
    assert found.level[0] == pytest.approx([4, 2, 1])
    assert found.objective == pytest.approx(450)


def test_ends_that_cannot_be_met_are_said_in_words():
    store = Store("slow", 1.0, 1.0, 100.0, initial=0.0, final=50.0)
    found = dispatch(Problem(row(5, 5), (grid(20, 30),), 1000.0, (store,)))
    assert found.status.startswith("infeasible: the store cannot go from 0 MWh")


def test_power_is_sold_above_its_cost():
    export = Export(row(30, 30), row(25, 15))
    problem = Problem(row(50, 50), (grid(20, 20),), 1000.0, export=export)
    found = dispatch(problem)
    kept(problem, found)
    assert found.exported == pytest.approx([30, 0])
    assert found.objective == pytest.approx(80 * 20 + 50 * 20 - 30 * 25)


def test_a_budget_goes_to_the_dearest_hours():
    problem = Problem(row(10, 10, 10), (grid(20, 90, 50),), 1000.0, flexible=Flexible(row(4, 4, 4), 6.0, 5.0))
    found = dispatch(problem)
    kept(problem, found)
    assert found.left_out == pytest.approx([0, 4, 2])
    assert found.objective == pytest.approx(20 * 10 + 90 * 6 + 50 * 8 + 5 * 6)


def test_load_beyond_the_budget_is_shed_and_never_more_than_there_is():
    problem = Problem(row(10, 10), (), 1000.0, flexible=Flexible(row(30, 30), 12.0))
    found = dispatch(problem)
    kept(problem, found)
    assert found.left_out.sum() == pytest.approx(12)
    assert found.unserved.sum() == pytest.approx(8)


def test_a_peak_is_shaved_as_far_as_it_pays():
    """A MW less of the peak saves 10 and moves 1 MWh from a cheap hour to a dearer one, up to the other source's 30."""
    gas = Source("gas", row(30, 30, 30), row(45, 45, 45))
    sources = (grid(40, 40, 40, capacity=200), gas)
    problem = Problem(row(50, 100, 60), sources, 1000.0, peak=PeakCharge("grid", 10.0, np.zeros(3, dtype=int)))
    found = dispatch(problem)
    kept(problem, found)
    assert found.output[0] == pytest.approx([50, 70, 60])
    assert found.objective == pytest.approx(40 * 180 + 45 * 30 + 10 * 70)


def test_each_period_has_its_peak():
    gas = Source("gas", row(30, 30, 30, 30), row(45, 45, 65, 65))
    sources = (grid(40, 40, 40, 40, capacity=200), gas)
    problem = Problem(row(50, 100, 50, 100), sources, 1000.0, peak=PeakCharge("grid", 10.0, np.array([0, 0, 1, 1])))
    found = dispatch(problem)
    kept(problem, found)
    assert found.output[0] == pytest.approx([50, 70, 50, 100])


CASES = {
    "no store": {"stored": False},
    "ends": {},
    "cycle": {"cyclic": True},
    "budget": {"flexible": True},
    "cycle and budget": {"cyclic": True, "flexible": True},
    "peak": {"periods": 1},
    "cycle and peak": {"cyclic": True, "periods": 1},
    "budget and peak": {"flexible": True, "periods": 1},
    "cycle, budget and peak": {"cyclic": True, "flexible": True, "periods": 1},
    "peaks": {"periods": 3},
    "cycle, budget and peaks": {"cyclic": True, "flexible": True, "periods": 3},
}


@pytest.mark.parametrize("case", CASES)
def test_random_hours_cost_what_highs_says(case, drawn, highs):
    for seed, family in enumerate(FAMILIES * 2):
        problem = drawn(np.random.default_rng([seed, *case.encode()]), family, **CASES[case])
        found, oracle = dispatch(problem), highs(problem)
        if oracle is None:
            assert found.status.startswith("infeasible")
            continue
        kept(problem, found)
        assert found.objective == pytest.approx(oracle.cost, rel=1e-9, abs=1e-9)


@settings(max_examples=40)
@given(
    seed=st.integers(0, 10**6),
    family=st.sampled_from(FAMILIES),
    case=st.sampled_from(list(CASES)),
    size=st.floats(1e-3, 1e3),
    money=st.floats(1e-2, 1e2),
)
def test_units_do_not_matter(drawn, seed, family, case, size, money):
    """With all MW and MWh times `size` and all USD times `money`, cost and bound are what they were times both."""
    problem = drawn(np.random.default_rng(seed), family, **CASES[case])
    found = dispatch(problem)
    if found.status.startswith("infeasible"):
        return
    kept(problem, found)
    other = dispatch(scaled(problem, size, money))
    assert other.status == "solved"
    scale = size * money * max(1.0, abs(found.objective))
    assert abs(other.objective - found.objective * size * money) <= 1e-9 * scale
    assert other.bound <= other.objective + 1e-9 * scale


def scaled(problem, size, money):
    def grown(thing, sizes, prices):
        figures = {name: getattr(thing, name) for name in (*sizes, *prices)}
        times = {name: size if name in sizes else money for name in figures}
        return replace(thing, **{name: None if v is None else v * times[name] for name, v in figures.items()})

    store = ("charge_power", "discharge_power", "energy", "initial", "final"), ("charge_cost", "discharge_cost")
    flexible, export = problem.flexible, problem.export
    return replace(
        grown(problem, ("demand",), ("unserved_cost",)),
        sources=tuple(grown(source, ("capacity",), ("cost",)) for source in problem.sources),
        stores=tuple(grown(one, *store) for one in problem.stores),
        flexible=flexible and grown(flexible, ("power", "budget"), ("cost",)),
        export=export and grown(export, ("limit",), ("price",)),
        peak=problem.peak and grown(problem.peak, (), ("price",)),
    )


def test_a_price_is_what_one_more_megawatt_hour_costs(drawn):
    problem = drawn(np.random.default_rng(11), cyclic=True)
    found, more = dispatch(problem), 1e-4
    for hour in range(0, len(problem.demand), 7):
        demand = problem.demand.copy()
        demand[hour] += more
        dearer = dispatch(replace(problem, demand=demand)).objective - found.objective
        assert dearer == pytest.approx(found.price[hour] * more, rel=1e-4, abs=1e-7)


def test_what_merging_slopes_cannot_solve_goes_to_highs():
    """Two stores; billing periods that come again, as by time of use."""
    stores = tuple(Store(name, 20.0, 20.0, 40.0, 0.9, 0.9) for name in "ab")
    sources = (grid(20, 30, 60, 40), Source("gas", np.full(4, 30.0), np.full(4, 50.0)))
    found = dispatch(Problem(row(50, 60, 80, 70), sources, 1000.0, stores))
    kept(found=found, problem=Problem(row(50, 60, 80, 70), sources, 1000.0, stores))
    assert found.engine.startswith("HiGHS")
    again = PeakCharge("grid", 1.0, np.array([0, 1, 0, 1]))
    assert dispatch(Problem(row(50, 60, 80, 70), sources, 1000.0, stores[:1], peak=again)).engine.startswith("HiGHS")
    turns = PeakCharge("grid", 1.0, np.array([0, 0, 1, 1], dtype=np.uint8))
    assert dispatch(Problem(row(50, 60, 80, 70), sources, 1000.0, stores[:1], peak=turns)).engine.startswith("merged")
