"""Sobol' numbers: against scipy's, stratified after scrambling, uniform, and independent between dimensions."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from scipy.stats import qmc

from stargate.quantity.draws import key, spread_uniform, uniform
from stargate.quantity.sobol import DIMENSIONS, REPLICATES, scrambled, sobol_bits


def test_points_are_those_of_scipy():
    """Scipy counts in Gray code: the same points in another order."""
    theirs = qmc.Sobol(DIMENSIONS, scramble=False, bits=32).random(512)
    gray = [i ^ (i >> 1) for i in range(512)]
    ours = [[int(sobol_bits(d, np.uint64(i))) / 2**32 for d in range(1, DIMENSIONS + 1)] for i in gray]
    np.testing.assert_array_equal(ours, theirs)


def replicate(address, dimension, r, n, seed=1):
    return np.array([spread_uniform(np.uint64(key(address, seed)), dimension, r + REPLICATES * i) for i in range(n)])


@given(st.integers(1, DIMENSIONS), st.integers(0, REPLICATES - 1), st.integers(0, 2**32))
def test_a_replicate_has_one_point_in_each_stratum(dimension, r, seed):
    points = replicate("a", dimension, r, 64, seed)
    assert sorted((points * 64).astype(int)) == list(range(64))
    assert len(set(points)) == 64


@given(st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1), st.integers(1, 31))
def test_no_bit_depends_on_lower_ones(x, y, seed, keep):
    mask = 2**32 - 2 ** (32 - keep)
    y = (x & mask) | (y & ~mask & 0xFFFFFFFF)
    one, two = (int(scrambled(np.uint64(v), np.uint64(seed))) for v in (x, y))
    assert one & mask == two & mask


def test_scrambled_numbers_are_uniform_over_seeds():
    """Any one point is anywhere: over scramblings, it is a plain random number."""
    points = [replicate("a", 3, 5, 8, seed)[7] for seed in range(4000)]
    assert stats.kstest(points, "uniform").pvalue > 1e-3


def test_dimensions_are_independent():
    n = 256
    table = np.array([np.concatenate([replicate(f"d{d}", d, r, n) for r in range(REPLICATES)]) for d in range(1, 20)])
    off = np.corrcoef(table) - np.eye(len(table))
    assert np.abs(off).max() < 4 / np.sqrt(table.shape[1])


def test_they_integrate_better_than_plain_numbers():
    """The error of a mean over 16 scramblings of 256 points, against as many plain numbers."""

    def spread(draw):
        return np.std([np.mean([np.exp(sum(draw(s, i))) for i in range(512)]) for s in range(30)])

    keys = [[np.uint64(key(f"k{d}", s)) for d in range(3)] for s in range(30)]
    sobol = spread(lambda s, i: [spread_uniform(keys[s][d], d + 1, REPLICATES * i) for d in range(3)])
    plain = spread(lambda s, i: [uniform(keys[s][d], i, 0, 0) for d in range(3)])
    assert sobol < plain / 4


def test_without_a_dimension_or_at_the_median():
    number = np.uint64(key("a", 1))
    assert spread_uniform(number, 0, 7) == uniform(number, 7, 0, 0)
    assert spread_uniform(number, 3, -1) == 0.5


@pytest.mark.parametrize("future", [0, 1, 15, 16, 2_000_000])
def test_never_nought_or_one(future):
    assert 0 < spread_uniform(np.uint64(key("a", 1)), 64, future) < 1
