"""The outlook in ten lines of a terminal."""

import io
from math import inf

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from stargate.quantity.notation import ASSUMED
from stargate.reports.drawn import Drawn, drawn
from stargate.reports.energisation import divided
from stargate.reports.joint import TOLD, month_of
from stargate.reports.outlook import Outlook, Target, View
from stargate.reports.timetable import Row
from stargate.reports.words import (
    chance,
    day,
    inside,
    listed,
    moment,
    money,
    money_pair,
    plural,
    power,
    power_pair,
    slip,
)


def text(told: Outlook) -> str:
    """What the report says, in ten lines of at most 116 columns."""
    out = io.StringIO()
    Console(file=out, width=116).print(lines(told))
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines())


def lines(told: Outlook) -> RenderableType:
    """What the report says, for a terminal of any width."""
    view = told.views[0]
    rows = [
        ("", Text(view.headline, style="bold")),
        ("Gap", Text(_gap(view))),
        ("Now", Text(_now(view))),
        ("Then", Text(_then(view))),
        ("Targets", Text(listed([_target(view, target) for target in view.targets]))),
        ("Capital", Text(_capital(view))),
        ("Latest", Text(_latest(view))),
        ("Held by", Text(_held(view))),
        ("Moved by", Text(_moved(view))),
        ("Figures", Text(_figures(told))),
        *(("Private", Text(caveat)) for caveat in told.caveats if caveat.startswith("Confidential:")),
    ]
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", no_wrap=True)
    table.add_column()
    for name, text in rows:
        table.add_row(name, text)
    return Group(Text(_head(told, view), style="dim"), table)


def _drawn(view: View) -> Drawn:
    return drawn(view.basis, view.futures)


def _head(told: Outlook, view: View) -> str:
    worth = f" (worth {view.worth:,} after evidence)" if view.worth < view.futures else ""
    some = f"{plural(view.futures, 'future')}{worth}, seed {told.seed}"
    run = "nothing drawn" if _drawn(view) is Drawn.NOTHING else some
    return f"{told.programme}, as of {day(view.as_of)}, {inside(view.title)}, {run}"


def _gap(view: View) -> str:
    gap = view.gap
    if gap.announced == 0:
        return f"nothing is announced for {moment(gap.day)} or earlier"
    match _drawn(view):
        case Drawn.NOTHING:
            return "none: dates are taken at their word"
        case Drawn.ONE:
            return f"{power(gap.announced - gap.p50)} of IT load in the one future drawn"
    low, middle, high = (f"{error:.0f}" for error in view.errors)
    return f"{divided(gap)}; standard error {middle} IT MW (P10 {low}, P90 {high})"


def _now(view: View) -> str:
    planned = sum(row.it_power for row in view.timetable.rows if not row.candidate)
    return (
        f"{power(view.fan.energised_now)} of IT load energised, as observed, of {power(planned)} planned in all phases"
    )


def _then(view: View) -> str:
    gap = view.gap
    if gap.announced == 0:
        return "-"
    load = f"{power(gap.p50)} of IT load at {moment(gap.day)}"
    if _drawn(view) is Drawn.NOTHING:
        return load
    spread = f", 80% of futures {power_pair(gap.p10, gap.p90)}" if _drawn(view) is Drawn.MANY else ""
    return f"{load} of the {power(gap.announced)} announced by then{spread}; dated phases only"


def _target(view: View, target: Target) -> str:
    said = "announced" if target.announced else "announced by nobody"
    if _drawn(view) is Drawn.MANY:
        return f"{target.number} {target.noun} by {day(target.by)}: chance {chance(target.chance)} ({said})"
    return f"{target.noun} by {day(target.by)}: {target.p50} ({target.number} {said})"


def _capital(view: View) -> str:
    said = []
    for (low, mid, high), what in ((view.money.need, "needed"), (view.money.not_raised, "not yet raised")):
        spread = money_pair(1000 * low, 1000 * high).removeprefix("USD ")
        many = _drawn(view) is Drawn.MANY and high > low
        said.append(f"{money(1000 * mid)} {what}" + (f" (80%: {spread})" if many else ""))
    return f"{', '.join(said)}; all phases{_sure(view)}"


def _sure(view: View) -> str:
    """The cost and the date of which one can be sure together, as a clause; empty where there are none."""
    levels = view.joint.levels if view.joint else []
    told = next((level for level in levels if level.level == TOLD and level.by is not None), None)
    if told is None or told.cost is None or told.by is None:
        return ""
    return f"; {chance(TOLD)} sure to have them for {money(1000 * told.cost)} by {month_of(told.by)}"


def _latest(view: View) -> str:
    """The open phases furthest behind their announced dates; one that mostly never comes is furthest."""
    if _drawn(view) is Drawn.NOTHING:
        return "every phase comes on its date"
    open_ = [row for row in view.timetable.rows if row.announced and not row.candidate and row.observed is None]
    worst = sorted(open_, key=lambda row: -(inf if row.slip is None else row.slip))[:2]
    return "; ".join(_late(view, row) for row in worst) or "no phase with an announced date is still to come"


def _late(view: View, row: Row) -> str:
    said = "never" if row.slip is None else slip(row.slip)
    met = row.announced_chance or 0.0
    if _drawn(view) is Drawn.MANY:
        return f"{_name(row)}: {said} in the median future (announced date met: {chance(met)})"
    return f"{_name(row)}: {said} in the one future drawn"


def _name(row: Row) -> str:
    return f"{row.site}, {inside(row.name)}" if row.name else row.site


def _held(view: View) -> str:
    holds: dict[str, float] = {}
    for row in view.timetable.rows:
        if row.observed is None and not row.candidate:
            for hold in row.holds:
                holds[f"{row.site}: {hold.name}"] = max(
                    holds.get(f"{row.site}: {hold.name}", 0.0), hold.months * row.it_power
                )
    largest = sorted(holds, key=lambda name: -holds[name])[:3]
    return "; ".join(largest) or "nothing"


def _moved(view: View) -> str:
    rows = view.causes.rows[:3]
    return "; ".join(f"{row.name} ({row.best - row.worst:.0f} IT MW)" for row in rows) or inside(view.causes.title)


def _figures(told: Outlook) -> str:
    evidence = told.evidence
    share = evidence.assumed / max(1, evidence.total)
    kinds = f"{share:.0%} assumed and {len(evidence.disputes)} disputed"
    sources = len({key for fact in evidence.figures.values() for key in fact.sources} - {ASSUMED})
    return f"{evidence.total}, of which {kinds}, from {sources} sources"
