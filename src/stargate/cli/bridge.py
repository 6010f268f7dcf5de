"""The verb that asks of each campus: bridge or wait?"""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stargate.cli.common import BASE, HERE, SEED, app, programme_of, put, say, this_command
from stargate.cli.operation import Site, Year
from stargate.console import progress
from stargate.options import AsOf, Count, Folder, Json, Overlay, Scenario, Seed, Set

if TYPE_CHECKING:
    from stargate.programme.programme import Programme
    from stargate.reports.bridge import SiteBridge

FUTURES = 1_000  # of each way: a tenth lies within half a month


@app.command()
def bridge(
    folder: Folder = HERE,
    site: Site = "",
    year: Year = 2028,
    futures: Count = FUTURES,
    scenario: Scenario = BASE,
    changes: Set = [],
    as_of: AsOf = "",
    overlay: Overlay = None,
    seed: Seed = SEED,
    to: Annotated[
        Path | None, typer.Option("--to", metavar="FILE", help="Writes the table (.csv), or a page with it (.html).")
    ] = None,
    as_json: Json = False,
) -> None:
    """Bridge or wait? What ways to power each campus cost, emit and take, and the months that each gains."""
    from stargate.reports.bridge import bridges
    from stargate.reports.bridge_table import TABLE, table, write_table
    from stargate.reports.report import PAGE, check_target

    if to is not None:
        check_target(to, TABLE, PAGE)
    programme = programme_of(folder, scenario, changes, as_of, overlay)
    with progress("campuses") as bar:
        task = bar.add_task(str(year), total=None)
        found = bridges(
            programme,
            site,
            year=year,
            n=futures,
            seed=seed,
            progress=lambda done, total: bar.update(task, completed=done, total=total),
        )
    if to is not None and to.suffix == TABLE:
        write_table(found, to)
    elif to is not None:
        _write_page(programme, site, year, seed, found, to)
    if as_json:
        say([asdict(one) for one in found], "", as_json=True)
        return
    put(table(found))
    if to is not None:
        say(None, str(to), as_json=False)


def _write_page(programme: "Programme", site: str, year: int, seed: int, found: "list[SiteBridge]", to: Path) -> None:
    """The page of operation, every phase built, with the ways to power each campus."""
    from stargate.operations.energised import built_out
    from stargate.operations.operate import operate
    from stargate.programme.plan import announced
    from stargate.reports.operation import operation_page
    from stargate.reports.report import write_operation

    plan = announced(programme)
    operation = operate(plan, year, built_out(plan), seed, only=site)
    write_operation(operation_page(operation, found, this_command()), to)
