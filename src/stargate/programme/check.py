"""What holds between the parts of a programme."""

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from fnmatch import fnmatchcase
from graphlib import CycleError, TopologicalSorter
from typing import NamedTuple

from stargate.errors import Problem
from stargate.programme.catalogue import catalogue
from stargate.programme.knowledge import full, parts
from stargate.programme.model import Contents, Risk
from stargate.programme.site import Phase, Site, Standing
from stargate.quantity.figure import Figure
from stargate.quantity.measures import Date
from stargate.quantity.notation import date_text, months_of_date
from stargate.quantity.noun import Branch, Noun
from stargate.quantity.sources import Known
from stargate.schedule.activity import Activity


class Names(NamedTuple):
    """What may be referred to: all that is written, whether or not it could be read."""

    activities: set[str]  # addresses
    partners: list[str]
    drivers: list[str]
    sites: list[str]


def names_in(tree: Branch) -> Names:
    """What the texts of a programme define."""
    sites = {name: site for name, site in _below(tree, "sites").items() if isinstance(site, Branch)}
    activities = {
        f"sites.{site}.activities.{name}" for site, node in sites.items() for name in _below(node, "activities")
    }
    agreements = {f"agreements.{name}" for name in _below(tree, "agreements")}
    return Names(activities | agreements, list(_below(tree, "partners")), list(_below(tree, "drivers")), list(sites))


def _below(tree: Branch, field: str) -> Branch:
    node = tree.get(field)
    return node if isinstance(node, Branch) else Branch("", "")


def check(contents: Contents, known: Names, problems: list[Problem]) -> None:
    """Names that are used exist, nothing waits for itself, and every phase can be timed."""
    activities = {activity.address: (activity, site) for activity, site in _with_sites(contents)}
    for activity, site in activities.values():
        problems += _activity(activity, site, known)
    for site, phase in contents.phases():
        problems += _phase(phase, site, known.activities)
    for risk in contents.risks.values():
        problems += _risk(risk, known.activities)
    problems += _parties(contents, known)
    if not problems:
        problems += _cycle(
            {a.address: [full(name, site) for name in a.after] for a, site in activities.values()}, activities
        )


def check_state(contents: Contents, known: Known, problems: list[Problem]) -> None:
    """What holds at the date the programme is read at."""
    start = months_of_date(contents.start)
    if known.as_of < start:
        problems.append(Problem("--as-of", "", f"the programme starts on {contents.start}", "a date after it"))
        return
    problems += _basics(contents, known)
    for activity, _ in _with_sites(contents):
        problems += _facts(activity, known, start)
    for _, phase in contents.phases():
        for milestone in (phase.first_power, phase.energised):
            if milestone and milestone.observed and milestone.observed.has_value:
                problems += _is_past(milestone.observed, known)


def _with_sites(contents: Contents) -> Iterator[tuple[Activity, Site | None]]:
    for activity in contents.agreements.values():
        yield activity, None
    for site in contents.sites.values():
        for activity in site.activities.values():
            yield activity, site


def _wrong(noun: Noun, field: str, wrong: str, instead: str) -> Problem:
    return Problem(noun.line(field), f"{noun.address}.{field}", wrong, instead)


def _activity(activity: Activity, site: Site | None, known: Names) -> Iterator[Problem]:
    yield from _unknown_activities(activity, "after", activity.after, site, known.activities)
    yield from _unknown(activity, "drivers", activity.drivers, known.drivers, "driver")
    yield from _unknown(activity, "who", activity.who, known.partners, "partner")
    yield from _unknown(activity, "parties", activity.parties, known.partners, "partner")
    if activity.parties and activity.duration is not None:
        yield _wrong(activity, "duration", "an agreement's time follows from its parties", "either duration or parties")
    if not activity.parties and activity.duration is None and activity.finished is None:
        yield _wrong(activity, "duration", "how long it takes is missing", "duration: 6 to 12 months [assumed]")
    if activity.parties and activity.another_round is None:
        yield _wrong(
            activity, "another_round", "the chance of another round is missing", "another_round: 30% [assumed]"
        )
    if activity.another_round is not None and activity.another_round.p90 > 0.95:
        yield _wrong(activity, "another_round", "rounds that nearly always repeat never end", "at most 95%")


def _phase(phase: Phase, site: Site, known: set[str]) -> Iterator[Problem]:
    buildings = phase.buildings
    yield from _unknown_activities(phase, "needs", phase.needs, site, known)
    yield from _unknown(phase, "chip", [phase.chip] if phase.chip else [], catalogue().chips, "chip in the catalogue")
    if buildings.has_value and (buildings.uncertain or buildings.p50 < 1 or buildings.p50 % 1):
        yield _wrong(phase, "buildings", "a phase has a whole number of buildings", "buildings: 2 [source-key]")
    if buildings.p90 > 1 and phase.cadence is None:
        yield _wrong(phase, "cadence", "several buildings need a cadence", "cadence: 1 to 2 months [assumed]")
    if not phase.needs and not (phase.energised and (phase.energised.observed or phase.energised.announced)):
        yield _wrong(phase, "needs", "nothing says when this phase can run", "needs: [an activity]")


def _risk(risk: Risk, known: set[str]) -> Iterator[Problem]:
    for pattern in risk.affects:
        if not any(fnmatchcase(address, pattern) for address in known):
            near = get_close_matches(pattern, known, 2, 0.5)
            instead = " or ".join(near) or "sites.*.activities.*"
            yield _wrong(risk, "affects", f"no activity has the address {pattern!r}", instead)
    if risk.factor is None and risk.delay is None:
        yield _wrong(
            risk, "delay", "a risk needs an impact", "factor: 1.5 to 2 [assumed], or delay: 3 to 6 months [assumed]"
        )


def _parties(contents: Contents, known: Names) -> Iterator[Problem]:
    partners = known.partners
    for site in contents.sites.values():
        for role, names in site.partners.items():
            yield from _unknown(site, f"partners.{role}", names, partners, "partner")
        if site.status.value == Standing.CANDIDATE and site.acceptance is None:
            yield _wrong(
                site, "acceptance", "a candidate needs the chance that it is accepted", "acceptance: with a chance"
            )
    for commitment in contents.commitments.values():
        yield from _unknown(commitment, "payers", commitment.payers, partners, "partner")
        recipients = ["programme", *known.sites, *partners]
        yield from _unknown(commitment, "to", [commitment.to], recipients, "site or partner")
    for supply in contents.supplies.values():
        yield from _unknown(supply, "suppliers", supply.suppliers, partners, "partner")
        yield from _unknown(
            supply, "chip", [supply.chip] if supply.chip else [], catalogue().chips, "chip in the catalogue"
        )
        yield from _unknown(supply, "to", [supply.to] if supply.to else [], known.sites, "site")


def _unknown_activities(
    noun: Noun, field: str, names: Iterable[str], site: Site | None, known: set[str]
) -> Iterator[Problem]:
    for name in names:
        if full(name, site) not in known:
            here = sorted(other.rpartition(".")[2] for other in known if site and other.startswith(f"{site.address}."))
            near = get_close_matches(name, [*here, *sorted(known)], 2, 0.5) or here
            yield _wrong(
                noun, field, f"there is no activity {name!r}", " or ".join(near) or "the address of an activity"
            )


def _unknown(noun: Noun, field: str, names: Iterable[str], known: Iterable[str], kind: str) -> Iterator[Problem]:
    known = list(known)
    for name in names:
        if name not in known:
            near = get_close_matches(name, known, 2, 0.5) or known[:5]
            yield _wrong(noun, field, f"there is no {kind} {name!r}", " or ".join(near) or f"define the {kind} first")


def _cycle(waits: dict[str, list[str]], activities: dict[str, tuple[Activity, Site | None]]) -> Iterator[Problem]:
    try:
        TopologicalSorter(waits).prepare()
    except CycleError as error:
        circle = error.args[1]
        names = " waits for ".join(address.rpartition(".")[2] for address in reversed(circle))
        yield _wrong(
            activities[circle[0]][0], "after", f"these wait for each other: {names}", "`after` without one of them"
        )


def _basics(contents: Contents, known: Known) -> Iterator[Problem]:
    """Figures without which nothing can be computed have a value at the date."""
    for figure in parts([contents.price_index, contents.costs, contents.spending, contents.chances]):
        if isinstance(figure, Figure) and not figure.has_value:
            wrong = f"this figure has no value as of {date_text(known.as_of)}"
            yield Problem(
                figure.where, figure.address, wrong, f"one more reading: {figure.dimension.example} [assumed]"
            )


def _facts(activity: Activity, known: Known, start: float) -> Iterator[Problem]:
    started, finished = activity.started, activity.finished
    for date in (started, finished):
        if date is not None and date.has_value:
            yield from _is_past(date, known)
            if date.p50 < start:
                wrong = f"{date_text(date.p50)} lies before the programme's start"
                yield Problem(date.where, date.address, wrong, "an earlier `start:` in programme.yaml")
    if started and finished and started.has_value and finished.has_value and finished.p50 < started.p50:
        instead = f"a date from {date_text(started.p50)} on"
        yield Problem(finished.where, finished.address, "it is finished before it is started", instead)


def _is_past(date: Date, known: Known) -> Iterator[Problem]:
    if date.p50 > known.as_of:
        name = date.address.rpartition(".")[2]
        wrong = f"{name} is a fact, and {date_text(date.p50)} lies after {date_text(known.as_of)}"
        yield Problem(date.where, date.address, wrong, "a date that has passed, or `forecast:` of a phase")


def warnings(contents: Contents, known: Known) -> Iterator[str]:
    """What may be meant but looks odd, in sentences."""
    for activity, _ in _with_sites(contents):
        started, finished = activity.started, activity.finished
        is_finished = finished is not None and finished.has_value
        if is_finished or started is None or not started.has_value:
            continue
        if activity.duration is not None and activity.duration.has_value:
            elapsed, longest = known.as_of - started.p50, activity.duration.p90
            if elapsed > longest:
                yield (
                    f"{activity.address}: under way for {elapsed:.0f} months against a P90 of {longest:.0f}; "
                    "it is taken to be in the tail of its range"
                )
