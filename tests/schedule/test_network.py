"""Critical path: textbook cases, an outside oracle, and what must hold for every network."""

import networkx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, stats

from stargate.schedule.network import forward, in_order, plain, trace_back


def computed(waits, duration, needs=None):
    """Finish of each activity, ready of each phase, and what lies on the phases' binding paths."""
    needs = needs or {"end": list(waits)}
    order, network = plain(waits, needs)
    samples = np.atleast_2d([duration[name] for name in order] if isinstance(duration, dict) else duration)
    n = len(samples)
    start, finish = np.empty((2, n, len(order)))
    ready = np.empty((n, len(needs)))
    values, happened = np.zeros((n, 0)), np.zeros((n, 0), dtype=np.int64)
    forward(network, samples.astype(float), values, happened, start, finish, ready)
    critical, months = np.zeros((2, len(needs), len(order)))
    trace_back(network, samples.astype(float), values, start, finish, ready, np.ones(n), critical, months)
    return order, start, finish, ready, critical, months


RELIABLE = {
    "A": ([], 2), "B": (["A"], 4), "C": (["B"], 10), "D": (["C"], 6), "E": (["C"], 4), "F": (["E"], 5),
    "G": (["D"], 7), "H": (["E", "G"], 9), "I": (["C"], 7), "J": (["F", "I"], 8), "K": (["J"], 4), "L": (["J"], 5),
    "M": (["H"], 2), "N": (["K", "L"], 6),
}  # fmt: skip


def test_reliable_construction():
    """Hillier and Lieberman, Introduction to Operations Research, 7th ed., ch. 10: 44 weeks along A-B-C-E-F-J-L-N."""
    order, start, _, ready, critical, _ = computed(
        {name: waits for name, (waits, _) in RELIABLE.items()}, {name: weeks for name, (_, weeks) in RELIABLE.items()}
    )
    assert ready[0, 0] == 44
    assert {order[i] for i in np.flatnonzero(critical[0])} == set("ABCEFJLN")
    starts = dict(zip(order, start[0], strict=True))
    assert (starts["H"], starts["I"], starts["M"], starts["N"]) == (29, 16, 38, 38)


def test_kelley_and_walker():
    """A diamond with a shortcut, as in Kelley and Walker (1959), Critical-Path Planning and Scheduling."""
    waits = {"a": [], "b": ["a"], "c": ["a"], "d": ["b", "c"], "e": ["a"]}
    _, _, _, ready, _, _ = computed(waits, {"a": 3, "b": 4, "c": 6, "d": 2, "e": 9}, {"one": ["d"], "two": ["e", "d"]})
    assert ready.tolist() == [[11, 12]]


@st.composite
def networks(draw):
    size = draw(st.integers(1, 14))
    names = [f"a{i}" for i in range(size)]
    waits = {
        name: draw(st.lists(st.sampled_from(names[:i]), unique=True, max_size=4)) if i else []
        for i, name in enumerate(names)
    }
    return waits, {name: draw(st.floats(0, 50)) for name in names}


@given(networks())
def test_against_networkx(case):
    """The longest path of networkx, weights on arcs into each activity."""
    waits, duration = case
    graph = networkx.DiGraph()
    graph.add_nodes_from(waits)
    for name, others in waits.items():
        graph.add_edge("begin", name, weight=duration[name])
        for other in others:
            graph.add_edge(other, name, weight=duration[name])
    _, _, _, ready, _, _ = computed(waits, duration)
    assert ready[0, 0] == pytest.approx(networkx.dag_longest_path_length(graph))


@given(networks())
def test_the_binding_path_adds_up(case):
    """Months on the binding path sum to the wait, and its activities touch end to start."""
    waits, duration = case
    order, start, finish, ready, critical, months = computed(waits, duration)
    assert months.sum() == pytest.approx(ready[0, 0])
    chain = sorted(np.flatnonzero(critical[0]), key=lambda i: start[0, i])
    for a, b in zip(chain, chain[1:], strict=False):
        assert finish[0, a] == start[0, b]
        assert order[a] in waits[order[b]]


@given(networks(), st.floats(0, 20))
def test_longer_work_is_never_earlier(case, more):
    waits, duration = case
    _, _, _, before, _, _ = computed(waits, duration)
    name = next(iter(waits))
    _, _, _, after, _, _ = computed(waits, {**duration, name: duration[name] + more})
    assert before[0, 0] <= after[0, 0] <= before[0, 0] + more + 1e-9


def test_order_does_not_depend_on_what_else_there_is():
    waits = {"b": ["a"], "a": [], "c": ["a"]}
    assert in_order(waits) == in_order(dict(reversed(waits.items())))


def test_merge_bias_against_the_exact_maximum():
    """The mean of the later of two lognormals, by quadrature of the product of their distributions."""
    one, two = stats.lognorm(s=0.3, scale=12), stats.lognorm(s=0.6, scale=11)
    exact = integrate.quad(lambda x: 1 - one.cdf(x) * two.cdf(x), 0, 400, limit=200)[0]
    generator = np.random.default_rng(1)
    n = 400_000
    samples = np.column_stack([one.rvs(n, random_state=generator), two.rvs(n, random_state=generator)])
    _, _, _, ready, critical, _ = computed({"a": [], "b": []}, samples)
    error = ready[:, 0].std() / np.sqrt(n)
    assert abs(ready[:, 0].mean() - exact) < 4 * error
    assert exact > max(one.mean(), two.mean()) + 1
    assert critical.sum() == n
