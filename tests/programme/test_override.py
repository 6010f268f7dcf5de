"""What is wrong with a change is said once, where it is written and in its own notation."""

import pytest

import stargate as sg
from stargate.errors import ProgrammeError

GRID = "sites.north.activities.interconnection.duration"
BOTH = "sites.*.activities.interconnection.duration"


def only(folder, **how):
    with pytest.raises(ProgrammeError) as error:
        sg.read(folder, **how)
    (problem,) = error.value.problems
    return problem


@pytest.mark.parametrize(
    ("address", "text", "wrong", "instead"),
    [
        (GRID, "x nan", "cannot read 'nan'", "x 1.3"),
        (GRID, "x 1e5", "written out", "x 1.3"),
        (GRID, "x 1.3 [Nobody]", "not a source key", "x 1.3 [source-key], keys of a-z, 0-9, '-' and '.'"),
        (GRID, "+ 2 MW", "not a unit of duration", "+ 2 months"),
        (GRID, "+ -90 months", "negative", "the whole figure with its source; of a quantity also x 0.8 for less"),
        (GRID, "x 100_000", "x 100_000 is not plausible", "a smaller change: at most 100 years"),
        ("sites.north.phases.one.buildings", "x 0", "whole number", "2 [source-key]"),
        ("sites.north.activities.land.finished", "+ 40 months", "lies after 2026-06-30", "a date that has passed, or `forecast:` of a phase"),
        ("sites.north.phases.one.energised.announced", "x 2", "cannot be multiplied", "+ 2 months [assumed]"),
        ("sites.north.power.grid", "x2", "names no source", "x 2"),
        ("sites.north.power.grid", "+2 MW", "names no source", "+ 2 MW"),
        (GRID, "- 5 months", "names no source", "the whole figure with its source; of a quantity also x 0.8 for less"),
        ("sites.north.phases.one.energised.announced", "+ -3 months", "negative", "the whole figure with its source; of a quantity also x 0.8 for less"),
        (GRID, "-5 to 9 months [assumed]", "negative", "0 to 9 months, median 4.5 [assumed]"),
        (GRID, "18 to 30 MW, median 22 [assumed]", "not a unit", "18 to 30 months, median 22 [assumed]"),
        ("sites.north.status", "maybe", "none of committed", "committed or candidate or withdrawn [source-key]"),
        ("sites.north.status", "x 2", "replaced, not changed", "the new words [source-key]"),
        (BOTH, "3 mnths [assumed]", "not a unit", "3 months [assumed]"),
        (BOTH, "x -1", "negative", "x 1"),
        (BOTH, "x 100", "not plausible", "a smaller change: at most 100 years"),
    ],
)  # fmt: skip
def test_a_change_on_the_command_line(small_folder, address, text, wrong, instead):
    problem = only(small_folder, changes={address: text})
    assert (problem.where, problem.address) == ("--set", address)
    assert wrong in problem.wrong
    assert problem.instead == instead


@pytest.mark.parametrize("to", ["x -1", "3 mnths [assumed]", "x 1000"])
def test_a_change_of_a_scenario(written, to):
    folder = written("scenarios/faster_grid.yaml", "x 0.6 [assumed]", to)
    problem = only(folder, scenario="faster_grid")
    assert (problem.where, problem.address) == ("scenarios/faster_grid.yaml:4", BOTH)


def test_a_reading_that_is_wrong_is_not_blamed_on_a_change(written):
    folder = written("sites/north.yaml", "18 to 30 months,", "18 to 30 mnths,")
    assert only(folder, changes={GRID: "x 2"}).where == "sites/north.yaml:27"


def test_a_misspelt_address_suggests_figures(small_folder):
    problem = only(small_folder, changes={GRID.replace("connection", "conection"): "x 2"})
    assert problem.instead.startswith(GRID)
    assert "kind" not in problem.instead


def test_a_change_knows_where_it_is_written(small):
    assert small[GRID].changed_where == "sites/north.yaml:27"
    assert small.override({GRID: "x 2"})[GRID].changed_where == "--set"
    assert small.under("faster_grid")[GRID].changed_where == "scenarios/faster_grid.yaml:4"


def test_a_change_makes_anew_only_what_it_touches(written):
    """As if all were read with it, and the programme it is laid on stays as it was."""
    changes = {GRID: "x 1.2", "drivers.*.stretch": "+ 0.1"}
    before, again = sg.read(written.folder), sg.read(written.folder)
    changed = before.override(changes)
    assert changed.contents == sg.read(written.folder, changes=changes).contents
    assert changed.contents.sites["south"].activities["shell"] is before.contents.sites["south"].activities["shell"]
    assert changed[GRID].p50 == pytest.approx(1.2 * before[GRID].p50)
    assert before.contents == again.contents
    assert before.override({}).contents == again.contents
    for name in before.origin.scenarios:
        assert changed.under(name).contents == sg.read(written.folder, scenario=name, changes=changes).contents
        assert before.under(name).contents == sg.read(written.folder, scenario=name).contents
    day = "2026-03-31"
    assert before.at(day).contents == sg.read(written.folder, as_of=day).contents
