"""The outlook in ten lines of a terminal."""

import io

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from stargate.reports.outlook import Outlook, View
from stargate.reports.timetable import Row
from stargate.reports.words import chance, day, listed, power, slip


def text(told: Outlook) -> str:
    """What the report says, in ten lines of at most 100 columns."""
    out = io.StringIO()
    Console(file=out, width=100).print(lines(told))
    return out.getvalue().rstrip()


def lines(told: Outlook) -> RenderableType:
    """What the report says, for a terminal of any width."""
    view = told.views[0]
    head = (
        f"{told.programme}, as of {day(view.as_of)}, {view.title.lower()}, {view.futures:,} futures, seed {told.seed}"
    )
    rows = [
        ("", Text(view.headline, style="bold")),
        ("Gap", Text(_gap(view))),
        *((number.label, Text(f"{number.value}  ({number.detail})")) for number in view.numbers),
        ("Latest", Text(_latest(view))),
        ("Held by", Text(_held(view))),
        ("Moved by", Text(_moved(view))),
        ("Figures", Text(_figures(told))),
    ]
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", no_wrap=True)
    table.add_column()
    for name, text in rows:
        table.add_row(name, text)
    return Group(Text(head, style="dim"), table)


def _gap(view: View) -> str:
    gap = view.gap
    if gap.announced == 0:
        return "nothing was announced with a date"
    return (
        f"{power(max(0.0, gap.announced - gap.p50))} of IT load: {power(max(0.0, gap.optimism))} optimism, "
        f"{power(max(0.0, gap.risk))} risk; standard error {view.error:.0f} IT MW"
    )


def _latest(view: View) -> str:
    late = [row for row in view.timetable.rows if row.slip is not None and not row.candidate and row.observed is None]
    worst = sorted(late, key=lambda row: -(row.slip or 0))[:3]
    return listed(
        [
            f"{_name(row)} {slip(row.slip or 0)} (announced date met: {chance(row.announced_chance or 0)})"
            for row in worst
        ]
    )


def _name(row: Row) -> str:
    return f"{row.site}, {row.name.lower()}" if row.name else row.site


def _held(view: View) -> str:
    holds: dict[str, float] = {}
    for row in view.timetable.rows:
        if row.observed is None and not row.candidate:
            for hold in row.holds:
                holds[f"{row.site}: {hold.name}"] = max(
                    holds.get(f"{row.site}: {hold.name}", 0.0), hold.months * row.it_power
                )
    largest = sorted(holds, key=lambda name: -holds[name])[:4]
    return listed(largest)


def _moved(view: View) -> str:
    return listed([f"{row.name} ({row.best - row.worst:.0f} IT MW)" for row in view.causes.rows[:3]])


def _figures(told: Outlook) -> str:
    evidence = told.evidence
    share = evidence.assumed / max(1, evidence.total)
    kinds = f"{share:.0%} assumed and {len(evidence.disputes)} disputed"
    return f"{evidence.total}, of which {kinds}, from {len(evidence.sources)} sources"
