"""The outlook: everything the report, the terminal and `summary.json` say, from one run of every scenario."""

from dataclasses import dataclass

from stargate.futures.quantiles import quantile, quantile_error
from stargate.futures.result import Futures
from stargate.programme.programme import Programme
from stargate.reports.agreements import Agreements, agreements_figure
from stargate.reports.calibration import Calibration, calibration
from stargate.reports.causes import Causes, causes
from stargate.reports.energisation import Fan, Gap, energised_now, fan, gap, headline, lede
from stargate.reports.evidence import Evidence, evidence
from stargate.reports.findings import Findings, findings
from stargate.reports.money import Money, money_figure
from stargate.reports.places import Map, places
from stargate.reports.scenario import edits, strength_text
from stargate.reports.sheet import Sheet, sheets
from stargate.reports.timetable import Timetable, timetable
from stargate.reports.version import this_version
from stargate.reports.words import chance, month, plural, power, power_pair

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
    error: float  # Monte Carlo standard error of the median at the day of the gap [IT MW]
    fan: Fan
    map: Map
    timetable: Timetable
    causes: Causes
    money: Money
    calibration: list[Calibration]


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
    findings: Findings
    agreements: Agreements
    sheets: list[Sheet]
    caveats: list[str]

    def _repr_html_(self) -> str:
        """The report, for a notebook."""
        from stargate.reports.notebook import framed

        return framed(self)


def outlook(runs: list[Futures], command: str) -> Outlook:
    """The outlook of one or more scenarios of one programme; the first is shown first."""
    first = runs[0]
    programme = first.programme
    views = [view(futures) for futures in runs]
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
        findings=findings(first, views[0].gap.day),
        agreements=agreements_figure(first, views[0].gap.day),
        sheets=sheets(programme),
        caveats=_caveats(first),
    )


def view(futures: Futures) -> View:
    """One scenario's part of the outlook."""
    programme, scenario = futures.programme, futures.programme.scenario
    found = gap(futures)
    target_day = _target_day(programme, found)
    money = money_figure(futures)
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
        headline=headline(futures, found, 1000 * money.not_raised[1]),
        lede=" ".join(filter(None, (*confidence(programme), lede(futures, found), strength_text(programme)))),
        numbers=_numbers(futures, found, targets, money),
        targets=targets,
        gap=found,
        error=round(quantile_error(at, futures.weight, 0.5), 3),
        fan=fan(futures, found),
        map=places(futures),
        timetable=timetable(futures, target_day),
        causes=causes(futures, found.day),
        money=money,
        calibration=calibration(futures),
    )


def confidence(programme: Programme) -> list[str]:
    """That a confidential overlay is laid over the programme, in a sentence; nothing where there is none."""
    if programme.origin.overlay is None:
        return []
    count = plural(len(programme.confidential), "figure")
    return [f"Confidential: this rests on {count} of an overlay that is not public."]


def _target_day(programme: Programme, found: Gap) -> str:
    targets = programme.contents.targets
    if targets and targets.buildings_by and targets.buildings_by.has_value:
        from stargate.quantity.notation import date_text

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
    if targets.buildings is not None and targets.buildings.has_value:
        found.append(_target("buildings", int(targets.buildings.p50), by, True, buildings, futures))
    if targets.campuses is not None and targets.campuses.has_value:
        found.append(_target("campuses", int(targets.campuses.p50), by, False, campuses, futures))
    return found


def _target(noun: str, number: int, by: str, announced: bool, counts, futures: Futures) -> Target:  # noqa: ANN001
    share = float(futures.weight[counts >= number].sum() / futures.weight.sum())
    p10, p50, p90 = (int(quantile(counts, futures.weight, p)) for p in (0.1, 0.5, 0.9))
    return Target(noun, number, by, announced, share, p10, p50, p90)


def _numbers(futures: Futures, found: Gap, targets: list[Target], money: Money) -> list[Number]:
    """The strip below the headline; where nothing is drawn there are no ranges and no chances."""
    drawn, year = futures.n > 1, found.day[:4]
    now, planned = energised_now(futures), sum(p.it_power for p in futures.plan.phases if not p.candidate)
    spread = f"80%: {power_pair(found.p10, found.p90)}; announced {power(found.announced)}" if drawn else "as announced"
    numbers = [
        Number("IT load energised now", power(now), f"of {power(planned)} planned", "plain", OBSERVED),
        Number(f"IT load at the end of {year}", power(found.p50), spread, "model" if drawn else "announced", ANNOUNCED),
    ]
    numbers += [_target_number(futures, target) for target in targets]
    for label, (low, mid, high), tone, address in (
        ("Capital needed", money.need, "model", "costs"),
        ("Not yet raised", money.not_raised, "gap", "commitments.*.amount"),
    ):
        detail = f"80%: {low:.0f} to {high:.0f} bn" if drawn else "to the last phase"
        numbers.append(Number(label, f"USD {mid:.0f} bn", detail, tone, address))
    return numbers


def _target_number(futures: Futures, target: Target) -> Number:
    by = month(futures.end_of(target.by) - 0.01, futures.programme.month_zero)
    said = "announced" if target.announced else "announced by nobody"
    address = f"targets.{target.noun}"
    if futures.n == 1:
        label = f"{target.noun.capitalize()} by {by}"
        return Number(label, str(target.p50), f"{target.number} {said}", "announced", address)
    label = f"Chance of {target.number} {target.noun} by {by}"
    return Number(label, chance(target.chance), f"{said}; 80%: {target.p10} to {target.p90}", "model", address)


def _caveats(futures: Futures) -> list[str]:
    """What a reader must know to read it right."""
    under_way = sum(1 for state in futures.model.tasks.state if state == 1)
    return [
        *confidence(futures.programme),
        "These are forecasts conditional on the figures listed here, not advice.",
        f"{plural(under_way, 'activity', 'activities')} under way {'is' if under_way == 1 else 'are'} drawn given not "
        "having finished yet; what that says about shared causes is not weighed yet (futures carry equal weights), "
        "which makes late dates look somewhat too good.",
        "Supplies shared between campuses (turbines, transformers, chips, crews, capital) do not hold phases back yet: "
        "phases wait for their own activities and shared causes only.",
    ]
