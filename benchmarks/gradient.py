"""The gradient.

What every figure is worth, `futures.gradient`, beside the forward pass that draws the same futures (numbers, durations,
dates, IT MW): on one thread, in this process. The way back through network, queue and durations alone, beside the same
way forward. The reference programme with and without waiting for shared supplies.
"""

import tempfile
from pathlib import Path

import numpy as np
from _invented import write
from _measured import PROGRAMME, Table, cpu_seconds

import stargate as sg
from stargate.futures.gradient import _Gradient
from stargate.futures.simulate import BLOCK, run
from stargate.futures.targets import target
from stargate.programme.timed import drawn, timed

SITES = 200
DAY = "2028-12-31"


def tables() -> list[Table]:
    with tempfile.TemporaryDirectory() as folder:
        large = write(Path(folder) / "large", SITES)
        rows = [
            *_rows("reference programme", PROGRAMME, 10_000),
            *_rows("reference programme, supplies unlimited", PROGRAMME, 10_000, gated=False),
            *_rows(f"{SITES} invented sites", large, 1_000),
        ]
    columns = (
        "programme",
        "outcome",
        "figures moved",
        "forward [us a future]",
        "gradient, forward included [us a future]",
        "in forward passes",
        "way back alone, in forward passes of schedule",
    )
    return [Table(columns, rows)]


def _rows(name: str, folder: Path, n: int, gated: bool = True) -> list[tuple[object, ...]]:
    plan = sg.announced(sg.read(folder), gated=gated)
    futures = sg.simulate(plan, n)
    forward = cpu_seconds(lambda: sg.simulate(plan, n, threads=1), repeats=3)
    rows = []
    for of, at in (("full_load", ""), ("served", DAY), ("need", "")):
        found = futures.gradient(of, at)
        whole = cpu_seconds(lambda of=of, at=at: futures.gradient(of, at), repeats=3)
        back = _back_alone(futures, of, at)
        rows.append((name, of, len(found.slopes), 1e6 * forward / n, 1e6 * whole / n, whole / forward, back))
    return rows


def _back_alone(futures: sg.Futures, of: str, at: str) -> float:
    """The way back over the way forward through durations and network, of numbers that are drawn."""
    numbers, model = futures.numbers[:BLOCK], futures.model
    block = run(model, numbers)
    computer = _Gradient(futures, target(futures, of, at, ""), len(numbers))
    slope = np.zeros((len(numbers), computer.slots))

    def forward() -> None:
        happened, duration = drawn(model, model.tasks, block.values, numbers)
        timed(model, block.weight, block.values, happened, duration)

    there = cpu_seconds(lambda: [forward() for _ in range(20)])
    back = cpu_seconds(lambda: [computer._reverse(block, slice(0, len(numbers)), slope) for _ in range(20)])
    return back / there
