"""Waiting for shared supplies: cases drawn on paper, a slow oracle, and what must hold for every network."""

from fractions import Fraction
from itertools import permutations
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stargate.schedule.durations import FINISHED, UNDER_WAY
from stargate.schedule.gating import Claims, gated_forward, prepared
from stargate.schedule.network import forward, plain, trace_back
from stargate.schedule.supply import Supplies
from stargate.schedule.waiting import Waits, trace_waits


class Supply(NamedTuple):
    """Amounts by period [begin, end), what is there from the beginning, and which end of an activity waits."""

    periods: tuple = ()
    stock: float = 0.0
    at_finish: bool = False
    capacity: float | None = None


class Result(NamedTuple):
    start: dict
    finish: dict
    ready: dict
    run: object
    claims: list
    months: dict
    held: dict
    behind: dict
    never: dict


def integers(values):
    return np.array(list(values), dtype=np.int64)


def gated(waits, duration, supplies, takes, turns=None, needs=None, facts=None, ready_first=False):
    """`takes` are (activity, supply, amount); `turns` names activities in an order in which they may claim."""
    needs = needs or {name: [name] for name in waits}
    order, network = plain(waits, needs)
    network = network._replace(start=network.start.copy(), finish=network.finish.copy())
    index, kinds = {name: i for i, name in enumerate(order)}, {name: k for k, name in enumerate(supplies)}
    for name, (start, finish) in (facts or {}).items():
        a = index[name]
        network.state[a] = UNDER_WAY if finish is None else FINISHED
        network.start[a], network.finish[a] = start, np.nan if finish is None else finish
    values, columns = [], []
    claims = sorted(takes, key=lambda claim: index[claim[0]])

    def column(value):
        values.append(value)
        return len(values) - 1

    spans = [(s, *period) for s in supplies.values() for period in s.periods]
    funds = [k for k, s in enumerate(supplies.values()) if s.stock]
    columns = Supplies(
        at_finish=integers(s.at_finish for s in supplies.values()),
        capacity=integers(-1 if s.capacity is None else column(s.capacity) for s in supplies.values()),
        share=integers(-1 for _ in supplies),
        period_from=np.cumsum([0, *(len(s.periods) for s in supplies.values())]),
        amount=integers(column(amount) for *_, amount in spans),
        begin=np.array([float(begin) for _, begin, _, _ in spans]),
        end=np.array([float(end) for _, _, end, _ in spans]),
        fund_from=np.cumsum([0, *(bool(s.stock) for s in supplies.values())]),
        fund=integers(column(list(supplies.values())[k].stock) for k in funds),
        arrives=integers(0 for _ in funds),
    )
    made = Claims(
        order=integers(index[name] for name in (turns or order)),
        first_ready=int(ready_first),
        event=np.full(len(order), -1),
        claim_from=np.cumsum([0, *(sum(claim[0] == name for claim in claims) for name in order)]),
        supply=integers(kinds[name] for _, name, _ in claims),
        owner=integers(index[name] for name, _, _ in claims),
        need_from=np.arange(len(claims) + 1),
        need=integers(column(amount) for _, _, amount in claims),
    )
    months = np.array([[float(duration[name]) for name in order]])
    run = prepared(network, columns, made, months, np.array([values or [0.0]], dtype=float), np.ones((1, 1), np.int64))
    ready = np.empty((1, len(needs)))
    gated_forward(run, ready)
    return told(run, ready, order, list(needs), list(supplies), claims)


def told(run, ready, order, phases, supplies, claims):
    critical, months = np.zeros((2, len(phases), len(order)))
    one = np.ones(1)
    trace_back(run.network, run.duration, run.values, run.start, run.finish, ready, one, critical, months)
    held, share, never = np.zeros((3, len(phases), len(supplies)))
    waits = Waits(held, np.zeros((len(phases), len(claims))), share, never, np.zeros(held.shape, np.int64))
    trace_waits(run, ready, one, months, waits)
    names = [name for name, _, _ in claims]
    return Result(
        dict(zip(order, run.start[0], strict=True)),
        dict(zip(order, run.finish[0], strict=True)),
        dict(zip(phases, ready[0], strict=True)),
        run,
        claims,
        {p: months[i].sum() for i, p in enumerate(phases)},
        {p: dict(zip(supplies, waits.held[i], strict=True)) for i, p in enumerate(phases)},
        {p: dict(zip(names, waits.behind[i], strict=True)) for i, p in enumerate(phases)},
        {p: dict(zip(supplies, waits.never[i], strict=True)) for i, p in enumerate(phases)},
    )


TEN = Supply(periods=((0, 10, 100.0), (10, 20, 50.0)))  # 10 a month for ten months, then 5


def test_two_phases_and_one_supply_drawn_on_paper():
    """The first has 60 after six months; the second its 60 when 120 have come: 100 at ten months and 5 a month more."""
    found = gated({"a": [], "b": []}, {"a": 2, "b": 2}, {"chips": TEN}, [("a", "chips", 60), ("b", "chips", 60)])
    assert found.start == {"a": 6, "b": 14}
    assert found.ready == {"a": 8, "b": 16}
    assert found.held == {"a": {"chips": 6}, "b": {"chips": 14}}
    assert found.behind == {"a": {"a": 0, "b": 0}, "b": {"a": 8, "b": 0}}  # alone it would have waited six as well
    assert found.months == {"a": 2, "b": 2}


def test_turns_decide_who_waits():
    takes = [("a", "chips", 60), ("b", "chips", 60)]
    found = gated({"a": [], "b": []}, {"a": 2, "b": 2}, {"chips": TEN}, takes, turns=["b", "a"])
    assert found.start == {"a": 14, "b": 6}


def test_whoever_is_ready_first_claims_first_where_that_is_the_rule():
    waits, takes = {"a": ["early"], "b": [], "early": []}, [("a", "chips", 60), ("b", "chips", 60)]
    turns = ["early", "a", "b"]
    static = gated(waits, {"early": 3, "a": 1, "b": 1}, {"chips": TEN}, takes, turns)
    ready = gated(waits, {"early": 3, "a": 1, "b": 1}, {"chips": TEN}, takes, turns, ready_first=True)
    assert (static.start["a"], static.start["b"]) == (6, 14)
    assert (ready.start["a"], ready.start["b"]) == (14, 6)


def test_a_small_claim_fills_a_gap_and_delays_nobody():
    """a, first in turn, asks at month 8 for 30 of the 80 there by then; b may take 50 before, and the rest later."""
    waits, takes = {"pause": [], "a": ["pause"], "b": []}, [("a", "chips", 30), ("b", "chips", 50)]
    found = gated(waits, {"pause": 8, "a": 1, "b": 1}, {"chips": TEN}, takes, ["pause", "a", "b"])
    assert found.start == {"pause": 0, "a": 8, "b": 5}
    more = gated(
        waits, {"pause": 8, "a": 1, "b": 1}, {"chips": TEN}, [takes[0], ("b", "chips", 51)], ["pause", "a", "b"]
    )
    assert more.start["a"] == 8
    assert more.start["b"] == pytest.approx(8.1)  # 51 at month 5.1 would leave a only 29 at month 8


def test_a_finish_waits_while_work_goes_on():
    found = gated({"a": []}, {"a": 4}, {"gensets": TEN._replace(at_finish=True)}, [("a", "gensets", 60)])
    assert (found.start["a"], found.finish["a"]) == (0, 6)
    assert found.held["a"]["gensets"] == 2
    assert found.months["a"] == 4


def test_the_last_of_several_supplies_decides_and_is_the_one_waited_for():
    supplies = {"chips": TEN, "money": Supply(stock=1.0, periods=((0, 10, 1.0),))}
    found = gated({"a": []}, {"a": 1}, supplies, [("a", "chips", 60), ("a", "money", 1.2)])
    assert found.start["a"] == 6
    assert found.held["a"] == {"chips": 6, "money": 0}


def test_crews_that_are_free_are_not_waited_for():
    supplies = {"crew": Supply(capacity=10), "chips": TEN}
    found = gated({"a": []}, {"a": 1}, supplies, [("a", "crew", 5), ("a", "chips", 60)])
    assert found.held["a"] == {"crew": 0, "chips": 6}


def test_money_is_there_from_the_beginning_and_late_rather_than_absent():
    supplies = {"money": Supply(stock=5.0, periods=((0, 10, 10.0),))}
    takes = [("a", "money", 5), ("b", "money", 4)]
    assert gated({"a": [], "b": []}, {"a": 1, "b": 1}, supplies, takes).start == {"a": 0, "b": 4}


def test_what_is_never_covered_never_comes_and_takes_nothing():
    takes = [("a", "chips", 151), ("b", "chips", 150)]
    found = gated({"a": [], "b": [], "c": ["a"]}, {"a": 1, "b": 1, "c": 1}, {"chips": TEN}, takes)
    assert found.start == {"a": np.inf, "b": 20, "c": np.inf}
    assert found.never["c"] == found.never["a"] == {"chips": 1}
    assert found.never["b"] == {"chips": 0}
    assert found.held["a"] == {"chips": 0}


def test_facts_claim_first_where_the_supply_is_counted():
    takes = [("a", "chips", 60), ("b", "chips", 10), ("c", "chips", 40)]
    waits, duration = {"a": [], "b": [], "c": []}, {"a": 1, "b": 30, "c": 1}
    found = gated(waits, duration, {"chips": TEN}, takes, ["c", "b", "a"], facts={"a": (2, 3), "b": (-3, None)})
    assert found.start == {"a": 2, "b": -3, "c": 10}  # b took its ten before the supply is counted
    assert found.behind["c"]["a"] == 6


def test_crews_are_given_back():
    """Ten people: five each for a and b at once, c needs six and waits for the first of them to be done."""
    takes = [("a", "crew", 5), ("b", "crew", 5), ("c", "crew", 6), ("d", "crew", 5)]
    duration = {"a": 4, "b": 6, "c": 3, "d": 2}
    found = gated({n: [] for n in "abcd"}, duration, {"crew": Supply(capacity=10)}, takes)
    assert found.start == {"a": 0, "b": 0, "c": 6, "d": 4}
    assert found.behind["c"] == {"a": pytest.approx(6 * 20 / 50), "b": pytest.approx(6 * 30 / 50), "c": 0, "d": 0}
    assert gated({"a": []}, {"a": 1}, {"crew": Supply(capacity=4)}, [("a", "crew", 5)]).start["a"] == np.inf


def test_no_supply_that_anybody_takes_changes_nothing():
    waits, duration = {"a": [], "b": ["a"], "c": ["a"]}, {"a": 2.5, "b": 3.25, "c": 1.125}
    order, network = plain(waits, {"end": ["b", "c"]})
    months = np.array([[duration[name] for name in order]])
    start, finish, ready = np.empty((1, 3)), np.empty((1, 3)), np.empty((1, 1))
    forward(network, months, np.zeros((1, 1)), np.zeros((1, 1), np.int64), start, finish, ready)
    for ready_first in (False, True):
        found = gated(waits, duration, {"chips": TEN}, [], needs={"end": ["b", "c"]}, ready_first=ready_first)
        assert found.ready["end"] == ready[0, 0]
        assert [found.start[name] for name in order] == list(start[0])


# Everything at once: invented programmes, an oracle in exact numbers, and what must hold of every schedule.


def exact_supply(supply, t):
    """S(t) in fractions."""
    total = Fraction(supply.stock)
    for begin, end, amount in supply.periods:
        part = (min(max(Fraction(t), Fraction(begin)), Fraction(end)) - begin) / (end - begin)
        total += part * Fraction(amount)
    return total


def oracle(waits, duration, supplies, takes, turns):
    """Static turns in exact numbers: every date is tried at which supply can reach a need, first to last."""
    start, finish, dated = {}, {}, {name: [] for name in supplies}

    def covered(name, need, t):
        later = [t, *(u for u, _ in dated[name] if u >= t)]
        return all(
            exact_supply(supplies[name], u) - sum((n for v, n in dated[name] if v <= u), Fraction(0)) >= need
            for u in later
        )

    def reaches(name, level):
        """When S reaches a level, where it does while it rises."""
        total = Fraction(supplies[name].stock)
        for begin, end, amount in supplies[name].periods:
            if amount and total < level <= total + Fraction(amount):
                yield begin + (level - total) / Fraction(amount) * (end - begin)
            total += Fraction(amount)

    def first(asked, needs):
        tried = {asked}
        for name, need in needs:
            sums = [Fraction(0)]
            for _, n in sorted(dated[name]):
                sums.append(sums[-1] + n)
            tried |= {t for s in sums for t in reaches(name, s + need) if t >= asked}
            tried |= {u for u, _ in dated[name] if u >= asked}
        return next((t for t in sorted(tried) if all(covered(n, need, t) for n, need in needs)), None)

    def claim(a, asked, at_finish):
        needs = [(s, Fraction(n)) for name, s, n in takes if name == a and supplies[s].at_finish == at_finish]
        date = asked if asked is None or not needs else first(asked, needs)
        if date is not None:
            for name, need in needs:
                dated[name].append((date, need))
        return date

    for a in turns:
        ends = [finish[b] for b in waits[a]]
        start[a] = claim(a, None if None in ends else max([Fraction(0), *ends]), False)
        finish[a] = claim(a, None if start[a] is None else start[a] + Fraction(duration[a]), True)
    return start, finish


@st.composite
def programmes(draw, kinds=2):
    names = [f"a{i}" for i in range(draw(st.integers(2, 8)))]
    whole = st.integers(1, 40)
    waits = {
        name: sorted(draw(st.sets(st.sampled_from(names[:i]), max_size=2))) if i else [] for i, name in enumerate(names)
    }
    supplies = {}
    for k in range(kinds):
        edges = sorted(draw(st.sets(st.integers(0, 60), min_size=2, max_size=5)))
        amounts = [float(draw(st.integers(0, 60))) for _ in edges[1:]]
        periods = tuple(zip(edges, edges[1:], amounts, strict=False))
        supplies[f"s{k}"] = Supply(periods, float(draw(st.integers(0, 30))), draw(st.booleans()))
    takes = [(a, s, float(draw(whole))) for a in names for s in supplies if draw(st.booleans())]
    duration = {name: draw(st.integers(0, 12)) for name in names}
    return waits, duration, supplies, takes, names


@given(programmes())
def test_dates_are_those_of_an_oracle_in_exact_numbers(programme):
    waits, duration, supplies, takes, turns = programme
    found = gated(waits, duration, supplies, takes, turns)
    start, finish = oracle(waits, duration, supplies, takes, turns)
    for name in turns:
        for ours, exact in ((found.start[name], start[name]), (found.finish[name], finish[name])):
            assert ours == (np.inf if exact is None else pytest.approx(float(exact), abs=1e-9))


@given(programmes(), st.booleans())
def test_claims_never_exceed_a_supply_and_none_is_early(programme, ready_first):
    waits, duration, supplies, takes, turns = programme
    found = gated(waits, duration, supplies, takes, turns, ready_first=ready_first)
    dates = {s: [] for s in supplies}
    for name, s, need in takes:
        dates[s].append((found.finish[name] if supplies[s].at_finish else found.start[name], need))
    for s, claims in dates.items():
        for date, _ in claims:
            if np.isfinite(date):
                taken = sum(need for other, need in claims if other <= date + 1e-12)
                assert taken <= float(exact_supply(supplies[s], date)) + 1e-8
    for name in turns:
        assert found.start[name] >= max([0.0, *(found.finish[b] for b in waits[name])]) - 1e-12
        assert found.finish[name] >= found.start[name] + duration[name] - 1e-12


@given(programmes())
def test_months_of_a_path_add_up_with_waits(programme):
    waits, duration, supplies, takes, turns = programme
    found = gated(waits, duration, supplies, takes, turns)
    for phase, ready in found.ready.items():
        waited = sum(found.held[phase].values())
        if np.isfinite(ready):
            assert found.months[phase] + waited == pytest.approx(ready, abs=1e-9)
            assert sum(found.behind[phase].values()) <= waited + 1e-9
        else:
            assert sum(found.never[phase].values()) == 1


@given(programmes(kinds=1), st.data())
def test_who_claims_later_delays_nobody_before_and_leaving_out_a_claim_delays_nobody_without_predecessors(
    programme, data
):
    """With no predecessors asked dates stand still, so that more supply for the others can only help them."""
    _, duration, supplies, takes, turns = programme
    waits = {name: [] for name in turns}
    whole = gated(waits, duration, supplies, takes, turns)
    last = [claim for claim in takes if claim[0] != turns[-1]]
    without = gated(waits, duration, supplies, last, turns)
    for name in turns[:-1]:
        assert whole.start[name] == without.start[name]
    if not takes:
        return
    left_out = data.draw(st.sampled_from(takes))
    fewer = gated(waits, duration, supplies, [claim for claim in takes if claim is not left_out], turns)
    for name in turns:
        assert fewer.finish[name] <= whole.finish[name] + 1e-9


@given(st.lists(st.integers(1, 30), min_size=2, max_size=4))
def test_equal_claims_have_the_same_dates_in_any_turn(durations):
    names = [f"a{i}" for i in range(len(durations))]
    takes, duration = [(name, "chips", 20) for name in names], dict(zip(names, durations, strict=True))
    waits = {name: [] for name in names}
    dates = {
        tuple(sorted(gated(waits, duration, {"chips": TEN}, takes, list(turns)).start.values()))
        for turns in permutations(names)
    }
    assert len(dates) == 1
