"""The plan that the numbers would choose: from a programme to a plan that every verb takes (P1 to P5)."""

from collections.abc import Callable
from dataclasses import replace

from stargate.errors import StargateError
from stargate.planning.adopted import adopted
from stargate.planning.against import in_time
from stargate.planning.aim import Objective, Target, aimed
from stargate.planning.binding import binding
from stargate.planning.choice import Choice
from stargate.planning.given import Given, given
from stargate.planning.problem import PlanningProblem
from stargate.planning.refused import check_problem, lacking, nothing_more, unreachable
from stargate.planning.result import Chosen
from stargate.planning.solve import Effort, Progress, completed, solve
from stargate.programme.plan import PlannedPhase, announced
from stargate.programme.programme import Programme


def plan(
    programme: Programme,
    objective: Objective | str = Objective.NPV,
    target: str | None = None,
    effort: Effort | None = None,
    watch: Callable[[Progress], None] | None = None,
) -> Chosen:
    """The plan that the numbers would choose: which campuses and phases, when, powered how, with which chips (P1).

    It is chosen from the programme's own phases that are not begun, its candidates and its prospects, under all limits
    of limits.yaml and planning.yaml, by most net present value or by least cost of a target. `target` is one beside
    those of planning.yaml: "10 GW by 2030" of IT load, "12 m H100e by 2030" of compute. `effort` says to which gap and
    for how long; whatever stops it, the best plan so far is given back with what is proven of it. `watch` is told how
    far it is. The announced plan is where the search begins.

    Raises StargateError, in words, where nothing can be planned: what is committed breaks limits, no capital ever
    comes, a target is asked for that nothing can reach.
    """
    objective = _objective(objective)
    asked = None if target is None else Target.of(target)
    found = given(programme)
    problem = aimed(found.problem, objective, asked, found.compute_target, found.compute_shortfall)
    check_problem(problem, {name: address for (_, name), address in found.addresses.items()})
    solution = solve(problem, effort, _begin(problem, found), watch)
    if asked is not None and solution.status == "solved":  # what was stopped early proves nothing of its target
        _reached(problem, solution.choice, asked)
    made = adopted(programme, found.problem, solution.choice)
    return Chosen(
        programme=made,
        phases=_phases(made),
        objective=objective,
        target=asked,
        given=found,
        solution=solution,
    )


def _objective(name: str) -> Objective:
    if name not in list(Objective):
        raise StargateError(f"objective {name!r}: there is no such\n  write: {' or '.join(Objective)}")
    return Objective(name)


def _begin(problem: PlanningProblem, found: Given) -> Choice:
    """The announced plan as near as it can be kept; what is committed alone, where that breaks limits."""
    opened, starts = found.announced
    nothing = nothing_more(problem)
    announced_ = replace(nothing, opened=opened, starts=in_time(problem, starts))
    held = completed(problem, announced_, Effort(gap=1e-3))
    return nothing if held is None else held.choice


def _reached(problem: PlanningProblem, choice: Choice, target: Target) -> None:
    """Tries a target that the plan falls short of once more, at whatever cost; refuses one that nothing reaches."""
    if not lacking(problem, choice, target).any():
        return
    dear = replace(
        problem,
        shortfall_cost=10 * problem.shortfall_cost,
        value=10 * problem.value if target.compute else problem.value,
        unserved_cost=100 * problem.unserved_cost,  # or load would run that nothing powers
    )
    furthest = solve(dear, Effort(gap=0.02), choice)
    if furthest.status != "solved":
        return
    holds = [each.what for each in binding(dear, furthest.marginals) if each.limit not in ("target", "demand")]
    unreachable(dear, furthest.choice, target, holds)


def _phases(programme: Programme) -> tuple[PlannedPhase, ...]:
    """Those of the adopted programme; none where nothing is worth building."""
    if not any(True for _ in programme.contents.phases()):
        return ()
    return announced(programme).phases
