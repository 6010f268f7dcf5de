"""What one more unit of a limit is worth: duals of the linear programme that is left when starts are held."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from stargate.planning.columns import MONEY
from stargate.planning.completed import Held
from stargate.planning.problem import PlanningProblem

_TIGHT = 1e-6


@dataclass(frozen=True)
class Marginal:
    """A limit in a period, and what one more unit of it is worth.

    That is the slope of the least cost in the limit, starts held: what more of it saves is never more than the slope
    says (the least cost is convex), and what is saved with other starts is not in it.
    """

    limit: str  #: which kind: a file of planning/constraints, or power, sale, demand
    at: tuple[str, ...]  #: what it limits, and when
    used: float
    allowed: float
    worth: float  #: at the plan's beginning [USD m per unit]
    unit: str


def marginals(problem: PlanningProblem, held: Held) -> tuple[Marginal, ...]:
    """Every limit that somebody gave and that binds."""
    return (*_rows(held), *_bounds(problem, held))


def _rows(held: Held) -> Iterator[Marginal]:
    sheet, solved = held.master.sheet, held.solved
    used = (sheet.matrix @ solved.values) / sheet.scale
    worth = abs(solved.duals[: len(sheet.scale)]) * sheet.scale / MONEY
    for row in np.flatnonzero(sheet.given & (worth > 0)):
        upper = sheet.row_upper[row]
        allowed = (upper if np.isfinite(upper) else sheet.row_lower[row]) / sheet.scale[row]
        yield Marginal(
            sheet.limit[row], sheet.at[row], float(used[row]), float(allowed), float(worth[row]), sheet.unit[row]
        )


def _bounds(problem: PlanningProblem, held: Held) -> Iterator[Marginal]:
    """Limits that stand on single decisions: power that can be had, chips on sale, demand."""
    at, options, chips = held.master.columns, problem.options, problem.chips
    kinds = (
        ("power", at.capacity, (problem.sites, options.names), options.most, options.least, "GW"),
        ("sale", at.bought, (chips.names,), chips.most, 0.0 * chips.most, "IT GW"),
        ("demand", at.sold, (), problem.demand, 0.0 * problem.demand, "m H100e"),
    )
    slopes, values = held.master.slopes(), held.solved.values
    for limit, columns, names, most, least, unit in kinds:
        tight = (slopes[columns] < 0) & (values[columns] >= most - _TIGHT) & (most > least)
        for where in zip(*np.nonzero(tight), strict=True):
            of = tuple(name[i] for name, i in zip(names, where, strict=False))
            year, amount = str(problem.first_year + int(where[-1])), float(most[where])
            yield Marginal(limit, (*of, year), amount, amount, -float(slopes[columns[where]]), unit)
