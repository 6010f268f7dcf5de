"""Verbs on records of past projects."""

from pathlib import Path
from typing import Annotated

import typer

from stargate.cli.common import app, say
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
