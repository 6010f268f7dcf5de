"""Hindsight in a terminal: a line for each vintage."""

import io
from math import fsum

from rich.console import Console
from rich.table import Table

from stargate.reports.foretold import OBSERVED, Vintage
from stargate.reports.hindsight import Hindsight
from stargate.reports.words import day, moment, power, power_pair


def text(found: Hindsight) -> str:
    """What the vintages show, and one line for each of them."""
    out = io.StringIO()
    console = Console(file=out, width=140)
    console.print(f"{found.programme}, {found.scenario}: vintages since {day(found.since)}, as of {day(found.as_of)}")
    console.print(f"{found.title}.", style="bold")
    console.print(found.lede)
    for gone in found.left_out:
        console.print(f"Left out: {day(gone.as_of)}, {gone.reason}.")
    console.print(f"\n{found.figure}.")
    console.print(table(found))
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines())


def table(found: Hindsight) -> Table:
    """Each vintage's forecast for the headline's day, and how its dates came."""
    shown = Table(box=None, pad_edge=False, header_style="dim")
    for column in (
        "Known on",
        "Readings",
        "Phases",
        f"Announced for {moment(found.day)}",
        "Median",
        "80%",
        "Same phases now",
        "Dates seen since: late, months",
        "Assumed",
    ):
        shown.add_column(column, justify="left" if column == "Known on" else "right")
    for row in found.vintages:
        shown.add_row(
            day(row.as_of),
            str(row.readings),
            str(row.phases),
            power(row.announced) if row.announced else "-",
            power(row.headline.p50),
            power_pair(row.headline.p10, row.headline.p90),
            power(row.headline.now),
            _seen(row),
            f"{row.assumed / max(1, row.figures):.0%}",
        )
    return shown


def _seen(row: Vintage) -> str:
    """How many of its dates have come since, and how much later than its median on average."""
    seen = [foretold for foretold in row.dates if foretold.standing == OBSERVED]
    months = [foretold.late for foretold in seen if foretold.late is not None]
    return f"{len(seen)}: {fsum(months) / len(months):+.1f}" if months else str(len(seen) or "-")
