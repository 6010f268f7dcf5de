"""Pairs of cost and date that are kept together: by hand, against every pair there is, and with weights."""

import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import stargate as sg
from stargate.futures.joint import frontier
from stargate.futures.quantiles import quantile

NEVER = np.inf


def pairs(found):
    return list(zip(found.cost.tolist(), found.month.tolist(), strict=True))


def by_hand(costs, months, level, weight=None):
    costs, months = np.array(costs, float), np.array(months, float)
    weight = np.ones(len(costs)) if weight is None else np.array(weight, float)
    return frontier(costs, months, weight, level)


def test_four_futures_by_hand():
    """Half of four are two: the two cheapest, the two earliest, or the second and the third."""
    assert pairs(by_hand([1, 2, 3, 4], [4, 3, 2, 1], 0.5)) == [(2, 4), (3, 3), (4, 2)]
    assert pairs(by_hand([1, 2, 3, 4], [1, 2, 3, 4], 0.5)) == [(2, 2)]  # what is dear is late: one pair says all


def test_the_balanced_pair_is_as_likely_in_cost_as_in_date():
    found = frontier(np.array([1.0, 2, 3, 4]), np.array([4.0, 3, 2, 1]), np.ones(4), 0.5, month_zero=2025 * 12)
    assert found.balanced == 1  # each part alone is kept by three of four
    assert found.pair == (3.0, "2025-04-01")


def test_futures_that_are_alike_are_counted_together():
    assert pairs(by_hand([2, 2, 2, 5], [7, 7, 9, 1], 0.5)) == [(2, 7)]
    assert pairs(by_hand([2, 2, 2, 5], [7, 7, 9, 1], 0.75)) == [(2, 9), (5, 7)]


def test_what_never_comes_keeps_no_pair():
    found = by_hand([1, 2, 3, 4], [NEVER, 3, 2, 1], 0.75)
    assert pairs(found) == [(4, 3)]
    assert found.within_reach == 0.75
    beyond = by_hand([1, 2, 3, 4], [NEVER, NEVER, 2, 1], 0.6)
    assert (pairs(beyond), beyond.balanced, beyond.pair, beyond.within_reach) == ([], -1, None, 0.5)
    assert pairs(by_hand([1, 2], [NEVER, NEVER], 0.1)) == []


@pytest.mark.parametrize("level", [0.0, 1.0, -0.2, float("nan")])
def test_a_level_is_a_chance(level):
    with pytest.raises(sg.StargateError, match="is no confidence"):
        by_hand([1], [1], level)


FUTURES = st.lists(
    st.tuples(
        st.integers(1, 12).map(float),
        st.one_of(st.integers(1, 12).map(float), st.just(NEVER)),
        st.integers(1, 4).map(float),
    ),
    min_size=1,
    max_size=30,
)


def every_pair(costs, months, weight, level):
    """The frontier from every pair of a cost and a date that occur."""
    enough = [
        (c, d)
        for c in sorted(set(costs))
        for d in sorted(set(months[np.isfinite(months)]))
        if weight[(costs <= c) & (months <= d)].sum() >= level * weight.sum() * (1 - 1e-9)
    ]
    return [p for p in enough if not any(q != p and q[0] <= p[0] and q[1] <= p[1] for q in enough)]


@given(FUTURES, st.floats(0.02, 0.98))
def test_against_every_pair(futures, level):
    costs, months, weight = map(np.array, zip(*futures, strict=True))
    found = frontier(costs, months, weight, level)
    assert pairs(found) == every_pair(costs, months, weight, level)
    assert bool(len(found.cost)) == (found.within_reach >= level * (1 - 1e-9))


@given(FUTURES, st.floats(0.02, 0.98))
def test_it_is_monotone_and_joint_is_no_more_than_each_alone(futures, level):
    costs, months, weight = map(np.array, zip(*futures, strict=True))
    found = frontier(costs, months, weight, level)
    assert (np.diff(found.cost) > 0).all()
    assert (np.diff(found.month) < 0).all()
    for cost, month in pairs(found):
        assert cost >= quantile(costs, weight, level)
        assert month >= quantile(months, weight, level)
    more = frontier(costs, months, weight, min(0.99, level + 0.2))
    for cost, month in pairs(more):  # to be surer costs more or takes longer, and is never had for less
        assert any(c <= cost and m <= month for c, m in pairs(found))


@given(FUTURES, st.floats(0.02, 0.98))
def test_weights_are_repetitions(futures, level):
    costs, months, weight = map(np.array, zip(*futures, strict=True))
    times = weight.astype(int)
    repeated = frontier(np.repeat(costs, times), np.repeat(months, times), np.ones(times.sum()), level)
    found = frontier(costs, months, weight, level)
    assert (pairs(found), found.balanced) == (pairs(repeated), repeated.balanced)


def test_of_futures(small_futures):
    found = small_futures.frontier(0.7)
    cost, day = found.pair
    assert small_futures.confidence(cost=cost + 1e-9, by=day) == pytest.approx(0.7, abs=0.01)
    alone = [small_futures.confidence(cost=1e9, by=day), small_futures.confidence(cost=cost + 1e-9, by="2034-12-31")]
    assert min(alone) >= 0.7
    assert alone[0] == pytest.approx(alone[1], abs=0.02)


def test_of_weighted_futures(small_futures):
    """The weight of the cheap futures doubled: both parts of the pair come from the weighted futures."""
    from dataclasses import replace

    from stargate.futures.capital import capital

    need = capital(small_futures).need
    weighted = replace(small_futures, weight=np.where(need < np.median(need), 2.0, 1.0))
    assert weighted.frontier(0.7).cost[0] < small_futures.frontier(0.7).cost[0]
    cost, day = weighted.frontier(0.7).pair
    assert weighted.confidence(cost=cost + 1e-9, by=day) == pytest.approx(0.7, abs=0.01)


def test_the_sweep_uncompiled_gives_the_same_and_keeps_its_shapes():
    program = """
from jaxtyping import install_import_hook
with install_import_hook("stargate.futures.joint", "beartype.beartype"):
    import numpy as np
    from stargate.futures.joint import frontier
    generator = np.random.default_rng(2)
    cost, month = generator.normal(300, 20, 200), generator.lognormal(4, 0.2, 200)
    month[::9] = np.inf
    found = frontier(cost, month, generator.uniform(0.5, 2, 200), 0.6)
    print(*found.cost, *found.month, found.balanced)
"""
    out = []
    for off in ("0", "1"):
        environment = os.environ | {"NUMBA_DISABLE_JIT": off}
        words = [sys.executable, "-c", program]
        out.append(subprocess.run(words, env=environment, capture_output=True, text=True, check=True).stdout)
    assert out[0] == out[1] != ""


def test_where_everything_is_a_candidate_there_is_no_date_to_be_sure_of(lone):
    site = "acceptance:\n  chance: 50% [assumed]"
    only = sg.read(lone("duration: 6 to 18 months [assumed]", status="candidate", site=site))
    with pytest.raises(sg.StargateError, match="no phase belongs to the programme"):
        sg.simulate(sg.announced(only), n=20).frontier(0.7)
