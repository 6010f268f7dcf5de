"""Power that comes otherwise than planned: hand cases of the months that it gains."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import stargate as sg
from stargate.errors import ProgrammeError, StargateError
from stargate.futures.instead import Gain, Lead, drawn_instead, gained, pending, powered, waiting
from stargate.schedule.activity import ActivityKind

NORTH = "sites.north.activities"
GRID = {f"{NORTH}.interconnection.duration": "30 months [assumed]"}  # of which 17.3 have passed
QUICK = {  # nothing but the grid takes long
    f"{NORTH}.shell.duration": "11 months [assumed]",
    f"{NORTH}.fit_out.duration": "0.5 months [assumed]",
    f"{NORTH}.chips.duration": "0.5 months [assumed]",
    f"{NORTH}.chips.not_before": "2026-03-01 [assumed]",
    "agreements.partnership.finished": "2026-01-31 [assumed]",
    "drivers.grid_queue.stretch": "1 [assumed]",
    "drivers.labour.stretch": "1 [assumed]",
    "risks.*.chance": "0% [assumed]",
}
ENGINES = Lead("engines", ActivityKind.GENERATION, "6 months [assumed]")
PERMIT = Lead("permit", ActivityKind.PERMIT, "9 months [assumed]")


def gains(programme, leads, n=64):
    site = programme.contents.sites["north"]
    phases = [phase.address for phase in waiting(site)]
    held = drawn_instead(programme, powered(programme, "north", []), n, 1)
    other = drawn_instead(programme, powered(programme, "north", leads, pending(site)), n, 1)
    return gained(held, other, phases=phases), gained(held, held, other, phases=phases)


def left(programme, months):
    """What is left of the grid's 30 months at the date of the programme, less `months`."""
    started = programme[f"{NORTH}.interconnection.started"].p50 - programme.month_zero
    return started + 30 - programme.as_of_month - months


@pytest.mark.parametrize(("leads", "months"), [([ENGINES], 6), ([ENGINES, PERMIT], 9)])
def test_where_only_the_grid_binds_what_is_gained_is_what_is_left_of_it_less_the_longest_lead(small, leads, months):
    programme = small.override(GRID | QUICK)
    islanded, bridged = gains(programme, leads)
    assert left(programme, months) > 3
    assert islanded.months == pytest.approx(left(programme, months))
    assert bridged.months == pytest.approx(islanded.months)
    assert islanded.never == 0


def test_where_other_work_binds_nothing_is_gained(small):
    islanded, bridged = gains(
        small.override(GRID | QUICK | {f"{NORTH}.fit_out.duration": "60 months [assumed]"}), [ENGINES]
    )
    assert islanded.months == pytest.approx(0)
    assert bridged.months == pytest.approx(0)


def test_who_comes_later_than_the_grid_loses_on_an_island_and_never_with_a_bridge(small):
    programme = small.override(GRID | QUICK)
    islanded, bridged = gains(programme, [Lead("engines", ActivityKind.GENERATION, "20 months [assumed]")])
    assert islanded.months == pytest.approx(left(programme, 20))
    assert (islanded.months < 0).all()
    assert bridged.months == pytest.approx(0)


def test_other_random_numbers_do_not_move(small):
    base = sg.simulate(sg.announced(small), 300, 1)
    same = drawn_instead(small, powered(small, "north", []), 300, 1)
    other = drawn_instead(small, powered(small, "north", [ENGINES], pending(small.contents.sites["north"])), 300, 1)
    south = [i for i, phase in enumerate(base.plan.phases) if phase.site.id == "south"]
    assert np.array_equal(same.dates, base.dates)
    assert np.array_equal(other.dates[:, south], base.dates[:, south])
    assert np.array_equal(other.weight, base.weight)


def test_a_scenario_s_futures_count_as_the_scenario_s(small):
    scenario = small.under("faster_grid")
    base = sg.simulate(sg.announced(scenario), 200, 1)
    same = drawn_instead(scenario, powered(scenario, "north", []), 200, 1)
    assert np.array_equal(same.dates, base.dates)
    assert np.array_equal(same.weight, base.weight)


def test_what_waits_for_power(small):
    site = small.contents.sites["north"]
    assert set(pending(site)) == {"interconnection"}
    assert [phase.title for phase in waiting(site)] == ["Building 1", "Buildings 2 and 3"]
    there = small.override({f"{NORTH}.interconnection.finished": "2026-05-31 [assumed]"}).contents.sites["north"]
    assert not pending(there)
    assert not waiting(there)


def test_other_work_that_waited_for_the_grid_waits_for_what_comes_instead(written):
    folder = written(
        "sites/north.yaml", "after: [agreements.partnership]", "after: [agreements.partnership, interconnection]"
    )
    programme = sg.read(folder)
    changed = powered(programme, "north", [ENGINES], ["interconnection"]).contents.sites["north"]
    assert set(changed.activities["chips"].after) == {"agreements.partnership", f"{NORTH}.engines"}
    assert changed.phases["one"].needs == ["fit_out", "chips", "engines"]


def test_work_elsewhere_that_waited_for_it_waits_for_what_comes_instead(written):
    folder = written(
        "sites/south.yaml",
        "    duration: 3 to 9 months [assumed]",
        f"    duration: 3 to 9 months [assumed]\n    after: [{NORTH}.interconnection]",
    )
    programme = sg.read(folder)
    changed = powered(programme, "north", [ENGINES], ["interconnection"])
    assert set(changed.contents.sites["south"].activities["land"].after) == {f"{NORTH}.engines"}
    assert drawn_instead(programme, changed, 20, 1).n == 20


def test_what_cannot_be_read_or_was_not_known_is_refused(small):
    with pytest.raises(ProgrammeError, match="cannot read"):
        powered(small, "north", [Lead("engines", ActivityKind.GENERATION, "soon [assumed]")])
    early = small.at("2025-06-30")
    with pytest.raises(StargateError, match="was not known yet"):
        powered(early, "north", [Lead("cells", ActivityKind.GENERATION, "6 months [invented-visit]")])


@given(st.lists(st.floats(-50, 50), min_size=1, max_size=20), st.floats(0, 1))
def test_quantiles_are_months_of_some_future(months, level):
    gain = Gain(np.array(months), np.ones(len(months)), 0.0)
    assert gain.quantile(level) in months
