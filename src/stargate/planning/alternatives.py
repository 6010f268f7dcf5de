"""Plans that cost almost as little and build something else: near-optimal plans, most different first (P5).

After each plan what it uses is made dearer, campuses by the part of them that it builds and kinds of power by the part
of its capacity, and the problem is solved again (hop, skip and jump: Brill 1979,
<https://doi.org/10.1287/mnsc.28.3.221>; DeCarolis 2011, <https://doi.org/10.1016/j.eneco.2010.05.002>). How much dearer
is doubled while the plan stays within the slack and halved where it does not: every plan given back was priced at the
true costs, by independent code, and costs at most so much more than the best.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Float

from stargate.planning.check import recompute
from stargate.planning.choice import Choice
from stargate.planning.problem import PlanningProblem
from stargate.planning.solve import Effort, solve

TRIES = 3  #: of how much dearer what was used becomes, for each plan
SAME = 0.02  #: of what plans build: less makes no other plan


@dataclass(frozen=True, eq=False)
class Alternative:
    """A near-optimal plan."""

    choice: Choice
    objective: float  #: at the true costs, recomputed [USD m]
    dearer: float  #: than the best plan, as a part of its cost
    distance: float  #: from the best plan and those before it, the nearest: part of what is built that differs


def alternatives(
    problem: PlanningProblem,
    choice: Choice,
    objective: float,
    *,
    slack: float = 0.02,
    count: int = 3,
    effort: Effort | None = None,
    watch: Callable[[str], None] = lambda _: None,
) -> tuple[Alternative, ...]:
    """Up to `count` plans whose cost is at most (1 + `slack`) times `objective`, most different first.

    Fewer where no other is found. `choice` is the best plan.
    """
    effort = effort or Effort(gap=max(0.01, slack / 2), seconds=30.0)
    best, found = Alternative(choice, objective, 0.0, 0.0), list[Alternative]()
    for turn in range(count):
        watch(f"near-optimal plan {turn + 1} of {count}")
        used = np.sum([built(problem, plan.choice) for plan in (best, *found)], axis=0)
        if (other := _other(problem, (best, *found), used, slack, effort)) is not None:
            found.append(other)
    return _most_different_first(problem, best, found)


def built(problem: PlanningProblem, choice: Choice) -> Float[np.ndarray, " feature"]:
    """What a plan builds: IT GW by campus, then GW beyond what stands by kind of power; each part adds to 1."""
    campuses, blocks = np.zeros(len(problem.sites)), problem.blocks
    np.add.at(campuses, blocks.site, choice.starts[:, -1] * blocks.it_power)
    power = (choice.capacity - problem.options.least).max(axis=2).sum(axis=0).clip(min=0.0)
    return np.concatenate([part / max(part.sum(), 1e-9) for part in (campuses, power)])


def distance(problem: PlanningProblem, one: Choice, other: Choice) -> float:
    """The part of what two plans build that differs, 0 to 1: mean of campuses and kinds of power."""
    return float(np.abs(built(problem, one) - built(problem, other)).sum()) / 4


def _other(
    problem: PlanningProblem,
    plans: tuple[Alternative, ...],
    used: Float[np.ndarray, " feature"],
    slack: float,
    effort: Effort,
) -> Alternative | None:
    """The plan within the slack that is farthest from the others, of some tries."""
    best, dearer, found = plans[0], 10 * slack, None
    for _ in range(TRIES):
        solution = solve(_dearer(problem, used, dearer), effort)
        if solution.status.startswith("interrupted"):
            raise KeyboardInterrupt
        cost = recompute(problem, solution.choice).objective
        over = cost / best.objective - 1
        far = min(distance(problem, solution.choice, plan.choice) for plan in plans)
        if over <= slack and far > max(SAME, found.distance if found else 0.0):
            found = Alternative(solution.choice, cost, over, far)
        if over <= slack and dearer > 4.0:
            break
        dearer *= 2 if over <= slack else 0.5
    return found


def _dearer(problem: PlanningProblem, used: Float[np.ndarray, " feature"], by: float) -> PlanningProblem:
    """The problem with what was used most dearer by a part, the rest in proportion."""
    sites, blocks, options = len(problem.sites), problem.blocks, problem.options
    campuses, power = used[:sites] / max(used[:sites].max(), 1e-9), used[sites:] / max(used[sites:].max(), 1e-9)
    return replace(
        problem,
        blocks=replace(blocks, cost=blocks.cost * (1 + by * campuses[blocks.site, None])),
        options=replace(
            options,
            capital_cost=options.capital_cost * (1 + by * power[:, None]),
            upkeep=options.upkeep * (1 + by * power[:, None]),
        ),
    )


def _most_different_first(
    problem: PlanningProblem, best: Alternative, found: list[Alternative]
) -> tuple[Alternative, ...]:
    """In the order in which each is farthest from the best and those before it."""
    chosen, left = [best], list(found)
    while left:
        far = [min(distance(problem, plan.choice, other.choice) for other in chosen) for plan in left]
        nearest = max(far)
        chosen.append(replace(left.pop(int(np.argmax(far))), distance=nearest))
    return tuple(chosen[1:])
