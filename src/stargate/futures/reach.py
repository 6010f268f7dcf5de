"""Which phases an activity or an event may hold back: what waits for them, and who claims supplies after them."""

from collections.abc import Collection
from itertools import pairwise

import numpy as np

from stargate.programme.compiled import Model
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
        for claimants in (queues := self._queues()).values():
            for a, after in pairwise(claimants):
                self.followers[a].append(after)
        self.heads = {s: claimants[:1] for s, claimants in queues.items()}
        self.needed_by: list[list[int]] = [[] for _ in model.activities]
        for phase, (first, last) in enumerate(pairwise(network.need_from)):
            if np.isnan(network.ready[phase]):
                for a in network.need[first:last]:
                    self.needed_by[a].append(phase)

    def _queues(self) -> dict[int, list[int]]:
        """Of each shared supply, the activities that claim of it and may move, in turn."""
        if (gates := self.model.gates) is None:
            return {}
        supplies, claims, state = gates.supplies, gates.claims, self.model.network.state
        place = np.argsort(claims.order)
        found: dict[int, list[tuple[bool, int, int]]] = {}
        for a, s in zip(claims.owner.tolist(), claims.supply.tolist(), strict=True):
            crews, begun = supplies.capacity[s] >= 0, state[a] != WAITING
            if not begun or (state[a] != FINISHED and (crews or supplies.at_finish[s])):
                found.setdefault(s, []).append((not (begun and crews), int(place[a]), a))
        return {s: [a for *_, a in sorted(each)] for s, each in found.items()}

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
        return self.of(self.affected(event) | self._supplied(event)) | frozenset(gated.tolist())

    def _supplied(self, event: int) -> set[int]:
        """The activities that claim shared supplies only where an event happens, or first of what it fills."""
        if (gates := self.model.gates) is None:
            return set()
        supplies = gates.supplies
        of = np.repeat(np.arange(len(supplies.share)), np.diff(supplies.fund_from))
        first = {a for s in of[supplies.arrives == event].tolist() for a in self.heads.get(s, [])}
        return first | set(np.flatnonzero(gates.claims.event == event).tolist())

    def affected(self, event: int) -> set[int]:
        """The activities, not finished, that an event changes."""
        tasks = self.model.tasks
        owner = np.repeat(np.arange(len(tasks.state)), np.diff(tasks.risk_from))
        return set(owner[(tasks.risk == event) & (tasks.state[owner] != FINISHED)].tolist())
