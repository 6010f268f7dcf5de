"""Verbs on forecasts from records."""

from pathlib import Path
from typing import Annotated

import typer

from stargate.cli.common import app, put, say, this_command
from stargate.options import Json


@app.command()
def backtest(
    records: Annotated[
        Path,
        typer.Argument(
            metavar="RECORDS.csv",
            help="A CSV file: id, class, started, promised, finished, cancelled, as_of, size_mw.",
            show_default=False,
        ),
    ],
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
    found = backtested(records, as_of, score_at)
    if to is not None:
        from stargate.reports.report import write_backtest

        write_backtest(found, to, this_command())
    if as_json:
        say(document(found), "", as_json=True)
        return
    put(table(found))
    say(None, words(found) + (f"\n{to}" if to else ""), as_json=False)
