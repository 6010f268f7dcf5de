"""The generator: fixed, and different by seed."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stargate.planning.invented import invented
from stargate.planning.problem import same


@settings(max_examples=15, deadline=None)
@given(st.integers(1, 6), st.integers(1, 6), st.integers(1, 6), st.integers(0, 2**31))
def test_the_same_arguments_give_the_same_problem(sites, years, days, seed):
    problem = invented(sites, 4 * years, days, seed)
    assert same(problem, invented(sites, 4 * years, days, seed))
    assert not same(problem, invented(sites, 4 * years, days, seed + 1))
    assert problem.weight.sum() == pytest.approx(365)
    assert (np.diff(problem.options.most, axis=2) >= 0).all()


def test_limits_change_nothing_else():
    free, bound = invented(2, 8, 2), invented(2, 8, 2, capital=0.5, carbon=1.0)
    assert same(free.options, bound.options)
    assert same(free.blocks, bound.blocks)
    assert not np.isfinite(free.funds.inflow).any()
    assert np.isfinite(bound.funds.inflow).all()
    assert [use.name for use in bound.uses] == ["water", "carbon"]


def test_it_stays_what_was_published():
    """Others compare themselves on these problems: a change of any figure is a new generator."""
    problem = invented(20, 40, 6, 1)
    figures = [
        problem.options.cost.sum(), problem.options.available.sum(), problem.options.most.sum(), problem.options.room.sum(),
        problem.blocks.cost.sum(), problem.chips.cost.sum(), problem.load.sum(), problem.demand.sum(), problem.weight @ problem.weight,
    ]  # fmt: skip
    assert figures == pytest.approx(PUBLISHED, rel=1e-12)
    assert problem.blocks.most.tolist() == MOST


PUBLISHED = [
    363.38739827907193,
    14286.592382796756,
    1392.9193153244557,
    55904.79472391745,
    2036573.7530492593,
    767422.9255776692,
    2931.6361867089418,
    170.67050000000006,
    22695.48474775778,
]
MOST = [7, 7, 6, 6, 6, 4, 3, 5, 7, 8, 8, 4, 3, 8, 7, 7, 7, 5, 8, 6]


@pytest.mark.parametrize("wrong", [(0, 40, 6), (1, 0, 6), (1, 6, 6), (1, 4, 0)])
def test_nothing_to_plan(wrong):
    with pytest.raises(ValueError, match="at least one site"):
        invented(*wrong)
