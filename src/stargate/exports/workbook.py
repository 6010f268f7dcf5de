"""Excel workbooks of one look: inputs blue and unlocked, formulas black, the rest locked; no clock in their bytes."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from enum import Enum, StrEnum
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from stargate.errors import StargateError

CREATED = datetime(2000, 1, 1)  # of every workbook, so that the same inputs give the same bytes
_LONGEST = 8_192  # characters of a formula
FONT = {"font_name": "Arial", "font_size": 10, "valign": "top"}


class Role(Enum):
    """What a cell is for, which is how it looks."""

    INPUT = {"font_color": "#0000FF", "bg_color": "#FFFFF0", "locked": False}  #: what a reader may edit
    FORMULA = {"font_color": "#000000"}  #: what follows from inputs
    FACT = {"font_color": "#404040"}  #: what is written once and only read
    HEADER = {"bold": True, "bg_color": "#E7E6E6", "bottom": 1, "text_wrap": True}  #: the head of a column
    TITLE = {"bold": True, "font_size": 14}  #: of a sheet or of a part of it
    GOOD = {"font_color": "#006100", "bg_color": "#C6EFCE"}  #: a check that holds
    BAD = {"font_color": "#9C0006", "bg_color": "#FFC7CE"}  #: one that does not, or what must not be overlooked


class Kind(StrEnum):
    """How a value is shown, as Excel's number formats."""

    GENERAL = "General"
    TEXT = "@"  #: what is typed stays as typed: 40% is no 0.4, 2027-03-01 no number of days
    NUMBER = "#,##0.00;-#,##0.00;0.00"
    WHOLE = "#,##0;-#,##0;0"
    USD = "#,##0.00;(#,##0.00);-"
    PERCENT = "0.0%"
    RATIO = '0.00"x"'
    DATE = "yyyy-mm-dd"


class _Plain(Worksheet):
    """A sheet whose formulas use no function younger than the file format: looking for each of them takes most time."""

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:  # noqa: ARG002
        return formula.removeprefix("=")


class Book:
    """A workbook that is being written; `raw` is XlsxWriter's own."""

    def __init__(self, raw: xlsxwriter.Workbook) -> None:
        self.raw = raw
        self._looks: dict[tuple[Any, ...], Format] = {}

    def look(self, role: Role = Role.FACT, kind: Kind = Kind.GENERAL, **more: Any) -> Format:
        """The format of cells of a role, with XlsxWriter's further properties; one object for equal ones."""
        key = (role, kind, *sorted(more.items()))
        if key not in self._looks:
            self._looks[key] = self.raw.add_format({**FONT, **role.value, "num_format": kind.value, **more})
        return self._looks[key]

    def sheet(self, name: str, widths: Sequence[float], header: Sequence[str] = (), *, row: int = 0) -> Worksheet:
        """A protected sheet (no password) with column widths [characters] and a frozen `header` in `row` (from 0)."""
        sheet = self.raw.add_worksheet(name, _Plain)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width, self.look())
        for column, head in enumerate(header):
            put(sheet, row, column, head, self.look(Role.HEADER))
        if header:
            sheet.freeze_panes(row + 1, 0)
            sheet.repeat_rows(row)
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.protect("", {"autofilter": True, "format_columns": True, "format_rows": True})
        return sheet

    def judge(self, sheet: Worksheet, cells: str) -> None:
        """Shows `cells` ("B2:B9") green where they are TRUE and red where they are anything else."""
        for criterion, role in (("==", Role.GOOD), ("!=", Role.BAD)):
            how = {"type": "cell", "criteria": criterion, "value": "TRUE", "format": self.look(role)}
            sheet.conditional_format(cells, how)


def put(sheet: Worksheet, row: int, column: int, value: str | float | bool | date | None, look: Format) -> None:
    """Writes a value, and text as text: `=1+1` is no formula; None leaves a cell with its look alone.

    Raises StargateError where a cell cannot hold the value.
    """
    if value is None:
        status = sheet.write_blank(row, column, None, look)
    elif isinstance(value, str):
        status = sheet.write_string(row, column, value, look)
    elif isinstance(value, bool):
        status = sheet.write_boolean(row, column, value, look)
    elif isinstance(value, date):
        status = sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), look)
    else:
        status = sheet.write_number(row, column, value, look)
    _check(status, sheet, row, column)


def put_formula(sheet: Worksheet, row: int, column: int, formula: str, look: Format, value: Any = 0) -> None:
    """Writes a live formula, with the `value` that it has until a program recalculates it.

    Raises StargateError where it is longer than Excel reads.
    """
    status = -1 if len(formula) > _LONGEST else sheet.write_formula(row, column, formula, look, value)
    _check(status, sheet, row, column)


def _check(status: int, sheet: Worksheet, row: int, column: int) -> None:
    if status:
        raise StargateError(
            f"sheet {sheet.get_name()}, cell {xl_rowcol_to_cell(row, column)} cannot hold this: a cell takes 32,767 "
            "characters, 8,192 of a formula, a sheet 1,048,576 rows and 16,384 columns\n"
            "  write: a shorter text, or fewer rows"
        )


@contextmanager
def workbook(path: Path, title: str, comments: str = "") -> Iterator[Book]:
    """A workbook to fill, which is written to `path` once it is filled without error."""
    image = BytesIO()  # so that what goes wrong with the file is said by the system
    how = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    raw = xlsxwriter.Workbook(image, how)
    raw.set_properties({"title": title, "comments": comments, "created": CREATED})
    yield Book(raw)
    raw.close()
    path.write_bytes(image.getbuffer())
