"""Plans under uncertainty: what is decided, priced, and bounded."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from stargate.planning.benders import Planes, turn
from stargate.planning.choice import Choice
from stargate.planning.cuts import Pool
from stargate.planning.first import First
from stargate.planning.invented import invented
from stargate.planning.master import Master
from stargate.planning.operation import Operation
from stargate.planning.problem import PlanningProblem
from stargate.planning.recourse import Recourse
from stargate.planning.sampled import Spread, drawn, future_of
from stargate.planning.spread import spread_of
from stargate.planning.uncertain import Measure, cvar, hedge
from stargate.programme.read import read

NOTHING_DRAWN = Spread(**dict.fromkeys(Spread.__dataclass_fields__, 0.0))


@pytest.fixture(scope="module")
def planned() -> tuple[PlanningProblem, Choice, Pool]:
    problem = invented(3, 16, 1, seed=2)
    master, planes = Master(problem), Planes(problem, Operation(problem))
    for _ in range(30):
        if turn(master, planes).gap < 1e-5:
            break
    values = master.run().values
    choice = master.columns.choice(
        np.where(np.isin(np.arange(len(values)), master.sheet.whole), np.floor(values), values)
    )
    master.fix_integers(choice)
    for _ in range(10):
        found = turn(master, planes)
    return problem, master.columns.choice(found.solved.values), master.pool


def test_without_anything_drawn_a_future_is_the_problem(planned: tuple[PlanningProblem, Choice, Pool]) -> None:
    problem, _choice, _pool = planned
    factors = drawn(problem, NOTHING_DRAWN, 5, seed=3)
    assert factors.cost == 1.0
    assert (factors.building == 1.0).all()
    future = future_of(problem, factors, 4)
    assert (future.blocks.lag == problem.blocks.lag).all()
    assert (future.options.most == problem.options.most).all()


def test_futures_do_not_depend_on_other_sites_or_futures() -> None:
    few, many = invented(2, 16, 1, seed=2), invented(5, 16, 1, seed=2)
    one, other = (drawn(problem, Spread(), 7, seed=4) for problem in (few, many))
    assert (one.building == other.building[:2]).all()
    assert one.demand == other.demand


def test_factors_have_the_stated_spread() -> None:
    problem = invented(1, 4, 1)
    logs = np.log([drawn(problem, Spread(cost=0.2, building=0.3), k, seed=1).cost for k in range(400)])
    times = np.log([drawn(problem, Spread(cost=0.2, building=0.3), k, seed=1).building[0] for k in range(400)])
    assert np.std(logs) == pytest.approx(0.2, rel=0.1)
    assert np.std(times) == pytest.approx(0.3, rel=0.1)


def test_slopes_bound_the_cost_of_other_decisions(planned: tuple[PlanningProblem, Choice, Pool]) -> None:
    problem, choice, pool = planned
    first = First(problem, 8, 1, 0.0, 0.8)
    future = Recourse(future_of(problem, drawn(problem, Spread(), 1, seed=1), 8), 8, pool)
    medians = first.stage.decision(choice, first.columns)
    here, bound, slopes = future.cost(first.nothing)
    there, _, _ = future.cost(medians)
    least, _ = future.free()
    assert least <= here * (1 + 1e-9)
    assert least <= there * (1 + 1e-9)
    assert bound + slopes @ (medians - first.nothing) <= there * (1 + 1e-7)


def test_knowing_the_future_is_never_worse_and_nothing_beats_the_bound(
    planned: tuple[PlanningProblem, Choice, Pool],
) -> None:
    problem, choice, pool = planned
    for measure in (Measure(), Measure(averse=0.5)):
        hedged = hedge(problem, choice, pool, quarters=4, futures=4, fresh=4, rounds=3, measure=measure)
        costs = np.array([way.sampled for way in hedged.ways])
        assert (hedged.informed <= costs * (1 + 1e-9)).all()
        assert hedged.bound <= measure.of(hedged.hedged.sampled) <= measure.of(hedged.ways[1].sampled)
        assert "plan at medians" in hedged.verdict


def test_in_a_future_without_surprise_the_plan_at_medians_is_as_good_as_any(
    planned: tuple[PlanningProblem, Choice, Pool],
) -> None:
    problem, choice, pool = planned
    hedged = hedge(problem, choice, pool, spread=NOTHING_DRAWN, futures=2, fresh=2, rounds=2)
    assert hedged.value_of_waiting >= -1e-6
    assert hedged.hedged.sampled.mean() == pytest.approx(hedged.bound, rel=6e-3)


def test_cvar_by_hand() -> None:
    assert cvar(np.array([1.0, 2.0, 3.0, 4.0, 10.0])) == 10.0
    assert cvar(np.array([1.0, 2.0, 3.0, 4.0]), level=0.6) == pytest.approx((4 + 0.6 * 3) / 1.6)


@given(costs=arrays(float, st.integers(1, 12), elements=st.floats(-1e6, 1e6)))
@settings(max_examples=50, deadline=None)
def test_cvar_is_the_least_of_rockafellar_and_uryasev(costs: np.ndarray) -> None:
    """It is piecewise linear in t, so its least is at one of the costs."""
    formula = [t + np.maximum(costs - t, 0).mean() / 0.2 for t in costs]
    assert cvar(costs) == pytest.approx(min(formula), rel=1e-9, abs=1e-6)
    assert costs.mean() - 1e-6 <= cvar(costs) <= costs.max() + 1e-6


def test_the_spread_of_a_programme_is_that_of_its_ranges() -> None:
    programme = read("programmes/small").override({"costs.construction": "8 to 12 USD bn/GW [assumed]"})
    assert spread_of(programme).cost == pytest.approx(np.log(12 / 8) / (2 * 1.2815516), rel=1e-4)
    assert spread_of(programme.override({"costs.construction": "10 USD bn/GW [assumed]"})).cost == 0.0
