"""The need of money backwards (T8): what it owes to dates, IT power, costs, rises of prices and spending times.

Of a span of time from x to y within a phase's spending time w, with prices of t_0 rising by g, and h = ln(1 + g) / 12

    need = MW * cost * (1 + g)^(((x + y) / 2 - t_0) / 12) * (y - x) / w
    d need / d y = need * (1 / (y - x) + h / 2),   d need / d x = need * (h / 2 - 1 / (y - x))
"""

import math
from typing import NamedTuple

import numpy as np
from jaxtyping import Float

from stargate.capital.need import Bills, Cells
from stargate.quantity.kernel import Whole, kernel


class NeedBy(NamedTuple):
    """Derivatives of all money needed [USD m]."""

    full_load: Float[np.ndarray, "future phase"]  #: by month
    it_power: Float[np.ndarray, "future phase"]  #: by IT MW
    figure: Float[np.ndarray, "future figure"]  #: by the unit of each figure of the bills


@kernel
def need_by(
    bills: Bills,
    cells: Cells,
    full_load: Float[np.ndarray, "future phase"],
    it_power: Float[np.ndarray, "future phase"],
    values: Float[np.ndarray, "future figure"],
    need: Float[np.ndarray, "future phase"],
    by: NeedBy,
) -> None:
    """Adds all money needed to `need[future, phase]` [USD m], and its derivatives to `by`."""
    for i in range(full_load.shape[0]):
        for phase in range(full_load.shape[1]):
            if full_load[i, phase] < np.inf:
                for use in range(2):
                    for cell in range(len(cells.year)):
                        need[i, phase] += _spend_by(bills, cells, phase, use, cell, i, full_load, it_power, values, by)


@kernel
def _spend_by(
    bills: Bills,
    cells: Cells,
    phase: Whole,
    use: Whole,
    cell: Whole,
    i: Whole,
    full_load: Float[np.ndarray, "future phase"],
    it_power: Float[np.ndarray, "future phase"],
    values: Float[np.ndarray, "future figure"],
    by: NeedBy,
) -> float:
    window, cost = values[i, bills.window[use]], values[i, bills.cost[phase, use]]
    span, first, last = max(window, 1e-6), cells.edge[cell], cells.edge[cell + 1]
    begin, end = max(first, full_load[i, phase] - span), min(last, full_load[i, phase])
    if end <= begin:
        return 0.0
    growth, rise = 0.0, 1.0
    if bills.price_month[phase, use] == bills.price_month[phase, use]:
        yearly = 1.0 + values[i, bills.price_rise]
        years = ((begin + end) / 2 - bills.price_month[phase, use]) / 12
        growth, rise = math.log(yearly) / 12, yearly**years
        by.figure[i, bills.price_rise] += it_power[i, phase] * cost * rise * (end - begin) / span * years / yearly
    each = it_power[i, phase] * rise / span
    by_end = each * cost * (1.0 + growth * (end - begin) / 2) if end < last else 0.0
    by_begin = each * cost * (growth * (end - begin) / 2 - 1.0) if begin > first else 0.0
    by.full_load[i, phase] += by_end + by_begin
    by.it_power[i, phase] += cost * rise * (end - begin) / span
    by.figure[i, bills.cost[phase, use]] += each * (end - begin)
    if window > 1e-6:
        by.figure[i, bills.window[use]] -= by_begin + each * cost * (end - begin) / span
    return each * cost * (end - begin)
