"""A plan in numbers: money, IT load, compute, energy, and what generation takes and emits. Years are calendar years."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from stargate.planning.built import by_year
from stargate.planning.check import Recomputed
from stargate.planning.choice import Choice
from stargate.planning.columns import running
from stargate.planning.problem import QUARTERS, PlanningProblem

_SPENT = {"openings": "opening of campuses", "phases": "building", "power": "power", "chips": "chips"}
_PRICED = ("unmet demand", "shortfall")  # of the objective, and paid by nobody


@dataclass(frozen=True)
class Summary:
    """What a plan comes to. Worth is that at the plan's start, at the programme's cost of capital."""

    npv: float | None  #: net present value: compute sold less all it costs [USD m]; None where nothing is sold
    cost: float  #: worth of all that is paid, less what is left at the end [USD m]
    terms: dict[str, float]  #: what it is made of, and what a lack of compute or of a target is priced at [USD m]
    capital: dict[str, dict[int, float]]  #: spent by kind and year, as paid [USD m]
    it_power: dict[int, float]  #: that runs [IT GW]
    target: dict[int, float]  #: that was to run; empty where none was [IT GW]
    shortfall: dict[int, float]  #: of it [IT GW]
    compute: dict[int, float]  #: that is there [m H100e]
    sold: dict[int, float]  #: of it [m H100e]
    chips: dict[str, dict[int, float]]  #: bought [IT GW]
    energy: dict[str, dict[int, float]]  #: by technology; of a store what it gives back [TWh]
    unserved: dict[int, float]  #: energy that IT load lacks [TWh]
    uses: dict[str, dict[int, float]]  #: water, carbon and the like, each with its unit in its name


def summary(problem: PlanningProblem, choice: Choice, found: Recomputed) -> Summary:
    """The numbers of a choice, of which `found` is what independent code makes of it."""

    def years(values: Float[np.ndarray, " year"]) -> dict[int, float]:
        return by_year(problem, values)

    earned = float(problem.worth_of_year @ (problem.value * problem.demand))
    sold = bool((problem.demand > 0).any())
    return Summary(
        npv=earned - found.objective if sold else None,
        cost=sum(paid for name, paid in found.terms.items() if name not in _PRICED),
        terms=dict(found.terms),
        capital={_SPENT[name]: years(paid.reshape(-1, QUARTERS).sum(axis=1)) for name, paid in found.spent.items()},
        it_power=years(running(problem, choice.placed).sum(axis=0)),
        target=years(problem.target) if (problem.target > 0).any() else {},
        shortfall=years(choice.shortfall) if (problem.target > 0).any() else {},
        compute=years(compute(problem, choice)),
        sold=years(choice.sold),
        chips=_named(problem.chips.names, choice.bought, years),
        energy=_named(problem.options.names, found.energy.sum(axis=0) * 1e-3, years),
        unserved=years(found.unserved.sum(axis=0) * 1e-3),
        uses=_named(
            tuple(f"{use.name} [{use.unit}]" for use in problem.uses), found.used.sum(axis=1), years
        ),
    )  # fmt: skip


def compute(problem: PlanningProblem, choice: Choice) -> Float[np.ndarray, " year"]:
    """Compute of all chips in service [m H100e]."""
    made = np.cumsum(problem.chips.compute @ choice.bought)
    gone = np.concatenate([np.zeros(problem.chips.life), made])[: problem.years]
    return problem.compute_there + made - gone


def _named(
    names: tuple[str, ...], values: Float[np.ndarray, "*what year"], years: Callable[[np.ndarray], dict[int, float]]
) -> dict[str, dict[int, float]]:
    """Rows by name; those that are nought throughout are left out."""
    rows = {name: years(row) for name, row in zip(names, values, strict=True)}
    return {name: row for name, row in rows.items() if any(row.values())}
