"""Parts that add up: exact by hand, as all permutations give them, and with the properties that define them."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from stargate.futures.shapley import added, coalitions, entering, held_to_sum, orders, shapley

NUMBERS = st.floats(-100, 100)


def games(most=4):
    return st.integers(0, most).flatmap(lambda k: arrays(float, (2**k, 2), elements=NUMBERS))


def test_two_causes_with_an_interaction():
    """Hand case: 1 with nothing, 3 with a, 2 with b, 8 with both. a adds 2 or 6, b adds 1 or 5."""
    values = np.array([[1.0, 0], [3, 0], [2, 0], [8, 1]])
    assert shapley(values) == pytest.approx(np.array([[4, 0.5], [3, 0.5]]), abs=1e-15)


@given(games())
def test_against_all_permutations(values):
    """Oracle: what each adds on average over every order of entering."""
    k = len(values).bit_length() - 1
    found = np.zeros((k, 2))
    every = list(permutations(range(k)))
    for order in every:
        inside = 0
        for group in order:
            found[group] += values[inside | 1 << group] - values[inside]
            inside |= 1 << group
    assert shapley(values) == pytest.approx(found / len(every), abs=1e-9)


@given(games(6))
def test_it_sums_to_the_whole(values):
    assert shapley(values).sum(axis=0) == pytest.approx(values[-1] - values[0], abs=1e-9)


@given(games(3))
def test_what_changes_nothing_gets_nothing(values):
    with_a_dummy = np.concatenate([values, values])
    assert (shapley(with_a_dummy)[-1] == 0).all()
    assert shapley(with_a_dummy)[:-1] == pytest.approx(shapley(values), abs=1e-9)


@given(arrays(float, (4, 2), elements=NUMBERS))
def test_equals_get_the_same(sizes):
    """A game of three in which only their number counts."""
    values = sizes[[number.bit_count() for number in range(8)]]
    found = shapley(values)
    assert found == pytest.approx(np.tile(found[0], (3, 1)), abs=1e-9)


@given(arrays(float, (5, 8, 2), elements=NUMBERS))
def test_several_games_at_once(values):
    assert shapley(values) == pytest.approx(np.stack([shapley(each) for each in values]), abs=1e-9)


def test_coalitions_are_numbered_by_their_bits():
    on = coalitions([[0, 3], [], [1]], 5)
    assert on.shape == (8, 5)
    assert [np.flatnonzero(row).tolist() for row in on] == [[], [0, 3], [], [0, 3], [1], [0, 1, 3], [1], [0, 1, 3]]


@given(st.lists(st.integers(0, 4), min_size=1, max_size=5), st.integers(0, 2**60))
def test_orders_keep_groups_together_and_come_with_their_reverse(sizes, seed):
    members = iter(range(2, 2 + sum(sizes)))
    groups = [[next(members) for _ in range(size)] for size in sizes]
    order = orders(groups, 4, seed)
    assert (order[:4] == order[4:, ::-1]).all()
    for row in order.tolist():
        assert sorted(row) == [m for group in groups for m in group]
        places = [sorted(row.index(m) for m in group) for group in groups if group]
        assert all(p == list(range(p[0], p[0] + len(p))) for p in places)
    steps = entering(order, 2 + sum(sizes))
    assert not steps[0].any()
    assert (steps.sum(axis=2) == np.arange(len(steps))[:, None]).all()
    assert (steps[1:] >= steps[:-1]).all()
    assert all(steps[1, r, order[r, 0]] for r in range(8 if order.shape[1] else 0))


@given(st.integers(1, 5), st.integers(0, 2**60))
def test_members_of_an_additive_game_get_their_own(k, seed):
    own = np.random.default_rng(seed).normal(size=(k, 2))
    order = orders([[m] for m in range(k)], 4, seed)
    values = np.einsum("srp,px->rsx", entering(order, k).astype(float), own)
    assert added(order, values) == pytest.approx(np.tile(own, (4, 1, 1)), abs=1e-12)


def test_members_of_a_group_by_every_order():
    """Oracle: sampled orders come near Owen's value, and are then held to the group's sum exactly."""
    random = np.random.default_rng(3)
    value = {mask: random.normal(size=2) for mask in range(32)}
    groups = [[0, 1, 2], [3], [4]]
    exact = np.zeros((5, 2))
    every = [
        [m for g in outer for m in (inner if g == 0 else groups[g])]
        for outer in permutations(range(3))
        for inner in permutations(groups[0])
    ]
    for order in every:
        inside = 0
        for m in order:
            exact[m] += (value[inside | 1 << m] - value[inside]) / len(every)
            inside |= 1 << m
    order = orders(groups, 4000, 1)
    masks = (entering(order, 5) << np.arange(5)).sum(axis=2).T
    estimates = added(order, np.array([[value[m] for m in row] for row in masks.tolist()]))
    total = exact[:3].sum(axis=0)
    means, _ = held_to_sum(estimates[:, :3], total)
    assert means == pytest.approx(exact[:3], abs=0.06)
    assert means.sum(axis=0) == pytest.approx(total, abs=1e-12)


@given(arrays(float, (8, 3, 2), elements=NUMBERS), arrays(float, 2, elements=NUMBERS))
def test_members_are_held_to_their_sum(estimates, total):
    means, share = held_to_sum(estimates, total)
    assert means.sum(axis=0) == pytest.approx(total, abs=1e-9)
    assert share.sum(axis=0) == pytest.approx([1, 1])


def test_what_is_sure_stays():
    """A member that adds the same in every order is not changed by what the others miss."""
    estimates = np.array([[[1.0, 1], [2, 0]], [[1, 1], [4, 0]]])
    means, _ = held_to_sum(estimates, np.array([5.0, 1]))
    assert means == pytest.approx(np.array([[1, 1], [4, 0]]), abs=1e-12)
