"""Internal rates of return of many lanes: the same as each alone, and their slopes."""

import numpy as np
import pytest

from stargate.financing.engine import jax, jnp
from stargate.financing.irr import Status, irr
from stargate.financing.irrs import irrs, settled

compiled = jax.jit(irrs, static_argnums=(1, 2))


def lanes(length=90, seed=0):
    """Investments, ones with calls later, with costs at the end, flows of any sign, nothing at all."""
    rng, count = np.random.default_rng(seed), 300
    flows = rng.exponential(size=(length, count))
    flows[:12] *= -8
    late = rng.random((length, count)) < 0.05
    flows[:, 100:150] = np.where(late, -flows, flows)[:, 100:150]
    flows[-3:, 150:200] *= -1
    flows[:, 200:] = rng.normal(size=(length, 100))
    flows[60:, ::5] = 0
    flows[:7, ::7] = 0
    flows[:, 0], flows[:, 1], flows[:, 2] = 0, np.abs(flows[:, 1]), -np.abs(flows[:, 2])
    return flows * 10 ** rng.uniform(-3, 6, size=count)


def test_each_lane_is_as_if_alone():
    flows, per_year = lanes(), 12
    found = compiled(flows, per_year)
    rate, status, residual = settled(found, flows, per_year)
    assert np.isfinite(np.asarray(found.rate)).all()
    for lane in range(flows.shape[1]):
        alone = irr(flows[:, lane], per_year)
        assert status[lane] == alone.status.code
        assert found.status[lane] in (status[lane], Status.OPEN.code)
        assert rate[lane] == pytest.approx(alone.rate or 0.0, rel=1e-10, abs=1e-11)
        assert residual[lane] < 1e-11
    assert set(status) >= {
        s.code for s in (Status.SOLVED, Status.NOTHING, Status.NOTHING_IN, Status.NOTHING_BACK, Status.SEVERAL)
    }
    assert (np.asarray(found.status)[3:150] == Status.SOLVED.code).mean() > 0.9, "what is ordinary is settled at once"


@pytest.mark.parametrize("length", [0, 1, 2])
def test_short_series(length):
    flows = np.array([[-1.0, 0.0], [1.1, 0.0]])[:length]
    found = compiled(flows, 1)
    alone = irr(flows[:, 0], 1)
    assert found.status.tolist() == [alone.status.code, Status.NOTHING.code]
    assert found.rate[0] == pytest.approx(alone.rate or 0.0, abs=1e-14)


def test_extremes():
    flows = np.array([[-1e6, -1e-3, -1.0], [1e-3, 1e6, 0.0], [0.0, 0.0, 11.0]])
    found = compiled(flows, 1)
    assert found.status.tolist() == [0, 0, 0]
    assert np.asarray(found.rate) == pytest.approx([1e-9 - 1, 1e9 - 1, 11**0.5 - 1], rel=1e-12)


def test_its_slope_is_that_of_differences():
    flows = lanes(seed=1)
    found = compiled(flows, 12)
    usual = (np.asarray(found.status) == Status.SOLVED.code) & (np.abs(found.rate) < 10)
    slope = np.asarray(jax.jit(jax.grad(lambda x: irrs(x, 12).rate.sum()))(flows))
    assert np.isfinite(slope).all()
    assert usual.sum() > 150
    step = 1e-6 * np.abs(flows).max(axis=0)
    for period in (0, 8, 13, 29):
        moved = step * (np.arange(len(flows)) == period)[:, None]
        ahead, behind = (compiled(flows + side * moved, 12) for side in (1, -1))
        same = usual & (np.asarray(ahead.status) == found.status) & (np.asarray(behind.status) == found.status)
        by = np.asarray(ahead.rate - behind.rate) / 2
        assert same.sum() > 100
        assert (slope[period] * step)[same] == pytest.approx(by[same], rel=1e-4, abs=1e-12)


def test_its_slope_by_hand():
    """-100, then 110 a year later: r = b / a - 1."""
    slope = jax.jit(jax.grad(lambda x: irrs(x, 1).rate[0]))(jnp.array([[-100.0], [110.0]]))
    assert slope[:, 0].tolist() == pytest.approx([110 / 100**2, 1 / 100], rel=1e-13)


def test_curvature():
    def rate(flows):
        return irrs(flows[:, None], 1).rate[0]

    at, step = jnp.array([-100.0, 10.0, 10.0, 110.0]), 1e-3
    slope = jax.jit(jax.grad(rate))
    numeric = [(slope(at.at[k].add(step)) - slope(at.at[k].add(-step))) / (2 * step) for k in range(4)]
    assert np.asarray(jax.jit(jax.jacfwd(jax.grad(rate)))(at)) == pytest.approx(np.array(numeric), rel=1e-6)


def test_it_has_a_slope_inside_larger_programmes():
    """A loan at 6% on half of the money: the slope of owners' return in the price of what is sold."""

    @jax.jit
    def owners(price):
        sold = jnp.full((20, 3), 10.0) * price
        own = jnp.concatenate([jnp.full((1, 3), -50.0), sold - 50 * 0.06 / (1 - 1.06**-20)])
        found = irrs(own, 1)
        return jnp.where(found.status == Status.SOLVED.code, found.rate, 0.0).mean()

    slope = jax.jit(jax.grad(owners))(1.0)
    assert float(slope) == pytest.approx(float(owners(1 + 1e-6) - owners(1 - 1e-6)) / 2e-6, rel=1e-6)


def test_lanes_that_have_none_have_no_slope():
    flows = np.array([[1.0, 0.0, -1.0, -1.0], [2.0, 0.0, -1.0, 2.5], [3.0, 0.0, -1.0, -1.0]])
    slope = jax.jit(jax.grad(lambda x: irrs(x, 1).rate.sum()))(flows)
    assert not np.asarray(slope).any()
