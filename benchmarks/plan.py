"""Planning in whole numbers, certified.

Problems of the published generator (`planning.invented`: so many sites, forty quarters, so many representative days,
a seed), each in a process of its own on one core: which sites open, when phases begin, power, chips and compute, every
hour of every day served. *Bound* is what no plan can cost less than; *cost* is that of the plan, recomputed from its
decisions alone by code that shares no matrix with the solver, each site-year by a linear programme of its own; *missed*
is the row that it misses most, relative to the row's size. *Demand met* and *open* say that there was something to
decide; *capital* is what comes as a part of what the best plan spends without that limit, and how much of what had come
is used in the quarter in which most is. Costs count unmet demand at its value, so that they are far from nought. *CPU*
is until the gap asked for was reached, without imports and compilation, and *check* what the recomputing took. Goals
are those for one core. Growth is the same with more sites and with more days.
"""

import subprocess
import sys
from pathlib import Path

from _measured import Table

HERE = Path(__file__).resolve().parent
LIMIT = 3600  # [s] after which a measurement ends with the gap it has
GOALS = {  # sites, days, seed, part of capital: gap, CPU seconds, half of them
    (20, 6, 1, "inf"): (0.005, 20),
    (20, 6, 2, "inf"): (0.005, 20),
    (20, 6, 1, "0.7"): (0.005, 20),
    (20, 36, 1, "inf"): (0.005, 40),
    (50, 6, 1, "inf"): (0.01, 80),
    (50, 6, 1, "0.7"): (0.01, 80),
    (100, 6, 1, "inf"): (0.01, 200),
}
GROWTH = {"sites": [(5, 6), (10, 6), (20, 6), (40, 6)], "days": [(10, 3), (10, 6), (10, 12), (10, 24), (10, 48)]}

_CHILD = """\
import sys, time
from stargate.planning.check import rows
from stargate.planning.invented import invented
from stargate.planning.solve import Effort, solve
sites, days, seed, capital, gap, limit = (float(word) for word in sys.argv[1:])
solve(invented(2, 8, 1), Effort(gap=0.5))
problem = invented(int(sites), 40, int(days), int(seed), capital=capital)
found = solve(problem, Effort(gap=gap, seconds=limit))
begun = time.process_time()
proof = found.certificate
check = time.process_time() - begun
met = found.choice.sold.sum() / problem.demand.sum()
with open("/proc/self/status") as status:
    memory = int(next(line.split()[1] for line in status if line.startswith("VmHWM"))) / 1024
opened = int(found.choice.opened.sum())
spent = max(used / came for row, used, came in rows(problem, found.choice) if row.startswith("capital, "))
said = (found.cpu, check, proof.bound, proof.objective, proof.gap, proof.violation)
print(*said, met, opened, spent, memory, proof.status, sep="|")
"""


def tables() -> list[Table]:
    certified = [_row(sites, days, seed, capital, *goal) for (sites, days, seed, capital), goal in GOALS.items()]
    columns = (
        "sites x quarters x days, seed", "capital", "gap asked for", "CPU [s]", "goal", "check [s]", "bound [USD m]",
        "cost [USD m]", "gap", "missed", "demand met", "open", "peak memory [MB]", "status",
    )  # fmt: skip
    return [Table(columns, certified), *(_growth(of, sizes) for of, sizes in GROWTH.items())]


def _row(sites: int, days: int, seed: int, capital: str, gap: float, goal: float) -> tuple[object, ...]:
    said = _measured(sites, days, seed, capital, gap)
    cpu, check, bound, cost, reached, missed, met, opened, spent, memory = (float(word) for word in said[:-1])
    name = f"{sites} x 40 x {days}, {seed}"
    limit = "not limited" if capital == "inf" else f"{float(capital):.0%}, of which used {spent:.0%}"
    found = (f"{reached:.2%}", f"{missed:.0e}", f"{met:.0%}", f"{opened:.0f}", memory, said[-1])
    return (name, limit, f"{gap:.1%}", cpu, goal, check, bound, cost, *found)


def _growth(of: str, sizes: list[tuple[int, int]]) -> Table:
    rows = []
    for sites, days in sizes:
        said = _measured(sites, days, 1, "inf", 0.01)
        rows.append((f"{sites} x 40 x {days}", float(said[0]), float(said[1]), f"{float(said[4]):.2%}", float(said[9])))
    return Table((f"more {of}, to 1%", "CPU [s]", "check [s]", "gap", "peak memory [MB]"), rows)


def _measured(sites: int, days: int, seed: int, capital: str, gap: float) -> list[str]:
    """What a process of its own says of one problem."""
    words = [str(word) for word in (sites, days, seed, capital, gap, LIMIT)]
    out = subprocess.run([sys.executable, "-c", _CHILD, *words], cwd=HERE, capture_output=True, text=True)
    if out.returncode:
        raise SystemExit(f"{' '.join(words)}\n{out.stderr}")
    return out.stdout.splitlines()[-1].split("|")
