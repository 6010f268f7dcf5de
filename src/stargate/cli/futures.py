"""Verbs on a programme's futures."""

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from stargate.cli.common import (
    BASE,
    BESIDE,
    FUTURES,
    HERE,
    SEED,
    all_scenarios,
    app,
    drawn,
    drawn_all,
    how_many,
    programme_of,
    put,
    say,
    this_command,
)
from stargate.console import progress
from stargate.errors import StargateError
from stargate.options import AsOf, Count, Folder, Json, Out, Overlay, Scenario, Seed, Set, Store, Tolerance

if TYPE_CHECKING:
    from stargate.programme.programme import Programme
    from stargate.reports.hindsight import Hindsight
    from stargate.runs import Run

BACK = 4_000  # futures of a vintage
Since = Annotated[
    str,
    typer.Option(
        "--from", metavar="DATE", help="The first day looked back from.", show_default="the programme's start"
    ),
]
Vintages = Annotated[
    int, typer.Option("--vintages", metavar="NUMBER", help="Days at most; those that brought least go with the next.")
]
Later = Annotated[
    bool, typer.Option("--later-evidence", help="Uses the catalogue as it stands today, and counts it as hindsight.")
]


ATTRIBUTED = 2_048  # futures: every coalition of causes is run in each of them


@app.command()
def simulate(
    folder: Folder = HERE,
    scenario: Scenario = BASE,
    changes: Set = [],
    as_of: AsOf = "",
    overlay: Overlay = None,
    futures: Count = FUTURES,
    tolerance: Tolerance = None,
    seed: Seed = SEED,
    to: Annotated[
        Path | None, typer.Option("--to", metavar="FILE", help="Writes the futures: .nc or .parquet.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Draws futures and says when each phase has its full load."""
    from stargate.exports.export import check_target, export
    from stargate.reports.outlook import outlook
    from stargate.reports.report import command_of
    from stargate.reports.summary import summary
    from stargate.reports.timetable import table

    if to is not None:
        check_target(to)
    programme = programme_of(folder, scenario, changes, as_of, overlay)
    found = drawn(programme, how_many(programme, futures, tolerance, seed), seed)
    if to is not None:
        export(found, to)
    if as_json:
        say(summary(outlook([found], command_of([found]))), "", as_json=True)
    else:
        put(table(found))


@app.command()
def attribution(
    folder: Folder = HERE,
    of: Annotated[
        str, typer.Option("--of", metavar="ADDRESS", help="A site or phase.", show_default="all dated phases")
    ] = "",
    at: Annotated[
        str,
        typer.Option(
            "--at", metavar="DATE", help="IT MW missing on this day.", show_default="when everything dated was to run"
        ),
    ] = "",
    scenario: Scenario = BASE,
    changes: Set = [],
    as_of: AsOf = "",
    overlay: Overlay = None,
    futures: Count = ATTRIBUTED,
    seed: Seed = SEED,
    as_json: Json = False,
) -> None:
    """Divides the mean slip against the announcement among groups of causes, so that the parts add up."""
    from stargate.futures.attribution import attribution as attributed
    from stargate.reports.delay import table, told

    drawn_ones = drawn(programme_of(folder, scenario, changes, as_of, overlay), futures, seed)
    found = told(drawn_ones, attributed(drawn_ones, of, at, n=futures))
    if as_json:
        say(asdict(found), "", as_json=True)
    else:
        put(table(found))


@app.command()
def compare(
    folder: Folder = HERE,
    scenario: Annotated[
        list[str], typer.Option("--scenario", metavar="NAME", help="Twice: one scenario against another.")
    ] = [],
    changes: Set = [],
    as_of: Annotated[
        list[str], typer.Option("--as-of", metavar="DATE", help="Twice: one date of knowledge against another.")
    ] = [],
    overlay: Overlay = None,
    futures: Count = FUTURES,
    seed: Seed = SEED,
    to: Annotated[Path | None, typer.Option("--to", help="Writes the table as a page: .html.")] = None,
    as_json: Json = False,
) -> None:
    """Says what changed between two scenarios, two dates, or a programme and its changed self, and why."""
    from stargate.reports.compare import compare as compared
    from stargate.reports.report import PAGE, check_target, write_changes

    if to is not None:
        check_target(to, PAGE)
    one, other = _sides(folder, scenario, changes, as_of, overlay)
    found = compared(drawn(one, futures, seed), drawn(other, futures, seed), this_command())
    if to is not None:
        write_changes(found, to)
    say(asdict(found), f"{found}\n{to}" if to else str(found), as_json)


@app.command()
def hindsight(
    folder: Folder = HERE,
    since: Since = "",
    scenario: Scenario = BASE,
    changes: Set = [],
    as_of: AsOf = "",
    overlay: Overlay = None,
    futures: Count = BACK,
    seed: Seed = SEED,
    vintages: Vintages = 24,
    later_evidence: Later = False,
    to: Annotated[Path | None, typer.Option("--to", help="Writes figure and table as a page: .html.")] = None,
    as_json: Json = False,
) -> None:
    """Says what would have been forecast on each day that brought something, against what is known now."""
    from stargate.reports.report import PAGE, check_target, write_vintages

    if to is not None:
        check_target(to, PAGE)
    programme = programme_of(folder, scenario, changes, as_of, overlay)
    how = {"n": futures, "seed": seed, "vintages": vintages, "later_evidence": later_evidence}
    found = _looked_back(programme, since or programme.contents.start, how)
    if to is not None:
        write_vintages(found, to)
    say(asdict(found), f"{found}\n{to}" if to else str(found), as_json)


@app.command()
def report(
    folder: Folder = HERE,
    scenario: Scenario = BASE,
    changes: Set = [],
    as_of: AsOf = "",
    overlay: Overlay = None,
    futures: Count = FUTURES,
    seed: Seed = SEED,
    to: Out = Path("report.html"),
    as_json: Json = False,
) -> None:
    """Writes the report of one scenario: `.html`, a single page that needs no network, or `.pdf` (needs Chromium)."""
    from stargate.reports.report import check_target
    from stargate.reports.report import report as written

    check_target(to)
    path = written(drawn(programme_of(folder, scenario, changes, as_of, overlay), futures, seed), to)
    say({"report": str(path)}, str(path), as_json)


@app.command()
def run(
    folder: Folder = HERE,
    scenario: Annotated[
        str, typer.Option("--scenario", metavar="NAME", help="The scenario shown first; the others stand beside it.")
    ] = BASE,
    changes: Set = [],
    as_of: AsOf = "",
    overlay: Overlay = None,
    futures: Count = FUTURES,
    tolerance: Tolerance = None,
    seed: Seed = SEED,
    store: Store = Path("runs"),
    as_json: Json = False,
) -> None:
    """Does everything with defaults: futures of every scenario, summary, report, kept in a folder."""
    from stargate.programme.model import Basis
    from stargate.runs import find, keep, run_id

    programmes = all_scenarios(programme_of(folder, scenario, changes, as_of, overlay), as_of)
    first = next(p for p in programmes if p.scenario.basis is not Basis.ANNOUNCED)  # base at least
    futures = how_many(first, futures, tolerance, seed)
    found = find(store, run_id(programmes, futures, seed))
    if found is None:
        counts = [futures if programme is first else min(futures, BESIDE) for programme in programmes]
        found = keep(store, drawn_all(programmes, counts, seed), lambda said: typer.echo(said, err=True))
    _say_run(found, as_json)


@app.command()
def view(
    name: Annotated[
        str, typer.Argument(metavar="RUN", help="A run's id, the beginning of it, its folder, or `latest`.")
    ] = "latest",
    store: Store = Path("runs"),
    open_it: Annotated[bool, typer.Option("--open/--no-open", help="Opens the report in a browser.")] = True,
    as_json: Json = False,
) -> None:
    """Says a kept run again in ten lines and opens its report."""
    from stargate.runs import chosen

    found = chosen(store, name)
    _say_run(found, as_json)
    if open_it and not as_json and _has_display():
        import webbrowser

        webbrowser.open(found.report.resolve().as_uri())


@app.command()
def trace(
    folder: Annotated[Path, typer.Argument(help="The programme's folder.")],
    address: Annotated[str, typer.Argument(help="The address of a figure.")],
    scenario: Scenario = BASE,
    changes: Set = [],
    as_of: AsOf = "",
    overlay: Overlay = None,
    futures: Count = FUTURES,
    seed: Seed = SEED,
    as_json: Json = False,
) -> None:
    """Follows one figure from its line in a file to every table it moves."""
    from stargate.reports.trace import trace as traced

    programme = programme_of(folder, scenario, changes, as_of, overlay)
    programme[address]
    found = traced(drawn(programme, futures, seed), address)
    say(asdict(found), str(found), as_json)


def _looked_back(programme: "Programme", since: str, how: dict[str, Any]) -> "Hindsight":
    from stargate.reports.hindsight import hindsight as looked_back

    with progress("vintages") as bar:
        task = bar.add_task(programme.scenario.title, total=None)

        def tell(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        return looked_back(programme, since, progress=tell, command=this_command(), **how)


def _sides(
    folder: Path, scenario: list[str], changes: list[str], as_of: list[str], overlay: Path | None = None
) -> list["Programme"]:
    pairs = [scenario, as_of]
    if len(scenario) > 2 or len(as_of) > 2:
        raise StargateError("two sides are compared\n  write: --scenario twice, or --as-of twice")
    if all(len(pair) < 2 for pair in pairs) and not changes:
        raise StargateError(
            "there is nothing to compare\n  write: --scenario twice, --as-of twice, or --set ADDRESS=FIGURE"
        )
    sides = []
    for i in range(2):
        name, day = (pair[min(i, len(pair) - 1)] if pair else "" for pair in pairs)
        both_differ = any(len(pair) == 2 for pair in pairs)
        sides.append(programme_of(folder, name or BASE, changes if i == 1 or both_differ else [], day, overlay))
    one, two = ((o.scenario, o.as_of, o.changes) for o in (side.origin for side in sides))
    if one == two:
        raise StargateError(
            f"both sides are the same: {one[0]} as of {one[1]}\n  write: two scenarios, two dates, or --set"
        )
    return sides


def _say_run(found: "Run", as_json: bool) -> None:
    say(
        found.summary | {"run": str(found.folder), "report": str(found.report), "citation": str(found.citation)},
        f"{found.text}\nTo cite it: {found.citation}\n{found.report}",
        as_json,
    )


def _has_display() -> bool:
    """Whether a browser would get a window; without one, a text browser would take the terminal over."""
    import os

    return sys.platform in ("darwin", "win32") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
