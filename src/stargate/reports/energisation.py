"""Energised IT MW against the announced path: the fan, its headline and the two parts of its gap (T6a)."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import isinf

import numpy as np

from stargate.futures.quantiles import quantile
from stargate.futures.result import Futures
from stargate.futures.series import PERCENTILES
from stargate.programme.plan import Plan
from stargate.programme.site import Phase, Site
from stargate.quantity.measures import Date
from stargate.quantity.notation import ASSUMED
from stargate.reports.drawn import Drawn, drawn_in
from stargate.reports.words import chance_pair, inside, listed, moment, month, plural, power, power_pair

_WORDS = {
    "observed": "observed",
    "announced": "announced by the partners",
    "forecast": "forecast by others",
    "partly": "assumed in part",
    "assumed": "assumed",
}
_WHO = {Drawn.ONE: "the one future drawn", Drawn.MANY: "the median future"}


@dataclass(frozen=True)
class Fan:
    """IT MW by month of the phases that were announced with a date, and of all."""

    title: str
    subtitle: str
    note: str
    bands: dict[str, list[float]]  # p05 ... p95 of the dated phases [IT MW]
    announced: list[float]  # the announced path [IT MW]
    medians: list[float]  # every figure at its median [IT MW]
    everything: dict[str, list[float]]  # p10, p50, p90 of all phases that belong to the programme [IT MW]
    energised_now: float  # seen at full load [IT MW]
    said_by: str  # whose word the announced path is at the day of the gap


@dataclass(frozen=True)
class Gap:
    """Announced against simulated at the end of a year."""

    day: str  #: the last day of the year in which everything announced was to run
    announced: float  #: [IT MW]
    p10: float  #: [IT MW]
    p50: float  #: [IT MW]
    p90: float  #: [IT MW]
    optimism: float  #: announced less every figure at its median [IT MW]
    risk: float  #: that less the median future [IT MW]


def fan(futures: Futures, found: Gap) -> Fan:
    """The energisation figure; `found` is the gap that its title tells."""
    series, everything = futures.energised_dated, futures.energised
    path = announced_path(futures.plan, futures.model.months)
    bands = series.percentiles(PERCENTILES)
    return Fan(
        title=title(found, drawn_in(futures)),
        subtitle=_subtitle(futures),
        note=_note(futures),
        bands={f"p{percent:02d}": rounded(band) for percent, band in zip(PERCENTILES, bands, strict=True)},
        announced=rounded(path),
        medians=rounded(series.at_medians),
        everything={
            f"p{p:02d}": rounded(band)
            for p, band in zip((10, 50, 90), everything.percentiles((10, 50, 90)), strict=True)
        },
        energised_now=round(energised_now(futures), 3),
        said_by=_said_by(futures, found),
    )


def announced_path(plan: Plan, months: int) -> np.ndarray:
    """IT MW that were to run at the end of each month, as announced."""
    return np.array([plan.announced_it_power(month + 1) for month in range(months)])


def gap(futures: Futures) -> Gap:
    """The gap at the end of the year by which everything dated was to run, in two parts: optimism and risk.


        A - P50 = (A - M) + (M - P50)

    A is what was announced, M what runs with every figure at its median, P50 the median future [IT MW].
    That year is the announcement's own, so that nobody chooses where the gap is looked at; it is the horizon's day
    where that comes first, or nothing is dated.
    """
    programme = futures.programme
    day = futures.plan.due_day
    if not any(p.dated for p in futures.plan.phases):
        return Gap(day, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    series = futures.energised_dated
    announced = futures.plan.announced_it_power(futures.end_of(day))
    at = int(programme.month(day))
    p10, p50, p90 = (float(v[at]) for v in series.percentiles((10, 50, 90)))
    medians = float(series.at_medians[at])
    return Gap(day, announced, p10, p50, p90, announced - medians, medians - p50)


def seen(phase: Phase) -> Date | None:
    """The day on which somebody saw a phase at full load, as a fact; None where nobody has."""
    date = phase.energised.observed if phase.energised else None
    return date if date is not None and date.has_value else None


def energised_now(futures: Futures) -> float:
    """IT MW of the phases seen at full load by the date of the programme: what is simulated is no fact."""
    return sum(p.it_power for p in futures.plan.phases if not p.candidate and seen(p.phase) is not None)


def title(found: Gap, drawn: Drawn = Drawn.MANY) -> str:
    """What the figure says."""
    end, announced = moment(found.day), power(found.announced)
    if found.announced == 0:
        return f"Nothing of the programme is announced for {end} or earlier"
    if drawn is Drawn.NOTHING:
        return f"Dates taken at their word: {power(found.p50)} of IT load by {end}"
    if _meets(found):
        return f"{_WHO[drawn].capitalize()} has all of the {announced} of IT load announced for {end}"
    return f"Announced for {end}: {announced} of IT load; in {_WHO[drawn]} {power(found.p50)}"


def headline(futures: Futures, found: Gap, raised: str) -> str:
    """The report's first sentence, on IT load and, in the words of `raised`, on money."""
    return _headline(futures.programme.name, found, drawn_in(futures), raised)


def _headline(name: str, found: Gap, drawn: Drawn, raised: str) -> str:
    end = moment(found.day)
    if found.announced == 0:
        return f"Nothing that belongs to {name} is announced for {end} or earlier; {raised}."
    if drawn is Drawn.NOTHING:
        return f"Dates taken at their word: {power(found.p50)} of IT load by {end}; {raised}."
    has = "all of it" if _meets(found) else f"{power(found.p50)} of it"
    return f"Announced for {end}: {power(found.announced)} of IT load. {_WHO[drawn].capitalize()} has {has}; {raised}."


def _meets(found: Gap) -> bool:
    return _gap(found) <= 0


def _gap(found: Gap) -> int:
    """What is missing [IT MW]; below nought where there is more than announced."""
    return round(found.announced - found.p50)


def lede(futures: Futures, found: Gap) -> str:
    """The sentences below the headline: how the gap divides, when it closes, and what is left out."""
    drawn = drawn_in(futures)
    if drawn is Drawn.NOTHING:
        sentences = [_said_by(futures, found), _passed(futures)]
    elif drawn is Drawn.ONE:
        sentences = ["One future is drawn, so that there are no ranges and no chances.", _undated(futures, found)]
    elif found.announced == 0:
        sentences = [_undated(futures, found)]
    else:
        spread = f"80% of {futures.n:,} futures have {power_pair(found.p10, found.p90)} of it then."
        sentences = [spread, _parts(found), _last(futures), _undated(futures, found)]
    return " ".join(sentence for sentence in sentences if sentence)


def divided(found: Gap) -> str:
    """The gap and its two parts, which add up: the same words in the report and in the terminal.

    Optimism is below nought where every figure at its median beats the announcement, risk where chance helps.
    """
    total, optimism = _gap(found), round(found.optimism)
    if total <= 0:
        more = f"{power(-total)} of IT load more than" if total < 0 else "all of what"
        return f"none: the median future has {more} was announced"
    risk = total - optimism
    if risk < 0:
        parts = f"{optimism:,} MW optimism less {-risk:,} MW that chance gives back"
    elif optimism < 0:
        parts = f"{risk:,} MW risk less {-optimism:,} MW by which every figure at its median beats the announcement"
    elif optimism and risk:
        parts = f"{optimism:,} MW optimism and {risk:,} MW risk"
    else:
        parts = f"all of it {'optimism' if optimism else 'risk'}"
    return f"{total:,} MW of IT load, {parts}"


def _parts(found: Gap) -> str:
    if _meets(found):
        return ""
    why = "; every figure at its median already misses the announcement" if round(found.optimism) > 0 else ""
    return f"The gap is {divided(found)}{why}."


def _last(futures: Futures) -> str:
    """When everything dated is there: the median over futures of the latest of its dates (T9)."""
    zero, phases = futures.programme.month_zero, futures.plan.phases
    dated = [i for i, p in enumerate(phases) if p.dated]
    due = month(max(p.announced for p in phases if p.dated and p.announced is not None), zero)
    latest = float(quantile(futures.dates[:, dated].max(axis=1), futures.weight, 0.5))
    if isinf(latest):
        return f"In at least half of the futures some of what was to run by {due} never does."
    if all(seen(phases[i].phase) is not None for i in dated):
        return (
            f"Everything with an announced date has had its full load since {month(latest, zero)}, announced for {due}."
        )
    return (
        f"Half of the futures have everything with an announced date at full load by {month(latest, zero)}, "
        f"announced for {due}."
    )


def _undated(futures: Futures, found: Gap) -> str:
    """Names what is left out of both sides of the comparison."""
    plan = futures.plan
    names = _names([(p.site, p.phase) for p in plan.undated], {p.site.address for p in plan.phases if p.dated})
    has, left = ("has", "is") if len(names) == 1 else ("have", "are")
    out = "" if found.announced == 0 else f" and {left} left out of both sides"
    return f"{_sized(names, [p.phase for p in plan.undated])} {has} no announced date{out}." if names else ""


def _said_by(futures: Futures, found: Gap) -> str:
    """Whose word the dates are."""
    end, sums = futures.end_of(found.day), dict.fromkeys(_WORDS.values(), 0.0)
    for planned in futures.plan.phases:
        if planned.dated and planned.announced is not None and planned.announced <= end:
            date = getattr(planned.phase.energised, planned.dated_by)
            own = _WORDS["assumed" if date.assumed else "partly" if ASSUMED in date.sources else planned.dated_by]
            sums[own] += planned.it_power
    parts = [f"{words} for {power(size)}" for words, size in sums.items() if size]
    return f"The dates of the IT load due by {moment(found.day)} are {listed(parts)}." if parts else ""


def _passed(futures: Futures) -> str:
    """Names what no date is left to be taken at its word for."""
    planned = {p.address for p in futures.plan.phases}
    left = [(site, phase) for site, phase in futures.programme.contents.phases() if phase.address not in planned]
    names = _names(left, {p.site.address for p in futures.plan.phases})
    verb = "is" if len(names) == 1 else "are"
    return f"{_sized(names, [p for _, p in left])} {verb} left out: no date lies ahead." if names else ""


def _names(phases: list[tuple[Site, Phase]], other: set[str]) -> list[str]:
    """Campuses by their names alone, with those of their phases where `other` holds further phases."""
    sites: dict[str, list[str]] = {}
    for site, phase in phases:
        sites.setdefault(site.name, []).extend([inside(phase.name)] if site.address in other else [])
    return [f"{site} ({', '.join(own)})" if own else site for site, own in sites.items()]


def _sized(names: list[str], phases: list[Phase]) -> str:
    size = power(sum(phase.it_power.p50 for phase in phases))
    return f"{listed(names)}, {size} of IT load{' in all' if len(names) > 1 else ''},"


def _subtitle(futures: Futures) -> str:
    if drawn_in(futures) is Drawn.NOTHING:
        return "Energised critical IT load, dates taken at their word. Nothing is drawn."
    return "Energised critical IT load of the phases announced with a date."


def _note(futures: Futures) -> str:
    ramp = "each building rises over its commissioning ramp."
    told = {
        Drawn.NOTHING: "A phase comes when it was seen to come, else when its partners say, else, where they gave no "
        "date or it has passed, when others expect it.",
        Drawn.ONE: f"One future; {ramp}",
        Drawn.MANY: f"Median, 50, 80 and 90% of {futures.n:,} futures; {ramp}",
    }
    return " ".join([told[drawn_in(futures)], *_candidates(futures)])


def _candidates(futures: Futures) -> Iterator[str]:
    sites = {p.site.address: p.site for p in futures.plan.candidates}
    for site in sites.values():
        phases = plural(sum(p.site is site for p in futures.plan.candidates), "phase")
        accepted = site.acceptance.chance if site.acceptance else None
        share = f", chance of agreement {chance_pair(accepted.p10, accepted.p90)}" if accepted else ""
        yield f"{site.name} is a candidate ({phases}{share}) and in no total."


def rounded(values: np.ndarray) -> list[float]:
    """Numbers for the page: three decimals of a MW say all there is."""
    return [round(float(v), 3) for v in values]
