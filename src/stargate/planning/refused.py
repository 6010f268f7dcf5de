"""What stops a plan before it is made, and what makes one no answer: in words, with addresses and what to write."""

from collections.abc import Iterator

import numpy as np
from jaxtyping import Float

from stargate.errors import StargateError
from stargate.planning.aim import Target
from stargate.planning.check import SEEN, Row, rows
from stargate.planning.choice import Choice
from stargate.planning.mistakes import mistakes
from stargate.planning.problem import PlanningProblem
from stargate.planning.words import listed, number

_TOLD = 8  # broken limits that are named one by one


def nothing_more(problem: PlanningProblem) -> Choice:
    """What is committed, and nothing else: no phase begun, no chip bought, no power beyond what is ordered.

    Every limit allows at most so much of something, and all that a plan adds takes more of it: a problem has a plan
    exactly where this is one, and by how much it misses a limit is the least that the limit must give way.
    """
    sites, years = len(problem.sites), problem.years
    return Choice(
        opened=problem.opened.copy(),
        starts=np.zeros((len(problem.blocks.names), problem.quarters), dtype=int),
        bought=np.zeros((len(problem.chips.names), years)),
        placed=np.zeros((sites, years)),
        capacity=problem.options.least.copy(),
        allowance=np.zeros((len(problem.uses), sites, years)),
        sold=np.zeros(years),
        shortfall=np.maximum(problem.target - problem.there.sum(axis=0), 0.0),
    )


def broken(problem: PlanningProblem, choice: Choice) -> tuple[str, ...]:
    """Limits that a choice breaks, in words, each where it is broken most, with the least that it must give way."""
    worst: dict[str, tuple[Row, int]] = {}
    for name, used, allowed in rows(problem, choice):
        if used - allowed > 1e3 * SEEN * max(1.0, abs(allowed)):
            limit, _, _when = name.rpartition(", ")
            row, count = worst.get(limit, ((name, used, allowed), 0))
            worst[limit] = (max(row, (name, used, allowed), key=lambda each: each[1] - each[2]), count + 1)
    return tuple(_said(*found) for found in worst.values())


def _said(row: Row, count: int) -> str:
    name, used, allowed = row
    others = f", and in {count - 1} other {'period' if count == 2 else 'periods'}" if count > 1 else ""
    if name.startswith("starts, "):
        _, phases, when = name.split(", ")
        return f"{phases} cannot begin in {when}{others}"
    return f"{name}: {number(used)} is taken of {number(max(allowed, 0.0))}, {number(used - allowed)} too much{others}"


def check_problem(problem: PlanningProblem, addresses: dict[str, str]) -> None:
    """Whether there is anything to plan.

    `addresses` says where names of the problem stand in the programme. Raises StargateError with all that is wrong:
    what is no problem, what is committed beyond a limit, capital that never comes.
    """
    if wrong := mistakes(problem):
        _refuse("this cannot be planned", wrong, "figures of planning.yaml, prospects.yaml and sites as these say")
    if wrong := broken(problem, nothing_more(problem)):
        said = [f"{_addressed(each, addresses)}" for each in wrong]
        _refuse("what is committed breaks limits before anything is chosen", said, "limits that are so much larger")
    if wrong := list(_without_money(problem, addresses)):
        _refuse(
            "nothing can ever be begun", wrong, "money: under a supply of limits.yaml, or no capital: in planning.yaml"
        )


def _refuse(head: str, wrong: list[str], instead: str) -> None:
    more = f"\n  and {len(wrong) - _TOLD} more" if len(wrong) > _TOLD else ""
    told = "\n  ".join(wrong[:_TOLD])
    raise StargateError(f"{head}\n  {told}{more}\n  write: {instead}")


def _addressed(said: str, addresses: dict[str, str]) -> str:
    """The name of a limit, and where the things it names stand."""
    names, _, rest = said.partition(": ")
    found = [addresses[name] for name in names.split(", ") if name in addresses and addresses[name] != name]
    return f"{names} ({listed(found)}): {rest}" if found else said


def _without_money(problem: PlanningProblem, addresses: dict[str, str]) -> Iterator[str]:
    funds = problem.funds
    for f, name in enumerate(funds.names):
        if not funds.inflow[f].sum() > 0 and (funds.construction[f] > 0 or funds.compute[f] > 0):
            last = problem.first_year + problem.years - 1
            what = "construction" if funds.construction[f] > 0 else "accelerators"
            yield f"{addresses.get(name, name)}: no capital comes up to {last}, and {what} draws on it"


def lacking(problem: PlanningProblem, choice: Choice, target: Target) -> Float[np.ndarray, " year"]:
    """What a choice lacks of a target [IT GW], or [m H100e] where it is of compute."""
    missing = problem.demand - choice.sold if target.compute else choice.shortfall
    asked = problem.demand if target.compute else problem.target
    return np.where(missing > 1e-6 * np.maximum(asked, 1.0), missing, 0.0)


def unreachable(problem: PlanningProblem, choice: Choice, target: Target, holds: list[str]) -> None:
    """Refuses a target of which even the choice that goes furthest falls short.

    `holds` says of what one more unit would let it go further.
    """
    missing = lacking(problem, choice, target)
    if not missing.any():
        return
    year, unit = int(np.argmax(missing > 0)), "m H100e" if target.compute else "GW"
    asked = target.compute or target.it_power
    most, calendar = np.floor(100 * (asked - float(missing[year]))) / 100, problem.first_year + year
    wrong = f"no plan reaches it: the most that can run in {calendar} is {number(most)} {unit} of {number(asked)}"
    more = f"\n  more could run with another {listed(holds[:4], 'or')}" if holds else ""
    later = [problem.first_year + int(y) for y in np.flatnonzero(missing == 0) if y > year]
    instead = f"{number(most)} {unit} by {calendar}" + (f", or a target by {later[0]}" if later else "")
    raise StargateError(f"target {target.written!r}\n  {wrong}{more}\n  write: {instead}")
