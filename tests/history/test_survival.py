"""Durations of projects of which many are not over, seen late, or given up."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lifelines import AalenJohansenFitter, KaplanMeierFitter

from stargate.history.survival import Spells, best, positive_laws, race, size_effect

NONE = np.zeros(0, dtype=bool)


def drawn(n=1500, seed=1, median=20.0, spread=0.5, given_up=1 / 200, watched=40.0, late=False, size_power=0.0):
    """Spells of projects that end, are given up at a constant rate, or are open when last seen."""
    rng = np.random.default_rng(seed)
    size = rng.lognormal(5, 0.8, n)
    took = median * (size / np.exp(5)) ** size_power * np.exp(spread * rng.standard_normal(n))
    leaves = rng.exponential(1 / given_up, n) if given_up else np.full(n, np.inf)
    until = rng.uniform(1, watched, n)
    entry = rng.uniform(0, 15, n) if late else np.zeros(n)
    end = np.minimum(np.minimum(took, leaves), until)
    return Spells.of(entry, end, took == end, leaves == end, size)


def test_a_hand_case():
    """Two finish after a year, one is given up after half a year, one is open: the chance is that of the estimate."""
    spells = Spells.of(
        np.zeros(4),
        np.array([12.0, 12.0, 6.0, 18.0]),
        np.array([1, 1, 0, 0], bool),
        np.array([0, 0, 1, 0], bool),
        np.ones(4),
    )
    # 3/4 are still open after six months; two of three then finish
    seen = AalenJohansenFitter(calculate_variance=False, seed=0).fit(spells.exit, np.array([1, 1, 2, 0]), 1)
    assert seen.cumulative_density_.to_numpy()[-1, 0] == pytest.approx(0.75 * 2 / 3)


@pytest.mark.parametrize("late", [False, True])
def test_what_was_drawn_is_found_again(late):
    """Among many that are open, given up or seen late, the law behind them comes out."""
    spells = drawn(late=late)
    found = race(spells)
    # 1/200 a month while waiting for a lognormal of median 20 and spread 0.5: by simulation of the same, unwatched
    rng = np.random.default_rng(7)
    took, leaves = 20 * np.exp(0.5 * rng.standard_normal(400_000)), rng.exponential(200, 400_000)
    ends = took < leaves
    assert found.never == pytest.approx(1 - ends.mean(), abs=0.03)
    for p in (0.1, 0.5, 0.9):
        assert found.quantile(p) == pytest.approx(np.quantile(took[ends], p), rel=0.07)
    assert found.distance < 0.05


def test_leaving_truncation_out_would_be_wrong():
    spells = drawn(late=True)
    blind = Spells(np.zeros_like(spells.entry), spells.exit, spells.finished, spells.cancelled, spells.size_mw)
    truth = 20 * np.exp(0.5 * -1.2815515655)
    assert abs(race(spells).quantile(0.1) / truth - 1) < 0.08 < abs(race(blind).quantile(0.1) / truth - 1)


def test_giving_up_as_censoring_alone_overstates_what_finishes():
    spells = drawn(given_up=1 / 30)
    found = race(spells)
    alone = KaplanMeierFitter().fit(spells.exit, spells.finished)
    seen = AalenJohansenFitter(calculate_variance=False, seed=0).fit(
        spells.exit, np.where(spells.finished, 1, 2 * spells.cancelled), 1
    )
    at = 30.0
    by = float(np.interp(at, found.times, found.by))
    assert by == pytest.approx(float(seen.predict(at)), abs=0.04)
    assert by < 1 - float(alone.predict(at)) - 0.1


@pytest.mark.parametrize(
    ("law", "sample"),
    [
        ("lognormal", lambda rng, n: 20 * np.exp(0.5 * rng.standard_normal(n))),
        ("Weibull", lambda rng, n: 25 * rng.weibull(1.6, n)),
        ("log-logistic", lambda rng, n: 20 * np.exp(rng.logistic(0, 0.2, n))),
    ],
)
def test_the_law_is_chosen_by_aic(law, sample):
    rng = np.random.default_rng(3)
    exit_, yes = sample(rng, 6000), np.ones(6000, bool)
    spells = Spells.of(np.zeros(6000), exit_, yes, ~yes, np.ones(6000))
    assert best(spells, yes, positive_laws(0)).law == law


def test_few_given_up_have_jeffreys_rate():
    spells = drawn(given_up=0.0, n=100)
    assert race(spells).give_up == pytest.approx(0.5 / spells.exit.sum())
    assert 0 < race(spells).never < 0.03


def test_fewer_projects_widen_the_range():
    many, few = race(drawn(n=1200, given_up=0)), race(drawn(n=24, given_up=0))
    assert 1 < many.widened < 1.01 < few.widened


def test_size_counts_where_it_does():
    power, p = size_effect(drawn(size_power=0.3))
    assert power == pytest.approx(0.3, abs=0.05)
    assert p < 1e-6
    power, p = size_effect(drawn(size_power=0.0))
    assert p > 0.01
    assert size_effect(Spells.of(np.zeros(3), np.ones(3), np.ones(3, bool), np.zeros(3, bool), np.ones(3))) == (
        0.0,
        1.0,
    )


def test_nothing_to_fit_is_refused():
    with pytest.raises(ValueError, match="no law fits"):
        best(Spells(np.zeros(0), np.zeros(0), NONE, NONE, np.zeros(0)), NONE, positive_laws(0))


@settings(max_examples=8)
@given(st.integers(0, 1000), st.floats(2, 60), st.floats(0.2, 1.0), st.booleans())
def test_any_race_is_a_chance_that_rises(seed, median, spread, late):
    found = race(drawn(n=150, seed=seed, median=median, spread=spread, watched=4 * median, late=late))
    assert (np.diff(found.by) >= 0).all()
    assert 0 <= found.never < 1
    assert found.quantile(0.1) < found.quantile(0.5) < found.quantile(0.9)
