"""What moves IT MW: exact conditional means of outcomes that one figure decides."""

import numpy as np
import pytest
from scipy import stats

import stargate as sg
from stargate.futures.moves import Move


def simulated(folder, n=20_000, **how):
    return sg.simulate(sg.announced(sg.read(folder, **how)), n=n)


def test_the_tenths_of_a_figure_that_decides_between_nothing_and_all(lone):
    """12 to 24 months from July 2026: 100 MW at the end of November 2027 where it takes at most 17, else nothing."""
    futures = simulated(lone("duration: 12 to 24 months [assumed]"), as_of="2026-07-01")
    (move,) = futures.drivers(at="2027-11-30")
    share = stats.norm.cdf(np.log(17 / np.sqrt(288)) / (np.log(2) / 2 / stats.norm.ppf(0.9)))
    assert move.address == "sites.lone.activities.work.duration"
    assert (move.worst, move.best) == pytest.approx((-100 * share, 100 * (1 - share)), abs=1.5)
    assert move.span == pytest.approx(100, abs=1e-9)


def test_the_tenths_of_the_size_of_a_phase(lone):
    """Means of the lowest and highest tenth of a lognormal from 100 to 200 MW, less its mean."""
    futures = simulated(lone("duration: 10 months [assumed]", it_power="100 to 200 MW"))
    (move,) = futures.drivers(at="2030-12-31")
    spread = np.log(2) / 2 / stats.norm.ppf(0.9)
    law = stats.lognorm(s=spread, scale=np.sqrt(20_000))
    tail = law.mean() * stats.norm.cdf(spread - stats.norm.ppf(0.9)) / 0.1  # mean above P90 of a lognormal
    low = law.mean() * stats.norm.cdf(-stats.norm.ppf(0.9) - spread) / 0.1
    assert (move.worst, move.best) == pytest.approx((low - law.mean(), tail - law.mean()), abs=1)


def test_an_event_is_told_by_its_means_with_and_without(lone):
    folder = lone("duration: 10 months [assumed]")
    (folder / "risks.yaml").write_text(
        "stop:\n  title: A stop\n  chance: 25% [assumed]\n  affects: [sites.lone.activities.*]\n"
        "  delay: 30 months [assumed]\n"
    )
    futures = simulated(folder)
    (move,) = futures.drivers(at="2028-12-31")
    happened = futures.happened[:, 0].mean()
    assert (move.address, move.event) == ("risks.stop", True)
    assert (move.worst, move.best) == pytest.approx((-100 * (1 - happened), 100 * happened))


def test_a_move_is_said_in_words():
    move = Move("sites.north.activities.shell.duration", -12.345678901, 8.1, 0.4321, event=False)
    assert str([move]) == "[sites.north.activities.shell.duration: -12 to +8 IT MW (+-0)]"


def test_labels_say_whose_megawatts(small_futures):
    assert "IT MW" in small_futures.energised.percentile([50]).attrs["long_name"]
