"""Random numbers: published vectors, laws of the draws, elapsed time, and independence of batch and threads."""

import math
import random
import warnings

import numpy as np
import pytest
from scipy import integrate, special, stats

from stargate.quantity import laws
from stargate.quantity.draws import (
    MEDIAN,
    Columns,
    draw,
    key,
    law_normal,
    law_value,
    normal_above,
    normal_inverse,
    philox,
    survival,
    uniform,
)


def column(law, address, seed=1):
    return Columns(
        np.array([int(law.code)]),
        np.array([[law.a, law.b, law.c, law.top]]),
        np.zeros(1),
        np.array([key(address, seed)], dtype=np.uint64),
        np.zeros(1, dtype=np.int64),
        np.zeros(1),
        np.ones(1),
        np.array([0, 0]),
        np.zeros(0, dtype=np.int64),
        np.zeros(0, dtype=np.int64),
        np.zeros((0, 4)),
    )


def drawn(law, n, address="a", seed=1):
    values = np.empty((n, 1))
    draw(column(law, address, seed), np.arange(n), values)
    return values[:, 0]


@pytest.mark.parametrize(
    ("counter", "words_key", "expected"),
    [
        ((0, 0, 0, 0), 0, (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
        ((0xFFFFFFFF,) * 4, 0xFFFFFFFFFFFFFFFF, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
        (
            (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
            0x299F31D0A4093822,
            (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
        ),
    ],
)
def test_philox_against_its_published_vectors(counter, words_key, expected):
    """Known answers of Random123 (Salmon et al. 2011)."""
    assert tuple(int(w) for w in philox(np.uint64(words_key), *map(np.uint64, counter))) == expected


def test_normal_inverse_against_scipy():
    for p in [1e-300, 1e-100, 1e-21, 1e-9, 0.003, 0.07, 0.3, 0.5, 0.62, 0.93, 1 - 1e-12]:
        assert normal_inverse(p) == pytest.approx(special.ndtri(p), rel=1e-14, abs=1e-15)
    for z in (-5.0, 0.0, 2.0, 10.0, 30.0):
        assert survival(z) == pytest.approx(special.ndtr(-z), rel=1e-13)


def test_numbers_never_reach_zero_or_one():
    numbers = [uniform(np.uint64(key("x", 1)), i, 0, 0) for i in range(10_000)]
    assert 0 < min(numbers) < max(numbers) < 1
    assert uniform(np.uint64(3), MEDIAN, 0, 0) == 0.5


@pytest.mark.parametrize(
    "law",
    [
        laws.lognormal(18, 24, 36),
        laws.normal(-2, 1, 5),
        laws.share_range(0.05, None, 0.25, None),
        laws.shifted(184, 371),
        laws.zero_or_lognormal(0.3, 184, 371),
        laws.share_range(0.6, None, 1.0, None),
    ],
    ids=lambda law: law.code.name,
)
def test_percentiles_of_the_draws(law):
    """P10, P50 and P90 of 200,000 draws lie within four standard errors of the law's."""
    n = 200_000
    values = np.sort(drawn(law, n))
    for p in (0.1, 0.5, 0.9):
        deviation = 4 * math.sqrt(p * (1 - p) / n)
        low, high = values[int((p - deviation) * n)], values[int((p + deviation) * n)]
        assert low - 1e-12 <= law.quantile(p) <= high + 1e-12


def test_draws_are_uniform_and_independent():
    values = np.array([[uniform(np.uint64(key(f"figure {j}", 7)), i, 0, 0) for i in range(4000)] for j in range(60)])
    assert stats.kstest(values.ravel(), "uniform").pvalue > 1e-4
    correlation = np.corrcoef(values)
    np.fill_diagonal(correlation, 0)
    assert abs(correlation).max() < 5 / math.sqrt(4000)


def test_the_same_future_whatever_the_batch():
    law = laws.lognormal(18, 24, 36)
    whole = drawn(law, 500)
    for first, last in ((0, 1), (17, 250), (499, 500)):
        part = np.empty((last - first, 1))
        draw(column(law, "a"), np.arange(first, last), part)
        assert (part[:, 0] == whole[first:last]).all()
    assert (drawn(law, 500, seed=2) != whole).all()
    assert (drawn(law, 500, address="b") != whole).all()


def conditional(law, elapsed, u):
    numbers = np.array([[law.a, law.b, law.c, law.top]])
    z = law_normal(int(law.code), numbers, 0, elapsed)
    return law_value(int(law.code), numbers, 0, normal_above(z, u))


def test_elapsed_time_against_rejection():
    """T2 of one activity: 12 to 24 months, 20 months under way; rejection keeps about a fifth."""
    law, elapsed, n = laws.lognormal(12, 17, 24), 20.0, 40_000
    kept = drawn(law, 400_000, "rejection")
    kept = kept[kept > elapsed]
    ours = [conditional(law, elapsed, uniform(np.uint64(key("ours", 1)), i, 0, 0)) for i in range(n)]
    assert stats.ks_2samp(kept, ours).pvalue > 1e-3
    assert min(ours) >= elapsed


@pytest.mark.parametrize("chance", [1e-3, 1e-6, 1e-9, 1e-12])
def test_elapsed_time_against_the_exact_truncated_law(chance):
    """The quantiles of D | D > e, where hardly any draw would survive rejection."""
    law = laws.lognormal(12, math.sqrt(12 * 24), 24)
    oracle = stats.lognorm(s=law.b, scale=law.a)
    elapsed = oracle.isf(chance)
    for u in (0.01, 0.3, 0.5, 0.9, 0.999):
        assert conditional(law, elapsed, u) == pytest.approx(oracle.isf(chance * (1 - u)), rel=1e-9)


def test_mean_residual_at_one_in_1e21():
    law = laws.lognormal(12, math.sqrt(12 * 24), 24)
    oracle = stats.lognorm(s=law.b, scale=law.a)
    elapsed = oracle.isf(1e-21)
    u = (np.arange(20_000) + 0.5) / 20_000
    ours = np.mean([conditional(law, elapsed, each) for each in u]) - elapsed
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        exact = integrate.quad(lambda x: oracle.sf(x) / 1e-21, elapsed, 3 * elapsed, points=[elapsed * 1.01])[0]
    assert ours == pytest.approx(exact, rel=1e-3)


def test_never_less_than_what_has_elapsed():
    generator = random.Random(3)
    for _ in range(2000):
        law = laws.lognormal(12, 17, 24)
        elapsed = generator.uniform(0.1, 600)
        assert conditional(law, elapsed, generator.random()) >= elapsed * (1 - 1e-12)
