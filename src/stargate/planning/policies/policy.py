"""What every policy is: fields of `planning` or of places that become a `Use` of a planning problem."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules

import numpy as np
from jaxtyping import Float

import stargate.planning.policies as room
from stargate.planning.days import Days
from stargate.planning.horizon import Horizon
from stargate.planning.offers import GRID, Offer, Sampled
from stargate.planning.places import Place
from stargate.planning.problem import Use
from stargate.programme.planning import Planning


@dataclass(frozen=True, eq=False)
class Setting:
    """What policies look at."""

    planning: Planning
    places: Sequence[Place]
    offers: Sequence[Offer]
    sampled: Sampled
    days: Days
    horizon: Horizon

    @property
    def shape(self) -> tuple[int, int]:
        """Sites and years."""
        return len(self.places), self.horizon.years

    def generated(self, rates: Sequence[float]) -> Float[np.ndarray, "site option day hour"]:
        """A rate by option [1/GWh] in every hour; nothing of stores, which give back what others made."""
        own = np.array([0.0 if o.technology.stores else rate for o, rate in zip(self.offers, rates, strict=True)])
        shape = (len(self.places), len(self.offers), *self.sampled.load.shape[1:])
        return np.broadcast_to(own[:, None, None], shape).copy()

    def imported(
        self, found: Float[np.ndarray, "site option day hour"], rate: Float[np.ndarray, "site day hour"]
    ) -> Float[np.ndarray, "site option day hour"]:
        """The same with a rate of import from the grid by hour."""
        for k, offer in enumerate(self.offers):
            if offer.name == GRID:
                found[:, k] = rate
        return found


class Policy(ABC):
    """One policy."""

    name: str  #: what its use is called
    unit: str

    @abstractmethod
    def use(self, setting: Setting) -> Use | None:
        """What it holds a plan to; None where nobody asks for it."""

    @abstractmethod
    def addresses(self, setting: Setting) -> Mapping[str, str]:
        """Addresses of the figures behind it, by the name of the place; under an empty name that of all together."""


def policies() -> Iterator[Policy]:
    """One of each class that stands in this folder, by the names of their files."""
    for module in sorted(found.name for found in iter_modules(room.__path__)):
        for thing in vars(import_module(f"{room.__name__}.{module}")).values():
            if isinstance(thing, type) and issubclass(thing, Policy) and "__final__" in vars(thing):
                yield thing()
