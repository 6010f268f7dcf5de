"""What `stargate run` takes as a whole process, on the reference programme: `python benchmarks/run.py`.

Compile caches warm, run store empty. Prints seconds, peak memory, and the engine alone.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent
PROGRAMME = HOME / "programmes" / "stargate"
REPEATS = 5

ENGINE = """
import json, sys, time
import stargate as sg
begun = time.perf_counter(); programme = sg.read(sys.argv[1]); cold = time.perf_counter() - begun
begun = time.perf_counter(); sg.read(sys.argv[1]); warm = time.perf_counter() - begun
plan = sg.announced(programme); sg.simulate(plan, n=1000)
begun = time.perf_counter(); sg.simulate(plan, n=10_000); engine = time.perf_counter() - begun
print(json.dumps([cold, warm, engine]))
"""


def main() -> None:
    """Prints one table."""
    _process("run", str(PROGRAMME), "--futures", "100")  # compiles what is not compiled yet
    rows = [("stargate --help", *_median(lambda: _process("--help")))]
    for n in (10_000, 100_000):
        rows.append(
            (f"stargate run, {n:,} futures", *_median(lambda n=n: _process("run", str(PROGRAMME), "--futures", str(n))))
        )
    print(f"{os.cpu_count()} processors, medians of {REPEATS}\n")
    print(f"{'':34}{'seconds':>9}{'MB':>7}")
    for name, seconds, megabytes in rows:
        print(f"{name:34}{seconds:9.2f}{megabytes:7.0f}")
    engine = [json.loads(_python(ENGINE, str(PROGRAMME)).stdout) for _ in range(REPEATS)]
    names = ("read, first in a process", "read, again", "engine alone, 10,000 futures")
    for name, values in zip(names, zip(*engine, strict=True), strict=True):
        print(f"{name:34}{statistics.median(values):9.2f}")


def _median(measure) -> tuple[float, float]:
    found = [measure() for _ in range(REPEATS)]
    return statistics.median(seconds for seconds, _ in found), max(megabytes for _, megabytes in found)


def _process(*words: str) -> tuple[float, float]:
    """Wall seconds and peak memory [MB] of one command in an empty folder."""
    code = "import resource, sys; from stargate.cli import main\ntry:\n main()\nexcept SystemExit: pass\n"
    code += "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)"
    with tempfile.TemporaryDirectory() as empty:
        begun = time.perf_counter()
        out = _python(code, *words, cwd=empty)
        return time.perf_counter() - begun, int(out.stderr.split()[-1]) / 1024


def _python(code: str, *words: str, cwd: str | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code, *words], cwd=cwd, capture_output=True, text=True, check=True)


if __name__ == "__main__":
    main()
