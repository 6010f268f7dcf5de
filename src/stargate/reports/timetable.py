"""The timetable: every phase with its announced date and that date's chance, its simulated range, and what holds it."""

from dataclasses import dataclass
from math import inf, isinf
from typing import TYPE_CHECKING

import numpy as np

from stargate.futures.quantiles import mean, quantile
from stargate.futures.result import Futures
from stargate.programme.plan import PlannedPhase
from stargate.reports.drawn import Drawn, drawn_in
from stargate.reports.energisation import seen
from stargate.reports.shared import waiting
from stargate.reports.words import chance, count, day, iso, plural

if TYPE_CHECKING:
    from rich.table import Table


@dataclass(frozen=True)
class Hold:
    """An activity on a phase's binding path, or a supply it waits for behind other campuses."""

    address: str
    name: str
    kind: str
    share: float  # of futures in which it is on the path
    months: float  # mean months from now that the path spends in it
    who: list[str]


@dataclass(frozen=True)
class Row:
    """A phase."""

    address: str
    site: str
    site_id: str
    state: str
    name: str
    it_power: float  # [IT MW]
    buildings: int
    candidate: bool
    begun: str | None  # when its first activity started
    announced: str | None
    announced_chance: float | None  # that it is met
    observed: str | None
    p10: str | None
    p50: str | None
    p90: str | None
    never: float  # share of futures without it
    slip: float | None  # months from the announced date to P50
    by_target: float  # chance by the target day
    holds: list[Hold]
    sources: list[str]


@dataclass(frozen=True)
class Timetable:
    """All phases, site by site."""

    title: str
    subtitle: str
    note: str
    target_day: str
    rows: list[Row]


def timetable(futures: Futures, target_day: str) -> Timetable:
    """The timetable figure; the title counts phases that mostly miss their announced dates."""
    rows = [_row(futures, i, futures.plan.phases[i], target_day) for i in _in_order(futures)]
    drawn, by = drawn_in(futures), day(target_day)
    load = "simulated full load: median (dot) and 80% range (bar)" if drawn is Drawn.MANY else "full load (dot)"
    notes = {
        Drawn.NOTHING: f"On the right, whether it has its full load by {by}. The date is the one observed, else the "
        "one announced, else, where that has passed or is missing, the latest forecast.",
        Drawn.ONE: f"On the right, whether it has its full load by {by} in the one future drawn.",
        Drawn.MANY: f"On the right, the chance of full load by {by}.",
    }
    return Timetable(
        title=title(rows, drawn),
        subtitle=f"Each line is a phase: work so far (grey), announced full load (red mark), {load}",
        note=notes[drawn],
        target_day=target_day,
        rows=rows,
    )


def _in_order(futures: Futures) -> list[int]:
    """Phases site by site, sites by their first phase, candidates last."""
    planned = futures.plan.phases
    medians = [float(quantile(futures.dates[:, i], futures.weight, 0.5)) for i in range(len(planned))]
    first = {p.site.address: inf for p in planned}
    for p, median in zip(planned, medians, strict=True):
        first[p.site.address] = min(first[p.site.address], median)
    return sorted(
        range(len(planned)),
        key=lambda i: (planned[i].candidate, first[planned[i].site.address], planned[i].site.address),
    )


def title(rows: list[Row], drawn: Drawn = Drawn.MANY) -> str:
    """What the figure says."""
    if drawn is Drawn.NOTHING:
        return f"{plural(len(rows), 'phase')}, dates taken at their word"
    dated = [row for row in rows if row.announced_chance is not None and not row.candidate]
    if not dated:
        return "No phase of the programme has an announced date"
    late = [row for row in dated if row.announced_chance is not None and row.announced_chance < 0.5]
    came = [row for row in late if row.observed is not None]
    who = _of(len(late) or len(dated), len(dated))
    if late and len(came) == len(late):
        return f"{who} with an announced date missed it"
    one, many = ("misses", "miss") if late else ("meets", "meet")
    verb = one if len(late) == 1 or len(dated) == 1 else many
    where = ("more than half" if late else "at least half") + " of the futures"
    where = where if drawn is Drawn.MANY else "the one future drawn"
    some = f", {count(len(came))} of them already energised late" if came else ""
    return f"{who} with an announced date {verb} it in {where}{some}"


def _of(some: int, all_: int) -> str:
    """How many of the phases.

    >>> _of(1, 1), _of(2, 2), _of(8, 8), _of(13, 17)
    ('The only phase', 'Both phases', 'All eight phases', '13 of 17 phases')
    """
    if some == all_:
        return {1: "The only phase", 2: "Both phases"}.get(some, f"All {count(some)} phases")
    return f"{count(some).capitalize()} of {count(all_)} phases"


def _row(futures: Futures, i: int, planned: PlannedPhase, target_day: str) -> Row:
    dates, zero = futures.dates[:, i], futures.programme.month_zero
    p10, p50, p90 = (float(quantile(dates, futures.weight, p)) for p in (0.1, 0.5, 0.9))
    phase, site = planned.phase, planned.site
    observed = seen(phase)
    announced = planned.announced
    said = phase.energised.announced if phase.energised else None
    return Row(
        address=planned.address,
        site=site.name,
        site_id=site.id,
        state=site.state,
        name=phase.name,
        it_power=round(planned.it_power, 3),
        buildings=int(phase.buildings.p50),
        candidate=planned.candidate,
        begun=_begun(futures, planned),
        announced=None if announced is None else iso(announced, zero),
        announced_chance=None
        if announced is None
        else futures.chance(of=planned.address, by=str(iso(announced, zero))),
        observed=None if observed is None else iso(observed.p50 - zero, zero),
        p10=iso(p10, zero),
        p50=iso(p50, zero),
        p90=iso(p90, zero),
        never=float(mean(np.isinf(dates), futures.weight)),
        slip=None if announced is None or isinf(p50) else round(p50 - announced, 2),
        by_target=futures.chance(of=planned.address, by=target_day),
        holds=_holds(futures, planned),
        sources=sorted(
            {key for figure in (said, observed, phase.it_power) if figure is not None for key in figure.sources}
        ),
    )


def _begun(futures: Futures, planned: PlannedPhase) -> str | None:
    """When the first activity of its site that it needs started, as a fact."""
    zero = futures.programme.month_zero
    starts = [
        activity.started.p50 - zero
        for name, activity in planned.site.activities.items()
        if name in planned.phase.needs and activity.started is not None and activity.started.has_value
    ]
    return iso(min(starts), zero) if starts else None


def _holds(futures: Futures, planned: PlannedPhase) -> list[Hold]:
    known = futures.model.by_address
    months, partners = futures.waits(planned.address), futures.programme.contents.partners
    queues = waiting(futures, futures.phases(planned.address)[0]).queues
    waits = [
        Hold(q.address, f"Waiting for {q.name}", "waiting", q.share + q.never, q.months, list(q.behind)) for q in queues
    ]
    works = [
        Hold(
            address,
            known[address].name,
            str(known[address].kind),
            round(share, 4),
            round(months.get(address, 0.0), 2),
            [partners[name].name for name in known[address].who],
        )
        for address, share in list(futures.criticality(planned.address).items())[:5]
    ]
    return sorted([*works, *waits], key=lambda hold: -hold.share)[:6] if waits else works


def table(futures: Futures) -> "Table":
    """All phases for a terminal."""
    from rich.table import Table

    found = Table(box=None, header_style="dim", padding=(0, 2, 0, 0))
    for name in ("phase", "IT MW", "announced", "met", "P10", "P50", "P90", "held by"):
        wraps = name in ("phase", "held by")
        found.add_column(name, justify="right" if name in ("IT MW", "met") else "left", no_wrap=not wraps)
    for row in timetable(futures, futures.programme.contents.horizon).rows:
        met = "" if row.announced_chance is None else chance(row.announced_chance)
        dates = (
            ["fact", row.observed, ""] if row.observed else [row.p10 or "never", row.p50 or "never", row.p90 or "never"]
        )
        held = ", ".join(f"{hold.name} {hold.share:.0%}" for hold in row.holds[:2])
        found.add_row(
            f"{row.site}, {row.name}", f"{row.it_power:.0f}", row.announced or "-", met, *map(str, dates), held
        )
    return found
