"""Time and memory of a training step (K2)."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stargate.compute.cluster import Link, cluster
from stargate.compute.efficiency import Efficiency
from stargate.compute.layout import Layout, Recompute
from stargate.compute.search import Asked, fastest
from stargate.compute.step import check_memory, memory, step
from stargate.compute.transformer import step_operations
from stargate.errors import StargateError
from stargate.programme.catalogue import catalogue, entry
from tests.compute.clusters import flat, model, real

POWERS = st.sampled_from([1, 2, 4, 8])


def laid(tensor, pipeline, data, pieces, parallel, recompute):
    return Layout(tensor, pipeline, data, 1, pieces if pipeline > 1 else 1, 1, parallel, recompute, False, 0)


LAYOUTS = st.builds(
    laid,
    POWERS,
    st.sampled_from([1, 2, 4, 8]),
    POWERS,
    st.sampled_from([1, 2, 3]),
    st.booleans(),
    st.sampled_from(Recompute),
)


@given(LAYOUTS, st.sampled_from(["a100", "h100"]))
def test_nothing_is_faster_than_the_peaks(layout, chip):
    m, batch = model("megatron_22b"), 64
    found = step(m, layout, batch, real(chip))
    least = step_operations(m, layout, batch) / (layout.accelerators * found.peak)
    assert found.seconds > least
    assert 0 < found.mfu < 1
    parts = (found.compute, found.recompute, found.tensor, found.pipeline, found.bubble, found.data, found.optimiser)
    assert min(parts) >= 0
    assert sum(parts) == pytest.approx(found.seconds)


@given(LAYOUTS)
def test_more_accelerators_are_never_slower_at_equal_efficiency(layout):
    """With rates that do not depend on size and messages that take no time."""
    m, batch, on = model("megatron_22b"), 64, flat(vector=3e14, memory=2e12)
    now = step(m, layout, batch, on).seconds
    for more in (replace(layout, tensor=2 * layout.tensor), replace(layout, data=2 * layout.data)):
        if layout.interleaving > 1 and more.microbatches(batch) % more.pipeline:
            continue
        assert step(m, more, batch, on).seconds <= now * (1 + 1e-12)


@given(st.sampled_from([2, 4, 8]), st.sampled_from([1, 2, 3]), st.sampled_from([8, 16, 64]))
def test_bubbles_are_the_formula(pipeline, pieces, batch):
    """(p - 1) / (v m) of the work of a pipeline whose stages are alike: Narayanan et al. 2021, section 2.2."""
    m = replace(model("megatron_22b"), vocabulary=1e-9)
    found = step(m, laid(1, pipeline, 1, pieces, False, Recompute.NONE), batch, flat())
    assert found.bubble / found.compute == pytest.approx((pipeline - 1) / (pieces * batch), rel=1e-9)


def test_an_ideal_machine_reaches_its_peak():
    m, layout = model("megatron_175b"), Layout(tensor=8, data=4, microbatch=1)
    assert step(m, layout, 64, flat()).mfu == pytest.approx(1.0)
    full = step(m, replace(layout, recompute=Recompute.FULL), 64, flat())
    assert full.mfu == pytest.approx(0.75, abs=0.01)  # a forward pass more, but for the logits


def test_messages_by_hand():
    """Two neighbours on a link of 100 GB/s and nothing else that takes time."""
    m, link = model("megatron_22b"), Link(100e9, 0.0, 2.0, 1.5, 0.0)
    found = step(m, Layout(tensor=2), 4, flat(matrix=1e30, link=link))
    size = 2 * m.context * m.hidden  # one activation [byte]
    meetings = 4 * (4 * m.layers + 1)  # microbatches x two forward and two backward a layer, and the logits'
    assert found.tensor == pytest.approx(meetings * 2 * size * (1 / 2) / 100e9)
    split = step(m, Layout(tensor=2, sequence_parallel=True), 4, flat(matrix=1e30, link=link))
    assert split.tensor == pytest.approx(meetings * 2 * 1.5 * size * (1 / 2) / 100e9)
    replicas = step(m, Layout(data=2), 4, flat(matrix=1e30, link=link))
    assert replicas.data == pytest.approx(2 * 2 * m.layers * 12 * m.hidden**2 * (1 / 2) / 100e9, rel=1e-4)


def test_gradients_hide_behind_the_backward_pass():
    m, link = model("megatron_22b"), Link(1e12, 0.0, 1.0, 1.0, 0.0)
    shown = step(m, Layout(data=8), 8, flat(matrix=1e30, link=link)).data
    assert step(m, Layout(data=8), 8, flat(link=link)).data == pytest.approx(shown / m.layers)


@given(LAYOUTS)
def test_more_tensor_parallel_takes_less_memory(layout):
    m = model("megatron_175b")
    assert memory(m, replace(layout, tensor=2 * layout.tensor), 64).total < memory(m, layout, 64).total
    assert (
        memory(m, replace(layout, recompute=Recompute.SELECTIVE), 64).activations
        <= memory(m, replace(layout, recompute=Recompute.NONE), 64).activations
    )


def test_weights_and_optimiser_take_18_bytes_a_parameter():
    m, layout = model("megatron_22b"), Layout(tensor=8)
    held, divided = memory(m, layout, 4), memory(m, replace(layout, data=4, zero=2), 4)
    assert held.weights + held.optimiser == pytest.approx(18 * m.parameters / 8, rel=0.01)
    assert divided.weights + divided.optimiser == pytest.approx((2 + 16 / 4) * m.parameters / 8, rel=0.01)


def test_what_does_not_fit_is_told():
    with pytest.raises(StargateError) as said:
        check_memory(model("megatron_1t"), Layout(tensor=8, pipeline=8), 64, real("a100"))
    assert "GB of each A100 80 GB, which has 80 GB" in str(said.value)
    assert "--pipeline" in str(said.value)


@pytest.mark.parametrize(
    ("layout", "batch", "said"),
    [
        (Layout(tensor=5), 8, "64 heads do not divide among 5\n  write: --tensor 4"),
        (Layout(context=3), 8, "2,048 tokens do not divide among 1 x 3"),
        (Layout(data=3), 8, "a batch of 8 does not divide into 3"),
        (Layout(pipeline=49), 8, "48 layers do not fill 49 stages"),
        (Layout(pipeline=8, interleaving=4), 8, "6 layers of a stage do not divide into 4"),
        (Layout(interleaving=2), 8, "without a pipeline"),
        (Layout(pipeline=8, interleaving=2), 12, "in rounds of 8"),
    ],
)
def test_what_does_not_divide_is_told(layout, batch, said):
    with pytest.raises(StargateError, match=said) as error:
        step(model("megatron_22b"), layout, batch, real("a100"))
    assert "\n  write: --" in str(error.value)


def test_sizes_scale_with_the_chip_so_that_durations_have_one_efficiency():
    slow, fast = real("a100"), real("h100")
    for share in (1e9, 2e10, 2e11):
        seconds = slow.matrix.time(share)
        assert fast.matrix.time(share * fast.peak / slow.peak) == pytest.approx(seconds, rel=1e-9)
    assert slow.matrix.time(130e9) == pytest.approx(130e9 / (312e12 * 0.95))
    assert slow.memory.time(20e6) == pytest.approx(20e6 / (2.039e12 * 0.75))


def test_a_chip_that_lacks_a_network_is_told():
    chip = catalogue().chips["h100"].model_copy(update={"domain": None})
    with pytest.raises(StargateError, match="write: domain: 8 accelerators"):
        cluster(chip, entry("efficiency", "calculon_a100", Efficiency))


def test_the_fastest_layout_is_that_of_all_that_fit():
    m, on = model("megatron_22b"), real("h100")
    layout, found = fastest(m, on, 16, 16)
    asked = Asked(tensor=8)
    _, eight = fastest(m, on, 16, 16, asked)
    assert found.seconds <= eight.seconds
    assert found.memory.total <= on.capacity
    assert layout.accelerators <= 16
    assert fastest(m, on, 16, 16, asked)[0].tensor == 8
