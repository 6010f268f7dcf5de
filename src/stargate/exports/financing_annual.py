"""Sheets of a financing's workbook by year and by company: annual statements, sources and uses, charts."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from stargate.exports import financing_statements as statements
from stargate.exports.financing_grid import HEAD, Block, Grid, quoted
from stargate.exports.workbook import Book, Kind, Role, put, put_formula

ANNUAL, SOURCES, CHARTS = "Annual", "Sources and Uses", "Charts"
WHOLE = "All companies"
_WORDS, _UNIT, _TOTAL, _YEARS = range(4)  # columns of the annual sheet
_TOP = 2  # its row of years
LINES = {
    **statements.USES,
    **statements.SOURCES,
    **statements.EARNED,
    **statements.SPENT,
    "available": "CFADS",
    "due": "Debt service due",
    **statements.SERVICE,
    **statements.OWNERS,
    "flow": "Owners, net",
}
_BEFORE = {
    "capital": "Uses and sources",
    "compute": "Operations",
    "available": "Debt service",
    "support": "Owners",
}
_SIZE = len(LINES) + len(statements.BALANCES) + len(_BEFORE) + 4  # rows of a company


class Annual:
    """The annual sheet: flows of years are sums of months, balances those of Decembers."""

    def __init__(self, grid: Grid, sheet: Worksheet, companies: Mapping[str, Block]) -> None:
        self.grid, self.book, self.sheet, self.companies = grid, grid.book, sheet, companies
        years = np.array(grid.header["year"])
        self.years = list(dict.fromkeys(years.tolist()))
        self.of_year = [np.flatnonzero(years == year) for year in self.years]
        self.rows: dict[tuple[str, str], int] = {}  #: by company, or `WHOLE`, and line
        self._gaps: dict[str, list[tuple[str, float]]] = {}  # of lines of companies, as formulas and values

    def write(self) -> None:
        """Writes all of it."""
        book, sheet = self.book, self.sheet
        put(sheet, 0, 0, "By year", book.look(Role.TITLE))
        look = book.look(Role.HEADER, Kind.GENERAL)
        for column, words in ((_WORDS, "Calendar year"), (_UNIT, "Unit"), (_TOTAL, "Total")):
            put(sheet, _TOP, column, words, look)
        for i, year in enumerate(self.years):
            head = f"={quoted('Timing')}!{self._range('Timing', HEAD + 2).partition('!')[2].partition(':')[0]}"
            put_formula(sheet, _TOP, _YEARS + i, head if i == 0 else f"={self._letter(i - 1)}{_TOP + 1}+1", look, year)
        sheet.freeze_panes(_TOP + 1, _YEARS)
        at = _TOP + 2
        for i, name in enumerate((WHOLE, *self.companies)):
            self._statement(name, at + i * _SIZE)

    @property
    def gaps(self) -> dict[str, tuple[str, float]]:
        """What years differ by from months in all lines of each company, as a formula and its value."""
        return {
            title: ("+".join(text for text, _ in found), sum(value for _, value in found))
            for title, found in self._gaps.items()
        }

    def _letter(self, year: int) -> str:
        return xl_col_to_name(_YEARS + year)

    def _range(self, sheet: str, row: int) -> str:
        first, last = self.grid.letters[1], self.grid.letters[self.grid.months]
        return f"{quoted(sheet)}!${first}${row + 1}:${last}${row + 1}"

    def _statement(self, name: str, top: int) -> None:
        sheet, book = self.sheet, self.book
        title = WHOLE if name == WHOLE else self.companies[name].title
        put(sheet, top, 0, title, book.look(bold=True, top=1))
        at = top + 1
        for line, words in (*LINES.items(), *statements.BALANCES.items(), ("dscr", "DSCR")):
            if line in _BEFORE or line == "building_debt":
                put(sheet, at, 0, _BEFORE.get(line, "Balances at the years' ends, and DSCR"), book.look(italic=True))
                at += 1
            self.rows[name, line] = at
            put(sheet, at, _WORDS, words, book.look(indent=1))
            put(sheet, at, _UNIT, "x" if line == "dscr" else "USD m", book.look())
            self._line(name, line, at)
            at += 1

    def _line(self, name: str, line: str, at: int) -> None:
        kind = Kind.RATIO if line == "dscr" else Kind.USD
        values = self.values(name, line)
        for i, value in enumerate(values):
            put_formula(
                self.sheet, at, _YEARS + i, self._formula(name, line, i), self.book.look(Role.FORMULA, kind), value
            )
        if line in LINES:
            ends = f"{self._letter(0)}{at + 1}:{self._letter(len(self.years) - 1)}{at + 1}"
            bold = self.book.look(Role.FORMULA, kind, bold=True)
            put_formula(self.sheet, at, _TOTAL, f"=SUM({ends})", bold, sum(v for v in values if v != ""))
            if name != WHOLE:
                block, here = self.companies[name], f"{ANNUAL}!{xl_rowcol_to_cell(at, _TOTAL)}"
                gap = sum(v for v in values if v != "") - sum(block.values.every(line))
                self._gaps.setdefault(block.title, []).append((f"ABS({here}-{block.total(line)})", abs(gap)))

    def _formula(self, name: str, line: str, i: int) -> str:
        here = self._letter(i)
        if line == "dscr":
            due, available = (f"{here}{self.rows[name, each] + 1}" for each in ("due", "available"))
            return f'=IF({due}>0.000001,{available}/{due},"")'
        if name == WHOLE:
            own = self.rows[WHOLE, line] + 1
            return "=" + "+".join(f"{here}{own + _SIZE * (k + 1)}" for k in range(len(self.companies)))
        place = self.companies[name].places[line]
        months, years = self._range(place.sheet, place.row), self._range(place.sheet, HEAD + 2)
        if line in statements.BALANCES:
            return f"=INDEX({months},MATCH({here}${_TOP + 1},{years},1))"
        return f"=SUMIF({years},{here}${_TOP + 1},{months})"

    def values(self, name: str, line: str) -> list[Any]:
        """What a line of a company comes to by year."""
        if line == "dscr":
            pairs = zip(self.values(name, "available"), self.values(name, "due"), strict=True)
            return [float(a) / float(d) if float(d) > 1e-6 else "" for a, d in pairs]
        blocks = self.companies.values() if name == WHOLE else (self.companies[name],)
        months = np.sum([block.values.every(line) for block in blocks], axis=0)
        if line in statements.BALANCES:
            return [float(months[of[-1]]) for of in self.of_year]
        return [float(months[of].sum()) for of in self.of_year]

    def cells(self, name: str, line: str) -> list[object]:
        """The cells of a line, as charts take them, from the first to the last year with anything in them."""
        return self._from_to(self.rows[name, line], name, line)

    def heads(self, name: str, line: str) -> list[object]:
        """The cells of the same years."""
        return self._from_to(_TOP, name, line)

    def _from_to(self, row: int, name: str, line: str) -> list[object]:
        """All lines of a chart in money begin with the first capital; DSCR has the years of debt."""
        told = [
            i
            for i, value in enumerate(self.values(name, line if line == "dscr" else "capital"))
            if value not in ("", 0.0)
        ]
        first = told[0] if told else 0
        last = told[-1] if told and line == "dscr" else len(self.years) - 1
        return [ANNUAL, row, _YEARS + first, row, _YEARS + last]


_TABLE = {  # columns of sources and uses: what is added, what is taken off
    "Building and chips": (("capital",), ()),
    "Interest during construction": (("building_interest",), ()),
    "Fees": (("fee",), ()),
    "Reserves": (("funded",), ()),
    "Uses": (("capital", "building_interest", "fee", "funded"), ()),
    "Loans": (("draw", "term_draw"), ("repaid",)),
    "Capital called": (("equity",), ()),
    "Earned before completion": (("early",), ("left_over",)),
    "Sources": (("draw", "term_draw", "equity", "early"), ("repaid", "left_over")),
}


def sources_and_uses(book: Book, sheet: Worksheet, companies: Mapping[str, Block]) -> None:
    """What each company spends until completion of its units, and who pays; with the share that is lent."""
    put(sheet, 0, 0, "Sources and uses until completion, replaced chips included [USD m]", book.look(Role.TITLE))
    heads = ("Company", *_TABLE, "Sources less uses", "Gearing")
    for column, head in enumerate(heads):
        put(sheet, 2, column, head, book.look(Role.HEADER, align="right" if column else "left", valign="bottom"))
    sheet.set_row(2, 28)
    usd, bold = book.look(Role.FORMULA, Kind.USD), book.look(Role.FORMULA, Kind.USD, bold=True, top=1)
    sums = np.zeros(len(_TABLE))
    for row, block in enumerate(companies.values(), 3):
        put(sheet, row, 0, block.title, book.look())
        found = [_value(block, *lines) for lines in _TABLE.values()]
        sums += found
        for column, (lines, value) in enumerate(zip(_TABLE.values(), found, strict=True), 1):
            put_formula(sheet, row, column, _text(block, *lines), usd, value)
        _ratios(book, sheet, row, found)
    last = 3 + len(companies)
    put(sheet, last, 0, WHOLE, book.look(bold=True, top=1))
    for column, value in enumerate(sums, 1):
        letter = xl_col_to_name(column)
        put_formula(sheet, last, column, f"=SUM({letter}4:{letter}{last})", bold, float(value))
    _ratios(book, sheet, last, sums.tolist())


def _ratios(book: Book, sheet: Worksheet, row: int, found: list[float]) -> None:
    """Sources less uses, and the share that is lent; columns as in `_TABLE`."""
    n, at = len(_TABLE), row + 1
    put_formula(sheet, row, n + 1, f"=J{at}-F{at}", book.look(Role.FORMULA, Kind.USD), found[8] - found[4])
    share = found[5] / found[4] if found[4] else 0.0
    put_formula(sheet, row, n + 2, f"=IF(F{at}=0,0,G{at}/F{at})", book.look(Role.FORMULA, Kind.PERCENT), share)


def _value(block: Block, plus: tuple[str, ...], minus: tuple[str, ...]) -> float:
    return sum(sum(block.values.every(line)) for line in plus) - sum(sum(block.values.every(line)) for line in minus)


def _text(block: Block, plus: tuple[str, ...], minus: tuple[str, ...]) -> str:
    return "=" + "+".join(block.total(line) for line in plus) + "".join(f"-{block.total(line)}" for line in minus)


_CHARTS = (  # title, kind, lines with their colours
    ("Uses by year", "stacked", {"capital": "#1F4E79", "building_interest": "#7F9DB9", "fee": "#BFBFBF"}),
    (
        "Capital called and loans by year, gross of refinancing",
        "stacked",
        {"equity": "#404040", "draw": "#1F4E79", "term_draw": "#9DC3E6"},
    ),
    ("Debt at the year's end", "stacked", {"building_debt": "#9DC3E6", "debt": "#1F4E79"}),
    (
        "Cash flow available for debt service, and debt service due",
        "clustered",
        {"available": "#1F4E79", "due": "#BFBFBF"},
    ),
    ("Debt service cover (DSCR)", "line", {"dscr": "#1F4E79"}),
    ("Owners: net cash flow", "clustered", {"flow": "#1F4E79"}),
)


def charts(book: Book, sheet: Worksheet, annual: Annual) -> None:
    """Uses, sources, debt, cash, cover and owners' flow of all companies by year."""
    put(sheet, 0, 0, "All companies together, by year [USD m]", book.look(Role.TITLE))
    for i, (title, kind, lines) in enumerate(_CHARTS):
        how = {"type": "line"} if kind == "line" else {"type": "column", "subtype": kind}
        chart: Any = book.raw.add_chart({k: v for k, v in how.items() if v != "clustered"})
        for line, colour in lines.items():
            shown = (
                {"line": {"color": colour, "width": 2}} if kind == "line" else {"fill": {"color": colour}, "gap": 60}
            )
            name = {**LINES, **statements.BALANCES, "dscr": "DSCR"}[line]
            chart.add_series(
                {"name": name, "categories": annual.heads(WHOLE, line), "values": annual.cells(WHOLE, line), **shown}
            )
        chart.set_title({"name": title, "name_font": {"size": 11, "bold": True}, "overlay": False})
        chart.set_legend({"position": "bottom"} if len(lines) > 1 else {"none": True})
        chart.set_y_axis(
            {
                "num_format": "0.0x" if kind == "line" else "#,##0",
                "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}},
            }
        )
        chart.set_x_axis({"interval_unit": 3, "label_position": "low"})
        chart.set_size({"width": 620, "height": 320})
        chart.show_blanks_as("gap")
        sheet.insert_chart(2 + 17 * (i // 2), 0 if i % 2 == 0 else 7, chart)
