"""Shares of variance: exact for sums, and as an independent estimator finds them."""

import numpy as np
import pytest
from scipy import special, stats

from stargate.futures.moves import own_number
from stargate.futures.shares import narrowings, variance_shares
from stargate.quantity.draws import key

SHELL, GRID = "sites.south.activities.shell.duration", "sites.south.activities.interconnection.duration"


def numbers(futures, address):
    return own_number(key(address, futures.seed), 0, futures.numbers)


def test_a_sum_of_independent_normals(small_futures):
    """Hand case: Y = 3 A + 4 B has shares 9/25 and 16/25."""
    a, b = (special.ndtri(numbers(small_futures, address)) for address in (SHELL, GRID))
    found = {s.address: s.share for s in variance_shares(small_futures, 3 * a + 4 * b)}
    assert found.keys() == {SHELL, GRID}
    assert found[SHELL] == pytest.approx(9 / 25, abs=0.03)
    assert found[GRID] == pytest.approx(16 / 25, abs=0.03)


def test_against_an_independent_estimator(small_futures):
    """Outside oracle: Saltelli's estimator as scipy has it, on a function with an interaction."""

    def outcome(x):
        return np.exp(x[0]) + 2 * x[0] * x[1] ** 2

    u = np.stack([numbers(small_futures, SHELL), numbers(small_futures, GRID)])
    found = {s.address: s.share for s in variance_shares(small_futures, outcome(u))}
    oracle = stats.sobol_indices(func=outcome, n=4096, dists=[stats.uniform(), stats.uniform()], rng=1)
    assert found[SHELL] == pytest.approx(oracle.first_order[0], abs=0.03)
    assert found[GRID] == pytest.approx(oracle.first_order[1], abs=0.03)


def test_a_product_of_centred_numbers_has_no_first_order_share(small_futures):
    u, v = numbers(small_futures, SHELL) - 0.5, numbers(small_futures, GRID) - 0.5
    assert variance_shares(small_futures, u * v) == []


def test_what_is_constant_has_no_shares(small_futures):
    assert variance_shares(small_futures, np.ones(small_futures.n)) == []


def test_shares_of_a_real_outcome_stay_below_one(reference_futures):
    found = variance_shares(reference_futures, reference_futures.energised_dated.at("2028-12-31"))
    assert 0.4 < sum(s.share for s in found) <= 1.0


def test_a_known_part_of_a_sum_narrows_its_range(small_futures):
    """Hand case: Y = 3 A + 4 B, normal; the range is 5 wide times what a normal's is, 4 and 3 once A and B are known."""
    a, b = (special.ndtri(numbers(small_futures, address)) for address in (SHELL, GRID))
    outcome, wide = 3 * a + 4 * b, 2 * stats.norm.ppf(0.9)
    shares = variance_shares(small_futures, outcome)
    found = dict(zip([s.address for s in shares], narrowings(small_futures, outcome, shares), strict=True))
    assert found[SHELL] == pytest.approx((5 - 4) * wide, rel=0.15)
    assert found[GRID] == pytest.approx((5 - 3) * wide, rel=0.1)


def test_what_is_unrelated_narrows_nothing(small_futures):
    a, b = (special.ndtri(numbers(small_futures, address)) for address in (SHELL, GRID))
    [by_chance] = narrowings(small_futures, b, variance_shares(small_futures, a))
    assert by_chance == pytest.approx(0, abs=0.06)
