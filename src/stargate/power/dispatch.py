"""The least-cost dispatch of a site's hours, exact and proven (O4).

Sources, one store, load that may be left out within a budget and a demand charge are solved by merging slopes, without
a solver of linear programmes; whatever else (several stores, unit commitment) goes to one, and `engine` says so.
"""

import numpy as np

from stargate.power.budget import Budgeted
from stargate.power.check import check
from stargate.power.element import Dispatch, Problem
from stargate.power.levels import Run, UnreachableError
from stargate.power.peak import with_peak
from stargate.power.periods import with_peaks
from stargate.power.proof import bound, cost, parts
from stargate.power.rows import Rows, rows

ENGINE = "merged slopes, exact"
TOLERANCE = 1e-7  # a dispatch whose gap is wider is not solved


def dispatch(problem: Problem) -> Dispatch:
    """The dispatch of least cost, with the lower bound that its own prices prove.

    The cost is that of outputs, of wear, of load left out and not served, less sales, and price times peak of each
    billing period. In every hour outputs, discharge, load left out and not served make up demand, charge and sales.
    Load left out and not served are together no more than the demand, all else no more than its limit.

    Charging and discharging at once is allowed, as in a linear programme. Raises a `StargateError` where a figure is
    none or nobody can mean it; where the ends of the store cannot be met, the status says so. What merging slopes could
    not prove to a gap of 1e-7 goes to HiGHS too.
    """
    check(problem)
    if exact(problem):
        form = rows(problem)
        try:
            found = _result(problem, form, _solved(problem, form))
        except UnreachableError:
            return _infeasible(problem, form)
        if found.status == "solved":
            return found
    from stargate.power.general import solve

    return solve(problem)


def exact(problem: Problem) -> bool:
    """Whether merging slopes solves it: at most one store, all of it convex, billing periods one after the other."""
    convex = not any(source.has_units for source in problem.sources)
    in_turn = problem.peak is None or np.diff(np.asarray(problem.peak.period, dtype=np.int64)).min(initial=0) >= 0
    return convex and len(problem.stores) <= 1 and bool(in_turn)


def _solved(problem: Problem, form: Rows) -> Run:
    solver = Budgeted(form, problem.flexible, problem.unserved_cost)
    if problem.peak is None or problem.peak.price == 0:
        return solver.solve(form.hours)
    names = [source.name for source in problem.sources]
    row, price = names.index(problem.peak.source), float(problem.peak.price)
    if np.ptp(problem.peak.period) == 0:
        return with_peak(solver, form.hours, row, price)
    return with_peaks(solver, form.hours, row, price, problem.peak.period)


def _result(problem: Problem, form: Rows, run: Run) -> Dispatch:
    left_out, unserved, exported = parts(form, run)
    objective, proven = cost(problem, form, run), bound(problem, form, run)
    gap = (objective - proven) / max(1.0, abs(objective))
    stores = len(problem.stores)
    return Dispatch(
        status="solved" if abs(gap) <= TOLERANCE else f"not proven: a gap of {gap:.1e} is left",
        engine=ENGINE,
        objective=objective,
        bound=proven,
        output=run.output[: form.sources],
        charge=run.charge[None][:stores],
        discharge=run.discharge[None][:stores],
        level=run.level[None][:stores],
        left_out=left_out,
        unserved=unserved,
        exported=exported,
        price=run.price,
    )


def _infeasible(problem: Problem, form: Rows) -> Dispatch:
    low, high, hours = form.storage.start_low, form.storage.end_low, len(form.hours.demand)
    nothing, stored = np.zeros(hours), np.zeros((len(problem.stores), hours))
    return Dispatch(
        status=f"infeasible: the store cannot go from {low:g} MWh before the first hour to {high:g} MWh after the last",
        engine=ENGINE,
        objective=0.0,
        bound=0.0,
        output=np.zeros((form.sources, hours)),
        charge=stored,
        discharge=stored,
        level=stored,
        left_out=nothing,
        unserved=nothing,
        exported=nothing,
        price=nothing,
    )
