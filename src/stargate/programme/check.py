"""What holds between the parts of a programme."""

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from fnmatch import fnmatchcase
from graphlib import CycleError, TopologicalSorter
from typing import NamedTuple

from stargate.errors import Problem
from stargate.programme.demanded import check_demand
from stargate.programme.economics import check_economics
from stargate.programme.equipped import check_equipped
from stargate.programme.financed import check_financed, not_financed
from stargate.programme.hourly import check_hourly
from stargate.programme.knowledge import full, parts
from stargate.programme.limits import beyond_limits, calendar_day
from stargate.programme.mistake import mistake, unknown
from stargate.programme.model import Contents, Driver, Risk
from stargate.programme.planned import check_planned
from stargate.programme.shared import check_shared, never_covered
from stargate.programme.site import Phase, Site, Standing
from stargate.quantity.figure import Figure
from stargate.quantity.measures import Date, Share
from stargate.quantity.notation import date_text, months_of_date
from stargate.quantity.noun import Branch, Noun
from stargate.quantity.sources import Known
from stargate.quantity.statement import Statement
from stargate.schedule.activity import MOST_REPEATING, Activity, Start


class Names(NamedTuple):
    """What may be referred to: all that is written, whether or not it could be read."""

    activities: set[str]  # addresses
    partners: list[str]
    companies: list[str]
    drivers: list[str]
    sites: list[str]
    limits: list[str]


def names_in(tree: Branch) -> Names:
    """What the texts of a programme define."""
    sites = {name: site for name, site in _below(tree, "sites").items() if isinstance(site, Branch)}
    activities = {
        f"sites.{site}.activities.{name}" for site, node in sites.items() for name in _below(node, "activities")
    }
    agreements = {f"agreements.{name}" for name in _below(tree, "agreements")}
    fields = ("partners", "companies", "drivers", "limits")
    partners, companies, drivers, limits = (list(_below(tree, field)) for field in fields)
    return Names(activities | agreements, partners, companies, drivers, list(sites), limits)


def _below(tree: Branch, field: str) -> Branch:
    node = tree.get(field)
    return node if isinstance(node, Branch) else Branch("", "")


def check(contents: Contents, known: Names, problems: list[Problem]) -> None:
    """Names that are used exist, figures are within limits, and every phase can be timed."""
    for activity, site in _with_sites(contents):
        problems += _activity(activity, site, known)
    for site, phase in contents.phases():
        problems += _phase(phase, site, known.activities)
    for risk in contents.risks.values():
        problems += _risk(risk, known.activities)
    problems += _sobol(contents)
    problems += _parties(contents, known)
    problems += check_shared(contents, known.limits)
    problems += check_financed(contents, known.sites, known.partners, known.companies)
    problems += beyond_limits(contents)
    problems += check_hourly(contents)
    problems += check_equipped(contents)
    problems += check_demand(contents)
    problems += check_economics(contents, known.partners)
    problems += check_planned(contents, known.partners)


def check_order(contents: Contents, problems: list[Problem]) -> None:
    """Dates are dates, and nothing waits for itself: without that, no state of knowledge can be told."""
    for field in ("start", "horizon"):
        calendar_day(getattr(contents, field), contents.line(field), field, problems)
    activities = {activity.address: (activity, site) for activity, site in _with_sites(contents)}
    problems += _cycle(
        {a.address: [full(name, site) for name in a.after] for a, site in activities.values()}, activities
    )


def check_state(contents: Contents, known: Known, dated: tuple[str, str], problems: list[Problem]) -> None:
    """What holds at the date the programme is read at, which is written at `dated`: line and address."""
    start = months_of_date(contents.start)
    if known.as_of < start:
        problems.append(Problem(*dated, f"the programme starts on {contents.start}", "a date after it"))
        return
    if known.as_of >= months_of_date(contents.horizon):
        wrong = f"{date_text(known.as_of)} is not before the horizon, {contents.horizon}"
        problems.append(Problem(*dated, wrong, "a date before it, or a later `horizon:` in programme.yaml"))
        return
    always = [contents.price_index, contents.base_rate, contents.costs, contents.spending, contents.chances]
    problems += _have_values(parts(always), known)
    problems += _have_values(_chances(contents), known)
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


def _activity(activity: Activity, site: Site | None, known: Names) -> Iterator[Problem]:
    yield from _unknown_activities(activity, "after", activity.after, site, known.activities)
    yield from unknown(activity, "drivers", activity.drivers, known.drivers, "driver")
    yield from unknown(activity, "who", activity.who, known.partners, "partner")
    yield from unknown(activity, "parties", activity.parties, known.partners, "partner")
    if activity.parties and activity.duration is not None:
        yield mistake(
            activity, "duration", "an agreement's time follows from its parties", "either duration or parties"
        )
    if not activity.parties and activity.duration is None and activity.finished is None:
        yield mistake(activity, "duration", "how long it takes is missing", "duration: 6 to 12 months [assumed]")
    if activity.parties and activity.another_round is None:
        yield mistake(
            activity, "another_round", "the chance of another round is missing", "another_round: 30% [assumed]"
        )
    if activity.another_round is not None and activity.another_round.p90 > MOST_REPEATING + 1e-9:
        yield mistake(activity, "another_round", "rounds that nearly always repeat never end", "at most 95%")


def _phase(phase: Phase, site: Site, known: set[str]) -> Iterator[Problem]:
    buildings = phase.buildings
    yield from _unknown_activities(phase, "needs", phase.needs, site, known)
    if buildings.has_value and (buildings.uncertain or buildings.p50 < 1 or buildings.p50 % 1):
        yield mistake(phase, "buildings", "a phase has a whole number of buildings", "buildings: 2 [source-key]")
    if buildings.p90 > 1 and phase.cadence is None:
        yield mistake(phase, "cadence", "several buildings need a cadence", "cadence: 1 to 2 months [assumed]")
    if not phase.needs and not (phase.energised and (phase.energised.observed or phase.energised.announced)):
        yield mistake(phase, "needs", "nothing says when this phase can run", "needs: [an activity]")


def _risk(risk: Risk, known: set[str]) -> Iterator[Problem]:
    for pattern in risk.affects:
        if not any(fnmatchcase(address, pattern) for address in known):
            near = get_close_matches(pattern, known, 2, 0.5)
            instead = " or ".join(near) or "sites.*.activities.*"
            yield mistake(risk, "affects", f"no activity has the address {pattern!r}", instead)
    if risk.factor is None and risk.delay is None:
        yield mistake(
            risk, "delay", "a risk needs an impact", "factor: 1.5 to 2 [assumed], or delay: 3 to 6 months [assumed]"
        )


def _sobol(contents: Contents) -> Iterator[Problem]:
    """Two causes with one dimension would move together."""
    owners: dict[str, Driver | Risk] = {}
    for cause in [*contents.drivers.values(), *contents.risks.values()]:
        if cause.sobol and (other := owners.setdefault(cause.sobol, cause)) is not cause:
            free = next(str(i) for i in range(1, 65) if str(i) not in owners)
            yield mistake(cause, "sobol", f"{other.address} has dimension {cause.sobol} already", f"sobol: {free}")


def _parties(contents: Contents, known: Names) -> Iterator[Problem]:
    partners = known.partners
    for site in contents.sites.values():
        for role, names in site.partners.items():
            yield from unknown(site, f"partners.{role}", names, partners, "partner")
        if site.status.value == Standing.CANDIDATE and site.acceptance is None:
            yield mistake(
                site, "acceptance", "a candidate needs the chance that it is accepted", "acceptance: with a chance"
            )
    for commitment in contents.commitments.values():
        yield from unknown(commitment, "payers", commitment.payers, partners, "partner")
        recipients = ["programme", *known.sites, *partners]
        yield from unknown(commitment, "to", [commitment.to], recipients, "site or partner")
    for supply in contents.supplies.values():
        yield from unknown(supply, "suppliers", supply.suppliers, partners, "partner")
        yield from unknown(supply, "to", [supply.to] if supply.to else [], known.sites, "site")


def _unknown_activities(
    noun: Noun, field: str, names: Iterable[str], site: Site | None, known: set[str]
) -> Iterator[Problem]:
    for name in names:
        if full(name, site) not in known:
            here = sorted(other.rpartition(".")[2] for other in known if site and other.startswith(f"{site.address}."))
            near = get_close_matches(name, [*here, *sorted(known)], 2, 0.5) or here
            yield mistake(
                noun, field, f"there is no activity {name!r}", " or ".join(near) or "the address of an activity"
            )


def _cycle(waits: dict[str, list[str]], activities: dict[str, tuple[Activity, Site | None]]) -> Iterator[Problem]:
    try:
        TopologicalSorter(waits).prepare()
    except CycleError as error:
        circle = error.args[1]
        names = " waits for ".join(address.rpartition(".")[2] for address in reversed(circle))
        yield mistake(
            activities[circle[0]][0], "after", f"these wait for each other: {names}", "`after` without one of them"
        )


def _chances(contents: Contents) -> Iterator[Share]:
    """Chances that are drawn: of another round of an open agreement, of a candidate's acceptance."""
    for activity, _ in _with_sites(contents):
        if activity.parties and activity.another_round and not (activity.finished and activity.finished.has_value):
            yield activity.another_round
    yield from (site.acceptance.chance for site in contents.candidates() if site.acceptance)


def _have_values(figures: Iterable[Figure | Statement], known: Known) -> Iterator[Problem]:
    """Figures without which nothing can be computed have a value at the date."""
    for figure in figures:
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
                yield Problem(date.changed_where, date.address, wrong, "an earlier `start:` in programme.yaml")
    if started and finished and started.has_value and finished.has_value and finished.p50 < started.p50:
        instead = f"a date from {date_text(started.p50)} on"
        yield Problem(finished.changed_where, finished.address, "it is finished before it is started", instead)


def _is_past(date: Date, known: Known) -> Iterator[Problem]:
    if date.p50 > known.as_of:
        name = date.address.rpartition(".")[2]
        wrong = f"{name} is a fact, and {date_text(date.p50)} lies after {date_text(known.as_of)}"
        yield Problem(date.changed_where, date.address, wrong, "a date that has passed, or `forecast:` of a phase")


def warnings(whole: Contents, contents: Contents, known: Known) -> Iterator[str]:
    """What may be meant but looks odd, in sentences; `contents` is what was known of the `whole` by then."""
    yield from _begun_without_duration(whole, contents, known)
    waited_for = dict(_waited_for_from_start(contents))
    for activity, _ in _with_sites(contents):
        yield from _without_value(activity, known)
        started, finished = activity.started, activity.finished
        if finished is not None and finished.has_value:
            if activity.address in waited_for and (started is None or not started.has_value):
                other = waited_for[activity.address]
                yield f"{other}: waits for the start of {activity.address}; only its finish is known, and counts"
        elif started is not None and started.has_value:
            yield from _overdue(activity, known.as_of - started.p50)
    for _, phase in contents.phases():
        yield from _overdue_build_up(phase, known)
    yield from never_covered(contents)
    held = {company.site for company in contents.companies.values()}
    for site in contents.sites.values():
        if site.id in held and (missing := not_financed(site, contents)):
            yield f"{site.address}: is not financed: {missing}"


def _begun_without_duration(whole: Contents, contents: Contents, known: Known) -> Iterator[str]:
    kept = {activity.address for activity, _ in _with_sites(contents)}
    for activity, _ in _with_sites(whole):
        begun = activity.started is not None and activity.started.has_value
        given_up = activity.withdrawn is not None and activity.withdrawn.has_value
        if begun and not given_up and activity.address not in kept:
            yield (
                f"{activity.address}: has started, but nothing published by {date_text(known.as_of)} says how long it "
                "takes; it is left out"
            )


def _waited_for_from_start(contents: Contents) -> Iterator[tuple[str, str]]:
    for activity, site in _with_sites(contents):
        for name, link in activity.after.items():
            if link.of is Start.START:
                yield full(name, site), activity.address


def _without_value(activity: Activity, known: Known) -> Iterator[str]:
    """Parts of an activity that are passed over, since nothing says yet how long they take."""
    lags = [link.lag for link in activity.after.values() if link.lag is not None]
    for figure, means in [(lag, "no lag") for lag in lags] + [(p, "no answer") for p in activity.parties.values()]:
        if not figure.has_value:
            yield f"{figure.address}: has no value as of {date_text(known.as_of)}; {means} is waited for"


def _overdue(activity: Activity, elapsed: float) -> Iterator[str]:
    duration = activity.duration
    if duration is None or not duration.has_value or elapsed <= duration.p90:
        return
    if not duration.uncertain:
        yield (
            f"{activity.address}: under way for {elapsed:.0f} months, which contradicts its duration of "
            f"{duration.p50:.0f}; it ends at once where no cause stretches it"
        )
        return
    yield (
        f"{activity.address}: under way for {elapsed:.0f} months against a P90 of {duration.p90:.0f}; "
        "it is taken to be in the tail of its range"
    )


def _overdue_build_up(phase: Phase, known: Known) -> Iterator[str]:
    first, full_load = phase.first_power, phase.energised
    if first is None or first.observed is None or not first.observed.has_value:
        return
    if full_load is not None and full_load.observed is not None and full_load.observed.has_value:
        return
    steps = phase.buildings.p50 - 1
    longest = (steps * phase.cadence.p90 if steps and phase.cadence else 0.0) + phase.ramp.p90
    if (elapsed := known.as_of - first.observed.p50) > longest:
        yield (
            f"{phase.address}: has had power for {elapsed:.0f} months and no observed full load, against at most "
            f"{longest:.0f} from its cadence and ramp at P90; they are taken to be in the tails of their ranges"
        )
