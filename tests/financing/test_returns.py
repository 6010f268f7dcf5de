"""Present value, multiple, payback and exposure: hand cases; of one series, of lanes, and compiled the same."""

import numpy as np
import pytest
import pyxirr
from hypothesis import given
from hypothesis import strategies as st

from stargate.financing.engine import jax
from stargate.financing.returns import moic, npv, payback, peak_exposure, said

FLOWS = np.array([-100.0, -50, 60, 60, 60, 60])


def test_present_value_of_a_year_away():
    assert npv([0] * 11 + [110], 0.1) == pytest.approx(100)
    assert npv([110], 0.1, 1) == pytest.approx(100)
    assert npv([100], 0.0) == 100
    assert npv([], 0.1) == 0


def test_present_value_is_pyxirrs():
    """pyxirr has its first flow at the start, we at the end of the first period."""
    assert npv(FLOWS, 0.08, 1) == pytest.approx(pyxirr.npv(0.08, FLOWS) / 1.08, rel=1e-14)
    lanes = np.stack([FLOWS, 2 * FLOWS], axis=1)
    assert npv(lanes, np.array([0.08, 0.12]), 1) == pytest.approx([npv(FLOWS, 0.08, 1), 2 * npv(FLOWS, 0.12, 1)])


@pytest.mark.parametrize("rate", [-1, -2.0, np.array([0.1, -1.0]), float("nan")])
def test_a_rate_of_minus_one_is_refused(rate):
    with pytest.raises(ValueError, match="above -1"):
        npv([1, 2], rate)


def test_multiple():
    assert moic([100, 50], [240, 0]) == 1.6
    assert moic([0, 0], [240, 0]) == np.inf
    assert said(moic([0], [1]), "nothing is paid in") == "nothing is paid in"
    assert said(moic([2], [3]), "nothing is paid in") == 1.5


@pytest.mark.parametrize(
    ("flows", "when"),
    [
        (FLOWS, 4.5),
        ([-100, 100], 2),
        ([-100, 200], 1.5),
        ([-100, 99], np.inf),
        ([-100, 150, -100, 100], 3.5),  # back after 1 2/3, but not for good
        ([50, -100, 100], 2.5),
        ([1, 2], 0),
        ([0, 0], 0),
        ([-0.1, -0.2, 0.3], 3),  # 5.6e-17 by rounding
        ([], 0),
    ],
)
def test_payback(flows, when):
    assert payback(flows) == pytest.approx(when)


@pytest.mark.parametrize(
    ("flows", "amount", "when"),
    [(FLOWS, 150, 2), ([-100, 150, -200], 150, 3), ([1, 2], 0, 0), ([0], 0, 0), ([-1, 1, -1], 1, 1), ([], 0, 0)],
)
def test_peak_exposure(flows, amount, when):
    found = peak_exposure(flows)
    assert (float(found.amount), float(found.when)) == (amount, when)


@given(st.lists(st.lists(st.integers(-9, 9), min_size=6, max_size=6), min_size=1, max_size=4))
def test_lanes_are_each_alone(rows):
    lanes = np.array(rows, dtype=float).T
    assert payback(lanes).tolist() == [payback(row) for row in rows]
    assert peak_exposure(lanes).amount.tolist() == [peak_exposure(row).amount for row in rows]
    for row, out in zip(rows, peak_exposure(lanes).amount, strict=True):
        assert out == max(0, -np.cumsum(row).min())
        assert (payback(row) == np.inf) == (sum(row) < 0)


def test_compiled_they_are_the_same():
    lanes = np.random.default_rng(0).normal(size=(30, 50))
    lanes[0] -= 5
    for function in (
        payback,
        lambda x: npv(x, 0.07),
        lambda x: peak_exposure(x).amount,
        lambda x: peak_exposure(x).when,
    ):
        assert np.asarray(jax.jit(function)(lanes)) == pytest.approx(function(lanes), rel=1e-12)


def test_slope_of_payback():
    """The last flow before it moves it by its share: 30 of 60 are left, d(30 / f)/df = -30/60^2."""
    slope = jax.jit(jax.grad(payback))(FLOWS)
    assert slope.tolist() == pytest.approx([-1 / 60] * 4 + [-30 / 60**2, 0])
