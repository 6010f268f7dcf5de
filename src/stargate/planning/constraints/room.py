"""What a site has once: land, a pipeline."""

from typing import final

import numpy as np

from stargate.planning.columns import Columns
from stargate.planning.constraints.limit import Limit, Rows, year_names
from stargate.planning.problem import QUARTERS, PlanningProblem


@final
class Room(Limit):
    """sum_k room_taken_rk K_sky + room_of_shell_r x all IT GW of shells, committed and begun <= room_sr."""

    unit = "units of it"
    more = "unit of {at[1]} at {at[0]}"

    def rows(self, problem: PlanningProblem, columns: Columns) -> Rows:
        """One a site and room in the last year, when most is there; one a year where some that take it are rented."""
        found, names, options = Rows(), year_names(problem), problem.options
        for kind, name in enumerate(options.rooms):
            takes = options.room_taken[kind].nonzero()[0]
            rented = not options.owned[takes].all() or bool((np.diff(options.least[:, takes]) < 0).any())
            limited = np.isfinite(options.room[:, kind]).nonzero()[0]
            for year in range(problem.years) if rented else [problem.years - 1]:
                shells = problem.shell[limited].max(axis=1) * options.room_of_shell[kind]
                at = [(problem.sites[site], name, names[year]) for site in limited]
                rows = found.add(-np.inf, options.room[limited, kind] - shells, at)
                found.enter(rows[:, None], columns.capacity[limited][:, takes, year], options.room_taken[kind, takes])
                _begun(found, problem, columns, dict(zip(limited, rows, strict=True)), kind, year)
        return found


def _begun(
    found: Rows, problem: PlanningProblem, columns: Columns, rows: dict[np.intp, int], kind: int, year: int
) -> None:
    """Enters the shells that have been begun by the end of a year."""
    last = QUARTERS * (year + 1) - 1
    for block, site in enumerate(problem.blocks.site):
        if site in rows:
            taken = problem.options.room_of_shell[kind] * problem.blocks.it_power[block]
            found.enter(rows[site], columns.starts[block, last], taken)
