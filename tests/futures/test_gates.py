"""Shared supplies in whole programmes: from their records to dates, waits and words."""

import numpy as np
import pytest

import stargate as sg
from stargate.programme.gates import in_turn
from stargate.reports.shared import shared_figure
from stargate.reports.timetable import timetable

CHIPS = """
accelerators:
  title: Accelerators
  it_power:
    2026: 40 to 80 MW [assumed]
    2027: 60 to 120 MW [assumed]
    2028: 100 to 200 MW [assumed]
    2029: 100 to 200 MW [assumed]
    2030: 100 to 200 MW [assumed]
"""
MONEY = """
finance:
  title: Finance
  commitments: [pledge]
  money:
    2027: 1 to 2 USD bn [assumed]
"""


def simulated(folder, n=1500, gated=True, threads=None, **how):
    return sg.simulate(sg.announced(sg.read(folder, **how), gated=gated), n=n, seed=3, threads=threads)


@pytest.fixture
def sharing(written):
    (written.folder / "limits.yaml").write_text(CHIPS)
    chips = "  chips:\n    kind: chips\n"
    written("sites/north.yaml", chips, f"{chips}    takes:\n      accelerators:\n        phases: [one, two]\n")
    fit_out = "  fit_out:\n    kind: fit-out\n"
    take = "    takes:\n      accelerators:\n        it_power: 150 to 200 MW [assumed]\n"
    return written("sites/south.yaml", fit_out, fit_out + take)


def test_a_hand_case(lone):
    """10 MW a month from 2027 on: 60 MW are there in July 2027, and work of four months ends in November."""
    folder = lone("duration: 4 months [assumed]\ntakes: {accelerators: {phases: [one]}}", it_power="60 MW")
    (folder / "limits.yaml").write_text("accelerators:\n  title: Chips\n  it_power:\n    2027: 120 MW [assumed]\n")
    futures = simulated(folder, n=5)
    assert futures.dates[:, 0] == pytest.approx(futures.programme.month("2027-11-01"))
    assert futures.shared.held[0, 0] == pytest.approx(
        futures.programme.month("2027-07-01") - futures.programme.as_of_month
    )
    at_finish = (folder / "limits.yaml").read_text() + "  needed_at: finish\n"
    (folder / "limits.yaml").write_text(at_finish)
    futures = simulated(folder, n=5)
    assert futures.dates[:, 0] == pytest.approx(futures.programme.month("2027-07-01"))


def test_without_supplies_or_claims_nothing_moves(sharing, small_folder):
    never_asked = simulated(small_folder)
    assert never_asked.shared is None
    for futures in (simulated(sharing, gated=False), simulated(sharing, changes={"sharing": "unlimited"})):
        assert futures.shared is None
        assert (futures.dates == never_asked.dates).all()
    gated = simulated(sharing)
    assert (gated.shared.ready == never_asked.buildup.ready).all()
    assert (gated.unlimited.ready == never_asked.buildup.ready).all()
    assert (gated.dates >= never_asked.dates).all()
    assert (gated.dates > never_asked.dates).any()


def test_the_same_bits_whatever_the_number_of_futures_and_threads(sharing):
    reference = simulated(sharing, n=1700, threads=1)
    for n, threads in ((1700, 3), (901, 2), (1, 1)):
        other = simulated(sharing, n=n, threads=threads)
        assert (other.dates == reference.dates[:n]).all()
    again = simulated(sharing, n=1700, threads=4)
    for name in ("held", "behind", "share", "never"):
        assert (getattr(again.shared, name) == getattr(reference.shared, name)).all()
    assert (again.months == reference.months).all()


@pytest.mark.parametrize("rule", ["announced", "written", "ready"])
def test_a_campus_that_shares_nothing_changes_nobody(sharing, rule):
    before = simulated(sharing, changes={"sharing": rule})
    text = (sharing / "sites" / "south.yaml").read_text()
    alone = text.replace("South Fork", "Aspen").split("    takes:\n")
    alone = alone[0] + alone[1].split("[assumed]\n", 1)[1]
    (sharing / "sites" / "aspen.yaml").write_text(alone)
    after = simulated(sharing, changes={"sharing": rule})
    for planned in before.plan.phases:
        assert (after.full_load(planned.address) == before.full_load(planned.address)).all()


def test_months_waited_add_up_to_the_path(sharing):
    futures = simulated(sharing)
    for phase, planned in enumerate(futures.plan.phases):
        ready = futures.buildup.ready[:, phase]
        waited = futures.shared.held[phase].sum()
        assert futures.shared.behind[phase].sum() <= waited + 1e-9
        if np.isfinite(ready).all() and planned.address == "sites.south.phases.one":
            since = ready.mean() - futures.programme.as_of_month
            assert futures.months[phase].sum() + waited <= since + 1e-9


def test_who_is_announced_first_waits_for_nobody(sharing):
    futures = simulated(sharing)
    north, south = futures.phases("sites.north.phases.one")[0], futures.phases("sites.south")[0]
    owner = {name: i for i, name in enumerate(futures.shared.owners)}
    assert futures.shared.behind[north].sum() == 0
    assert futures.shared.behind[south, owner["sites.north.activities.chips"]] > 0
    written_first = simulated(sharing, changes={"sharing": "written"})
    assert (written_first.dates == futures.dates).all()  # here both rules agree


def test_one_future_as_a_programme_has_the_dates_of_that_future(sharing):
    futures = simulated(sharing)
    for number in (0, 11, 700):
        again = sg.simulate(sg.announced(futures[number].programme), n=2)
        assert again.dates[0] == pytest.approx(futures.dates[number], abs=1e-6)


def test_pledged_money_is_there_at_once_where_it_comes(lone):
    folder = lone("duration: 2 months [assumed]\ntakes:\n  finance:\n    money: 1 USD bn [assumed]")
    (folder / "limits.yaml").write_text(MONEY)
    pledge = "pledge:\n  payers: [alder]\n  to: programme\n  instrument: equity\n  amount: 1 USD bn [assumed]\n"
    (folder / "commitments.yaml").write_text(pledge + "  status: negotiating [invented-release]\n")
    futures = simulated(folder, n=2000)
    came = futures.happened[:, futures.model.event_addresses.index("commitments.pledge")] == 1
    now = futures.programme.as_of_month
    assert 0 < came.mean() < 0.6
    assert (futures.dates[came, 0] == now + 2).all()
    assert (futures.dates[~came, 0] > futures.programme.month("2027-01-01")).all()
    for number in (int(np.flatnonzero(came)[0]), int(np.flatnonzero(~came)[0])):
        again = sg.simulate(sg.announced(futures[number].programme), n=2)
        assert again.dates[0] == pytest.approx(futures.dates[number], abs=1e-6)
    assert any(move.address == "commitments.pledge" and move.event for move in futures.drivers(at="2026-12-31"))


def test_a_candidate_takes_nothing_where_it_is_not_accepted(written):
    (written.folder / "limits.yaml").write_text("crew:\n  title: Crew\n  capacity: 10 jobs [assumed]\n")
    take = "    takes:\n      crew:\n        units: 10 jobs [assumed]\n"
    fit_out = "  fit_out:\n    kind: fit-out\n"
    written("sites/north.yaml", fit_out, fit_out + take)
    written("sites/south.yaml", fit_out, fit_out + take)
    text = "status: committed [invented-release]"
    folder = written(
        "sites/south.yaml", text, "status: candidate [invented-release]\nacceptance:\n  chance: 50% [assumed]"
    )
    futures = simulated(folder, changes={"sharing": "ready"})
    accepted = futures.happened[:, futures.model.event_addresses.index("sites.south.acceptance")] == 1
    later = futures.buildup.ready[:, 0] > futures.shared.ready[:, 0]
    assert not later[~accepted].any()
    assert np.isinf(futures.full_load("sites.south")[~accepted]).all()
    assert np.isfinite(futures.full_load("sites.south")[accepted]).all()


def test_never_is_said_in_words_and_is_no_date(lone):
    folder = lone("duration: 4 months [assumed]\ntakes: {accelerators: {phases: [one]}}", it_power="600 MW")
    (folder / "limits.yaml").write_text("accelerators:\n  title: Chips\n  it_power:\n    2027: 120 MW [assumed]\n")
    futures = simulated(folder, n=200)
    assert futures.date_percentile("sites.lone.phases.one", 50) is None
    assert futures.shared.never[0, 0] == 1
    (row,) = timetable(futures, "2030-12-31").rows
    assert (row.p50, row.never) == (None, 1)
    (waiting,) = shared_figure(futures).rows
    assert waiting.queues[0].never == 1
    assert "never" in str(sg.trace(futures, "limits.accelerators.it_power.2027"))


def test_the_report_names_supply_and_campus(sharing):
    futures = simulated(sharing)
    rows = {row.address: row for row in shared_figure(futures).rows}
    south = rows["sites.south.phases.one"].queues[0]
    assert south.name == "Accelerators"
    assert south.behind["North Ridge"] > 0
    assert south.alone + sum(south.behind.values()) == pytest.approx(south.months, abs=0.1)
    holds = {row.address: row.holds for row in timetable(futures, "2030-12-31").rows}
    assert any(hold.kind == "waiting" and "North Ridge" in hold.who for hold in holds["sites.south.phases.one"])
    assert "behind North Ridge" in str(sg.trace(futures, "sites.south.activities.fit_out.duration"))


def test_turns_keep_predecessors_first():
    """The best rank pulls what it waits for with it; whoever claims nothing comes where it is waited for."""
    before, ranks = [[], [0], [], [2]], [(3,), (2,), (1,), (0,)]
    assert in_turn(ranks, before, [True] * 4) == [2, 3, 0, 1]
    assert in_turn(ranks, before, [False, True, False, False])[:2] == [0, 1]


def test_the_mean_slip_is_divided_with_shared_supplies_among_its_causes(sharing):
    """All causes drawn are the futures themselves, whoever else claims among them."""
    futures = simulated(sharing, n=512)
    found = futures.attribution()
    assert "Uncertain supplies" in {group.name for group in found.groups}
    parts = found.optimism.months + sum(group.mean.months for group in found.groups)
    assert parts == pytest.approx(found.mean.months, abs=1e-9)
    unlimited = sg.simulate(sg.announced(futures.programme, gated=False), n=512).attribution()
    assert found.optimism.months - found.waiting.months == pytest.approx(unlimited.optimism.months, abs=1e-9)
    assert unlimited.waiting == (0, 0)
    assert found.waiting.months > 0
    dated = [i for i in futures.phases() if futures.plan.phases[i].announced is not None]
    power = [futures.plan.phases[i].it_power for i in dated]
    until = futures.end_of(futures.programme.contents.horizon)
    late = np.minimum(futures.dates[:, dated], until) - [futures.plan.phases[i].announced for i in dated]
    assert found.mean.months == pytest.approx(
        np.average(np.average(late, axis=1, weights=power), weights=futures.weight)
    )
