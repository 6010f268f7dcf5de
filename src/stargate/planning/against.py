"""A plan against the one that was announced: both costed alike, dates side by side, and what the announced one breaks."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from stargate.planning.built import begun
from stargate.planning.choice import Choice
from stargate.planning.problem import PlanningProblem
from stargate.planning.summary import Summary
from stargate.planning.words import money, quarter


@dataclass(frozen=True)
class Dated:
    """When phases are begun and have their full load, announced and in the plan; empty where they are not built."""

    phases: str  #: name of their block
    announced: tuple[str, ...]  #: quarters of full load, one for each phase
    planned: tuple[str, ...]  #: the same


@dataclass(frozen=True)
class Against:
    """What a plan gains on the announced one."""

    gain: float | None  #: by how much its objective is better [USD m]; None where the announced one breaks a limit
    announced: Summary | None  #: of the announced one, with the best chips and power that its dates allow
    dates: tuple[Dated, ...]  #: of phases that either builds
    it_power: dict[int, tuple[float, float | None]]  #: planned, announced, by year [IT GW]
    capital: dict[int, tuple[float, float | None]]  #: the same of what is spent [USD m]
    broken: tuple[str, ...]  #: limits that the announced one breaks, by how much, in words
    words: str  #: what it comes to


def against(
    problem: PlanningProblem,
    choice: Choice,
    planned: Summary,
    announced: Choice,
    found: Summary | None,
    gain: float,
    broken: tuple[str, ...],
) -> Against:
    """A plan beside the announced one.

    `found` and `gain` are of the announced one with the best chips and power that its starts allow, None and nought
    where it breaks the limits that `broken` says.
    """
    return Against(
        gain=None if broken else gain,
        announced=found,
        dates=tuple(_dates(problem, announced, choice)),
        it_power=_beside(planned.it_power, found and found.it_power),
        capital=_beside(_summed(planned), found and _summed(found)),
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


def _words(gain: float, broken: tuple[str, ...]) -> str:
    if broken:
        return f"The announced plan cannot be kept: {'; '.join(broken)}."
    if gain < 1:
        return "The announced plan is as good: the plan keeps it."
    return (
        f"The plan is worth {money(gain)} more than the announced one, with the best chips and power its dates allow."
    )
