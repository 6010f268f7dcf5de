"""Cost and date together: what money and what date are kept with a stated confidence (T7)."""

from dataclasses import dataclass
from typing import TypeGuard

import numpy as np
from jaxtyping import Float, Int

from stargate.futures.joint import Frontier, frontier
from stargate.futures.quantiles import quantile
from stargate.futures.result import Futures
from stargate.quantity.measures import Date
from stargate.quantity.notation import date_text
from stargate.reports.drawn import Drawn, drawn_in
from stargate.reports.words import chance, iso, money, month, plural

LEVELS = (0.5, 0.7, 0.8)
TOLD = 0.7  # the level that the title tells: the one that public owners of large projects ask for
_SHOWN = 400  # futures in the drawing
_CORNERS = 48  # pairs of a frontier in the drawing


@dataclass(frozen=True)
class Sure:
    """One level of joint confidence: its balanced pair, what that asks for, and the other pairs."""

    level: float
    cost: float | None  # of the balanced pair [USD bn]; None where the level cannot be reached at any cost
    by: str | None
    cost_alone: float | None  # the chance that this cost is kept, whenever it is
    by_alone: float | None  # the chance that this date is kept, at whatever cost
    contingency: float | None  # above the median cost [USD bn]
    reserve: float | None  # after the median date [months]; None where that is never
    over_announced: float | None  # above the money announced [USD bn]
    after_announced: float | None  # after the date announced [months]
    costs: list[float]  # of the frontier, rising [USD bn]
    days: list[str]  # of the frontier, falling


@dataclass(frozen=True)
class Announced:
    """The money and the date of the announcement."""

    cost: float  # [USD bn]
    by: str
    chance: float  # that both are kept


@dataclass(frozen=True)
class Joint:
    """The figure of cost and date."""

    title: str
    subtitle: str
    note: str
    cost: float  # median [USD bn]
    by: str | None  # median; None for never
    within_reach: float  # the share of futures in which everything has its full load
    announced: Announced | None
    told: float  # the level that the title tells
    levels: list[Sure]
    costs: list[float]  # of the futures shown [USD bn]
    days: list[str | None]  # of the futures shown


def joint_figure(futures: Futures, need: Float[np.ndarray, " future"]) -> Joint | None:
    """The figure; `need` is the money that each future needs [USD m]. None where there is no spread to speak of."""
    if drawn_in(futures) is not Drawn.MANY or not futures.phases():
        return None
    cost, dates, zero = need / 1000, futures.full_load(""), futures.programme.month_zero
    middle = [float(quantile(values, futures.weight, 0.5)) for values in (cost, dates)]
    announced = _announced(futures, cost, dates)
    levels = [
        _sure(frontier(cost, dates, futures.weight, level, zero), cost, dates, middle, futures) for level in LEVELS
    ]
    shown = _evenly(futures.weight)
    reach = float(futures.weight[np.isfinite(dates)].sum() / futures.weight.sum())
    return Joint(
        title=_title(levels, reach),
        subtitle="Cost and date of the last full load in each future, all phases of the programme. Lines: pairs kept "
        "together with the chance beside them; on each a ring where cost and date are equally likely alone",
        note=_note(futures, reach, announced),
        cost=round(middle[0], 3),
        by=iso(middle[1], zero),
        within_reach=reach,
        announced=announced,
        told=TOLD,
        levels=levels,
        costs=[round(float(v), 2) for v in cost[shown]],
        days=[iso(float(v), zero) for v in dates[shown]],
    )


def _sure(
    found: Frontier,
    cost: Float[np.ndarray, " future"],
    dates: Float[np.ndarray, " future"],
    middle: list[float],
    futures: Futures,
) -> Sure:
    zero, targets, at = found.month_zero, futures.programme.contents.targets, found.balanced
    if at < 0:
        return Sure(found.level, None, None, None, None, None, None, None, None, [], [])
    own, day = float(found.cost[at]), float(found.month[at])
    budget = targets.investment.p50 / 1000 if targets and targets.investment.has_value else None
    end = targets.investment_by.p50 - zero if targets and _has(targets.investment_by) else None
    drawn = np.unique(np.append(np.linspace(0, len(found.cost) - 1, _CORNERS).round().astype(np.int64), at))
    return Sure(
        level=found.level,
        cost=round(own, 3),
        by=iso(day, zero),
        cost_alone=round(_share(cost <= own, futures), 4),
        by_alone=round(_share(dates <= day, futures), 4),
        contingency=round(own - middle[0], 3),
        reserve=None if np.isinf(middle[1]) else round(day - middle[1], 2),
        over_announced=None if budget is None else round(own - budget, 3),
        after_announced=None if end is None else round(day - end, 2),
        costs=[round(float(v), 3) for v in found.cost[drawn]],
        days=[str(iso(float(v), zero)) for v in found.month[drawn]],
    )


def _has(date: Date | None) -> TypeGuard[Date]:
    return date is not None and date.has_value


def _announced(
    futures: Futures, cost: Float[np.ndarray, " future"], dates: Float[np.ndarray, " future"]
) -> Announced | None:
    targets = futures.programme.contents.targets
    if targets is None or not _has(targets.investment_by) or not targets.investment.has_value:
        return None
    money, day = targets.investment.p50 / 1000, date_text(targets.investment_by.p50)
    kept = (cost <= money) & (dates <= futures.end_of(day))
    return Announced(round(money, 3), day, _share(kept, futures))


def _share(chosen: np.ndarray, futures: Futures) -> float:
    return float(futures.weight[chosen].sum() / futures.weight.sum())


def _evenly(weight: Float[np.ndarray, " future"]) -> Int[np.ndarray, " some"]:
    """Futures at equal steps of the weight, so that each stands for as much; always the same."""
    steps = (np.arange(min(_SHOWN, len(weight))) + 0.5) / min(_SHOWN, len(weight))
    reached = np.cumsum(weight)
    return np.minimum(np.searchsorted(reached, steps * reached[-1]), len(weight) - 1)


def _title(levels: list[Sure], reach: float) -> str:
    """What the figure says."""
    told = next(level for level in levels if level.level == TOLD)
    if told.cost is not None and told.by is not None:
        return f"{chance(TOLD)} sure of both: {money(1000 * told.cost)} and {month_of(told.by)}"
    return f"Nobody can be {chance(TOLD)} sure of both: only {chance(reach)} of futures have everything at full load"


def _note(futures: Futures, reach: float, announced: Announced | None) -> str:
    parts = [f"{plural(min(_SHOWN, futures.n), 'future')} of {futures.n:,} drawn, at equal steps of their weight."]
    if reach < 1:
        parts.append(
            f"In {chance(1 - reach)} of futures some phase never has its full load: no money buys a date there."
        )
    if announced:
        said = f"{money(1000 * announced.cost)} by {month_of(announced.by)}"
        parts.append(
            f"Announced: {said}, kept together with a chance of {chance(announced.chance)}; nobody says that the money "
            "is for these phases alone."
        )
    return " ".join(parts)


def month_of(day: str) -> str:
    """The month of a day in words."""
    year, index, _ = day.split("-")
    return month(int(index) - 1, 12 * int(year))
