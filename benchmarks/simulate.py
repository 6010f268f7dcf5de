"""Simulating.

`stargate simulate` as new processes, from reading to the table of dates; and `sg.simulate` alone, by futures per
second of CPU time.
"""

import tempfile
from pathlib import Path

from _invented import write
from _measured import PROGRAMME, Table, command, cpu_seconds

import stargate as sg

SITES = 500


def tables() -> list[Table]:
    with tempfile.TemporaryDirectory() as folder:
        large = write(Path(folder) / "large", SITES)
        rows = [
            _row("reference programme", PROGRAMME, 10_000),
            _row("reference programme", PROGRAMME, 100_000),
            _row(f"{SITES} invented sites", large, 10_000),
        ]
    columns = (
        "programme",
        "futures",
        "wall [s]",
        "CPU [s]",
        "memory [MB]",
        "`sg.simulate` alone, futures per core-second",
    )
    return [Table(columns, rows)]


def _row(name: str, folder: Path, n: int) -> tuple[object, ...]:
    command("simulate", str(folder), "--futures", "1", repeats=1)  # compiles what is not compiled yet
    cost = command("simulate", str(folder), "--futures", str(n))
    plan = sg.announced(sg.read(folder))
    alone = cpu_seconds(lambda: sg.simulate(plan, n), repeats=3)
    return name, f"{n:,}", cost.wall, cost.cpu, cost.memory, n / alone
