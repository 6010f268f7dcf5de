"""Debt service coverage by quarter: ranges against target, lock-up and covenant, and the chance of a breach."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from jaxtyping import Bool, Float

from stargate.capital.company import Use
from stargate.financing.result import Financing
from stargate.futures.quantiles import quantile, quantiles
from stargate.reports.words import chance

WORDS = {Use.CONSTRUCTION: "shells", Use.COMPUTE: "chips"}
_SEEN = 1e-6  # USD m that are due
_ENOUGH = 0.1  # of futures that owe anything in a quarter, for their range to be shown
_MOST = 20.0  # times what is due: more is not told apart


@dataclass(frozen=True)
class Level:
    """A ratio that a loan names."""

    name: str
    low: float
    value: float  #: median
    high: float


@dataclass(frozen=True)
class Coverage:
    """DSCR of one loan, or of all of one kind together, by quarter."""

    id: str
    name: str
    title: str
    quarters: list[str] = field(repr=False)
    p10: list[float | None] = field(repr=False)  #: of futures in which anything is due; None where those are few
    p50: list[float | None] = field(repr=False)
    p90: list[float | None] = field(repr=False)
    breach: list[float] = field(repr=False)  #: share of all futures in which a covenant is broken
    ever: float  #: the same of futures with a breach in any quarter
    levels: list[Level]


def coverages(financing: Financing, books: Sequence[int]) -> list[Coverage]:
    """Coverage of the loans of some books on shells and on chips, each kind together."""
    found = []
    for use in Use:
        held = [i for i in books if financing.books[i].use is use]
        if held and (financing.due[held] > _SEEN).any():
            found.append(_coverage(financing, use, held))
    return found


def broken(financing: Financing, loans: Sequence[int]) -> Bool[np.ndarray, "quarter future"]:
    """Where any of some loans owes more than its covenant lets it, in each quarter and future."""
    due, available = financing.due[loans], financing.available[loans]
    short = (due > _SEEN) & (available < financing.covenant[loans][:, None, :] * due - _SEEN)
    return np.any(short, axis=0)


def lowest(financing: Financing, quarters: int) -> Float[np.ndarray, " future"]:
    """The lowest DSCR of any loan in any of the first so many quarters; infinite where nothing is due."""
    due, available = financing.due[:, :quarters], financing.available[:, :quarters]
    return np.divide(available, due, out=np.full(due.shape, np.inf), where=due > _SEEN).min(axis=(0, 1))


def _coverage(financing: Financing, use: Use, loans: list[int]) -> Coverage:
    weight = financing.weight
    due, available = financing.due[loans].sum(axis=0), financing.available[loans].sum(axis=0)
    owed = due > _SEEN
    ratio = np.clip(np.divide(available, due, out=np.zeros_like(due), where=owed), -_MOST, _MOST)
    breached = broken(financing, loans)
    share = weight / weight.sum()
    ranges = [_range(row, weight, held) for row, held in zip(ratio, owed, strict=True)]
    told = [i for i, row in enumerate(ranges) if row[1] is not None]
    first, last = (told[0], told[-1] + 1) if told else (0, 0)
    shown = slice(first, last)
    p10, p50, p90 = (list(column)[shown] for column in zip(*ranges, strict=True))
    by_quarter = [round(float(row @ share), 4) for row in breached]
    ever = float(breached.any(axis=0) @ share)
    return Coverage(
        id=str(use),
        name=f"Loans on {WORDS[use]}",
        title=_title(use, p50, list(financing.quarters)[shown], by_quarter[shown], ever),
        quarters=list(financing.quarters)[shown],
        p10=p10,
        p50=p50,
        p90=p90,
        breach=by_quarter[shown],
        ever=round(ever, 4),
        levels=_levels(financing, use, loans),
    )


def _range(
    ratio: Float[np.ndarray, " future"], weight: Float[np.ndarray, " future"], owed: Bool[np.ndarray, " future"]
) -> tuple[float | None, float | None, float | None]:
    if weight[owed].sum() < _ENOUGH * weight.sum():
        return None, None, None
    low, middle, high = quantiles(ratio[owed], weight[owed], [0.1, 0.5, 0.9])
    return round(float(low), 3), round(float(middle), 3), round(float(high), 3)


def _levels(financing: Financing, use: Use, loans: list[int]) -> list[Level]:
    """Target, lock-up and covenant as contracts have them: one where all agree, or the span of their medians."""
    terms = [financing.model.terms[financing.books[i].site].loan[use] for i in loans]
    found = []
    for name, attribute in (("target", "coverage"), ("lock-up", "lock_up"), ("covenant", "covenant")):
        figures = [figure for loan in terms if loan and (figure := getattr(loan, attribute)).has_value]
        if figures:
            low, high = min(f.p10 for f in figures), max(f.p90 for f in figures)
            found.append(
                Level(name, round(low, 3), round(float(np.median([f.p50 for f in figures])), 3), round(high, 3))
            )
    return found


def _title(use: Use, middle: list, quarters: list[str], breach: list[float], ever: float) -> str:
    what = f"Loans on {WORDS[use]}"
    if not quarters:
        return f"{what}: nothing is due in a tenth of the futures or more"
    least = min((value, quarter) for value, quarter in zip(middle, quarters, strict=True) if value is not None)
    if ever < 0.005:
        return f"{what}: the median DSCR is never below {least[0]:.2f}; hardly a future breaks a covenant"
    worst = max(zip(breach, quarters, strict=True))
    return (
        f"{what}: a covenant is broken at some time in {chance(ever)} of futures, most often in {_quarter(worst[1])} "
        f"({chance(worst[0])})"
    )


def _quarter(text: str) -> str:
    """A quarter as a sentence has it.

    >>> _quarter("2032-Q1")
    'Q1 2032'
    """
    year, quarter = text.split("-")
    return f"{quarter} {year}"


def until_horizon(financing: Financing) -> int:
    """How many quarters lie before the programme's horizon."""
    return sum(quarter[:4] <= financing.futures.programme.contents.horizon[:4] for quarter in financing.quarters)


def least(financing: Financing) -> tuple[float, float, float] | None:
    """P10, P50 and P90 of the lowest DSCR of any loan up to the horizon; None where nothing is due in half of them."""
    found = lowest(financing, until_horizon(financing))
    low, middle, high = (float(quantile(found, financing.weight, p)) for p in (0.1, 0.5, 0.9))
    return (low, middle, high) if np.isfinite(middle) else None
