"""The kernels on bare arrays: every end of the store, what sizes are worth, and their shapes."""

import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stargate.power.arrays import Hours, Storage, paths, work
from stargate.power.exact import solve


def hours(r, count=24, sources=3, step=None):
    demand, capacity = r.uniform(0, 100, count), r.uniform(0, 60, (sources, count))
    cost = r.normal(30, 30, (sources, count))
    if step:
        cost = np.round(cost / step) * step
    return Hours(demand, np.vstack([capacity, demand]), np.vstack([cost, np.full(count, 500.0)]))


def storage(r, *, energy=120.0, start=None, end=None, price=0.0, retention=1.0):
    into, out = r.uniform(0.7, 1.0, 2)
    ends = start or (0.3 * energy, 0.3 * energy), end or (0.2 * energy, 0.2 * energy)
    return Storage(25.0, 40.0, energy, into, out, retention, 0.5, 1.0, *ends[0], *ends[1], price)


def solved(hours, storage):
    shape = hours.cost.shape
    out = paths(*shape)
    found = solve(hours, storage, work(*shape), out)
    assert found.feasible
    return found, out


def cost(hours, storage, found, out):
    """Of a dispatch, from what runs [USD]."""
    ends = storage.price * (found.start - out.level[-1])
    wear = storage.charge_cost * out.charge.sum() + storage.discharge_cost * out.discharge.sum()
    return (hours.cost * out.output).sum() + wear + ends


ENDS = {
    "fixed": {},
    "free": {"end": (0.0, 120.0)},
    "at least": {"end": (30.0, 120.0)},
    "at most": {"end": (0.0, 20.0)},
    "priced": {"end": (0.0, 120.0), "price": 35.0},
    "free start": {"start": (0.0, 120.0), "end": (0.0, 120.0), "price": 25.0},
}


@pytest.mark.parametrize("ends", ENDS)
@pytest.mark.parametrize("retention", [1.0, 0.98, 0.5])
def test_the_bound_is_the_cost(ends, retention):
    for seed in range(20):
        r = np.random.default_rng(seed)
        hour, store = hours(r, step=10.0 if seed % 2 else None), storage(r, retention=retention, **ENDS[ends])
        found, out = solved(hour, store)
        paid = cost(hour, store, found, out)
        assert found.value == pytest.approx(paid, rel=1e-12)
        assert found.rents.bound == pytest.approx(paid, rel=1e-12)
        assert store.end_low - 1e-9 <= out.level[-1] <= store.end_high + 1e-9


SIZES = ("charge_power", "discharge_power", "energy")


def test_rents_are_what_one_more_is_worth():
    """Between kinks, the cost moves by rents x changes of sizes and by prices x changes of load and of capacity."""
    for seed in range(10):
        r = np.random.default_rng(seed)
        hour, store = hours(r), storage(r, start=(36.0, 36.0), end=(60.0, 60.0))
        found, out = solved(hour, store)
        step, scarce = 1e-5, np.minimum(0.0, hour.cost - out.price)
        for name in SIZES:
            sides = [solved(hour, store._replace(**{name: getattr(store, name) + s}))[0].value for s in (step, -step)]
            down, up = (found.value - sides[1]) / step, (sides[0] - found.value) / step
            assert down - 1e-5 <= getattr(found.rents, name) <= up + 1e-5
        more = hour._replace(capacity=hour.capacity * np.where(np.arange(4) == 1, 1 + step, 1.0)[:, None])
        less = hour._replace(capacity=hour.capacity * np.where(np.arange(4) == 1, 1 - step, 1.0)[:, None])
        rent = (scarce[1] * hour.capacity[1]).sum()
        down, up = found.value - solved(less, store)[0].value, solved(more, store)[0].value - found.value
        assert down / step - 1e-3 <= rent <= up / step + 1e-3
        assert found.rents.start == pytest.approx(-store.retention * out.worth[0])


@given(seed=st.integers(0, 10**6), step=st.sampled_from([None, 10.0]))
def test_every_cut_is_below_every_optimum(seed, step):
    """Sizes of all sources, of the store and of the load differ; the cut of one holds for the other to 1e-10."""
    r = np.random.default_rng(seed)
    hour, store = hours(r, step=step), storage(r, end=(0.0, 1e3))
    store = store._replace(end_high=store.energy, start_low=10.0, start_high=10.0)
    found, out = solved(hour, store)
    size, load = r.uniform(0, 2, 4), r.uniform(0.5, 1.5)
    size[3] = load
    other = hour._replace(demand=hour.demand * load, capacity=hour.capacity * size[:, None])
    changed = {name: getattr(store, name) * r.uniform(0.2, 2) for name in SIZES}
    elsewhere = store._replace(**changed, end_high=changed["energy"])
    optimum = solved(other, elsewhere)[0].value
    cut = found.rents.bound + (out.price * (other.demand - hour.demand)).sum()
    cut += (np.minimum(0.0, hour.cost - out.price) * (other.capacity - hour.capacity)).sum()
    cut += sum(getattr(found.rents, name) * (changed[name] - getattr(store, name)) for name in SIZES)
    cut += min(0.0, found.rents.end) * (changed["energy"] - store.energy)
    assert cut <= optimum + 1e-10 * max(1.0, abs(optimum))


def test_a_strong_leak_over_a_year_stays_exact():
    """Half of what is stored is lost each hour: stretched errors would show."""
    r = np.random.default_rng(3)
    hour, store = hours(r, 8760), storage(r, retention=0.5)
    found, out = solved(hour, store)
    assert found.rents.bound == pytest.approx(found.value, rel=1e-12)
    assert cost(hour, store, found, out) == pytest.approx(found.value, rel=1e-12)


def test_a_store_of_a_thousand_hours():
    r = np.random.default_rng(4)
    hour = hours(r, 2000)
    found, out = solved(hour, storage(r, energy=4e4))
    assert found.rents.bound == pytest.approx(found.value, rel=1e-12)
    assert out.level.min() >= 0


def test_the_sun_at_dawn_hides_no_kink():
    """Widths of 1e-13 MW lie between prices that are far apart."""
    t = np.arange(240)
    sun = np.maximum(0.0, np.sin(t * np.pi / 12)) * 120
    demand = np.where(sun < 1e-9, 0.0, 60.0)
    capacity = np.array([sun, np.full(240, 30.0), demand])
    cost = np.array([np.zeros(240), 40 + 10 * np.cos(t * np.pi / 12), np.full(240, 1000.0)])
    hour, store = Hours(demand, capacity, cost), storage(np.random.default_rng(5))
    found, _ = solved(hour, store)
    assert found.rents.bound == pytest.approx(found.value, rel=1e-12)


def test_shapes_hold_uncompiled():
    """The same kernels as plain functions, with every array held against the shape in its signature."""
    program = """
from jaxtyping import install_import_hook
kernels = ["arrays", "curve", "recursion", "path", "prices", "exact"]
with install_import_hook([f"stargate.power.{name}" for name in kernels], "beartype.beartype"):
    import numpy as np
    from stargate.power.arrays import Hours, Storage, paths, work
    from stargate.power.exact import solve
r = np.random.default_rng(0)
demand = r.uniform(0, 100, 30)
hours = Hours(demand, np.vstack([r.uniform(0, 60, (2, 30)), demand]), np.vstack([r.normal(0, 30, (2, 30)), [500.0] * 30]))
store = Storage(25.0, 40.0, 120.0, 0.9, 0.8, 0.99, 0.5, 1.0, 30.0, 30.0, 50.0, 50.0, 0.0)
found = solve(hours, store, work(3, 30), paths(3, 30))
print(found.value, found.rents.bound)
"""
    out = subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ | {"NUMBA_DISABLE_JIT": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert out.returncode == 0, out.stderr[-2000:]
    r = np.random.default_rng(0)
    demand = r.uniform(0, 100, 30)
    costs = np.vstack([r.uniform(0, 60, (2, 30)), demand]), np.vstack([r.normal(0, 30, (2, 30)), [500.0] * 30])
    store = Storage(25.0, 40.0, 120.0, 0.9, 0.8, 0.99, 0.5, 1.0, 30.0, 30.0, 50.0, 50.0, 0.0)
    found = solved(Hours(demand, *costs), store)[0]
    assert [float(v) for v in out.stdout.split()] == pytest.approx([found.value, found.rents.bound], rel=1e-12)


def test_scarcity_gathers_no_slivers():
    """Slivers of equal slopes that rounding leaves would stay in the queue, one an hour, and cost time in each hour."""
    load = 700 + np.sin(np.arange(876))
    hour = Hours(load, np.array([np.full(876, 310.3), load]), np.array([np.full(876, 30.0), np.full(876, 1e4)]))
    store = Storage(200.0, 200.0, 800.0, 0.93, 0.93, 1.0, 0.0, 0.0, 400.0, 400.0, 400.0, 400.0, 0.0)
    scratch = work(2, 876)
    scratch.queue_slope[:] = np.nan
    assert solve(hour, store, scratch, paths(2, 876)).feasible
    assert np.isfinite(scratch.queue_slope).sum() < 20
