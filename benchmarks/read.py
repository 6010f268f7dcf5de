"""Reading.

`stargate check` on the reference programme and on 500 invented campuses, right and with one mistake in each, as new
processes; `sg.read` alone in a process that has read before.
"""

import tempfile
from pathlib import Path

from _invented import spoil, write
from _measured import PROGRAMME, Table, command, cpu_seconds

import stargate as sg

SITES = 500


def tables() -> list[Table]:
    with tempfile.TemporaryDirectory() as folder:
        large = write(Path(folder) / "right", SITES)
        wrong = write(Path(folder) / "wrong", SITES)
        mistakes = spoil(wrong)
        rows = [
            _row("reference programme", PROGRAMME),
            _row(f"{SITES} invented sites", large),
            _row(f"the same with {len(mistakes)} mistakes", wrong, mistakes),
        ]
    return [
        Table(("programme", "wall [s]", "CPU [s]", "memory [MB]", "`sg.read` alone, CPU [s]", "mistakes shown"), rows)
    ]


def _row(name: str, folder: Path, mistakes: dict[str, str] | None = None) -> tuple[object, ...]:
    cost = command("check", str(folder), status=2 if mistakes else 0)
    shown = sum(f"{where}: " in cost.said for where in mistakes) if mistakes else ""
    alone = "" if mistakes else cpu_seconds(lambda: sg.read(folder), repeats=3)
    return name, cost.wall, cost.cpu, cost.memory, alone, shown
