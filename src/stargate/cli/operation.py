"""Verbs on a programme's operation."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stargate.cli.common import BASE, HERE, SEED, app, drawn, programme_of, put, say
from stargate.console import progress
from stargate.errors import StargateError
from stargate.options import AsOf, Folder, Json, Overlay, Scenario, Seed, Set

if TYPE_CHECKING:
    from stargate.operations.energised import Loads
    from stargate.programme.plan import Plan

Year = Annotated[int, typer.Option("--year", metavar="YEAR", help="The year that is operated.")]
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
    year: Year = 2028,
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
    as_json: Json = False,
) -> None:
    """Runs every campus through the hours of a year: weather, cooling, load and power at least cost."""
    from stargate.exports.export import check_operation, export
    from stargate.operations.operate import operate as operated_year
    from stargate.programme.plan import announced
    from stargate.reports.operating import operated, table

    if built and futures:
        raise StargateError("--built and --futures say two things of the IT load\n  write: one of them")
    plan = announced(programme_of(folder, scenario, changes, as_of, overlay))
    if to is not None:
        check_operation(to, site)
    loads = _loads(plan, year, built, futures, seed)
    with progress("campuses") as bar:
        task = bar.add_task(str(year), total=None)
        found = operated_year(
            plan, year, loads, seed, only=site, progress=lambda done: bar.update(task, completed=done)
        )
    if to is not None:
        export(found, to, site=site)
    if as_json:
        say(asdict(operated(found)), "", as_json=True)
    else:
        put(table(found))


def _loads(plan: "Plan", year: int, built: bool, futures: int, seed: int) -> "Loads | None":
    """The IT load that was asked for; None for dates as announced."""
    if built:
        from stargate.operations.energised import built_out

        return built_out(plan)
    if futures:
        return _medians(plan, year, futures, seed)
    return None


def _medians(plan: "Plan", year: int, futures: int, seed: int) -> "Loads":
    """Median IT MW by site in the middle of each month; candidates count where they are accepted."""
    found = drawn(plan.programme, futures, seed)
    first = round(plan.programme.month(f"{year}-01-01"))
    loads = {}
    for phase in plan.phases:
        if phase.site.id not in loads:
            (ends,) = found.energised_of(phase.site.address).percentiles([50])
            if not 0 <= first <= len(ends) - 12:
                horizon = plan.programme.contents.horizon
                raise StargateError(f"{year} lies outside the futures, which end on {horizon}\n  write: --built")
            before = [ends[first - 1] if first else 0.0, *ends[first : first + 11]]
            loads[phase.site.id] = (before + ends[first : first + 12]) / 2
    return loads
