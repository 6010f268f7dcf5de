"""Values of all decisions of a planning problem, and what certifies that they are good ones."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float, Int


@dataclass(frozen=True, eq=False)
class Choice:
    """One way to decide everything; `planning.check` recomputes what it costs and what it breaks."""

    opened: Bool[np.ndarray, " site"]  #: those that are open already among them
    starts: Int[np.ndarray, "block quarter"]  #: cumulative
    bought: Float[np.ndarray, "chip year"]  #: [IT GW]
    placed: Float[np.ndarray, "site year"]  #: chips that begin to run there [IT GW]
    capacity: Float[np.ndarray, "site option year"]  #: what is committed included [GW]
    allowance: Float[np.ndarray, "use site year"]  #: of uses that sites share; infinite elsewhere
    sold: Float[np.ndarray, " year"]  #: compute [m H100e]
    shortfall: Float[np.ndarray, " year"]  #: of the target [IT GW]


@dataclass(frozen=True)
class Certificate:
    """How good a choice is, proven: no choice costs less than `bound`."""

    status: str  #: in words: "solved" to the gap asked for; else what stopped it
    objective: float  #: of the choice, recomputed from it by independent code [USD m]
    bound: float  #: [USD m]
    violation: float  #: the largest of any row, relative to the row's size
    wall: float  #: [s]
    cpu: float  #: of all threads [s]

    @property
    def gap(self) -> float:
        """(objective - bound) / |objective|."""
        return (self.objective - self.bound) / max(1e-9, abs(self.objective))
