"""What moves IT MW at a date: conditional means in the worst and best tenth of every figure, by address (T8).

With Y the outcome and T the futures in which the figure is in its lowest, or highest, tenth

    shift = mean(Y | T) - mean(Y)

of which the smaller is the worst and the larger the best.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float, Int

from stargate.futures.capital import figures as capital_figures
from stargate.futures.model import Model
from stargate.quantity.draws import key, uniform
from stargate.quantity.figure import Figure
from stargate.quantity.kernel import kernel
from stargate.quantity.laws import Code
from stargate.schedule.durations import FINISHED

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
    found = [_event(futures, i, address, outcome) for i, address in enumerate(futures.model.event_addresses)]
    found += [_figure(address, cause, futures.weight, outcome) for address, cause in _causes(futures)]
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
            yield figure.address, own_number(columns.key[column], part, futures.numbers)
    lengths = agreement_lengths(futures)
    for i, activity in enumerate(compiled.activities):
        if i in lengths:
            yield activity.address, lengths[i]


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


def own_number(of: int, part: int, numbers: Int[np.ndarray, " future"]) -> Float[np.ndarray, " future"]:
    """The random numbers with the key `of` in each future, from 0 to 1; of a figure's law (0) or one of its changes."""
    own = np.empty(len(numbers))
    _fill(np.uint64(of), part, numbers, own)
    return own


@kernel
def _fill(key: np.uint64, part: int, numbers: Int[np.ndarray, " future"], out: Float[np.ndarray, " future"]) -> None:
    for i in range(len(out)):
        out[i] = uniform(key, numbers[i], 0, part)


def agreement_lengths(futures: "Futures") -> dict[int, Float[np.ndarray, " future"]]:
    """How long each open agreement takes in all [months], by index of its activity."""
    from stargate.futures.simulate import BLOCK, run

    compiled = futures.model
    open_ones = [i for i, a in enumerate(compiled.activities) if a.parties and compiled.tasks.state[i] != FINISHED]
    if not open_ones:
        return {}

    def lengths(first: int) -> Float[np.ndarray, "future agreement"]:
        return run(compiled, futures.numbers[first : first + BLOCK]).duration[:, open_ones]

    with ThreadPoolExecutor() as pool:
        found = np.concatenate(list(pool.map(lengths, range(0, futures.n, BLOCK))))
    return {i: found[:, k] for k, i in enumerate(open_ones)}


def _figure(
    address: str, cause: Float[np.ndarray, " future"], weight: Float[np.ndarray, " future"], outcome: np.ndarray
) -> Move | None:
    tenth = max(1, int(len(cause) * _TENTH))
    if len(cause) < 2 * tenth:
        return None
    order = np.argpartition(cause, [tenth, len(cause) - tenth - 1])
    ends = sorted(_shift(order[part], weight, outcome) for part in (slice(tenth), slice(-tenth, None)))
    return Move(address, ends[0], ends[1], _error(weight, outcome, order[:tenth], order[-tenth:]), event=False)


def _event(futures: "Futures", event: int, address: str, outcome: Float[np.ndarray, " future"]) -> Move | None:
    happened: Int[np.ndarray, " future"] = np.flatnonzero(futures.happened[:, event])
    if not 0 < len(happened) < futures.n:
        return None
    other = np.flatnonzero(futures.happened[:, event] == 0)
    ends = sorted(_shift(part, futures.weight, outcome) for part in (happened, other))
    return Move(address, ends[0], ends[1], _error(futures.weight, outcome, happened, other), event=True)


def _shift(chosen: Int[np.ndarray, " some"], weight: Float[np.ndarray, " future"], outcome: np.ndarray) -> float:
    return float(np.average(outcome[chosen], weights=weight[chosen]) - np.average(outcome, weights=weight))


def _error(weight: Float[np.ndarray, " future"], outcome: np.ndarray, *parts: Int[np.ndarray, " some"]) -> float:
    """Of the difference of means over two parts: s * sqrt(sum of sum(w^2) / sum(w)^2), s over all futures."""
    center = np.average(outcome, weights=weight)
    spread = np.sqrt(np.average((outcome - center) ** 2, weights=weight))
    return float(spread * np.sqrt(sum((weight[part] ** 2).sum() / weight[part].sum() ** 2 for part in parts)))
