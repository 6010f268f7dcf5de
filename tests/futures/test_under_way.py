"""What is under way, against whole histories rejected where they end too early, and against exact truncated laws."""

import numpy as np
import pytest
from scipy import integrate, stats

import stargate as sg

Z = stats.norm.ppf(0.9)


def simulated(folder, n=20_000, **how):
    return sg.simulate(sg.announced(sg.read(folder, **how)), n=n, seed=1)


def left(futures):
    """Months from now until the only phase has its full load."""
    return futures.dates[:, 0] - futures.programme.as_of_month


def lognormal(low, high, generator, n):
    return np.sqrt(low * high) * np.exp(np.log(high / low) / 2 / Z * generator.standard_normal(n))


def rejected(chance, low, high, parties, elapsed, n=2_000_000):
    """What is left of an agreement after `elapsed`: whole histories, those kept that are longer."""
    generator = np.random.default_rng(5)
    rounds = generator.geometric(1 - chance, n) if chance else np.ones(n, dtype=int)
    total = np.zeros(n)
    for k in range(rounds.max()):
        more = np.flatnonzero(rounds > k)
        total[more] += np.max([lognormal(low, high, generator, len(more)) for _ in range(parties)], axis=0)
    return total[total > elapsed] - elapsed


def agreement(chance, low, high, parties, started):
    names = ("alder", "birch", "cedar")[:parties]
    answers = "".join(f"  {name}: {low} to {high} months [assumed]\n" for name in names)
    return f"parties:\n{answers}another_round: {100 * chance:g}% [assumed]\nstarted: {started} [assumed]"


@pytest.mark.parametrize(
    ("chance", "low", "high", "parties", "started"),
    [
        (0.2, 2, 4, 1, "2025-12-30"),
        (0.1, 1, 6, 1, "2025-06-30"),
        (0.0, 1, 6, 1, "2025-12-30"),
        (0.5, 2, 4, 2, "2025-12-30"),
        (0.3, 0.5, 3, 3, "2026-01-18"),
    ],
)
def test_an_agreement_under_way_against_rejection(lone, chance, low, high, parties, started):
    futures = simulated(lone(agreement(chance, low, high, parties, started)))
    programme = futures.programme
    kept = rejected(chance, low, high, parties, programme.as_of_month - programme.month(started))
    assert len(kept) > 5_000
    assert left(futures).min() > 0
    assert stats.ks_2samp(left(futures), kept).pvalue > 1e-3
    assert left(futures).mean() == pytest.approx(kept.mean(), abs=4 * kept.std() * np.sqrt(1 / 20_000 + 1 / len(kept)))


@pytest.mark.parametrize(
    ("chance", "low", "high", "parties", "started"),
    [(0.5, 1, 3, 2, "2024-01-30"), (0.1, 1, 6, 1, "2024-10-30"), (0.0, 1, 6, 2, "2024-10-30")],
)
def test_an_agreement_that_should_long_be_over_is_near_rejection(lone, chance, low, high, parties, started):
    """Beyond what rejection of a few histories reaches: one in 200 to one in 4000 is as long."""
    futures = simulated(lone(agreement(chance, low, high, parties, started)))
    programme = futures.programme
    kept = rejected(chance, low, high, parties, programme.as_of_month - programme.month(started), n=6_000_000)
    assert 1_000 < len(kept) < 60_000
    assert left(futures).mean() == pytest.approx(kept.mean(), rel=0.1)
    assert np.quantile(left(futures), 0.9) == pytest.approx(np.quantile(kept, 0.9), rel=0.1)


def test_an_agreement_that_cannot_last_so_long_ends_now(lone):
    work = "parties:\n  alder: 3 months [assumed]\nanother_round: 0% [assumed]\nstarted: 2025-12-30 [assumed]"
    assert left(simulated(lone(work), n=100)) == pytest.approx(0)


def test_an_agreement_that_has_not_begun_keeps_its_numbers(lone):
    """Of one that has just begun every history is long enough, so that the first counts in both."""
    text = agreement(0.4, 1, 3, 2, "2026-06-30")
    begun = simulated(lone(text), n=200).dates
    waiting = simulated(lone(text.replace("started: 2026-06-30 [assumed]", "")), n=200).dates
    assert begun == pytest.approx(waiting)


@pytest.mark.parametrize("repeating", ["0 to 90%", "95%"])
def test_rounds_that_nearly_always_repeat_end(lone, repeating):
    """A chance drawn at one counts as 95%: twenty rounds on average, never thousands."""
    work = f"parties:\n  alder: 1 month [assumed]\nanother_round: {repeating} [assumed]"
    waits = left(simulated(lone(work)))
    assert waits.max() < 720
    assert waits.mean() <= 20.5


def test_a_change_cannot_lift_a_chance_above_one(lone):
    work = "parties:\n  alder: 1 month [assumed]\nanother_round: 30 to 60% [assumed]"
    futures = simulated(lone(work), changes={"sites.lone.activities.work.another_round": "x 1.5"})
    column = futures.model.column("sites.lone.activities.work.another_round")
    from stargate.futures.simulate import run

    drawn = run(futures.model, np.arange(5_000)).values[:, column]
    assert 0.9 < drawn.max() <= 1
    assert left(futures).max() < 720


def test_even_odds_of_another_round_are_one_round_at_the_median(lone):
    """As a risk of even odds does not happen in the median future."""
    work = "parties:\n  alder: 1 to 4 months [assumed]\nanother_round: {chance}% [assumed]"
    rounds = [simulated(lone(work.format(chance=c)), n=10).at_medians.ready[0, 0] for c in (50, 51)]
    now = sg.read(lone(work.format(chance=50))).as_of_month
    assert np.array(rounds) - now == pytest.approx([2, 4])


def test_the_number_of_rounds(lone):
    work = "parties:\n  alder: 1 month [assumed]\nanother_round: 40% [assumed]"
    rounds = np.round(left(simulated(lone(work)))).astype(int)
    for k in range(1, 5):
        assert (rounds >= k).mean() == pytest.approx(0.4 ** (k - 1), abs=4 * np.sqrt(0.24 / 20_000))


def test_work_under_way_with_a_driver_and_a_delay(lone):
    """D = 1.25 q + 3 and D > e: the lognormal truncated at (e - 3) / 1.25."""
    folder = lone("duration: 12 to 24 months [assumed]\ndrivers: [labour]\nstarted: 2024-12-30 [assumed]")
    (folder / "risks.yaml").write_text(
        "stop:\n  title: A stop\n  chance: 100% [assumed]\n  affects: [sites.lone.activities.*]\n"
        "  delay: 3 months [assumed]\n"
    )
    futures = simulated(folder, changes={"drivers.labour.stretch": "1.25 [assumed]"})
    elapsed = futures.programme.as_of_month - futures.programme.month("2024-12-30")
    law = stats.lognorm(s=np.log(2) / 2 / Z, scale=np.sqrt(288))
    least = law.cdf((elapsed - 3) / 1.25)
    exact = 1.25 * law.ppf(least + (1 - least) * (np.arange(100_000) + 0.5) / 100_000) + 3 - elapsed
    assert stats.ks_2samp(left(futures), exact).pvalue > 1e-3
    assert left(futures).mean() == pytest.approx(exact.mean(), abs=4 * exact.std() / np.sqrt(20_000))


@pytest.mark.parametrize("started", ["", "\nstarted: 2026-06-30 [assumed]"], ids=["waiting", "under way"])
def test_causes_stretch_what_an_override_adds(lone, started):
    """A driver of 1.2 on 10 + 5 months: 18, whether it has begun or not."""
    folder = lone(f"duration: 10 months [assumed]\ndrivers: [labour]{started}")
    changes = {"drivers.labour.stretch": "1.2 [assumed]", "sites.lone.activities.work.duration": "+ 5 months"}
    assert left(simulated(folder, n=5, changes=changes)) == pytest.approx(18)


RISING = """
cadence: {cadence} months [assumed]
ramp: {ramp} months [assumed]
first_power:
  observed: {day} [invented-release]
"""


@pytest.mark.parametrize("day", ["2026-06-01", "2025-12-31", "2025-09-30"])
def test_a_phase_with_power_is_not_finished_unseen(lone, day):
    """Its build-up is drawn given that it has not ended, against rejection: all, most and one in 50 of it is left."""
    phase = RISING.format(cadence="2 to 3", ramp="1 to 2", day=day)
    futures = simulated(lone("finished: 2024-10-01 [assumed]", phase=phase, buildings=4, it_power="400 MW"))
    elapsed = futures.programme.as_of_month - futures.programme.month(day)
    generator = np.random.default_rng(2)
    whole = 3 * lognormal(2, 3, generator, 2_000_000) + lognormal(1, 2, generator, 2_000_000)
    kept = whole[whole > elapsed] - elapsed
    assert left(futures).min() > 0
    assert (futures.first_power("sites.lone") == futures.programme.month(day)).all()
    assert left(futures).mean() == pytest.approx(kept.mean(), abs=4 * kept.std() / np.sqrt(20_000))
    assert stats.ks_2samp(left(futures), kept).pvalue > 1e-3


def test_a_single_building_that_rises_against_the_exact_truncated_law(lone):
    phase = "ramp: 2 to 6 months [assumed]\nfirst_power:\n  observed: 2025-06-30 [invented-release]"
    futures = simulated(lone("finished: 2024-10-01 [assumed]", phase=phase))
    elapsed = futures.programme.as_of_month - futures.programme.month("2025-06-30")
    law = stats.lognorm(s=np.log(3) / 2 / Z, scale=np.sqrt(12))
    mean = integrate.quad(lambda x: law.sf(x) / law.sf(elapsed), elapsed, 400, limit=300)[0]
    assert left(futures).mean() == pytest.approx(mean, abs=4 * left(futures).std() / np.sqrt(20_000))


def test_a_build_up_that_must_be_over_ends_now(lone):
    phase = RISING.format(cadence="2", ramp="1", day="2024-12-31")
    for buildings in (4, 1):
        futures = simulated(lone("finished: 2024-10-01 [assumed]", phase=phase, buildings=buildings), n=50)
        assert left(futures) == pytest.approx(0)
        assert "had power for 18 months and no observed full load" in futures.programme.warnings[0]


def test_what_moves_a_phase_that_rises(lone):
    """Its cadence counts as it was drawn given what has elapsed."""
    phase = RISING.format(cadence="2 to 3", ramp="1 to 2", day="2025-10-31")
    futures = simulated(lone("finished: 2024-10-01 [assumed]", phase=phase, buildings=4))
    from stargate.futures.moves import own_numbers

    cadence = own_numbers(futures, "sites.lone.phases.one.cadence")
    assert np.corrcoef(cadence, futures.dates[:, 0])[0, 1] > 0.8
