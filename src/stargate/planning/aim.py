"""What a plan is for: which objective is minimised, and a target that it is to reach."""

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Self

import numpy as np
from jaxtyping import Float

from stargate.errors import StargateError
from stargate.planning.problem import PlanningProblem
from stargate.programme.limits import beyond
from stargate.quantity.figure import Figure
from stargate.quantity.measures import H100e, ItPower
from stargate.quantity.notation import NotationError
from stargate.quantity.sources import Known

_EXAMPLE = "'10 GW by 2030', or '12 m H100e by 2030'"


class Objective(StrEnum):
    """What a plan is chosen by."""

    NPV = "npv"  #: most net present value: what compute sells for, less what it costs
    COST = "cost"  #: least cost of a target, the lack of which is priced; nothing is sold


@dataclass(frozen=True)
class Target:
    """IT load or compute that is to run in a year, as its mean, and in every year after."""

    written: str  #: as it was asked for
    year: int  #: the first in which it is to run
    it_power: float  #: [IT GW]; nought where it is of compute
    compute: float  #: [m H100e]; nought where it is of IT load

    @classmethod
    def of(cls, text: str) -> Self:
        """A target from its text, such as "10 GW by 2030" of IT load or "12 m H100e by 2030" of compute.

        Raises StargateError where it is none.
        """
        words = re.fullmatch(r"\s*(.+?)\s+by\s+([12]\d{3})\s*", text)
        if words is None:
            raise StargateError(f"target {text!r}: this is no amount by a year\n  write: {_EXAMPLE}")
        it_power = "H100e" not in words[1]
        try:
            figure = (ItPower if it_power else H100e).of("target", [(f"{words[1]} [assumed]", "target")], _KNOWN)
        except NotationError as error:
            raise StargateError(f"target {text!r}: {error.wrong}\n  write: {_EXAMPLE}") from None
        _checked(figure, text)
        amount = figure.p50
        return cls(text.strip(), int(words[2]), it_power * amount * 1e-3, (not it_power) * amount * 1e-6)


_KNOWN = Known(float("inf"))


def _checked(figure: Figure, text: str) -> None:
    if not figure.has_value or figure.uncertain or figure.p50 <= 0:
        raise StargateError(f"target {text!r}: it must be one amount, more than nothing\n  write: {_EXAMPLE}")
    if most := beyond(figure):
        raise StargateError(f"target {text!r}: nobody can mean it\n  write: {most}")


def aimed(
    problem: PlanningProblem,
    objective: Objective,
    target: Target | None,
    compute: Float[np.ndarray, " year"],
    compute_price: Float[np.ndarray, " year"],
) -> PlanningProblem:
    """The problem with what is asked of it.

    `compute` is the programme's own target of it [m H100e] and `compute_price` what its lack costs [USD m per m H100e
    and year]. A `target` takes the place of the programme's of its kind, at the same price; where there is none, it is
    required, at more than any GW could cost. By COST nothing is sold, and compute is bought for its target alone.
    Raises StargateError where a target lies beyond the plan or does not go with the objective, or nothing is asked.
    """
    if target is not None:
        held = np.arange(problem.years) >= _year(problem, target)
        if target.compute:
            if objective is Objective.NPV:
                wrong = "by npv compute is sold up to its demand, and has no target"
                raise StargateError(f"target {target.written!r}: {wrong}\n  write: --objective cost, or an IT load")
            compute, dearest = held * target.compute, required(problem) / problem.chips.compute.min()
            compute_price = np.full(problem.years, compute_price.max() or dearest)
        else:
            price = problem.shortfall_cost.max() or required(problem)
            problem = replace(problem, target=held * target.it_power, shortfall_cost=held * price)
    if objective is Objective.NPV:
        return problem
    if not (problem.target > 0).any() and not (compute > 0).any():
        wrong = "nothing is to be reached, so that to build nothing costs least"
        raise StargateError(f"objective cost: {wrong}\n  write: --target {_EXAMPLE}; or target: in planning.yaml")
    return replace(problem, demand=compute, value=np.where(compute > 0, compute_price, 0.0))


def required(problem: PlanningProblem) -> float:
    """More than an IT GW costs that runs for one year only: shell, opening, chips and the dearest power [USD m]."""
    blocks, options = problem.blocks, problem.options
    shell = (blocks.cost.max(axis=1) + problem.open_cost[blocks.site]) / blocks.it_power
    power = (options.capital_cost + options.upkeep).max()
    hours = problem.weight.sum() * problem.load.shape[2] * problem.load.max()
    energy = hours * (options.cost.max() * options.growth.max())
    return float(shell.max(initial=0.0) + problem.chips.cost.max() + power * problem.load.max() + energy)


def _year(problem: PlanningProblem, target: Target) -> int:
    last = problem.first_year + problem.years - 1
    if not problem.first_year <= target.year <= last:
        wrong = f"the plan goes from {problem.first_year} to {last}"
        raise StargateError(
            f"target {target.written!r}: {wrong}\n  write: a year of it, or last_year: in planning.yaml"
        )
    return target.year - problem.first_year
