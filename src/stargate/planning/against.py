"""A plan against the announced one: both costed alike, dates side by side, and the limits that the other breaks."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from jaxtyping import Int

from stargate.planning.built import begun
from stargate.planning.choice import Choice
from stargate.planning.problem import PlanningProblem
from stargate.planning.summary import Summary
from stargate.planning.words import money, quarter

_TOLD = 4  # broken limits that are told in the sentence


@dataclass(frozen=True)
class Dated:
    """When phases are begun and have their full load, announced and in the plan; empty where they are not built."""

    phases: str  #: name of their block
    announced: tuple[str, ...]  #: quarters of full load, one for each phase
    planned: tuple[str, ...]  #: the same


@dataclass(frozen=True)
class Against:
    """What a plan gains on the announced one."""

    gain: float | None  #: by how much its objective is better [USD m]; None where nothing near that can be kept
    announced: Summary | None  #: of the announced one as near as it can be kept, with the best chips and power for it
    dates: tuple[Dated, ...]  #: of phases that either builds
    it_power: dict[int, tuple[float, float | None]]  #: planned, announced, by year [IT GW]
    capital: dict[int, tuple[float, float | None]]  #: the same of what is spent [USD m]
    broken: tuple[str, ...]  #: limits that the announced one breaks, by how much, in words
    words: str  #: what it comes to


def in_time(problem: PlanningProblem, starts: Int[np.ndarray, "block quarter"]) -> Int[np.ndarray, "block quarter"]:
    """Announced starts, each as early as it may be where it is late already; what cannot run within the plan left out.

    Cumulative, and no faster than the pace of a block.
    """
    found = np.zeros_like(starts)
    for block, asked in enumerate(starts):
        pace = int(problem.blocks.pace[block])
        for q in range(int(problem.blocks.earliest[block]), problem.quarters):
            before = found[block, q - 1] if q else 0
            more = min(asked[q] - before, pace) if q <= problem.latest(block) else 0
            found[block, q] = before + max(more, 0)
    return found


def against(
    problem: PlanningProblem,
    choice: Choice,
    planned: Summary,
    announced: Choice,
    near: Summary | None,
    gain: float | None,
    broken: tuple[str, ...],
) -> Against:
    """A plan beside the announced one.

    `near` and `gain` are of the announced one as near as it can be kept, with the best chips and power for that; None
    where even so it breaks limits. `broken` says what it breaks as it was announced.
    """
    return Against(
        gain=gain,
        announced=near,
        dates=tuple(_dates(problem, announced, choice)),
        it_power=_beside(planned.it_power, near and near.it_power),
        capital=_beside(_summed(planned), near and _summed(near)),
        broken=broken,
        words=_words(gain, broken),
    )


def _dates(problem: PlanningProblem, announced: Choice, choice: Choice) -> Iterator[Dated]:
    for block, name in enumerate(problem.blocks.names):
        both = [_full_loads(problem, each, block) for each in (announced, choice)]
        if any(both):
            yield Dated(name, *both)


def _full_loads(problem: PlanningProblem, choice: Choice, block: int) -> tuple[str, ...]:
    quarters = np.repeat(np.arange(problem.quarters), begun(choice)[block].astype(int))
    return tuple(quarter(problem, int(q + problem.blocks.lag[block])) for q in quarters)


def _summed(summary: Summary) -> dict[int, float]:
    rows = list(summary.capital.values())
    return {year: sum(row[year] for row in rows) for year in rows[0]}


def _beside(planned: dict[int, float], announced: dict[int, float] | None) -> dict[int, tuple[float, float | None]]:
    return {year: (value, None if announced is None else announced[year]) for year, value in planned.items()}


def _words(gain: float | None, broken: tuple[str, ...]) -> str:
    more = f"; and {len(broken) - _TOLD} more" if len(broken) > _TOLD else ""
    head = f"The announced plan cannot be kept: {'; '.join(broken[:_TOLD])}{more}. " if broken else ""
    if gain is None:
        return f"{head}Nothing near it can be kept either."
    kept = "Begun as early as it can be, it" if broken else "The announced plan"
    if gain < 1:
        return f"{head}{kept} is as good as the plan."
    return (
        f"{head}{kept} is worth {money(gain)} less than the plan, with the best chips and power that its starts allow."
    )
