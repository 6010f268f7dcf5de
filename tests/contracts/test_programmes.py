"""What every shipped programme and scenario keeps to."""

from pathlib import Path

import pytest

import stargate as sg
from stargate.programme.read import read

HOME = Path(__file__).resolve().parents[2]
FOLDERS = sorted(path.parent for path in (HOME / "programmes").glob("*/programme.yaml"))
CASES = [(folder, name) for folder in FOLDERS for name in read(folder).origin.scenarios]


@pytest.mark.parametrize(("folder", "scenario"), CASES, ids=lambda value: getattr(value, "name", value))
def test_scenario(folder, scenario):
    programme = sg.read(folder, scenario=scenario)
    assert programme.scenario.question.endswith("?")
    assert all(change.because for change in programme.scenario.changes.values())
    futures = sg.simulate(sg.announced(programme), n=50)
    assert len(futures.plan.phases) > 0


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_source_is_used_and_dated(folder):
    programme = sg.read(folder)
    texts = " ".join(path.read_text() for path in folder.rglob("*.yaml") if path.name != "sources.yaml")
    for key, source in programme.contents.sources.items():
        assert source.date
        assert key in texts, f"nothing rests on {key}"
