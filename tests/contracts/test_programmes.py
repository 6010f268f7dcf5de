"""What every shipped programme and scenario keeps to."""

from pathlib import Path

import pytest

import stargate as sg
from stargate.programme.read import read
from stargate.quantity.notation import ASSUMED
from stargate.reports.scenario import edits, strength

HOME = Path(__file__).resolve().parents[2]
FOLDERS = sorted(path.parent for path in (HOME / "programmes").glob("*/programme.yaml"))
CASES = [(folder, name) for folder in FOLDERS for name in read(folder).origin.scenarios]


@pytest.mark.parametrize(("folder", "scenario"), CASES, ids=lambda value: getattr(value, "name", value))
def test_scenario(folder, scenario):
    programme = sg.read(folder, scenario=scenario)
    asked = programme.scenario
    assert asked.question.endswith("?")
    assert all(edit["because"] for edit in edits(programme) if edit["address"] in asked.changes)
    futures = sg.simulate(sg.announced(programme), n=500)
    assert len(futures.plan.phases) > 0
    if scenario != "base":
        base = sg.simulate(sg.announced(sg.read(folder)), n=500)
        assert dates(futures) != dates(base) or asked.note, "it changes no date, and does not say why"


@pytest.mark.parametrize(("folder", "scenario"), CASES, ids=lambda value: getattr(value, "name", value))
def test_what_is_assumed_in_a_scenario_is_counted(folder, scenario):
    programme = sg.read(folder, scenario=scenario)
    figures, assumed = strength(programme)
    changes = programme.scenario.changes.items()
    named = [programme.figures[address] for address, _ in changes if address in programme.figures]
    assert figures >= len(named)
    assert figures >= assumed >= sum(ASSUMED in figure.sources and not figure.changes for figure in named)
    assert (figures > 0) == any("[" in edit["to"] for edit in edits(programme))


@pytest.mark.parametrize(("folder", "scenario"), CASES, ids=lambda value: getattr(value, "name", value))
def test_what_a_scenario_adds_has_a_reason(folder, scenario):
    """An event or an activity that nobody planned must say where it comes from."""
    for edit in edits(sg.read(folder, scenario=scenario)):
        if edit["address"].startswith("risks.") or ".activities." in edit["address"]:
            assert edit["because"], edit["address"]


def dates(futures):
    return {planned.address: futures.dates[:, i].tobytes() for i, planned in enumerate(futures.plan.phases)}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_source_is_used_and_dated(folder):
    programme = sg.read(folder)
    texts = " ".join(path.read_text() for path in folder.rglob("*.yaml") if path.name != "sources.yaml")
    for key, source in programme.contents.sources.items():
        assert source.date
        assert key in texts, f"nothing rests on {key}"
