"""What moves IT MW at a date: conditional means in the worst and best tenth of every figure, by address (T8)."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float, Int

from stargate.futures.model import Model
from stargate.quantity.draws import uniform
from stargate.quantity.kernel import kernel
from stargate.quantity.laws import Code
from stargate.schedule.durations import FINISHED

if TYPE_CHECKING:
    from stargate.futures.result import Futures

_TENTH = 0.1


@dataclass(frozen=True)
class Move:
    """How far one figure moves the outcome: its mean in the figure's worst and best tenth less its mean over all.

    For an event, `worst` and `best` are the mean with and without it. `error` is the Monte Carlo standard error.
    """

    address: str
    worst: float  # [IT MW]
    best: float  # [IT MW]
    error: float  # [IT MW]
    event: bool

    @property
    def span(self) -> float:
        """How far it moves the outcome from its worst to its best [IT MW]."""
        return self.best - self.worst


def moves(futures: "Futures", of: str, at: str) -> list[Move]:
    """Every uncertain figure by how far it moves IT MW of `of` at `at`, largest first."""
    named = {"energised": futures.energised, "dated": futures.energised_dated}
    series = named[of] if of in named else futures.energised_of(of)
    outcome = series.at(at or futures.programme.contents.horizon)
    found = [_event(futures, i, address, outcome) for i, address in enumerate(futures.model.event_addresses)]
    found += [_figure(address, cause, futures.weight, outcome) for address, cause in _causes(futures)]
    return sorted((move for move in found if move is not None), key=lambda move: (-move.span, move.address))


def own_numbers(futures: "Futures", address: str) -> Float[np.ndarray, " future"] | None:
    """What the figure at `address` alone contributes to each future, large where it is; None where it is known."""
    return next((cause for found, cause in _causes(futures) if address in (found, f"{found}.duration")), None)


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
            own = np.empty(futures.n)
            _own_numbers(columns.key[column], part, own)
            yield figure.address, own
    lengths = _agreement_lengths(futures)
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


@kernel
def _own_numbers(key: np.uint64, part: int, out: Float[np.ndarray, " future"]) -> None:
    for future in range(len(out)):
        out[future] = uniform(key, future, 0, part)


def _agreement_lengths(futures: "Futures") -> dict[int, Float[np.ndarray, " future"]]:
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
    return Move(address, ends[0], ends[1], float(outcome.std() * np.sqrt(2 / tenth)), event=False)


def _event(futures: "Futures", event: int, address: str, outcome: Float[np.ndarray, " future"]) -> Move | None:
    happened: Int[np.ndarray, " future"] = np.flatnonzero(futures.happened[:, event])
    if not 0 < len(happened) < futures.n:
        return None
    other = np.flatnonzero(futures.happened[:, event] == 0)
    ends = sorted(_shift(part, futures.weight, outcome) for part in (happened, other))
    return Move(
        address, ends[0], ends[1], float(outcome.std() * np.sqrt(1 / len(happened) + 1 / len(other))), event=True
    )


def _shift(chosen: Int[np.ndarray, " some"], weight: Float[np.ndarray, " future"], outcome: np.ndarray) -> float:
    return float(np.average(outcome[chosen], weights=weight[chosen]) - np.average(outcome, weights=weight))
