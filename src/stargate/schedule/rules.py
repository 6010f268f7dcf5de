"""Serial schedule generation under renewable resources by published priority rules: how far they are from best (T6).

At every stage the eligible activity of the least v begins as early as its predecessors and the capacities
allow (`crews`), as in Kolisch 1996 (<https://doi.org/10.1016/0377-2217(95)00357-6>). With late finishes and starts
LF, LS from the longest path:

    LFT   LF                                    LST   LS
    MTS   less the number of all successors     SPT   D
    GRPW  less D and the direct successors' D   random   all alike

Sampling draws among the eligible by regret (Drexl 1991, <https://doi.org/10.1287/mnsc.37.12.1590>):

    P(j) = (r_j + 1) / sum_k (r_k + 1),   r_j = max_k v_k - v_j

Forward-backward improvement shifts a schedule to its right and back to its left (Valls, Ballestin and Quintanilla 2005,
<https://doi.org/10.1016/j.ejor.2004.04.008>); it is never longer afterwards.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

import numpy as np
from jaxtyping import Float, Int

from stargate.quantity.draws import key, uniform
from stargate.quantity.kernel import Whole, kernel
from stargate.schedule.crews import Use, earliest_free, employ, free_use, open_use
from stargate.schedule.network import in_order

_GREEDY = -1  # the sample in which nothing is drawn


class Rule(StrEnum):
    """Who begins first among those that may."""

    LFT = "latest finish"
    LST = "latest start"
    MTS = "most total successors"
    GRPW = "greatest rank positional weight"
    SPT = "shortest first"
    RANDOM = "random"


class Project(NamedTuple):
    """Activities in an order in which each comes after all it waits for, and what they have at work."""

    before_from: Int[np.ndarray, " activity+1"]
    before: Int[np.ndarray, " link"]
    after_from: Int[np.ndarray, " activity+1"]
    after: Int[np.ndarray, " link"]
    duration: Float[np.ndarray, " activity"]
    need: Float[np.ndarray, "activity capacity"]
    capacity: Float[np.ndarray, " capacity"]


class Desk(NamedTuple):
    """Scratch for one schedule."""

    use: Use
    crew: Float[np.ndarray, " capacity"]
    missing: Int[np.ndarray, " activity"]  # predecessors not yet scheduled; -1 once it is scheduled itself
    start: Float[np.ndarray, " activity"]
    finish: Float[np.ndarray, " activity"]


def project(
    waits: Mapping[str, Sequence[str]],
    duration: Mapping[str, float],
    need: Mapping[str, Sequence[float]],
    capacity: Sequence[float],
) -> tuple[list[str], Project]:
    """The order of the activities, and the project as arrays."""
    order = in_order(waits)
    index = {name: i for i, name in enumerate(order)}
    before = [[index[other] for other in waits[name]] for name in order]
    after: list[list[int]] = [[] for _ in order]
    for a, others in enumerate(before):
        for other in others:
            after[other].append(a)
    return order, Project(
        *_ragged(before),
        *_ragged(after),
        np.array([float(duration[name]) for name in order]),
        np.array([[float(v) for v in need[name]] for name in order]),
        np.array([float(v) for v in capacity]),
    )


def _ragged(rows: Sequence[Sequence[int]]) -> tuple[Int[np.ndarray, " row+1"], Int[np.ndarray, " link"]]:
    return np.cumsum([0, *map(len, rows)]), np.array([v for row in rows for v in row], dtype=np.int64)


def reversed_(given: Project) -> Project:
    """The project run backwards in time; activities keep their places."""
    return given._replace(
        before_from=given.after_from, before=given.after, after_from=given.before_from, after=given.before
    )


def priorities(given: Project, rule: Rule) -> Float[np.ndarray, " activity"]:
    """The priority of each activity by a rule; the least is the best."""
    late_finish = _late_finish(given)
    match rule:
        case Rule.LFT:
            return late_finish
        case Rule.LST:
            return late_finish - given.duration
        case Rule.MTS:
            return -np.array([len(each) for each in _successors(given)], dtype=np.float64)
        case Rule.GRPW:
            direct = [given.duration[_after(given, a)].sum() for a in range(len(given.duration))]
            return -(given.duration + np.array(direct))
        case Rule.SPT:
            return given.duration.copy()
        case Rule.RANDOM:
            return np.zeros(len(given.duration))


def _after(given: Project, a: int) -> Int[np.ndarray, " link"]:
    return given.after[given.after_from[a] : given.after_from[a + 1]]


def _late_finish(given: Project) -> Float[np.ndarray, " activity"]:
    """Late finishes if the project is to end with its longest path."""
    count = len(given.duration)
    tail = np.zeros(count)
    for a in reversed(range(count)):
        tail[a] = max((tail[b] + given.duration[b] for b in _after(given, a)), default=0.0)
    return (tail + given.duration).max() - tail


def _successors(given: Project) -> list[set[int]]:
    found: list[set[int]] = [set() for _ in given.duration]
    for a in reversed(range(len(found))):
        for b in _after(given, a):
            found[a] |= {int(b)} | found[b]
    return found


def schedule(
    given: Project, priority: Float[np.ndarray, " activity"], samples: int = 0, improve: bool = False, seed: int = 1
) -> Float[np.ndarray, " activity"]:
    """When each activity starts in the shortest schedule found: by the rule alone, then by so many samples."""
    desk, back, best = _desk(given), reversed_(given), np.inf
    found = np.empty(len(given.duration))
    own = np.uint64(key("rules", seed))
    for sample in range(_GREEDY, samples):
        generate(given, priority, own, sample, desk)
        if improve:
            _improve(given, back, own, desk)
        if desk.finish.max() < best:
            best, found = desk.finish.max(), desk.start.copy()
    return found


def _desk(given: Project) -> Desk:
    count, capacities = given.need.shape
    start, finish = np.empty(count), np.empty(count)
    return Desk(free_use(count, capacities), np.empty(capacities), np.empty(count, dtype=np.int64), start, finish)


def _improve(given: Project, back: Project, own: np.uint64, desk: Desk) -> None:
    """To the right, the last first, and back to the left, the first first."""
    generate(back, -desk.finish.copy(), own, _GREEDY, desk)
    generate(given, desk.finish.max() - desk.finish, own, _GREEDY, desk)


@kernel
def generate(
    given: Project, priority: Float[np.ndarray, " activity"], own: np.uint64, sample: Whole, desk: Desk
) -> None:
    """Fills `desk.start` and `desk.finish`; draws among the eligible by regret where `sample` is no less than 0."""
    open_use(desk.use)
    for a in range(len(priority)):
        desk.missing[a] = given.before_from[a + 1] - given.before_from[a]
    for stage in range(len(priority)):
        a = _chosen(desk, priority, uniform(own, sample, stage, 0) if sample >= 0 else -1.0)
        begin = 0.0
        for link in range(given.before_from[a], given.before_from[a + 1]):
            begin = max(begin, float(desk.finish[given.before[link]]))
        for k in range(len(desk.crew)):
            desk.crew[k] = given.need[a, k]
        desk.start[a] = earliest_free(desk.use, desk.crew, given.capacity, begin, given.duration[a])
        desk.finish[a] = desk.start[a] + given.duration[a]
        employ(desk.use, desk.crew, desk.start[a], desk.finish[a])
        desk.missing[a] = -1
        for link in range(given.after_from[a], given.after_from[a + 1]):
            desk.missing[given.after[link]] -= 1


@kernel
def _chosen(desk: Desk, priority: Float[np.ndarray, " activity"], u: float) -> Whole:
    """The eligible activity of the least priority, the first of equal ones; with a `u` in (0, 1), drawn by regret."""
    best, worst, count, total = -1, -np.inf, 0, 0.0
    for a in range(len(priority)):
        if desk.missing[a] == 0:
            best = a if best < 0 or priority[a] < priority[best] else best
            worst, count, total = max(worst, priority[a]), count + 1, total + priority[a]
    if u < 0.0:
        return best
    left = u * (count * (worst + 1.0) - total)
    for a in range(len(priority)):
        if desk.missing[a] == 0:
            best, left = a, left - (worst - priority[a] + 1.0)
            if left < 0.0:
                return a
    return best
