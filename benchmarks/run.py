"""Running.

`stargate run` as a whole new process, with an empty run store: every scenario, summary, report, data. Futures are
counted over all scenarios in which anything is drawn; those beside the first have at most 5,000.
"""

import tempfile
from pathlib import Path

from _invented import write
from _measured import PROGRAMME, Table, command

import stargate as sg
from stargate.cli.common import BESIDE

SITES = 500


def tables() -> list[Table]:
    with tempfile.TemporaryDirectory() as folder:
        large = write(Path(folder) / "large", SITES)
        rows = [
            _row("reference programme", PROGRAMME, 10_000),
            _row("reference programme", PROGRAMME, 100_000),
            _row(f"{SITES} invented sites", large, 10_000),
        ]
    help_ = command("--help")
    rows.insert(0, ("`stargate --help`", "", help_.wall, help_.cpu, help_.memory, ""))
    return [Table(("programme", "futures", "wall [s]", "CPU [s]", "memory [MB]", "futures per second"), rows)]


def _row(name: str, folder: Path, n: int) -> tuple[object, ...]:
    command("run", str(folder), "--futures", "100", repeats=1)  # compiles what is not compiled yet
    scenarios = sg.read(folder).origin.scenarios.values()
    beside = sum(scenario.basis == "activities" for scenario in scenarios) - 1
    drawn = n + min(n, BESIDE) * beside
    cost = command("run", str(folder), "--futures", str(n), repeats=2)
    return name, f"{drawn:,}", cost.wall, cost.cpu, cost.memory, drawn / cost.wall
