"""How things are measured: in this process, or in new ones, the least of several runs."""

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

PROGRAMME = Path(__file__).resolve().parent.parent / "programmes" / "stargate"
REPEATS = 3


@dataclass(frozen=True)
class Table:
    """Figures and what they are called."""

    columns: tuple[str, ...]
    rows: list[tuple[object, ...]]

    def __str__(self) -> str:
        head = [f"| {' | '.join(self.columns)} |", f"|---|{'---:|' * (len(self.columns) - 1)}"]
        return "\n".join([*head, *(f"| {' | '.join(map(_written, row))} |" for row in self.rows)])


def _written(value: object) -> str:
    """Three significant digits are more than such figures hold."""
    if not isinstance(value, float):
        return str(value)
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


class Cost(NamedTuple):
    """What something took."""

    wall: float  # [s]
    cpu: float  # [s], of all threads together
    memory: float  # peak [MB], of a process of its own
    said: str = ""  # on both of its outputs


def cpu_seconds(does: Callable[[], object], repeats: int = 2 * REPEATS) -> float:
    """CPU time of a call in this process, the least of several, compiled before."""
    does()
    return min(_cpu_seconds(does) for _ in range(repeats))


def _cpu_seconds(does: Callable[[], object]) -> float:
    begun = time.process_time()
    does()
    return time.process_time() - begun


# The kernel's own high-water mark of the process: what getrusage() says holds the parent's memory too.
_CHILD = """\
import sys
from stargate.cli import main
try:
    main()
finally:
    sys.stdout.flush()
    with open("/proc/self/status") as status:
        print(next(line.split()[1] for line in status if line.startswith("VmHWM")), file=sys.stderr)
"""


def command(*words: str, status: int = 0, repeats: int = REPEATS) -> Cost:
    """What a command of `stargate` takes as a new process, with kernels compiled before and an empty run store."""
    runs = [_command(words, status) for _ in range(repeats)]
    return Cost(
        min(run.wall for run in runs), min(run.cpu for run in runs), max(run.memory for run in runs), runs[0].said
    )


def _command(words: tuple[str, ...], status: int) -> Cost:
    with tempfile.TemporaryDirectory() as empty:
        before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        out = subprocess.run([sys.executable, "-c", _CHILD, *words], cwd=empty, capture_output=True, text=True)
        wall, after = time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    if out.returncode != status:
        raise SystemExit(f"stargate {' '.join(words)}\n{out.stderr}")
    *errors, kilobytes = out.stderr.splitlines()
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(wall, cpu, int(kilobytes) / 1024, "\n".join([out.stdout, *errors]))


def load() -> float:
    """The machine's load average over the last minute."""
    return os.getloadavg()[0]
