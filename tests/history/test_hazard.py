"""Rates: against a fit done another way, and what a person would count."""

import warnings
from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import minimize

from stargate.history.hazard import INTERVALS, Exposure, events_seen, exposure, fit
from stargate.history.known import known

START = 2015 * 12.0


def exposures(x, months, events):
    n = len(months)
    return Exposure(
        x, np.zeros(n, int), np.zeros(n, int), np.zeros(n), months, events, np.zeros(n), np.ones(n), np.zeros(1), 1.0
    )


def test_without_covariates_a_rate_is_events_by_months():
    seen = exposures(np.zeros((5, 1)), np.array([4.0, 6.0, 10.0, 3.0, 7.0]), np.array([1.0, 0, 1, 1, 0]))
    assert fit(seen, seen.finished, 10.0).at(seen.covariates)[0] == pytest.approx(3 / 30, rel=1e-3)


def test_a_fit_is_the_least_of_its_objective():
    random = np.random.default_rng(3)
    x = random.normal(size=(300, 3)) * [1, 5, 0.1]
    seen = exposures(x, random.uniform(0.2, 1, 300), (random.random(300) < 0.2).astype(float))
    found = fit(seen, seen.finished, 0.5)
    z = found.scaled(x)

    def objective(b):
        return -(seen.finished @ (z @ b) - seen.months @ np.exp(z @ b)) + 2 * (b[1:] ** 2).sum() + 5e-5 * b[0] ** 2

    best = minimize(objective, np.zeros(4), method="BFGS", options={"gtol": 1e-9})
    np.testing.assert_allclose(found.coefficients, best.x, atol=1e-5)


def test_rates_by_interval_are_those_of_lifelines():
    """Left truncation, censoring and piecewise constant rates, as lifelines' PiecewiseExponentialFitter has them."""
    lifelines = pytest.importorskip("lifelines")
    random = np.random.default_rng(5)
    entry = random.uniform(0, 6, 400)
    end = entry + random.exponential(8, 400)
    seen_until = np.minimum(end, 18.0)
    died = end <= 18.0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = lifelines.PiecewiseExponentialFitter([6.0, 12.0]).fit(seen_until, died, entry=entry)
    rows = []
    for begin, until in ((0.0, 6.0), (6.0, 12.0), (12.0, 99.0)):
        at_risk = np.clip(np.minimum(seen_until, until) - np.maximum(entry, begin), 0, None)
        rows.append((at_risk, died & (seen_until > begin) & (seen_until <= until)))
    x = np.repeat(np.eye(3)[:, 1:], 400, axis=0)
    months, events = (np.concatenate(column).astype(float) for column in zip(*rows, strict=True))
    some = months > 0
    ours = fit(exposures(x[some], months[some], events[some]), events[some], 100.0)
    rates = ours.at(np.eye(3)[:, 1:])
    np.testing.assert_allclose(rates, 1 / theirs.params_.to_numpy(), rtol=2e-3)


@pytest.fixture(scope="module")
def past(invented):
    records = invented(1)
    return records, known(records, START + 36)


def test_a_project_counts_once_however_many_landmarks_see_it(past):
    _, then = past
    seen = exposure(then)
    watched = np.isfinite(then.finished) & (then.rows.as_of[then.begin] < then.finished)
    assert events_seen(seen) == pytest.approx(watched.sum(), rel=0.03)


def test_what_a_fit_sees_is_what_was_known_then(past):
    records, then = past
    earlier = exposure(known(records, START + 24))
    cut = exposure(then).until(START + 24)
    assert cut.months.sum() == pytest.approx(earlier.months.sum(), rel=0.02)
    assert cut.finished.sum() == pytest.approx(earlier.finished.sum(), rel=0.1)
    assert (cut.since + cut.months <= START + 24 + 1e-9).all()


def test_later_rows_change_nothing(past):
    records, then = past
    day = START + 36
    cut = known(records.take(records.as_of <= day), day)
    np.testing.assert_array_equal(exposure(then).covariates, exposure(cut).covariates)


def test_projects_told_of_in_retrospect_were_at_risk_from_their_start(past):
    """One row a project: those that finished were never seen open, so all are followed from their start."""
    records, _ = past
    last = np.array([np.flatnonzero(records.id == name)[-1] for name in np.unique(records.id)])
    single = records.take(last)
    then = known(single, START + 100)
    assert len(then.rows) > len(single)
    seen = exposure(then)
    assert events_seen(seen) == pytest.approx(np.isfinite(single.finished).sum(), rel=0.05)
    mixed = replace(single, finished=np.full(len(single), np.nan), cancelled=np.full(len(single), np.nan))
    assert len(known(mixed, START + 100).rows) == len(single)


def test_intervals_cover_ten_years():
    assert INTERVALS[0] == 0
    assert INTERVALS[-1] == 120
    assert (np.diff(INTERVALS) > 0).all()
