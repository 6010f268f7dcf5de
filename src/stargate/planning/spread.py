"""How far what a plan meets spreads, from the ranges that the programme's own figures state (C4)."""

from collections.abc import Iterable, Mapping

import numpy as np

from stargate.planning.sampled import Spread
from stargate.programme.programme import Programme
from stargate.quantity.figure import Figure

TENTHS = 2.5631  #: standard deviations between P10 and P90


def spread_of(programme: Programme) -> Spread:
    """Standard deviations of logarithms: ln(P90 / P10) / 2.563 of each kind of figure, in the mean of those stated.

    Waits for the grid count from the programme's date. Figures without a range draw nothing. Raises nothing: what is
    not stated is not drawn.
    """
    contents, planning = programme.contents, programme.contents.planning
    prospects, limits = list(contents.prospects.values()), contents.limits
    today = programme.month_zero + programme.as_of_month
    waits = [
        _wide(date.p10 - today, date.p90 - today)
        for one in prospects
        if (date := one.grid_date) is not None and date.has_value
    ]
    if planning is None:
        return Spread(**dict.fromkeys(Spread.__dataclass_fields__, 0.0))

    def supply(names: Iterable[str]) -> float:
        return _mean(f for name in dict.fromkeys(names) if name in limits for f in limits[name].periods.values())

    years = int(planning.last_year) - int(programme.as_of[:4])
    decline = planning.price_decline
    falls = _wide(1 - decline.p90, 1 - decline.p10) * years
    capital = planning.capital
    funds = [] if capital is None else [part.limit for part in (capital.construction, capital.compute) if part]
    return Spread(
        building=_mean(one.build for one in prospects),
        grid=float(np.mean(waits)) if waits else 0.0,
        cost=_mean([contents.costs.construction] if contents.costs else []),
        chip_cost=_mean([contents.costs.compute] if contents.costs else []),
        chip_supply=supply(one.limit for one in planning.chips.values()),
        equipment=supply(one.limit for one in planning.power.values()),
        capital=supply(funds),
        demand=_mean(_last(planning.demand)),
        value=float(np.hypot(_mean([planning.compute_price]), falls)),
    )


def _last(figures: Mapping[str, Figure]) -> list[Figure]:
    return [figures[max(figures)]] if figures else []


def _mean(figures: Iterable[Figure]) -> float:
    wide = [_wide(figure.p10, figure.p90) for figure in figures if figure.has_value]
    return float(np.mean(wide)) if wide else 0.0


def _wide(low: float, high: float) -> float:
    """Nothing where the lower end is nought or below, as no factor leads there."""
    return float(np.log(high / low)) / TENTHS if low > 0 else 0.0
