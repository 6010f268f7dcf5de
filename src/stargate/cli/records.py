"""Verbs on records of past projects."""

from pathlib import Path
from typing import Annotated

import typer

from stargate.cli.common import app, put, say, this_command
from stargate.console import progress
from stargate.options import Json
from stargate.quantity.notation import ASSUMED

Records = Annotated[
    Path,
    typer.Argument(
        metavar="RECORDS.csv",
        help="A CSV file: id, class, started, promised, finished, cancelled, as_of, size_mw.",
        show_default=False,
    ),
]


@app.command()
def calibrate(
    records: Records,
    kind: Annotated[str, typer.Option("--class", metavar="NAME", help="One class.", show_default="all")] = "",
    as_of: Annotated[
        str, typer.Option("--as-of", metavar="DATE", help="What was known on this day.", show_default="all of it")
    ] = "",
    sources: Annotated[
        list[str], typer.Option("--source", metavar="KEY", help="Who says so; more than once where several do.")
    ] = [],
    to: Annotated[
        Path | None,
        typer.Option("--to", metavar="FILE", help="Writes what was fitted, never the records: a file, or a folder."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Fits reference classes to records: how long projects took, how late they came, how many never finished."""
    from stargate.history.calibrate import calibrate as calibrated

    found = calibrated(records, kind, as_of)
    written = found.write(to, sources) if to is not None else []
    key = f"[{', '.join(sources or [ASSUMED])}]"
    use = [f"{path}: duration: like {path.stem} {key}" for path in written]
    classes = [fit.data() for fit in found.fits]
    data = {"as_of": found.as_of, "classes": classes, "refused": found.refused, "written": written}
    say(data, "\n".join([str(found), *(["", *use] if use else [])]), as_json)


@app.command()
def backtest(
    records: Records,
    as_of: Annotated[
        list[str],
        typer.Option("--as-of", metavar="DATE", help="Forecasts what was open, from what was known; more than once."),
    ],
    score_at: Annotated[
        list[str],
        typer.Option(
            "--score-at", metavar="DATE", help="Scores all earlier forecasts by what had come; more than once."
        ),
    ],
    to: Annotated[
        Path | None,
        typer.Option("--to", metavar="FILE", help="Writes a page (.html) or all figures (.json)."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Forecasts records from what was known on one day, and scores the forecasts by what had come on a later one."""
    from stargate.history.backtest import backtest as backtested
    from stargate.reports.backtest import document, table, words

    if to is not None:
        from stargate.reports.report import DATA, PAGE, check_target

        check_target(to, PAGE, DATA)
    with progress("days") as bar:
        task = bar.add_task("Forecasts", total=len(set(as_of)))
        found = backtested(records, as_of, score_at, progress=lambda done: bar.update(task, completed=done))
    if to is not None:
        from stargate.reports.report import write_backtest

        write_backtest(found, to, this_command())
    if as_json:
        say(document(found), "", as_json=True)
        return
    put(table(found))
    say(None, words(found) + (f"\n{to}" if to else ""), as_json=False)
