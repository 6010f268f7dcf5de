"""A campus whose power comes otherwise than planned, and the months that gains: one plan against another, in the same
random numbers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Float

from stargate.errors import ProgrammeError, StargateError
from stargate.futures.quantiles import quantile
from stargate.futures.result import Futures
from stargate.futures.simulate import simulate
from stargate.programme.plan import announced
from stargate.programme.programme import Programme
from stargate.programme.read import BASE, base_of, texts
from stargate.programme.site import Phase, Site
from stargate.programme.tree import tree_of
from stargate.programme.typed import typed
from stargate.quantity.sources import Known
from stargate.schedule.activity import Activity, ActivityKind, Link

POWER = (ActivityKind.GRID, ActivityKind.GENERATION, ActivityKind.FUEL)  #: what brings power to a campus
_NAME = "instead"  # of the state that a changed programme is simulated in: weighed as the base case is


@dataclass(frozen=True)
class Lead:
    """Work that brings power, begun at the date of the programme."""

    name: str  #: as a name in addresses
    kind: ActivityKind  #: what sort of work it is
    duration: str  #: how long it takes, as a figure is written


@dataclass(frozen=True)
class Gain:
    """Months by which a campus runs earlier, each phase by its IT MW; none before today or beyond the horizon."""

    months: Float[np.ndarray, " future"]  #: by future, fewer than none where it runs later [months]
    weight: Float[np.ndarray, " future"]  #: how much each future counts
    never: float  #: share of futures in which some of what is held against is not reached within the horizon

    def quantile(self, level: float) -> float:
        """A quantile of the months [months]."""
        return float(quantile(self.months, self.weight, level))


def pending(site: Site) -> dict[str, Activity]:
    """The campus's work on power that has not finished, by its name in addresses."""
    return {
        name: activity
        for name, activity in site.activities.items()
        if activity.kind in POWER and not (activity.finished is not None and activity.finished.has_value)
    }


def waiting(site: Site) -> list[Phase]:
    """Phases that no one has seen run and that wait for work on power, at first hand or through other activities."""
    after = {name: [_own(site, other) for other in activity.after] for name, activity in site.activities.items()}
    reached = set(pending(site))
    while more := {name for name, others in after.items() if name not in reached and reached.intersection(others)}:
        reached |= more
    return [phase for phase in site.phases.values() if reached.intersection(phase.needs) and not _seen(phase)]


def _own(site: Site, name: str) -> str:
    """An activity's name where it is of this campus, as it may stand after `after`; its whole address otherwise."""
    return name.removeprefix(f"{site.address}.activities.")


def _seen(phase: Phase) -> bool:
    dates = [milestone.observed for milestone in (phase.first_power, phase.energised) if milestone]
    return any(date is not None and date.has_value for date in dates)


def powered(programme: Programme, site: str, leads: Iterable[Lead], gives_up: Iterable[str] = ()) -> Programme:
    """The programme with a campus whose work on power named in `gives_up` is left, and `leads` begun in its place.

    What waited for the former waits for all of the latter. Raises ProgrammeError where a duration cannot be read.
    """
    old, known = programme.contents.sites[site], texts(programme)[1]
    gone = set(gives_up)
    new = {lead.name: _activity(old, lead, known) for lead in leads}
    sites = {name: _relinked(other, old, gone, new) for name, other in programme.contents.sites.items()}
    agreements = _rewaiting(programme.contents.agreements, old, gone, new)
    contents = programme.contents.model_copy(update={"sites": sites, "agreements": agreements})
    origin = programme.origin
    known_as = {**origin.scenarios, _NAME: programme.scenario}
    return replace(programme, contents=contents, origin=replace(origin, scenario=_NAME, scenarios=known_as))


def _activity(site: Site, lead: Lead, known: Known) -> Activity:
    text = f"kind: {lead.kind}\nduration: {lead.duration}\n"
    problems = []
    tree = tree_of(text, "--site", f"{site.address}.activities.{lead.name}", problems)
    found = typed(Activity, tree, known, problems) if tree is not None else None
    if found is None or problems:
        raise ProgrammeError(problems)
    if found.duration is None or not found.duration.has_value:
        raise StargateError(f"how long it takes ({lead.duration}) was not known yet\n  write: --as-of with a later day")
    return found


def _relinked(site: Site, old: Site, gone: set[str], new: Mapping[str, Activity]) -> Site:
    """A campus, what waited for `gone` of the campus `old` waiting for `new`; `old` itself has them in its place."""
    if site is not old:
        return site.model_copy(update={"activities": _rewaiting(site.activities, old, gone, new)})
    kept = {name: activity for name, activity in old.activities.items() if name not in gone}
    phases = {name: _needing(phase, gone, new) for name, phase in old.phases.items()}
    return old.model_copy(update={"activities": {**_rewaiting(kept, old, gone, new), **new}, "phases": phases})


def _rewaiting(
    activities: Mapping[str, Activity], old: Site, gone: set[str], new: Mapping[str, Activity]
) -> dict[str, Activity]:
    own = f"{old.address}.activities."
    found = {}
    for name, activity in activities.items():
        prefix = "" if activity.address.startswith(own) else own  # elsewhere, names are whole addresses
        lost = {other for other in activity.after if other in {*(prefix + n for n in gone), *(own + n for n in gone)}}
        held = {other: link for other, link in activity.after.items() if other not in lost}
        after = held | {own + other: Link() for other in new} if lost else held
        found[name] = activity.model_copy(update={"after": after}) if lost else activity
    return found


def _needing(phase: Phase, gone: set[str], new: Mapping[str, Activity]) -> Phase:
    kept = [name for name in phase.needs if name not in gone]
    return phase if len(kept) == len(phase.needs) else phase.model_copy(update={"needs": [*kept, *new]})


def drawn_instead(programme: Programme, changed: Programme, n: int, seed: int) -> Futures:
    """Futures of a programme changed by `powered`, in the random numbers and with the weights of the unchanged one."""
    base = programme if programme.origin.scenario == BASE else base_of(programme)
    return simulate(announced(changed), n, seed, base=base)


def gained(held: Futures, *others: Futures, phases: Iterable[str]) -> Gain:
    """Months by which `phases` run earlier in `others` than in `held`, whichever of the others comes first.

    A phase counts by its IT MW, and a date no later than the horizon. Dates are of the first building: how a phase
    comes up after it is the same. A campus that takes what comes first of two supplies runs when the first of them
    would have it run, since dates never fall as a supply comes later.
    """
    columns = [i for i, p in enumerate(held.plan.phases) if p.address in set(phases)]
    horizon = held.end_of(held.programme.contents.horizon)
    dates = [found.buildup.ready[:, columns] for found in (held, *others)]
    earliest = np.minimum.reduce(dates[1:])
    weights = np.array([held.plan.phases[i].it_power for i in columns])
    by_phase = np.minimum(dates[0], horizon) - np.minimum(earliest, horizon)
    months = by_phase @ weights / weights.sum() if columns else np.zeros(held.n)
    late = (dates[0] > horizon).any(axis=1) if columns else np.zeros(held.n, dtype=bool)
    return Gain(months, held.weight, float(held.weight[late].sum() / held.weight.sum()))
