"""Futures: the same whatever the batch, threads and sites; exact where a hand or an oracle can tell."""

import os
import subprocess
import sys

import numpy as np
import pytest
from scipy import integrate, stats

import stargate as sg
from stargate.errors import StargateError
from stargate.futures.simulate import lengths, run
from stargate.quantity.notation import months_of_date


def simulated(folder, n=2000, seed=1, **how):
    return sg.simulate(sg.announced(sg.read(folder, **how)), n=n, seed=seed)


def test_the_same_bits_whatever_the_number_of_futures_and_threads(small):
    plan = sg.announced(small)
    reference = sg.simulate(plan, n=3333, seed=5, threads=1)
    for n, threads in ((3333, 2), (3333, 5), (1001, 3), (1, 1)):
        other = sg.simulate(plan, n=n, seed=5, threads=threads)
        assert (other.dates == reference.dates[:n]).all()
        assert (other.buildup.it_power == reference.buildup.it_power[:n]).all()
    again = sg.simulate(plan, n=3333, seed=5, threads=4)
    assert (again.critical == reference.critical).all()
    assert (again.months == reference.months).all()
    assert (sg.simulate(plan, n=100, seed=6).dates != reference.dates[:100]).any()


def test_adding_a_campus_is_one_new_file_and_leaves_the_others_alone(written):
    before = simulated(written.folder)
    text = (written.folder / "sites" / "south.yaml").read_text()
    (written.folder / "sites" / "aspen.yaml").write_text(text.replace("South Fork", "Aspen"))
    after = simulated(written.folder)
    assert len(after.plan.phases) == len(before.plan.phases) + 1
    for planned in before.plan.phases:
        assert (after.full_load(planned.address) == before.full_load(planned.address)).all()


@pytest.mark.parametrize("name", ["small_futures", "reference_futures"])
def test_one_future_as_a_programme_has_the_dates_of_that_future(name, request):
    """Agreements under way among them."""
    futures = request.getfixturevalue(name)
    for number in (0, 17, 3999):
        again = sg.simulate(sg.announced(futures[number].programme), n=2)
        assert again.dates[0] == pytest.approx(futures.dates[number], abs=1e-6)
        assert again.buildup.it_power[0] == pytest.approx(futures.buildup.it_power[number])
    with pytest.raises(StargateError, match=f"from 0 to {futures.n - 1}"):
        futures[futures.n]


def test_one_future_keeps_the_hour_of_a_drawn_date(lone):
    futures = simulated(lone("duration: 4 months [assumed]\nnot_before: 2026-09-01 to 2027-06-01 [assumed]"), n=5)
    for number in range(5):
        again = sg.simulate(sg.announced(futures[number].programme), n=1)
        assert again.dates[0] == pytest.approx(futures.dates[number], abs=1e-9)


OVERDUE = """
    parties:
      alder: 1 to 6 months [assumed]
      birch: 1 to 3 months [assumed]
    another_round: 10 to 40% [assumed]
    started: 2024-03-30 [assumed]
"""
RISING = """
    cadence: 2 to 3 months [assumed]
    ramp: 1 to 2 months [assumed]
    first_power:
      observed: 2025-09-30 [assumed]
"""


@pytest.mark.parametrize("case", ["small", "overdue agreement", "rising phase", "candidate"])
def test_uncompiled_kernels_give_the_same_and_keep_their_shapes(case, written, lone):
    """The same futures in plain Python, every kernel's arguments checked against the shapes in its signature."""
    folder = {
        "small": lambda: written.folder,
        "overdue agreement": lambda: lone(OVERDUE),
        "rising phase": lambda: lone("finished: 2025-01-30 [assumed]", phase=RISING, buildings=4),
        "candidate": lambda: lone(
            "duration: 10 to 30 months [assumed]",
            status="candidate",
            site="acceptance:\n  chance: 50% [assumed]\n  by: 2027-06-30 to 2028-06-30 [assumed]",
        ),
    }[case]()
    program = """
import sys
from jaxtyping import install_import_hook
kernels = ["quantity.draws", "schedule.durations", "schedule.network", "schedule.energise", "capital.need"]
with install_import_hook([f"stargate.{name}" for name in kernels], "beartype.beartype"):
    import stargate as sg
    from stargate.futures.capital import capital
    futures = sg.simulate(sg.announced(sg.read(sys.argv[1])), n=30)
    futures.energised.values, futures.drivers(at="2028-12-31"), futures.chance(buildings=2, by="2028-12-31")
    print(*futures.dates.ravel(), *capital(futures).need)
"""
    environment = os.environ | {"NUMBA_DISABLE_JIT": "1"}
    out = subprocess.run(
        [sys.executable, "-c", program, str(folder)], env=environment, capture_output=True, text=True, check=True
    )
    from stargate.futures.capital import capital

    compiled = simulated(folder, n=30)
    expected = [*compiled.dates.ravel(), *capital(compiled).need]
    assert [float(v) for v in out.stdout.split()] == pytest.approx(expected, rel=1e-9)


def test_a_hand_case(lone):
    """Ten months from 30 June 2026 are known; a driver of exactly 1.2 makes them twelve."""
    folder = lone("duration: 10 months [assumed]\ndrivers: [labour]")
    futures = simulated(folder, n=10, changes={"drivers.labour.stretch": "1.2 [assumed]"})
    assert futures.dates[:, 0] == pytest.approx(futures.programme.month("2026-06-30") + 12)


def test_a_hand_case_of_waiting(lone):
    """work after the start of a shell not before October 2026, two months on; and after land, with a lag of one."""
    others = """
        land:
          kind: land
          duration: 3 months [assumed]
        shell:
          kind: shell
          duration: 12 months [assumed]
          not_before: {day} [assumed]
    """
    work = """
        duration: 5 months [assumed]
        after:
          shell:
            of: start
            lag: 2 months [assumed]
          land:
            lag: {lag} months [assumed]
    """
    for day, lag, months in (("2026-10-01", 1, 3 + 2 + 5), ("2026-10-01", 4, 3 + 4 + 5), ("2027-07-01", 4, 12 + 2 + 5)):
        folder = lone(work.format(lag=lag), others=others.format(day=day))
        futures = simulated(folder, n=3, as_of="2026-07-01")
        assert futures.dates[:, 0] == pytest.approx(futures.programme.as_of_month + months)


def test_the_mean_of_a_lone_activity(lone):
    folder = lone("duration: 12 to 24 months [assumed]")
    futures = simulated(folder, n=40_000)
    spread = np.log(2) / 2 / stats.norm.ppf(0.9)
    exact = stats.lognorm(s=spread, scale=np.sqrt(288)).mean()
    waits = futures.dates[:, 0] - futures.programme.month("2026-06-30")
    assert waits.mean() == pytest.approx(exact, abs=4 * waits.std() / 200)


def test_an_agreement_against_the_exact_mean(lone):
    """Rounds of max(two parties), one or more with chance 0.4: mean of the maximum over 0.6 (Wald)."""
    folder = lone(
        "parties:\n  alder: 1 to 3 months [assumed]\n  birch: 1 to 4 months [assumed]\nanother_round: 40% [assumed]",
    )
    z = stats.norm.ppf(0.9)
    one = stats.lognorm(s=np.log(3) / 2 / z, scale=np.sqrt(3))
    two = stats.lognorm(s=np.log(4) / 2 / z, scale=2)
    slowest = integrate.quad(lambda x: 1 - one.cdf(x) * two.cdf(x), 0, 200, limit=300)[0]
    futures = simulated(folder, n=40_000)
    waits = futures.dates[:, 0] - futures.programme.month("2026-06-30")
    assert waits.mean() == pytest.approx(slowest / 0.6, abs=4 * waits.std() / 200)


def test_more_parties_sign_later(lone):
    text = "parties:\n  alder: 1 to 3 months [assumed]\n{more}another_round: 40% [assumed]"
    folder = lone(text.format(more="  birch: 1 to 3 months [assumed]\n  cedar: 1 to 3 months [assumed]\n"))
    many = simulated(folder).dates.mean()
    site = folder / "sites" / "lone.yaml"
    site.write_text(
        "\n".join(line for line in site.read_text().splitlines() if "birch:" not in line and "cedar:" not in line)
    )
    assert simulated(folder).dates.mean() < many - 0.5


def test_a_risk_happens_as_often_as_stated_and_adds_what_it_says(lone):
    folder = lone("duration: 10 months [assumed]")
    (folder / "risks.yaml").write_text(
        "stop:\n  title: A stop\n  chance: 25% [assumed]\n  affects: [sites.lone.activities.*]\n"
        "  factor: 2 [assumed]\n  delay: 3 months [assumed]\n"
    )
    futures = simulated(folder, n=20_000)
    waits = futures.dates[:, 0] - futures.programme.month("2026-06-30")
    assert set(np.round(waits, 9)) == {10.0, 23.0}
    assert (waits > 20).mean() == pytest.approx(0.25, abs=4 * np.sqrt(0.25 * 0.75 / 20_000))
    move = futures.drivers(at="2027-12-31")[0]
    assert (move.address, move.event) == ("risks.stop", True)


def test_elapsed_time_makes_late_work_later(lone):
    """The same activity, longer under way: never earlier, and never in the past."""
    folder = lone("duration: 12 to 24 months [assumed]\nstarted: 2025-01-20 [invented-release]")
    early, late = (simulated(folder, as_of=day) for day in ("2025-06-30", "2026-11-30"))
    assert late.full_load("sites.lone").min() >= late.programme.month("2026-11-30")
    assert np.median(late.full_load("sites.lone")) > np.median(early.full_load("sites.lone"))


def test_every_figure_at_its_median(written):
    """Nothing under way: the median future is the programme with points for ranges, and its risk does not happen."""
    folder = written("sites/south.yaml", "    started: 2026-02-01 [invented-visit]\n", "")
    programme = sg.read(folder)
    futures = sg.simulate(sg.announced(programme), n=100)
    points = {f.address: f.drawn(f.p50) for f in programme if f.uncertain and f.dimension.name != "date"}
    alone = sg.simulate(sg.announced(programme.override(points | {"risks.line_appeal.chance": "0% [assumed]"})), n=1)
    south = next(i for i, p in enumerate(futures.plan.phases) if p.site.id == "south")
    assert alone.buildup.ready[0, south] == pytest.approx(futures.at_medians.ready[0, south])


def test_candidates_are_in_no_total_and_come_only_if_accepted(written):
    folder = written("sites/south.yaml", "status: committed [invented-release]", "status: candidate [invented-release]")
    site = folder / "sites" / "south.yaml"
    site.write_text(site.read_text().replace("activities:", "acceptance:\n  chance: 40% [assumed]\nactivities:", 1))
    futures = simulated(folder, n=8000)
    assert futures.energised.values.max() == pytest.approx(300)
    assert np.isinf(futures.full_load("sites.south")).mean() == pytest.approx(0.6, abs=0.03)
    assert [p.site.id for p in futures.plan.candidates] == ["south"]


def test_an_announced_scenario_comes_as_announced(written):
    (written.folder / "scenarios" / "word.yaml").write_text("title: Word\nquestion: At their word?\nbasis: announced\n")
    futures = simulated(written.folder, scenario="word")
    assert futures.n == 1
    said = {
        "sites.north.phases.one": "2026-12-31",
        "sites.north.phases.two": "2027-06-30",
        "sites.south.phases.one": "2028-12-31",
    }
    for address, day in said.items():
        assert futures.full_load(address)[0] == pytest.approx(months_of_date(day) - futures.programme.month_zero)


def test_no_number_of_futures(small):
    for n in (0, -1, 10**9):
        with pytest.raises(StargateError, match="cannot be simulated"):
            sg.simulate(sg.announced(small), n=n)


def test_chances_and_percentiles_agree(small_futures):
    for planned in small_futures.plan.phases:
        for percent in (10, 50, 90):
            day = small_futures.date_percentile(planned.address, percent)
            assert small_futures.chance(of=planned.address, by=day) == pytest.approx(percent / 100, abs=0.01)
    assert small_futures.chance(sites=0, by="2026-12-31") == 1
    assert small_futures.chance(sites=3, by="2032-12-31") == 0
    with pytest.raises(StargateError, match="is not a date"):
        small_futures.chance(sites=1, by="2029-02-31")


def test_binding_paths_add_up_to_the_wait(small_futures):
    now = small_futures.programme.as_of_month
    for i, planned in enumerate(small_futures.plan.phases):
        waits = np.average(small_futures.buildup.ready[:, i], weights=small_futures.weight) - now
        assert small_futures.months[i].sum() <= waits + 1e-9
        if planned.site.id == "south":  # no lags and no dates to wait for: all of it is activities
            assert small_futures.months[i].sum() == pytest.approx(waits)
        assert all(0 < share <= 1 for share in small_futures.criticality(planned.address).values())


def test_energised_is_between_nothing_and_all(small_futures):
    values = small_futures.energised.values
    assert (np.diff(values, axis=1) >= -1e-9).all()
    assert values.min() >= 0
    assert (values[:, -1] <= small_futures.buildup.it_power.sum(axis=1) + 1e-9).all()
    table = small_futures.energised.percentile([10, 50, 90])
    assert table.attrs["units"] == "MW"
    assert (table.sel(percentile=10) <= table.sel(percentile=90)).all()


def test_joint_confidence_counts_futures_that_are_both_cheap_and_early(lone):
    """Size decides cost, duration the date: apart, so that both hold in half of half of the futures."""
    folder = lone("duration: 12 to 24 months [assumed]", it_power="100 to 200 MW")
    changes = {"costs.construction": "10 USD bn/GW [assumed]", "costs.compute": "30 USD bn/GW [assumed]"}
    futures = simulated(folder, n=20_000, as_of="2026-07-01", changes=changes)
    cost, day = 40 * np.sqrt(20_000) / 1000, futures.date_percentile("sites.lone", 50)
    assert futures.confidence(cost=cost, by=day) == pytest.approx(0.25, abs=0.015)
    assert futures.confidence(cost=1e9, by=day) == futures.chance(of="sites.lone", by=day)
    assert futures.confidence(cost=cost, by="2099-12-31") == pytest.approx(0.5, abs=0.015)
    assert futures.confidence(cost=0.001, by="2099-12-31") == 0


def test_lengths_of_some_activities_are_those_of_the_run(small_futures):
    model, numbers = small_futures.model, small_futures.numbers[:300]
    chosen = list(range(0, len(model.activities), 2))
    whole = run(model, numbers).duration[:, chosen]
    np.testing.assert_array_equal(lengths(model, chosen, numbers), whole)
