"""Scores: hand cases, integrals done another way, and what makes them proper."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad

from stargate.history.scores import coverage, crps, crps_of_date, interpolate, interval_score, pit, quantile

MONTHS = np.array([0.0, 10.0, 20.0, 40.0])
EVEN = np.array([[0.0, 0.5, 1.0, 1.0]])  # finishes evenly within 20 months


@pytest.mark.parametrize("y", [0.0, 3.0, 10.0, 20.0])
def test_crps_of_an_even_law_is_its_closed_form(y):
    exact = (y**3 + (20 - y) ** 3) / (3 * 20**2)
    assert crps(MONTHS, EVEN, np.array([y]), 40.0)[0] == pytest.approx(exact)


def test_what_comes_after_the_window_is_not_looked_at():
    late = crps(MONTHS, EVEN, np.array([15.0]), 10.0)
    never = crps(MONTHS, EVEN, np.array([np.inf]), 10.0)
    assert late == never == pytest.approx(10 / 3 * 0.25)  # int_0^10 (t / 20)^2 dt
    other = np.array([[0.0, 0.5, 0.5, 0.5]])
    assert crps(MONTHS, other, np.array([15.0]), 10.0) == late


laws = st.lists(st.floats(0, 1), min_size=3, max_size=3).map(lambda steps: np.array([[0.0, *sorted(steps)]]))


@given(laws, st.floats(0, 50), st.floats(1, 60))
def test_crps_is_the_integral(law, y, window):
    def square(t):
        return float((interpolate(MONTHS, law, np.array([[t]]))[0, 0] - (y <= t)) ** 2)

    ends = sorted({0.0, window, *(p for p in (*MONTHS, y) if p < window)})
    numeric = sum(quad(square, a, b)[0] for a, b in pairwise(ends))
    assert crps(MONTHS, law, np.array([y]), window)[0] == pytest.approx(numeric, abs=1e-6)


@given(laws, laws, st.floats(5, 40))
def test_no_forecast_scores_better_than_the_truth_on_average(truth, other, window):
    chances = np.linspace(0.0005, 0.9995, 1000)
    y = np.array([quantile(MONTHS, truth, p)[0] for p in chances])
    means = [crps(MONTHS, np.repeat(law, len(y), 0), y, window).mean() for law in (truth, other)]
    assert means[0] <= means[1] + 0.01


def test_a_date_scores_its_distance_within_the_window():
    assert crps_of_date(np.array([5.0, 5.0, 50.0]), np.array([8.0, np.inf, np.inf]), 24.0).tolist() == [3.0, 19.0, 0.0]


def test_interval_score_by_hand():
    low, high = np.full(4, 4.0), np.array([10.0, 10.0, 10.0, np.inf])
    y = np.array([6.0, 3.0, 12.0, np.inf])
    assert interval_score(low, high, y, 24.0).tolist() == [6.0, 6 + 10, 6 + 20, 20.0]


@given(laws, st.floats(0.01, 0.99))
def test_quantile_and_chance_are_inverse(law, p):
    at = quantile(MONTHS, law, p)
    if np.isfinite(at[0]):
        assert interpolate(MONTHS, law, at[:, None])[0, 0] == pytest.approx(p, abs=1e-6) or at[0] == 0
    else:
        assert law[0, -1] < p


def test_coverage_of_four_projects_by_hand():
    """Two finished, one of them before P10 (month 2); two open at month 10, of whose forecast half is left."""
    laws = np.repeat(EVEN, 4, 0)
    found = coverage(MONTHS, laws, np.array([1.0, 8.0, np.inf, 15.0]), 10.0)
    assert (found.before, found.within, found.after) == pytest.approx((1 / 4, (1 + 0.8 + 0.8) / 4, (0.2 + 0.2) / 4))
    assert (found.finished, found.finished_within) == (2, 0.5)
    assert (found.decided_before, found.decided_early) == (0.25, 4)
    assert (found.decided_after, found.decided_late) == (None, 0)


def test_outcomes_of_right_forecasts_fall_evenly_however_short_the_window():
    random = np.random.default_rng(0)
    laws = np.sort(random.random((4000, 3)), axis=1)
    laws = np.concatenate([np.zeros((4000, 1)), laws], axis=1)
    y = np.array([quantile(MONTHS, law[None], p)[0] for law, p in zip(laws, random.random(4000), strict=True)])
    for window in (3.0, 15.0, 39.0):
        shares = pit(MONTHS, laws, y, window).histogram()
        assert shares.sum() == pytest.approx(1)
        assert np.abs(shares - 0.1).max() < 4 * np.sqrt(0.09 / 4000)
