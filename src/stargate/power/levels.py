"""Dispatch of hours whose store ends where it must, or where it began (O4).

A cycle is a price theta of energy that is bought before the first hour and sold after the last: the least cost at that
price is concave in it, its slope is what the store is left short of, e_0 - e_T, and its top is the cyclic optimum.
"""

from dataclasses import dataclass, field

import numpy as np
from jaxtyping import Float

from stargate.power.arrays import Hours, Paths, Storage, Work, paths, work
from stargate.power.path import forward
from stargate.power.prices import priced
from stargate.power.recursion import backward
from stargate.power.search import Tangent, bracketed, top


@dataclass
class Run:
    """A dispatch, and prices that prove it together with what they were found at."""

    value: float  #: least cost at the costs and prices it was found at [USD]
    start: float  #: level before the first hour [MWh]
    output: Float[np.ndarray, "source hour"]  #: [MW]
    charge: Float[np.ndarray, " hour"]  #: [MW]
    discharge: Float[np.ndarray, " hour"]  #: [MW]
    level: Float[np.ndarray, " hour"]  #: [MWh]
    price: Float[np.ndarray, " hour"]  #: of power [USD/MWh]
    worth: Float[np.ndarray, " hour"]  #: of energy in the store [USD/MWh]
    cycle: float = 0.0  #: theta [USD/MWh]
    scarcity: float = 0.0  #: price of the budget of load left out [USD/MWh]
    share: float = 1.0  #: of the load left out that the budget allows; the rest of it is not served
    peak: Float[np.ndarray, " hour"] = field(default_factory=lambda: np.zeros(0))  #: what hours add to it [USD/MWh]


PRIMAL = ("start", "output", "charge", "discharge", "level", "share")


def mixed(left: Run, right: Run, share: float, proof: Run) -> Run:
    """The mean of two dispatches, `share` of the left; prices are those of `proof`."""
    if left is right:
        return left if left is proof else Run(**{**vars(proof), **{name: getattr(left, name) for name in PRIMAL}})
    mean = {}
    for name in PRIMAL:
        if name != "output":
            a, b = getattr(left, name), getattr(right, name)
            mean[name] = np.clip(share * a + (1 - share) * b, np.minimum(a, b), np.maximum(a, b))
    left.output *= share
    right.output *= 1 - share
    left.output += right.output
    return Run(**{**vars(proof), **mean, "output": left.output})


class UnreachableError(Exception):
    """The ends of the store cannot be met."""


class Levels:
    """Solves hours that differ in costs and capacities; a cycle is looked for where the last one was."""

    def __init__(self, hours: Hours, storage: Storage, *, cyclic: bool) -> None:
        self.storage, self.cyclic = storage, cyclic
        self.work = work(*hours.cost.shape)
        self.guess: float | None = None
        self.step = 1.0

    def solve(self, hours: Hours) -> Run:
        """Raises `UnreachableError`."""
        if self.cyclic and self.storage.energy > 0:
            return self._cycle(hours)
        feasible, value, start = backward(hours, self.storage, self.work)
        if not feasible:
            raise UnreachableError
        return self._run(hours, self.storage, self.work, value, start)

    def _cycle(self, hours: Hours) -> Run:
        def draw(theta: float) -> Tangent[tuple[Storage, Work, float, float]]:
            storage = self.storage._replace(price=theta)
            own = self.work._replace(used=np.empty_like(self.work.used))
            _, value, start = backward(hours, storage, own)
            return Tangent(theta, value, start - own.used[-1], (storage, own, value, start))

        flat = 1e-13 * self.storage.energy
        if self.guess is None:
            self.guess = middling(hours)
            self.step = 0.1 * abs(self.guess) + 1.0
        found = top(draw, *bracketed(draw, self.guess, self.step, flat), flat)
        self.step = max(0.5 * abs(found.here.at - self.guess), 1e-6 * (1.0 + abs(self.guess)))
        self.guess = found.here.at
        left = self._run(hours, *found.left.found)
        if found.left is found.right:
            return left
        right = self._run(hours, *found.right.found)
        proof = right if found.here is found.right else left
        if found.here is not found.left and found.here is not found.right:
            proof = self._run(hours, *found.here.found)
        return mixed(left, right, found.share, proof)

    def _run(self, hours: Hours, storage: Storage, scratch: Work, value: float, start: float) -> Run:
        out: Paths = paths(*hours.cost.shape)
        forward(hours, storage, start, scratch, out)
        priced(hours, storage, start, scratch, out)
        return Run(value, start, *out, cycle=storage.price)


def middling(hours: Hours) -> float:
    """What a MWh costs in the middle of some hours without a store [USD/MWh]: where to look for its worth."""
    some = slice(None, None, max(1, len(hours.demand) // 128))
    cost, capacity, demand = hours.cost[:, some], hours.capacity[:, some], hours.demand[some]
    order = np.argsort(cost, axis=0)
    served = np.cumsum(np.take_along_axis(capacity, order, axis=0), axis=0)
    last = np.minimum((served < demand).sum(axis=0), len(cost) - 1)
    return float(np.median(np.take_along_axis(np.take_along_axis(cost, order, axis=0), last[None], axis=0)))
