"""The common cause: its likelihood done by brute force, and its size found again."""

import numpy as np
import pytest

from stargate.history.common_cause import HALF_LIFE, VOLATILITIES, Cohort, CommonCause, common_cause, log_likelihood
from stargate.history.hazard import exposure
from stargate.history.known import known

START = 2015 * 12.0
MIDDLE = np.array([1.0, 3.0, 6.0, 10.0, 15.0])
NONE = np.zeros((5, 5))
THETA = np.log(2) / HALF_LIFE


def shocks(volatility, random, n):
    """x at MIDDLE, n times, from its covariance."""
    least, apart = np.minimum(MIDDLE[:, None], MIDDLE), np.abs(MIDDLE[:, None] - MIDDLE)
    covariance = volatility**2 / (2 * THETA) * (np.exp(-THETA * apart) - np.exp(-THETA * (apart + 2 * least)))
    return random.multivariate_normal(np.zeros(5), covariance, n)


def test_likelihood_is_the_mean_over_shocks():
    """Poisson counts with the shock integrated out by a million draws, between two volatilities."""
    random = np.random.default_rng(2)
    cohort = Cohort(0.0, MIDDLE, np.array([4.0, 5, 6, 6, 5]), np.array([4.0, 7, 10, 11, 9]), NONE)

    def brute(volatility):
        x = shocks(volatility, random, 1_000_000)
        return np.log(np.exp(x @ cohort.came - np.exp(x) @ cohort.expected + 30).mean()) - 30

    ours, theirs = (of(0.2) - of(0.06) for of in (lambda v: log_likelihood(cohort, v), brute))
    assert ours == pytest.approx(theirs, abs=0.05)


@pytest.mark.parametrize("volatility", [0.04, 0.1, 0.25])
def test_its_size_is_found_again(volatility):
    random = np.random.default_rng(4)
    expected = np.full(5, 12.0)
    total = np.zeros(len(VOLATILITIES))
    for x in shocks(volatility, random, 60):
        cohort = Cohort(0.0, MIDDLE, expected, random.poisson(expected * np.exp(x)).astype(float), NONE)
        total += [log_likelihood(cohort, v) for v in VOLATILITIES]
    weight = np.exp(total - total.max()) * np.gradient(VOLATILITIES)
    weight /= weight.sum()
    mean = weight @ VOLATILITIES
    error = np.sqrt(weight @ (VOLATILITIES - mean) ** 2)
    assert abs(mean - volatility) < max(3 * error, 0.02)
    assert error < 0.04


def test_paths_are_as_wide_as_they_should_be_and_keep_the_expected_rate():
    one = CommonCause(np.eye(len(VOLATILITIES))[6], ())
    paths = one.paths(MIDDLE, 200_000, np.random.default_rng(1))
    variance = VOLATILITIES[6] ** 2 * (1 - np.exp(-2 * THETA * MIDDLE)) / (2 * THETA)
    np.testing.assert_allclose(paths.var(axis=1), variance, rtol=0.02)
    np.testing.assert_allclose(np.exp(paths).mean(axis=1), 1, rtol=0.01)


def test_without_earlier_cohorts_the_prior_remains():
    """Half normal: its mean is sqrt(2 / pi) of its standard deviation."""
    seen = exposure(_nothing := _one_day())
    found = common_cause(seen, _nothing.day, prior=0.15)
    assert found.cohorts == ()
    assert found.volatility == pytest.approx(0.15 * np.sqrt(2 / np.pi), rel=0.08)


def _one_day():
    from stargate.history.records import Records

    nan = np.array([np.nan])
    day = np.array([START])
    rows = Records("r.csv", np.array([2]), np.array(["a"]), np.array(["k"]), day - 5, day + 9, nan, nan, day, nan, day)
    return known(rows, START)


def test_a_shared_shock_shows_in_records(invented):
    calm, rough = (_volatility(invented(seed=1, projects=500, **how)) for how in ({}, {"volatility": 0.3}))
    assert calm < 0.11
    assert rough > calm + 0.05


def _volatility(records):
    return common_cause(exposure(known(records, START + 40)), START + 40).volatility


def test_what_a_fit_does_not_know_of_itself_is_no_shock():
    """The same miss tells less of a shock where the coefficients may have made it."""
    came, expected = np.full(5, 12.0), np.full(5, 6.0)
    sure, unsure = (Cohort(0.0, MIDDLE, expected, came, NONE + spread) for spread in (0.0, 0.5))
    gains = [log_likelihood(cohort, 0.25) - log_likelihood(cohort, 0.02) for cohort in (sure, unsure)]
    assert gains[0] > gains[1] + 1
