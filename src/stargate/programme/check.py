"""What holds between the parts of a programme."""

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from fnmatch import fnmatchcase
from graphlib import CycleError, TopologicalSorter

from stargate.errors import Problem
from stargate.programme.catalogue import catalogue
from stargate.programme.knowledge import full
from stargate.programme.model import Contents
from stargate.programme.site import Phase, Site
from stargate.quantity.figure import Date, Figure
from stargate.quantity.notation import date_text, months_of_date
from stargate.quantity.sources import Known
from stargate.schedule.activity import Activity


def check(contents: Contents, problems: list[Problem]) -> None:
    """Names that are used exist, nothing waits for itself, and every phase can be timed."""
    activities = {activity.address: (activity, site) for activity, site in _with_sites(contents)}
    for activity, site in activities.values():
        problems += _activity_names(activity, site, set(activities), contents)
    for site, phase in contents.phases():
        problems += _phase_names(phase, site, set(activities))
    problems += _risks(contents, set(activities))
    problems += _partners(contents)
    if not problems:
        problems += _cycle({address: _waits(*pair) for address, pair in activities.items()}, activities)


def check_state(contents: Contents, known: Known, problems: list[Problem]) -> None:
    """What holds at the date the programme is read at."""
    start = months_of_date(contents.start)
    if known.as_of < start:
        problems.append(Problem("--as-of", "", f"the programme starts on {contents.start}", "a date after it"))
    for activity, _ in _with_sites(contents):
        problems += _dates_of(activity, known, start)
    for _, phase in contents.phases():
        for milestone in (phase.first_power, phase.energised):
            if milestone and milestone.observed and milestone.observed.has_value:
                problems += _is_past(milestone.observed, known, "observed")


def _with_sites(contents: Contents) -> Iterator[tuple[Activity, Site | None]]:
    for activity in contents.agreements.values():
        yield activity, None
    for site in contents.sites.values():
        for activity in site.activities.values():
            yield activity, site


def _waits(activity: Activity, site: Site | None) -> list[str]:
    return [full(name, site) for name in activity.after]


def _activity_names(activity: Activity, site: Site | None, known: set[str], contents: Contents) -> Iterator[Problem]:
    yield from _unknown_activities(activity.after, f"{activity.address}.after", activity, site, known)
    yield from _unknown(activity.drivers, contents.drivers, f"{activity.address}.drivers", activity.where, "driver")
    yield from _unknown(activity.who, contents.partners, f"{activity.address}.who", activity.where, "partner")
    yield from _unknown(activity.parties, contents.partners, f"{activity.address}.parties", activity.where, "partner")
    if activity.parties and activity.duration is not None:
        yield Problem(activity.where, activity.address, "an agreement's time follows from its parties", "either duration or parties")
    if not activity.parties and activity.duration is None and activity.finished is None:
        yield Problem(activity.where, activity.address, "how long it takes is missing", "duration: 6 to 12 months [assumed]")
    if activity.parties and activity.another_round is None:
        yield Problem(activity.where, activity.address, "the chance of another round is missing", "another_round: 30% [assumed]")
    if activity.another_round is not None and activity.another_round.p90 > 0.95:
        another = activity.another_round
        yield Problem(another.where, another.address, "rounds that nearly always repeat never end", "at most 95%")


def _phase_names(phase: Phase, site: Site, known: set[str]) -> Iterator[Problem]:
    yield from _unknown_activities(phase.needs, f"{phase.address}.needs", phase, site, known)
    if phase.chip:
        yield from _unknown([phase.chip], catalogue().chips, f"{phase.address}.chip", phase.where, "chip in the catalogue")
    if phase.buildings.p90 > 1 and phase.cadence is None:
        yield Problem(phase.where, f"{phase.address}.cadence", "several buildings need a cadence", "cadence: 1 to 2 months [assumed]")
    if phase.buildings.uncertain or phase.buildings.p50 < 1 or phase.buildings.p50 != int(phase.buildings.p50):
        buildings = phase.buildings
        yield Problem(buildings.where, buildings.address, "a phase has a whole number of buildings", "buildings: 2 [source-key]")
    if not phase.needs and not (phase.energised and (phase.energised.observed or phase.energised.announced)):
        yield Problem(phase.where, f"{phase.address}.needs", "nothing says when this phase can run", "needs: [an activity]")


def _risks(contents: Contents, known: set[str]) -> Iterator[Problem]:
    for risk in contents.risks.values():
        for pattern in risk.affects:
            if not any(fnmatchcase(address, pattern) for address in known):
                near = get_close_matches(pattern, known, 2, 0.5)
                yield Problem(risk.where, f"{risk.address}.affects", f"no activity has the address {pattern!r}", " or ".join(near) or "sites.*.activities.*")
        if risk.factor is None and risk.delay is None:
            yield Problem(risk.where, risk.address, "a risk without an impact", "factor: 1.5 to 2 [assumed], or delay: 3 to 6 months [assumed]")


def _partners(contents: Contents) -> Iterator[Problem]:
    for site in contents.sites.values():
        for role, names in site.partners.items():
            yield from _unknown(names, contents.partners, f"{site.address}.partners.{role}", site.where, "partner")
        if site.status.value == "candidate" and site.acceptance is None:
            yield Problem(site.where, f"{site.address}.acceptance", "a candidate needs the chance that it is accepted", "acceptance: {chance: 30 to 70% [assumed]}")
    recipients = {"programme", *contents.sites, *contents.partners}
    for commitment in contents.commitments.values():
        yield from _unknown(commitment.payers, contents.partners, f"{commitment.address}.payers", commitment.where, "partner")
        yield from _unknown([commitment.to], recipients, f"{commitment.address}.to", commitment.where, "site or partner")


    for supply in contents.supplies.values():
        yield from _unknown(supply.suppliers, contents.partners, f"{supply.address}.suppliers", supply.where, "partner")
        yield from _unknown([supply.chip] if supply.chip else [], catalogue().chips, f"{supply.address}.chip", supply.where, "chip in the catalogue")
        yield from _unknown([supply.to] if supply.to else [], contents.sites, f"{supply.address}.to", supply.where, "site")


def _unknown_activities(
    names: Iterable[str], address: str, noun: Activity | Phase, site: Site | None, known: set[str]
) -> Iterator[Problem]:
    for name in names:
        if full(name, site) not in known:
            here = [other.rpartition(".")[2] for other in known if site and other.startswith(f"{site.address}.")]
            near = get_close_matches(name, [*here, *known], 2, 0.5) or sorted(here)
            yield Problem(noun.where, address, f"there is no activity {name!r}", " or ".join(near) or "the address of an activity")


def _unknown(names: Iterable[str], known: Iterable[str], address: str, where: str, kind: str) -> Iterator[Problem]:
    known = list(known)
    for name in names:
        if name not in known:
            near = get_close_matches(name, known, 2, 0.5) or known[:5]
            yield Problem(where, address, f"there is no {kind} {name!r}", " or ".join(near) or f"define the {kind} first")


def _cycle(waits: dict[str, list[str]], activities: dict[str, tuple[Activity, Site | None]]) -> Iterator[Problem]:
    try:
        TopologicalSorter(waits).prepare()
    except CycleError as error:
        circle = error.args[1]
        first = activities[circle[0]][0]
        names = " waits for ".join(address.rpartition(".")[2] for address in reversed(circle))
        yield Problem(first.where, f"{first.address}.after", f"these wait for each other: {names}", "`after` without one of them")


def _dates_of(activity: Activity, known: Known, start: float) -> Iterator[Problem]:
    started, finished = activity.started, activity.finished
    for date in (started, finished):
        if date is not None and date.has_value:
            yield from _is_past(date, known, date.address.rpartition(".")[2])
            if date.p50 < start:
                yield Problem(date.where, date.address, f"{date_text(date.p50)} lies before the programme's start", "an earlier `start:` in programme.yaml")
    if started and finished and started.has_value and finished.has_value and finished.p50 < started.p50:
        yield Problem(finished.where, finished.address, "it is finished before it is started", f"a date from {date_text(started.p50)} on")


def _is_past(date: Date, known: Known, name: str) -> Iterator[Problem]:
    if date.p50 > known.as_of:
        wrong = f"{name} is a fact, and {date_text(date.p50)} lies after {date_text(known.as_of)}"
        yield Problem(date.where, date.address, wrong, "a date that has passed, or `forecast:` of a phase")


def warnings(contents: Contents, known: Known) -> Iterator[str]:
    """What may be meant but looks odd, in sentences."""
    for activity, _ in _with_sites(contents):
        if activity.started and activity.started.has_value and not activity.finished and activity.duration:
            elapsed, longest = known.as_of - activity.started.p50, activity.duration.p90
            if elapsed > longest and not _fact(activity.finished):
                yield (
                    f"{activity.address}: under way for {elapsed:.0f} months against a P90 of {longest:.0f}; "
                    "it is taken to be in the tail of its range"
                )


def _fact(figure: Figure | None) -> bool:
    return figure is not None and figure.has_value
