"""The verb that holds the models against what others published."""

from stargate.cli.common import app, put, say
from stargate.options import Json


@app.command()
def anchors(as_json: Json = False) -> None:
    """Holds the models of training, serving and cost against published figures, and says why they differ."""
    from stargate.computing.anchors.anchor import anchors as held
    from stargate.reports import anchors as report

    found = held()
    if as_json:
        say(report.told(found), "", as_json=True)
        return
    from rich.console import Group
    from rich.table import Table
    from rich.text import Text

    shown = Table(box=None, header_style="dim", padding=(0, 2, 0, 0))
    for head in ("", "published", "model", ""):
        shown.add_column(head, justify="right" if head == "model" else "left")
    for row in report.rows(found):
        shown.add_row(*map(Text, row))
    put(Group(shown, "", *(Text(f"- {said}") for said in report.reasons(found)), "", Text(report.summary(found))))
