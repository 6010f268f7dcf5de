"""Which phases an activity or an event may hold back."""

from collections.abc import Collection
from itertools import pairwise

import numpy as np

from stargate.futures.model import Model
from stargate.schedule.durations import FINISHED, WAITING


class Reach:
    """The phases that wait for activities, through whatever lies between and has not started."""

    def __init__(self, model: Model) -> None:
        self.model, network = model, model.network
        self.followers: list[list[int]] = [[] for _ in model.activities]
        for a, (first, last) in enumerate(pairwise(network.wait_from)):
            if network.state[a] == WAITING:
                for other in network.wait[first:last]:
                    self.followers[other].append(a)
        self.needed_by: list[list[int]] = [[] for _ in model.activities]
        for phase, (first, last) in enumerate(pairwise(network.need_from)):
            if np.isnan(network.ready[phase]):
                for a in network.need[first:last]:
                    self.needed_by[a].append(phase)

    def of(self, activities: Collection[int]) -> frozenset[int]:
        """The phases that wait for any of some activities."""
        reached, ahead = set(activities), list(activities)
        while ahead:
            more = set(self.followers[ahead.pop()]) - reached
            reached |= more
            ahead += more
        return frozenset(phase for a in reached for phase in self.needed_by[a])

    def of_event(self, event: int) -> frozenset[int]:
        """The phases that come later, or not at all, as an event has it."""
        gated = np.flatnonzero(self.model.network.event == event)
        return self.of(self.affected(event)) | frozenset(gated.tolist())

    def affected(self, event: int) -> set[int]:
        """The activities, not finished, that an event changes."""
        tasks = self.model.tasks
        owner = np.repeat(np.arange(len(tasks.state)), np.diff(tasks.risk_from))
        return set(owner[(tasks.risk == event) & (tasks.state[owner] != FINISHED)].tolist())
