"""The best that can be made of starts that are held: chips, power and what is sold follow."""

from dataclasses import replace
from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Int

from stargate.planning.benders import Planes, turn
from stargate.planning.choice import Choice
from stargate.planning.cuts import Pool
from stargate.planning.master import Master, Solved
from stargate.planning.operation import Operation
from stargate.planning.problem import PlanningProblem

_ROUNDS = 200


class Held(NamedTuple):
    """The linear programme that is left when starts are held, as it was last solved, and its best choice."""

    master: Master
    solved: Solved
    choice: Choice
    objective: float  #: of the choice [USD m]


def completed(
    problem: PlanningProblem,
    opened: Bool[np.ndarray, " site"],
    starts: Int[np.ndarray, "block quarter"],
    pool: Pool | None = None,
    tolerance: float = 1e-5,
) -> Held | None:
    """What costs least with these sites and starts, to a relative tolerance; None where limits forbid them.

    `pool` holds cuts of the problem that are known.
    """
    master, source = Master(problem), Planes(problem, Operation(problem))
    master.add_cuts(source.seeds() if pool is None else pool)
    master.fix_integers(_held(problem, opened, starts))
    best, found = np.inf, None
    for _ in range(_ROUNDS):
        made = turn(master, source)
        if made.solved.status != "optimal":
            return None
        if made.objective < best:
            best, found = made.objective, master.columns.choice(made.solved.values)
        if best - made.solved.bound <= tolerance * abs(best) or not made.added:
            break
    return found and Held(master, made.solved, replace(found, opened=opened, starts=starts), best)


def _held(
    problem: PlanningProblem, opened: Bool[np.ndarray, " site"], starts: Int[np.ndarray, "block quarter"]
) -> Choice:
    """A choice of which only whole numbers count."""
    options, chips, years = problem.options, problem.chips, problem.years
    return Choice(
        opened=opened,
        starts=starts,
        bought=np.zeros((len(chips.names), years)),
        placed=np.zeros((len(problem.sites), years)),
        capacity=options.least,
        allowance=np.zeros((len(problem.uses), len(problem.sites), years)),
        sold=np.zeros(years),
        shortfall=np.zeros(years),
    )
