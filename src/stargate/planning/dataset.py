"""A plan as labelled arrays with CF attributes: what is decided, by site, year and quarter, and how good it is."""

from typing import TYPE_CHECKING, Any

import numpy as np

from stargate.planning.check import running
from stargate.planning.choice import Certificate, Choice
from stargate.planning.problem import QUARTERS, PlanningProblem
from stargate.quantity.variable import Variable, labelled

if TYPE_CHECKING:
    import xarray

    from stargate.planning.result import Chosen

_GW = 1e3  # MW

_AXES = {
    "site": "campus or prospect: its name in the programme",
    "block": "equal phases: their address in the programme",
    "option": "how power comes: `grid`, or a technology of the catalogue; `bridge.` where it is rented",
    "chip": "accelerator; with a year where it has no name yet",
}


def variables(problem: PlanningProblem, choice: Choice) -> dict[str, Variable]:
    """Everything a file of a plan holds; coordinates bear the names of their dimensions."""
    names = (problem.sites, problem.blocks.names, problem.options.names, problem.chips.names)
    axes = zip(_AXES.items(), names, strict=True)
    found = {axis: Variable((axis,), np.array(own, dtype=str), "", words) for (axis, words), own in axes}
    quarters = [f"{problem.first_year + q // QUARTERS}-Q{q % QUARTERS + 1}" for q in range(problem.quarters)]
    found["quarter"] = Variable(("quarter",), np.array(quarters, dtype=str), "", "quarter of the plan")
    found["year"] = Variable(("year",), problem.first_year + np.arange(problem.years), "", "calendar year of the plan")
    begun = np.diff(choice.starts, axis=1, prepend=0)
    return found | {
        "opened": Variable(("site",), choice.opened, "", "whether the campus is open, by the plan or already"),
        "site_of_block": Variable(("block",), problem.blocks.site, "", "index of the campus, from 0"),
        "phase_it_power": Variable(("block",), _GW * problem.blocks.it_power, "MW", "IT load of one phase, IT MW"),
        "begun": Variable(("block", "quarter"), begun, "1", "phases begun in the quarter"),
        "it_power": Variable(("site", "year"), _GW * running(problem, choice), "MW", "IT load that runs, IT MW"),
        "chips_placed": Variable(
            ("site", "year"), _GW * choice.placed, "MW", "accelerators that begin to run, by the IT MW they make"
        ),
        "chips_bought": Variable(
            ("chip", "year"), _GW * choice.bought, "MW", "accelerators bought, by the IT MW they make"
        ),
        "capacity": Variable(
            ("site", "option", "year"), _GW * choice.capacity, "MW", "generation or grid MW, what is committed included"
        ),
        "compute_sold": Variable(("year",), 1e6 * choice.sold, "1", "compute sold, H100 equivalents"),
        "target": Variable(("year",), _GW * problem.target, "MW", "IT load that is to run, IT MW"),
        "shortfall": Variable(("year",), _GW * choice.shortfall, "MW", "of the target, IT MW"),
    }


def about(chosen: "Chosen") -> dict[str, Any]:
    """What a file of a plan says of itself, its certificate among it."""
    programme = chosen.given.programme
    title = f"{programme.name}, chosen plan as of {programme.as_of}, {programme.scenario.title.lower()}"
    return {"Conventions": "CF-1.11", "title": title, **certified(chosen.certificate)}


def certified(certificate: Certificate) -> dict[str, Any]:
    """A certificate as attributes of a file."""
    return {
        "status": certificate.status,
        "objective_usd_m": certificate.objective,
        "bound_usd_m": certificate.bound,
        "gap": certificate.gap,
        "largest_violation": certificate.violation,
    }


def dataset(chosen: "Chosen") -> "xarray.Dataset":
    """The same as an xarray dataset."""
    return labelled(variables(chosen.problem, chosen.choice), about(chosen))
