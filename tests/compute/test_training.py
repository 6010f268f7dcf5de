"""Work and time of a training run, and what runs are published to reach (K2)."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stargate.compute.training import (
    active_parameters,
    run_operations,
    training_hours,
)
from stargate.compute.training_practice import TrainingPractice, checkpoint_hours, peak, published_mfu
from stargate.errors import StargateError
from stargate.programme.catalogue import catalogue, entry
from tests.compute.clusters import LanguageModel

PRACTICE = entry("training", "published", TrainingPractice)


@pytest.mark.parametrize("name", ["llama_3_405b", "gpt3", "palm"])
def test_work_is_what_was_stated(name):
    """6 N D against what the makers state, which PaLM's count raises by its attention."""
    model = entry("models", name, LanguageModel)
    count, tokens = active_parameters(model), model.tokens.p50 * 1e9
    assert run_operations(count, tokens) == pytest.approx(model.operations.p50 * 1e24, rel=0.02)


def test_time_by_hand():
    """3.8e25 operations on 16,384 x 989 TFLOP/s at 41% and 92% goodput: 72 days."""
    assert training_hours(3.8e25, 16_384, 989e12, 0.41, 0.92) / 24 == pytest.approx(71.96, abs=0.01)


@given(st.floats(1e20, 1e28), st.integers(1, 10**6), st.floats(0.05, 0.9), st.floats(0.05, 1))
def test_time_is_work_over_what_accelerators_do(operations, accelerators, mfu, goodput):
    hours = training_hours(operations, accelerators, 1e15, mfu, goodput)
    assert training_hours(operations, 2 * accelerators, 1e15, mfu, goodput) == pytest.approx(hours / 2)
    assert hours >= operations / (accelerators * 1e15) / 3600
    assert np.shape(training_hours(operations, np.ones(3), 1e15, mfu, goodput)) == (3,)


def test_published_utilisation_by_precision():
    assert published_mfu(PRACTICE, 16).p50 == pytest.approx(0.41)
    assert published_mfu(PRACTICE, 8).p90 < published_mfu(PRACTICE, 16).p10
    with pytest.raises(StargateError, match="write: 16 or 8"):
        published_mfu(PRACTICE, 4)


def test_a_precision_that_a_chip_lacks_is_told():
    chips = catalogue().chips
    assert peak(chips["h100"], 8) == pytest.approx(1.979e15)
    with pytest.raises(StargateError, match="no floating point of 4 bits"):
        peak(chips["h100"], 4)
    with pytest.raises(StargateError, match="no floating point of 8 bits\n  write: 16"):
        peak(chips["a100"], 8)  # its 8-bit peak is of integers


def test_a_checkpoint_by_hand():
    """405 bn parameters of 14 bytes at 2 TB/s: 2.8 s."""
    assert checkpoint_hours(PRACTICE, 405e9) * 3600 == pytest.approx(2.835)
