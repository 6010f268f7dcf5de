"""The verb that asks what a programme computes, who asks for it, who is short, and how large a run it can do."""

from typing import TYPE_CHECKING

from stargate.cli.common import BASE, HERE, SEED, app, drawn, programme_of, put, say
from stargate.options import AsOf, Count, Folder, Json, Overlay, Scenario, Seed, Set

if TYPE_CHECKING:
    from rich.console import Group

    from stargate.reports.computing import Computed

FUTURES = 2_000
_YEARS = 5  # that fit beside each other


@app.command()
def compute(
    folder: Folder = HERE,
    futures: Count = FUTURES,
    scenario: Scenario = BASE,
    changes: Set = [],
    as_of: AsOf = "",
    overlay: Overlay = None,
    seed: Seed = SEED,
    as_json: Json = False,
) -> None:
    """What the megawatts compute: accelerators, tokens against demand, who is short, and the largest training run."""
    from stargate.reports.computing import computed, told

    found = computed(drawn(programme_of(folder, scenario, changes, as_of, overlay), futures, seed))
    if as_json:
        say(told(found), "", as_json=True)
    else:
        put(_table(found))


def _table(found: "Computed") -> "Group":
    """Medians at ends of years with their ranges, and sentences."""
    from rich.console import Group
    from rich.table import Table
    from rich.text import Text

    from stargate.reports.computing import in_words, rows, year_ends

    years = dict(list(year_ends(found).items())[:_YEARS])
    shown = Table(box=None, header_style="dim", padding=(0, 2, 0, 0))
    for head in ("", "at the end of", *map(str, years), "unit"):
        shown.add_column(head, justify="right" if head.isdigit() else "left")
    for row in rows(found):
        cells = (_cell(row.values[:, at].tolist()) for at in years.values())
        shown.add_row(row.title, row.measure, *cells, row.unit)
    said = [Text(text) for text in in_words(found)]
    return Group(shown, "", *said)


def _cell(values: list[float]) -> str:
    """A chance, or a median with its range."""
    from stargate.reports.computing import amount
    from stargate.reports.words import chance

    if len(values) == 1:
        return chance(values[0])
    low, middle, high = map(amount, values)
    return middle if low == high else f"{middle} ({low} to {high})"
