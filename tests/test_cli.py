"""The command line as its user meets it: words, exit status 2, no traceback, nothing lost."""

import gc
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import chdir, redirect_stderr, redirect_stdout
from types import SimpleNamespace
from unittest import mock

import pytest

from stargate.cli import main


def stargate(*words, cwd="."):
    """A command in this process, which has imported and compiled already what a new one must."""
    streams = [io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2)]
    caught = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    status = 0
    try:
        asked = mock.patch.object(sys, "argv", ["stargate", *map(str, words)])
        with asked, chdir(cwd), redirect_stdout(streams[0]), redirect_stderr(streams[1]):
            main()
    except SystemExit as end:
        status = end.code or 0
    finally:
        gc.enable()
        for number, answer in caught.items():
            signal.signal(number, answer)
    for stream in streams:
        stream.flush()
    out, err = (stream.buffer.getvalue().decode() for stream in streams)
    return SimpleNamespace(returncode=status, stdout=out, stderr=err)


def started(*words, after=""):
    """A command as a process of its own, which does something else first."""
    code = after + "from stargate.cli import main; main()"
    return subprocess.run([sys.executable, "-c", code, *map(str, words)], capture_output=True, text=True, check=False)


def said(*words, by=stargate, **how):
    result = by(*words, **how)
    assert result.returncode == 0, result.stderr
    return result.stdout


def refused(*words, by=stargate, **how):
    result = by(*words, **how)
    assert result.returncode == 2, (result.returncode, result.stdout, result.stderr)
    assert "Traceback" not in result.stderr
    return result.stderr


def test_help_names_every_verb():
    text = said("--help", by=started)
    for verb in (
        "new",
        "check",
        "show",
        "write",
        "export",
        "import",
        "simulate",
        "attribution",
        "hindsight",
        "compare",
        "report",
        "run",
        "trace",
        "view",
        "calibrate",
        "backtest",
        "sensitivities",
        "operate",
        "account",
        "finance",
        "products",
        "cost",
        "compute",
        "account",
        "train",
        "anchors",
    ):
        assert verb in text


@pytest.mark.parametrize(
    "words",
    [
        ("check",),
        ("show", "sites.north.*"),
        ("simulate", "--futures", "50"),
        ("attribution", "--of", "sites.south", "--futures", "64"),
        ("compare", "--scenario", "base", "--scenario", "faster_grid", "--futures", "50"),
        ("finance", "--futures", "20"),
        ("products", "--futures", "50"),
        ("hindsight", "--from", "2025-01-20", "--futures", "50", "--vintages", "3"),
        ("trace", "sites.north.activities.interconnection.duration", "--futures", "200"),
    ],
    ids=lambda words: words[0],
)
def test_every_verb_speaks_words_and_json(words, small_folder):
    verb, *rest = words
    assert said(verb, small_folder, *rest).strip()
    json.loads(said(verb, small_folder, *rest, "--json"))


def test_calibrate_speaks_words_and_json_and_refuses_all_at_once(tmp_path):
    path = tmp_path / "records.csv"
    lines = ["id,class,started,promised,finished,cancelled,as_of,size_mw"]
    lines += [f"p{i},line,2020-01-01,,202{1 + i % 3}-{1 + i % 12:02}-15,,2024-12-31,{i + 1}" for i in range(24)]
    path.write_text("\n".join(lines))
    assert "24 finished" in said(
        "calibrate", path, "--class", "line", "--source", "press", "--to", tmp_path / "line.yaml"
    )
    assert "[press]" in (tmp_path / "line.yaml").read_text()
    assert json.loads(said("calibrate", path, "--json"))["classes"][0]["finished"] == 24
    path.write_text(
        "\n".join([*lines, "a,line,2020-02-30,,,,2024-12-31,1", "b,line,2020-01-01,,2019-01-01,,2024-12-31,1"])
    )
    words = refused("calibrate", path, "--to", tmp_path / "other.yaml")
    assert "records.csv:26" in words
    assert "records.csv:27" in words
    assert not (tmp_path / "other.yaml").exists()


def test_hindsight_as_a_page(small_folder, tmp_path):
    page = tmp_path / "page.html"
    told = said("hindsight", small_folder, "--futures", "50", "--later-evidence", "--to", page)
    assert told.rstrip().endswith(str(page))
    assert "hindsight since 1 Jan 2024</title>" in page.read_text()
    for words, wrong in (
        (("--from", "2027-01-01"), "write: --from with an earlier day"),
        (("--from", "soon"), "is not a date"),
        (("--vintages", "1"), "write: --vintages 2 or more"),
        (("--to", "page.pdf"), "write: a name ending in .html"),
    ):
        assert wrong in refused("hindsight", small_folder, "--futures", "50", *words)


def test_new_report_run(tmp_path):
    home = tmp_path / "mine"
    assert json.loads(said("new", home, "--json"))["folder"] == str(home)
    assert "exists already" in refused("new", home)
    out = tmp_path / "out" / "page.html"
    assert json.loads(said("report", home, "--futures", "100", "--to", out, "--json"))["report"] == str(out)
    assert "<script" in out.read_text()
    told = json.loads(said("run", home, "--futures", "100", "--store", tmp_path / "runs", "--json"))
    assert sorted(p.name for p in (tmp_path / "runs" / told["run"].rsplit("/")[-1]).iterdir()) == [
        "CITATION.bib", "energised-base.parquet", "futures-base.nc", "programme", "report.html", "run.json", "summary.json", "summary.txt",
    ]  # fmt: skip


def test_new_from_write_and_overlay(tmp_path):
    home, overlay = tmp_path / "mine", tmp_path / "secret"
    assert "copy of small" in said("new", home, "--from", "small")
    assert "write: --from small" in refused("new", tmp_path / "other", "--from", "smal")
    address = "sites.north.activities.interconnection.duration"
    told = json.loads(said("write", home, "--set", f"{address}=x 1.2", "--json"))
    assert told == {"folder": str(home), "files": ["sites/north.yaml"]}
    assert "nothing to change" in said("write", home)
    (overlay / "sites").mkdir(parents=True)
    (overlay / "sites" / "north.yaml").write_text("land: 90 ha [assumed]\n")
    for words in (
        ("check", home),
        ("show", home, "*.land"),
        ("simulate", home, "--futures", "20"),
        ("compare", home, "--scenario", "base", "--scenario", "faster_grid", "--futures", "20"),
        ("report", home, "--futures", "20", "--to", tmp_path / "page.html"),
        ("run", home, "--futures", "20", "--store", tmp_path / "runs"),
        ("trace", home, address, "--futures", "20"),
        ("write", home, "--set", f"{address}=x 2"),
    ):
        assert said(*words, "--overlay", overlay)
    assert "overlay:sites/north.yaml:1" in said("show", home, "sites.north.land", "--overlay", overlay)
    assert "x 1.2 [assumed] x 2 [assumed]" in (overlay / "sites" / "north.yaml").read_text()
    assert "x 2" not in (home / "sites" / "north.yaml").read_text()
    assert "no such overlay" in refused("check", home, "--overlay", tmp_path / "nowhere")


def test_the_same_run_has_the_same_bytes(tmp_path, small_folder):
    """Whatever the folder is called and however the run was asked for; every file of it."""
    words = ("--futures", "300", "--seed", "7", "--store")
    one = json.loads(said("run", small_folder, *words, tmp_path / "one", "--json", by=started))
    shutil.copytree(small_folder, tmp_path / "called otherwise")
    said("run", "called otherwise", *words, "two", cwd=tmp_path)
    first, second = (_files(tmp_path / store) for store in ("one", "two"))
    name = one["run"].rsplit("/")[-1]
    assert {f"{name}/summary.json", f"{name}/summary.txt", f"{name}/report.html", f"{name}/run.json"} <= set(first)
    assert sorted(first) == sorted(second)
    assert not [file for file in first if first[file] != second[file]]
    assert one["command"] == "stargate run programme --futures 300 --seed 7"


def _files(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_summary_is_byte_identical(tmp_path, small_folder):
    texts = []
    for name in ("one", "two"):
        home = tmp_path / name
        home.mkdir()
        said("run", small_folder, "--futures", "300", "--store", "runs", cwd=home)
        texts.append(next((home / "runs").glob("*/summary.json")).read_bytes())
    assert texts[0] == texts[1]


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        (("--set", "foo"), "this sets nothing"),
        (("--set", "a.b=1 months", "--set", "a.b=2 months"), "it is set twice: 1 months, 2 months"),
        (("--set", "sites.nort.x=3 months [assumed]"), "no figure of the programme"),
        (("--set", "sites.north.activities.land.duration=3 mnths [assumed]"), "not a unit of duration"),
        (("--as-of", "soon"), "not a date"),
        (("--as-of", "1999-01-01"), "starts on"),
        (("--scenario", "fast"), "no scenario"),
        (("--futures", "0"), "cannot be simulated"),
        (("--futures", "many"), "no whole number"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(words, wrong, small_folder):
    assert wrong in refused("simulate", small_folder, *words)


def test_other_refusals(small_folder, tmp_path):
    wrong = {
        ("check", tmp_path): "no programme.yaml",
        ("compare", small_folder): "nothing to compare",
        ("attribution", small_folder, "--of", "sites.nowhere", "--futures", "64"): "no phase of the plan",
        ("attribution", small_folder, "--futures", "10"): "write 32 or more",
        ("compare", small_folder, *["--as-of", "2026-01-01"] * 3): "two sides",
        ("trace", small_folder, "sites.north.nothing"): "no figure at",
        ("simulate", small_folder, "--to", tmp_path / "x.xlsx", "--futures", "10"): "names no format",
        ("show", small_folder, "sites.nowhere"): "nothing has the address",
    }
    for words, answer in wrong.items():
        assert answer in refused(*words), words


def test_a_plan_is_refused_before_it_is_made_where_it_cannot_be_written(small_folder, tmp_path):
    """Above all not over the announced programme, nor under a scenario, whose changes no folder takes."""
    (tmp_path / "taken").mkdir()
    wrong = {
        ("--to", small_folder): "lies inside",
        ("--to", tmp_path / "taken"): "exists already",
        ("--scenario", "faster_grid", "--to", tmp_path / "other"): "laid over the scenario",
    }
    with mock.patch("stargate.planning.plan.plan", side_effect=AssertionError("it is planned")):
        for words, answer in wrong.items():
            assert answer in refused("plan", small_folder, *words), words


def test_nothing_is_written_where_nothing_can_be_read(tmp_path, written):
    folder = written("sites/north.yaml", "18 to 30 months,", "18 to 30 mnths,")
    before = sorted(tmp_path.rglob("*"))
    error = refused("run", folder, "--store", tmp_path / "runs")
    assert "sites/north.yaml:27" in error
    assert sorted(tmp_path.rglob("*")) == before


FULL_DISK = (
    "import resource, signal; resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000)); "
    "signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
)


def test_a_full_disk_leaves_earlier_runs_intact(tmp_path, small_folder):
    """A limit on file size stands for a full disk: the first file that does not fit ends the run."""
    store = tmp_path / "runs"
    said("run", small_folder, "--futures", "100", "--store", store)
    earlier = {path: path.read_bytes() for path in store.rglob("*") if path.is_file()}
    words = ("run", small_folder, "--futures", "100", "--seed", "2", "--store", store)
    error = refused(*words, by=started, after=FULL_DISK)
    assert "Nothing was left half-written" in error
    assert {path: path.read_bytes() for path in store.rglob("*") if path.is_file()} == earlier


def test_a_kill_leaves_earlier_runs_intact(tmp_path, small_folder):
    store = tmp_path / "runs"
    said("run", small_folder, "--futures", "100", "--store", store)
    earlier = sorted(path.name for path in store.iterdir())
    code = "from stargate.cli import main; main()"
    words = ["run", str(small_folder), "--futures", "200000", "--store", str(store)]
    process = subprocess.Popen(
        [sys.executable, "-c", code, *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    time.sleep(2.5)
    process.send_signal(signal.SIGINT)
    assert process.wait(30) in (0, 130)
    whole = [path.name for path in store.iterdir() if not path.name.startswith(".")]
    assert set(earlier) <= set(whole)
    assert all((store / name / "report.html").is_file() for name in whole)
    assert not [path for path in store.iterdir() if path.name.startswith(".")]


def test_a_damaged_run_is_not_taken_for_whole(tmp_path, small_folder):
    store = tmp_path / "runs"
    said("run", small_folder, "--futures", "50", "--store", store)
    next(store.iterdir()).joinpath("run.json").unlink()
    assert "no whole run" in refused("run", small_folder, "--futures", "50", "--store", store)


def test_a_kept_run_is_viewed_again(tmp_path, small_folder):
    store = ("--store", tmp_path / "runs")
    run = said("run", small_folder, "--futures", "50", *store)
    assert said("view", "latest", *store, "--no-open") == run
    name = json.loads(said("view", *store, "--json"))["run"].rsplit("/")[-1]
    assert said("view", name[:4], *store, "--no-open") == run
    (tmp_path / "runs" / name / "report.html").write_text("")
    assert "report.html is not as it was written" in refused("view", name, *store)
    assert "no whole run" in refused("run", small_folder, "--futures", "50", *store)


def test_a_folder_that_cannot_be_written(tmp_path, small_folder):
    (tmp_path / "file").write_text("")
    error = refused("run", small_folder, "--futures", "50", "--store", tmp_path / "file" / "runs")
    assert "not a directory" in error.lower() or "file exists" in error.lower()
    assert os.listdir(tmp_path) == ["file"]


def test_sensitivities_say_what_one_more_is_worth(small_folder):
    words = ("sensitivities", small_folder, "--of", "served", "--at", "2028-12-31", "--futures", "500")
    text = said(*words)
    assert "IT MW-years expected" in text
    assert "drivers.grid_queue.stretch" in text
    found = json.loads(said(*words, "--json"))
    assert found["of"] == "served"
    assert {"address", "value", "error", "unit", "step"} <= found["slopes"][0].keys()
    groups = json.loads(said(*words, "--groups", "--json"))
    assert {"drivers and risks", "sites.south"} <= {share["group"] for share in groups}


def test_sensitivities_refuse_in_words(small_folder):
    assert "write: one of energised" in refused("sensitivities", small_folder, "--of", "buildings")
    assert "2028-13-01" in refused("sensitivities", small_folder, "--at", "2028-13-01")
    assert "standard error" in refused("sensitivities", small_folder, "--of", "served", "--futures", "1")
    assert "no phase of the plan" in refused("sensitivities", small_folder, "--below", "sites.east")


def test_a_year_is_said_campus_by_campus(tmp_path):
    text = said("operate", "programmes/small", "--year", "2027", "--to", tmp_path / "hours.nc")
    assert "North Ridge" in text
    assert "not operated, nothing was announced to run by then" in text
    assert (tmp_path / "hours.nc").exists()


def test_one_campus_fully_built_as_json():
    found = json.loads(said("operate", "programmes/small", "--built", "--site", "south", "--json"))
    (row,) = found["rows"]
    assert row["address"] == "sites.south"
    assert row["it_power"] > 100
    assert found["units"]["carbon_location"] == "kg"
    assert sum(row["months"]["it_energy"]) == pytest.approx(row["sums"]["it_energy"])


def test_futures_say_what_runs():
    found = json.loads(said("operate", "programmes/small", "--year", "2028", "--futures", "200", "--json"))
    loads = {row["address"]: row["it_power"] for row in found["rows"]}
    assert 200 < loads["sites.north"] < 0.9 * 300


def test_an_account_by_year_and_future(tmp_path):
    words = (
        "account",
        "programmes/small",
        "--year",
        "2029",
        "--futures",
        "50",
        "--to",
        tmp_path / "a.parquet",
        "--json",
    )
    found = json.loads(said(*words))
    assert found["years"] == list(range(2024, 2033))
    energy = found["taken"]["rows"][-1]["amounts"]["facility_energy"]
    assert 0 < energy["p10"] <= energy["p50"] <= energy["p90"]
    assert (tmp_path / "a.parquet").stat().st_size > 0


def test_what_cannot_be_accounted_for_is_refused():
    wrong = {
        ("--year", "2050", "--futures", "20"): "no account of 2050",
        ("--futures", "-5"): "futures cannot be simulated",
        ("--to", "account.csv"): "names no format",
        ("--scenario", "nowhere"): "nowhere",
        ("--set", "sites.north.county=7 [assumed]", "--year", "1"): "no year",
    }
    for words, answer in wrong.items():
        assert answer in refused("account", "programmes/small", *words), words


def test_what_cannot_be_operated_is_refused():
    wrong = {
        ("--site", "west"): "there is no site 'west'",
        ("--built", "--futures", "100"): "two things",
        ("--year", "1"): "no year",
        ("--year", "soon"): "whole number",
        ("--futures", "100", "--year", "2040"): "outside the futures",
        ("--futures", "-5"): "futures cannot be simulated",
        ("--to", "hours.csv"): "names no format",
        ("--set", "workload.utilisation=120% [assumed]"): "workload.utilisation",
        ("--set", "workload.peak_hour=30 [assumed]"): "no hour of the day",
    }
    for words, answer in wrong.items():
        assert answer in refused("operate", "programmes/small", *words), words


def test_what_cannot_be_financed_is_refused():
    wrong = {
        ("--site", "north"): "of the workbook alone",
        ("--site", "north", "--to", "x.nc"): "of the workbook alone",
        ("--to", "case.txt"): "names no format",
        ("--to", "case"): "names no format",
        ("--report", "page.pdf"): "no name of a report",
        ("--futures", "0"): "0 futures",
        ("--set", "contracts.loans.shells.gearing=110% [assumed]"): "at most 100%",
        ("--set", "contracts.loans.*.tenor=x 1.3 [assumed]"): "longer than the life",
        ("--set", "base_rate=-5 %/year [assumed]"): "nobody pays for lending",
    }
    for words, answer in wrong.items():
        assert answer in refused("finance", "programmes/small", *words), words


def test_what_is_told_beside_a_plan_is_left_out_when_it_is_stopped():
    from stargate.cli.plan import beside

    def stop():
        raise KeyboardInterrupt

    left = []
    assert beside(left, "its futures", lambda: 1, 0) == 1
    assert beside(left, "other plans", stop, 0) == 0
    assert beside(left, "the rest", lambda: 1, 0) == 0
    assert left == ["other plans", "the rest"]
