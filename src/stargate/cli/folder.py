"""Verbs on a programme's files."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from stargate.cli.common import BASE, HERE, all_scenarios, app, each, programme_of, say
from stargate.options import AsOf, Folder, Json, Overlay, Scenario, Set


@app.command()
def new(
    folder: Annotated[Path, typer.Argument(help="The folder to begin; it must not exist yet.")],
    origin: Annotated[
        str,
        typer.Option(
            "--from",
            metavar="PROGRAMME",
            help="The programme to copy: one that ships with stargate, or a folder.",
            show_default="one invented campus",
        ),
    ] = "",
    as_json: Json = False,
) -> None:
    """Begins a programme: a folder to change into your own, with its schema for editors."""
    from stargate.programme.new import begin

    begin(folder, origin)
    holds = f"a copy of {origin}" if origin else "a programme of one invented campus"
    say({"folder": str(folder)}, f"{folder} holds {holds}. Next: stargate run {folder}", as_json)


@app.command()
def check(
    folder: Folder = HERE,
    scenario: Scenario = BASE,
    changes: Set = [],
    as_of: AsOf = "",
    overlay: Overlay = None,
    as_json: Json = False,
) -> None:
    """Reads a programme and says everything that is wrong with it."""
    from stargate.programme.plan import announced
    from stargate.reports.checked import checked

    programmes = all_scenarios(programme_of(folder, scenario, changes, as_of, overlay), as_of)
    each(programmes, announced)
    found = checked(programmes[0])
    say(asdict(found), str(found), as_json)


@app.command()
def show(
    folder: Folder = HERE,
    address: Annotated[str, typer.Argument(help="An address, or a pattern with `*`.", show_default="everything")] = "*",
    scenario: Scenario = BASE,
    changes: Set = [],
    as_of: AsOf = "",
    overlay: Overlay = None,
    as_json: Json = False,
) -> None:
    """Shows figures by address, with their sources and lines."""
    from stargate.reports.shown import shown

    found = shown(programme_of(folder, scenario, changes, as_of, overlay), address)
    say([asdict(row) for row in found], "\n".join(map(str, found)), as_json)


@app.command()
def write(
    folder: Folder = HERE,
    changes: Set = [],
    overlay: Overlay = None,
    to: Annotated[
        Path | None,
        typer.Option("--to", help="A new folder to write to.", show_default="the programme's own files"),
    ] = None,
    as_json: Json = False,
) -> None:
    """Writes --set changes into a programme's files, and an older format as today's; comments and order stay."""
    found = programme_of(folder, BASE, changes, "", overlay).write(to)
    say(asdict(found), str(found), as_json)
