"""Elapsed time is evidence about shared causes: weighted futures against whole histories, those that fit kept (T2)."""

import numpy as np
import pytest
from scipy import stats

import stargate as sg
from stargate.futures.quantiles import effective, mean, quantile, quantile_error

Z = stats.norm.ppf(0.9)
SIGMA, SHARED = 0.4, 0.6  # of the logarithm of a duration; the correlation of two


def around(median, spread):
    return f"{median * np.exp(-Z * spread):.9f} to {median * np.exp(Z * spread):.9f}, median {median}"


def ten(lone, late, elapsed_since, sobol="sobol: 4"):
    """Ten activities with one cause, some of them under way."""
    own = around(12, SIGMA * np.sqrt(1 - SHARED)).replace(", median", " months, median")
    activity = f"  kind: shell\n  duration: {own} [assumed]\n  drivers: [weather]\n"
    begun = f"  started: {elapsed_since} [assumed]\n"
    others = "\n".join(f"a{i}:\n{activity}{begun if i < late else ''}" for i in range(10))
    folder = lone(f"after: [{', '.join(f'a{i}' for i in range(10))}]\nduration: 0 months [assumed]", others=others)
    weather = f"weather:\n  title: Weather\n  stretch: {around(1, SIGMA * np.sqrt(SHARED))} [assumed]\n  {sobol}\n"
    (folder / "drivers.yaml").write_text(weather)
    return folder


def histories(late, elapsed, n=12_000_000):
    """Months from now until all are done, where those under way were not done after `elapsed`."""
    generator = np.random.default_rng(2)
    found = []
    for _ in range(n // 1_000_000):
        cause = SIGMA * np.sqrt(SHARED) * generator.standard_normal(1_000_000)
        fits = np.ones(len(cause), dtype=bool)
        months = []
        for i in range(10):
            cause, months = cause[fits], [m[fits] for m in months]
            months.append(12 * np.exp(cause + SIGMA * np.sqrt(1 - SHARED) * generator.standard_normal(len(cause))))
            fits = months[-1] > elapsed if i < late else np.ones(len(cause), dtype=bool)
        months = [m[fits] for m in months]
        found.append(np.max([m - elapsed if i < late else m for i, m in enumerate(months)], axis=0))
    return np.concatenate(found)


@pytest.mark.parametrize("sobol", ["sobol: 4", "note: plain numbers"])
def test_six_of_ten_late(lone, sobol):
    """Within 2% of rejection; conditioning each alone says two thirds of it."""
    programme = sg.read(ten(lone, 6, "2025-03-30", sobol))
    elapsed = programme.as_of_month - programme.month("2025-03-30")
    kept = histories(6, elapsed)
    assert len(kept) > 100_000
    futures = sg.simulate(sg.announced(programme), n=20_000, seed=1)
    left = futures.dates[:, 0] - programme.as_of_month
    for p in (0.1, 0.5, 0.9):
        assert quantile(left, futures.weight, p) == pytest.approx(np.quantile(kept, p), rel=0.02)
    assert effective(futures.weight) > 0.8 * futures.n
    alone = sg.simulate(sg.announced(sg.read(ten(lone, 0, "2025-03-30", sobol))), n=20_000, seed=1)
    assert np.quantile(alone.dates[:, 0] - programme.as_of_month, 0.9) < 0.75 * np.quantile(kept, 0.9)


def test_an_agreement_under_way_is_evidence_too(lone):
    """Its chance has no closed form: estimated without bias, the weighted futures are those of rejection."""
    work = (
        "parties:\n  alder: 2 to 6 months [assumed]\n  birch: 2 to 6 months [assumed]\n"
        "another_round: 20 to 60% [assumed]\nstarted: 2025-06-30 [assumed]\ndrivers: [labour]"
    )
    futures = sg.simulate(sg.announced(sg.read(lone(work))), n=20_000, seed=1)
    programme = futures.programme
    elapsed = programme.as_of_month - programme.month("2025-06-30")
    generator, n = np.random.default_rng(4), 2_000_000
    z = generator.standard_normal(n)
    stretch = np.exp(np.where(z < 0, np.log(1 / 0.9), np.log(1.2)) / Z * z)
    low, high = (np.log(p / (1 - p)) for p in (0.2, 0.6))
    chance = 1 / (1 + np.exp(-((low + high) / 2 + (high - low) / 2 / Z * generator.standard_normal(n))))
    rounds, total = generator.geometric(1 - np.minimum(chance, 0.95)), np.zeros(n)
    for k in range(rounds.max()):
        more = np.flatnonzero(rounds > k)
        answers = np.sqrt(12) * np.exp(np.log(3) / 2 / Z * generator.standard_normal((2, len(more))))
        total[more] += stretch[more] * answers.max(axis=0)
    fits = total > elapsed
    left = futures.dates[:, 0] - programme.as_of_month
    for p in (0.1, 0.5, 0.9):
        error = quantile_error(left, futures.weight, p)
        assert quantile(left, futures.weight, p) == pytest.approx(np.quantile(total[fits] - elapsed, p), abs=4 * error)
        assert error < 0.1 * np.quantile(total[fits] - elapsed, p)
    column = futures.model.column("drivers.labour.stretch")
    assert futures.weight.min() > 0
    assert mean(drawn(futures)[:, column], futures.weight) == pytest.approx(stretch[fits].mean(), abs=0.006)


def drawn(futures):
    from stargate.futures.simulate import run

    return run(futures.model, futures.numbers).values


def test_a_risk_that_delays_is_likelier_where_its_work_is_late(lone):
    """Bayes by hand: P(risk | D > e) = c S_with / (c S_with + (1 - c) S_without)."""
    folder = lone("duration: 8 to 16 months, median 12 [assumed]\nstarted: 2025-01-30 [assumed]")
    (folder / "risks.yaml").write_text(
        "strike:\n  title: Strike\n  chance: 20% [assumed]\n  affects: [sites.lone.activities.work]\n"
        "  delay: 6 months [assumed]\n  sobol: 5\n"
    )
    futures = sg.simulate(sg.announced(sg.read(folder)), n=20_000, seed=1)
    elapsed = futures.programme.as_of_month - futures.programme.month("2025-01-30")

    def longer(months):
        spread = np.log(16 / 12) / Z if months > 12 else np.log(12 / 8) / Z
        return stats.norm.sf(np.log(months / 12) / spread)

    with_it, without = 0.2 * longer(elapsed - 6), 0.8 * longer(elapsed)
    assert mean(futures.happened[:, 0], futures.weight) == pytest.approx(with_it / (with_it + without), abs=0.01)


def test_nothing_under_way_weighs_evenly(lone):
    futures = sg.simulate(sg.announced(sg.read(lone("duration: 3 to 9 months [assumed]\ndrivers: [labour]"))), n=100)
    assert (futures.weight == 1).all()


def test_what_shares_no_cause_weighs_evenly(lone):
    work = "duration: 3 to 9 months [assumed]\nstarted: 2025-12-30 [assumed]"
    futures = sg.simulate(sg.announced(sg.read(lone(work))), n=100)
    assert (futures.weight == 1).all()


def test_weights_do_not_depend_on_batches(reference_futures):
    from stargate.futures.simulate import run

    some = np.array([3, 4321, 7, 9999])
    weight = run(reference_futures.model, some).weight
    np.testing.assert_allclose(
        weight / weight[0], reference_futures.weight[some] / reference_futures.weight[3], rtol=1e-12
    )
    assert effective(reference_futures.weight) > 0.4 * reference_futures.n


def test_a_scenario_is_told_by_the_base_case(reference):
    """Its futures are drawn and weighed as those of the base case: shorter work makes no lateness a worse sign."""
    base, reform = (sg.simulate(sg.announced(reference.under(name)), n=500) for name in ("base", "grid_reform"))
    np.testing.assert_array_equal(base.weight, reform.weight)
    given = sg.simulate(sg.announced(reference.under("grid_reform")), n=500, base=reference)
    np.testing.assert_array_equal(given.dates, reform.dates)
    column, other = (f.model.column("drivers.skilled_labour.stretch") for f in (base, reform))
    np.testing.assert_array_equal(drawn(base)[:, column], drawn(reform)[:, other])
