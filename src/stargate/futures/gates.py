"""What futures wait for shared supplies, in the mean (T6)."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int

from stargate.programme.gates import Gates
from stargate.schedule.gating import Pass
from stargate.schedule.waiting import Waits, trace_waits


@dataclass(frozen=True)
class Shared:
    """What waiting for shared supplies does to the phases, in the mean over futures."""

    limits: tuple[str, ...]  #: addresses of the supplies
    owners: tuple[str, ...]  #: addresses of the activities that claim, claim by claim
    supply: Int[np.ndarray, " claim"]  #: of which they claim
    held: Float[np.ndarray, "phase supply"]  #: months that binding paths wait for each supply
    behind: Float[np.ndarray, "phase claim"]  #: those of them behind each earlier claim
    share: Float[np.ndarray, "phase supply"]  #: share of futures in which they wait for it
    never: Float[np.ndarray, "phase supply"]  #: share of futures in which the supply never covers it
    ready: Float[np.ndarray, "future phase"]  #: when phases would take load if supplies were unlimited [month]


class Waiting:
    """Adds up what the binding paths of all blocks wait."""

    def __init__(self, gates: Gates, futures: int, phases: int) -> None:
        self.gates = gates
        self.ready = np.empty((futures, phases))
        self.sums = self._zeros()

    def _zeros(self) -> Waits:
        phases = self.ready.shape[1]
        return Waits(
            held=np.zeros((phases, len(self.gates.limits))),
            behind=np.zeros((phases, len(self.gates.owners))),
            share=np.zeros((phases, len(self.gates.limits))),
            never=np.zeros((phases, len(self.gates.limits))),
            seen=np.zeros((phases, len(self.gates.limits)), dtype=np.int64),
        )

    def traced(
        self,
        run: Pass,
        ready: Float[np.ndarray, "future phase"],
        weight: Float[np.ndarray, " future"],
        months: Float[np.ndarray, "phase activity"],
    ) -> Waits:
        """What the paths of one block wait; taken off the months of activities."""
        waits = self._zeros()
        trace_waits(run, ready, weight, months, waits)
        return waits

    def add(self, waits: Waits) -> None:
        """Adds one block's waits."""
        for total, more in zip(self.sums, waits, strict=True):
            total += more

    def shared(self, weight: float) -> Shared:
        """The means over futures of so much weight."""
        gates, sums = self.gates, self.sums
        held, behind, share, never = (v / weight for v in (sums.held, sums.behind, sums.share, sums.never))
        return Shared(gates.limits, gates.owners, gates.claims.supply, held, behind, share, never, self.ready)
