"""The reference programme: what its founding documents and dossier say, at each date, and its calibration."""

import pytest

import stargate as sg
from stargate.futures.capital import counts
from stargate.reports.calibration import calibration


def test_seven_campuses_and_a_candidate(reference):
    contents = reference.contents
    committed = [site.id for site in contents.sites.values() if site.status.value == "committed"]
    assert sorted(committed) == [
        "abilene", "dona_ana", "lordstown", "milam", "port_washington", "saline", "shackelford",
    ]  # fmt: skip
    assert [site.id for site in contents.candidates()] == ["piketon"]


def test_it_power_adds_up_as_published(reference):
    """6,760 to 6,954 IT MW on seven sites (Epoch AI, September 2026; Lordstown is the difference)."""
    phases = [phase for site, phase in reference.contents.phases() if site.id != "piketon"]
    low, high = (sum(phase.it_power.quantile(p) for phase in phases) for p in (0.1, 0.9))
    assert low == pytest.approx(6760, abs=3)
    assert high == pytest.approx(6954, abs=3)
    assert sum(p.buildings.p50 for p in phases) == 34


def test_closed_project_debt(reference):
    """79.4 bn USD of project loans on five sites."""
    contents = reference.contents
    debt = [c for c in contents.commitments.values() if c.instrument == "debt" and counts(c, contents)]
    assert sum(c.amount.p50 for c in debt if c.status.value == "closed") == pytest.approx(79_400)


def test_who_disagrees_is_shown(reference):
    disputed = {figure.address for figure in reference if figure.disputed}
    assert {"commitments.softbank_equity.amount", "sites.dona_ana.water", "sites.abilene.land"} <= disputed
    equity = reference["commitments.softbank_equity.amount"]
    assert (equity.p10, equity.p90) == pytest.approx((15_000, 19_000))


def test_calibration_is_met(reference_futures):
    """T6b: P50 within a month, P10 and P90 within two, with drivers drawn."""
    found = calibration(reference_futures)
    assert len(found) >= 15
    assert not [(c.address, c.off) for c in found if not c.met]


@pytest.mark.parametrize(
    ("as_of", "energised", "campuses", "absent"),
    [
        ("2025-01-31", 0, 1, "sites.shackelford"),
        ("2025-09-30", 107, 5, "sites.saline"),
        ("2026-03-31", 211, 7, "sites.abilene.phases.five"),
        ("2026-11-22", 421, 7, "sites.abilene.phases.five"),
    ],
)
def test_what_was_known_on_four_dates(reference_folder, as_of, energised, campuses, absent):
    programme = sg.read(reference_folder, as_of=as_of)
    futures = sg.simulate(sg.announced(programme), n=500)
    now = programme.as_of_month
    running = sum(p.it_power for i, p in enumerate(futures.plan.phases) if futures.dates[:, i].max() <= now)
    assert running == pytest.approx(energised, abs=2)
    assert sum(site.status.value == "committed" for site in programme.contents.sites.values()) == campuses
    assert absent in programme.not_yet_known


def test_every_scenario_simulates(reference):
    for name in reference.origin.scenarios:
        futures = sg.simulate(sg.announced(reference.under(name)), n=200)
        assert futures.energised.at("2033-12-31").min() > 0


def test_the_walk(reference_futures):
    """One figure from file and line to every table it moves."""
    walked = sg.trace(reference_futures, "sites.milam.activities.interconnection.duration")
    assert walked.where.startswith("sites/milam.yaml:")
    tables = {row.table for row in walked.moved}
    assert "full load, mean" in tables
    assert any("sites.milam.phases.two" in line for line in walked.engine)
    assert {row.row for row in walked.moved if row.table == "full load, mean"} == {"sites.milam.phases.two"}
