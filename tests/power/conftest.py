"""Sites of random hours, and the linear programme that a planner would write for them."""

from types import SimpleNamespace

import numpy as np
import pytest

from stargate.power.element import Export, Flexible, PeakCharge, Problem, Source, Store


def linear_programme(problem):
    """Least cost of a problem by HiGHS, written from its definition alone; None where there is no dispatch."""
    import scipy.sparse as sp
    from scipy.optimize import linprog

    hours, count = len(problem.demand), len(problem.sources)
    store = problem.stores[0] if problem.stores else Store("none", 0.0, 0.0, 0.0, initial=0.0)
    flexible = problem.flexible or Flexible(np.zeros(hours), 0.0)
    export = problem.export or Export(np.zeros(hours), np.zeros(hours))
    peak = problem.peak or PeakCharge(problem.sources[0].name, 0.0, np.zeros(hours, dtype=int))
    periods = int(peak.period.max()) + 1
    rows = [source.cost for source in problem.sources]
    rows += [np.full(hours, c) for c in (problem.unserved_cost, flexible.cost)] + [-export.price]
    rows += [np.full(hours, c) for c in (store.charge_cost, store.discharge_cost)]
    tail = hours + 1 + periods
    cost = np.concatenate([*rows, np.zeros(hours + 1), np.full(periods, peak.price)])
    high = [source.capacity for source in problem.sources]
    high += [problem.demand, np.minimum(flexible.power, problem.demand), export.limit]
    high += [np.full(hours, store.charge_power), np.full(hours, store.discharge_power)]
    high = np.concatenate([*high, np.full(hours + 1, store.energy), np.full(periods, np.inf)])
    low, first, total = np.zeros(len(cost)), (count + 5) * hours, len(cost)
    one, none = sp.eye(hours, format="csr"), sp.csr_matrix((hours, tail))
    balance = sp.hstack([*[one] * (count + 2), -one, -one, one, none])
    keep = sp.diags([np.full(hours, -store.retention), np.ones(hours)], [0, 1], shape=(hours, hours + 1))
    into, out = -store.charge_efficiency * one, one / store.discharge_efficiency
    level = sp.hstack([sp.csr_matrix((hours, (count + 3) * hours)), into, out, keep, sp.csr_matrix((hours, periods))])
    equal, right = [balance, level], [problem.demand, np.zeros(hours)]
    if store.initial is None and store.final is None:
        cycle = sp.lil_matrix((1, total))
        cycle[0, first], cycle[0, first + hours] = 1, -1
        equal, right = [*equal, cycle], [*right, [0.0]]
    else:
        low[first] = high[first] = store.final if store.initial is None else store.initial
        if store.final is not None:
            low[first + hours] = high[first + hours] = store.final
    lost = sp.hstack([sp.csr_matrix((hours, count * hours)), one, one, sp.csr_matrix((hours, 3 * hours + tail))])
    budget, highest, t = sp.lil_matrix((1, total)), sp.lil_matrix((hours, total)), np.arange(hours)
    budget[0, (count + 1) * hours : (count + 2) * hours] = 1
    billed = [source.name for source in problem.sources].index(peak.source)
    highest[t, billed * hours + t], highest[t, total - periods + peak.period] = 1, -1
    found = linprog(
        cost,
        A_ub=sp.vstack([lost, budget, highest]).tocsc(),
        b_ub=np.concatenate([problem.demand, [flexible.budget], np.zeros(hours)]),
        A_eq=sp.vstack(equal).tocsc(),
        b_eq=np.concatenate(right),
        bounds=np.c_[low, high],
        method="highs",
        options={"primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10},
    )
    assert found.status in (0, 2)
    return SimpleNamespace(cost=found.fun, price=found.eqlin.marginals[:hours]) if found.status == 0 else None


def _series(r, family, count, hours):
    demand, capacity = r.uniform(0, 100, hours), r.uniform(0, 80, (count, hours))
    cost = r.normal(30, 30, (count, hours))
    if family == "ties":
        demand, capacity, cost = np.round(demand, -1), np.round(capacity, -1), np.round(cost, -1)
    if family == "no load":
        demand[:] = 0
    if family == "sun":
        capacity[0], cost[0] = np.maximum(0, np.sin(np.arange(hours) * np.pi / 12)) * 100, 0
    if family == "negative":
        cost = -np.abs(cost)
    if family == "slivers":
        capacity[r.random((count, hours)) < 0.4] = 1e-13
    if family == "rounded":
        cost = np.round(cost)
    return demand, capacity, cost


def _store(r, cyclic):
    charge, discharge, energy = (0.0 if r.random() < 0.1 else r.uniform(1, high) for high in (50, 50, 200))
    into, out = (1.0, 1.0) if r.random() < 0.2 else r.uniform(0.6, 1, 2)
    start, end = (float(r.choice([0, 0.5, 1, r.random()])) * energy for _ in range(2))
    end = None if r.random() < 0.3 else end
    wear = (float(w) for w in r.choice([0, 0, 1, 5], 2))
    ends = (None, None) if cyclic else (start, end)
    return Store("store", charge, discharge, energy, into, out, float(r.choice([1, 1, 0.99, 0.9, 0.5])), *wear, *ends)


def random_problem(r, family="", *, stored=True, cyclic=False, flexible=False, periods=0):
    """A few dozen hours, with whatever is asked for."""
    hours, count = int(r.integers(1, 40)), int(r.integers(1, 5))
    demand, capacity, cost = _series(r, family, count, hours)
    power = r.uniform(0, 1.2) * demand if r.random() < 0.5 else r.uniform(0, 60, hours)
    budget, price = float(r.choice([0, r.random() * power.sum() / 2, power.sum()])), float(r.choice([0, 5, -5, 60]))
    export = Export(r.uniform(0, 50, hours), r.normal(20, 20, hours)) if r.random() < 0.3 else None
    charge = PeakCharge("0", float(r.choice([10, 100, 500])), np.arange(hours) * periods // hours) if periods else None
    return Problem(
        demand,
        tuple(Source(str(k), capacity[k], cost[k]) for k in range(count)),
        float(r.choice([1000.0, 50.0])),
        (_store(r, cyclic),) if stored else (),
        Flexible(power, budget, price) if flexible else None,
        charge,
        export,
    )


@pytest.fixture(scope="session")
def highs():
    return linear_programme


@pytest.fixture(scope="session")
def drawn():
    return random_problem
