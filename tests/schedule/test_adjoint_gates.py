"""Dates that wait for shared supplies, backwards: drawn on paper, by differences, and what must hold of every network."""

from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stargate.schedule.adjoint import Facts, reverse_network
from stargate.schedule.adjoint_gates import reverse_gated
from stargate.schedule.durations import UNDER_WAY
from stargate.schedule.gating import Claims, gated_forward, prepared
from stargate.schedule.network import forward, plain
from stargate.schedule.supply import Supplies

EVER = 1e4  # a supply goes on until then, so that every date comes
STEP = 1e-6


class Case(NamedTuple):
    """A network, who claims in the order written, and its figures: needs; amounts, stock, share of each; capacities."""

    waits: dict
    duration: list
    periods: list  # of each supply: (begin, end) of its periods
    at_finish: list
    needs: list  # (activity, supply, amount); supplies after the others are crews
    amounts: list  # of each supply, period by period, then its stock and its share
    capacity: list
    under_way: tuple = ()


def integers(values):
    return np.array(list(values), dtype=np.int64)


def compiled(case):
    """Network, supplies, claims and the row of figures."""
    order, network = plain(case.waits, {name: [name] for name in case.waits})
    state, start = network.state.copy(), network.start.copy()
    column = [order.index(name) for name in case.waits]
    for a in case.under_way:
        state[column[a]], start[column[a]] = UNDER_WAY, -1.0 - a
    used, crews = len(case.periods), len(case.capacity)
    sizes = [len(each) for each in case.periods]
    begins = np.cumsum([len(case.needs), *(size + 2 for size in sizes)])
    capacity = begins[-1] + np.arange(crews)
    supplies = Supplies(
        at_finish=integers([*case.at_finish, *[0] * crews]),
        capacity=integers([*[-1] * used, *capacity]),
        share=integers([*(begin + size + 1 for begin, size in zip(begins, sizes, strict=False)), *[-1] * crews]),
        period_from=np.cumsum([0, *sizes, *[0] * crews]),
        amount=integers(begin + k for begin, size in zip(begins, sizes, strict=False) for k in range(size)),
        begin=np.array([float(begin) for each in case.periods for begin, _ in each]),
        end=np.array([float(end) for each in case.periods for _, end in each]),
        fund_from=np.cumsum([0, *[1] * used, *[0] * crews]),
        fund=integers(begin + size for begin, size in zip(begins, sizes, strict=False)),
        arrives=integers([0] * used),
    )
    owner = [order.index(name) for name, _, _ in case.needs]
    sort = sorted(range(len(owner)), key=lambda k: owner[k])
    claims = Claims(
        order=integers(column),
        first_ready=0,
        event=np.full(len(order), -1),
        claim_from=np.searchsorted([owner[k] for k in sort], np.arange(len(order) + 1)),
        supply=integers(case.needs[k][1] for k in sort),
        owner=integers(owner[k] for k in sort),
        need_from=np.arange(len(sort) + 1),
        need=integers(sort),
    )
    values = np.array([*(need for *_, need in case.needs), *(v for each in case.amounts for v in each), *case.capacity])
    return network._replace(state=state, start=start), supplies, claims, values


def dates(case, duration, values):
    """When phases are ready, and the pass."""
    network, supplies, claims, _ = compiled(case)
    months = np.empty_like(duration)
    months[:, claims.order] = duration
    run = prepared(network, supplies, claims, months, values, np.ones((len(values), 1), np.int64))
    gated_forward(run, ready := np.empty((len(values), len(case.waits))))
    return run, ready


def slopes(run, by_ready):
    """What durations and figures pass of one future."""
    activities = by_ready.shape[1]
    slope, by_duration = np.zeros((1, run.values.shape[1])), np.empty((1, activities))
    none = np.full(activities, -1)
    reverse_gated(run, Facts(none, none, none), by_ready, np.empty((3, activities)), by_duration, slope)
    return by_duration[0, run.claims.order], slope[0]


def one(case, phase):
    *_, values = compiled(case)
    run, ready = dates(case, np.array([case.duration]), values[None])
    by_ready = np.zeros(ready.shape)
    by_ready[0, list(case.waits).index(phase)] = 1.0
    return slopes(run, by_ready)


TEN = ([(0, 10), (10, 20)], [100.0, 50.0, 0.0, 1.0])  # 10 a month for ten months, then 5; no stock; all of it


def test_the_second_of_two_phases_drawn_on_paper():
    """It has its 60 when 120 have come, 100 at ten months and 5 a month more: a month for each 5 of either need."""
    case = Case({"a": [], "b": []}, [2.0, 2.0], [TEN[0]], [0], [("a", 0, 60.0), ("b", 0, 60.0)], [TEN[1]], [])
    duration, figures = one(case, "b")
    assert duration == pytest.approx([0, 1])
    assert figures == pytest.approx([1 / 5, 1 / 5, -1 / 5, -0.4 / 5, -1 / 5, -120 / 5])
    duration, figures = one(case, "a")
    assert duration == pytest.approx([1, 0])
    assert figures == pytest.approx([1 / 10, 0, -0.6 / 10, 0, -1 / 10, -60 / 10])


def test_a_claim_before_it_in_turn_that_is_dated_later_does_not_count():
    """b asks at month eight for 20; c has its 50 at five, whatever b needs and however long a takes."""
    waits, needs = {"a": [], "b": ["a"], "c": []}, [("b", 0, 20.0), ("c", 0, 50.0)]
    duration, figures = one(Case(waits, [8.0, 1.0, 1.0], [TEN[0]], [0], needs, [TEN[1]], []), "c")
    assert duration == pytest.approx([0, 0, 1])
    assert figures[:2] == pytest.approx([0, 1 / 10])


def test_crews_pass_it_to_whoever_holds_them():
    """c needs six of ten and waits for b, who waits for nobody; their number has no slope."""
    needs = [("a", 0, 5.0), ("b", 0, 5.0), ("c", 0, 6.0)]
    case = Case({"a": [], "b": [], "c": []}, [4.0, 6.0, 3.0], [], [], needs, [], [10.0])
    duration, figures = one(case, "c")
    assert duration == pytest.approx([0, 1, 1])
    assert (figures == 0).all()


def test_supplies_decide_where_crews_are_free():
    """Crews are noted with the date on which all is there, which is that of the supply."""
    needs = [("a", 1, 5.0), ("a", 0, 60.0)]
    duration, figures = one(Case({"a": []}, [4.0], [TEN[0]], [0], needs, [TEN[1]], [10.0]), "a")
    assert duration == pytest.approx([1])
    assert figures[:2] == pytest.approx([0, 1 / 10])


@st.composite
def cases(draw, under_way=True):
    """Networks with two supplies and one crew, where no two dates agree by chance."""
    names = [f"a{i}" for i in range(draw(st.integers(2, 8)))]
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    waits = {
        name: sorted(draw(st.sets(st.sampled_from(names[:i]), max_size=2))) if i else [] for i, name in enumerate(names)
    }
    periods, amounts = [], []
    for _ in range(2):
        edges = [*sorted(draw(st.sets(st.integers(0, 60), min_size=2, max_size=5))), EVER]
        each = list(zip(edges, edges[1:], strict=False))
        periods.append(each)
        amounts.append([*rng.uniform(1, 60, len(each) - 1), 5 * EVER, rng.uniform(1, 30), rng.uniform(0.5, 1)])
    needs = [(name, s, rng.uniform(1, 40)) for name in names for s in (0, 1) if draw(st.booleans())]
    needs += [(name, 2, float(draw(st.integers(1, 5)))) for name in names if draw(st.booleans())]
    begun = tuple(i for i, name in enumerate(names) if under_way and not waits[name] and draw(st.booleans()))
    sides = [int(draw(st.booleans())) for _ in periods]
    return Case(waits, list(rng.uniform(1, 12, len(names))), periods, sides, needs, amounts, [7.0], begun)


@given(cases(), st.data())
def test_slopes_are_those_of_differences(case, data):
    """Of every duration, need, amount, stock and share, for a sum of all dates; crews and what they need are counts."""
    *_, values = compiled(case)
    duration, figures = np.array(case.duration), len(values)
    by_ready = np.array([[data.draw(st.sampled_from([0.0, 1.0, -0.5])) for _ in case.waits]])
    run, ready = dates(case, duration[None], values[None])
    assert np.isfinite(ready).all()
    found = np.concatenate(slopes(run, by_ready))
    point = np.concatenate([duration, values])
    steps = STEP * np.vstack([np.eye(len(point)), -np.eye(len(point))])
    moved = point + steps
    _, there = dates(case, np.ascontiguousarray(moved[:, :-figures]), np.ascontiguousarray(moved[:, -figures:]))
    up, down = np.split(there @ by_ready[0], 2)
    counts = [len(duration) + k for k, (_, s, _) in enumerate(case.needs) if s == 2] + [len(point) - 1]
    differences = (up - down) / (2 * STEP)
    differences[counts] = 0.0
    assert found == pytest.approx(differences, abs=2e-5, rel=1e-5)


@given(cases())
def test_twice_as_much_of_all_for_all_moves_nothing(case):
    """Dates do not depend on the unit in which supplies are counted: slopes times amounts sum to nought (Euler)."""
    *_, values = compiled(case)
    run, ready = dates(case, np.array([case.duration]), values[None])
    for phase in range(ready.shape[1]):
        by_ready = np.zeros(ready.shape)
        by_ready[0, phase] = 1.0
        _, figures = slopes(run, by_ready)
        shares = run.supplies.share[run.supplies.share >= 0]
        figures[shares] = 0.0
        assert figures @ values == pytest.approx(0, abs=1e-9 * (1 + np.abs(figures * values).sum()))


@given(cases(under_way=False))
def test_with_nothing_to_wait_for_the_path_is_the_date(case):
    """From now, month nought: each activity of the path counts whole, and they take until the phase is ready."""
    run, gated = dates(case._replace(needs=[]), np.array([case.duration]), compiled(case._replace(needs=[]))[-1][None])
    start, finish, ready = np.empty(run.start.shape), np.empty(run.start.shape), np.empty(gated.shape)
    forward(run.network, run.duration, run.values, run.happened, start, finish, ready)
    for phase in range(ready.shape[1]):
        by_ready, by_duration, slope = np.zeros(ready.shape), np.empty(start.shape), np.zeros(run.values.shape)
        by_ready[0, phase] = 1.0
        none = np.full(start.shape[1], -1)
        facts, by_end = Facts(none, none, none), np.empty((2, start.shape[1]))
        reverse_network(
            run.network, facts, run.values, run.happened, start, finish, by_ready, by_end, by_duration, slope
        )
        assert set(by_duration[0]) <= {0.0, 1.0}
        assert by_duration[0] @ run.duration[0] == pytest.approx(ready[0, phase])
        assert (slopes(run, by_ready)[0] == by_duration[0, run.claims.order]).all()
