"""Plans are proven: bounds below, choices above, both recomputed by code that shares nothing with the search."""

import os
import signal
from dataclasses import replace

import numpy as np
import pytest

from stargate.planning.check import recompute
from stargate.planning.effort import Best
from stargate.planning.invented import invented
from stargate.planning.master import _stoppable
from stargate.planning.problem import Blocks, Chips, Funds, Options, PlanningProblem
from stargate.planning.refused import nothing_more
from stargate.planning.search import Search
from stargate.planning.solve import Effort, completed, relaxed, solve


def by_hand(**other):
    """One site, one phase of 1 IT GW that runs from the second year on, power from the grid at 1 USD m/GW/year."""
    years, quarters = 3, 12
    problem = PlanningProblem(
        sites=("one",),
        first_year=2027,
        quarters=quarters,
        discount=0.0,
        opened=np.array([False]),
        open_cost=np.array([10.0]),
        at_once=np.array([1]),
        shell=np.zeros((1, years)),
        there=np.zeros((1, years)),
        compute_there=np.zeros(years),
        run_cost=np.full((1, years), 2.0),
        weight=np.array([365.0]),
        load=np.ones((1, 1, 24)),
        unserved_cost=5.0,
        blocks=Blocks(
            names=("one.phases",),
            site=np.array([0]),
            it_power=np.array([1.0]),
            most=np.array([1]),
            lag=np.array([4]),
            earliest=np.array([0]),
            pace=np.array([1]),
            cost=np.full((1, quarters), 100.0),
            life=1,
            crews=np.array([1.0]),
            group=np.array([0]),
            crews_there=np.full((1, quarters), np.inf),
            drawn=np.ones(1),
        ),
        options=Options(
            names=("grid",),
            owned=np.array([False]),
            capital_cost=np.zeros((1, 1, years)),
            upkeep=np.full((1, 1, years), 1.0),
            life=np.array([1]),
            least=np.zeros((1, 1, years)),
            most=np.full((1, 1, years), 2.0),
            available=np.ones((1, 1, 1, 24)),
            cost=np.full((1, 1, 1, 24), 0.01),
            growth=np.ones((1, years)),
            supplies=(),
            supplied=np.zeros((0, 1)),
            supply=np.zeros((0, years)),
            rooms=(),
            room_taken=np.zeros((0, 1)),
            room_of_shell=np.zeros(0),
            room=np.zeros((1, 0)),
        ),
        battery=None,
        chips=Chips(
            names=("chip",),
            cost=np.full((1, years), 50.0),
            compute=np.array([1.0]),
            most=np.full((1, years), 10.0),
            makers=(),
            made_by=np.zeros((0, 1)),
            supply=np.zeros((0, years)),
            life=2,
        ),
        uses=(),
        demand=np.array([0.0, 1.0, 1.0]),
        value=np.full(years, 500.0),
        target=np.zeros(years),
        shortfall_cost=np.zeros(years),
        funds=Funds((), np.zeros((0, quarters)), np.zeros(0), np.zeros(0)),
    )
    return replace(problem, **other)


def test_one_phase_by_hand():
    """10 to open, 100 for the phase, 50 for chips that last both years, 2 + 1 + 87.6 a year to run."""
    found = solve(by_hand(), Effort(gap=1e-6))
    energy = 8760 * 0.01
    assert found.certificate.status == "solved"
    assert found.objective == pytest.approx(10 + 100 + 50 + 2 * (2 + 1 + energy))
    assert found.choice.starts[0].tolist() == [1] * 12
    assert found.bound == pytest.approx(found.objective)


def test_nothing_is_built_where_nothing_pays():
    found = solve(by_hand(value=np.full(3, 100.0)), Effort(gap=1e-6))
    assert not found.choice.opened.any()
    assert found.objective == pytest.approx(200.0)


def test_capital_that_comes_late_delays_the_phase():
    inflow = np.zeros((1, 12))
    inflow[0, 0], inflow[0, 4:] = 10.0, 25.0  # opening is paid at the first start there could be
    found = solve(by_hand(funds=Funds(("bank",), inflow, np.ones(1), np.zeros(1))), Effort(gap=1e-6))
    assert found.choice.starts[0, 3] == 0
    assert found.choice.starts[0, -1] == 1
    assert found.certificate.violation == 0


def test_a_target_is_met_or_paid_for():
    target = np.array([0.0, 0.0, 1.0])
    paid = by_hand(value=np.zeros(3), target=target, shortfall_cost=np.full(3, 50.0))
    met = replace(paid, shortfall_cost=np.full(3, 5_000.0))
    assert solve(paid, Effort(1e-6)).choice.shortfall[2] == pytest.approx(1.0)
    assert solve(met, Effort(1e-6)).choice.shortfall[2] == pytest.approx(0.0)


CASES = {
    "one site": (invented(1, 40, 1), 1e-6),
    "two": (invented(2, 24, 2), 1e-3),
    "four, little capital": (invented(4, 24, 2, capital=0.3), 1e-2),
    "three share carbon": (invented(3, 24, 1, carbon=1.0), 5e-3),
    "a year, nothing to plan": (invented(2, 4, 1), 1e-6),
    "open already": (replace(invented(3, 24, 1), opened=np.array([True, False, True])), 5e-3),
    "no battery": (replace(invented(2, 24, 1), battery=None), 1e-2),
}


@pytest.mark.parametrize("name", CASES)
def test_certificates(name):
    problem, gap = CASES[name]
    if problem.battery is None:
        most = problem.options.most.copy()
        most[:, -1] = 0
        problem = replace(problem, options=replace(problem.options, most=most))
    found = solve(problem, Effort(gap=gap))
    assert found.certificate.status == "solved"
    assert found.certificate.violation <= 1e-6
    assert -1e-7 <= found.certificate.gap <= gap * 1.001
    assert found.objective == pytest.approx(recompute(problem, found.choice).objective, rel=1e-7)
    for row in found.marginals:
        assert row.worth >= 0
        assert np.isfinite([row.used, row.worth]).all()
        if row.limit not in ("target",):
            assert row.used <= row.allowed + 1e-5 * max(1, abs(row.allowed))


def test_bounds_only_rise_and_choices_only_improve():
    told = []
    solve(invented(4, 24, 1), Effort(gap=0.008), watch=told.append)
    assert all(a.bound <= b.bound and a.objective >= b.objective for a, b in zip(told, told[1:], strict=False))
    assert {"what no plan can be better than", "when phases begin"} <= {one.stage for one in told}


def test_the_plan_given_is_never_worsened():
    problem = invented(4, 40, 2)
    rough = solve(problem, Effort(gap=0.05))
    again = solve(problem, Effort(gap=0.05), start=rough.choice)
    assert again.objective <= rough.objective * (1 + 1e-6)


def test_a_plan_given_that_breaks_a_limit_is_left_aside():
    problem = invented(3, 24, 1)
    wrong = solve(problem, Effort(gap=0.02)).choice
    wrong = replace(wrong, starts=wrong.starts * 0 + 9)
    assert completed(problem, wrong) is None
    assert solve(problem, Effort(gap=0.02), start=wrong).certificate.violation == 0


@pytest.mark.parametrize(
    "stage", ["first cuts", "what no plan can be better than", "which sites open", "when phases begin"]
)
def test_a_stop_gives_the_best_so_far(stage):
    def stop(progress):
        if progress.stage == stage:
            raise KeyboardInterrupt

    problem = invented(3, 24, 1)
    found = solve(problem, Effort(gap=1e-6), watch=stop)
    assert "interrupted" in found.certificate.status
    assert found.certificate.violation <= 1e-6
    assert found.bound <= found.objective


def test_a_stop_while_branching_is_passed_on_once_the_solver_has_ended():
    class Solver:
        cancelled = False

        def cancelSolve(self):  # noqa: N802
            self.cancelled = True

    solver = Solver()
    with pytest.raises(KeyboardInterrupt), _stoppable(solver):
        os.kill(os.getpid(), signal.SIGINT)
    assert solver.cancelled


def test_time_that_is_up_is_said():
    found = solve(invented(5, 40, 2), Effort(gap=1e-9, seconds=0.3))
    assert "time is up" in found.status
    assert found.certificate.gap > 0


def test_the_linear_programme_is_a_bound():
    problem = invented(3, 24, 2)
    parts = relaxed(problem, 1e-6)
    assert parts.bound <= solve(problem, Effort(gap=0.01)).objective
    assert len(parts.duals) == len(parts.sheet.labels)
    assert len(parts.reduced) == parts.sheet.columns.count


def test_a_marginal_is_what_one_more_unit_saves():
    problem = invented(3, 24, 1, capital=0.25)
    found = solve(problem, Effort(gap=1e-2))
    row = max((one for one in found.marginals if one.limit == "capital"), key=lambda one: one.worth)
    assert row.worth > 0.01
    quarter = (int(row.at[1][:4]) - problem.first_year) * 4 + int(row.at[1][-1]) - 1
    inflow = problem.funds.inflow.copy()
    inflow[0, quarter] += 1.0
    more = completed(replace(problem, funds=replace(problem.funds, inflow=inflow)), found.choice, Effort(1e-8))
    same = completed(problem, found.choice, Effort(1e-8))
    assert same.objective - more.objective == pytest.approx(row.worth, rel=1e-2)


def test_a_problem_that_cannot_be_kept_is_refused_in_words():
    problem = by_hand(there=np.full((1, 3), 1.0))
    with pytest.raises(ValueError, match="no choice keeps all limits"):
        solve(problem)


def test_power_alone_needs_no_branching():
    problem = by_hand(there=np.full((1, 3), 1.0), shell=np.full((1, 3), 1.0))
    no = problem.blocks
    none = {
        name: getattr(no, name)[:0]
        for name in ("site", "it_power", "most", "lag", "earliest", "pace", "cost", "crews", "group", "drawn")
    }
    alone = replace(problem, blocks=replace(no, names=(), **none), demand=np.zeros(3))
    told = []
    found = solve(alone, Effort(gap=1e-9), watch=told.append)
    assert found.objective == pytest.approx(3 * (2 + 1 + 87.6))
    assert {one.stage for one in told} <= {"first cuts", "what no plan can be better than"}


def test_cuts_are_kept_by_how_near_they_are():
    search = Search(invented(3, 24, 2), Best(Effort()))
    search.master.add_cuts(search.source.seeds())
    solved = search.relax(1e-4)
    before = len(search.master.pool.site)
    search.master.keep_cuts(search._near())
    assert len(search.master.pool.site) < before
    assert search.master.run().objective == pytest.approx(solved.objective, rel=1e-4)


@pytest.mark.parametrize("when", ["first cuts", "the plan given"])
def test_stopped_before_it_looked_a_search_still_proves_something(when):
    """A bound without end is no answer: it is what the first cuts prove."""
    problem = invented(3, 16, 2)

    def watch(now):
        if now.stage == when and now.bound == -np.inf and not stopped:
            stopped.append(now)
            raise KeyboardInterrupt

    stopped = []
    found = solve(problem, start=nothing_more(problem), watch=watch)
    assert stopped
    assert found.status.startswith("interrupted")
    assert np.isfinite(found.certificate.gap)
    assert found.bound <= solve(problem, Effort(gap=0.01)).objective
