"""What moves IT MW at a date: conditional means in the worst and best tenth of every figure, by address (T8).

With Y the outcome and T the futures in which the figure is in its lowest, or highest, tenth

    shift = mean(Y | T) - mean(Y)

of which the smaller is the worst and the larger the best.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float, Int

from stargate.futures.capital import figures as capital_figures
from stargate.programme.compiled import Model
from stargate.quantity.draws import key, spread_uniform, uniform
from stargate.quantity.figure import Figure
from stargate.quantity.kernel import kernel
from stargate.quantity.laws import Code

if TYPE_CHECKING:
    from stargate.futures.result import Futures

_TENTH = 0.1


@dataclass(frozen=True, repr=False)
class Move:
    """How far one figure moves the outcome: its mean in the figure's worst and best tenth less its mean over all.

    For an event, `worst` and `best` are the mean with and without it. `error` is the Monte Carlo standard error.
    """

    address: str  #: of the figure, or of the event
    worst: float  #: [IT MW]
    best: float  #: [IT MW]
    error: float  #: [IT MW]
    event: bool  #: whether it happens or not, instead of being more or less

    @property
    def span(self) -> float:
        """How far it moves the outcome from its worst to its best [IT MW]."""
        return self.best - self.worst

    def __str__(self) -> str:
        return f"{self.address}: {self.worst:+.0f} to {self.best:+.0f} IT MW (+-{self.error:.0f})"

    __repr__ = __str__


def moves(futures: "Futures", of: str, at: str) -> list[Move]:
    """Every uncertain figure by how far it moves IT MW of `of` at `at`, largest first."""
    named = {"energised": futures.energised, "dated": futures.energised_dated}
    series = named[of] if of in named else futures.energised_of(of)
    outcome = series.at(at or futures.programme.contents.horizon)
    whole = _Outcome(outcome, futures.weight)
    found = [_event(futures, i, address, whole) for i, address in enumerate(futures.model.event_addresses)]
    found += [_figure(address, cause, whole) for address, cause in _causes(futures)]
    return sorted((move for move in found if move is not None), key=lambda move: (-move.span, move.address))


def own_numbers(futures: "Futures", address: str) -> Float[np.ndarray, " future"] | None:
    """What the figure at `address` alone contributes to each future, large where it is.

    None where it is known, or enters neither dates nor capital.
    """
    price = next((figure for figure in capital_figures(futures) if figure.address == address), None)
    if price is not None:
        return _own_number(futures, price)
    return next((cause for found, cause in _causes(futures) if found == address), None)


def _own_number(futures: "Futures", figure: Figure) -> Float[np.ndarray, " future"] | None:
    """The random number of one figure in each future: of its law, else of its first uncertain change."""
    laws = [figure.law, *(change.law for change in figure.changes)]
    part = next((i for i, law in enumerate(laws) if law.uncertain), None)
    if part is None:
        return None
    return own_number(key(figure.address, futures.seed), part, futures.numbers)


def _causes(futures: "Futures") -> Iterator[tuple[str, Float[np.ndarray, " future"]]]:
    """Every uncertain figure with its own random number in each future; an agreement with its length."""
    compiled, columns = futures.model, futures.model.columns
    rounds = {
        answer for a in compiled.activities for answer in [*a.parties.values(), a.another_round] if answer is not None
    }
    skipped = {figure.address for figure in rounds}
    drawn = _drawn_build_ups(futures)
    for column, figure in enumerate(compiled.figures):
        part = _uncertain_part(compiled, column)
        if part is not None and column in drawn:
            yield figure.address, drawn[column]
        elif part is not None and figure.address not in skipped:
            sobol = 0 if part else columns.sobol[column]
            yield figure.address, own_number(columns.key[column], part, futures.numbers, sobol)
    for i, lengths in zip(compiled.open_agreements, futures.lengths.T, strict=True):
        yield compiled.activities[i].address, lengths


def _drawn_build_ups(futures: "Futures") -> dict[int, Float[np.ndarray, " future"]]:
    """Cadences and ramps of phases that rise, by column: given what has elapsed, their own numbers say little."""
    phases, rising = futures.model.phases, set(futures.model.rising.ramp)
    found = {}
    for i, ramp in enumerate(phases.ramp):
        if ramp in rising:
            found[ramp] = futures.buildup.ramp[:, i]
            found[phases.cadence[i]] = futures.buildup.cadence[:, i]
    return found


def _uncertain_part(compiled: Model, column: int) -> int | None:
    """Which of a figure's laws is drawn: 0 its own, else its first uncertain change; None where it is known."""
    columns = compiled.columns
    if columns.code[column] != Code.POINT:
        return 0
    changes = range(columns.change_from[column], columns.change_from[column + 1])
    drawn = [i for i, change in enumerate(changes) if columns.change_code[change] != Code.POINT]
    return drawn[0] + 1 if drawn else None


def own_number(of: int, part: int, numbers: Int[np.ndarray, " future"], sobol: int = 0) -> Float[np.ndarray, " future"]:
    """The random numbers with the key `of` in each future, from 0 to 1; of a figure's law (0) or one of its changes.

    `sobol` is the dimension of its Sobol' numbers, 0 for plain ones.
    """
    own = np.empty(len(numbers))
    _fill(np.uint64(of), part, sobol, numbers, own)
    return own


@kernel
def _fill(
    key: np.uint64, part: int, sobol: int, numbers: Int[np.ndarray, " future"], out: Float[np.ndarray, " future"]
) -> None:
    for i in range(len(out)):
        out[i] = spread_uniform(key, sobol, numbers[i]) if sobol else uniform(key, numbers[i], 0, part)


class _Outcome:
    """The outcome in each future, its mean and its spread."""

    def __init__(self, values: Float[np.ndarray, " future"], weight: Float[np.ndarray, " future"]) -> None:
        self.values, self.weight = values, weight
        self.mean = np.average(values, weights=weight)
        self.spread = np.sqrt(np.average((values - self.mean) ** 2, weights=weight))

    def move(
        self, address: str, one: Int[np.ndarray, " some"], other: Int[np.ndarray, " some"], *, event: bool
    ) -> Move | None:
        """From some futures to others; None where either count for nothing."""
        if not (self.weight[one].any() and self.weight[other].any()):
            return None
        worst, best = sorted((self.shift(one), self.shift(other)))
        return Move(address, worst, best, self.error(one, other), event)

    def shift(self, chosen: Int[np.ndarray, " some"]) -> float:
        """The mean over some futures less the mean over all."""
        return float(np.average(self.values[chosen], weights=self.weight[chosen]) - self.mean)

    def error(self, *parts: Int[np.ndarray, " some"]) -> float:
        """Of the difference of means over two parts: s * sqrt(sum of sum(w^2) / sum(w)^2), s over all futures."""
        weights = [self.weight[part] / self.weight[part].sum() for part in parts]
        return float(self.spread * np.sqrt(sum((weight**2).sum() for weight in weights)))


def _figure(address: str, cause: Float[np.ndarray, " future"], outcome: _Outcome) -> Move | None:
    tenth = max(1, int(len(cause) * _TENTH))
    if len(cause) < 2 * tenth:
        return None
    low, high = np.argpartition(cause, tenth)[:tenth], np.argpartition(cause, -tenth)[-tenth:]
    return outcome.move(address, low, high, event=False)


def _event(futures: "Futures", event: int, address: str, outcome: _Outcome) -> Move | None:
    happened: Int[np.ndarray, " future"] = np.flatnonzero(futures.happened[:, event])
    if not 0 < len(happened) < futures.n:
        return None
    other = np.flatnonzero(futures.happened[:, event] == 0)
    return outcome.move(address, happened, other, event=True)
