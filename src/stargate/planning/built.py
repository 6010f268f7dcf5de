"""What a choice builds: campuses, their phases, IT load, power and chips by year."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from stargate.planning.choice import Choice
from stargate.planning.columns import running
from stargate.planning.problem import PlanningProblem
from stargate.planning.words import quarter

LEAST = 1e-6  # GW below which nothing is there: a hundredth of a rack


@dataclass(frozen=True)
class Start:
    """Phases that are begun together."""

    phases: str  #: which, by name of their block
    count: int  #: how many
    it_power: float  #: of them all [IT GW]
    begun: str  #: the quarter, such as 2027-Q3
    full_load: str  #: the quarter in which they have it, beyond the plan's end where it lies there


@dataclass(frozen=True)
class Campus:
    """What a plan builds at a site, beside what is committed there and with it. Years are calendar years."""

    site: str  #: its name in the problem
    new: bool  #: whether the plan opens it
    starts: tuple[Start, ...]  #: in the order of time
    it_power: dict[int, float]  #: that runs, mean of the year [IT GW]
    power: dict[str, dict[int, float]]  #: by technology, what is committed included [GW]
    chips: dict[int, float]  #: that begin to run there [IT GW]


def by_year(problem: PlanningProblem, values: Float[np.ndarray, " year"]) -> dict[int, float]:
    """Numbers by calendar year; what is as good as nought is nought."""
    return {problem.first_year + y: float(v) if abs(v) > LEAST else 0.0 for y, v in enumerate(values)}


def begun(choice: Choice) -> Float[np.ndarray, "block quarter"]:
    """Phases that are begun in each quarter."""
    return np.diff(choice.starts, axis=1, prepend=0)


def campuses(problem: PlanningProblem, choice: Choice) -> tuple[Campus, ...]:
    """Every site at which something is built or committed, in the order of the problem."""
    loads = running(problem, choice.placed)
    found = []
    for s, name in enumerate(problem.sites):
        power = {
            option: by_year(problem, choice.capacity[s, k])
            for k, option in enumerate(problem.options.names)
            if (choice.capacity[s, k] > LEAST).any()
        }
        starts = _starts(problem, choice, s)
        campus = Campus(
            site=name,
            new=bool(starts and not problem.opened[s]),
            starts=starts,
            it_power=by_year(problem, loads[s]),
            power=power,
            chips=by_year(problem, choice.placed[s]),
        )
        if problem.opened[s] or starts or (loads[s] > LEAST).any():
            found.append(campus)
    return tuple(found)


def _starts(problem: PlanningProblem, choice: Choice, site: int) -> tuple[Start, ...]:
    blocks, found = problem.blocks, begun(choice)
    starts = [
        (int(q), Start(
            phases=blocks.names[b],
            count=int(found[b, q]),
            it_power=float(found[b, q] * blocks.it_power[b]),
            begun=quarter(problem, int(q)),
            full_load=quarter(problem, int(q + blocks.lag[b])),
        ))
        for b in np.flatnonzero(blocks.site == site)
        for q in np.flatnonzero(found[b])
    ]  # fmt: skip
    return tuple(start for _, start in sorted(starts, key=lambda pair: pair[0]))
