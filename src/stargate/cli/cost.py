"""The verb that says what an hour of compute costs, and of what."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from stargate.cli.common import BASE, HERE, SEED, app, drawn, programme_of, put, ranges, say
from stargate.console import progress
from stargate.errors import StargateError
from stargate.options import AsOf, Count, Folder, Json, Overlay, Scenario, Seed, Set

if TYPE_CHECKING:
    from stargate.computing.chip_cost import ChipCosts
    from stargate.computing.cost import ComputeCost
    from stargate.computing.fleet import Fleet
    from stargate.futures.result import Futures

FUTURES = 200


@app.command()
def cost(
    folder: Folder = HERE,
    futures: Count = FUTURES,
    scenario: Scenario = BASE,
    changes: Set = [],
    as_of: AsOf = "",
    overlay: Overlay = None,
    seed: Seed = SEED,
    as_json: Json = False,
) -> None:
    """What an H100e-hour, an EFLOP and a million tokens cost: by chip, campus and programme, part by part."""
    found = drawn(programme_of(folder, scenario, changes, as_of, overlay), futures, seed)
    chips, campuses = _of_chips(found), _of_campuses(found)
    if chips is None and campuses is None:
        raise StargateError(
            f"nothing says what compute costs in {found.programme.name}\n"
            "  write: make_or_buy.yaml for chips, companies.yaml and contracts.yaml for campuses"
        )
    if as_json:
        say(_told(chips, campuses), "", as_json=True)
    else:
        put(ranges(_rows(chips, campuses), _words(campuses)))


def _of_chips(futures: "Futures") -> "ChipCosts | None":
    """Of each chip of the catalogue in own capacity; None where the programme says nothing of that."""
    from stargate.computing.chip_cost import cost_of_chips

    return None if futures.programme.contents.make_or_buy is None else cost_of_chips(futures)


def _of_campuses(futures: "Futures") -> "ComputeCost | None":
    """Of each campus that is financed; None where the programme has no contracts."""
    from stargate.computing.fleet import fleet

    return None if futures.programme.contents.contracts is None else financed(fleet(futures, futures.n))


def financed(found: "Fleet", n: int = FUTURES) -> "ComputeCost":
    """What compute costs in the first `n` futures of a fleet, financed for it."""
    from stargate.computing.cost import cost_of_compute
    from stargate.financing.finance import finance

    n = min(n, found.futures.n)
    with progress("futures") as bar:
        task = bar.add_task("financed", total=n)
        financing = finance(found.futures, None, n, progress=lambda done: bar.update(task, completed=done))
    return cost_of_compute(financing, found)


def _rows(chips: "ChipCosts | None", campuses: "ComputeCost | None") -> Iterator[tuple]:
    from stargate.computing import chip_cost
    from stargate.computing import cost as compute_cost

    yield from chip_cost.rows(chips) if chips is not None else ()
    yield from compute_cost.rows(campuses) if campuses is not None else ()


def _words(campuses: "ComputeCost | None") -> Iterator[str]:
    from stargate.computing.cost import ADD_UP, in_words

    if campuses is not None:
        yield from (in_words(campuses, each) for each in (campuses.programme, *campuses.sites.values()))
        yield ADD_UP


def _told(chips: "ChipCosts | None", campuses: "ComputeCost | None") -> dict[str, Any]:
    from stargate.computing import cost as compute_cost

    if campuses is not None:
        return compute_cost.told(campuses)
    assert chips is not None
    return {"chips": compute_cost.told_chips(chips)}
