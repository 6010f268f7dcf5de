"""Planning power alone, beside PyPSA.

Ten investment years of invented sites whose IT load is given and grows; grid, gas, rented bridge power, sun, nuclear
and a four-hour battery are bought year by year, at costs of the year, and serve every representative day. The same
linear programme twice, with HiGHS under both, in one process:

- *PyPSA* has a component for each site, option and build year, with its lifetime, and every hour once for each of
  them. *Build* is adding all components (by vectors, a call for each option and year) and `create_model`; *solve* is
  `solve_model`, handed to HiGHS in memory and solved by dual simplex, its default, or by interior points with
  crossover: the ratio takes the faster. `benchmarks/_capacity.py` says how a vintage's `capital_cost` carries
  discounting, residual value, rent and upkeep. PyPSA ties a store's level over all days of a period; the rows that do
  so are changed to close each day, outside what is timed.
- *stargate* has capacities alone in its linear programme, and hours in the exact kernel. *Build* is the problem and
  the rows of all limits, *solve* everything after that: cuts and their rounds, to a gap below 1e-6.

Objectives are held equal to 1e-6. Times are CPU time of all threads, without imports and compilation; of stargate they
are the least of several runs.
"""

import time
from collections.abc import Callable
from typing import Any

from _capacity import day_by_day, network, power_only
from _measured import Table, cpu_seconds

from stargate.planning.problem import PlanningProblem
from stargate.planning.sheet import sheet
from stargate.planning.solve import Effort, solve

EQUAL = 1e-6  # relative, of objectives
YEARS = 10
SIZES = ((2, 2, ("choose", "ipm")), (3, 3, ("choose", "ipm")), (5, 6, ("choose",)))
CALLED = {"choose": "simplex", "ipm": "interior points"}


def tables() -> list[Table]:
    _pypsa(power_only(1, 2, 1), "choose")  # imports
    times, ratios = [], []
    for sites, days, solvers in SIZES:
        built, solved, objective = _ours(sites, days)
        peers = {solver: _pypsa(power_only(sites, YEARS, days), solver) for solver in solvers}
        for _, _, other, _ in peers.values():
            _held(objective, other)
        name = f"{sites} sites, {days} days"
        faster = min(peers, key=lambda solver: peers[solver][1])
        peer_built = min(peer[0] for peer in peers.values())
        rows = f"{peers[faster][3]:,}"
        said = ", ".join(f"{CALLED[solver]} {peer[1]:.1f}" for solver, peer in peers.items())
        times.append((name, rows, peer_built, said, built, solved, f"{abs(objective / peers[faster][2] - 1):.0e}"))
        ratios.append((name, peer_built / built, peers[faster][1] / solved))
    columns = ("CPU [s]", "rows in PyPSA", "PyPSA: build", "PyPSA: solve", "build", "solve", "objectives differ by")
    return [Table(columns, times), Table(("times as long as stargate", "build (goal 30)", "solve (goal 50)"), ratios)]


def _ours(sites: int, days: int) -> tuple[float, float, float]:
    """Seconds of building and of solving, and the objective."""
    problem = power_only(sites, YEARS, days)
    effort = Effort(gap=0.5 * EQUAL)
    built = cpu_seconds(lambda: sheet(power_only(sites, YEARS, days)))
    whole = cpu_seconds(lambda: solve(problem, effort))
    return built, whole - cpu_seconds(lambda: sheet(problem)), solve(problem, effort).certificate.objective


def _pypsa(problem: PlanningProblem, solver: str) -> tuple[float, float, float, int]:
    """Seconds of building and of solving, the objective, and how many rows there are."""
    added, peer = _once(lambda: network(problem))
    options = {"multi_investment_periods": True, "include_objective_constant": False}
    made, _ = _once(lambda: peer.optimize.create_model(**options))
    day_by_day(peer, problem.load.shape[2])
    quiet = {"log_to_console": False, "progress": False, "io_api": "direct", "solver": solver}
    solved, _ = _once(lambda: peer.optimize.solve_model(solver_name="highs", **quiet))
    return added + made, solved, float(peer.objective), int(peer.model.ncons)


def _once(does: Callable[[], Any]) -> tuple[float, Any]:
    begun = time.process_time()
    result = does()
    return time.process_time() - begun, result


def _held(ours: float, other: float) -> None:
    """Ends the measurement where objectives are not equal."""
    if abs(ours - other) > EQUAL * abs(other):
        raise SystemExit(f"{ours} and {other} differ by {abs(ours / other - 1):.1e}")
