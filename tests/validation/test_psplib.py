"""PSPLIB (Kolisch and Sprecher 1997): longest paths as stated, and schedules that are feasible and near the optimum."""

import importlib.util
import sys
from pathlib import Path

import numpy as np
import pytest

from stargate.schedule.network import forward, plain
from stargate.schedule.rules import Rule, priorities, project, schedule

SOME = 40  # instances that every rule is tried on
AT_MOST = 0.06  # mean gap of the best rule


def _loaded(name):
    path = Path(__file__).resolve().parents[2] / "benchmarks" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(name, path)
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


psplib = _loaded("_psplib")


@pytest.fixture(scope="module", params=psplib.SETS)
def given(request, reference_data):
    """All instances of a set, and what is known of them."""
    return list(psplib.instances(request.param)), psplib.known(request.param)


def test_longest_path_of_every_instance(given):
    instances, _ = given
    for instance in instances:
        assert longest_path(instance.waits, instance.duration) == instance.longest_path, instance.name
    assert len(instances) == 480


@pytest.mark.parametrize("rule", Rule)
def test_every_rule_gives_feasible_schedules(given, rule):
    """Alone, improved, and the best of a few samples: none shorter than what is proved, none longer than the one before."""
    instances, known = given
    for instance in instances[:: len(instances) // SOME]:
        before = np.inf
        for samples, improve in ((0, False), (0, True), (3, True)):
            makespan = scheduled(instance, rule, samples, improve)
            assert known[instance.name].lower <= makespan <= before
            before = makespan


def test_every_instance_is_scheduled_and_the_best_rule_is_near_the_optimum(given):
    instances, known = given
    gaps = []
    for instance in instances:
        makespan = scheduled(instance, Rule.LST)
        assert makespan >= known[instance.name].lower
        gaps.append(makespan / known[instance.name].upper - 1)
    assert np.mean(gaps) <= AT_MOST


def scheduled(instance, rule, samples=0, improve=False):
    """The makespan of a schedule that is held against the instance itself."""
    order, arrays = project(instance.waits, instance.duration, instance.need, instance.capacity)
    start = dict(zip(order, schedule(arrays, priorities(arrays, rule), samples, improve).tolist(), strict=True))
    return checked(instance, start)


def checked(instance, start):
    """The makespan, after every precedence and the use of every resource in every period were checked."""
    end = {name: start[name] + instance.duration[name] for name in start}
    makespan = max(end.values())
    used = np.zeros((int(makespan) + 1, len(instance.capacity)), dtype=int)
    for name, others in instance.waits.items():
        assert all(start[name] >= end[other] for other in others)
        assert start[name] == int(start[name]) >= 0
        used[int(start[name]) : int(end[name])] += instance.need[name]
    assert (used <= instance.capacity).all(), instance.name
    return makespan


def longest_path(waits, duration):
    order, network = plain(waits, {"end": list(waits)})
    months = np.array([[float(duration[name]) for name in order]])
    start, finish, ready = np.empty_like(months), np.empty_like(months), np.empty((1, 1))
    forward(network, months, np.zeros((1, 0)), np.zeros((1, 0), dtype=np.int64), start, finish, ready)
    return ready[0, 0]
