"""The verb that asks whether what computing is sold as pays, and whether to own the computing or rent it."""

from typing import TYPE_CHECKING

from stargate.cli.common import BASE, HERE, SEED, app, drawn, programme_of, put, ranges, say
from stargate.errors import StargateError
from stargate.options import AsOf, Count, Folder, Json, Overlay, Scenario, Seed, Set

if TYPE_CHECKING:
    from rich.console import Group

    from stargate.financing.make_or_buy import Choice
    from stargate.financing.products import Economics

FUTURES = 2_000


@app.command()
def products(
    folder: Folder = HERE,
    futures: Count = FUTURES,
    scenario: Scenario = BASE,
    changes: Set = [],
    as_of: AsOf = "",
    overlay: Overlay = None,
    seed: Seed = SEED,
    as_json: Json = False,
) -> None:
    """What users of each product bring and cost, what a cheaper rival does, and whether to own compute or rent it."""
    from stargate.financing import make_or_buy
    from stargate.financing import products as sold

    found = drawn(programme_of(folder, scenario, changes, as_of, overlay), futures, seed)
    economics, choice = sold.economics(found), make_or_buy.make_or_buy(found)
    if not economics.products and choice is None:
        raise StargateError(
            f"{found.programme.name} sells nothing and compares nothing, as far as its files say\n"
            "  write: products.yaml or make_or_buy.yaml, as in programmes/small"
        )
    if as_json:
        told = {"products": sold.told(economics), "make_or_buy": None if choice is None else make_or_buy.told(choice)}
        say(told, "", as_json=True)
    else:
        put(_table(economics, choice))


def _table(economics: "Economics", choice: "Choice | None") -> "Group":
    """Every measure with its range, and sentences."""
    from stargate.financing import make_or_buy
    from stargate.financing import products as sold

    said = [*map(sold.in_words, economics.products), *(map(make_or_buy.in_words, choice.against) if choice else ())]
    return ranges([*sold.rows(economics), *(make_or_buy.rows(choice) if choice else ())], said)
