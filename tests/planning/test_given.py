"""A programme as a planning problem: figures by hand, hours as operation has them, dates as futures have them."""

import shutil
from math import sqrt

import numpy as np
import pytest

import stargate as sg
from stargate.errors import ProgrammeError
from stargate.planning.given import given
from stargate.planning.hours import Year
from stargate.planning.places import Place
from stargate.planning.problem import same
from stargate.planning.shared import left
from stargate.planning.timing import timing
from stargate.schedule.energise import energised_month

SHARED = """
accelerators:
  title: Accelerators that are not sold yet
  it_power:
    2028: 100 MW [assumed]
    2029: 300 MW [assumed]
  share: 50% [assumed]
loans:
  title: Loans
  money:
    2028: 4 USD bn [assumed]
  commitments: [joint_equity]
crates:
  title: Crates
  units:
    2026: 20 units [assumed]
    2027: 40 units [assumed]
    2028: 40 units [assumed]
crews:
  title: Crews
  capacity: 3_000 jobs [assumed]
"""
CAPITAL = """capital:
  construction:
    limit: loans
    share: 80% [assumed]
ramp: 1 month"""
TAKES = """  fit_out:
    kind: fit-out
    takes:
      crates:
        units: 30 units [assumed]
      crews:
        units: 800 jobs [assumed]
"""
POLICIES = """
carbon_cap:
  2030: 0.5 Mt/year [assumed]
clean_share:
  2029: 60% [assumed]
water_cap:
  2031: 1 MGD [assumed]
"""
BRIDGE = """bridge:
  aero_turbines:
    rent: 350 to 500 USD/kW/year [assumed]
    lead_time: 6 to 12 months [assumed]
"""
NO_LOANS = """
loans:
  title: Loans
  money:
    2027: 0 USD bn [assumed]
"""


@pytest.fixture(scope="module")
def of_small(small):
    return given(small)


@pytest.fixture
def changed(small_folder, tmp_path):
    """The small programme with text put in place of other text, file by file, and text behind a file."""

    def change(replaced=(), behind=None, **options):
        folder = tmp_path / "changed"
        shutil.copytree(small_folder, folder, dirs_exist_ok=True)
        for file, old, new in replaced:
            text = (folder / file).read_text()
            assert old in text
            (folder / file).write_text(text.replace(old, new, 1))
        for file, text in (behind or {}).items():
            path = folder / file
            path.write_text((path.read_text() if path.exists() else "") + text)
        return sg.read(folder, **options)

    return change


def index(found, kind, name):
    return found.names(kind).index(name)


def test_what_it_consists_of(of_small):
    problem = of_small.problem
    assert problem.sites == ("north", "south", "west", "plains", "lake")
    assert (problem.first_year, problem.years) == (2027, 6)
    assert problem.opened.tolist() == [True, False, False, False, False]
    assert problem.blocks.names == ("sites.south.phases.one", "prospects.west", "prospects.plains", "prospects.lake")
    assert problem.options.names == ("grid", "gas_engines", "solar", "battery", "bridge.aero_turbines")
    assert problem.options.owned.tolist() == [True, True, True, True, False]
    assert problem.blocks.most.tolist() == [1, 6, 4, 4]
    assert [use.name for use in problem.uses] == ["water"]
    assert not problem.funds.names


def test_addresses(of_small):
    assert of_small.address("site", 2) == "prospects.west"
    assert of_small.address("block", "sites.south.phases.one") == "sites.south.phases.one"
    assert of_small.address("option", "bridge.aero_turbines") == "planning.bridge.aero_turbines"
    assert of_small.address("chip", "rubin_ultra.2030") == "planning.chips.rubin_ultra"
    assert of_small.address("use", "water.south") == "sites.south.water_limit"
    for kind in ("site", "block", "option", "chip", "room", "group", "use", "supply", "maker", "fund"):
        for i in range(len(of_small.names(kind))):
            assert isinstance(of_small.address(kind, i), str)


def test_dates_are_those_of_futures_at_medians(small, small_futures):
    found = timing(small)
    full = energised_month(small_futures.at_medians)[0]
    begun = [phase.begun for phase in found.phases]
    assert begun == [True, True, False]
    assert [phase.full for phase in found.phases] == pytest.approx(full)
    load = sum(found.load(phase, 100) for phase in found.phases[:2])
    ends = small_futures.energised_of("sites.north").at_medians[:100] / 1e3
    assert load == pytest.approx((ends + np.concatenate([[0], ends[:-1]])) / 2)
    assert load[-1] == pytest.approx(0.3)


def test_a_phase_begins_no_sooner_than_its_activities_let_it(small, of_small):
    """South: land since February 2026, 5.196 months (root of 3 x 9) at the median, so shells wait for nothing more."""
    south = timing(small).phases[2]
    block = index(of_small, "block", "sites.south.phases.one")
    quarter = of_small.problem.blocks.earliest[block]
    lag = of_small.problem.blocks.lag[block]
    begin = small.month("2027-01-01") + 3 * quarter
    assert begin >= south.start
    assert begin - south.start < 3
    assert begin + 3 * lag >= south.full
    assert begin + 3 * lag - south.full < 3


def test_hours_are_those_that_operation_has(small):
    plan = sg.announced(small)
    operated = sg.operate(plan, 2027, sg.built_out(plan))
    year = Year(small, small.contents.workload, 2027)
    for site in operated.sites:
        hours = year.at(Place(site.site))
        energised = sum(phase.it_power for phase in plan.phases if phase.site.id == site.site.id)
        assert hours.load * energised == pytest.approx(site.load, rel=1e-12)
        assert (hours.market.price == site.market.price).all()
        assert (hours.market.average_carbon == site.market.average_carbon).all()
        water = hours.water * hours.load * energised * 1e3  # [m3/h] of cooling
        assert water == pytest.approx(site.cooling.wue * site.it.total, rel=1e-12, abs=1e-12)


def test_power_by_hand(small, of_small):
    """Gas engines: 2,000 to 2,350 USD/kW of 2025 over 7 years to mid 2031, 13.5 USD/MWh and 8.42 MMBtu/MWh of gas."""
    options, problem = of_small.problem.options, of_small.problem
    engines, grid = index(of_small, "option", "gas_engines"), index(of_small, "option", "grid")
    west = index(of_small, "site", "west")
    assert options.capital_cost[west, engines, 5] == pytest.approx(sqrt(2000 * 2350) * 1.025**6, rel=1e-3)
    assert options.capital_cost[west, engines, 0] == pytest.approx(sqrt(2000 * 2350) * 1.025**2, rel=1e-3)
    year = Year(small, small.contents.workload, 2027)
    hours = year.at(of_small.places[west])
    risen = 1.025 ** ((small.month("2027-07-01") - small.as_of_month) / 12)
    mean = (13.5 * 1.025**2 + 8.42 * hours.context.gas_price.mean() * risen) * 1e-3
    assert of_small.days.mean(options.cost[west, engines]) == pytest.approx(mean, rel=1e-4)
    assert hours.context.gas_price.mean() == pytest.approx(4 - 1.25, abs=0.01)  # Henry Hub and West's own basis
    assert options.growth[engines] == pytest.approx(1.025 ** np.arange(6))
    assert options.capital_cost[west, grid] == pytest.approx(np.full(6, sqrt(200 * 400)))
    assert options.upkeep[west, grid, 0] == pytest.approx(hours.market.demand_charge * risen * 1e-3)
    assert problem.battery is not None
    assert problem.battery.duration == pytest.approx(4.0)
    battery = index(of_small, "option", "battery")
    four_hours = sqrt(174 * 339) + 4 * sqrt(174 * 338)
    assert options.capital_cost[west, battery, 0] == pytest.approx(four_hours * 1.025**2 / 0.98, rel=2e-3)
    bridge = index(of_small, "option", "bridge.aero_turbines")
    assert (options.capital_cost[:, bridge] == 0).all()
    assert options.upkeep[west, bridge, 0] == pytest.approx(sqrt(350 * 500) * risen)


def test_what_stands_and_what_may_come(small, of_small):
    options = of_small.problem.options
    engines, grid = index(of_small, "option", "gas_engines"), index(of_small, "option", "grid")
    west, north, south = (index(of_small, "site", name) for name in ("west", "north", "south"))
    last = options.least.shape[2] - 1
    assert options.least[north, grid, last] == pytest.approx(0.4)
    assert (options.most[north, grid] == options.least[north, grid]).all()
    assert not options.least[south].any()  # nothing there is begun: its power is bought
    assert options.most[south, grid, last] == pytest.approx(0.3)
    assert options.capital_cost[south, grid, 0] > 0
    date = small.contents.prospects["west"].grid_date.p50 - small.month_zero
    part = np.clip((small.month("2028-01-01") + 12 * np.arange(6) - date) / 12, 0, 1)
    assert options.most[west, grid] == pytest.approx(0.6 * part)
    lead = small.as_of_month + 12 * 1.5 * sqrt(12 / 18)  # 12 to 18 months: 14.7
    part = np.clip((small.month("2028-01-01") + 12 * np.arange(6) - lead) / 12, 0, 1)
    assert options.most[west, engines] == pytest.approx(0.5 * part, abs=2e-3)
    assert options.rooms == ("pipeline", "land")
    assert options.room[west, 0] == pytest.approx(0.5)
    assert options.room[west, 1] == pytest.approx(3_000 * 0.40468564224)
    assert options.room_taken[1, index(of_small, "option", "solar")] == pytest.approx(6e3 * 0.40468564224)


def test_energised_phases_have_the_power_they_wait_for(of_small):
    problem = of_small.problem
    for s, place in enumerate(of_small.places):
        if place.opened:
            firm = [k for k, offer in enumerate(of_small.offers) if offer.firm]
            have = np.einsum("ky,kdh->ydh", problem.options.least[s, firm], problem.options.available[s, firm])
            need = problem.shell[s][:, None, None] * problem.load[s]
            assert (have >= need - 1e-9).all()


def test_chips_by_hand(small, of_small):
    """VR200: 108,000 USD with 5 to 20% beside it, of 2,810 to 3,890 W, median 3,310, and 16.7 to 17.4 PFLOP/s."""
    chips = of_small.problem.chips
    assert chips.compute[0] == pytest.approx(sqrt(16.7 * 17.4) / 1.979 / 3_310 * 1e3, rel=1e-6)
    assert chips.cost[0, 0] == pytest.approx(0.108 * (1 + sqrt(0.05 * 0.2)) / 3_310 * 1e9, rel=1e-3)
    assert chips.cost[1, 0] == pytest.approx(
        1e3 * sqrt(24 * 32), rel=1e-3
    )  # no `beside` is known: by the programme's cost
    assert chips.most[1, 0] < 0.01  # ships at the end of 2027
    assert chips.life == 5
    ultra = 34.7 / 1.979 / 4_750 * 1e3
    later = chips.names.index("rubin_ultra.2030")
    years = (small.month("2030-07-01") - small.month("2027-12-31")) / 12
    assert chips.compute[later] == pytest.approx(ultra * 1.34**years, rel=2e-3)
    assert np.flatnonzero(chips.most[later]).tolist() == [3]


def test_worth_by_hand(small, of_small):
    problem = of_small.problem
    years = (small.month("2029-07-01") - small.as_of_month) / 12
    worked = small.contents.workload.utilisation.p50
    assert problem.value[2] == pytest.approx(sqrt(1.5 * 2.5) * 0.775**years * 8_760 * worked, rel=1e-3)
    assert problem.demand[1:].tolist() == pytest.approx([0.5, 0.5, 1.5, 1.5, 2.5])
    assert np.isfinite(problem.demand).all()
    assert problem.discount == pytest.approx(1.07 * 1.025 - 1, rel=1e-6)
    assert problem.blocks.life == 20
    risen = 1.025 ** ((small.month("2027-07-01") - small.as_of_month) / 12)
    assert problem.run_cost[0, 0] == pytest.approx(200 * risen)
    west = index(of_small, "site", "west")
    assert problem.open_cost[west] == pytest.approx(40 + 3_000 * 4_000 / 1e6)
    assert problem.blocks.cost[1, 0] == pytest.approx(1e3 * 0.1 * 1.05 * sqrt(9 * 13), rel=1e-3)


def test_begun_phases_keep_their_first_chips_for_their_life(of_small):
    """One phase of GB300, one of GB300 and MI450; five years after they filled, their chips are worn out."""
    problem = of_small.problem
    assert problem.shell[0, 1:] == pytest.approx(0.3)
    assert problem.there[0, 1:5] == pytest.approx(0.3)
    assert problem.there[0, 5] == pytest.approx(problem.shell[0, 5] - problem.shell[0, 0])
    gb300 = 5 / 1.979 / 2_217 * 1e3
    mi450 = 20 / 1.979 / sqrt(2_500 * 4_000) * 1e3
    whole = 0.1 * gb300 + 0.2 * (0.6 * gb300 + 0.4 * mi450)
    assert problem.compute_there[2] == pytest.approx(whole, rel=2e-3)


def test_water(of_small):
    """1.5 million gallons a day at South; cooling is all that takes any there but engines, which take none."""
    use = of_small.problem.uses[0]
    south = index(of_small, "site", "south")
    assert use.allowed[south, 0] == pytest.approx(1.5 * 3_785.411784 * 365e-6)
    assert np.isinf(use.allowed[0]).all()
    assert np.isinf(use.together).all()
    battery = index(of_small, "option", "battery")
    assert not use.per_energy[:, battery].any()
    assert (use.per_energy[south, 0] > 0).any()
    assert (use.per_energy[south, 0] == use.per_energy[south, 1]).all()


def test_policies(changed):
    found = given(changed(behind={"planning.yaml": POLICIES}))
    uses = {use.name: use for use in found.problem.uses}
    assert list(uses) == ["carbon", "unclean energy", "water"]
    assert uses["carbon"].together.tolist() == [np.inf] * 3 + [0.5] * 3
    grid, engines, solar = (index(found, "option", name) for name in ("grid", "gas_engines", "solar"))
    assert uses["carbon"].per_energy[0, engines, 0, 0] == pytest.approx(53.061 * 8.42 * 1e-6)
    assert found.days.mean(uses["carbon"].per_energy[0, grid]) == pytest.approx(771.083 * 0.45359237e-6)
    clean = uses["unclean energy"]
    assert np.isinf(clean.allowed[0, 0])
    assert clean.allowed[0, 2] == 0
    energy = float((found.problem.load[0].sum(axis=1) * found.problem.weight).sum())
    assert clean.allowed_per_load[0].tolist() == pytest.approx([0, 0] + [0.4 * energy] * 4)
    assert clean.per_energy[0, engines, 0, 0] == 1
    assert clean.per_energy[0, solar, 0, 0] == 0
    assert 0 < clean.per_energy[0, grid].min() <= clean.per_energy[0, grid].max() <= 1
    assert found.days.mean(clean.per_energy[0, grid]) == pytest.approx(771.083 / 1_292.5, rel=0.02)
    assert uses["water"].together[4] == pytest.approx(3_785.411784 * 365e-6)
    assert found.address("use", "carbon") == "planning.carbon_cap"


def test_shared_supplies(changed):
    """Fit-out of North waits for 30 crates, of which 20 come in 2026: it takes what comes until April 2027."""
    crews = "  crews: 2_500 jobs [assumed]\n"
    replaced = [
        ("planning.yaml", "vr200: {}", "vr200: {limit: accelerators}"),
        ("planning.yaml", "ramp: 1 month", CAPITAL),
        ("prospects.yaml", crews, f"{crews}  shared_crews: crews\n"),
        ("sites/north.yaml", "  fit_out:\n    kind: fit-out\n", TAKES),
    ]
    programme = changed(replaced, {"limits.yaml": SHARED})
    found = given(programme)
    problem, timed = found.problem, timing(programme)
    start, finish = timed.spans["sites.north.activities.fit_out"]
    assert start == pytest.approx(programme.month("2027-04-01"))
    crates = left(
        programme.contents.limits["crates"], ["sites.north.activities.fit_out"], timed, programme, found.horizon
    )
    assert crates[:8].tolist() == pytest.approx([0, 10, 10, 10, 10, 10, 10, 10])
    assert problem.chips.makers == ("accelerators",)
    assert problem.chips.supply[0].tolist() == pytest.approx([0, 0.05, 0.15, 0, 0, 0])
    assert problem.chips.made_by[0].tolist() == [
        1.0 if name.startswith("vr200") else 0.0 for name in problem.chips.names
    ]
    assert problem.funds.names == ("loans",)
    assert problem.funds.construction.tolist() == pytest.approx([0.8])
    assert problem.funds.compute.tolist() == [0]
    equity = 0.3 * 1e3 * sqrt(4 * 6)  # reported: a chance of 30%
    assert problem.funds.inflow[0, 0] == pytest.approx(equity, rel=1e-3)
    assert problem.funds.inflow[0, 4:8].tolist() == pytest.approx([1_000] * 4)
    crews = problem.blocks.groups.index("crews")
    busy = min(3.0, programme.month("2027-07-01") - start) / 3
    assert problem.blocks.crews_there[crews, 1] == pytest.approx(3_000 - 800 * busy)
    assert finish > programme.month("2027-07-01")
    assert problem.blocks.groups[problem.blocks.group[1]] == "crews"


def test_the_announced_plan(of_small):
    """South was announced for the end of 2028; from the start to full load it takes ten quarters."""
    opened, starts = of_small.announced
    assert opened.tolist() == [True, True, False, False, False]
    assert starts[0].tolist() == [1] * 24
    assert not starts[1:].any()


@pytest.mark.parametrize(
    ("replaced", "behind", "address", "words"),
    [
        ([("programme.yaml", "as_of: 2026-06-30", "as_of: 2032-06-30")], {}, "planning.last_year", "no whole year"),
        ([("programme.yaml", "cost_of_capital: 5", "# 5")], {}, "cost_of_capital", "missing"),
        ([("sites/south.yaml", "climate: lordstown\n", "")], {}, "sites.south.climate", "weather"),
        (
            [("planning.yaml", "ramp: 1 month", CAPITAL.replace("construction:", "compute:"))],
            {"limits.yaml": NO_LOANS},
            "limits.loans",
            "can build nothing",
        ),
        (
            [("planning.yaml", "grid: {}\n  gas_engines: {}\n  ", ""), ("planning.yaml", BRIDGE, "")],
            {},
            "prospects.west.gas",
            "could power",
        ),
    ],
)
def test_what_is_missing_is_said(changed, replaced, behind, address, words):
    programme = changed(replaced, behind)
    with pytest.raises(ProgrammeError) as error:
        given(programme)
    found = {problem.address: problem for problem in error.value.problems}
    assert address in found
    assert words in found[address].wrong
    assert found[address].where
    assert found[address].instead


def test_campuses_whose_loans_are_closed_wait_for_no_money(changed):
    """South takes nothing of loans, so that it can be built although none are left."""
    found = given(changed([("planning.yaml", "ramp: 1 month", CAPITAL)], {"limits.yaml": NO_LOANS}))
    assert found.problem.blocks.drawn.tolist() == [0, 1, 1, 1]
    assert not found.problem.funds.inflow.any()


def test_no_planning_file(small_folder, tmp_path):
    folder = tmp_path / "none"
    shutil.copytree(small_folder, folder)
    (folder / "planning.yaml").unlink()
    with pytest.raises(ProgrammeError, match="nothing says what a plan may choose from"):
        given(sg.read(folder))


def test_the_same_each_time(small, of_small):
    assert same(given(small).problem, of_small.problem)
