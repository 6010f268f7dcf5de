"""Verbs on a programme's operation."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stargate.cli.common import BASE, HERE, SEED, app, drawn, programme_of, put, say, this_command
from stargate.console import progress
from stargate.errors import StargateError
from stargate.options import AsOf, Folder, Json, Overlay, Scenario, Seed, Set

if TYPE_CHECKING:
    from stargate.operations.energised import Loads
    from stargate.operations.result import Operation
    from stargate.programme.plan import Plan

Year = Annotated[
    int | None,
    typer.Option(
        "--year",
        metavar="YEAR",
        help="The year that is operated.",
        show_default="by which all that is dated was to run",
    ),
]
Site = Annotated[
    str, typer.Option("--site", metavar="SITE", help="One campus by its name in addresses.", show_default="all")
]
Built = Annotated[bool, typer.Option("--built", help="Every campus with all of its phases, candidates too.")]
Drawn = Annotated[
    int,
    typer.Option(
        "--futures",
        metavar="NUMBER",
        help="Takes the median IT load by month of this many futures.",
        show_default="dates as announced",
    ),
]


@app.command()
def operate(
    folder: Folder = HERE,
    year: Year = None,
    site: Site = "",
    built: Built = False,
    futures: Drawn = 0,
    scenario: Scenario = BASE,
    changes: Set = [],
    as_of: AsOf = "",
    overlay: Overlay = None,
    seed: Seed = SEED,
    to: Annotated[
        Path | None,
        typer.Option("--to", metavar="FILE", help="Writes the hours (.nc), months (.parquet) or SITE.pypsa.nc."),
    ] = None,
    report: Annotated[
        Path | None, typer.Option("--report", metavar="FILE", help="Writes figures and tables as a page: .html.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Runs every campus through the hours of a year: weather, cooling, load and power at least cost."""
    from stargate.operations.operate import operate as operated_year
    from stargate.programme.plan import announced
    from stargate.reports.operating import operated, table

    if built and futures:
        raise StargateError("--built and --futures say two things of the IT load\n  write: one of them")
    plan = announced(programme_of(folder, scenario, changes, as_of, overlay))
    _check(to, report, site)
    year = plan.due_year if year is None else year
    loads = _loads(plan, year, built, futures, seed)
    with progress("campuses") as bar:
        task = bar.add_task(str(year), total=None)
        found = operated_year(
            plan, year, loads, seed, only=site, progress=lambda done: bar.update(task, completed=done)
        )
    _write(found, to, report, site)
    if as_json:
        say(asdict(operated(found)), "", as_json=True)
    else:
        put(table(found))


def _check(to: Path | None, report: Path | None, site: str) -> None:
    """Whether what is asked for can be written, before anything is computed."""
    if to is not None:
        from stargate.exports.export import check_operation

        check_operation(to, site)
    if report is not None:
        from stargate.reports.report import PAGE, check_target

        check_target(report, PAGE)


def _write(found: "Operation", to: Path | None, report: Path | None, site: str) -> None:
    if to is not None:
        from stargate.exports.export import export

        export(found, to, site=site)
    if report is not None:
        from stargate.reports.operation import operation_page
        from stargate.reports.report import write_operation

        write_operation(operation_page(found, command=this_command()), report)


def _loads(plan: "Plan", year: int, built: bool, futures: int, seed: int) -> "Loads | None":
    """The IT load that was asked for; None for dates as announced."""
    if built:
        from stargate.operations.energised import built_out

        return built_out(plan)
    if futures:
        from stargate.reports.operation import median_load

        return median_load(drawn(plan.programme, futures, seed), year)
    return None
