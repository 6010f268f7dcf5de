"""What campuses cost by year, and which pledged money pays for it, in every future.

A phase's construction and compute money are each spent evenly over their time before its full load; prices of a stated
year rise with the programme's index g from the middle of that year, t_0 (C2). Of use u, phase i needs in a month t

    need_iu(t) = MW_i * cost_iu * (1 + g)^((t - t_0) / 12) / w_u,   full_i - w_u < t < full_i

Money pledged for a site pays there: loans for construction, chip money for
compute, equity for either; money pledged for the programme pays what is left, earliest first. What nothing pays for is
not yet raised, or, where it is spent already, paid by someone unknown.
"""

from enum import IntEnum
from typing import NamedTuple

import numpy as np
from jaxtyping import Float, Int

from stargate.capital.commitment import Instrument, Standing
from stargate.quantity.draws import uniform
from stargate.quantity.kernel import Whole, kernel


class Payer(IntEnum):
    """Who pays for a dollar of need."""

    CLOSED = 0
    COMMITTED = 1
    SAID = 2  # reported, announced, claimed or under negotiation, and come true
    UNKNOWN = 3  # spent already; by whom is not known
    NOBODY = 4  # not yet raised


PAYER_OF = {
    Standing.CLOSED: Payer.CLOSED,
    Standing.COMMITTED: Payer.COMMITTED,
    Standing.REPORTED: Payer.SAID,
    Standing.ANNOUNCED: Payer.SAID,
    Standing.CLAIMED: Payer.SAID,
    Standing.NEGOTIATING: Payer.SAID,
    Standing.WITHDRAWN: Payer.SAID,
}
CONSTRUCTION, COMPUTE, EITHER = 0, 1, 2
USE_OF = {
    Instrument.DEBT: CONSTRUCTION,
    Instrument.CHIPS: COMPUTE,
    Instrument.EQUITY: EITHER,
    Instrument.MIXED: EITHER,
}
_CLOSED, _COMMITTED, _SAID = int(Payer.CLOSED), int(Payer.COMMITTED), int(Payer.SAID)
_UNKNOWN, _NOBODY = int(Payer.UNKNOWN), int(Payer.NOBODY)
_EVERY_SITE = -1


class Bills(NamedTuple):
    """What phases cost. Columns refer to `values[future, figure]`."""

    site: Int[np.ndarray, " phase"]
    cost: Int[np.ndarray, "phase use"]  #: column [USD m / IT MW]
    price_month: Float[np.ndarray, "phase use"]  #: middle of the year whose prices they are, nan where nominal [month]
    window: Int[np.ndarray, " use"]  #: column [months]
    price_rise: int  #: column of the yearly rise of prices
    sites: int


class Funds(NamedTuple):
    """Pledged money in the order in which it is used."""

    site: Int[np.ndarray, " fund"]  #: -1 for any
    use: Int[np.ndarray, " fund"]
    payer: Int[np.ndarray, " fund"]
    amount: Int[np.ndarray, " fund"]  #: column [USD m]
    chance: Int[np.ndarray, " fund"]  #: column
    key: Int[np.ndarray, " fund"]


class Cells(NamedTuple):
    """Spans of time: calendar years, the present one cut in two at as-of; the first reaches back, the last ahead."""

    edge: Float[np.ndarray, " cell+1"]  #: [month]
    year: Int[np.ndarray, " cell"]
    past: Int[np.ndarray, " cell"]


@kernel
def pay(
    bills: Bills,
    funds: Funds,
    cells: Cells,
    full_load: Float[np.ndarray, "future phase"],
    it_power: Float[np.ndarray, "future phase"],
    values: Float[np.ndarray, "future figure"],
    futures: Int[np.ndarray, " future"],
    paid: Float[np.ndarray, "future year payer"],
    need: Float[np.ndarray, "use site cell"],
) -> None:
    """Adds to `paid[future, year, payer]` [USD m]; summed over payers it is the need of the year. `need` is scratch."""
    for i in range(len(futures)):
        need[:] = 0.0
        for phase in range(full_load.shape[1]):
            if full_load[i, phase] < np.inf:
                for use in range(2):
                    _spend(bills, cells, phase, use, full_load[i, phase], it_power[i, phase], i, values, need)
        for fund in range(len(funds.site)):
            _draw_on(funds, fund, _arriving(funds, fund, i, futures[i], values), cells, need, i, paid)
        _book_the_rest(cells, need, i, paid)


@kernel
def arrive(
    funds: Funds,
    values: Float[np.ndarray, "future figure"],
    futures: Int[np.ndarray, " future"],
    amount: Float[np.ndarray, "fund future"],
) -> None:
    """Writes what each fund brings [USD m]: its amount with the chance of its standing, else nothing."""
    for fund in range(len(funds.site)):
        for i in range(len(futures)):
            amount[fund, i] = _arriving(funds, fund, i, futures[i], values)


@kernel
def _arriving(funds: Funds, fund: Whole, i: Whole, future: Whole, values: Float[np.ndarray, "future figure"]) -> float:
    if uniform(funds.key[fund], future, 0, 0) < values[i, funds.chance[fund]]:
        return values[i, funds.amount[fund]]
    return 0.0


@kernel
def _spend(
    bills: Bills,
    cells: Cells,
    phase: Whole,
    use: Whole,
    full_load: float,
    it_power: float,
    i: Whole,
    values: Float[np.ndarray, "future figure"],
    need: Float[np.ndarray, "use site cell"],
) -> None:
    window = max(values[i, bills.window[use]], 1e-6)
    amount = it_power * values[i, bills.cost[phase, use]]
    for cell in range(len(cells.year)):
        begin, end = max(cells.edge[cell], full_load - window), min(cells.edge[cell + 1], full_load)
        if end > begin:
            rise = 1.0
            if bills.price_month[phase, use] == bills.price_month[phase, use]:
                years = ((begin + end) / 2 - bills.price_month[phase, use]) / 12
                rise = (1.0 + values[i, bills.price_rise]) ** years
            need[use, bills.site[phase], cell] += amount * rise * (end - begin) / window


@kernel
def _draw_on(
    funds: Funds,
    fund: Whole,
    amount: float,
    cells: Cells,
    need: Float[np.ndarray, "use site cell"],
    i: Whole,
    paid: Float[np.ndarray, "future year payer"],
) -> None:
    for cell in range(len(cells.year)):
        if amount <= 0.0:
            return
        for use in range(2):
            if funds.use[fund] != EITHER and funds.use[fund] != use:
                continue
            for site in range(need.shape[1]):
                if funds.site[fund] != _EVERY_SITE and funds.site[fund] != site:
                    continue
                part = min(amount, need[use, site, cell])
                need[use, site, cell] -= part
                paid[i, cells.year[cell], funds.payer[fund]] += part
                amount -= part


@kernel
def _book_the_rest(
    cells: Cells, need: Float[np.ndarray, "use site cell"], i: Whole, paid: Float[np.ndarray, "future year payer"]
) -> None:
    for cell in range(len(cells.year)):
        payer = _UNKNOWN if cells.past[cell] else _NOBODY
        for use in range(need.shape[0]):
            for site in range(need.shape[1]):
                paid[i, cells.year[cell], payer] += need[use, site, cell]
