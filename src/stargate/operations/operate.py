"""Runs the campuses of a plan through the hours of a year."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from jaxtyping import Float

from stargate.errors import Problem, ProgrammeError, StargateError
from stargate.operations.campus import Campus, campus
from stargate.operations.energised import Loads, announced_load, basis_of, by_hour
from stargate.operations.result import Operation
from stargate.operations.site_year import SiteYear
from stargate.programme.limits import FIRST_YEAR, LAST_YEAR
from stargate.programme.needed import missing
from stargate.programme.plan import Plan
from stargate.programme.programme import Programme
from stargate.programme.site import Site
from stargate.quantity.threads import spread


def operate(
    plan: Plan,
    year: int,
    energised: Loads | None = None,
    seed: int = 1,
    *,
    only: str = "",
    threads: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> Operation:
    """A year of hours of every campus with IT load: weather, cooling, load, and power at least cost (O1 to O6).

    `energised` is critical IT load by site, 12 means of months or 8,760 hours [IT MW]; without it phases run from the
    dates that the partners announced. `only` names one campus. The same plan, load and seed give the same hours.
    Campuses that lack what operation needs are named in `left_out`, and so are those without load.
    Raises ProgrammeError where the programme, the one campus asked for, or every campus lacks it, and where a file of
    weather or prices is none; StargateError where
    a load is none, or a dispatch could not be solved.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise StargateError(f"{year} is no year that can be operated\n  write: one from {FIRST_YEAR} to {LAST_YEAR}")
    sites = _sites(plan, only)
    given = announced_load(plan, year) if energised is None else energised
    loads = _hourly(plan, given)
    left_out = {name: _no_load(plan, name, energised) for name in sites if not loads[name].any()}
    problems = {name: missing(site, plan.programme) for name, site in sites.items() if name not in left_out}
    lacking = [problem for found in problems.values() for problem in found]
    running = [name for name, found in problems.items() if not found]
    if lacking and (only or not running):
        raise ProgrammeError(lacking)
    left_out |= {name: _in_words(found) for name, found in problems.items() if found}
    campuses = _campuses([sites[name] for name in running], plan.programme, year, loads, seed, threads)
    done: list[SiteYear] = []
    for one in spread(lambda campus: campus.run(), campuses, threads):
        done.append(one)
        if progress is not None:
            progress(len(done))
    return Operation(plan, year, tuple(done), left_out, seed, basis_of(given))


def _campuses(
    sites: Sequence[Site],
    programme: Programme,
    year: int,
    loads: dict[str, Float[np.ndarray, "hour"]],
    seed: int,
    threads: int | None,
) -> list[Campus]:
    """The campuses before they run; what is wrong with the files of any of them is said together."""

    def made(site: Site) -> Campus | list[Problem]:
        try:
            return campus(site, programme, year, loads[site.id], seed)
        except ProgrammeError as error:
            return list(error.problems)

    found = list(spread(made, sites, threads))
    if problems := [problem for one in found if isinstance(one, list) for problem in one]:
        raise ProgrammeError(problems)
    return [one for one in found if isinstance(one, Campus)]


def _sites(plan: Plan, only: str) -> dict[str, Site]:
    """The campuses of a plan, or the one that is asked for."""
    sites = {phase.site.id: phase.site for phase in plan.phases}
    only = only.removeprefix("sites.")
    if only and only not in sites:
        raise StargateError(f"there is no site {only!r}\n  write: {' or '.join(sites)}")
    return {only: sites[only]} if only else sites


def _hourly(plan: Plan, loads: Loads) -> dict[str, Float[np.ndarray, "hour"]]:
    """IT MW by hour of every campus; nought where none is given."""
    sites = [phase.site.id for phase in plan.phases]
    if unknown := set(loads) - set(sites):
        raise StargateError(f"there is no site {sorted(unknown)[0]!r}\n  write: {' or '.join(dict.fromkeys(sites))}")
    return {name: by_hour(name, loads.get(name, np.zeros(12))) for name in dict.fromkeys(sites)}


def _no_load(plan: Plan, name: str, energised: Mapping[str, object] | None) -> str:
    if energised is not None:
        return "no IT load is energised in that year"
    phases = [phase for phase in plan.phases if phase.site.id == name]
    if phases[0].candidate:
        return "it is a candidate, and runs nothing that is announced"
    dated = any(phase.announced is not None for phase in phases)
    return "nothing was announced to run by then" if dated else "no phase has an announced date"


def _in_words(problems: list[Problem]) -> str:
    return "; ".join(f"{problem.wrong} (write {problem.address}: {problem.instead})" for problem in problems)
