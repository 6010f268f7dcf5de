"""Jobs of campuses: direct ones by campus, and beside them what multipliers make of them and what was promised."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Float

from stargate.footprint.jobs import Crew, Jobs, Promised, crews, promised
from stargate.footprint.result import Footprint
from stargate.futures.drawn import Range, told_range
from stargate.quantity.figure import Figure
from stargate.reports.section import Section, said
from stargate.reports.words import chance

_PROGRAMME = "all"
_MONTHS = 12


@dataclass(frozen=True)
class Row:
    """Direct jobs of a campus, or of all of the programme, in a year and over all months."""

    site: str  # its address; empty for all
    name: str
    highest: Range  # people who build, in the highest month of the year
    job_years: Range  # of construction, in the year
    permanent: Range  # people who operate, in the year's last month
    highest_ever: Range  # people who build, in the highest month of all
    job_years_ever: Range  # of construction, in all months


def section(found: Footprint, year: int) -> Section:
    """Direct jobs in a calendar year, with totals by multiplier and promises in sentences."""
    jobs, title = found.jobs, f"Direct jobs in {year}"
    heads = (
        "campus",
        "building, highest month",
        "job-years",
        "operating, at its end",
        "highest ever",
        "job-years ever",
    )
    if jobs is None:
        return Section("jobs", title, [], heads, [], ["Jobs follow the dates of futures, and are told with them."])
    sites = found.operation.plan.programme.contents.sites
    rows = [
        _row(jobs, year, sites[name].address, sites[name].name, jobs.construction[i], jobs.permanent[i])
        for i, name in enumerate(jobs.sites)
    ]
    rows.append(_row(jobs, year, "", _PROGRAMME, jobs.construction.sum(axis=0), jobs.permanent.sum(axis=0)))
    return Section("jobs", title, rows, heads, [_cells(row) for row in rows], list(in_words(jobs)))


def _row(
    jobs: Jobs,
    year: int,
    address: str,
    name: str,
    construction: Float[np.ndarray, "row month"],
    permanent: Float[np.ndarray, "row month"],
) -> Row:
    months = _months(jobs, year)
    return Row(
        address,
        name,
        jobs.range(construction[:, months].max(axis=1)),
        jobs.range(construction[:, months].sum(axis=1) / _MONTHS),
        jobs.range(permanent[:, months][:, -1]),
        jobs.range(construction.max(axis=1)),
        jobs.range(construction.sum(axis=1) / _MONTHS),
    )


def _months(jobs: Jobs, year: int) -> slice:
    """The months of a calendar year in the series."""
    first = _MONTHS * year - round(jobs.futures.programme.month_zero)
    return slice(max(0, first), first + _MONTHS)


def _cells(row: Row) -> tuple[str, ...]:
    return (
        row.name,
        *(said(r) for r in (row.highest, row.job_years, row.permanent, row.highest_ever, row.job_years_ever)),
    )


def in_words(jobs: Jobs) -> Iterator[str]:
    """What it comes to, in sentences: direct, in all and gross, promised, and the tax that campuses are spared."""
    peak, stay = (jobs.range(v) for v in (jobs.direct.max(axis=1), jobs.permanent.sum(axis=0)[:, -1]))
    yield (
        f"In their highest month {_pair(peak)} people work on all campuses; at the end {_pair(stay)} operate them: "
        "direct jobs."
    )
    for name, each in jobs.multipliers.items():
        stays = jobs.range(jobs.factors[name] * jobs.permanent.sum(axis=0)[:, -1])
        yield (
            f"The multiplier {each.total_per_direct.p50:.3g} of {each.title}, paid for by {each.funded_by}, makes "
            f"{_pair(jobs.range(jobs.total(name).max(axis=1)))} of them in all, {_pair(stays)} of those who stay: "
            "gross, and stretched to those who build."
        )
    yield from (_promise(each) for each in promised(jobs))
    yield from (_crew(each) for each in crews(jobs))
    yield from _tax(jobs)
    yield from _stated(jobs)
    labour = jobs.labour
    yield (
        "One building of 250,000 square feet in Virginia takes up to "
        f"{labour.construction_peak_per_building.p50:,.0f} people at its peak and "
        f"{labour.permanent_per_building.p50:,.0f} in operation; campuses that state nothing are taken for "
        f"{labour.construction_peak.p10:.2g} to {labour.construction_peak.p90:.2g} and "
        f"{labour.permanent.p10:.2g} to {labour.permanent.p90:.2g} an IT MW. What such a building's MW are is not "
        "published, so neither is derived from the other."
    )


def _promise(each: Promised) -> str:
    least = "" if each.claim.jobs is None or each.claim.jobs.has_value else "at least "
    words = f' ("{each.claim.words.value}")' if each.claim.words is not None and each.claim.words.known else ""
    most = max(each.total.values(), default=each.direct)
    return (
        f"{each.claim.title}{words}: {least}{each.number:,.0f}. The chance of a month in which so many work on the "
        f"campuses is {chance(each.direct)}; by the most generous multiplier it is {chance(most)}."
    )


def _crew(each: Crew) -> str:
    capacity = each.limit.capacity
    there = "" if capacity is None else f", beside {capacity.p10:,.0f} to {capacity.p90:,.0f} that there are"
    return (
        f"{each.limit.title}: {_pair(each.highest)} people in the highest month of the campuses that share them{there}."
    )


def _tax(jobs: Jobs) -> Iterator[str]:
    """Property tax that campuses are spared, where a source gives it."""
    sites = [jobs.futures.programme.contents.sites[name] for name in jobs.sites]
    known = 0
    for site in sites:
        share, term = (site.jobs.tax_abatement, site.jobs.tax_abatement_term) if site.jobs is not None else (None, None)
        if share is not None and _has(share):
            known += 1
            years = f" for {term.p50 / _MONTHS:.3g} years" if term is not None and _has(term) else ""
            yield f"{site.name} is spared {share.p50:.0%} of its property tax{years} [{', '.join(share.sources)}]."
    if without := len(sites) - known:
        campuses = f"{without}{' other' if known else ''} {'campus' if without == 1 else 'campuses'}"
        yield f"No source gives the local tax of {campuses}."


def _stated(jobs: Jobs) -> Iterator[str]:
    """What campuses state of the peak of construction, by facility MW and by building."""
    plan, said = jobs.futures.plan.phases, []
    for name in jobs.sites:
        site = jobs.futures.programme.contents.sites[name]
        people = site.jobs.construction if site.jobs is not None else None
        buildings = sum(p.phase.buildings.p50 for p in plan if p.site.id == name)
        if people is None or site.facility_power is None or not buildings:
            continue
        if _has(people) and _has(site.facility_power):
            by_power, by_building = people.p50 / site.facility_power.p50, people.p50 / buildings
            said.append(f"{site.name} {by_power:.2g} and {by_building:,.0f}")
    if said:
        yield f"Stated at the peak of construction by facility MW, and by building: {'; '.join(said)}."


def _has(figure: Figure) -> bool:
    return figure.has_value


def _pair(found: Range) -> str:
    """People with their range, to two digits: more would be made up."""
    p10, p50, p90 = (f"{float(f'{value:.2g}'):,.0f}" for value in found[:3])
    return p50 if p10 == p90 else f"{p50} ({p10} to {p90})"


def told(jobs: Jobs) -> dict[str, Any]:
    """By month for a page: who builds and who stays, by campus and in all, with totals, promises and crews."""
    whole = jobs.construction.sum(axis=0), jobs.permanent.sum(axis=0)
    sites = zip(jobs.sites, jobs.construction, jobs.permanent, strict=True)
    return {
        "months": [str(day) for day in jobs.futures.time],
        "years": list(jobs.years),
        "sites": [{"site": name, **_people(jobs, builds, stays)} for name, builds, stays in sites],
        "all": {**_people(jobs, *whole), "direct": _by_month(jobs, jobs.direct)},
        "multipliers": [
            {
                "name": name,
                "title": each.title,
                "factor": each.total_per_direct.p50,
                "funded_by": each.funded_by,
                "covers": each.covers,
                "permanent": told_range(jobs.range(whole[1][:, -1] * jobs.factors[name])),
                "total": _by_month(jobs, jobs.total(name)),
            }
            for name, each in jobs.multipliers.items()
        ],
        "promised": [
            {
                "title": each.claim.title,
                "address": each.claim.address,
                "number": each.number,
                "sources": list(each.claim.jobs.sources) if each.claim.jobs is not None else [],
                "chance_direct": each.direct,
                "chance_total": each.total,
            }
            for each in promised(jobs)
        ],
        "crews": [
            {"title": each.limit.title, "sites": list(each.sites), "highest": told_range(each.highest)}
            for each in crews(jobs)
        ],
        "in_words": list(in_words(jobs)),
    }


def _people(
    jobs: Jobs, construction: Float[np.ndarray, "row month"], permanent: Float[np.ndarray, "row month"]
) -> dict[str, Any]:
    return {
        "construction": _by_month(jobs, construction),
        "permanent": _by_month(jobs, permanent),
        "job_years": _by_month(jobs, jobs.job_years(construction)),
    }


def _by_month(jobs: Jobs, people: Float[np.ndarray, "row step"]) -> dict[str, list[float]]:
    p10, p50, p90 = jobs.percentiles(people).tolist()
    return {"p10": p10, "p50": p50, "p90": p90, "at_medians": people[0].tolist()}
