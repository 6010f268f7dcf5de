"""The verb that asks what a programme computes, who asks for it, who is short, and how large a run it can do."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stargate.cli.common import BASE, HERE, SEED, app, drawn, programme_of, put, say, this_command
from stargate.cli.cost import financed
from stargate.errors import StargateError
from stargate.options import AsOf, Count, Folder, Json, Overlay, Scenario, Seed, Set

if TYPE_CHECKING:
    import numpy as np
    from rich.console import Group

    from stargate.computing.cost import ComputeCost
    from stargate.reports.computing import Computed

FUTURES = 2_000
Page = Annotated[
    Path | None,
    typer.Option("--report", metavar="FILE", help="Writes figures, and what compute costs, as a page: .html."),
]
_AHEAD = (0, 1, 2, 4)  # years from the programme's on that fit beside each other
_SIZES = {1e9: "bn", 1e6: "m", 1e3: "thousand"}


@app.command()
def compute(
    folder: Folder = HERE,
    futures: Count = FUTURES,
    scenario: Scenario = BASE,
    changes: Set = [],
    as_of: AsOf = "",
    overlay: Overlay = None,
    seed: Seed = SEED,
    report: Page = None,
    as_json: Json = False,
) -> None:
    """What the megawatts compute: accelerators, tokens against demand, who is short, and the largest training run."""
    from stargate.reports.computing import computed, told
    from stargate.reports.report import PAGE, check_target

    if report is not None:
        check_target(report, PAGE)
    found = computed(drawn(programme_of(folder, scenario, changes, as_of, overlay), futures, seed))
    if report is not None:
        _write(found, report)
    if as_json:
        say(told(found), "", as_json=True)
    else:
        put(_table(found))


def _write(found: "Computed", report: Path) -> None:
    from stargate.reports.compute_page import compute_page
    from stargate.reports.report import write_panels

    try:
        cost = _cost(found)
    except StargateError as error:
        cost, found = None, replace(found, missing=(*found.missing, str(error)))
    write_panels(compute_page(found, cost, this_command()), report)


def _cost(found: "Computed") -> "ComputeCost | None":
    """What compute costs, of campuses that are financed; None where the programme has no contracts."""
    return None if found.fleet.futures.programme.contents.contracts is None else financed(found.fleet)


def _table(found: "Computed") -> "Group":
    """Medians at ends of years with their ranges, and sentences."""
    from rich.console import Group
    from rich.table import Table
    from rich.text import Text

    from stargate.reports.computing import in_words, rows, year_ends

    years = year_ends(found)
    months = {year: years[year] for year in sorted({min(years) + ahead for ahead in _AHEAD} & years.keys())}
    shown = Table(box=None, header_style="dim", padding=(0, 2, 0, 0))
    for head in ("at the end of", *map(str, months)):
        shown.add_column(head, justify="right" if head.isdigit() else "left", no_wrap=head.isdigit())
    before = ""
    for row in rows(found):
        if row.title != before:
            shown.add_row(Text(row.title, style="bold"))
        values = row.values[:, list(months.values())]
        unit = f", {_unit(row.unit, values)}" if row.unit else ""
        shown.add_row(f"  {row.measure}{unit}", *_cells(values, found.many))
        before = row.title
    return Group(shown, "", *map(Text, in_words(found)))


def _cells(values: "np.ndarray", many: bool) -> list[str]:
    """Chances, or medians with their ranges where there is something drawn."""
    from stargate.reports.words import chance

    if len(values) == 1:
        return [chance(share) if many else "short" if share else "served" for share in values[0]]
    ranges = (values / _scale(values)).T.tolist()
    return [
        _short(middle) + (f" ({_short(low)} to {_short(high)})" if many and low != high else "")
        for low, middle, high in ranges
    ]


def _short(number: float) -> str:
    """Three figures of a number, and no more places than two."""
    places = 0 if abs(number) >= 99.95 or number == 0 else 1 if abs(number) >= 9.995 else 2
    return f"{number:,.{places}f}"


def _scale(values: "np.ndarray") -> float:
    """What the smallest median that is not nought is counted in."""
    medians = values[len(values) // 2]
    least = min(medians[medians > 0], default=1.0)
    return next((size for size in _SIZES if least >= size), 1.0)


def _unit(unit: str, values: "np.ndarray") -> str:
    """A unit with what its numbers are counted in."""
    return f"{_SIZES.get(_scale(values), '')} {unit}".strip()
