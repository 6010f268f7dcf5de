"""What failures leave of a training run (K2)."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stargate.compute.goodput import best_interval, goodput

H100_HOURS = 54 * 24 * 16_384 / 419  # accelerator-hours between unexpected interruptions of Llama 3's run


def test_half_a_million_accelerators_fail_every_six_minutes():
    assert pytest.approx(6.1, abs=0.05) == 50_700 / 500_000 * 60
    assert pytest.approx(50_700, rel=1e-3) == H100_HOURS


def test_llama_3s_effective_time_is_reproduced():
    """More than 90% of 54 days on 16,384 H100 advanced the run (arXiv 2407.21783), one failure every three hours.

    5.7 TB of state at 2 TB/s of storage are 3 s; restarts took 5 to 15 minutes (MegaScale, arXiv 2402.15627).
    """
    assert 0.90 < goodput(16_384, H100_HOURS, 3 / 3600, 15 / 60) < goodput(16_384, H100_HOURS, 3 / 3600, 5 / 60) < 0.96


def test_the_exact_time_by_simulation():
    """Runs with exponential failures, restarts that may fail and checkpoints, played through event by event."""
    random, between, work, checkpoint, restart = np.random.default_rng(7), 3.0, 0.4, 0.05, 0.2
    spent = segments = 0.0
    while segments < 60_000:
        failure = random.exponential(between)
        if failure > work + checkpoint:  # the rest of the way to the failure has no memory
            segments += 1
            spent += work + checkpoint
            continue
        spent += failure
        while (again := random.exponential(between)) < restart:
            spent += again
        spent += restart
    expected = goodput(1, between, checkpoint, restart, interval=work)
    assert work * segments / spent == pytest.approx(float(expected), rel=0.01)


def test_the_best_interval_beats_its_neighbours_and_is_dalys():
    between, checkpoint = 10.0, 0.1
    best = best_interval(1, between, checkpoint)
    daly = (
        np.sqrt(2 * checkpoint * between) * (1 + np.sqrt(checkpoint / (2 * between)) / 3 + checkpoint / (18 * between))
        - checkpoint
    )
    assert best == pytest.approx(daly, rel=1e-3)
    here = goodput(1, between, checkpoint, 0.3)
    assert here > goodput(1, between, checkpoint, 0.3, interval=0.97 * best)
    assert here > goodput(1, between, checkpoint, 0.3, interval=1.03 * best)


def test_a_checkpoint_for_nothing_loses_no_work():
    assert goodput(100, 1000, 0.0, 0.5) == pytest.approx(np.exp(-0.05))
    assert best_interval(100, 1000, 0.0) == 0


@given(
    st.floats(1, 1e6), st.floats(1.01, 10), st.floats(100, 1e6), st.floats(0, 1), st.floats(0, 2)
)  # fmt: skip
def test_goodput_is_a_share_and_falls_with_size(accelerators, more, hours, checkpoint, restart):
    few, many = goodput(np.array([accelerators, more * accelerators]), hours, checkpoint, restart)
    assert 0 <= many <= few <= 1
    if checkpoint + restart > 1e-6 and few > 1e-12:
        assert many < few
