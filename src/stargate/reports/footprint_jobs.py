"""Jobs by month as figures: direct ones, and on a wider scale what multipliers make of them and what was promised."""

from stargate.footprint.jobs import Jobs, Promised, promised
from stargate.reports.by_year import Trace
from stargate.reports.panels import Drawing, Panel, Point, Timeline, chosen, cited, cropped, line
from stargate.reports.words import chance, iso


def jobs_by_month(jobs: Jobs) -> Panel:
    """Direct jobs by month, or with totals and promises."""
    figures: dict[str, Drawing] = {"Direct": _direct(jobs)}
    if jobs.multipliers:
        figures["In all, and promised"] = _in_all(jobs)
    return chosen("Jobs", figures)


def _direct(jobs: Jobs) -> Timeline:
    build, stay = jobs.construction.sum(axis=0), jobs.permanent.sum(axis=0)
    peak, last = jobs.range(build.max(axis=1)), jobs.range(stay[:, -1])
    return _figure(
        jobs,
        f"{people(peak.p50)} people build in their highest month; {people(last.p50)} operate at the end",
        "Direct jobs on all campuses, mean of each month: median and 80% of futures",
        "Where a campus states its people, they are the campus's; else people by IT MW of others. Direct jobs alone. "
        "The highest month is each future's own.",
        [
            line("People who build", "model", jobs.percentiles(build)),
            line("People who operate", "plain", jobs.percentiles(stay)),
        ],
    )


def _in_all(jobs: Jobs) -> Timeline:
    most = max(jobs.multipliers, key=lambda name: float(jobs.factors[name][0]))
    multiplier, total, claims = jobs.multipliers[most], jobs.total(most), promised(jobs)
    title = (
        f"The largest multiplier makes {people(jobs.range(total.max(axis=1)).p50)} jobs of them in the highest month"
    )
    if claims:
        largest = max(claims, key=lambda each: each.number)
        title += f"; the {largest.number:,.0f} promised are reached in {chance(largest.total[most])} of futures"
    return _figure(
        jobs,
        title,
        "Direct jobs, what the largest published multiplier makes of them, gross, and what was promised; each step is "
        "ten times the one below",
        f"Multiplier: {multiplier.title}, paid for by {multiplier.funded_by}. Gross: what the same people and money "
        "would have done elsewhere is not taken off; of a running industry, so that on those who build it is "
        "stretched. Points: promises, on the day that they were reported.",
        [
            line("In all, by the largest multiplier", "plain", jobs.percentiles(total)),
            line("Direct jobs", "model", jobs.percentiles(jobs.direct)),
        ],
        [_promise(jobs, each) for each in claims],
    )


def _figure(
    jobs: Jobs, title: str, subtitle: str, note: str, traces: list[Trace], points: list[Point] | None = None
) -> Timeline:
    days = [str(day) for day in jobs.futures.time]
    start = days[max(range(len(days)), key=lambda i: traces[0].values[i])]
    log = points is not None
    return cropped(Timeline("jobs", title, subtitle, note, "jobs", log, start, days, traces, points or []))


def _promise(jobs: Jobs, each: Promised) -> Point:
    claim, programme = each.claim.jobs, jobs.futures.programme
    assert claim is not None  # or nothing was promised
    assert claim.reading is not None
    day = iso(claim.reading.known_since, 0) or programme.as_of
    said = cited(programme, claim)
    return Point(each.claim.title, day, each.number, None, None, "announced", claim.assumed, said)


def people(number: float) -> str:
    """People to two digits: more would be made up.

    >>> people(13_412.0), people(87.0)
    ('13,000', '87')
    """
    return f"{float(f'{number:.2g}'):,.0f}"
