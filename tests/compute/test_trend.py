"""Paces: by hand, against sums of many small steps, and what must hold of any."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stargate.compute.trend import faster, logarithm, pace, through

LN2 = np.log(2)
RATES = st.floats(-1, 4)
HALVES = st.one_of(st.just(np.inf), st.floats(1, 200))


def column(*numbers):
    return np.array(numbers, dtype=float)


def steps(rate, halves, start, times):
    """ln G from `start` to a time, month by month in 400 parts."""
    later = np.linspace(0, times - start, 40_000) if times > start else np.linspace(times - start, 0, 40_000)
    height = rate / 12 * 2.0 ** (-np.maximum(later, 0) / halves)
    return np.trapezoid(height, later) * (1 if times > start else -1)


def test_threefold_a_year_that_halves_every_two():
    """By hand: 3 in a year without slowing; to 3^(2 / ln 2) at last where the pace halves every two years."""
    rates = pace(column(2.0, 2.0))
    found = logarithm(rates, column(np.inf, 24), 10.0, np.array([[22.0, 10.0, -2.0], [1e6, 34.0, -2.0]]))
    assert np.exp(found[0]) == pytest.approx([3, 1, 1 / 3])
    assert found[1] == pytest.approx([2 * np.log(3) / LN2, 2 * np.log(3) / LN2 / 2, -np.log(3)])


def test_nothing_falls_to_nought():
    assert pace(column(-1.0, -3.0)).tolist() == [np.log(0.01)] * 2


@given(RATES, HALVES, st.floats(-50, 100))
def test_against_sums_of_small_steps(rate, halves, time):
    found = logarithm(column(rate), column(halves), 7.0, np.array([[time]]))
    assert found[0, 0] == pytest.approx(steps(rate, halves, 7.0, time), abs=1e-6)


def test_a_shock_by_hand():
    """Ninefold a year for two years in place of threefold: 9 / 3 more in the first, as much again in the second."""
    found = faster(
        pace(column(2.0)),
        column(np.inf),
        0.0,
        pace(column(8.0)),
        column(12.0),
        column(24.0),
        np.array([[0, 12, 24, 36, 99]]),
    )
    assert np.exp(found[0]) == pytest.approx([1, 1, 3, 9, 9])


@given(RATES, RATES, HALVES, st.floats(-20, 60), st.floats(0, 60))
def test_a_shock_never_makes_algorithms_worse(rate, shock, halves, begins, lasts):
    months = np.arange(-30.0, 150.0)[None]
    found = faster(column(rate), column(halves), 0.0, column(shock), column(begins), column(lasts), months)[0]
    assert (found >= 0).all()
    assert not found[months[0] <= begins].any()
    after = found[months[0] >= begins + lasts]
    assert after == pytest.approx(np.full(len(after), after[0] if len(after) else 0))


def test_between_published_days():
    """0.1, 0.4 and 1.6 m at 0, 12 and 24 months: fourfold a year, twofold by the middle, the same beyond."""
    values = np.array([[1e5], [4e5], [1.6e6]])
    found = through(column(0, 12, 24), values, column(-5, 0, 6, 12, 18, 24, 90))
    assert found[0] == pytest.approx([1e5, 1e5, 2e5, 4e5, 8e5, 1.6e6, 1.6e6])
    assert through(column(3), np.array([[7.0, 8.0]]), column(0, 9)).tolist() == [[7, 7], [8, 8]]
