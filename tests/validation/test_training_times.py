"""Training steps and runs against what is published of them: nothing here was fitted to (K2)."""

import pytest

import stargate as sg
from stargate.compute.layout import Layout, Recompute
from stargate.compute.step import check_memory, step
from tests.compute.clusters import model, real

FULL, SELECTIVE = Recompute.FULL, Recompute.SELECTIVE


@pytest.mark.parametrize(
    ("name", "pipeline", "pieces", "batch", "microbatch", "recompute", "seconds"),
    [
        ("megatron_22b", 1, 1, 4, 4, FULL, 1.42),
        ("megatron_22b", 1, 1, 4, 4, SELECTIVE, 1.10),
        ("megatron_175b", 8, 3, 64, 1, FULL, 18.13),
        ("megatron_175b", 8, 3, 64, 1, SELECTIVE, 13.75),
        ("megatron_530b", 35, 3, 280, 1, FULL, 49.05),
        ("megatron_530b", 35, 3, 280, 1, SELECTIVE, 37.83),
        ("megatron_1t", 64, 1, 512, 1, FULL, 94.42),
        ("megatron_1t", 64, 1, 512, 1, SELECTIVE, 71.49),
    ],
)
def test_korthikanti_2022_table_5(name, pipeline, pieces, batch, microbatch, recompute, seconds):
    """Time of a step on A100 (arXiv 2205.05198): within 6% of each; selective recompute with sequence parallelism."""
    layout = Layout(8, pipeline, 1, 1, pieces, microbatch, recompute is SELECTIVE, recompute)
    found = step(model(name), layout, batch, real("a100"))
    assert found.seconds == pytest.approx(seconds, rel=0.06)
    check_memory(model(name), layout, batch, real("a100"))


@pytest.mark.parametrize(("recompute", "mfu"), [(FULL, 0.421), (SELECTIVE, 0.542)])
def test_korthikanti_2022_on_2_240_a100(recompute, mfu):
    """530B with eight replicas, from the abstract."""
    layout = Layout(8, 35, 8, 1, 3, 1, recompute is SELECTIVE, recompute)
    assert step(model("megatron_530b"), layout, 2240, real("a100")).mfu == pytest.approx(mfu, rel=0.10)


def test_nemotron_4_340b():
    """8.0 s for 2,304 sequences on 6,144 H100 (arXiv 2406.11704), tensor 8, pipeline 12; interleaving is not stated."""
    for pieces in (2, 4, 8):
        layout = Layout(8, 12, 64, 1, pieces, 1, True, SELECTIVE, True, 2)
        assert step(model("nemotron_4_340b"), layout, 2304, real("h100")).seconds == pytest.approx(8.0, rel=0.10)


@pytest.mark.parametrize(("replicas", "mfu"), [(64, 0.43), (128, 0.41)])
def test_llama_3_405b(replicas, mfu):
    """On 8,192 and 16,384 H100 (arXiv 2407.21783, table 4): tensor 8, pipeline 16, 2,048 sequences of 8,192 tokens.

    Interleaving is not stated; from two to eight pieces what is published lies within what is computed, which leaves
    jitter and crowded networks out and is up to 13% faster.
    """
    layouts = [Layout(8, 16, replicas, 1, pieces, 1, True, Recompute.NONE, True, 2) for pieces in (2, 8)]
    least, most = (step(model("llama_3_405b"), layout, 2048, real("h100")).mfu for layout in layouts)
    assert least < 1.01 * mfu
    assert mfu < most < 1.14 * mfu


def test_mt_nlg_530b_is_outside():
    """60.1 s for 1,920 sequences on 2,240 A100 of 40 GB in 2021 (arXiv 2201.11990): computed, it takes 28% less.

    The same model and layout with the software of 2022 is the 530B of Korthikanti et al., which is met: kernels that
    were not fused yet are not what the curve was measured on.
    """
    layout = Layout(8, 35, 8, recompute=FULL)
    assert 0.65 < step(model("megatron_530b"), layout, 1920, real("a100")).seconds / 60.1 < 0.9


def test_accelerator_hours_of_whole_runs():
    """Llama 3.1 405B took 30.84 m H100 hours by its model card, with more tokens of longer contexts at its end; DeepSeek-V3
    2.664 m H800 hours (arXiv 2412.19437)."""
    llama = sg.train("llama_3_405b", chip="h100", accelerators=16_384)
    assert llama.accelerator_hours[1] == pytest.approx(30.84e6, rel=0.16)
    deepseek = sg.train("deepseek_v3", chip="h100", accelerators=2048, precision=8)
    assert deepseek.accelerator_hours[0] < 2.664e6 < deepseek.accelerator_hours[2]
