"""Figures of supply and demand of compute, and of the largest training run."""

from collections.abc import Iterator

import numpy as np

from stargate.computing.allocation import Allocation
from stargate.computing.largest_run import LargestRun
from stargate.reports.by_year import Trace
from stargate.reports.listing import Listing
from stargate.reports.panels import Panel, Point, Timeline, chosen, cited, cropped, line, one, significant
from stargate.reports.words import chance, iso

_MILLION = 1e6
_ASSUMED = "Demand is [assumed] in most of its figures: users, what each uses, and how use, work and algorithms go on."
_ORDER = (
    "Whom an H100e-hour earns most with is served first, those who pay nothing last: nobody publishes whom a provider "
    "slows down. "
)


def amount(value: float) -> str:
    """H100 equivalents.

    >>> amount(5.06e6), amount(23.4e6), amount(214_400.0), amount(0.0)
    ('5.1 million', '23 million', '214,000', '0')
    """
    if value >= 0.9995 * _MILLION:
        return f"{value / _MILLION:.{1 if value < 9.95e6 else 0}f} million"
    return f"{round(value, -3):,.0f}" if value >= 9_950 else f"{value:,.0f}"


def supply_panels(of: Allocation, at: int, year: int) -> list[Panel]:
    """Capacity that serves against what is asked for, in H100e and in tokens, and who is short; `at` ends `year`."""
    return [
        chosen("In", {"H100e": _compute(of, at, year), "Tokens": _tokens(of, at, year)}),
        one(_chances(of, at, year, chance(float(of.chance()[at]))), narrow=True),
        one(_short(of, at, year), narrow=True),
    ]


def _compute(of: Allocation, at: int, year: int) -> Timeline:
    capacity, need = of.percentiles(of.capacity), of.percentiles(of.need)
    return _figure(
        of,
        f"At the end of {year} serving has {amount(capacity[1, at])} H100e, and {amount(need[1, at])} are asked for",
        "What serves, in the programme and elsewhere, and what users of the products ask for: medians and 80% of "
        "futures, million H100e; each step is ten times the one below",
        "What serves is all there is, less the part of research and training and a reserve. " + _ASSUMED,
        "million H100e",
        [line("Serves", "model", capacity / _MILLION), line("Asked for", "plain", need / _MILLION)],
        at,
    )


def _tokens(of: Allocation, at: int, year: int) -> Timeline:
    asked, could = of.percentiles(of.tokens_asked), of.percentiles(of.tokens_supplied)
    return _figure(
        of,
        f"At the end of {year} {_thousands(asked[1, at])} trillion tokens a month are asked for, "
        f"{_thousands(could[1, at])} could be served",
        "Tokens that users ask for, and that the capacity could serve mixed as they are asked for: medians and 80% of "
        "futures, trillion a month; each step is ten times the one below",
        "Better algorithms let the same accelerators serve more tokens each year. " + _ASSUMED,
        "trillion tokens a month",
        [line("Could be served", "model", could), line("Asked for", "plain", asked)],
        at,
    )


def _thousands(value: float) -> str:
    return f"{float(f'{value:.2g}'):,.0f}" if value >= 10 else f"{value:.2g}"


def _figure(of: Allocation, title: str, subtitle: str, note: str, unit: str, traces: list[Trace], at: int) -> Timeline:
    days = [str(day) for day in of.fleet.futures.time]
    return cropped(Timeline("supply", title, subtitle, note, unit, True, days[at], days, traces, []))


def _chances(of: Allocation, at: int, year: int, share: str) -> Timeline:
    """The chance that anybody is short, by month."""
    days = [str(day) for day in of.fleet.futures.time]
    return cropped(
        Timeline(
            id="chance",
            title=f"Somebody is short in {share} of futures at the end of {year}",
            subtitle="Share of futures in which any group of users gets less than it asks for, by month",
            note=_ORDER + _ASSUMED,
            unit="% of futures",
            log=False,
            start=days[at],
            days=days,
            traces=[line("Somebody is short", "announced", 100 * of.chance()[None])],
            points=[],
        )
    )


def _short(of: Allocation, at: int, year: int) -> Listing:
    """Who is short at the end of a year, how often and of how much."""
    rows = []
    for k, group in enumerate(of.asked.groups):
        low, middle, high = of.percentiles(of.share_short(k))[:, at].tolist()
        need = of.percentiles(of.asked.need[k])[1, at]
        rows.append(
            [
                group.title,
                chance(float(of.chance(k)[at])),
                f"{need / 1000:,.0f}" if need >= 1000 else "<1",
                f"{middle:.0%} ({low:.0%} to {high:.0%})",
                f"{low:.4f}",
                f"{high:.4f}",
            ]
        )
    often = max(range(len(rows)), key=lambda k: float(of.chance(k)[at]))
    first = of.asked.groups[often].title
    heads = ["Users", "Chance to be short", "Asked for [thousand H100e]", "Part not served [median, 80%]", "P10", "P90"]
    return Listing(
        id="short",
        title=f"Most often short: {first}, in {rows[often][1]} of futures",
        subtitle=f"Who gets less than is asked for at the end of {year}, and how much less",
        note=_ORDER,
        shown=4,
        table={"columns": heads, "rows": rows},
    )


def run_panels(of: LargestRun, at: int, year: int) -> list[Panel]:
    """The largest training run finished by the end of each month, beside those that were published."""
    futures = of.fleet.futures
    joined = of.percentiles(of.joined)
    days = [str(day) for day in futures.time]
    traces = [line("All campuses joined", "model", joined)]
    if of.trend is not None:
        traces.append(line("Trend of the largest of all", "plain", of.percentiles(of.trend)))
    points = list(_published(of))
    keeps_up = of.keeps_up()
    said = (
        ""
        if keeps_up is None or of.fleet.n == 1
        else f"; it keeps up with the trend in {chance(float(keeps_up[at]))} of futures"
    )
    times = joined[1, at] / max((point.value for point in points), default=np.inf)
    against = f", {times:.0f} times the largest published" if points else ""
    figure = Timeline(
        id="runs",
        title=f"By the end of {year} the largest run finished has {_thousands(joined[1, at])} YFLOP{against}{said}",
        subtitle="Operations of the largest training run finished by each month, YFLOP (1e24 operations): median and "
        "80% of futures; each step is ten times the one below",
        note="The integral of what all campuses advance a run by, as far as the links between them allow, with "
        "published efficiency and failures. Its length, its batch and the links are [assumed]. Points: runs that were "
        "published.",
        unit="YFLOP",
        log=True,
        start=days[at],
        days=days,
        traces=traces,
        points=points,
    )
    return [one(cropped(figure), narrow=True)]


def _published(of: LargestRun) -> Iterator[Point]:
    """Runs of others, on the day on which they were published."""
    for run in of.published:
        day, size = iso(run.published.p50, 0) or "", run.operations
        said = cited(of.fleet.futures.programme, size)
        yield Point(run.title, day, significant(size.p50), None, None, "plain", size.assumed, said)
