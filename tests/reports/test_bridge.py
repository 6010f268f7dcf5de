"""Bridge or wait? Hand cases of its arithmetic, and the invented campuses."""

import csv
import json
from dataclasses import asdict

import pytest

import stargate as sg
from stargate.errors import ProgrammeError, StargateError
from stargate.reports.bridge import Gained, SiteBridge, Stakes, bridge_cost, bridges
from stargate.reports.bridge_table import table, write_table
from stargate.reports.options import Built, Ways

BUILT = Built(None, "", None, capital=1_000e6, fixed=10e6)  # type: ignore[arg-type]
NAMES = ["Grid only", "Gas bridge, then grid", "Islanded gas", "Islanded fuel cells", "Solar, storage and gas"]


def test_a_bridge_pays_back_in_its_months_what_its_next_owner_does_not_pay():
    """By hand: 600 m and a year's 10 m over 1 TWh are 610 USD/MWh; over half a year, 605 m over 0.5 TWh."""
    assert bridge_cost(50.0, BUILT, 0.4, 12.0, 1e6) == pytest.approx((660.0, 610.0))
    assert bridge_cost(50.0, BUILT, 0.4, 6.0, 1e6) == pytest.approx((1_260.0, 1_210.0))
    assert bridge_cost(50.0, BUILT, 1.0, 12.0, 1e6) == pytest.approx((60.0, 10.0))
    assert bridge_cost(50.0, BUILT, 0.4, 0.0, 1e6) is None
    assert bridge_cost(50.0, BUILT, 0.4, 12.0, 0.0) is None


def test_what_time_is_worth_and_what_an_option_costs_more():
    """By hand: 1 TWh a year at 1,500 USD; 100 against 60 USD/MWh for 10 years after one that is gained."""
    stakes = Stakes(it_power=150.0, it_energy=1e6, compute=1_500.0, span=10.0)
    assert stakes.of(12.0) == pytest.approx(1.5)
    assert stakes.of(-6.0) == pytest.approx(-0.75)
    assert stakes.extra(100.0, 60.0, 12.0) == pytest.approx(1.1 - 0.6)
    assert stakes.extra(60.0, 60.0, 0.0) == pytest.approx(0.0)


@pytest.fixture(scope="module")
def found(small):
    return bridges(small, year=2027, n=200)


def test_every_campus_has_the_same_ways(found, small):
    assert [one.site for one in found] == list(small.contents.sites)
    for one in found:
        assert [option.name for option in one.options] == NAMES
        assert [option.name for option in one.options if option.planned] == ["Grid only"]


def test_costs_add_up_and_units_keep_the_wished_loss_of_load(found):
    for one in found:
        grid, bridge, gas, cells, mixed = one.options
        assert grid.cost == grid.operating
        assert grid.capital is None
        for option in (gas, cells, mixed):
            assert option.cost == pytest.approx(option.operating + option.capital, abs=0.11)
            assert option.loss_of_load <= 2.4
            assert option.off_site_water == 0
            assert option.location == option.marginal == option.matched
        assert bridge.operating == gas.operating
        assert mixed.operating < gas.operating
        assert mixed.location < gas.location
        assert cells.nox < gas.nox
        assert gas.capital > 10


def test_a_bridge_never_comes_after_the_grid_nor_after_an_island(found):
    for one in found:
        grid, bridge, gas, *_ = one.options
        assert grid.gained is None
        for name in ("p10", "p50", "p90"):
            assert getattr(bridge.gained, name) >= max(0.0, getattr(gas.gained, name) - 0.1)
        assert one.options[4].gained == gas.gained


def test_every_option_is_said_in_words_that_hold(found):
    for one in found:
        assert one.title.startswith(one.name)
        begins = ("A gas bridge ", "Islanded gas ", "Islanded fuel cells ", "Solar power, storage and gas ")
        for option, name in zip(one.options[1:], begins, strict=True):
            assert option.said.startswith(name)
            if option.gained.p50 >= 0.5:
                assert "gain" in option.said
                assert "worth USD" in option.said
            elif option.gained.p50 <= -0.5:
                assert "after the grid" in option.said
            else:
                assert "nothing in the median" in option.said


def test_where_the_grid_is_there_no_months_are_counted(small):
    there = small.override({"sites.north.activities.interconnection.finished": "2026-05-31 [assumed]"})
    (one,) = bridges(there, "sites.north", year=2027, n=50)
    assert one.title == "North Ridge: no phase waits for power any more"
    assert all(option.gained is None and option.extra is None for option in one.options)
    assert one.options[2].cost > 0


def test_the_campus_s_own_plan_is_told_from_its_activities(reference):
    planned = {site: Ways(reference, site, 2028, 1).planned for site in ("milam", "shackelford", "dona_ana", "piketon")}
    assert planned == {"milam": "grid", "shackelford": "gas", "dona_ana": "fuel_cells", "piketon": "grid"}
    islanded = Ways(reference, "shackelford", 2028, 1)
    assert [lead.name for lead in islanded.leads("grid")] == ["asked_connection"]
    assert "ordered_gas" not in [lead.name for lead in islanded.leads("fuel_cells")]  # its own pipe is under way
    assert "gas_supply" not in islanded.gives_up("fuel_cells")
    assert "ordered_gas" in [lead.name for lead in Ways(reference, "milam", 2028, 1).leads("gas")]


def test_it_is_written_as_a_table_and_said_in_a_terminal(found, tmp_path):
    from rich.console import Console

    path = write_table(found, tmp_path / "bridge.csv")
    rows = list(csv.DictReader(path.open(encoding="utf-8")))
    assert [(row["site"], row["option"]) for row in rows] == [(one.site, name) for one in found for name in NAMES]
    assert rows[0]["p50 [months]"] == ""
    assert float(rows[2]["cost [USD/MWh of IT]"]) == found[0].options[2].cost
    json.dumps([asdict(one) for one in found], allow_nan=False)
    console = Console(width=140)
    with console.capture() as heard:
        console.print(table(found))
    assert all(one.title in heard.get() for one in found)


def test_a_campus_that_is_not_there(small):
    with pytest.raises(StargateError, match=r"no site 'nowhere'[\s\S]*write: north or south"):
        bridges(small, "nowhere")


def test_a_campus_that_lacks_what_operation_needs_is_named_and_does_not_stop_the_others(written):
    folder = written("sites/north.yaml", "region: ercot\n", "")
    north, south = bridges(sg.read(folder), year=2027, n=20)
    assert north.title.startswith("North Ridge: not told, since operation needs to know whose prices it pays")
    assert not north.options
    assert len(south.options) == 5
    with pytest.raises(ProgrammeError, match="region"):
        bridges(sg.read(folder), "north", n=20)


def test_dates_taken_at_their_word_are_no_question(reference):
    with pytest.raises(StargateError, match="takes dates at their word"):
        bridges(reference.under("as_announced_2025_01"), "milam", n=20)


def test_the_same_seed_gives_the_same_table(small, found):
    assert bridges(small, "north", year=2027, n=200) == [found[0]]
    assert isinstance(found[0], SiteBridge)
    assert isinstance(found[0].options[1].gained, Gained)


def test_where_no_load_can_run_there_is_nothing_to_bridge(small_folder):
    """Nothing is divided by: it is said what to write."""
    idle = sg.read(small_folder, changes={"workload.utilisation": "0% [assumed]"})
    with pytest.raises(ProgrammeError, match=r"no IT load of sites\.north runs[^\0]*write: a utilisation above 0%"):
        bridges(idle, "north", n=10)
