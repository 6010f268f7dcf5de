"""What a scenario's futures are, and so what may be said of them."""

from enum import Enum, auto

from stargate.futures.result import Futures
from stargate.programme.model import Basis


class Drawn(Enum):
    """How much of a scenario is drawn. Ranges and chances are said of many futures only."""

    NOTHING = auto()  # dates are taken at their word
    ONE = auto()
    MANY = auto()


def drawn(basis: str, futures: int) -> Drawn:
    """What is drawn under `basis` with so many futures."""
    if basis == Basis.ANNOUNCED:
        return Drawn.NOTHING
    return Drawn.MANY if futures > 1 else Drawn.ONE


def drawn_in(futures: Futures) -> Drawn:
    """What is drawn in these futures."""
    return drawn(futures.programme.scenario.basis, futures.n)
