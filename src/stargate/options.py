"""The options that verbs of the command line share."""

from pathlib import Path
from typing import Annotated

import typer

Folder = Annotated[Path, typer.Argument(help="The programme's folder.", show_default="this folder")]
Scenario = Annotated[str, typer.Option("--scenario", metavar="NAME", help="A scenario of the programme.")]
Set = Annotated[
    list[str],
    typer.Option(
        "--set", metavar="ADDRESS=FIGURE", help="Lays a figure over an address; `*`, `x 1.3` and `+ 2 months` too."
    ),
]
AsOf = Annotated[
    str,
    typer.Option(
        "--as-of", metavar="DATE", help="What was known on this day.", show_default="the programme's own date"
    ),
]
Overlay = Annotated[
    Path | None,
    typer.Option("--overlay", metavar="FOLDER", help="Lays a folder of confidential figures over the programme."),
]
Count = Annotated[int, typer.Option("--futures", metavar="NUMBER", help="How many futures are drawn.")]
Tolerance = Annotated[
    float | None,
    typer.Option(
        "--tolerance",
        metavar="IT-MW",
        help="In place of --futures: as many as the standard errors of P10, P50 and P90 at the day of the gap need.",
        show_default="--futures",
    ),
]
Seed = Annotated[int, typer.Option("--seed", metavar="NUMBER", help="The same seed gives the same futures.")]
Json = Annotated[bool, typer.Option("--json", help="Prints JSON.")]
Store = Annotated[Path, typer.Option("--store", metavar="FOLDER", help="Where runs are kept.")]
Out = Annotated[Path, typer.Option("--to", metavar="FILE", help="The file to write.")]
