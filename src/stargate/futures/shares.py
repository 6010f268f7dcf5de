"""How much of an outcome's variance goes once a figure is known: first-order Sobol' indices (T8).

    S = Var(E[Y | X]) / Var(Y)

E[Y | X] is the mean of Y in equal slices of X's own random number; the variance that slices of n / K futures show by
chance alone, (K - 1) Var(Y | X) / (n - K), is taken off. Sobol' (2001), https://doi.org/10.1016/S0378-4754(00)00270-6.

How much narrower the range of Y then is, on average, is the mean of P90 - P10 within these slices, taken off the same
within slices as large that have nothing to do with X: small slices are narrower by chance, and equally so.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import sqrt
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float, Int

from stargate.futures.moves import own_number
from stargate.programme.compiled import dimensions
from stargate.quantity.draws import key

if TYPE_CHECKING:
    from stargate.futures.result import Futures

_SLICES = 20
_SURE = 4  # standard errors above nought
_UNRELATED = 4  # orders that have nothing to do with a figure
_ENOUGH = 20_000  # futures: more would not change what is shown


@dataclass(frozen=True)
class VarianceShare:
    """The share of an outcome's variance that goes once one figure, event or agreement is known."""

    address: str
    share: float
    slices: Int[np.ndarray, " future"] = field(repr=False, compare=False)  # of its own number in each future


def variance_shares(futures: "Futures", outcome: Float[np.ndarray, " future"]) -> list[VarianceShare]:
    """Every uncertain figure of the programme with a share that is surely above nought, largest first."""
    n = min(futures.n, _ENOUGH)
    outcome, weight = outcome[:n], futures.weight[:n]
    if n < 10 * _SLICES or not np.ptp(outcome) > 0:
        return []
    noise, off = sqrt(2 * (_SLICES - 1)) / n, outcome - np.average(outcome, weights=weight)
    total = float(np.average(off**2, weights=weight))
    found = []
    for address, own in _own_numbers(futures, n):
        slices = (own[:n] * _SLICES).astype(np.int16)  # small numbers are sorted fast
        found.append(VarianceShare(address, _share(slices, weight * off, weight, total), slices))
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


def narrowings(
    futures: "Futures", outcome: Float[np.ndarray, " future"], found: Sequence[VarianceShare]
) -> list[float]:
    """How much narrower the 80% range of the outcome is, on average, once each of some figures is known."""
    if not found:
        return []
    n = len(found[0].slices)
    in_order = np.argsort(outcome[:n], kind="stable")
    outcome, weight = outcome[in_order], futures.weight[in_order]
    unrelated = [
        np.argsort(own_number(key(f"unrelated.{i}", futures.seed), 0, futures.numbers[:n])) for i in range(_UNRELATED)
    ]

    def narrowing(slices: Int[np.ndarray, " future"]) -> float:
        by_chance = np.mean([_width_within(outcome, weight, slices[other]) for other in unrelated])
        return float(by_chance - _width_within(outcome, weight, slices[in_order]))

    return [narrowing(share.slices) for share in found]


def _width_within(
    outcome: Float[np.ndarray, " future"], weight: Float[np.ndarray, " future"], slices: Int[np.ndarray, " future"]
) -> float:
    """The mean width of the 80% range within slices; of futures in the order of the outcome."""
    order = np.argsort(slices, kind="stable")
    reached = np.cumsum(weight[order])
    ends = reached[np.append(np.flatnonzero(np.diff(slices[order])), -1)]
    starts = np.append(0.0, ends[:-1])
    low, high = (np.searchsorted(reached, starts + p * (ends - starts) * (1 - 1e-9)) for p in (0.1, 0.9))
    return float(np.average(outcome[order][high] - outcome[order][low], weights=ends - starts))


def _share(
    slices: Int[np.ndarray, " future"], off: Float[np.ndarray, " future"], weight: np.ndarray, total: float
) -> float:
    mass = np.bincount(slices, weight, _SLICES)
    used = mass > 0
    means = np.bincount(slices, off, _SLICES)[used] / mass[used]
    explained = float(np.average(means**2, weights=mass[used]))
    count, n = int(used.sum()), len(slices)
    return max(0.0, (explained - (count - 1) / (n - count) * (total - explained)) / total)
