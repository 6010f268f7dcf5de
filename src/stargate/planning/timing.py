"""Dates at medians that a plan stands on: which phases are begun, when they run, and what of the others is to be done.

A phase is begun when it was seen to take load, or building work of its own has started: shells or fit-out that it
waits for and no earlier phase of its campus does. Its dates are those of the future at medians, which waits for shared
supplies (T6a). Others wait for no supply here, since a plan hands supplies out itself.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from jaxtyping import Float

from stargate.programme.compiled import model
from stargate.programme.knowledge import full
from stargate.programme.plan import PlannedPhase, announced
from stargate.programme.programme import Programme
from stargate.programme.site import Site
from stargate.programme.timed import buildup, medians
from stargate.quantity.figure import Figure, value
from stargate.schedule.activity import Activity, ActivityKind
from stargate.schedule.energise import Buildup, energised, energised_month

_SEED = 1  # of numbers that the future at medians does not draw
_BUILDING = (ActivityKind.SHELL, ActivityKind.FIT_OUT)
_UNTIL_FULL = (*_BUILDING, ActivityKind.COMMISSIONING)

Span = tuple[float, float]  # start and finish [month]


@dataclass(frozen=True)
class TimedPhase:
    """A phase with its dates at medians [month since the programme's start]."""

    planned: PlannedPhase
    begun: bool  #: nothing of it is chosen any more
    start: float  #: of its building work; where it is not begun, the earliest that still leads to `full`
    full: float  #: when its last building has its full load, at the earliest
    behind: frozenset[str] = field(repr=False)  #: addresses of all activities that it waits for
    work: tuple[str, ...] = field(repr=False)  #: those of them that build it

    @property
    def lag(self) -> float:
        """From the start of building to full load [months]."""
        return self.full - self.start


@dataclass(frozen=True, eq=False)
class Timing:
    """Phases and activities at medians."""

    phases: tuple[TimedPhase, ...]
    spans: Mapping[str, Span]  #: of activities, by address, as they wait for supplies
    buildup: Buildup | None  #: of `phases`; None where there are none
    activities: Mapping[str, Activity]

    def of(self, site: Site) -> tuple[TimedPhase, ...]:
        """The phases of a campus."""
        return tuple(phase for phase in self.phases if phase.planned.site.id == site.id)

    def load(self, phase: TimedPhase, months: int) -> Float[np.ndarray, " month"]:
        """IT load of a phase, means of months from the programme's start on [IT GW]."""
        assert self.buildup is not None
        ends, chosen = np.zeros((1, months)), np.array([self.phases.index(phase)])
        energised(self.buildup, chosen, ends, np.zeros(months + 1))
        return (ends[0] + np.concatenate([[0.0], ends[0, :-1]])) / 2e3

    @property
    def waited_for(self) -> frozenset[str]:
        """Activities that phases wait for which are begun."""
        return frozenset().union(*(phase.behind for phase in self.phases if phase.begun))


def timing(programme: Programme) -> Timing:
    """Phases and activities of a programme at medians.

    Raises ProgrammeError or StargateError where a phase cannot be timed.
    """
    contents = programme.contents
    activities = {activity.address: activity for activity in contents.activities()}
    if not any(True for _ in contents.phases()):
        return Timing((), {}, None, activities)
    plan = announced(programme)
    compiled = model(plan, _SEED)
    block = medians(compiled)
    up, free = buildup(compiled, block), medians(model(announced(programme, gated=False), _SEED))
    spans, early = (
        {a.address: (float(found.start[0, i]), float(found.finish[0, i])) for i, a in enumerate(compiled.activities)}
        for found in (block, free)
    )
    behind = _behind(programme)
    done = energised_month(up)[0]
    rises = (up.buildings - 1) * up.cadence[0] + up.ramp[0]
    phases, earlier = [], dict[str, frozenset[str]]()
    for i, planned in enumerate(plan.phases):
        mine, site = behind[planned.address], planned.site.id
        work = _work(mine - earlier.get(site, frozenset()), mine, activities)
        earlier[site] = earlier.get(site, frozenset()) | mine
        if _seen(planned) or any(_started(activities[name]) for name in work if _is(activities[name], _BUILDING)):
            begin = min((spans[name][0] for name in work), default=float(done[i]))
            phases.append(TimedPhase(planned, True, begin, float(done[i]), mine, tuple(work)))
        else:
            start, end = _to_come(planned, work, early, float(rises[i]), programme)
            phases.append(TimedPhase(planned, False, start, end, mine, tuple(work)))
    return Timing(tuple(phases), spans, up, activities)


def _to_come(
    planned: PlannedPhase, work: Iterable[str], spans: Mapping[str, Span], rises: float, programme: Programme
) -> Span:
    """From when on a phase can be built, and when it has its full load then.

    What else it waits for, such as a connection or an agreement, may end later than its building: it begins later then.
    """
    acceptance = planned.site.acceptance
    settled = value(acceptance.by) if planned.candidate and acceptance else None
    needs = [spans[full(name, planned.site)][1] for name in planned.phase.needs]
    ready = max(programme.as_of_month, *needs, -np.inf if settled is None else settled - programme.month_zero)
    spent = [spans[name] for name in work]
    if spent:
        begin, lag = min(start for start, _ in spent), max(end for _, end in spent) - min(start for start, _ in spent)
    else:
        lag = programme.contents.spending.construction.p50 - rises
        begin = ready - lag
    return max(begin, ready - lag), ready + rises


def _behind(programme: Programme) -> dict[str, frozenset[str]]:
    """All activities that each phase waits for."""
    contents = programme.contents
    waits = {
        activity.address: [full(name, None) for name in activity.after] for activity in contents.agreements.values()
    }
    for site in contents.sites.values():
        waits |= {a.address: [full(name, site) for name in a.after] for a in site.activities.values()}
    found: dict[str, frozenset[str]] = {}
    for site, phase in contents.phases():
        reached: set[str] = set()
        waiting = [full(name, site) for name in phase.needs]
        while waiting:
            name = waiting.pop()
            if name not in reached:
                reached.add(name)
                waiting += waits[name]
        found[phase.address] = frozenset(reached)
    return found


def _work(own: frozenset[str], behind: frozenset[str], activities: Mapping[str, Activity]) -> list[str]:
    """Building work of a phase, to its end: its own; where it has none, all that it shares with earlier ones."""
    for names in (own, behind):
        if any(_is(activities[name], _BUILDING) for name in names):
            return sorted(name for name in names if _is(activities[name], _UNTIL_FULL))
    return []


def _is(activity: Activity, kinds: tuple[ActivityKind, ...]) -> bool:
    return activity.kind in kinds


def _started(activity: Activity) -> bool:
    return _known(activity.started) or _known(activity.finished)


def _seen(planned: PlannedPhase) -> bool:
    milestones = (planned.phase.first_power, planned.phase.energised)
    return any(milestone is not None and _known(milestone.observed) for milestone in milestones)


def _known(figure: Figure | None) -> bool:
    return value(figure) is not None
