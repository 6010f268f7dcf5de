"""As many futures as a tolerance needs, and errors that are what repetition shows."""

import numpy as np
import pytest

import stargate as sg
from stargate.errors import StargateError
from stargate.futures.enough import enough, errors
from stargate.futures.quantiles import quantile

DAY = "2029-06-30"


def at(futures):
    return futures.energised.at(DAY)


def test_the_tolerance_is_kept(small):
    plan = sg.announced(small)
    n = enough(plan, at, 2.0)
    futures = sg.simulate(plan, n)
    assert max(errors(futures, at(futures))) <= 2.0
    assert n % 16 == 0
    assert n < enough(plan, at, 0.8)


@pytest.mark.parametrize("tolerance", [0, -1, float("nan")])
def test_what_is_no_tolerance(small, tolerance):
    with pytest.raises(StargateError, match="write a number of IT MW above 0"):
        enough(sg.announced(small), at, tolerance)


def test_more_than_can_be_drawn(small, monkeypatch):
    monkeypatch.setattr("stargate.futures.enough.MOST_FUTURES", 1600)
    with pytest.raises(StargateError, match=r"IT MW, above 0\.001\n  write: a larger tolerance"):
        enough(sg.announced(small), at, 1e-3)


def test_errors_are_what_repetition_shows(small):
    """The error told of one run, against the spread of the same quantile over seeds."""
    plan = sg.announced(small)
    runs = [sg.simulate(plan, 1600, seed) for seed in range(40)]
    for k, p in enumerate((0.1, 0.5, 0.9)):
        spread = np.std([float(quantile(at(run), run.weight, p)) for run in runs], ddof=1)
        told = np.sqrt(np.mean([errors(run, at(run))[k] ** 2 for run in runs]))
        assert told == pytest.approx(spread, rel=0.5)
