"""Sheets whose columns are months, the same one in the same column on each, filled with blocks of rows of formulas."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from stargate.exports.financing_formulas import EACH, MEMBER, Ref, Row, Values, formula
from stargate.exports.workbook import Book, Kind, Role, put, put_formula

WORDS, UNIT, ONE, TOTAL, BEFORE, FIRST = range(6)  # columns; the one before the first month stays blank: it is nought
TIMING = "Timing"
HEADER = {"month": "Month from the programme's start", "date": "Month ends", "year": "Year"}  # above all blocks
HEAD = 2  # row of the first of them
KINDS = {
    "share": Kind.PERCENT,
    "x": Kind.RATIO,
    "USD m": Kind.USD,
    "date": Kind.DATE,
    "year": Kind.GENERAL,
    "check": Kind.GENERAL,
}


class Place(NamedTuple):
    """Where a row stands."""

    sheet: str
    row: int  #: from 0
    one: bool


@dataclass(frozen=True)
class Block:
    """The rows of one unit on all sheets, and what they come to."""

    title: str
    rows: Mapping[str, Sequence[Row]]  #: by sheet
    values: Values
    inputs: Mapping[str, str]  #: cells of its inputs, by their names in formulas
    members: "Sequence[Block]" = ()  #: over which `each_` sums
    above: "Block | None" = None  #: whose rows it sees too
    places: dict[str, Place] = field(default_factory=dict)

    def place(self, name: str) -> Place | None:
        """Where a row stands that it sees."""
        if name in self.places or self.above is None:
            return self.places.get(name)
        return self.above.place(name)

    def one(self, name: str) -> str:
        """The cell of a row's one value."""
        place = self.places[name]
        return f"{quoted(place.sheet)}!${_letter(ONE)}${place.row + 1}"

    def total(self, name: str) -> str:
        """The cell of a row's sum over its months."""
        place = self.places[name]
        return f"{quoted(place.sheet)}!${_letter(TOTAL)}${place.row + 1}"

    def cell(self, name: str, month: int) -> str:
        """The cell of a row in the month of a column."""
        place = self.places[name]
        return f"{quoted(place.sheet)}!{_letter(FIRST + month)}${place.row + 1}"


def quoted(sheet: str) -> str:
    """A sheet's name as formulas write it."""
    return sheet if sheet.isalnum() else f"'{sheet}'"


def _letter(column: int) -> str:
    return str(xl_col_to_name(column))


class Grid:
    """The sheets of months of a workbook, filled from above."""

    def __init__(self, book: Book, header: Mapping[str, Sequence[float]], start: str, first: str) -> None:
        self.book, self.header = book, header
        self.start, self.first = start, first  # cells: the programme's first day, the first column's month
        self.months = len(header["month"])
        self.letters = [_letter(FIRST + month) for month in range(-1, self.months + 1)]
        self.sheets: dict[str, Worksheet] = {}
        self.next: dict[str, int] = {}

    def sheet(self, name: str, title: str) -> Worksheet:
        """A sheet with its months above."""
        book = self.book
        sheet = book.sheet(name, [44, 9, 13, 13, 1.5])
        sheet.set_column(FIRST, FIRST + self.months - 1, 10.5, book.look())
        put(sheet, 0, WORDS, title, book.look(Role.TITLE))
        words = {UNIT: "Unit", ONE: "Value", TOTAL: "Total", BEFORE: None}
        for i, (row, said) in enumerate(HEADER.items()):
            look = book.look(Role.HEADER, Kind.DATE if row == "date" else Kind.GENERAL, text_wrap=False)
            put(sheet, HEAD + i, WORDS, said, look)
            for column, word in words.items():
                put(sheet, HEAD + i, column, word if i == 0 else None, look)
            for month in range(self.months):
                put_formula(sheet, HEAD + i, FIRST + month, self._above(name, i, month), look, self.header[row][month])
        sheet.freeze_panes(HEAD + len(HEADER), FIRST)
        sheet.repeat_columns(WORDS, TOTAL)
        sheet.set_print_scale(50)
        sheet.repeat_rows(HEAD, HEAD + len(HEADER) - 1)
        self.sheets[name], self.next[name] = sheet, HEAD + len(HEADER) + 1
        return sheet

    def _above(self, sheet: str, i: int, month: int) -> str:
        here = self.letters[month + 1]
        if sheet != TIMING:
            return f"={TIMING}!{here}${HEAD + i + 1}"
        earlier = f"={self.first}" if month == 0 else f"={self.letters[month]}{HEAD + 1}+1"
        return (earlier, f"=EOMONTH({self.start},{here}{HEAD + 1})", f"=YEAR({here}{HEAD + 2})")[i]

    def add(self, block: Block) -> None:
        """Places a block on all of its sheets, then writes it."""
        for name, rows in block.rows.items():
            for i, row in enumerate(rows, 1):
                if row.formula:
                    block.places[row.name] = Place(name, self.next[name] + i, row.one)
        for name, rows in block.rows.items():
            top = self.next[name]
            put(self.sheets[name], top, WORDS, block.title, self.book.look(Role.FACT, bold=True, top=1))
            for i, row in enumerate(rows, 1):
                self._write(block, name, top + i, row)
            self.next[name] = top + len(rows) + 2

    def _write(self, block: Block, name: str, at: int, row: Row) -> None:
        book, sheet, values = self.book, self.sheets[name], block.values
        if not row.formula:
            put(sheet, at, WORDS, row.words, book.look(Role.FACT, italic=True))
            return
        put(sheet, at, WORDS, row.words, book.look())
        put(sheet, at, UNIT, row.unit, book.look(Role.FACT))
        look = book.look(Role.FORMULA, KINDS.get(row.unit, Kind.NUMBER))
        text = self._text(block, name, row)
        if row.one:
            put_formula(sheet, at, ONE, text(0), look, values.at(row.name, values.months.start))
            return
        if row.unit == "USD m" and row.sums:
            ends = (f"{self.letters[1]}{at + 1}", f"{self.letters[self.months]}{at + 1}")
            bold = book.look(Role.FORMULA, KINDS[row.unit], bold=True)
            put_formula(sheet, at, TOTAL, f"=SUM({':'.join(ends)})", bold, sum(values.every(row.name)))
        for month in values.months:
            put_formula(sheet, at, FIRST + month, text(month), look, values.at(row.name, month))

    def _text(self, block: Block, sheet: str, row: Row) -> Callable[[int], str]:
        """The formula of a row's cell by the column of its month."""
        letters = self.letters
        parts: list[Any] = ["="]
        for part in formula(row.formula).parts:
            for found in self._places(part, block, sheet) if isinstance(part, Ref) else (part,):
                if isinstance(found, str) and isinstance(parts[-1], str):
                    parts[-1] += found
                else:
                    parts.append(found)
        return lambda month: "".join(
            part if isinstance(part, str) else f"{part[0]}{letters[month + 1 + part[1]]}{part[2]}" for part in parts
        )

    def _places(self, ref: Ref, block: Block, sheet: str) -> list[str | tuple[str, int, str]]:
        """A cell's address; of one that moves with the month what stands before and behind its column."""
        if ref.name.startswith(EACH):
            own = ref._replace(name=ref.name.removeprefix(EACH))
            found = [self._places(own, member, sheet) for member in block.members if own.name in member.places]
            return (
                [part for i, one in enumerate(found) for part in (["+"] if i else ["("]) + one] + [")"]
                if found
                else ["0"]
            )
        if member := MEMBER.fullmatch(ref.name):
            return self._places(ref._replace(name=member[2]), block.members[int(member[1])], sheet)
        place = block.place(ref.name)
        if place is None and ref.name in block.inputs:
            return [block.inputs[ref.name]]
        place = place or Place(sheet, HEAD + list(HEADER).index(ref.name), False)
        prefix = "" if place.sheet == sheet else f"{quoted(place.sheet)}!"
        number = place.row + 1
        if place.one:
            return [f"{prefix}${_letter(ONE)}${number}"]
        if ref.all:
            first, last = self.letters[block.values.months[0] + 1], self.letters[block.values.months[-1] + 1]
            return [f"{prefix}${first}${number}:${last}${number}"]
        return [(prefix, ref.shift, f"${number}" if ref.name in HEADER else str(number))]
