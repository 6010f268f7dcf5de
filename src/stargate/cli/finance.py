"""The verb that finances campuses in many futures."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stargate.cli.common import BASE, HERE, SEED, app, drawn, programme_of, put, say, this_command
from stargate.console import progress
from stargate.errors import StargateError
from stargate.options import AsOf, Folder, Json, Overlay, Scenario, Seed, Set

if TYPE_CHECKING:
    from stargate.financing.result import Financing
    from stargate.futures.gradient import Gradient
    from stargate.futures.result import Futures
    from stargate.operations.result import Operation

FUTURES = 1_000
Count = Annotated[int, typer.Option("--futures", metavar="NUMBER", help="How many futures are financed.")]
Year = Annotated[
    int | None,
    typer.Option(
        "--operate",
        metavar="YEAR",
        help="Takes what power costs from the hours of this year, at the futures' median load.",
        show_default="as power purchases say",
    ),
]


Target = Annotated[
    Path | None,
    typer.Option("--to", metavar="FILE", help="A workbook with live formulas (.xlsx), or percentiles (.nc, .parquet)."),
]
OneSite = Annotated[
    str, typer.Option("--site", metavar="SITE", help="One campus for the workbook.", show_default="all")
]
Page = Annotated[
    Path | None, typer.Option("--report", metavar="FILE", help="Writes figures and tables as a page: .html.")
]
Slopes = Annotated[bool, typer.Option("--slopes", help="Adds to the page what moves owners' return; takes a minute.")]


@app.command()
def finance(
    folder: Folder = HERE,
    futures: Count = FUTURES,
    year: Year = None,
    scenario: Scenario = BASE,
    changes: Set = [],
    as_of: AsOf = "",
    overlay: Overlay = None,
    seed: Seed = SEED,
    to: Target = None,
    site: OneSite = "",
    report: Page = None,
    slopes: Slopes = False,
    as_json: Json = False,
) -> None:
    """Who pays, who lends, who earns: capital calls, debt, tax and returns of every campus in many futures."""
    from stargate.reports.financed import table
    from stargate.reports.financing import financing_page

    _check(to, report, site)
    found = financed(folder, futures, year, scenario, changes, as_of, overlay, seed)
    if to is not None:
        from stargate.exports.export import export

        export(found, to, site=site)
    moved = _slopes(found) if slopes else None
    page = financing_page(found, this_command(), moved)
    if report is not None:
        from stargate.reports.report import write_financing

        write_financing(page, report)
    if as_json:
        say(asdict(page), "", as_json=True)
    else:
        put(table(page, moved))


def financed(
    folder: Path,
    futures: int,
    year: int | None,
    scenario: str,
    changes: list[str],
    as_of: str,
    overlay: Path | None,
    seed: int,
) -> "Financing":
    """A programme's financing as the options of a verb ask for it."""
    from stargate.financing.finance import finance as money

    found = drawn(programme_of(folder, scenario, changes, as_of, overlay), futures, seed)
    operation = None if year is None else _operated(found, year)
    with progress("futures") as bar:
        task = bar.add_task("financed", total=futures)
        return money(found, operation, futures, progress=lambda done: bar.update(task, completed=done))


def _operated(futures: "Futures", year: int) -> "Operation":
    from stargate.operations.operate import operate
    from stargate.reports.operation import median_load

    return operate(futures.plan, year, median_load(futures, year), futures.seed)


def _slopes(found: "Financing") -> "Gradient":
    return found.gradient("irr", "all owners")


def _check(to: Path | None, report: Path | None, site: str) -> None:
    """Whether what is asked for can be written, before anything is computed."""
    if site and (to is None or to.suffix != ".xlsx"):
        raise StargateError(
            f"--site {site}\n  this is of the workbook alone, and none is asked for\n  write: --to x.xlsx"
        )
    if to is not None:
        from stargate.exports.export import check_financing

        check_financing(to)
    if report is not None:
        from stargate.reports.report import PAGE, check_target

        check_target(report, PAGE)
