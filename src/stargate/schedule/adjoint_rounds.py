"""Rounds of agreements for the way back: the history that was drawn, and how dense a round is where it ended."""

import numpy as np
from jaxtyping import Float

from stargate.quantity.draws import Columns, chance_above, change_of, value_of
from stargate.quantity.kernel import Whole, kernel
from stargate.quantity.slopes import hazard
from stargate.schedule.durations import _HISTORIES, _ROUNDS, WAITING, Tasks, _more, _round
from stargate.schedule.network import NOTHING


@kernel
def history(
    tasks: Tasks, columns: Columns, a: Whole, future: Whole, chance: float, scale: float, shift: float
) -> tuple[int, int, float]:
    """The history that was drawn: its first occurrence, its rounds, and how long they take unscaled; else -1."""
    for tried in range(_HISTORIES):
        first, in_rounds = tried * _ROUNDS, 0.0
        rounds = 1 + _more(tasks, a, future, tried, chance)
        for occurrence in range(first, first + rounds):
            in_rounds += _round(tasks, columns, a, future, occurrence)
        if tasks.state[a] == WAITING or shift + scale * in_rounds > tasks.elapsed[a]:
            return first, rounds, in_rounds
    return -1, 0, 0.0


@kernel
def slowest_of(tasks: Tasks, columns: Columns, a: Whole, future: Whole, occurrence: Whole) -> tuple[float, Whole]:
    """How long a round takes, and the slowest party's link."""
    slowest, found = 0.0, NOTHING
    for link in range(tasks.party_from[a], tasks.party_from[a + 1]):
        answer = value_of(columns, tasks.party[link], future, occurrence)
        if answer > slowest:
            slowest, found = answer, link
    return slowest, found


@kernel
def rate(tasks: Tasks, columns: Columns, a: Whole, future: Whole, occurrence: Whole, value: float) -> float:
    """The density of a round at `value`."""
    density = 0.0
    for link in range(tasks.party_from[a], tasks.party_from[a + 1]):
        density += rate_by(tasks, columns, a, future, occurrence, value, link)
    return density


@kernel
def rate_by(
    tasks: Tasks, columns: Columns, a: Whole, future: Whole, occurrence: Whole, value: float, own: Whole
) -> float:
    """What one party adds to the density of a round: its own, where all others answer sooner."""
    party: int = tasks.party[own]
    scale, shift = change_of(columns, party, future, occurrence)
    if scale <= 0.0:
        return 0.0
    density = hazard(columns, party, (value - shift) / scale) / scale
    density *= chance_above(columns, party, future, occurrence, value)
    for link in range(tasks.party_from[a], tasks.party_from[a + 1]):
        if link != own:
            density *= 1.0 - chance_above(columns, tasks.party[link], future, occurrence, value)
    return density


@kernel
def reverse_last(
    tasks: Tasks,
    columns: Columns,
    a: Whole,
    i: Whole,
    future: Whole,
    last: Whole,
    longest: float,
    least: float,
    ratio: float,
    by: float,
    seen: float,
    slope: Float[np.ndarray, "future slot"],
) -> None:
    """Passes on to the answers of the last round, which is taken as drawn given that it exceeds `least`."""
    ends, at_least = rate(tasks, columns, a, future, last, longest), rate(tasks, columns, a, future, last, least)
    for link in range(tasks.party_from[a], tasks.party_from[a + 1]):
        of_end = rate_by(tasks, columns, a, future, last, longest, link) / ends
        of_least = rate_by(tasks, columns, a, future, last, least, link) / at_least
        slope[i, tasks.party[link]] += by * (of_end - ratio * of_least) + seen * of_least
