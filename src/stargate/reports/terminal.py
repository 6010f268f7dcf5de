"""The outlook in ten lines of a terminal."""

import io

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from stargate.reports.outlook import Outlook, View
from stargate.reports.timetable import Row
from stargate.reports.words import chance, day, listed, power, power_pair, slip


def text(told: Outlook) -> str:
    """What the report says, in ten lines of at most 116 columns."""
    out = io.StringIO()
    Console(file=out, width=116).print(lines(told))
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines())


def lines(told: Outlook) -> RenderableType:
    """What the report says, for a terminal of any width."""
    view = told.views[0]
    head = (
        f"{told.programme}, as of {day(view.as_of)}, {view.title.lower()}, {view.futures:,} futures, seed {told.seed}"
    )
    rows = [
        ("", Text(view.headline, style="bold")),
        ("Gap", Text(_gap(view))),
        ("Now", Text(_now(view))),
        ("Then", Text(_then(view))),
        ("Targets", Text(_targets(view))),
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
    return Group(Text(head, style="dim"), table)


def _now(view: View) -> str:
    planned = sum(row.it_power for row in view.timetable.rows if not row.candidate)
    return f"{power(view.fan.energised_now)} of IT load energised, of {power(planned)} planned"


def _then(view: View) -> str:
    gap = view.gap
    spread = f", 80% of futures {power_pair(gap.p10, gap.p90)}" if view.futures > 1 else ""
    return f"{power(gap.p50)} at the end of {gap.day[:4]}{spread}; announced {power(gap.announced)}"


def _targets(view: View) -> str:
    said = [
        f"{target.number} {target.noun} by {target.by}: {chance(target.chance)} "
        f"({'announced' if target.announced else 'announced by nobody'})"
        for target in view.targets
    ]
    return listed(said)


def _capital(view: View) -> str:
    (a, need, b), (c, missing, d) = view.money.need, view.money.not_raised
    return f"USD {need:.0f} bn needed (80%: {a:.0f} to {b:.0f}), {missing:.0f} not yet raised (80%: {c:.0f} to {d:.0f})"


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
    worst = sorted(late, key=lambda row: -(row.slip or 0))[:2]
    return "; ".join(
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
    largest = sorted(holds, key=lambda name: -holds[name])[:3]
    return "; ".join(largest)


def _moved(view: View) -> str:
    return "; ".join(f"{row.name} ({row.best - row.worst:.0f} IT MW)" for row in view.causes.rows[:3])


def _figures(told: Outlook) -> str:
    evidence = told.evidence
    share = evidence.assumed / max(1, evidence.total)
    kinds = f"{share:.0%} assumed and {len(evidence.disputes)} disputed"
    return f"{evidence.total}, of which {kinds}, from {len(evidence.sources)} sources"
