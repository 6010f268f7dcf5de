"""Coverage, gearing, breaches and levelised cost: hand cases."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stargate.financing.engine import jax
from stargate.financing.ratios import (
    average_dscr,
    breach,
    dscr,
    ever_breached,
    gearing,
    least_dscr,
    levelised,
    stretches,
    trailing,
)

AVAILABLE = np.array([[0.0, 5], [30, 5], [26, 5], [20, 5]])
DUE = np.array([[0.0, 0], [20, 0], [20, 0], [20, 0]])


def test_coverage():
    """30, 26 and 20 over 20; in the other lane nobody lends."""
    assert dscr(AVAILABLE, DUE).tolist() == [[np.inf, np.inf], [1.5, np.inf], [1.3, np.inf], [1, np.inf]]
    assert least_dscr(AVAILABLE, DUE).tolist() == [1, np.inf]
    assert average_dscr(AVAILABLE, DUE) == pytest.approx([3.8 / 3, np.inf])
    assert dscr([[-5.0]], [[10.0]]).tolist() == [[-0.5]]


def test_what_rounding_leaves_of_service_is_none():
    assert least_dscr([[10.0], [1.0]], [[5.0], [1e-14]]).tolist() == [2]


def test_coverage_of_calendar_quarters():
    """From November: a quarter of two months, one of three, one of one."""
    months = np.arange(1.0, 7)[:, None]
    assert stretches(months, 3, before=1).tolist() == [[3], [12], [6]]
    assert stretches(months, 12).tolist() == [[21]]
    assert dscr(stretches(2 * months, 3, before=1), stretches(months, 3, before=1)).tolist() == [[2], [2], [2]]
    assert trailing(months, 3).tolist() == [[1], [3], [6], [9], [12], [15]]


@given(st.integers(1, 40), st.integers(1, 12), st.integers(0, 11))
def test_stretches_lose_nothing(count, length, before):
    series = np.random.default_rng(count).random((count, 2))
    sums = stretches(series, length, min(before, length - 1))
    assert sums.sum(axis=0) == pytest.approx(series.sum(axis=0))
    assert sums[(min(before, length - 1) + count - 1) // length].all()
    assert trailing(series, length)[-1] == pytest.approx(series[-length:].sum(axis=0))


def test_gearing():
    debt, paid = np.array([[0.0, 0], [70, 0], [60, 0]]), np.array([[0.0, 0], [30, 10], [10, 0]])
    assert gearing(debt, paid).tolist() == [[np.inf, np.inf], [0.7, 0], [0.6, 0]]


def test_breaches_weigh_the_futures():
    """Quarters by futures: the first is short in the first, both in the third, where one is exactly at the covenant."""
    ratio = np.array([[1.0, 2.0, np.inf], [1.3, np.inf, np.inf], [1.2, 1.1, 1.25 * (1 - 1e-12)]])
    assert breach(ratio, 1.25, [1, 3, 4]).tolist() == [0.125, 0, 0.5]
    assert ever_breached(ratio, 1.25, [1, 3, 4]) == 0.5


def test_levelised_cost():
    """Ten a year for two units a year are five a unit whatever the rate; paid a year ahead of them more."""
    years = np.ones((5, 1))
    assert levelised(10 * years, 2 * years, 0.08, 1) == pytest.approx([5])
    assert levelised([[10.0], [0]], [[0], [2.0]], 0.08, 1) == pytest.approx([5 * 1.08])
    assert levelised(years, 0 * years, 0.08).tolist() == [np.inf]


def test_compiled_they_are_the_same():
    for function in (
        dscr,
        least_dscr,
        average_dscr,
        lambda a, d: dscr(stretches(a, 3, 2), stretches(d, 3, 2)),
        gearing,
    ):
        assert np.asarray(jax.jit(function)(AVAILABLE, DUE)) == pytest.approx(function(AVAILABLE, DUE))
    slope = jax.jit(jax.grad(lambda a: average_dscr(a, DUE)[0]))(AVAILABLE)
    assert slope[:, 0].tolist() == pytest.approx([0, 1 / 60, 1 / 60, 1 / 60])
    assert np.isfinite(slope).all()
