"""The largest run: integrals by hand and by small steps, failures, and what links allow."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from stargate.compute.goodput import goodput
from stargate.compute.largest import PEAK, SECONDS, finished_by, joined, useful_rate

RATES = arrays.arrays(float, (1, 12), elements=st.floats(0, 1e21))


def test_a_level_rate_by_hand():
    """1e20 FLOP/s for three months are 7.9e26; before they have passed, as much as has run since the start."""
    found = finished_by(np.full((1, 6), 1e20), np.array([3.0]))[0]
    assert found == pytest.approx(1e20 * SECONDS * np.array([1, 2, 3, 3, 3, 3]))


def test_a_rising_rate_is_no_rate_at_its_end():
    """From 1 to 5 at the ends of months: the last three months have 1/2 (2 + 3) + 1/2 (3 + 4) + 1/2 (4 + 5)."""
    found = finished_by(np.arange(1.0, 6)[None], np.array([3.0]))[0]
    assert found[-1] / SECONDS == pytest.approx(10.5)
    assert found[-1] < 3 * 5 * SECONDS
    half = finished_by(np.arange(1.0, 6)[None], np.array([1.5]))[0]
    assert half[-1] / SECONDS == pytest.approx(4.5 + (3.5 + 4) / 4)


@given(RATES, st.floats(0.1, 20))
def test_against_small_steps(rate, lasts):
    times = np.linspace(0, 12, 24_001)
    height = np.interp(times, np.arange(13.0), np.concatenate([rate[:, :1], rate], axis=1)[0])
    done = np.concatenate([[0], np.cumsum((height[1:] + height[:-1]) / 2 * np.diff(times))])
    ends = np.arange(1.0, 13)
    window = np.interp(ends, times, done) - np.interp(np.maximum(ends - lasts, 0), times, done)
    found = finished_by(rate, np.array([lasts]))[0]
    assert found == pytest.approx(np.maximum.accumulate(window) * SECONDS, rel=1e-3, abs=1e-3 * rate.max() * SECONDS)


@given(RATES, st.floats(0.5, 10), st.floats(1, 3))
def test_a_larger_fleet_or_a_longer_run_does_no_less(rate, lasts, times):
    found = finished_by(rate, np.array([lasts]))
    assert (finished_by(rate * times, np.array([lasts])) >= found * (1 - 1e-9)).all()
    assert (finished_by(rate, np.array([lasts * times])) >= found * (1 - 1e-9) - 1e-3).all()
    assert (np.diff(found) >= 0).all()


def test_what_failures_leave_by_hand():
    """100,000 of two H100e each in replicas of 10,000; the replica's goodput is all of theirs."""
    share = float(goodput(10_000, 50_000, 0.01, 0.2))
    found = useful_rate(*map(np.asarray, (2e5, 1e5, 0.2, 1e4, 5e4, 0.01, 0.2)))
    assert found == pytest.approx(2e5 * PEAK * 0.2 * share)


def test_where_all_stop_together_more_than_can_be_kept_going_take_no_part():
    """50,000 h of one and restarts of 0.2 h: no more than 250,000 take part."""
    rates = [float(useful_rate(*map(np.asarray, (n, n, 0.2, np.inf, 5e4, 0.0, 0.2)))) for n in (1e5, 2.5e5, 1e6, 1e7)]
    assert rates[0] < rates[1]
    assert rates[1:] == pytest.approx([rates[1]] * 3)
    assert useful_rate(*map(np.asarray, (0.0, 0.0, 0.2, np.inf, 5e4, 0.01, 0.2))) == 0


def test_links_by_hand():
    """60 m tokens and 1 TB/s between two campuses: 1.5 x 6e7 x 1e12 x 2 = 1.8e20 FLOP/s."""
    rates = np.array([[[1e20, 1e20, 5e20]], [[0.0, 2e20, 1e20]]])
    assert joined(rates, np.array([6e7]), np.array([1e12]))[0] == pytest.approx([1e20, 2e20, 5e20])
    slow = joined(np.array([[[1e20]], [[1e20]], [[0.0]]]), np.array([6e7]), np.array([1e12]))
    assert slow[0, 0] == pytest.approx(1.8e20)


@given(arrays.arrays(float, (3, 1, 4), elements=st.floats(0, 1e21)), st.floats(1e6, 1e9), st.floats(1e9, 1e15))
def test_joining_is_never_worse_than_one_nor_better_than_all(rates, batch, bandwidth):
    found = joined(rates, np.array([batch]), np.array([bandwidth]))
    assert (found >= rates.max(axis=0)).all()
    assert (found <= rates.sum(axis=0) * (1 + 1e-12)).all()
