"""What a plan says: limits in words, what one more unit is worth, what is left out and why, and against what."""

import importlib
import json
from dataclasses import replace

import numpy as np
import pytest

import stargate as sg
from stargate.planning.aim import Objective, Target, aimed
from stargate.planning.binding import binding, in_words
from stargate.planning.invented import invented
from stargate.planning.marginals import Marginal
from stargate.planning.refused import broken, check_problem, lacking, nothing_more, unreachable
from stargate.planning.rejected import SAME, Rejected, rejected
from stargate.planning.sheet import sheet
from stargate.planning.solve import Effort, completed, relaxed, solve


@pytest.fixture(scope="module")
def problem():
    """Four sites over six years, of which not all are worth building."""
    found = invented(4, 24, 2)
    return replace(found, value=0.55 * found.value)


@pytest.fixture(scope="module")
def solution(problem):
    return solve(problem, Effort(gap=0.01))


@pytest.fixture(scope="module")
def chosen(small_with_plan):
    return sg.plan(small_with_plan)


@pytest.fixture(scope="module")
def small_with_plan():
    return sg.read("programmes/small")


def test_a_marginal_in_words(problem):
    row = Marginal("equipment", ("turbines", "2028"), 0.5, 0.5, 310.4, "GW")
    (found,) = binding(problem, [row, replace(row, worth=0.0), replace(row, allowed=0.0)])
    assert found.words == "one more GW of turbines in 2028 is worth USD 310 m"
    asked = Marginal("target", ("2030",), 7.0, 7.0, 1_960.0, "IT GW")
    water = Marginal("allowances", ("water", "2029"), 3.0, 3.0, 2.0, "units of it")
    assert in_words(binding(problem, [row, replace(row, at=("turbines", "2029"), worth=20.0), asked, water])) == [
        "One more IT GW asked for in 2030 costs USD 1.96 bn (7 of 7 IT GW taken).",
        "One more GW of turbines in 2028 is worth USD 310 m (0.5 of 0.5 GW taken; it binds in 1 more).",
        "One more million m3 of water in 2029 is worth USD 2 m (3 of 3 units of it taken).",
    ]


def test_more_of_a_limit_never_costs_and_saves_no_more_than_it_is_worth(problem, solution):
    """By re-solving with starts held: the least cost is convex in every limit, and a marginal is its slope."""
    at = completed(problem, solution.choice, Effort(gap=1e-9), solution.pool).objective
    seen = set()
    for row in binding(problem, solution.marginals):
        if row.limit in ("power", "equipment") and row.limit not in seen:
            seen.add(row.limit)
            for amount in (1e-3, 0.2):
                more = completed(
                    _larger(problem, row, amount), solution.choice, Effort(gap=1e-9), solution.pool
                ).objective
                assert -1e-3 <= at - more <= row.worth * amount * (1 + 1e-4) + 1e-2
            less = completed(_larger(problem, row, -1e-3), solution.choice, Effort(gap=1e-9), solution.pool)
            assert less is None or less.objective - at >= row.worth * 1e-3 * (1 - 1e-4) - 1e-2
    assert seen


def _larger(problem, row, amount):
    options, year = problem.options, int(row.at[-1]) - problem.first_year
    if row.limit == "equipment":
        supply = options.supply.copy()
        supply[options.supplies.index(row.at[0]), year] += amount
        return replace(problem, options=replace(options, supply=supply))
    most = options.most.copy()
    most[problem.sites.index(row.at[0]), options.names.index(row.at[1]), year] += amount
    return replace(problem, options=replace(options, most=most))


def test_what_is_left_out_costs_at_least_as_much_more_as_it_is_short(problem, solution):
    """No plan with one phase more costs less than the relaxation and what the phase is short of (duality)."""
    found = relaxed(problem, 1e-7)
    rows = [row for row in rejected(problem, solution.choice, found) if row.short is not None and row.short > SAME]
    assert rows
    for row in rows:
        block = problem.blocks.names.index(row.phases)
        starts, opened = solution.choice.starts.copy(), solution.choice.opened.copy()
        opened[problem.blocks.site[block]] = True
        for quarter in range(problem.blocks.earliest[block], problem.latest(block) + 1, 3):
            more = starts.copy()
            more[block, quarter:] += 1
            held = completed(problem, replace(solution.choice, opened=opened, starts=more), pool=solution.pool)
            if held is not None:
                assert held.objective >= found.bound + row.short - 2 * SAME


def test_what_would_bring_a_phase_in_does_and_no_less(problem, solution):
    """Building so much cheaper pays at the same prices; a twentieth less of that does not."""
    found = relaxed(problem, 1e-7)
    row = max(rejected(problem, solution.choice, found), key=lambda row: row.building or 0.0)
    site = problem.sites.index(row.site)
    its = problem.blocks.site == site
    assert row.building > 0.01
    assert f"{row.phases}" in row.words
    assert "at these prices it breaks even if building there cost" in row.words

    def short(cheaper):
        cost = np.where(its[:, None], (1 - cheaper) * problem.blocks.cost, problem.blocks.cost)
        opening = np.where(np.arange(len(its)) == site, 1 - cheaper, 1.0) * problem.open_cost
        other = replace(problem, blocks=replace(problem.blocks, cost=cost), open_cost=opening)
        at_prices = rejected(other, solution.choice, replace(found, sheet=sheet(other)))
        return next(each.short for each in at_prices if each.phases == row.phases)

    if row.begun == 0:  # else what is there already becomes cheaper too
        assert short(1.02 * row.building) <= 2 * SAME
        assert short(0.95 * row.building) > 0


def test_rejected_in_words():
    row = Rejected("west", "prospects.west", 0.1, 0, 310.0, 0.123, 4.14, 2)
    assert row.words == (
        "One phase of prospects.west (0.1 IT GW) costs USD 310 m more than it brings; at these prices it breaks even if "
        "building there cost 12% less, its energy were USD 4.14/MWh cheaper or its grid connection came 2 years sooner."
    )
    assert "toss-up" in replace(row, short=-3.0).words
    assert "leave no room" in replace(row, short=None).words
    assert "nothing about the site" in replace(row, building=None, energy=None, grid=None).words


@pytest.mark.parametrize("text", ["10", "10 GW", "10 by 2030", "0 MW by 2030", "1 to 2 GW by 2030", "9_999 GW in 2030"])
def test_what_is_no_target(text):
    with pytest.raises(sg.StargateError, match="write: "):
        Target.of(text)


def test_targets(problem):
    none = np.zeros(problem.years)
    power, compute = Target.of("1.5 GW by 2029"), Target.of("2 m H100e by 2030")
    assert (power.it_power, power.compute, compute.compute) == (1.5, 0.0, 2.0)
    found = aimed(problem, Objective.NPV, power, none, none)
    assert found.target.tolist() == [0, 0, 1.5, 1.5, 1.5, 1.5]
    assert found.shortfall_cost.max() > problem.blocks.cost.max() / problem.blocks.it_power.min()
    found = aimed(problem, Objective.COST, compute, none, none)
    assert found.demand.tolist() == [0, 0, 0, 2, 2, 2]
    for objective, target in (
        (Objective.NPV, compute),
        (Objective.COST, None),
        (Objective.COST, Target.of("1 GW by 2050")),
    ):
        with pytest.raises(sg.StargateError, match="write: "):
            aimed(problem, objective, target, none, none)


def test_what_is_committed_beyond_a_limit_is_said_with_the_least_that_helps(problem):
    options = problem.options
    least, room = options.least.copy(), options.room.copy()
    least[1, options.names.index("gas")], room[1, 0] = 0.2, 1.0
    full = replace(problem, options=replace(options, least=least, most=np.maximum(options.most, least), room=room))
    (said, *_) = broken(full, nothing_more(full))
    assert said == "room, land, site_2, 2027: 1.2 is taken of 1, 0.2 too much, and in 5 other periods"
    with pytest.raises(sg.StargateError, match=r"before anything is chosen\n  room, land, site_2, 2027 .prospects.b"):
        check_problem(full, {"site_2": "prospects.b"})
    bare = replace(problem, options=replace(options, most=0 * options.most))
    with pytest.raises(sg.StargateError, match="site_1: there is no power"):
        check_problem(bare, {})
    funds = replace(problem.funds, inflow=np.zeros_like(problem.funds.inflow))
    with pytest.raises(sg.StargateError, match=r"limits.loans: no capital comes up to 2032"):
        check_problem(replace(problem, funds=funds), {"capital": "limits.loans"})
    endless = replace(problem, demand=np.full(problem.years, np.inf))
    with pytest.raises(sg.StargateError, match="infinite"):
        check_problem(endless, {})


def test_a_target_nothing_reaches_says_how_far_one_gets(problem, solution):
    target = Target.of("50 GW by 2031")
    asked = aimed(problem, Objective.NPV, target, np.zeros(problem.years), np.zeros(problem.years))
    held = completed(asked, solution.choice, pool=solution.pool)
    assert lacking(asked, held.choice, target)[-1] > 40
    with pytest.raises(
        sg.StargateError, match=r"the most that can run in 2031 is .* GW of 50\n.*another GW of b\n  write: "
    ):
        unreachable(asked, held.choice, target, ["GW of b"])


def test_what_was_stopped_early_proves_nothing_of_its_target(small_with_plan, monkeypatch):
    """The best plan so far is given back, not refused."""
    module = importlib.import_module("stargate.planning.plan")

    def stopped(problem, effort=None, start=None, watch=None):
        return replace(completed(problem, start, Effort(gap=0.01)), status="interrupted: a gap of 9% is left")

    monkeypatch.setattr(module, "solve", stopped)
    found = sg.plan(small_with_plan, target="50 GW by 2031")
    assert found.solution.choice.shortfall[-1] > 40


def test_the_small_programme_planned(chosen, small_with_plan):
    """Never worse than the announced plan as near as that can be kept; a plan that other verbs take; all of it JSON."""
    against = chosen.against_announced
    assert against.gain >= -1e-6 * chosen.certificate.objective
    assert any("sites.south.phases.one cannot begin" in each for each in against.broken)
    assert chosen.certificate.violation < 1e-6
    assert chosen.certificate.gap <= 0.005
    told = json.loads(json.dumps(chosen.told(), allow_nan=False))
    assert told["summary"]["it_power"]["2030"] == pytest.approx(sum(s["it_power"]["2030"] for s in told["sites"]))
    assert {phase.address for phase in chosen.phases} >= {"sites.north.phases.one", "sites.north.phases.two"}
    assert all(start.full_load > start.begun for campus in chosen.sites for start in campus.starts)
    assert sg.simulate(chosen, n=50, seed=1).programme is chosen.programme
    terms = chosen.summary.terms
    assert chosen.summary.cost == pytest.approx(sum(terms.values()) - terms["unmet demand"] - terms["shortfall"])
