"""Older formats are read as they were meant, and written in today's names.

`frozen/format-1` is a programme of format 1 with what stargate made of it then; neither is ever edited again, but for
`energised`, which follows the engine: it was taken anew when elapsed time began to weigh futures.
"""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

import stargate as sg
from stargate.errors import ProgrammeError
from stargate.futures.quantiles import quantiles
from stargate.programme.migrate import FORMAT, STEPS
from stargate.programme.model import Contents
from stargate.reports.checked import checked

FROZEN = Path(__file__).parent / "frozen"
RECORDED = json.loads((FROZEN / "format-1.json").read_text())
SCENARIOS = sorted(RECORDED)
NEW_NAMES = {
    "sites.west.capacity": "sites.west.facility_power",
    "sites.west.claimed_capacity": "sites.west.claimed_power",
    "sites.east.capacity": "sites.east.facility_power",
    "targets.capacity": "targets.claimed_power",
}


@pytest.fixture
def frozen(tmp_path):
    return shutil.copytree(FROZEN / "format-1", tmp_path / "programme")


def said(parts):
    return {address: [part.text(), part.where] for address, part in parts.items()}


def recorded(scenario, kind):
    return {NEW_NAMES.get(address, address): told for address, told in RECORDED[scenario][kind].items()}


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_programme_of_format_1_reads_as_it_did(scenario):
    programme = sg.read(FROZEN / "format-1", scenario=scenario)
    assert said(programme.figures) == recorded(scenario, "figures")
    assert said(programme.statements) == recorded(scenario, "statements")
    futures = sg.simulate(sg.announced(programme), n=1000, seed=1)
    dates = quantiles(futures.dates, futures.weight, [0.1, 0.5, 0.9]).T
    expected = RECORDED[scenario]["energised"]
    assert [phase.address for phase in futures.plan.phases] == list(expected)
    np.testing.assert_allclose(dates, list(expected.values()), atol=0.006)


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_written_in_todays_format_it_reads_the_same(frozen, scenario):
    before = sg.read(frozen, scenario=scenario)
    told = sg.read(frozen).write()
    assert told.files == ("programme.yaml", "scenarios/as_stated.yaml", "sites/west.yaml")
    after = sg.read(frozen, scenario=scenario)
    assert after.origin.format == FORMAT
    assert said(after.figures) == said(before.figures)
    one, two = (sg.simulate(sg.announced(p), n=100, seed=2) for p in (before, after))
    np.testing.assert_array_equal(one.dates, two.dates)
    assert sg.read(frozen).write().files == ()


def test_comments_and_order_stay(frozen):
    sg.read(frozen).write()
    old = (FROZEN / "format-1" / "sites" / "west.yaml").read_text()
    new = old.replace("claimed_capacity:", "claimed_power:").replace("capacity:", "facility_power:")
    assert (frozen / "sites" / "west.yaml").read_text() == new
    assert "sites.*.facility_power:\n" in (frozen / "scenarios" / "as_stated.yaml").read_text()


def test_check_says_what_to_run(frozen):
    assert f"`stargate write {frozen}` brings them to {FORMAT}" in str(checked(sg.read(frozen)))
    sg.read(frozen).write()
    assert "stargate write" not in str(checked(sg.read(frozen)))


def test_changes_and_migration_are_written_together(frozen):
    sg.read(frozen).override({"sites.west.facility_power": "x 1.1"}).write()
    assert "450 to 600 MW [invented-press] x 1.1 [assumed]" in (frozen / "sites" / "west.yaml").read_text()


def only(folder, **how):
    with pytest.raises(ProgrammeError) as error:
        sg.read(folder, **how)
    assert len(error.value.problems) == 1
    return error.value.problems[0]


def test_a_newer_format_is_refused_in_one_message(frozen):
    path = frozen / "programme.yaml"
    path.write_text(path.read_text().replace("format: 1", "format: 3").replace("price_index", "index_of_prices"))
    problem = only(frozen)
    assert (problem.where, problem.address) == ("programme.yaml:2", "format")
    assert "format 3" in problem.wrong
    assert "format: 2" in problem.instead


def test_an_old_name_in_todays_format_is_told_its_new_one(frozen):
    sg.read(frozen).write()
    path = frozen / "sites" / "west.yaml"
    path.write_text(path.read_text().replace("claimed_power", "claimed_capacity"))
    problem = only(frozen)
    assert "another name since format 2" in problem.wrong
    assert problem.instead == "claimed_power"


def test_both_names_at_once_are_refused(frozen):
    path = frozen / "sites" / "west.yaml"
    path.write_text(path.read_text() + "facility_power: 500 MW [assumed]\n")
    assert only(frozen).address == "sites.west.capacity"


def test_an_overlay_is_of_the_programmes_format_or_of_its_own(frozen, tmp_path):
    overlay = tmp_path / "overlay"
    (overlay / "sites").mkdir(parents=True)
    (overlay / "sites" / "west.yaml").write_text("capacity: 550 MW [assumed]\n")
    assert sg.read(frozen, overlay=overlay)["sites.west.facility_power"].p50 == 550
    sg.read(frozen).write()
    assert "another name since format 2" in only(frozen, overlay=overlay).wrong
    (overlay / "programme.yaml").write_text("format: 1\n")
    programme = sg.read(frozen, overlay=overlay)
    assert programme["sites.west.facility_power"].p50 == 550
    assert programme.write().files == ("programme.yaml", "sites/west.yaml")
    assert (overlay / "sites" / "west.yaml").read_text() == "facility_power: 550 MW [assumed]\n"


def test_every_step_leads_to_the_present_format():
    assert sorted(STEPS) == list(range(1, FORMAT))
    assert f"^{FORMAT}$" in str(Contents.model_fields["format"].metadata)
