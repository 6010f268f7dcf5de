"""The verb on what a programme takes from the places it stands in."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stargate.cli.common import BASE, HERE, SEED, app, drawn, programme_of, put, say, this_command
from stargate.console import progress
from stargate.options import AsOf, Folder, Json, Overlay, Scenario, Seed, Set

if TYPE_CHECKING:
    from stargate.footprint.result import Footprint
    from stargate.futures.result import Futures
    from stargate.programme.plan import Plan

Year = Annotated[
    int | None,
    typer.Option(
        "--year",
        metavar="YEAR",
        help="The year that is operated, and told.",
        show_default="by which all that is dated was to run",
    ),
]
Built = Annotated[bool, typer.Option("--built", help="Every campus with all of its phases, candidates too.")]
Drawn = Annotated[
    int,
    typer.Option(
        "--futures",
        metavar="NUMBER",
        help="By calendar year in this many futures, from hours of the campuses fully built.",
        show_default="the operated year alone",
    ),
]
OF_A_PAGE = 1_000  # futures of a page, where none are asked for
Page = Annotated[
    Path | None,
    typer.Option("--report", metavar="FILE", help="Writes figures, maps and tables as a page: .html; 1,000 futures."),
]


@app.command()
def account(
    folder: Folder = HERE,
    year: Year = None,
    built: Built = False,
    futures: Drawn = 0,
    scenario: Scenario = BASE,
    changes: Set = [],
    as_of: AsOf = "",
    overlay: Overlay = None,
    seed: Seed = SEED,
    to: Annotated[
        Path | None,
        typer.Option("--to", metavar="FILE", help="Writes percentiles by campus and year: .nc or .parquet."),
    ] = None,
    report: Page = None,
    as_json: Json = False,
) -> None:
    """What campuses take: land, electricity, water, carbon; and beside it what their regions and counties use."""
    from stargate.programme.plan import announced
    from stargate.reports.accounting import table, told

    plan = announced(programme_of(folder, scenario, changes, as_of, overlay))
    _check(to, report)
    futures = futures or (0 if report is None else OF_A_PAGE)
    year = plan.due_year if year is None else year
    found = _found(plan, year, built, _futures(plan, year, futures, seed) if futures else None, seed)
    _write(found, year, to, report)
    if as_json:
        say(told(found, year), "", as_json=True)
    else:
        put(table(found, year))


def _futures(plan: "Plan", year: int, n: int, seed: int) -> "Futures":
    """Futures that have every month of the year, which is known before anything is operated."""
    from stargate.footprint.months import column, whole_years

    futures = drawn(plan.programme, n, seed)
    column(whole_years(futures), year)
    return futures


def _check(to: Path | None, report: Path | None) -> None:
    """Whether what is asked for can be written, before anything is computed."""
    if to is not None:
        from stargate.exports.export import check_account

        check_account(to)
    if report is not None:
        from stargate.reports.report import PAGE, check_target

        check_target(report, PAGE)


def _write(found: "Footprint", year: int, to: Path | None, report: Path | None) -> None:
    if to is not None:
        from stargate.exports.export import export

        export(found, to)
    if report is not None:
        from stargate.reports.footprint_page import footprint_page
        from stargate.reports.report import write_panels

        write_panels(footprint_page(found, year, this_command()), report)


def _found(plan: "Plan", year: int, built: bool, futures: "Futures | None", seed: int) -> "Footprint":
    """The account of a year of hours, and of futures where there are some."""
    from stargate.footprint.account import account as accounted
    from stargate.operations.energised import built_out
    from stargate.operations.operate import operate

    loads = built_out(plan) if built or futures is not None else None
    with progress("campuses") as bar:
        task = bar.add_task(str(year), total=None)
        operation = operate(plan, year, loads, seed, progress=lambda done: bar.update(task, completed=done))
    return accounted(operation, futures)
