"""A changed programme is written in the lines that changed, reads back the same, and gives the same futures."""

import difflib
import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import stargate as sg
from stargate.errors import StargateError
from stargate.files import write_together

LAND = "sites.north.activities.land.duration"
GRID = "sites.*.activities.interconnection.duration"


def files(folder):
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def figures(programme):
    return {address: figure.text() for address, figure in programme.figures.items()}


def lines(before, after):
    """Lines that went and came, by file."""
    found = {}
    for name in before:
        old, new = (data[name].decode().splitlines() for data in (before, after))
        changes = [line for line in difflib.ndiff(old, new) if line[0] in "-+"]
        if changes:
            found[name] = changes
    return found


@contextmanager
def copied(folder):
    with tempfile.TemporaryDirectory() as home:
        yield Path(shutil.copytree(folder, Path(home) / "programme"))


def test_a_figure_is_written_in_its_line(written):
    folder = written.folder
    before = files(folder)
    told = sg.read(folder).override({LAND: "5 months [invented-press]"}).write()
    assert (told.folder, told.files) == (folder, ("sites/north.yaml",))
    assert lines(before, files(folder)) == {
        "sites/north.yaml": ["-     duration: 4 to 8 months [assumed]", "+     duration: 5 months [invented-press]"]
    }


def test_changes_are_written_behind_the_figures_they_change(written):
    folder = written.folder
    forecast = "sites.north.phases.one.energised.forecast"
    sg.read(folder).override({GRID: "x 1.1 to 1.4 [invented-press]", forecast: "+ 2 months"}).write()
    text = (folder / "sites" / "north.yaml").read_text()
    assert "duration: 18 to 30 months, median 22 [assumed] x 1.1 to 1.4 [invented-press]\n" in text
    assert "- 2027-01-31 [invented-press] + 2 months [assumed]\n" in text
    assert "- 2027-03-31 [invented-visit] + 2 months [assumed]\n" in text
    assert "like" not in text
    again = sg.read(folder).override({GRID: "+ 1 month"})
    assert again["sites.south.activities.interconnection.duration"].text() == (
        "24 to 48 months x 1.1 to 1.4 + 1 month [assumed, invented-press]"
    )


def test_every_change_reads_back_with_the_same_futures(reference_folder, tmp_path):
    changes = {
        "sites.*.activities.*.duration": "x 1.1 to 1.3 [assumed]",
        "sites.*.phases.*.energised.*": "+ 2 months",
        "sites.milam.facility_power": "1_300 MW [assumed]",
        "sites.milam.water": "20_000 gal/day [assumed]",
        "horizon": "2036-12-31",
    }
    programme = sg.read(reference_folder).override(changes)
    programme.write(tmp_path / "copy")
    back = sg.read(tmp_path / "copy")
    assert figures(back) == figures(programme)
    one, two = (sg.simulate(sg.announced(p), n=200, seed=5) for p in (programme, back))
    np.testing.assert_array_equal(one.dates, two.dates)
    np.testing.assert_array_equal(one.energised.percentiles([10, 50, 90]), two.energised.percentiles([10, 50, 90]))


def test_another_folder_gets_a_copy_and_the_first_stays(small, small_folder, tmp_path):
    before = files(small_folder)
    told = small.override({LAND: "x 2"}).write(tmp_path / "new" / "copy")
    assert files(small_folder) == before
    assert told.files == ("sites/north.yaml",)
    assert set(lines(before, files(told.folder))) == {"sites/north.yaml"}
    assert files(small.write(tmp_path / "same").folder) == before
    (told.folder / "notes.txt").write_text("mine")
    assert "exists already" in refusal(small, told.folder)
    assert "lies inside" in refusal(small, small_folder / "copy")


def refusal(programme, folder=None):
    with pytest.raises(StargateError) as error:
        programme.write(folder)
    return str(error.value)


def test_files_that_changed_meanwhile_are_not_overwritten(written):
    programme = sg.read(written.folder).override({LAND: "x 2"})
    written("sites/north.yaml", "Grid connection", "The grid")
    before = files(written.folder)
    assert "changed since" in refusal(programme)
    assert files(written.folder) == before


def test_changes_over_a_scenario_are_not_written(written):
    programme = sg.read(written.folder, scenario="faster_grid")
    assert "'faster_grid'" in refusal(programme.override({LAND: "x 2"}))
    assert programme.override({LAND: "x 2"}).under("base").write().files == ("sites/north.yaml",)


def test_marks_rights_and_line_ends_stay(written):
    path = written.folder / "sites" / "north.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    path.chmod(0o600)
    before = path.read_bytes()
    sg.read(written.folder).override({LAND: "x 2"}).write()
    assert path.read_bytes() == before.replace(b"4 to 8 months [assumed]", b"4 to 8 months [assumed] x 2 [assumed]", 1)
    assert path.stat().st_mode & 0o777 == 0o600


def test_all_files_or_none(tmp_path, monkeypatch):
    one, two, three = (tmp_path / name for name in ("one", "two", "three"))
    one.write_text("1")
    two.write_text("2")
    real = os.replace

    def full(source, target):
        if Path(target).name == "three":
            raise OSError("disk full")
        real(source, target)

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="disk full"):
        write_together({one: "a", two: "b", three: "c"})
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"one": "1", "two": "2"}


FACTORS = st.sampled_from(["x 1.3", "x 0.9 to 1.2 [assumed]", "x 2 [invented-press]"])


@settings(max_examples=30)
@given(st.data())
def test_any_change_of_any_figure(small, small_folder, data):
    """Only the lines of changed figures differ, the rest is the same byte for byte, and all reads back."""
    wanted = data.draw(st.lists(st.sampled_from(sorted(small.figures)), min_size=1, max_size=5, unique=True))
    changes = {}
    for address in wanted:
        figure = small[address]
        if figure.dimension.name == "date":
            changes[address] = data.draw(st.sampled_from(["2026-03-31 [assumed]", "+ 1 month"]))
        elif figure.dimension.name in ("share", "count"):
            changes[address] = figure.text()
        else:
            changes[address] = data.draw(FACTORS | st.just(f"{figure.dimension.example} [assumed]"))
    try:
        programme = small.override(changes)
    except StargateError:
        return  # a fact after the programme's date, a finish before its start
    with copied(small_folder) as folder:
        before = files(folder)
        sg.read(folder).override(changes).write()
        after = files(folder)
        back = sg.read(folder)
    assert figures(back) == figures(programme)
    files_of = {small[address].where.rpartition(":")[0] for address in wanted}
    differing = lines(before, after)
    assert set(differing) <= files_of
    removed = [line for changes_ in differing.values() for line in changes_ if line.startswith("-")]
    assert len(removed) <= sum(len(small[address].readings) + 1 for address in wanted)
