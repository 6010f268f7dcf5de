"""How hard to plan, what is told on the way, and the best plan so far."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from stargate.planning.choice import Choice

LEAST_GAP = 1e-9  #: below it, gaps are rounding


@dataclass(frozen=True)
class Effort:
    """When to stop, and what may be used."""

    gap: float = 0.005  #: between the plan and what no plan can be better than, relative to the plan
    seconds: float = np.inf  #: of wall-clock time
    threads: int = 1  #: cores


class Progress(NamedTuple):
    """Where the search stands."""

    stage: str  #: what it does, in words
    bound: float  #: no choice costs less [USD m]
    objective: float  #: of the best choice, infinite while there is none [USD m]
    gap: float  #: infinite while there is no choice
    seconds: float  #: since it began


Watch = Callable[[Progress], None]


@dataclass
class Best:
    """The best choice so far and the best bound, against the clock."""

    effort: Effort
    watch: Watch | None = None
    choice: Choice | None = None
    objective: float = np.inf  #: [USD m]
    bound: float = -np.inf  #: [USD m]
    stage: str = "nothing yet"
    began: float = field(default_factory=time.monotonic)
    cpu_began: float = field(default_factory=time.process_time)

    @property
    def gap(self) -> float:
        """(objective - bound) / |objective|; infinite while there is no choice."""
        if not np.isfinite(self.objective):
            return np.inf
        return (self.objective - self.bound) / max(1e-9, abs(self.objective))

    @property
    def wanted(self) -> float:
        """The gap at which to stop."""
        return max(self.effort.gap, LEAST_GAP)

    @property
    def seconds(self) -> float:
        """Since the search began."""
        return time.monotonic() - self.began

    @property
    def left(self) -> float:
        """Seconds that may still be used."""
        return max(0.0, self.effort.seconds - self.seconds)

    @property
    def over(self) -> bool:
        """Whether the gap is reached or the time is up."""
        return self.gap <= self.wanted or self.left <= 0

    def offer(self, choice: Choice, objective: float) -> None:
        """Takes a choice if it is better."""
        if objective < self.objective:
            self.choice, self.objective = choice, objective

    def prove(self, bound: float) -> None:
        """Takes a bound if it is better."""
        self.bound = max(self.bound, bound)

    def tell(self, stage: str) -> None:
        """Tells whoever watches what is done now."""
        self.stage = stage
        if self.watch is not None:
            self.watch(Progress(stage, self.bound, self.objective, self.gap, self.seconds))
