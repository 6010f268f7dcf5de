"""The outlook: everything the report, the terminal and `summary.json` say, from one run of every scenario."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from stargate.futures.capital import capital as capital_of
from stargate.futures.enough import errors
from stargate.futures.quantiles import effective, quantile
from stargate.futures.result import Futures
from stargate.programme.programme import Programme
from stargate.programme.read import BASE
from stargate.quantity.measures import Count
from stargate.quantity.notation import date_text
from stargate.quantity.threads import spread
from stargate.reports.agreements import Agreements, agreements_figure
from stargate.reports.calibration import Calibration, calibration
from stargate.reports.causes import Causes, causes, name_of
from stargate.reports.delay import Delay, delay
from stargate.reports.drawn import Drawn, drawn_in
from stargate.reports.energisation import Fan, Gap, energised_now, fan, gap, headline, lede
from stargate.reports.evidence import Evidence, evidence
from stargate.reports.findings import Findings, findings
from stargate.reports.joint import Joint, joint_figure
from stargate.reports.money import Money, money_figure, raised
from stargate.reports.places import Map, places
from stargate.reports.scenario import edits, strength_text
from stargate.reports.sensitivities import Worths, worths
from stargate.reports.shared import Shared, caveat, shared_figure
from stargate.reports.sheet import Sheet, sheets
from stargate.reports.standing import ahead, confidence
from stargate.reports.timetable import Timetable, timetable
from stargate.reports.version import this_version
from stargate.reports.words import chance, listed, moment, money, money_pair, month, plural, power, power_pair
from stargate.schedule.durations import UNDER_WAY

FORMAT = 1
OBSERVED, ANNOUNCED = "sites.*.phases.*.energised.observed", "sites.*.phases.*.energised.announced"


@dataclass(frozen=True)
class Number:
    """A headline number: never without its range or what it is held against."""

    label: str
    value: str
    detail: str
    tone: str  # model, announced, gap or plain
    address: str  # of the figures it rests on, perhaps a pattern; empty where they are too many to name


@dataclass(frozen=True)
class Target:
    """A count to be reached by a date, and its chance."""

    noun: str
    number: int
    by: str
    announced: bool
    chance: float
    p10: int
    p50: int
    p90: int


@dataclass(frozen=True)
class View:
    """One scenario."""

    id: str
    title: str
    question: str
    as_of: str
    basis: str
    futures: int
    changes: list[dict[str, str]]
    headline: str
    lede: str
    numbers: list[Number]
    targets: list[Target]
    gap: Gap
    errors: list[float]  # Monte Carlo standard errors of P10, P50 and P90 at the day of the gap [IT MW]
    worth: int  # even futures that the weighted ones count as
    fan: Fan
    map: Map
    timetable: Timetable
    causes: Causes
    shared: Shared
    money: Money
    joint: Joint | None  # None where too little is drawn to speak of a confidence
    calibration: list[Calibration]


@dataclass(frozen=True)
class Beside:
    """A page that lies in the same folder."""

    file: str  # its name
    title: str  # what it says


@dataclass(frozen=True)
class Outlook:
    """All of it."""

    format: int
    programme: str
    summary: str
    as_of: str
    start: str
    seed: int
    version: str
    digest: str
    command: str
    time: list[str]
    views: list[View]
    evidence: Evidence
    delay: Delay
    findings: Findings
    worths: Worths
    agreements: Agreements
    sheets: list[Sheet]
    caveats: list[str]
    beside: list[Beside]

    def _repr_html_(self) -> str:
        """The report, for a notebook."""
        from stargate.reports.notebook import framed

        return framed(self)


def outlook(runs: list[Futures], command: str) -> Outlook:
    """The outlook of one or more scenarios of one programme; the first is shown first."""
    first = runs[0]
    programme = first.programme
    views = list(spread(view, runs))
    day = views[0].gap.day
    with ThreadPoolExecutor(1) as pool:
        first_found, negotiated, divided = (
            pool.submit(findings, first, day),
            agreements_figure(first, day),
            delay(first),
        )
    return Outlook(
        format=FORMAT,
        programme=programme.name,
        summary=programme.contents.summary,
        as_of=programme.as_of,
        start=programme.contents.start,
        seed=first.seed,
        version=this_version(),
        digest=programme.origin.digest[:12],
        command=command,
        time=[str(day) for day in first.time],
        views=views,
        evidence=evidence([futures.programme for futures in runs]),
        delay=divided,
        findings=first_found.result(),
        worths=worths(first, day),
        agreements=negotiated,
        sheets=sheets(programme),
        caveats=[*confidence(programme), *ahead(programme), *_caveats(runs)],
        beside=[],
    )


def view(futures: Futures) -> View:
    """One scenario's part of the outlook."""
    programme, scenario = futures.programme, futures.programme.scenario
    found = gap(futures)
    target_day = _target_day(programme, found)
    need = capital_of(futures)
    capital = money_figure(futures, need)
    targets = _targets(futures, target_day)
    at = futures.energised_dated.at(found.day)
    return View(
        id=programme.origin.scenario,
        title=scenario.title,
        question=scenario.question,
        as_of=programme.as_of,
        basis=str(scenario.basis),
        futures=futures.n,
        changes=edits(programme),
        headline=headline(futures, found, raised(capital.need[1], capital.not_raised[1])),
        lede=" ".join(
            filter(None, (*confidence(programme), *ahead(programme), lede(futures, found), strength_text(programme)))
        ),
        numbers=_numbers(futures, found, targets, capital),
        targets=targets,
        gap=found,
        errors=[round(error, 3) for error in errors(futures, at)],
        worth=round(effective(futures.weight)),
        fan=fan(futures, found),
        map=places(futures),
        timetable=timetable(futures, target_day),
        causes=causes(futures, found.day),
        shared=shared_figure(futures),
        money=capital,
        joint=joint_figure(futures, need.need),
        calibration=calibration(futures) if programme.origin.scenario == BASE else [],
    )


def _target_day(programme: Programme, found: Gap) -> str:
    targets = programme.contents.targets
    if targets and targets.buildings_by and targets.buildings_by.has_value:
        return date_text(targets.buildings_by.p50)
    return found.day


def _targets(futures: Futures, by: str) -> list[Target]:
    """The announced count of buildings, and the same number read as campuses."""
    targets = futures.programme.contents.targets
    if targets is None or targets.buildings_by is None or not targets.buildings_by.has_value:
        return []
    end = futures.end_of(by)
    buildings, campuses = futures.buildings_by(end), futures.sites_by(end)
    found = []
    for noun, number, counted in (
        ("buildings", targets.buildings, buildings),
        ("campuses", targets.campuses, campuses),
    ):
        if number is not None and number.has_value:
            found.append(_target(noun, number, by, counted, futures))
    return found


def _target(noun: str, number: Count, by: str, counts, futures: Futures) -> Target:  # noqa: ANN001
    wanted = int(number.p50)
    share = float(futures.weight[counts >= wanted].sum() / futures.weight.sum())
    p10, p50, p90 = (int(quantile(counts, futures.weight, p)) for p in (0.1, 0.5, 0.9))
    return Target(noun, wanted, by, not number.assumed, share, p10, p50, p90)


def _numbers(futures: Futures, found: Gap, targets: list[Target], capital: Money) -> list[Number]:
    """The strip below the headline; ranges and chances are said of many futures only."""
    many = drawn_in(futures) is Drawn.MANY
    now, planned = energised_now(futures), sum(p.it_power for p in futures.plan.phases if not p.candidate)
    numbers = [
        Number("IT load energised now", power(now), f"as observed; {power(planned)} planned in all", "plain", OBSERVED)
    ]
    numbers += [_load(futures, found)] if found.announced > 0 else []
    numbers += [_target_number(futures, target) for target in targets]
    for label, (low, mid, high), tone, address in (
        ("Capital needed", capital.need, "model", "costs"),
        ("Not yet raised", capital.not_raised, "gap", "commitments.*.amount"),
    ):
        spread = f"80%: {money_pair(1000 * low, 1000 * high).removeprefix('USD ')}; " if many else ""
        numbers.append(Number(label, money(1000 * mid), f"{spread}all phases", tone, address))
    return numbers


def _load(futures: Futures, found: Gap) -> Number:
    """What there is, at the day of the gap, of the IT load that was announced by then."""
    load, end, announced = power(found.p50), moment(found.day).removeprefix("the "), power(found.announced)
    if drawn_in(futures) is Drawn.NOTHING:
        return Number(f"IT load, {end}", load, "dates taken at their word", "announced", ANNOUNCED)
    many = drawn_in(futures) is Drawn.MANY
    held = f"80%: {power_pair(found.p10, found.p90)}" if many else "in the one future drawn"
    return Number(
        f"IT load of dated phases, {end}", load, f"{held}; {announced} announced with a date", "model", ANNOUNCED
    )


def _target_number(futures: Futures, target: Target) -> Number:
    by = month(futures.end_of(target.by) - 0.01, futures.programme.month_zero)
    said = "announced" if target.announced else "announced by nobody"
    address = f"targets.{target.noun}"
    if drawn_in(futures) is Drawn.MANY:
        label = f"Chance of {target.number} {target.noun} by {by}"
        some = f"{target.p10} to {target.p90}" if target.p10 < target.p90 else f"{target.p10}"
        return Number(label, chance(target.chance), f"{said}; 80%: {some}", "model", address)
    tone = "announced" if drawn_in(futures) is Drawn.NOTHING else "model"
    return Number(f"{target.noun.capitalize()} by {by}", str(target.p50), f"of {target.number} {said}", tone, address)


def _caveats(runs: list[Futures]) -> Iterator[str]:
    """What a reader must know to read it right."""
    drawn = next((futures for futures in runs if drawn_in(futures) is not Drawn.NOTHING), None)
    if drawn is None:
        yield "Dates are taken at their word: nothing is drawn, and nothing holds a phase back. This is no advice."
        return
    yield "These are forecasts conditional on the figures listed here, not advice."
    if under_way := sum(1 for state in drawn.model.tasks.state if state == UNDER_WAY):
        yield (
            f"{plural(under_way, 'activity', 'activities')} under way {'is' if under_way == 1 else 'are'} drawn given "
            "not having finished yet, and futures weigh by how well their shared causes explain that: "
            f"{drawn.n:,} count as {effective(drawn.weight):,.0f}."
        )
    if overdue := list(_overdue(drawn)):
        yield (
            f"Under way for longer than the one duration given for it, and so taken to finish at once unless shared "
            f"causes stretch it that far: {listed(overdue)}."
        )
    yield caveat(drawn)


def _overdue(futures: Futures) -> Iterator[str]:
    """Activities whose duration is no range, and has passed."""
    for activity, elapsed in zip(futures.model.activities, futures.model.tasks.elapsed, strict=True):
        own = activity.duration
        if own is not None and own.has_value and not own.uncertain and 0 < own.p50 <= elapsed:
            name = name_of(futures.programme, activity.address)
            yield f"{name} ({elapsed:.0f} months against {own.p50:.0f})"
