"""Verbs that exchange a programme with spreadsheets."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from stargate.cli.common import BASE, HERE, SEED, app, programme_of, say
from stargate.options import AsOf, Folder, Json, Overlay, Scenario, Set

FUTURES = 200  # for the percentiles beside the case, whose formulas need none


@app.command()
def export(
    folder: Folder = HERE,
    to: Annotated[
        Path,
        typer.Option(
            "--to",
            metavar="FILE",
            help="A name ending in figures.xlsx: every figure, to be edited; in financing.xlsx: who pays, who lends,"
            " who earns, with live formulas.",
        ),
    ] = Path("figures.xlsx"),
    scenario: Scenario = BASE,
    changes: Set = [],
    as_of: AsOf = "",
    overlay: Overlay = None,
    as_json: Json = False,
) -> None:
    """Writes every figure by address into an Excel workbook, which `stargate import` reads back; or its financing."""
    from stargate.exports.export import FINANCING, check_workbook
    from stargate.exports.export import export as exported

    check_workbook(to)
    if to.name.endswith(FINANCING):
        from stargate.cli.finance import financed

        found = financed(folder, FUTURES, None, scenario, changes, as_of, overlay, SEED)
        data = {"workbook": str(exported(found, to)), "companies": list(found.companies)}
        say(data, f"{to}: {len(found.companies)} companies, with live formulas", as_json)
        return
    programme = programme_of(folder, scenario, changes, as_of, overlay)
    path = exported(programme, to)
    rows = len(programme.figures) + len(programme.statements)
    data = {"workbook": str(path), "rows": rows, "confidential": len(programme.confidential)}
    secret = f"\nConfidential: {len(programme.confidential)} of its rows." if programme.confidential else ""
    say(data, f"{path}: {rows} rows{secret}", as_json)


@app.command("import")
def import_(
    workbook: Annotated[
        Path, typer.Argument(metavar="FILE.xlsx", help="A workbook that `stargate export` wrote.", show_default=False)
    ],
    folder: Folder = HERE,
    overlay: Overlay = None,
    write: Annotated[
        bool, typer.Option("--write", help="Writes the edits into the programme's files; comments and layout stay.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Shows which figures were edited in an Excel workbook of a programme, and with --write takes them over."""
    from stargate.exports.read_back import read_back

    found = read_back(workbook, programme_of(folder, BASE, [], "", overlay))
    written = found.programme.write() if write and found.edits else None
    data = {name: value for name, value in vars(found).items() if name not in ("edits", "programme")}
    data |= {"edits": [asdict(edit) for edit in found.edits], "written": written}
    apply = "Nothing was written. Write: the same with --write, to take them over." if found.edits else ""
    say(data, "\n".join(filter(None, (str(found), str(written) if written else apply))), as_json)
