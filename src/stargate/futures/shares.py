"""How much of an outcome's variance goes once a figure is known: first-order Sobol' indices (T8).

    S = Var(E[Y | X]) / Var(Y)

E[Y | X] is the mean of Y in equal slices of X's own random number; the variance that slices of n / K futures show by
chance alone, (K - 1) Var(Y | X) / (n - K), is taken off. Sobol' (2001), https://doi.org/10.1016/S0378-4754(00)00270-6.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float

from stargate.futures.model import dimensions
from stargate.futures.moves import own_number
from stargate.quantity.draws import key

if TYPE_CHECKING:
    from stargate.futures.result import Futures

_SLICES = 20
_SURE = 4  # standard errors above nought
_ENOUGH = 20_000  # futures: more would not change what is shown


@dataclass(frozen=True)
class VarianceShare:
    """The share of an outcome's variance that goes once one figure, event or agreement is known."""

    address: str
    share: float

    @property
    def narrows(self) -> float:
        """By what share a range of the outcome then narrows on average, where the outcome is near normal."""
        return 1 - sqrt(max(0.0, 1 - self.share))


def variance_shares(futures: "Futures", outcome: Float[np.ndarray, " future"]) -> list[VarianceShare]:
    """Every uncertain figure of the programme with a share that is surely above nought, largest first."""
    n = min(futures.n, _ENOUGH)
    outcome, weight = outcome[:n], futures.weight[:n]
    if n < 10 * _SLICES or not np.ptp(outcome) > 0:
        return []
    noise, off = sqrt(2 * (_SLICES - 1)) / n, outcome - np.average(outcome, weights=weight)
    total = float(np.average(off**2, weights=weight))
    found = [
        VarianceShare(address, _share(own[:n], weight * off, weight, total))
        for address, own in _own_numbers(futures, n)
    ]
    return sorted((s for s in found if s.share > _SURE * noise), key=lambda s: (-s.share, s.address))


def _own_numbers(futures: "Futures", n: int) -> Iterator[tuple[str, Float[np.ndarray, " future"]]]:
    """Every uncertain figure with its own number in each future, from 0 to 1; events, agreements, pledges too."""
    model, contents, numbers = futures.model, futures.programme.contents, futures.numbers[:n]
    spread = dimensions(contents)
    for figure in futures.programme:
        if figure.known and figure.uncertain:
            part = 0 if figure.law.uncertain else 1 + [c.law.uncertain for c in figure.changes].index(True)
            sobol = 0 if part else spread.get(figure.address, 0)
            yield figure.address, own_number(key(figure.address, futures.seed), part, numbers, sobol)
    for i, address in enumerate(model.event_addresses):
        yield address, futures.happened[:, i] * (1 - 1e-9)
    for commitment in contents.commitments.values():
        if commitment.address in model.event_addresses:
            continue
        yield commitment.address, own_number(key(f"{commitment.address}.arrives", futures.seed), 0, numbers)
    for i, lengths in zip(model.open_agreements, futures.lengths.T, strict=True):
        yield model.activities[i].address, np.argsort(np.argsort(lengths)) / futures.n


def _share(
    own: Float[np.ndarray, " future"], off: Float[np.ndarray, " future"], weight: np.ndarray, total: float
) -> float:
    slices = (own * _SLICES).astype(np.int64)
    mass = np.bincount(slices, weight, _SLICES)
    used = mass > 0
    means = np.bincount(slices, off, _SLICES)[used] / mass[used]
    explained = float(np.average(means**2, weights=mass[used]))
    count, n = int(used.sum()), len(own)
    return max(0.0, (explained - (count - 1) / (n - count) * (total - explained)) / total)
