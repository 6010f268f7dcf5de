"""The chosen plan as an ordinary programme, which `simulate`, `operate`, `finance` and `account` take unchanged.

A prospect that is chosen becomes a site; phases that campuses announced and have not begun come when the plan begins
them, or are given up. Every figure that the plan decides is `[assumed]` and says so; the rest is what the prospect, the
programme and the catalogue say, with their sources.
"""

from typing import Any

import numpy as np

from stargate.planning.check import running
from stargate.planning.choice import Choice
from stargate.planning.equipping import BY_PLAN, LEAST, chips_of_plan, equipment, not_before, successors
from stargate.planning.problem import PlanningProblem
from stargate.planning.sited import Begun, company, site_records
from stargate.programme.adding import together
from stargate.programme.knowledge import full
from stargate.programme.programme import Programme
from stargate.programme.site import Phase, Site, Standing
from stargate.quantity.notation import date_text
from stargate.schedule.activity import Activity, ActivityKind

_NONE = "0 months [assumed]"
_BUILDING = (ActivityKind.SHELL, ActivityKind.FIT_OUT, ActivityKind.COMMISSIONING)


def adopted(programme: Programme, problem: PlanningProblem, choice: Choice) -> Programme:
    """`programme` with what a choice decides: new campuses, phases moved or given up, power bought for campuses.

    `problem` names what it is of: sites by their ids, blocks by the addresses of prospects and phases, options and
    chips by their names in the catalogue or the programme. Raises ProgrammeError where this makes no programme.
    """
    records: dict[str, Any] = {}
    changes: dict[str, str] = {}
    for at, name in enumerate(problem.sites):
        if name in programme.contents.sites:
            site = programme.contents.sites[name]
            moved, gates = _moved(programme, problem, choice, site)
            changes |= moved | _connected(problem, choice, site, at)
            added = _bought(problem, choice, site, at) | ({"activities": gates} if gates else {})
            records = together(records, {"sites": {name: added}} if added else {})
        elif begun := _begun(problem, choice, at):
            prospect = programme.contents.prospects[name]
            new = {"sites": {name: site_records(programme, problem, choice, prospect, at, begun)}}
            chips = successors(programme, problem, {name for each in begun for name in each.chips[1]})
            records = together(records, {**new, "companies": company(programme, prospect), "chips": chips})
    return programme.adding({kind: found for kind, found in records.items() if found}, changes)


def _begun(problem: PlanningProblem, choice: Choice, site: int) -> list[Begun]:
    """What is begun of a prospect, in the order of full load, with the chips that its halls are filled with.

    Chips fill the halls that are there first; halls that the plan never fills are left out, and those filled in part
    have that part of their load.
    """
    blocks, found = problem.blocks, []
    for block in np.flatnonzero(blocks.site == site):
        starts = np.diff(choice.starts[block], prepend=0)
        found += [(int(q + blocks.lag[block]), int(block), int(q), int(starts[q])) for q in np.flatnonzero(starts)]
    left, begun = float(running(problem, choice)[site].max()), []
    for full_at, block, quarter, count in sorted(found):
        size = count * float(blocks.it_power[block])
        filled = min(1.0, left / size)
        left = max(0.0, left - size)
        if filled * size >= LEAST:
            begun.append(Begun(block, quarter, count, chips_of_plan(problem, choice, site, full_at), filled))
    return begun


def _bought(problem: PlanningProblem, choice: Choice, site: Site, at: int) -> dict[str, Any]:
    """Power that the plan buys for a campus on top of what stands there or is ordered."""
    found = equipment(problem, choice.capacity[at] - problem.options.least[at], "plan_")
    option = {} if site.power else {"option": f"{BY_PLAN} [assumed]"}
    return {"power": {**option, "equipment": found}} if found else {}


def _connected(problem: PlanningProblem, choice: Choice, site: Site, at: int) -> dict[str, str]:
    """A larger connection to the grid where the plan buys one."""
    if "grid" not in problem.options.names or site.power is None:
        return {}
    grid = problem.options.names.index("grid")
    now, then = problem.options.least[at, grid, -1], choice.capacity[at, grid, -1]
    return {f"{site.power.address}.grid": f"{1e3 * then:.0f} MW [assumed]"} if then > now + 1e-3 else {}


def _moved(
    programme: Programme, problem: PlanningProblem, choice: Choice, site: Site
) -> tuple[dict[str, str], dict[str, Any]]:
    """Announced phases of a campus that the plan begins at its time, or gives up: changes, and activities to add."""
    changes: dict[str, str] = {}
    gates: dict[str, Any] = {}
    given_up: set[str] = set()
    for block, name in enumerate(problem.blocks.names):
        if not name.startswith(f"{site.address}.phases."):
            continue
        phase = site.phases[name.rpartition(".")[2]]
        if choice.starts[block, -1] < 1:
            given_up.add(phase.address)
            changes[f"{phase.address}.withdrawn"] = f"{programme.as_of} [assumed]"
            changes[f"{phase.address}.note"] = "Given up by the plan."
            continue
        if site.status.value == Standing.CANDIDATE:
            changes[site.status.address] = f"{Standing.COMMITTED} [assumed]"
        begin = problem.first_year * 12 + 3.0 * int(np.argmax(choice.starts[block] > 0))
        if not not_before(programme, begin):
            continue
        if first := _first_work(site, phase):
            changes[f"{first.address}.not_before"] = not_before(programme, begin)["not_before"]
            changes[f"{first.address}.note"] = "Begun when the plan begins it."
        else:
            gate = f"plan_{name.rpartition('.')[2]}"
            gates[gate] = _gate(begin + 3 * int(problem.blocks.lag[block]) - phase.ramp.p50)
            changes[f"{phase.address}.needs"] = f"+ [{gate}]"
    return changes | _dropped(site, given_up, programme), gates


def _first_work(site: Site, phase: Phase) -> Activity | None:
    """The first open work of a phase that no other phase waits for, of building where there is such."""
    own = [a for a in _own(site, {phase.address}) if not _known(a.started) and not _known(a.finished)]
    return next((a for a in own if a.kind in _BUILDING), next(iter(own), None))


def _gate(month: float) -> dict[str, str]:
    """What a phase waits for that shares all of its work with others: the day on which the plan has it."""
    note = "All of its work is that of other phases, so that it waits for the plan's own date."
    day = f"{date_text(month)} [assumed]"
    return {"kind": "commissioning", "title": "The plan's date", "not_before": day, "duration": _NONE, "note": note}


def _dropped(site: Site, given_up: set[str], programme: Programme) -> dict[str, str]:
    """What is done for phases that are given up, and for nothing else, takes nothing from anybody."""
    gone = [a for a in _own(site, given_up) if not _known(a.finished)] if given_up else []
    return {f"{activity.address}.withdrawn": f"{programme.as_of} [assumed]" for activity in gone}


def _own(site: Site, phases: set[str]) -> list[Activity]:
    """The activities of a campus that these phases wait for and no other phase does, in the order of its file."""
    mine, others = (
        _waited_for(site, [p for p in site.phases.values() if (p.address in phases) is inside])
        for inside in (True, False)
    )
    return [activity for activity in site.activities.values() if activity.address in mine - others]


def _waited_for(site: Site, phases: list[Phase]) -> set[str]:
    found: set[str] = set()
    waiting = [full(name, site) for phase in phases for name in phase.needs]
    known = {activity.address: activity for activity in site.activities.values()}
    while waiting:
        address = waiting.pop()
        if address in known and address not in found:
            found.add(address)
            waiting += [full(name, site) for name in known[address].after]
    return found


def _known(date: Any) -> bool:
    return date is not None and date.has_value
