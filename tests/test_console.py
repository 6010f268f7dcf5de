"""How commands end: one clear message each, exit status 2, and streams and signals of every kind."""

import errno
import json
import os
import signal
import subprocess
import sys
import time

import pytest

import stargate.console as console
from stargate.cli import main
from stargate.errors import StargateError

COMMAND = [sys.executable, "-m", "stargate"]


@pytest.fixture
def stargate(monkeypatch, capsys):
    """Runs a command in this process: its status, what it printed, and what it complained of."""
    monkeypatch.setattr(signal, "signal", lambda *_: None)

    def run(*words):
        monkeypatch.setattr(sys, "argv", ["stargate", *map(str, words)])
        status = 0
        try:
            main()
        except SystemExit as end:
            status = end.code
        return status, *capsys.readouterr()

    return run


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("simulate", "--futures", "1e6"), "--futures\n  this is no whole number\n  write: --futures 10000\n"),
        (("simulate", "--seed", "abc"), "--seed\n  this is no whole number\n  write: --seed 1\n"),
        (("simulate", "--seed", "9" * 26), "is no seed; write a number from 0 to 9223372036854775807"),
        (("simulate", "--seed", "-1"), "is no seed"),
        (("simulate", "--futurs", "3"), "--futures"),
        (("report", "--to", "programmes/small/programme.yaml"), "write: a name ending in .html"),
        (("compare", "--set", "drivers.labour.stretch=x 2", "--to", "x.yaml"), "write: a name ending in .html"),
        (("simulate", "--to", "x.xlsx"), "write: a name ending in .nc or .parquet"),
        (("compare", "--scenario", "base", "--scenario", "base"), "both sides are the same"),
        (("compare", "--as-of", "2026-01-01", "--as-of", "2026-01-01"), "both sides are the same"),
        (("show", "nothing"), "write: one of price_index, costs,"),
        (("check", "--set", "sites.north.nothing=x 2"), "--set: sites.north.nothing"),
    ],
)
def test_one_message_with_what_to_write(stargate, small_folder, words, said):
    verb, *rest = words
    status, out, error = stargate(verb, small_folder, *rest)
    assert (status, out) == (2, "")
    assert said in error
    assert "Traceback" not in error


def test_unknown_verbs_and_no_verb(stargate):
    assert stargate("chek")[0] == 2
    assert "'check'" in stargate("chek")[2]
    status, out, _ = stargate()
    assert status == 0
    assert "Usage" in out
    assert stargate("trace")[0] == 2


def test_a_statement_cannot_be_traced(stargate, small_folder):
    status, _, error = stargate("trace", small_folder, "sites.north.status")
    assert status == 2
    assert "statement in words: committed [invented-release]  sites/north.yaml:3" in error


def test_help_of_trace_asks_for_a_folder(stargate):
    assert "default:" not in stargate("trace", "--help")[1].split("address")[0]


def test_an_existing_thing_that_is_no_file_is_refused_before_anything_is_computed(stargate, small_folder, tmp_path):
    (tmp_path / "folder.nc").mkdir()
    os.mkfifo(tmp_path / "pipe.html")
    for words in (("simulate", "--to", tmp_path / "folder.nc"), ("report", "--to", tmp_path / "pipe.html")):
        status, _, error = stargate(words[0], small_folder, "--futures", "2000000", *words[1:])
        assert status == 2
        assert error.startswith(f"{words[-1]}: this is ")
        assert "write: the name of a file" in error


def test_check_reads_every_scenario_and_says_what_run_would_refuse(stargate, written):
    folder = written("scenarios/faster_grid.yaml", "x 0.6 [assumed]", "3 MW")
    status, _, error = stargate("check", folder)
    assert status == 2
    assert error.startswith("scenarios/faster_grid.yaml:4: sites.*.activities.interconnection.duration\n")
    assert "write: 3 months [source-key]" in error
    assert error.count("write:") == 1


def test_several_problems_and_one_end_alike(stargate, written):
    written("sites/north.yaml", "18 to 30 months", "18 to 30 mnths")
    folder = written("sites/south.yaml", "3 to 9 months", "3 to 9 mnths")
    assert stargate("check", folder)[2].endswith("2 problems.\n")


def test_letters_that_a_stream_does_not_know_are_spelt_out():
    ascii_only = {**os.environ, "PYTHONIOENCODING": "ascii"}
    program = (
        "from stargate.console import _streams; from stargate.cli.common import say; _streams();"
        "say('', 'Søuth 日本', False); say({'a': '日本'}, '', True)"
    )
    said = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, env=ascii_only, check=True
    ).stdout
    assert said.startswith("S\\xf8uth \\u65e5\\u672c\n")
    assert json.loads(said.partition("\n")[2]) == {"a": "日本"}


def test_closed_streams(small_folder, tmp_path):
    words = " ".join([*COMMAND, "show", str(small_folder)])
    assert subprocess.run(["sh", "-c", f"{words} >&-"], capture_output=True, check=False).returncode == 0
    lost = subprocess.run(["sh", "-c", f"{words}/nowhere 2>&-"], capture_output=True, check=False)
    assert lost.returncode == 2


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full here")
def test_a_full_standard_output(small_folder):
    with open("/dev/full", "w") as full:
        result = subprocess.run(
            [*COMMAND, "show", str(small_folder)], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert result.returncode == 2
    assert result.stderr.startswith("standard output: no space left on device\n  write: ")
    assert "half-written" not in result.stderr


def test_the_reader_may_go(small_folder):
    command = f"{' '.join(COMMAND)} show {small_folder} | true; exit $?"
    assert subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False).stderr == ""


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_signals_end_a_command_in_words(number, status):
    def begun():
        os.kill(os.getpid(), number)
        time.sleep(5)

    before = {each: signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)}
    signal.signal(signal.SIGINT, signal.default_int_handler)  # which a job in the background begins without
    try:
        with pytest.raises(SystemExit) as end:
            console.run_command(begun)
    finally:
        for each, answer in before.items():
            signal.signal(each, answer)
    assert end.value.code == status


def test_an_early_interrupt_leaves_no_traceback():
    process = subprocess.Popen([*COMMAND, "--help"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    while not _ignores_or_catches(process.pid, signal.SIGTERM) and process.poll() is None:
        time.sleep(0.001)
    process.send_signal(signal.SIGTERM)
    _, error = process.communicate()
    assert process.returncode in (0, 143)  # 0 where it was done already
    assert error == ""


def _ignores_or_catches(pid, number):
    try:
        with open(f"/proc/{pid}/status") as status:
            caught = next(line for line in status if line.startswith("SigCgt"))
    except (OSError, StopIteration):
        return True
    return bool(int(caught.split()[1], 16) >> (number - 1) & 1)


def test_what_the_system_refuses_is_said_of_its_place():
    assert console._refusal(OSError(errno.ENOSPC, "No space left on device", "/a/run")) == (
        "/a/run: no space left on device\n  write: a place with more room. Nothing was left half-written."
    )


@pytest.fixture
def few_futures(unpaid):
    import stargate as sg

    return sg.simulate(sg.announced(sg.read(unpaid)), n=20, seed=1)


def test_two_processes_that_keep_the_same_run(few_futures, tmp_path, monkeypatch):
    """The slower one takes the run that the faster one has finished."""
    from stargate import runs

    first = runs.keep(tmp_path, [few_futures])
    seen = iter([None, first])
    monkeypatch.setattr(runs, "find", lambda *_: next(seen))
    monkeypatch.setattr(runs.Path, "exists", lambda _: False)
    monkeypatch.setattr(runs, "_fill", _too_late)
    assert runs.keep(tmp_path, [few_futures]) == first


def _too_late(*_):
    raise OSError(errno.ENOTEMPTY, "Directory not empty")


def test_a_failure_to_keep_a_run_is_no_success(few_futures, tmp_path, monkeypatch):
    from stargate import runs

    monkeypatch.setattr(runs, "_fill", _too_late)
    with pytest.raises(OSError, match="not empty"):
        runs.keep(tmp_path, [few_futures])


def test_a_seed_is_bounded(small):
    import stargate as sg

    with pytest.raises(StargateError, match="no seed"):
        sg.simulate(sg.announced(small), n=10, seed=2**63)
    assert sg.simulate(sg.announced(small), n=10, seed=2**63 - 1).n == 10
