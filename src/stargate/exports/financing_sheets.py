"""Sheets of a financing's workbook that say what it is: its cover, sensitivities and percentiles, checks."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from stargate.exports.financing_annual import ANNUAL, Annual
from stargate.exports.financing_grid import Block
from stargate.exports.financing_statements import ALERTS
from stargate.exports.financing_statements import CHECKS as OF_UNIT
from stargate.exports.workbook import Book, Kind, Role, put, put_formula
from stargate.financing.finance import ALL, PROJECT
from stargate.financing.result import Financing, Returns
from stargate.futures.quantiles import quantiles

if TYPE_CHECKING:
    from stargate.exports.financing_model import Live

COVER, SCENARIOS, CHECKS = "Cover", "Scenarios", "Checks"
OPTIMISTIC = (
    "This is the engine's own deterministic case: every figure stands at its median, and no risk below even odds "
    "happens. Such a case is optimistic: work waits for the slowest of many things, so that delays add up. "
    "It is no forecast; what the futures say stands beside it."
)
_CASES = (  # name, months later, times cost of building, times price of computing, added to all interest
    ("As the inputs say", 0.0, 1.0, 1.0, 0.0),
    ("All phases six months later", 6.0, 1.0, 1.0, 0.0),
    ("Building and chips 10% dearer", 0.0, 1.1, 1.0, 0.0),
    ("Computing 10% cheaper", 0.0, 1.0, 0.9, 0.0),
    ("Interest one percentage point higher", 0.0, 1.0, 1.0, 0.01),
    ("All of these together", 6.0, 1.1, 0.9, 0.01),
)
_HEADS = ("Case", "Later [months]", "Cost of building, times", "Price of computing, times", "Interest, added")
_CHOICE, _USED, _TABLE = 2, 5, 8  # rows of the scenarios sheet
FACTORS = {  # cells and values of what is in use, by their names in formulas
    "case_delay": (f"{SCENARIOS}!$B${_USED + 1}", 0.0),
    "case_capital": (f"{SCENARIOS}!$C${_USED + 1}", 1.0),
    "case_price": (f"{SCENARIOS}!$D${_USED + 1}", 1.0),
    "case_rate": (f"{SCENARIOS}!$E${_USED + 1}", 0.0),
}
MEASURES = {  # of an investment: its row, its field in `Returns`, words, how it is shown
    "irr": ("irr", "IRR, a year", Kind.PERCENT),
    "npv": ("npv", "NPV [USD m]", Kind.USD),
    "moic": ("multiple", "MOIC", Kind.RATIO),
    "payback": ("payback", "Payback [months]", Kind.NUMBER),
    "peak": ("peak", "Peak exposure [USD m]", Kind.USD),
}


def _head(book: Book, sheet: Worksheet, row: int, heads: Sequence[str]) -> None:
    """Heads of columns of numbers, three lines high."""
    sheet.set_row(row, 42)
    for column, head in enumerate(heads):
        put(sheet, row, column, head, book.look(Role.HEADER, align="right" if column else "left", valign="bottom"))


def scenarios(book: Book, sheet: Worksheet, live: "Live", found: Financing, whole: bool) -> None:
    """The choice of a sensitivity, and returns in the case beside those of the futures."""
    put(sheet, 0, 0, "Scenarios", book.look(Role.TITLE))
    put(sheet, _CHOICE, 0, "Sensitivity in use (1 to 6)", book.look(bold=True))
    put(sheet, _CHOICE, 1, 1.0, book.look(Role.INPUT))
    sheet.data_validation(
        _CHOICE, 1, _CHOICE, 1, {"validate": "integer", "criteria": "between", "minimum": 1, "maximum": 6}
    )
    _head(book, sheet, _USED - 1, _HEADS)
    kinds = (Kind.GENERAL, Kind.NUMBER, Kind.RATIO, Kind.RATIO, Kind.PERCENT)
    rows = f"{_TABLE + 1}:${{0}}${_TABLE + len(_CASES)}"
    for column, (letter, value) in enumerate(zip("ABCDE", _CASES[0], strict=True)):
        text = f"=INDEX(${letter}${rows.format(letter)},$B${_CHOICE + 1})"
        put_formula(sheet, _USED, column, text, book.look(Role.FORMULA, kinds[column], bold=True), value)
    for row, case in enumerate(_CASES, _TABLE):
        for column, value in enumerate(case):
            role = Role.FACT if column == 0 or row == _TABLE else Role.INPUT
            put(sheet, row, column, value, book.look(role, kinds[column]))
    _percentiles(book, sheet, live, found, whole)


def _percentiles(book: Book, sheet: Worksheet, live: "Live", found: Financing, whole: bool) -> None:
    top = _TABLE + len(_CASES) + 2
    put(sheet, top, 0, f"The case beside {found.n:,} futures", book.look(Role.TITLE))
    put(sheet, top + 1, 0, OPTIMISTIC, book.look())
    heads = ("Who invests", "Measure", "Case, live", "Case, as exported", "P10", "P50", "P90", "Futures that have one")
    _head(book, sheet, top + 3, heads)
    row = top + 4
    for name, block in live.investors.items():
        known = found.returns.get(name) if whole or name in live.companies else None
        for measure in MEASURES:
            _percentile(book, sheet, row, block, measure, known, found.weight)
            row += 1


def _percentile(
    book: Book, sheet: Worksheet, row: int, block: Block, measure: str, known: Returns | None, weight: np.ndarray
) -> None:
    field, words, kind = MEASURES[measure]
    look, fact, value = book.look(Role.FORMULA, kind), book.look(Role.FACT, kind), block.values.at(measure, 0)
    put(sheet, row, 0, block.title, book.look())
    put(sheet, row, 1, words, book.look())
    put_formula(sheet, row, 2, f"={block.one(measure)}", look, value)
    put(sheet, row, 3, value, fact)
    if known is None:
        return
    values = getattr(known, field)
    real = np.isfinite(values)
    put(sheet, row, 7, float(weight[real].sum() / weight.sum()), book.look(Role.FACT, Kind.PERCENT))
    if real.any():
        for column, found in enumerate(quantiles(values[real][:, None], weight[real], [0.1, 0.5, 0.9])[:, 0], 4):
            put(sheet, row, column, float(found), fact)


def checks(
    book: Book, sheet: Worksheet, units: Sequence[Block], more: Mapping[str, tuple[str, bool]]
) -> tuple[str, bool]:
    """The checks of every unit and of the whole; the cell that says whether all hold, and whether they do."""
    put(sheet, 0, 0, "Checks", book.look(Role.TITLE))
    put(sheet, 2, 0, "All checks hold", book.look(bold=True))
    look, at = book.look(Role.FORMULA, align="center"), 4
    for words, (text, value) in more.items():
        put(sheet, at, 0, words, book.look())
        put_formula(sheet, at, 1, text, look, value)
        at += 1
    top = at + 1
    alerts = [words for words, _ in ALERTS.values()]
    _head(book, sheet, top, ("Of each unit", *OF_UNIT.values(), *alerts))
    for row, block in enumerate(units, top + 1):
        put(sheet, row, 0, block.title, book.look())
        for column, name in enumerate(OF_UNIT, 1):
            value = bool(block.values.at(name, block.values.months.start))
            put_formula(sheet, row, column, f"={block.one(name)}", look, value)
        for column, (name, (_, kind)) in enumerate(ALERTS.items(), len(OF_UNIT) + 1):
            alert = block.values.at(name, block.values.months.start)
            put_formula(sheet, row, column, f"={block.one(name)}", book.look(Role.FORMULA, kind), alert)
    good = all(value for _, value in more.values()) and all(map(_holds, units))
    last = xl_rowcol_to_cell(top + len(units), len(OF_UNIT))
    text = f"=AND(B5:B{at},B{top + 2}:{last})"
    put_formula(sheet, 2, 1, text, book.look(Role.FORMULA, bold=True, align="center"), good)
    for cells in ("B3", f"B5:B{at}", f"B{top + 2}:{last}"):
        book.judge(sheet, cells)
    return f"{CHECKS}!$B$3", good


def _holds(unit: Block) -> bool:
    return all(unit.values.at(name, unit.values.months.start) for name in OF_UNIT)


def of_the_whole(live: "Live", annual: Annual) -> dict[str, tuple[str, bool]]:
    """Checks beyond units, as formulas and what they say."""
    companies = list(live.companies.values())
    owners = [block for block in live.investors.values() if block.title.endswith(", as owner")]
    paid, held = _total(companies, "rent_paid"), _total(owners, "flow")
    found = {
        **{f"{title}: years add up to months, every line": gap for title, gap in annual.gaps.items()},
        "Owners together have what all companies pay and take": _gap(_total([live.investors[ALL]], "flow"), held),
        "Rent paid is rent received": _gap(_total(companies, "rent"), paid),
    }
    return {words: (f"={text}<{_TINY}", gap < float(_TINY)) for words, (text, gap) in found.items()}


_TINY = "0.00001"  # 10 USD, of amounts that add up to 1e6 USD m


def _total(blocks: Sequence[Block], line: str) -> tuple[str, float]:
    """The sum of a line over blocks and months, as a formula and its value."""
    return "+".join(block.total(line) for block in blocks), sum(sum(block.values.every(line)) for block in blocks)


def _gap(one: tuple[str, float], other: tuple[str, float]) -> tuple[str, float]:
    return f"ABS({one[0]}-({other[0]}))", abs(one[1] - other[1])


def cover(book: Book, sheet: Worksheet, live: "Live", found: Financing, title: str, master: tuple[str, bool]) -> None:
    """What the workbook is, what it comes to, and where things stand in it."""
    programme = found.futures.programme
    put(sheet, 0, 0, title, book.look(Role.TITLE, font_size=18))
    sheet.set_row(0, 26)
    put(sheet, 1, 0, f"As of {programme.as_of}. Nominal USD m by month; years of 12 months.", book.look())
    sheet.merge_range(2, 0, 2, 6, OPTIMISTIC, book.look(Role.BAD, text_wrap=True, valign="vcenter"))
    sheet.set_row(2, 48)
    put(sheet, 4, 0, "All checks hold", book.look(bold=True))
    put_formula(sheet, 4, 1, f"={master[0]}", book.look(Role.FORMULA, bold=True, align="center"), master[1])
    book.judge(sheet, "B5")
    heads = ("What it comes to", "Live", "As exported", "Futures: P10", "P50", "P90")
    _head(book, sheet, 6, heads)
    row = 7
    for words, text, value, kind, span in _headline(live, found):
        put(sheet, row, 0, words, book.look())
        put_formula(sheet, row, 1, text, book.look(Role.FORMULA, kind, bold=True), value)
        put(sheet, row, 2, value, book.look(Role.FACT, kind))
        for column, each in enumerate(span, 3):
            put(sheet, row, column, each, book.look(Role.FACT, kind))
        row += 1
    _contents(book, sheet, row + 1)


def _headline(live: "Live", found: Financing) -> list[tuple[str, str, Any, Kind, list[float]]]:
    companies, whole = list(live.companies.values()), len(live.units) == len(found.case.real)
    lines = (
        ("Building and chips, to the last replacement", "capital"),
        ("Interest during construction and fees", "building_interest"),
        ("Term loans drawn", "term_draw"),
        ("Capital called", "equity"),
        ("Owners' support", "support"),
    )
    rows: list[tuple[str, str, Any, Kind, list[float]]] = []
    for words, line in lines:
        names = (line, "fee") if line == "building_interest" else (line,)
        text = "=" + "+".join(block.total(name) for block in companies for name in names)
        value = float(sum(sum(block.values.every(name)) for block in companies for name in names))
        rows.append((words, text, value, Kind.USD, _span(found, names) if whole else []))
    for name in (ALL, PROJECT):
        block, known = live.investors[name], found.returns.get(name) if whole else None
        for measure in ("irr", "npv", "moic"):
            field, words, kind = MEASURES[measure]
            span = [] if known is None else _percents(getattr(known, field), found.weight)
            rows.append((f"{block.title}: {words}", f"={block.one(measure)}", block.values.at(measure, 0), kind, span))
    return rows


def _span(found: Financing, names: Sequence[str]) -> list[float]:
    """Percentiles of lines of the ledger over all years and companies."""
    totals = sum(found.ledger[name].sum(axis=(0, 1)) for name in names)  # type: ignore[index]
    return _percents(np.asarray(totals), found.weight)


def _percents(values: np.ndarray, weight: np.ndarray) -> list[float]:
    """P10, P50, P90 of those that are finite."""
    real = np.isfinite(values)
    return quantiles(values[real][:, None], weight[real], [0.1, 0.5, 0.9])[:, 0].tolist() if real.any() else []


_SHEETS = {
    "Inputs": "every input once: unit, address of the figure, what the programme says; blue cells may be changed",
    "Scenarios": "a choice of sensitivities; returns beside those of the futures",
    "Timing": "months, and when each unit is built, complete, in use",
    "Construction": "capital, interest during construction, fees, construction loans",
    "Operations": "IT load, rent, computing, power, operation",
    "Debt": "sizing, sculpting, what is to be owed, debt service reserve",
    "Tax": "MACRS, losses carried forward, income tax",
    "Waterfall": "from CFADS to dividends, balances",
    "Balance": "balance sheets and checks of units",
    "Companies": "what the units of each company come to",
    "Returns": "IRR, NPV, MOIC, payback, peak exposure of who invests",
    ANNUAL: "statements by calendar year",
    "Sources and Uses": "who pays for what until completion",
    "Charts": "of all companies by year",
    "Checks": "all must be green",
}


def _contents(book: Book, sheet: Worksheet, top: int) -> None:
    put(sheet, top, 0, "Sheets", book.look(Role.HEADER))
    put(sheet, top, 1, "", book.look(Role.HEADER))
    for row, (name, words) in enumerate(_SHEETS.items(), top + 1):
        sheet.write_url(row, 0, f"internal:'{name}'!A1", book.look(font_color="#0563C1", underline=1), name)
        put(sheet, row, 1, words, book.look())
    row = top + len(_SHEETS) + 2
    put(sheet, row, 0, "Colours", book.look(Role.HEADER))
    for i, (role, words) in enumerate(
        (
            (Role.INPUT, "input: may be changed"),
            (Role.FORMULA, "formula"),
            (Role.GOOD, "check that holds"),
            (Role.BAD, "check that does not"),
        ),
        1,
    ):
        put(sheet, row + i, 0, words, book.look(role))
