"""pmcontrols (https://pypi.org/project/pmcontrols/): the same early dates and critical activities, where installed."""

import importlib.util
from pathlib import Path

import pytest

pmcontrols = pytest.importorskip("pmcontrols", reason="pmcontrols is not installed; `make bench` installs it")


def test_early_dates_and_critical_activities_of_1200_activities():
    path = Path(__file__).resolve().parents[2] / "benchmarks" / "_network.py"
    spec = importlib.util.spec_from_file_location("_network", path)
    network = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(network)
    waits = network.invented()
    duration = network.drawn(network.Ours(waits, 1).order)(5)
    assert not network.differences(waits, duration, pmcontrols.cpm)
    assert network.differences(waits, duration, lambda records: pmcontrols.cpm(_longer(records)))


def _longer(records):
    """Every activity takes a day more: what must be found out."""
    return [record | {"duration": record["duration"] + 0.03} for record in records]
