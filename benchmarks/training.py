"""Training steps and runs against what is published.

A step is computed from datasheets and one published efficiency curve (Isaev et al. 2023, Calculon,
<https://doi.org/10.1145/3581784.3607102>); nothing is fitted to the times below. The eight steps on A100 are those of
Korthikanti et al. 2022, table 5 (<https://arxiv.org/abs/2205.05198>), and of its abstract with eight replicas.

MT-NLG (2021, arXiv 2201.11990) took 38% longer than computed, and lies outside: the same model in the same layout took
what is computed a year later, with kernels fused that were not before. Llama 3 and Nemotron-4 do not say how far they
interleave their stages, which the table therefore varies; jitter, slow accelerators and crowded networks are not
computed. Llama 3's utilisation at 8,192 accelerators and eight pieces takes 82 GB of 80: its makers freed more than is
computed here. Utilisation is that of useful matrix operations, with half of all pairs of tokens where kernels skip the
other half; whether Llama 3 counts them so is not stated.

The curve was measured on an A100. On other chips operations of the same duration have the same efficiency; without that
(`unscaled`) a step on H100 comes out up to a few per cent faster.

Whole runs: accelerator-hours at P10, P50 and P90 against what is stated, with goodput, whatever came on top
(annealing, longer contexts). PaLM and GPT-3 ran on accelerators that the catalogue does not have.
"""

from dataclasses import replace

from _measured import Table, cpu_seconds

import stargate as sg
from stargate.compute.cluster import Cluster, Steps, cluster
from stargate.compute.efficiency import Efficiency
from stargate.compute.goodput import goodput
from stargate.compute.language_model import LanguageModel
from stargate.compute.layout import Layout, Recompute
from stargate.compute.search import fastest
from stargate.compute.step import step
from stargate.compute.transformer import Transformer, transformer
from stargate.programme.catalogue import catalogue, entry

FULL, SELECTIVE = Recompute.FULL, Recompute.SELECTIVE
SERIES = (
    ("megatron_22b", Layout(8, 1, microbatch=4), 4, 1.42, 1.10),
    ("megatron_175b", Layout(8, 8, interleaving=3), 64, 18.13, 13.75),
    ("megatron_530b", Layout(8, 35, interleaving=3), 280, 49.05, 37.83),
    ("megatron_1t", Layout(8, 64), 512, 94.42, 71.49),
)
FUSED = Layout(8, 16, sequence_parallel=True, fused_attention=True, zero=2)
LLAMA = (
    ("on 8,192", replace(FUSED, data=64), 43),
    ("on 16,384", replace(FUSED, data=128), 41),
)
RUNS = (("llama_3_405b", 16_384, 16, 30.84), ("deepseek_v3", 2_048, 8, 2.664))


def tables() -> list[Table]:
    a100, h100 = _on("a100"), _on("h100")
    llama = _model("llama_3_405b")
    layout = replace(FUSED, data=128, interleaving=8)
    return [
        Table(("step on A100", "recompute", "measured, s", "computed, s", "error"), list(_series(a100))),
        Table(("step", "published", "pieces", "computed", "unscaled", "GB"), [*_llama(h100), *_nemotron(h100)]),
        Table(("run", "stated, m hours", "P10", "P50", "P90", "goodput P50"), list(_runs())),
        Table(("goodput of accelerators", "share", "minutes between failures"), list(_goodput())),
        Table(
            ("CPU", "ms"),
            [
                ("one step", 1e3 * cpu_seconds(lambda: step(llama, layout, 2048, h100))),
                ("the fastest of all layouts", 1e3 * cpu_seconds(lambda: fastest(llama, h100, 16_384, 2048))),
            ],
        ),
    ]


def _series(on: Cluster):
    for name, layout, batch, full, selective in SERIES:
        for again, seconds in ((FULL, full), (SELECTIVE, selective)):
            laid = replace(layout, recompute=again, sequence_parallel=again is SELECTIVE)
            found = step(_model(name), laid, batch, on).seconds
            yield name, again.name.lower(), str(seconds), f"{found:.2f}", f"{found / seconds - 1:+.1%}"
    for again, mfu in ((FULL, 0.421), (SELECTIVE, 0.542)):
        laid = Layout(8, 35, 8, 1, 3, 1, again is SELECTIVE, again)
        found = step(_model("megatron_530b"), laid, 2240, on).mfu
        yield "530b on 2,240", again.name.lower(), f"MFU {mfu:.1%}", f"{found:.1%}", f"{mfu / found - 1:+.1%}"
    for data, seconds in ((8, 60.1), (10, 50.2), (12, 44.4)):
        found = step(_model("megatron_530b"), Layout(8, 35, data, recompute=FULL), 1920, on).seconds
        yield f"MT-NLG on {280 * data:,}", "full", str(seconds), f"{found:.1f}", f"{found / seconds - 1:+.1%}"


def _llama(on: Cluster):
    for where, layout, mfu in LLAMA:
        for pieces in (1, 2, 4, 8):
            found, other = _both("llama_3_405b", replace(layout, interleaving=pieces), 2048, on)
            held = f"{found.memory.total / 1e9:.0f}"
            yield f"Llama 3 405B {where}", f"MFU {mfu}%", pieces, f"{found.mfu:.1%}", f"{other.mfu:.1%}", held


def _nemotron(on: Cluster):
    for pieces in (1, 2, 4, 8):
        layout = replace(FUSED, pipeline=12, data=64, interleaving=pieces)
        found, other = _both("nemotron_4_340b", layout, 2304, on)
        seconds = f"{found.seconds:.2f} s", f"{other.seconds:.2f} s"
        yield "Nemotron-4 340B on 6,144", "8.0 s", pieces, *seconds, f"{found.memory.total / 1e9:.0f}"


def _runs():
    for name, accelerators, precision, stated in RUNS:
        found = sg.train(name, chip="h100", accelerators=accelerators, precision=precision)
        hours = (f"{one / 1e6:.2f}" for one in found.accelerator_hours)
        yield found.model, str(stated), *hours, f"{found.goodput[1]:.1%}"


def _goodput():
    for accelerators in (1_000, 16_384, 100_000, 500_000):
        share = float(goodput(accelerators, 50_700, 3 / 3600, 10 / 60))
        yield f"{accelerators:,}", f"{share:.1%}", f"{50_700 / accelerators * 60:.1f}"


def _both(name: str, layout: Layout, batch: int, on: Cluster):
    return step(_model(name), layout, batch, on), step(_model(name), layout, batch, _unscaled(on))


def _unscaled(on: Cluster) -> Cluster:
    """The same rates at the sizes of the chip that they were measured on."""
    a100 = _on("a100")

    def at(ours: Steps, theirs: Steps) -> Steps:
        return Steps(tuple((least, rate) for (least, _), (_, rate) in zip(theirs.rates, ours.rates, strict=True)))

    return replace(
        on,
        matrix=at(on.matrix, a100.matrix),
        vector=at(on.vector, a100.vector),
        memory=at(on.memory, a100.memory),
    )


def _on(chip: str) -> Cluster:
    return cluster(catalogue().chips[chip], entry("efficiency", "calculon_a100", Efficiency))


def _model(name: str) -> Transformer:
    return transformer(entry("models", name, LanguageModel))
