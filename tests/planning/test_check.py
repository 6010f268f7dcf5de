"""What a choice costs and breaks: by hand, row by row, and against whole programmes."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stargate.planning.check import allowances, recompute, running
from stargate.planning.choice import Choice
from stargate.planning.invented import invented
from stargate.planning.problem import Battery


def nothing(problem):
    """Builds nothing and sells nothing beside what is there."""
    sites, years = len(problem.sites), problem.years
    return Choice(
        opened=problem.opened.copy(),
        starts=np.zeros((len(problem.blocks.names), problem.quarters), int),
        bought=np.zeros((len(problem.chips.names), years)),
        placed=np.zeros((sites, years)),
        capacity=problem.options.least.copy(),
        allowance=np.zeros((len(problem.uses), sites, years)),
        sold=np.zeros(years),
        shortfall=problem.target.copy(),
    )


@pytest.fixture(scope="module")
def by_hand():
    """Round figures: a site of two phases of 0.1 IT GW, a grid, gas and a battery, one day, no interest."""
    problem = invented(1, 8, 1)
    blocks = replace(
        problem.blocks,
        it_power=np.array([0.1]),
        most=np.array([2]),
        lag=np.array([2]),
        earliest=np.array([1]),
        cost=np.full((1, 8), 1_000.0),
        life=5,
        crews=np.array([100.0]),
        crews_there=np.full((5, 8), 150.0),
    )
    options = replace(
        problem.options,
        capital_cost=np.full((1, 6, 2), 200.0) * (np.arange(6) != 2)[:, None],
        upkeep=np.full((1, 6, 2), 10.0),
        life=np.full(6, 10),
        most=np.full((1, 6, 2), 5.0),
        available=np.ones((1, 6, 1, 24)),
        cost=np.where(np.arange(6) == 1, 0.1, 0.05)[None, :, None, None] * np.ones((1, 6, 1, 24)),
        growth=np.ones((6, 2)) * [1.0, 2.0],
        room=np.full((1, 1), 1_000.0),
        supply=np.full((1, 2), 0.05),
    )
    options.cost[:, 5] = 0.0
    return replace(
        problem,
        discount=0.0,
        open_cost=np.array([50.0]),
        run_cost=np.full((1, 2), 300.0),
        weight=np.array([365.0]),
        load=np.ones((1, 1, 24)),
        blocks=blocks,
        options=options,
        battery=Battery(5, 4.0, 0.9, 0.9, 0.01),
        chips=replace(problem.chips, cost=np.full((3, 2), 20_000.0), most=np.full((3, 2), 9.0), supply=np.full((1, 2), 9.0)),
        uses=(replace(problem.uses[0], per_energy=np.ones((1, 6, 1, 24)) * 1e-3, allowed=np.full((1, 2), 9.0)),),
        demand=np.array([0.1, 0.3]),
        value=np.array([8_000.0, 8_000.0]),
    )  # fmt: skip


@pytest.fixture(scope="module")
def built(by_hand):
    """One phase begun in the second quarter; chips of 0.04 IT GW from the second year; 0.03 GW of grid, some gas."""
    choice = nothing(by_hand)
    choice.opened[0] = True
    choice.starts[0, 1:] = 1
    choice.bought[0, 1], choice.placed[0, 1] = 0.04, 0.04
    choice.capacity[0, 0, 1], choice.capacity[0, 1, 1] = 0.03, 0.005
    choice.sold[1] = 0.08
    return choice


def test_costs_by_hand(by_hand, built):
    told = recompute(by_hand, built)
    assert told.violations == {}
    assert told.worst == 0
    hours = 365 * 24
    energy = hours * (0.03 * 0.05 * 2 + 0.005 * 0.1 * 2 + 0.005 * 3.0)
    left = 1_000 * (1 - (8 - 1 - 2) / 4 / 5) + 200 * 0.035 * (1 - 1 / 10) + 800 * (1 - 1 / 5)
    assert told.terms == pytest.approx(
        {
            "openings": 50,
            "phases": 1_000,
            "power": 200 * 0.035,
            "chips": 20_000 * 0.04,
            "upkeep of power": 10 * 0.035,
            "running": 300 * 0.04,
            "energy": energy,
            "shortfall": 0,
            "unmet demand": 8_000 * (0.1 + 0.22),
            "left at the end": -left,
        }
    )
    assert told.objective == pytest.approx(sum(told.terms.values()))
    assert told.spent["openings"] == pytest.approx([0, 50, 0, 0, 0, 0, 0, 0])
    assert told.spent["phases"] == pytest.approx([0, 500, 500, 0, 0, 0, 0, 0])
    assert told.spent["power"] == pytest.approx([1.75] * 4 + [0] * 4)
    assert told.spent["chips"] == pytest.approx([0] * 4 + [200] * 4)
    assert told.energy[0, :2, 1] == pytest.approx([0.03 * hours, 0.005 * hours])
    assert told.unserved[0] == pytest.approx([0, 0.005 * hours])
    assert told.used[0, 0] == pytest.approx([0, 0.035 * hours * 1e-3])


def test_money_counts_when_it_is_paid(by_hand, built):
    """At 21% a year, quarters later count for less; a phase is paid while it is built."""
    told = recompute(replace(by_hand, discount=0.21), built)
    worth = 1.21 ** (-(np.arange(8) + 1) / 4)
    assert told.terms["phases"] == pytest.approx(500 * (worth[1] + worth[2]))
    assert told.terms["openings"] == pytest.approx(50 * worth[1])
    assert told.terms["power"] == pytest.approx(7 * worth[:4].mean())
    assert told.terms["chips"] == pytest.approx(800 * worth[4:].mean())


def test_a_store_carries_the_night(by_hand, built):
    """Free sun by day, stored for the night: what is given back is what was taken, less both losses."""
    available = by_hand.options.available.copy()
    available[0, 3, 0, :12] = 0.0
    options = replace(by_hand.options, available=available, cost=0 * by_hand.options.cost)
    capacity = built.capacity.copy()
    capacity[0, :, 1] = [0, 0, 0, 0.1, 0, 0.1]
    told = recompute(replace(by_hand, options=options), replace(built, capacity=capacity))
    given_back = min(0.04 * 12, 0.4 * 0.9) * 365
    assert told.energy[0, 5, 1] == pytest.approx(given_back)
    assert told.energy[0, 3, 1] == pytest.approx(0.04 * 12 * 365 + given_back / 0.81)
    assert told.terms["energy"] == pytest.approx(3.0 * (0.04 * 12 * 365 - given_back) + 0.01 * given_back)


def changed(choice, name, at, value):
    arrays = getattr(choice, name).copy()
    arrays[at] = value
    return replace(choice, **{name: arrays})


BROKEN = [
    ("opened", 0, False, "phases, site_1.phases"),
    ("opened", 0, False, "at once, site_1, 2027-Q2"),
    ("starts", (0, slice(0, None)), 1, "starts, site_1.phases, 2027-Q1"),
    ("starts", (0, slice(3, None)), 4, "starts, site_1.phases, 2027-Q4"),
    ("starts", (0, slice(6, None)), 2, "starts, site_1.phases, 2028-Q3"),
    ("starts", (0, 7), 0, "starts are not taken back, site_1.phases, 2028-Q4"),
    ("starts", (0, slice(4, None)), 3, "phases, site_1.phases"),
    ("starts", (0, slice(1, None)), 2, "crews, region_1, 2027-Q2"),
    ("starts", (0, slice(3, None)), 0, "shells, site_1, 2028"),
    ("placed", (0, 1), 0.05, "chips placed and bought, 2028"),
    ("placed", (0, 0), -0.01, "chips are placed, site_1, 2027"),
    ("bought", (0, 1), 0.14, "chips placed and bought, 2028"),
    ("bought", (1, 1), 9.5, "chips sold, chip_2, 2028"),
    ("bought", (2, 1), 9.1, "chips made, foundry, 2028"),
    ("bought", (1, 0), -0.1, "chips are bought, chip_2, 2027"),
    ("sold", 1, 0.09, "compute sold, 2028"),
    ("sold", 1, 0.31, "demand, 2028"),
    ("sold", 0, -0.1, "compute is sold, 2027"),
    ("shortfall", 1, -1.0, "shortfall is none or more, 2028"),
    ("capacity", (0, 0, 0), -0.1, "power there or ordered, grid, site_1, 2027"),
    ("capacity", (0, 3, 1), 5.1, "power to be had, solar, site_1, 2028"),
    ("capacity", (0, 4, 0), 0.2, "power is kept, nuclear, site_1, 2028"),
    ("capacity", (0, 1, 1), 0.06, "supply, turbines, 2028"),
    ("capacity", (0, 3, 1), 0.5, "room, land, site_1, 2028"),
]


@pytest.mark.parametrize(("name", "at", "value", "row"), BROKEN, ids=[f"{row[0]}: {row[3]}" for row in BROKEN])
def test_what_is_broken_is_named(by_hand, built, name, at, value, row):
    assert row in recompute(by_hand, changed(built, name, at, value)).violations


def test_what_would_be_fine_elsewhere_is_no_number_here(by_hand, built):
    told = recompute(by_hand, changed(built, "sold", 1, np.nan))
    assert told.worst == np.inf
    halves = recompute(by_hand, replace(built, starts=0.5 * built.starts))
    assert halves.violations["whole phases, site_1.phases, 2027-Q2"] == 0.5
    with pytest.raises(ValueError, match=r"Choice\.sold is"):
        recompute(by_hand, replace(built, sold=np.zeros(3)))


def test_capital_and_targets(by_hand, built):
    funds = replace(by_hand.funds, inflow=np.full((1, 8), 300.0), compute=np.zeros(1))
    told = recompute(replace(by_hand, funds=funds, target=np.array([0.0, 0.05])), built)
    spent = 50 + 1_000 + 0.75 * 7
    missed = {"capital, 2027-Q3": (spent - 900) / 900, "target, 2028": 0.01}
    assert told.violations == pytest.approx(missed)
    assert told.worst == max(missed.values())
    raised = replace(by_hand, funds=funds, blocks=replace(by_hand.blocks, drawn=np.array([0.8])))
    assert recompute(raised, built).violations == {}


def test_sites_share_what_is_for_all():
    problem = invented(2, 8, 1, carbon=1.0)
    choice = changed(nothing(problem), "allowance", (1, slice(None), 1), 0.6)
    assert recompute(problem, choice).violations == pytest.approx({"carbon of all, 2028": 0.2})
    assert np.array_equal(allowances(problem, choice)[1], choice.allowance[1])
    assert np.array_equal(allowances(problem, choice)[0], problem.uses[0].allowed)


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 4), st.integers(1, 6), st.integers(0, 5), st.data())
def test_chips_run_for_their_life(years, life, seed, data):
    problem = invented(1, 4 * years, 1, seed)
    problem = replace(problem, chips=replace(problem.chips, life=life), there=problem.there + 1)
    placed = np.array([data.draw(st.lists(st.floats(0, 5), min_size=years, max_size=years))])
    load = running(problem, replace(nothing(problem), placed=placed))
    for year in range(years):
        assert load[0, year] == pytest.approx(1 + sum(placed[0, of] for of in range(years) if 0 <= year - of < life))
