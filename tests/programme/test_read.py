"""Reading a folder: what is read, when it was known, and every kind of bad input in one clear message."""

import os
import shutil
import tempfile
import time
from pathlib import Path

import pytest

import stargate as sg
from stargate.errors import ProgrammeError, StargateError


def problems(folder, **how):
    with pytest.raises(ProgrammeError) as error:
        sg.read(folder, **how)
    return error.value.problems


def only(folder, **how):
    found = problems(folder, **how)
    assert len(found) == 1, [str(problem) for problem in found]
    return found[0]


def test_a_figure_knows_its_line_and_source(small):
    figure = small["sites.north.activities.interconnection.duration"]
    assert str(figure) == "18 to 30 months, median 22 [assumed]  sites/north.yaml:27"
    assert (figure.p10, figure.p50, figure.p90) == pytest.approx((18, 22, 30))


def test_all_problems_are_shown_at_once(written):
    written("sites/north.yaml", "18 to 30 months", "18 to 30 mnths")
    written("sites/south.yaml", "state: OH", "state: Ohio")
    folder = written("drivers.yaml", "title: Grid queue", "titel: Grid queue")
    found = problems(folder)
    assert {problem.where.split(":")[0] for problem in found} == {
        "sites/north.yaml",
        "sites/south.yaml",
        "drivers.yaml",
    }
    assert len(found) == 3  # that the misspelt field is missing too goes without saying


@pytest.mark.parametrize(
    ("file", "old", "new", "where", "address", "wrong", "instead"),
    [
        ("sites/north.yaml", "18 to 30 months,", "18 to 30 mnths,", "sites/north.yaml:27", "sites.north.activities.interconnection.duration", "'mnths' is not a unit", "18 to 30 months"),
        ("sites/north.yaml", "median 22 [assumed]", "median 22", "sites/north.yaml:27", "sites.north.activities.interconnection.duration", "names no source", "[assumed]"),
        ("sites/north.yaml", "median 22 [assumed]", "median 22 [nobody]", "sites/north.yaml:27", "sites.north.activities.interconnection.duration", "there is no source 'nobody'", "[assumed]"),
        ("sites/north.yaml", "18 to 30", "30 to 18", "sites/north.yaml:27", "sites.north.activities.interconnection.duration", "reversed", "18 to 30"),
        ("sites/north.yaml", "18 to 30", "-18 to 30", "sites/north.yaml:27", "sites.north.activities.interconnection.duration", "negative", "0 to 30 months, median 15 [assumed]"),
        ("sites/north.yaml", "    who: [cedar]", "    whom: [cedar]", "sites/north.yaml:29", "sites.north.activities.interconnection.whom", "no field 'whom'", "who"),
        ("sites/north.yaml", "kind: land", "kind: lnd", "sites/north.yaml:14", "sites.north.activities.land.kind", "'lnd' is not one of", "land"),
        ("sites/north.yaml", "state: TX", "state: TX\nstate: OH", "sites/north.yaml:3", "sites.north.state", "given twice", "one of them"),
        ("sites/north.yaml", "state: TX", "state: NOPE", "sites/north.yaml:2", "sites.north.state", "two capital letters", "TX"),
        ("sites/north.yaml", "it_power: 100 MW [invented-release]", "it_power: NO", "sites/north.yaml:55", "sites.north.phases.one.it_power", "names no source", "140 MW [source-key]"),
        ("sites/north.yaml", "it_power: 100 MW", "it_power: 1e9", "sites/north.yaml:55", "sites.north.phases.one.it_power", "'1e9'", "140 MW"),
        ("sites/north.yaml", "it_power: 100 MW", "it_power: 12:30", "sites/north.yaml:55", "sites.north.phases.one.it_power", "'12:30'", "140 MW"),
        ("sites/north.yaml", "after: [land, air_permit]", "after: [land, air_permits]", "sites/north.yaml:34", "sites.north.activities.shell.after", "no activity 'air_permits'", "air_permit"),
        ("sites/north.yaml", "needs: [interconnection, fit_out, chips]", "needs: [interconnection, fitout, chips]", "sites/north.yaml:57", "sites.north.phases.one.needs", "no activity 'fitout'", "fit_out"),
        ("sites/north.yaml", "drivers: [grid_queue]", "drivers: [grid_cue]", "sites/north.yaml:28", "sites.north.activities.interconnection.drivers", "no driver 'grid_cue'", "grid_queue"),
        ("sites/north.yaml", "who: [cedar]", "who: [ceder]", "sites/north.yaml:29", "sites.north.activities.interconnection.who", "no partner 'ceder'", "cedar"),
        ("sites/north.yaml", "finished: 2024-11-30", "finished: 2024-05-30", "sites/north.yaml:16", "sites.north.activities.land.finished", "before it is started", "2024-06-01"),
        ("sites/north.yaml", "started: 2025-08-15", "started: 2026-08-15", "sites/north.yaml:36", "sites.north.activities.shell.started", "lies after 2026-06-30", "has passed"),
        ("sources.yaml", "  date: 2025-03-05\n", "", "sources.yaml:10", "sources.invented-loan.date", "'date' of the source is missing", "date: ..."),
        ("sources.yaml", "date: 2025-03-05", "date: 2025-03-35", "sources.yaml:13", "sources.invented-loan.date", "not a date", "2027-03-31"),
        ("programme.yaml", "format: 2", "format: 3", "programme.yaml:2", "format", "reads up to format 2", "format: 2"),
        ("programme.yaml", "format: 2", "format: two", "programme.yaml:2", "format", "reads formats 1 and 2", "format: 2"),
        ("programme.yaml", "horizon: 2032-12-31", "horizon: 2032-02-31", "programme.yaml:7", "horizon", "not a date", "2027-03-31"),
        ("programme.yaml", "horizon: 2032-12-31", "horizon: 2025-12-31", "programme.yaml:6", "as_of", "is not before the horizon, 2025-12-31", "a date before it"),
        ("programme.yaml", "start: 2024-01-01", "start: 2024-01-15", "programme.yaml:5", "start", "first day of a month", "2024-01-01"),
        ("risks.yaml", "[sites.south.activities.interconnection]", "[sites.south.activities.interconection]", "risks.yaml:4", "risks.line_appeal.affects", "no activity has the address", "sites.south.activities.interconnection"),
        ("commitments.yaml", "to: north", "to: nord", "commitments.yaml:4", "commitments.north_loan.to", "no site or partner 'nord'", "north"),
        ("sites/south.yaml", "cadence: 2 to 4 months [assumed]", "note: Buildings", "sites/south.yaml:40", "sites.south.phases.one.cadence", "need a cadence", "cadence: 1 to 2 months"),
        ("sites/south.yaml", "like gas_engines [sourcerock-2026]", "like gas_engine [sourcerock-2026]", "sites/south.yaml:26", "sites.south.activities.engines.duration", "no 'gas_engine'", "like gas_engines"),
        ("agreements.yaml", "  another_round: 40% [assumed]\n", "", "agreements.yaml:1", "agreements.partnership.another_round", "chance of another round", "another_round"),
        ("sites/north.yaml", "name: North Ridge", "name: [North, Ridge]", "sites/north.yaml:1", "sites.north.name", "one piece of text", "name: some words"),
        ("sites/north.yaml", "latitude: 32.5 deg [assumed]", "latitude:", "sites/north.yaml:5", "sites.north.latitude", "nothing after the colon", "delete the line"),
        ("sites/north.yaml", "name: North Ridge", "name: &a North Ridge", "sites/north.yaml:1", "", "anchors", "plain text"),
        ("sites/north.yaml", "name: North Ridge", "name: North: Ridge", "sites/north.yaml:1", "", "not YAML", "in quotes"),
        ("sites/north.yaml", "partners: {developer: [alder], utility: [cedar]}", "partners: {developer: alder [x]}", "sites/north.yaml:7", "", "not YAML", "lines of their own"),
    ],
)  # fmt: skip
def test_bad_input(written, file, old, new, where, address, wrong, instead):
    """One clear message each: where, which figure, what is wrong, what to write."""
    folder = written(file, old, new)
    found = problems(folder)
    match = [p for p in found if wrong in p.wrong]
    assert match, [str(problem) for problem in found]
    assert match[0].where == where
    assert match[0].address == address
    assert instead in match[0].instead


def test_a_cycle_is_named(written):
    folder = written(
        "sites/south.yaml",
        "    duration: 3 to 9 months [assumed]",
        "    duration: 3 to 9 months [assumed]\n    after: [fit_out]",
    )
    problem = only(folder)
    assert "these wait for each other" in problem.wrong
    assert all(name in problem.wrong for name in ("land", "shell", "fit_out"))


def test_files_that_are_no_programme(written, tmp_path):
    folder = written.folder
    (folder / "limits.txt").write_text("not read")
    (folder / "sites" / "empty.yaml").write_text("")
    (folder / "sites" / "binary.yaml").write_bytes(bytes(range(256)))
    (folder / "sites" / "list.yaml").write_text("- a\n- b\n")
    (folder / "sites" / "deep.yaml").write_text("a: " + "[" * 3000 + "]" * 3000)
    (folder / "sites" / "large.yaml").write_text("name: x\n" * 1_300_000)
    (folder / "odd.yaml").write_text("a: b\n")
    (folder / "sites" / "Bad Name.yaml").write_text("name: x\n")
    outside = tmp_path / "outside.yaml"
    outside.write_text("name: x\n")
    (folder / "sites" / "link.yaml").symlink_to(outside)
    (folder / "sites" / "gone.yaml").symlink_to(tmp_path / "nowhere.yaml")
    begun = time.perf_counter()
    found = {problem.where.split(":")[0]: problem.wrong for problem in problems(folder)}
    assert time.perf_counter() - begun < 5
    assert "empty" in found["sites/empty.yaml"]
    assert "not text" in found["sites/binary.yaml"]
    assert "a list" in found["sites/list.yaml"]
    assert "24 levels" in found["sites/deep.yaml"]
    assert "too large" in found["sites/large.yaml"]
    assert "no part of a programme" in found["odd.yaml"]
    assert "out of the programme" in found["sites/link.yaml"]
    assert "sites/gone.yaml" in found
    assert "limits.txt" not in found


def test_block_levels_are_limited_too(written):
    folder = written.folder
    lines = [f"{' ' * i}a:" for i in range(1500)]
    (folder / "sites" / "deep.yaml").write_text("\n".join(lines) + " b\n")
    assert "24 levels" in problems(folder)[0].wrong


def test_a_folder_without_rights(small_folder):
    """Root, who may read everything, reads as nobody here."""
    nobody, me = 65534, os.geteuid()
    sg.read(small_folder)  # so that all of the code is loaded
    with tempfile.TemporaryDirectory() as home:
        Path(home).chmod(0o755)
        folder = Path(shutil.copytree(small_folder, Path(home) / "programme"))
        (folder / "sites").chmod(0)
        os.seteuid(me or nobody)
        try:
            assert "permission denied" in problems(folder)[0].wrong
        finally:
            os.seteuid(me)
            (folder / "sites").chmod(0o755)


def test_no_programme_here(tmp_path):
    assert "no programme.yaml" in only(tmp_path).wrong
    assert "no programme.yaml" in only(tmp_path / "nowhere").wrong


def test_unknown_scenario_and_date(small_folder):
    assert "faster_grid" in only(small_folder, scenario="fast_grid").instead
    assert "not a date" in only(small_folder, as_of="yesterday").wrong
    assert "starts on" in only(small_folder, as_of="2023-01-01").wrong


def test_the_reading_that_counts(written):
    folder = written(
        "sites/north.yaml",
        "        - 2027-03-31 [invented-visit]",
        "        - 2027-03-31 [invented-visit]\n        - 2026-06-30 [assumed]",
    )
    address = "sites.north.phases.one.energised.forecast"
    assert "2027-03-31" in sg.read(folder)[address].text()
    assert "2027-01-31" in sg.read(folder, as_of="2026-05-09")[address].text()
    assert "2026-06-30" in sg.read(folder, as_of="2025-02-02")[address].text()


def test_two_readings_of_one_day(written):
    folder = written(
        "sites/north.yaml",
        "        - 2027-03-31 [invented-visit]",
        "        - 2027-03-31 [invented-visit]\n        - 2027-04-30 [invented-visit]",
    )
    assert "the same day" in only(folder).wrong


def test_what_was_not_known_yet(small):
    early = small.at("2025-01-25")
    assert "sites.south.phases.one" in early.not_yet_known  # sized by a later paper
    assert "commitments.north_loan" in early.not_yet_known
    assert "sites.south.phases.one" not in small.not_yet_known


def test_overrides(small):
    address = "sites.north.activities.interconnection.duration"
    assert small.override({address: "30 to 48 months [assumed]"})[address].p10 == pytest.approx(30)
    assert small.override({address: "x 1.5"})[address].p50 == pytest.approx(33)
    assert small.override({address: "+ 2 to 4 months"})[address].p50 == pytest.approx(22 + 8**0.5, abs=0.3)
    assert small.override({address: "x 1.5"}).override({address: "+ 1 month"})[address].p50 == pytest.approx(34)
    both = small.override({"sites.*.activities.interconnection.duration": "x 2"})
    assert both[address].p50 == pytest.approx(44)
    assert both["sites.south.activities.interconnection.duration"].p10 == pytest.approx(48)
    dated = small.override({"sites.north.phases.one.energised.announced": "+ 2 months"})
    assert dated["sites.north.phases.one.energised.announced"].p50 == pytest.approx(
        small["sites.north.phases.one.energised.announced"].p50 + 2
    )


def test_a_list_of_names_grows(small):
    """A phase that needs one more activity waits for it, and for what it needed before."""
    longer = small.override({"sites.north.phases.*.needs": "+ [shell, land]"})
    before, after = (p.contents.sites["north"].phases for p in (small, longer))
    for name in before:
        assert after[name].needs == [*before[name].needs, "shell", "land"]
    assert "shell" not in small.contents.sites["north"].phases["one"].needs
    dates = [sg.simulate(sg.announced(p), n=200).dates for p in (small, longer)]
    assert (dates[1] >= dates[0]).all()


def test_a_link_named_by_its_address_is_matched_too(written):
    folder = written(
        "sites/south.yaml",
        "    after: [shell]",
        "    after:\n      sites.north.activities.shell:\n        lag: 2 months [assumed]",
    )
    programme = sg.read(folder)
    address = "sites.south.activities.fit_out.after.sites.north.activities.shell.lag"
    assert programme.override({address: "x 2"})[address].p50 == pytest.approx(4)
    assert programme.override({"sites.*.activities.*.after.*.lag": "x 3"})[address].p50 == pytest.approx(6)
    assert programme.override({address.replace("north", "*"): "5 months [assumed]"})[address].p50 == pytest.approx(5)


@pytest.mark.parametrize(
    ("address", "text", "wrong"),
    [
        ("sites.north.phases.one.needs", "+ [shel]", "no activity 'shel'"),
        ("sites.north.activities.interconnection.duration", "x 2 [nobody]", "no source 'nobody'"),
        ("sites.nort.activities.interconnection.duration", "x 2", "no figure of the programme"),
        ("sites.*.activities.nothing.duration", "x 2", "no figure of the programme"),
        ("chips.gb200.power", "x 2", "write: a file chips/gb200.yaml of the programme's own"),
        ("catalogue.models.gpt3.layers", "x 2", "write: a file models/gpt3.yaml of the programme's own"),
        ("sites.north.activities.interconnection.duration", "x two", "cannot read"),
        ("sites.north.activities.interconnection.duration", "+ 2 MW", "not a unit of duration"),
        ("sites.north.phases.one.energised.announced", "x 2", "cannot be multiplied"),
        ("sites.north.activities.interconnection.durations", "3 months [assumed]", "no field 'durations'"),
        ("sites.north.status", "maybe [assumed]", "none of committed"),
        ("sites.north.activities.shell.kind", "x 1.3", "changes a figure, and this is text"),
        ("name", "+ 2 months", "changes a figure, and this is text"),
        ("sites.north.phases.one.needs", "+ 2 months", "changes a figure, and this is text"),
        ("horizon", "2030-02-31", "not a date"),
        ("horizon", "2026-06-30", "is not before the horizon"),
        ("horizon", "2020-01-01", "is not before the horizon"),
        ("start", "2024-13-01", "not a date"),
    ],
)
def test_overrides_that_make_no_sense(small, address, text, wrong):
    with pytest.raises(ProgrammeError, match=wrong):
        small.override({address: text})


def test_the_nearest_address_is_suggested(small):
    with pytest.raises(StargateError, match=r"did you mean sites\.north"):
        small["sites.north.activities.interconection.duration"]


def test_a_scenario_is_read_like_the_programme(written):
    folder = written(
        "scenarios/faster_grid.yaml",
        "sites.*.activities.interconnection.duration",
        "sites.*.activities.interconection.duration",
    )
    assert sg.read(folder).scenario.title == "Base case"
    problem = only(folder, scenario="faster_grid")
    assert problem.where.startswith("scenarios/faster_grid.yaml")


def test_a_chosen_scenario_with_a_mistake_is_not_called_missing(written):
    (written.folder / "scenarios" / "bad.yaml").write_text("tittle: no such field\n")
    with pytest.raises(sg.ProgrammeError) as caught:
        sg.read(written.folder, scenario="bad")
    assert "tittle" in str(caught.value)
    assert "has no scenario" not in str(caught.value)


def test_a_scenario_may_add_a_campus(written):
    scenario = written.folder / "scenarios" / "west.yaml"
    lines = (written.folder / "sites" / "south.yaml").read_text().splitlines()
    campus = "\n".join(f"      {line}" for line in lines)
    scenario.write_text(f"title: West\nquestion: One more?\nnew:\n  sites:\n    west:\n{campus}\n")
    programme = sg.read(written.folder, scenario="west")
    assert programme["sites.west.activities.shell.duration"].address == "sites.west.activities.shell.duration"
    assert programme["sites.west.activities.shell.duration"].where.startswith("scenarios/west.yaml:")


def test_a_scenario_is_held_against_another(written):
    path = written.folder / "scenarios" / "faster_grid.yaml"
    path.write_text(f"{path.read_text()}against: [base]\n")
    assert sg.read(written.folder, scenario="faster_grid").scenario.against == ["base"]
    for other in ("fastest_grid", "faster_grid"):
        path.write_text(path.read_text().rpartition("against")[0] + f"against: [{other}]\n")
        problem = only(written.folder)
        assert problem.address == "scenarios.faster_grid.against"
        assert problem.where.startswith("scenarios/faster_grid.yaml:")
        assert problem.wrong == f"no other scenario is {other!r}"
        assert problem.instead == "base"


def test_reading_is_fast(small_folder):
    begun = time.perf_counter()
    sg.read(small_folder)
    assert time.perf_counter() - begun < 2  # far above what it takes: a guard against accidents, not a benchmark
