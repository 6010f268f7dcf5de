"""The command that a report names gives its futures again."""

import shlex

import pytest

import stargate as sg
from stargate.reports.report import asked, command_of


def runs(programme, *scenarios, n=20):
    return [sg.simulate(sg.announced(programme.under(name)), n=n) for name in scenarios]


def test_one_scenario(small):
    assert command_of(runs(small, "faster_grid")) == (
        "stargate report programmes/small --scenario faster_grid --futures 20 --seed 1"
    ).replace("programmes/small", small.origin.folder.as_posix())


def test_all_scenarios_in_the_folder_of_a_run(small):
    assert command_of(runs(small, "base", "faster_grid"), "programme") == (
        "stargate run programme --futures 20 --seed 1"
    )


@pytest.mark.parametrize(
    ("scenario", "as_of", "changes"),
    [
        ("base", "", {}),
        ("base", "2026-03-31", {}),
        ("faster_grid", "2026-03-31", {"sites.*.activities.interconnection.duration": "x 1.5"}),
        ("base", "", {"sites.north.activities.chips.duration": "2 to 3 months [invented-release, assumed]"}),
    ],
)
def test_a_shell_reads_it_as_it_is_meant(written, scenario, as_of, changes):
    """Blanks and quotes in names and figures included."""
    home = written.folder.rename(written.folder.parent / "it's my programme")
    programme = sg.read(home, scenario=scenario, as_of=as_of or None, changes=changes)
    futures = sg.simulate(sg.announced(programme), n=20, seed=7)
    program, verb, folder, *options = shlex.split(command_of([futures]))
    assert (program, verb, folder) == ("stargate", "report", str(home))
    given = dict(zip(options[::2], options[1::2], strict=True))
    assert given.pop("--futures") == "20"
    assert given.pop("--seed") == "7"
    assert given.pop("--scenario", "base") == scenario
    assert given.pop("--as-of", "") == as_of
    again = dict([given.pop("--set").split("=", 1)]) if changes else {}
    assert again == changes
    assert not given


def test_a_scenario_at_its_word_does_not_hide_how_many_were_asked_for(invented):
    programme = invented({}, word=True)
    results = runs(programme, "word", "base")
    assert [futures.n for futures in results] == [1, 20]
    assert asked(results) == 20
    assert "--scenario word --futures 20" in command_of(results)
