"""Quantiles without interpolation, with and without weights, and what never comes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stargate.futures.quantiles import mean, quantile, quantile_error, quantiles


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=60), st.floats(0, 1))
def test_against_numpy(values, p):
    values = np.array(values)
    assert quantile(values, np.ones(len(values)), p) == np.quantile(values, p, method="inverted_cdf")


@given(st.lists(st.tuples(st.floats(0, 100), st.integers(1, 5)), min_size=1, max_size=20), st.floats(0.01, 0.99))
def test_weights_are_repetitions(pairs, p):
    values, weights = np.array([v for v, _ in pairs]), np.array([float(w) for _, w in pairs])
    repeated = np.repeat(values, weights.astype(int))
    assert quantile(values, weights, p) == pytest.approx(quantile(repeated, np.ones(len(repeated)), p))
    assert mean(values, weights) == pytest.approx(repeated.mean())


def test_never_is_not_interpolated():
    dates = np.array([1.0, 2.0, np.inf, np.inf])
    assert quantile(dates, np.ones(4), 0.5) == 2
    assert quantile(dates, np.ones(4), 0.75) == np.inf
    assert quantile_error(dates, np.ones(4), 0.9) == np.inf


def test_several_at_once():
    values = np.random.default_rng(1).normal(size=(500, 3))
    assert (quantiles(values, np.ones(500), [0.1, 0.9])[1] == quantile(values, np.ones(500), 0.9)).all()


def test_the_standard_error_of_a_median():
    generator = np.random.default_rng(3)
    medians = [np.median(generator.normal(size=2000)) for _ in range(400)]
    one = quantile_error(generator.normal(size=2000), np.ones(2000), 0.5)
    assert one == pytest.approx(np.std(medians), rel=0.35)
