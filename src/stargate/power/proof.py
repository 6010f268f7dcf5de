"""What a dispatch costs, and the lower bound that its own prices prove, both from the problem as it was given."""

import numpy as np
from jaxtyping import Float

from stargate.power.arrays import Paths
from stargate.power.element import Problem
from stargate.power.levels import Run
from stargate.power.prices import lagrangian
from stargate.power.rows import Rows, revenue


def parts(
    form: Rows, run: Run
) -> tuple[Float[np.ndarray, " hour"], Float[np.ndarray, " hour"], Float[np.ndarray, " hour"]]:
    """Load left out, load not served and sales [MW]."""
    nothing = np.zeros(len(form.hours.demand))
    flexible = nothing if form.flexible is None else run.output[form.flexible]
    sold = nothing if form.unsold is None else form.hours.capacity[form.unsold] - run.output[form.unsold]
    return run.share * flexible, run.output[form.unserved] + (1 - run.share) * flexible, sold


def cost(problem: Problem, form: Rows, run: Run) -> float:
    """The objective at the dispatch [USD]."""
    left_out, unserved, sold = parts(form, run)
    dear, output = form.hours.cost[: form.sources], run.output[: form.sources]
    total = np.einsum("kt,kt->", dear, output) - revenue(problem, sold)  # vdot would start the threads of BLAS
    total += problem.unserved_cost * unserved.sum()
    total += form.storage.charge_cost * run.charge.sum() + form.storage.discharge_cost * run.discharge.sum()
    if problem.flexible is not None:
        total += problem.flexible.cost * left_out.sum()
    if problem.peak is not None:
        row = [source.name for source in problem.sources].index(problem.peak.source)
        total += problem.peak.price * peaks(run.output[row], problem.peak.period).sum()
    return float(total)


def peaks(output: Float[np.ndarray, " hour"], period: np.ndarray) -> Float[np.ndarray, " period"]:
    """The highest hour of each period [MW]."""
    found = np.zeros(int(period.max()) + 1)
    np.maximum.at(found, period, output)
    return found


def bound(problem: Problem, form: Rows, run: Run) -> float:
    """The Lagrangian at the run's prices, of power, of stored energy, of the cycle, the budget and the peaks [USD].

    Whatever they are it is no more than the optimum: hours add no more to a peak than its price.
    """
    costs, constant = form.hours.cost.copy(), 0.0
    if problem.flexible is not None:
        costs[form.flexible] = min(problem.flexible.cost + run.scarcity, problem.unserved_cost)
        constant -= run.scarcity * problem.flexible.budget
    if problem.peak is not None and run.peak.size:
        row = [source.name for source in problem.sources].index(problem.peak.source)
        sums = np.bincount(problem.peak.period, weights=run.peak)
        scale = np.minimum(1.0, problem.peak.price / np.maximum(sums, 1e-300))
        costs[row] += run.peak * scale[problem.peak.period]
    if problem.export is not None:
        constant -= revenue(problem, form.hours.capacity[form.unsold])
    paths = Paths(run.output, run.charge, run.discharge, run.level, run.price, run.worth)
    storage = form.storage._replace(price=run.cycle)
    return lagrangian(form.hours._replace(cost=costs), storage, paths).bound + constant
