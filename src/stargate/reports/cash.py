"""Cash of campuses by year: what comes in, what goes out, and the debt that is left."""

from dataclasses import dataclass, field

import numpy as np
from jaxtyping import Float

from stargate.financing.lines import Line
from stargate.financing.result import Financing
from stargate.reports.by_year import BILLION, ByYear, Column, column, cropped, shown, trace
from stargate.reports.coverage import Coverage, coverages
from stargate.reports.words import listed, money, money_pair

ALL = "All campuses"
_IN = {  # what is earned
    "Computing sold": ("committed", (Line.COMPUTE,)),
    "Sale and guarantee of what is left": ("hatched", (Line.RESIDUAL, Line.GUARANTEE)),
    "Owners' support": ("nobody", (Line.SUPPORT,)),
}
_OUT = {
    "Power and operation": ("said", (Line.POWER, Line.OPERATION)),
    "Interest paid": ("striped", (Line.INTEREST,)),
    "Principal, sweep included": ("closed", (Line.PRINCIPAL, Line.SWEPT)),
    "Income tax": ("dotted", (Line.TAX,)),
    "Paid to owners": ("unknown", (Line.OWNERS_INTEREST, Line.OWNERS_PRINCIPAL, Line.DIVIDEND)),
}


@dataclass(frozen=True)
class CampusMoney:
    """Cash, debt and coverage of one campus, or of all."""

    id: str  #: of the campus in addresses; empty for all
    name: str
    lede: str
    cash: ByYear = field(repr=False)
    debt: ByYear = field(repr=False)
    coverage: list[Coverage] = field(repr=False)


def campus_money(financing: Financing) -> list[CampusMoney]:
    """All campuses, and where there are several each of them."""
    campuses = sites_of(financing)
    every = _one(financing, "", ALL, list(range(len(financing.books))))
    if len(campuses) == 1:
        (site,) = campuses
        return [_one(financing, site, _name(financing, site), campuses[site])]
    return [every, *(_one(financing, site, _name(financing, site), held) for site, held in campuses.items())]


def sites_of(financing: Financing) -> dict[str, list[int]]:
    """Places of the books of each campus."""
    found: dict[str, list[int]] = {}
    for i, book in enumerate(financing.books):
        found.setdefault(book.site, []).append(i)
    return found


def _name(financing: Financing, site: str) -> str:
    return financing.futures.programme.contents.sites[site].name


def _one(financing: Financing, site: str, name: str, books: list[int]) -> CampusMoney:
    return CampusMoney(
        id=site,
        name=name,
        lede=_lede(financing, books),
        cash=_cash(financing, books),
        debt=_debt(financing, books),
        coverage=coverages(financing, books),
    )


def paid(financing: Financing, books: list[int], *lines: Line) -> Float[np.ndarray, "year future"]:
    """Lines of some companies together [USD m]."""
    return np.sum([in_cash(financing, line)[books].sum(axis=0) for line in lines], axis=0)


def in_cash(financing: Financing, line: Line) -> Float[np.ndarray, "book year future"]:
    """A line as it is paid: interest that is added to a loan, told as principal below nought, is not [USD m]."""
    values = financing.ledger[line]
    if line is Line.INTEREST:
        return values + np.minimum(financing.ledger[Line.PRINCIPAL], 0.0)
    return np.maximum(values, 0.0) if line is Line.PRINCIPAL else values


def _cash(financing: Financing, books: list[int]) -> ByYear:
    weight = financing.weight
    columns = [
        column(name, fill, sign * paid(financing, books, *lines), weight)
        for sign, parts in ((1.0, _IN), (-1.0, _OUT))
        for name, (fill, lines) in parts.items()
    ]
    earned = paid(financing, books, *_IN["Computing sold"][1], *_IN["Sale and guarantee of what is left"][1])
    available = earned - paid(financing, books, *_OUT["Power and operation"][1])
    return cropped(
        ByYear(
            id="cash",
            title=_cash_title(columns, list(financing.years)),
            subtitle="What is earned each year (above the line) and where it goes, USD bn: means, which add up; the "
            "line is what is earned less power and operation, median and 80% range",
            note="Rent that a cloud company pays its landlord stays within the campus and is left out; so is what is "
            "lent and paid in for building. Cash that loans lock up is paid to owners later; interest that cash does "
            "not cover is added to the debt.",
            unit="USD bn a year",
            years=[str(year) for year in financing.years],
            columns=shown(columns),
            traces=[trace("Before debt and tax", "model", available, weight)],
        )
    )


def _cash_title(columns: list[Column], years: list[int]) -> str:
    by_name = {each.name: np.array(each.values) for each in columns}
    earned = by_name["Computing sold"]
    if not earned.any():
        return "Nothing is earned within the years that are followed"
    peak = int(earned.argmax())
    service = -(by_name["Interest paid"] + by_name["Principal, sweep included"])
    share = service.sum() / earned.sum()
    return (
        f"Computing earns {money(earned[peak] * BILLION)} in {years[peak]}, the most of any year; over the life "
        f"{100 * share:.0f}% of it goes to lenders"
    )


def _debt(financing: Financing, books: list[int]) -> ByYear:
    weight = financing.weight
    building, term = (financing.balances[name][books].sum(axis=0) for name in ("building_debt", "debt"))
    together = trace("Debt, median", "model", building + term, weight)
    columns = [
        column("Construction loans", "hatched", building, weight),
        column("Term loans", "said", term, weight),
    ]
    return cropped(
        ByYear(
            id="debt",
            title=_debt_title(together.values, together.low, together.high, financing.years),
            subtitle="Debt at the end of each year, USD bn: means of construction and term loans, which add up; the "
            "line is the median of both together, with its 80% range",
            note="Each phase's loan is drawn, converted and repaid by itself; chips that are replaced are lent "
            "against anew.",
            unit="USD bn",
            years=[str(year) for year in financing.years],
            columns=shown(columns),
            traces=[together],
        )
    )


def _debt_title(middle: list, low: list, high: list, years: tuple[int, ...]) -> str:
    if not any(high):
        return "Nothing is lent"
    peak = int(np.argmax(middle))
    spread = money_pair(low[peak] * BILLION, high[peak] * BILLION).removeprefix("USD ")
    return f"Debt is highest at the end of {years[peak]}: {money(middle[peak] * BILLION)} (80%: {spread})"


def _lede(financing: Financing, books: list[int]) -> str:
    held = dict.fromkeys(financing.books[i].company for i in books)
    names = [financing.futures.programme.contents.companies[company].name for company in held]
    return f"Held by {listed(names)}." if len(names) <= 2 else f"{len(names)} companies hold shells and chips."
