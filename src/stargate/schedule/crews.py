"""Capacities that activities have at work and give back: exact free times of a step function (T6).

The use of R capacities is constant between breakpoints. An activity of length D that needs r_k of capacity k, of which
there are c_k, begins at the first s >= a with

    used_k(t) + r_k <= c_k   for all k and s <= t < s + D

which is a or the end of some activity before it in turn.
"""

from typing import NamedTuple

import numpy as np
from jaxtyping import Float, Int

from stargate.quantity.kernel import Whole, kernel

_ROUNDING = 1.0 + 1e-12


class Use(NamedTuple):
    """What is at work from each breakpoint to the next; the last goes on, with nothing at work."""

    month: Float[np.ndarray, " node"]
    used: Float[np.ndarray, "node capacity"]
    nodes: Int[np.ndarray, " 1"]


def free_use(activities: int, capacities: int) -> Use:
    """Room for the use of so many activities."""
    return Use(np.empty(2 * activities + 1), np.empty((2 * activities + 1, capacities)), np.empty(1, dtype=np.int64))


@kernel
def open_use(use: Use) -> None:
    """Nothing is at work."""
    use.nodes[0], use.month[0] = 1, -np.inf
    for k in range(use.used.shape[1]):
        use.used[0, k] = 0.0


@kernel
def _fits(use: Use, node: Whole, need: Float[np.ndarray, " capacity"], limit: Float[np.ndarray, " capacity"]) -> bool:
    fits = True
    for k in range(len(need)):
        fits = fits and (need[k] <= 0.0 or use.used[node, k] + need[k] <= limit[k] * _ROUNDING)
    return fits


@kernel
def earliest_free(
    use: Use, need: Float[np.ndarray, " capacity"], limit: Float[np.ndarray, " capacity"], asked: float, length: float
) -> float:
    """When `need` is free for `length` months, at `asked` or after [month]; infinity where there is never so much."""
    for k in range(len(need)):
        if need[k] > limit[k] * _ROUNDING:
            return np.inf
    if length <= 0.0 or asked == np.inf:
        return asked
    begin, node = float(asked), use.nodes[0] - 1
    while use.month[node] > asked:
        node -= 1
    while node < use.nodes[0] and use.month[node] < begin + length:
        if not _fits(use, node, need, limit):
            begin = float(use.month[node + 1])
        node += 1
    return begin


@kernel
def employ(use: Use, need: Float[np.ndarray, " capacity"], begin: float, end: float) -> None:
    """Puts `need` to work from `begin` to `end`."""
    if begin == np.inf or end <= begin:
        return
    first, last = _cut(use, begin), _cut(use, end)
    for node in range(first, last):
        for k in range(len(need)):
            use.used[node, k] += need[k]


@kernel
def _cut(use: Use, month: float) -> Whole:
    """The breakpoint at `month`, made where there is none."""
    node = use.nodes[0]
    while use.month[node - 1] > month:
        node -= 1
    if use.month[node - 1] == month:
        return node - 1
    for other in range(use.nodes[0], node, -1):
        use.month[other] = use.month[other - 1]
        for k in range(use.used.shape[1]):
            use.used[other, k] = use.used[other - 1, k]
    use.month[node] = month
    for k in range(use.used.shape[1]):
        use.used[node, k] = use.used[node - 1, k]
    use.nodes[0] += 1
    return node
