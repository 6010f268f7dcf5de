"""Grouped Sobol' indices: exact for known functions, and as another implementation finds them."""

import numpy as np
import pytest
from scipy import stats

import stargate as sg
from stargate.futures.sobol import Outcomes, group_shares, indices

DAY = "2028-12-31"
N = 40_000


def even(values):
    return Outcomes(values, np.ones(len(values)))


def estimated(function, low, high, groups, n=N):
    """Indices of groups of a function's arguments, uniform from `low` to `high`."""
    generator = np.random.default_rng(1)
    size = sum(map(len, groups))
    a, b = generator.uniform(low, high, (2, n, size))
    found = []
    for group in groups:
        mixed = a.copy()
        mixed[:, group] = b[:, group]
        found.append(indices(even(function(a.T)), even(function(b.T)), function(mixed.T)))
    return np.array(found)


def ishigami(x):
    return np.sin(x[0]) + 7 * np.sin(x[1]) ** 2 + 0.1 * x[2] ** 4 * np.sin(x[0])


def test_ishigami():
    """Closed form (Ishigami and Homma 1990), with a = 7 and b = 0.1."""
    a, b, pi = 7, 0.1, np.pi
    variance = a**2 / 8 + b * pi**4 / 5 + b**2 * pi**8 / 18 + 1 / 2
    one = (1 + b * pi**4 / 5) ** 2 / 2
    together = 8 * b**2 * pi**8 / 225
    first = np.array([one, a**2 / 8, 0]) / variance
    total = np.array([one + together, a**2 / 8, together]) / variance
    found = estimated(ishigami, -pi, pi, [[0], [1], [2]])
    assert (np.abs(found[:, 0] - first) < 4 * found[:, 1]).all()
    assert (np.abs(found[:, 2] - total) < 4 * found[:, 3]).all()
    assert (found[:, [1, 3]] < 0.02).all()


def test_ishigami_in_groups():
    """What two arguments do together is the group's own: the first and third are 1 less the second."""
    pi = np.pi
    variance = 49 / 8 + 0.1 * pi**4 / 5 + 0.01 * pi**8 / 18 + 1 / 2
    second = 49 / 8 / variance
    found = estimated(ishigami, -pi, pi, [[0, 2], [1]])
    assert found[:, [0, 2]] == pytest.approx(np.array([[1 - second] * 2, [second] * 2]), abs=0.03)


def test_the_g_function():
    """Closed form (Saltelli and Sobol' 1995): V_i = 1 / (3 (1 + a_i)^2), V = prod(1 + V_i) - 1."""
    weights = np.array([0, 1, 4.5, 9])

    def g(x):
        return np.prod((np.abs(4 * x - 2) + weights[:, None]) / (1 + weights[:, None]), axis=0)

    own = 1 / (3 * (1 + weights) ** 2)
    variance = np.prod(1 + own) - 1
    found = estimated(g, 0, 1, [[0], [1], [2], [3]])
    assert (np.abs(found[:, 0] - own / variance) < 4 * found[:, 1]).all()
    total = own * np.prod(1 + own) / (1 + own) / variance
    assert (np.abs(found[:, 2] - total) < 4 * found[:, 3]).all()


def test_against_another_implementation():
    oracle = stats.sobol_indices(func=ishigami, n=16384, dists=[stats.uniform(-np.pi, 2 * np.pi)] * 3, rng=1)
    found = estimated(ishigami, -np.pi, np.pi, [[0], [1], [2]])
    assert found[:, 0] == pytest.approx(oracle.first_order, abs=0.04)
    assert found[:, 2] == pytest.approx(oracle.total_order, abs=0.04)


def test_uneven_weights_are_another_measure():
    """Twice the weight where the first argument is low: the same as to draw it from that law."""
    generator = np.random.default_rng(2)

    def function(x, y):
        return x + y + 3 * x * y

    def low(u):
        return np.where(u < 2 / 3, 0.75 * u, 0.5 + 1.5 * (u - 2 / 3))

    a, b = generator.uniform(size=(2, 2, 4 * N))
    weigh = [np.where(each[0] < 0.5, 2.0, 1.0) for each in (a, b)]
    drawn = [np.stack([low(each[0]), each[1]]) for each in (a, b)]
    for carries in (True, False):
        first, second = (lambda one, other: (other[0], one[1])), (lambda one, other: (one[0], other[1]))
        mixed = first if carries else second
        weighted = [Outcomes(function(*each), weight) for each, weight in zip((a, b), weigh, strict=True)]
        found = indices(*weighted, function(*mixed(a, b)), carries=carries)
        exact = indices(*(even(function(*each)) for each in drawn), function(*mixed(*drawn)))
        for index in (0, 2):
            assert found[index] == pytest.approx(exact[index], abs=4 * np.hypot(found[index + 1], exact[index + 1]))
            assert found[index + 1] < 0.02


def test_one_site_without_causes_is_all_of_it(lone):
    futures = sg.simulate(sg.announced(sg.read(lone("duration: 10 to 30 months [assumed]"))), n=2000)
    [share] = futures.group_shares("full_load")
    assert share.group == "sites.lone"
    assert share.first == pytest.approx(1, abs=4 * share.first_error)
    assert share.total == pytest.approx(1, abs=4 * share.total_error)


def test_a_sum_in_two_groups(lone):
    """One after the other, in one site: twelve months stretched by a driver, and work of its own, in normal ranges."""
    work = "duration: 12 months [assumed]\ndrivers: [labour]\nafter: [land]"
    others = "land:\n  kind: land\n  duration: 10 to 20 months [assumed]"
    futures = sg.simulate(sg.announced(sg.read(lone(work, others=others))), n=4000)
    found = {share.group: share for share in futures.group_shares("full_load")}
    assert found.keys() == {"drivers", "sites.lone"}
    labour = futures.programme["drivers.labour.stretch"].law
    normals = np.random.default_rng(1).standard_normal(200_000)
    stretched = 12 * labour.a * np.exp(np.where(normals < 0, labour.b, labour.c) * normals)
    own = futures.programme["sites.lone.activities.land.duration"].law
    alone = own.a * np.exp(np.where(normals < 0, own.b, own.c) * normals)
    exact = stretched.var() / (stretched.var() + alone.var())
    assert found["drivers"].first == pytest.approx(exact, abs=4 * found["drivers"].first_error + 0.01)
    assert found["drivers"].total == pytest.approx(exact, abs=4 * found["drivers"].total_error + 0.01)


def test_groups_of_the_reference_programme(reference_futures):
    found = {share.group: share for share in group_shares(reference_futures, "energised", DAY, "")}
    assert {"drivers and risks", "sites.milam"} <= found.keys()
    for share in found.values():
        assert share.first < share.total + 4 * (share.first_error + share.total_error)
    assert 0.7 < sum(share.first for share in found.values()) < 1.1
    assert sum(share.total for share in found.values()) > 0.9


def test_what_has_no_variance_is_said(small, lone):
    futures = sg.simulate(sg.announced(small), n=100)
    for of, words in (("need", "not split"), ("buildings", "no gradient")):
        with pytest.raises(sg.StargateError, match=words):
            futures.group_shares(of)
    with pytest.raises(sg.StargateError, match="no variance"):
        sg.simulate(sg.announced(small), n=1).group_shares()
    with pytest.raises(sg.StargateError, match="the same in every future"):
        sg.simulate(sg.announced(sg.read(lone("duration: 5 months [assumed]"))), n=10).group_shares("full_load")
