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
    year: Year = None,
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
    from stargate.programme.plan import announced
    from stargate.reports.bridge_table import TABLE, table
    from stargate.reports.report import PAGE, check_target

    if to is not None:
        check_target(to, TABLE, PAGE)
    programme = programme_of(folder, scenario, changes, as_of, overlay)
    year = announced(programme).due_year if year is None else year
    found = _found(programme, site, year, futures, seed)
    if to is not None:
        _write(programme, site, year, seed, found, to)
    if as_json:
        say([asdict(one) for one in found], "", as_json=True)
    else:
        put(table(found))


def _found(programme: "Programme", site: str, year: int, futures: int, seed: int) -> "list[SiteBridge]":
    from stargate.reports.bridge import bridges

    with progress("campuses") as bar:
        task = bar.add_task(str(year), total=None)

        def tell(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        return bridges(programme, site, year=year, n=futures, seed=seed, progress=tell)


def _write(programme: "Programme", site: str, year: int, seed: int, found: "list[SiteBridge]", to: Path) -> None:
    """The table, or the page of operation, every phase built, with the ways to power each campus."""
    from stargate.reports.bridge_table import TABLE, write_table

    if to.suffix == TABLE:
        write_table(found, to)
        return
    from stargate.operations.energised import built_out
    from stargate.operations.operate import operate
    from stargate.programme.plan import announced
    from stargate.reports.operation import operation_page
    from stargate.reports.report import write_operation

    plan = announced(programme)
    operation = operate(plan, year, built_out(plan), seed, only=site)
    write_operation(operation_page(operation, found, this_command()), to)
