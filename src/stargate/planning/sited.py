"""The records of a campus that a plan builds at a prospect: activities, phases, power, costs."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from stargate.capital.partner import Role
from stargate.planning.choice import Choice
from stargate.planning.equipping import (
    BY_PLAN,
    GRID,
    LEAST,
    chip_record,
    equipment,
    limit_of,
    megawatts,
    not_before,
    power_work,
    taken,
    technology_of,
    written,
)
from stargate.planning.problem import QUARTERS, PlanningProblem
from stargate.planning.words import listed, quarter
from stargate.programme.catalogue import technology
from stargate.programme.programme import Programme
from stargate.programme.prospect import Prospect
from stargate.quantity.notation import date_text

# How the time of opening and building a campus divides, assumed; permits and fit-out are what is waited for.
_OPENING = {"site_agreement": ("agreement", 0.4), "permits": ("permit", 0.6), "land": ("land", 0.4)}
_SHELL, _FIT_OUT = 0.6, 0.25  # of the time from the start of a phase to its full load
_LEAST_COMMISSIONING = 0.05
_SAME = 0.01
_MANY = 0.5  # of activities of a kind that name a shared cause for it to be named here too


@dataclass(frozen=True)
class Begun:
    """Equal phases that a plan begins in one quarter."""

    block: int
    quarter: int
    count: int
    chips: tuple[int, dict[str, float]]  #: the year in which they are filled, and with which mix
    filled: float  #: part of their halls that the plan ever fills


def site_records(
    programme: Programme, problem: PlanningProblem, choice: Choice, prospect: Prospect, at: int, begun: Sequence[Begun]
) -> dict[str, Any]:
    """A prospect as a site: what the plan decides is assumed, and the rest what the prospect says."""
    work = power_work(programme, problem, choice.capacity[at])
    activities = _opening(programme, problem, prospect, begun) | _grid(programme, problem, choice, prospect, at)
    activities |= {name: record for name, (_, _, record) in work.items()}
    phases: dict[str, Any] = {}
    for number, each in enumerate(begun, 1):
        year = (each.quarter + int(problem.blocks.lag[each.block])) // QUARTERS
        needs = [name for name, (by, firm, _) in work.items() if firm and by <= year]
        needs += [_CONNECTED] if _CONNECTED in activities and _waits(problem, prospect, each, bool(needs)) else []
        activities |= _building(programme, problem, prospect, each, number)
        phases[f"phase_{number}"] = _phase(programme, problem, each, number, needs)
    return {
        **_place(programme, prospect, _halls(problem, begun)),
        "status": "committed [assumed]",
        "power": _power(problem, choice, at),
        "activities": _with_causes(programme, prospect, activities),
        "phases": phases,
        "note": f"{BY_PLAN.capitalize()} on what was known on {programme.as_of}. {prospect.note}".strip(),
    }


_OWNERS = (Role.SPONSOR, Role.DEVELOPER, Role.OPERATOR)


def company(programme: Programme, prospect: Prospect) -> dict[str, Any]:
    """Who holds the campus, in a programme whose campuses are held: its sponsors, else who develops or operates it."""
    owners = next((names for role in _OWNERS if (names := prospect.partners.get(role))), [])
    if not owners or not programme.contents.companies:
        return {}
    record = {
        "name": f"{prospect.name}, shells and chips",
        "site": prospect.id,
        "holds": ["construction", "compute"],
        "owners": _percents(dict.fromkeys(owners, 1.0)),
        "note": f"Equal parts of its sponsors, assumed; {BY_PLAN}.",
    }
    return {f"{prospect.id}_campus": record}


def _halls(problem: PlanningProblem, begun: Sequence[Begun]) -> float:
    """Halls that are built over those that are filled: all of them are paid for."""
    sizes = [each.count * float(problem.blocks.it_power[each.block]) for each in begun]
    return sum(sizes) / max(LEAST, sum(size * each.filled for size, each in zip(sizes, begun, strict=True)))


def _place(programme: Programme, prospect: Prospect, halls: float) -> dict[str, Any]:
    """What the prospect says of itself, and what building costs there by IT load that runs."""
    figures = {"land": prospect.land, "water_limit": prospect.water_limit}
    cost, labour = programme.contents.costs.construction, prospect.labour
    unfilled = f" x {halls:.4g} [assumed]" if halls > 1 + _SAME else ""
    return {
        "name": prospect.name,
        "state": prospect.state,
        "county": prospect.county,
        "latitude": written(prospect.latitude),
        "longitude": written(prospect.longitude),
        **({"partners": {str(role): names for role, names in prospect.partners.items()}} if prospect.partners else {}),
        **{field: written(figure) for field, figure in figures.items() if figure is not None},
        "climate": prospect.climate,
        "cooling_system": prospect.cooling_system,
        "region": prospect.region,
        "costs": {"construction": f"{written(cost)} x {written(labour)}{unfilled}"},
    }


def _power(problem: PlanningProblem, choice: Choice, at: int) -> dict[str, Any]:
    """What powers it in the last year of the plan."""
    stands = {n: float(choice.capacity[at, k].max()) for k, n in enumerate(problem.options.names)}
    names = [technology(technology_of(name)).title.lower() for name, size in stands.items() if size >= LEAST]
    found = {"option": f"{listed(names)}, {BY_PLAN} [assumed]"}
    if stands.get(GRID, 0.0) >= LEAST:
        found["grid"] = megawatts(float(choice.capacity[at, problem.options.names.index(GRID), -1]))
    return found | ({"equipment": own} if (own := equipment(problem, choice.capacity[at])) else {})


def _opening(
    programme: Programme, problem: PlanningProblem, prospect: Prospect, begun: Sequence[Begun]
) -> dict[str, Any]:
    """Agreements, land and permits, begun so that they are done in nine of ten futures when the first phase begins."""
    first = 12.0 * problem.first_year + 3 * min(each.quarter for each in begun)
    result: dict[str, Any] = {}
    for name, (kind, part) in _OPENING.items():
        after = {} if name == "site_agreement" else {"after": ["site_agreement"]}
        when = not_before(programme, first - prospect.opening.p90) if name == "site_agreement" else {}
        result[name] = {
            "kind": kind,
            "duration": f"{written(prospect.opening)} x {part} [assumed]",
            **after,
            **when,
            "note": f"Its part of the time that opening takes; {BY_PLAN}.",
        }
    return result


_CONNECTED = "interconnection"


def _waits(problem: PlanningProblem, prospect: Prospect, each: Begun, otherwise: bool) -> bool:
    """Whether a phase waits for the connection: it has no other power, or the connection comes before its full load.

    Power that comes first carries those before it, as the plan has it for the part of the year before the connection.
    """
    assert prospect.grid_date is not None
    full = 12.0 * problem.first_year + 3 * (each.quarter + int(problem.blocks.lag[each.block]))
    return not otherwise or prospect.grid_date.p50 <= full


def _grid(
    programme: Programme, problem: PlanningProblem, choice: Choice, prospect: Prospect, at: int
) -> dict[str, Any]:
    """The connection, which comes on the date that the prospect says, or when the plan asks for it if that is later."""
    if GRID not in problem.options.names or prospect.grid_date is None:
        return {}
    size = float(choice.capacity[at, problem.options.names.index(GRID)].max())
    if size < LEAST:
        return {}
    return {
        _CONNECTED: {
            "kind": "grid",
            "title": f"Connection to the grid, {1e3 * size:,.0f} MW",
            "not_before": written(prospect.grid_date),
            "duration": "0 months [assumed]",
            **taken(limit_of(programme, GRID), "grid_power", megawatts(size)),
            "note": f"Comes when the prospect's connection does; its size is {BY_PLAN}.",
        }
    }


def _building(
    programme: Programme, problem: PlanningProblem, prospect: Prospect, each: Begun, number: int
) -> dict[str, Any]:
    """Shell, fit-out and commissioning of one start, each its part of the time that building takes."""
    planning = programme.contents.planning
    ramp = planning.ramp.p50 / prospect.build.p50 if planning is not None else 0.0
    rest = max(_LEAST_COMMISSIONING, 1 - _SHELL - _FIT_OUT - ramp)
    begin = 12.0 * problem.first_year + 3 * each.quarter
    year, mix = each.chips
    names = {step: f"{step}_{number}" for step in ("shell", "fit_out", "commissioning")}
    late = year > (each.quarter + int(problem.blocks.lag[each.block])) // QUARTERS
    month = 12.0 * (problem.first_year + year) - rest * prospect.build.p50
    chips = not_before(programme, month) if late else {}
    build = written(prospect.build)
    note = f"Its part of the time that building takes; {BY_PLAN}."
    return {
        names["shell"]: {
            "kind": "shell",
            "duration": f"{build} x {_SHELL} [assumed]",
            "after": list(_OPENING),
            **not_before(programme, begin),
            **_takes(programme, prospect, problem, each, _SHELL, crews=True),
            "note": note,
        },
        names["fit_out"]: {
            "kind": "fit-out",
            "duration": f"{build} x {_FIT_OUT} [assumed]",
            "after": [names["shell"]],
            **_takes(programme, prospect, problem, each, _FIT_OUT, crews=True),
            "note": note,
        },
        names["commissioning"]: {
            "kind": "commissioning",
            "duration": f"{build} x {rest:.3g} [assumed]",
            "after": [names["fit_out"]],
            **chips,
            **_takes(programme, prospect, problem, each, 1 - _SHELL - _FIT_OUT, mix=mix),
            "note": note,
        },
    }


def _takes(
    programme: Programme,
    prospect: Prospect,
    problem: PlanningProblem,
    each: Begun,
    part: float,
    *,
    crews: bool = False,
    mix: dict[str, float] | None = None,
) -> dict[str, Any]:
    """What a step takes of shared supplies: its part of the money, people while they build, chips at the end."""
    planning, blocks, found = programme.contents.planning, problem.blocks, {}
    size = each.count * float(blocks.it_power[each.block]) * each.filled
    capital = None if planning is None else planning.capital
    funds = defaultdict[str, float](float)
    if capital is not None and capital.construction is not None:
        share = 1.0 if capital.construction.share is None else capital.construction.share.p50
        funds[capital.construction.limit] += share * part * each.count * float(blocks.cost[each.block, each.quarter])
    if mix and capital is not None and capital.compute is not None:
        share = 1.0 if capital.compute.share is None else capital.compute.share.p50
        price = sum(problem.chips.cost[problem.chips.names.index(n), each.chips[0]] * p for n, p in mix.items())
        funds[capital.compute.limit] += share * size * price
    found |= {limit: {"money": f"{amount / 1e3:.3g} USD bn [assumed]"} for limit, amount in funds.items() if amount > 0}
    if crews and prospect.shared_crews:
        found[prospect.shared_crews] = {"units": f"{each.count * blocks.crews[each.block]:.0f} jobs [assumed]"}
    supplies = defaultdict[str, float](float)
    for name, share in (mix or {}).items():
        known = name.partition(".")[0]
        if planning is not None and known in planning.chips and planning.chips[known].limit:
            supplies[planning.chips[known].limit] += share * size
    return (
        {"takes": found | {limit: {"it_power": megawatts(s)} for limit, s in supplies.items()}}
        if (found or supplies)
        else {}
    )


def _phase(
    programme: Programme, problem: PlanningProblem, each: Begun, number: int, needs: list[str]
) -> dict[str, Any]:
    """Equal buildings that come together, with the chips of the year in which they are filled."""
    blocks, planning = problem.blocks, programme.contents.planning
    begin = 12.0 * problem.first_year + 3 * each.quarter
    full = begin + 3 * int(blocks.lag[each.block])
    full = max(full, 12.0 * (problem.first_year + each.chips[0]))
    size = float(blocks.it_power[each.block])
    halls = "" if each.filled > 1 - _SAME else f" The plan fills {100 * each.filled:.0f}% of its halls."
    return {
        "title": f"{each.count} x {1e3 * size:,.0f} MW, begun {quarter(problem, each.quarter)}",
        "buildings": f"{each.count} [assumed]",
        "it_power": megawatts(each.count * size * each.filled),
        "needs": [*needs, f"commissioning_{number}"],
        **({"cadence": "0 months [assumed]"} if each.count > 1 else {}),
        "ramp": written(planning.ramp) if planning is not None else "1 months [assumed]",
        **_chips(each.chips[1]),
        "energised": {"announced": f"{date_text(full)} [assumed]"},
        "note": f"Size, start and accelerators are {BY_PLAN}; what it announces is the plan's own date.{halls}",
    }


def _chips(mix: dict[str, float]) -> dict[str, Any]:
    """One accelerator, or a mix whose whole percents add up."""
    if not mix:
        return {}
    if len(mix) == 1:
        return {"chip": chip_record(next(iter(mix)))}
    return {"chips": _percents({chip_record(name): share for name, share in mix.items()})}


def _percents(parts: dict[str, float]) -> dict[str, str]:
    """Whole percents that add up."""
    total = sum(parts.values())
    percents = {name: max(1, round(100 * part / total)) for name, part in parts.items()}
    largest = max(percents, key=lambda name: percents[name])
    percents[largest] += 100 - sum(percents.values())
    return {name: f"{percent}% [assumed]" for name, percent in percents.items()}


def _with_causes(programme: Programme, prospect: Prospect, activities: dict[str, Any]) -> dict[str, Any]:
    """Activities with the shared causes that most of their kind name, in the region where it has any of the kind."""
    for record in activities.values():
        if drivers := _drivers(programme, prospect, record["kind"]):
            record["drivers"] = drivers
    return activities


def _drivers(programme: Programme, prospect: Prospect, kind: str) -> list[str]:
    sites = programme.contents.sites.values()
    near = [s for s in sites if s.region == prospect.region]
    found = [[a for s in some for a in s.activities.values() if a.kind == kind] for some in (near, sites)]
    same = next((some for some in found if some), [])
    counts = Counter(name for activity in same for name in activity.drivers)
    known = programme.contents.drivers
    return [name for name, number in counts.items() if number > _MANY * len(same) and name in known]
