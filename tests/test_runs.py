"""The run store: which run a name means, and what is said of one that is not whole."""

import json
import os
import re
import shutil

import pytest

import stargate as sg
from stargate import runs
from stargate.runs import chosen, keep, opened


@pytest.fixture(scope="module")
def kept(small, tmp_path_factory):
    """A store of two runs."""
    store = tmp_path_factory.mktemp("runs")
    names = [keep(store, [sg.simulate(sg.announced(small), n=50, seed=seed)]).id for seed in (1, 2)]
    for age, name in enumerate(reversed(names)):
        os.utime(store / name / "run.json", (1e9 - age, 1e9 - age))
    return store, names


@pytest.fixture
def store(kept, tmp_path):
    """A copy that a test may damage."""
    shutil.copytree(kept[0], tmp_path / "runs")
    return tmp_path / "runs"


def refused(store, name):
    with pytest.raises(sg.StargateError) as caught:
        chosen(store, name)
    said = str(caught.value)
    assert "\n  write: " in said
    return said


def test_a_run_is_named_by_id_beginning_folder_or_latest(store, kept):
    one, two = kept[1]
    assert chosen(store, one).id == chosen(store, one[:6]).id == one
    assert chosen(store, str(store / one)).folder == store / one
    assert chosen(store, "latest").id == two
    assert "<iframe" in chosen(store, "latest")._repr_html_()


def test_the_year_of_operation_lies_beside_the_report_which_says_so(store, kept):
    run = chosen(store, kept[1][0])
    page = (run.folder / "operation.html").read_text(encoding="utf-8")
    said = re.search(r'"title":"(At the medians of 50 futures, [^"]* in 2028 [^"]*)"', page)[1]
    beside = (
        f'"beside":[{{"file":"operation.html","title":"{said}"}},{{"file":"financing.html","title":"Campuses and chips'
    )
    assert beside in run.report.read_text(encoding="utf-8")
    assert "stargate operate programme --year 2028 --as-of 2026-06-30 --futures 50 --seed 1" in page


def test_a_programme_that_does_not_say_what_its_computers_do_is_not_operated(written, tmp_path):
    (written.folder / "workload.yaml").unlink()
    run = keep(tmp_path, [sg.simulate(sg.announced(sg.read(written.folder)), n=20, seed=1)])
    assert not (run.folder / "operation.html").exists()
    assert '"beside":[{"file":"financing.html"' in run.report.read_text(encoding="utf-8")


def test_a_programme_without_contracts_is_not_financed(written, tmp_path):
    for name in ("workload", "contracts", "companies"):
        (written.folder / f"{name}.yaml").unlink()
    run = keep(tmp_path, [sg.simulate(sg.announced(sg.read(written.folder)), n=20, seed=1)])
    assert not (run.folder / "financing.html").exists()
    assert '"beside":[{"file":"compute.html"' in run.report.read_text(encoding="utf-8")


def test_what_it_computes_lies_beside_the_report_with_its_cost(store, kept):
    run = chosen(store, kept[1][0])
    page = (run.folder / "compute.html").read_text(encoding="utf-8")
    assert "stargate compute programme --as-of 2026-06-30 --futures 50 --seed 1 --report compute.html" in page
    assert "an H100e-hour costs" in page
    assert '"file":"compute.html"' in run.report.read_text(encoding="utf-8")


def test_names_that_mean_none_or_several(store, kept, tmp_path):
    one, two = kept[1]
    shutil.copytree(store / one, store / f"{one}0")
    assert f"2 runs begin with '{one[:5]}'" in refused(store, one[:5])
    assert chosen(store, one).folder == store / one
    assert two in refused(store, "nothing")
    assert "holds no runs" in refused(tmp_path / "nowhere", "latest")
    (tmp_path / "empty").mkdir()
    assert "holds no runs" in refused(tmp_path / "empty", "latest")


def change(store, name, **what):
    manifest = store / name / "run.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | what))


def test_a_run_of_a_newer_format(store, kept):
    change(store, kept[1][0], format=runs.FORMAT + 1, stargate="9.1", files="of another kind")
    said = refused(store, kept[1][0])
    assert f"format {runs.FORMAT + 1}, written by stargate 9.1" in said
    assert "install that version" in said


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"format": 1}', '{"format": "x", "id": "", "files": {}}'])
def test_a_manifest_that_cannot_be_read(text, store, kept):
    (store / kept[1][0] / "run.json").write_text(text)
    assert "no whole run: run.json cannot be read" in refused(store, kept[1][0])


def test_files_that_are_missing_or_not_as_written(store, kept):
    one, two = kept[1]
    (store / one / "report.html").unlink()
    assert "no whole run: report.html is missing" in refused(store, one)
    with (store / two / "summary.json").open("a") as file:
        file.write(" ")
    assert "no whole run: summary.json is not as it was written" in refused(store, two)
    (store / two / "run.json").unlink()
    assert "run.json is missing" in refused(store, two)


def test_what_is_added_to_a_run_does_no_harm(store, kept):
    (store / kept[1][0] / "notes.txt").write_text("mine")
    assert opened(store / kept[1][0]).id == kept[1][0]


def test_more_futures_are_another_run(tmp_path, unpaid):
    """Also where the scenario shown first draws nothing and so has one future, whatever was asked for."""
    (unpaid / "scenarios" / "word.yaml").write_text("title: Word\nquestion: At their word?\nbasis: announced\n")
    programme = sg.read(unpaid, scenario="word")

    def kept(n):
        runs = [sg.simulate(sg.announced(p), n=n) for p in (programme, programme.under("base"))]
        return keep(tmp_path / "runs", runs)

    few, many = kept(20), kept(30)
    assert few.id != many.id
    assert [run.summary["scenarios"]["base"]["futures"] for run in (few, many)] == [20, 30]


def test_files_of_hours_belong_to_a_run(written, tmp_path):
    """They are kept with it, and other hours are another run."""
    (written.folder / "series").mkdir()
    series = written.folder / "series" / "hub.csv"
    series.write_text("one")
    site = written.folder / "sites" / "north.yaml"
    site.write_text(site.read_text() + "\nprices: series/hub.csv\n")
    programme = sg.read(written.folder)
    name = runs.run_id([programme], 10, 1)
    runs._copy_programme(programme, tmp_path / "kept")
    assert [path.read_text() for path in (tmp_path / "kept").rglob("hub.csv")] == ["one"]
    series.write_text("two")
    assert runs.run_id([programme], 10, 1) != name


def test_why_no_year_of_operation_is_kept_is_told(written, tmp_path):
    site = written.folder / "sites" / "north.yaml"
    site.write_text(site.read_text() + "\nprices: series/hub.csv\n")
    said = []
    run = keep(tmp_path, [sg.simulate(sg.announced(sg.read(written.folder)), n=20, seed=1)], said.append)
    assert not (run.folder / "operation.html").exists()
    assert len(said) == 1
    assert "sites.north.prices" in said[0]
