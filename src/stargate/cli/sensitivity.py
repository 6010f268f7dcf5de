"""Verbs on what an outcome owes to figures."""

from dataclasses import asdict
from typing import Annotated

import typer

from stargate.cli.common import BASE, FUTURES, HERE, SEED, app, drawn, programme_of, put, say
from stargate.options import AsOf, Count, Folder, Json, Overlay, Scenario, Seed, Set

Of = Annotated[
    str,
    typer.Option(
        "--of",
        metavar="OUTCOME",
        help="`energised` (IT MW), `served` (IT MW-years up to a day), `full_load` or `first_power` (months), "
        "`need` (USD m).",
    ),
]
At = Annotated[str, typer.Option("--at", metavar="DATE", help="The day of the outcome.", show_default="the horizon")]
Below = Annotated[
    str,
    typer.Option(
        "--below",
        metavar="ADDRESS",
        help="A site or phase; `dated` for phases announced with a date.",
        show_default="the whole programme",
    ),
]
Groups = Annotated[
    bool, typer.Option("--groups", help="Shares of the variance by group instead: drivers, risks, each site.")
]


@app.command()
def sensitivities(
    folder: Folder = HERE,
    of: Of = "energised",
    at: At = "",
    below: Below = "",
    groups: Groups = False,
    scenario: Scenario = BASE,
    changes: Set = [],
    as_of: AsOf = "",
    overlay: Overlay = None,
    futures: Count = FUTURES,
    seed: Seed = SEED,
    as_json: Json = False,
) -> None:
    """Says what one more month, MW or USD bn/GW of every figure is worth on average, largest first."""
    from stargate.reports.sensitivities import group_table, table

    found = drawn(programme_of(folder, scenario, changes, as_of, overlay), futures, seed)
    if groups:
        shares = found.group_shares(of, at, below)
        say([asdict(share) for share in shares], "", as_json=True) if as_json else put(group_table(shares))
        return
    gradient = found.gradient(of, at, below)
    if as_json:
        say(asdict(gradient), "", as_json=True)
    else:
        put(table(gradient, found.programme))
