"""Reads the workbook of figures back: what was edited in it, by address, laid over the programme as it is now."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from stargate.errors import Problem, ProgrammeError, StargateError
from stargate.exports.cells import Sheet, sheets
from stargate.exports.figures import (
    COLUMNS,
    CONFIDENTIAL,
    COPY,
    EDITED,
    HEAD,
    KIND,
    META,
    SHEET,
    Cell,
    checksum,
    quantiles,
    unit_of,
    written,
)
from stargate.programme.plan import announced
from stargate.programme.programme import Programme
from stargate.programme.read import reread
from stargate.quantity.figure import is_change
from stargate.quantity.notation import ASSUMED, number_text
from stargate.quantity.units import DATE

Quantiles = tuple[Cell, Cell, Cell]
_SET = "--set"  # what a programme says of where a change stands
_ANEW = "the edit into a workbook that is exported anew"


@dataclass(frozen=True)
class Edit:
    """A figure or statement that was edited in a workbook."""

    address: str  #: of what was edited
    cell: str  #: where, in the sheet of figures
    was: str  #: the text that counts now
    becomes: str  #: the text of the cell
    unit: str  #: of the quantiles
    was_quantiles: Quantiles  #: P10, median and P90 now; of dates as days, of words none
    quantiles: Quantiles  #: P10, median and P90 with all edits
    readings: int  #: dated readings that one text takes the place of; none of a change such as `x 1.3`

    def __str__(self) -> str:
        before, after = (
            f"{text}{_span(found, self.unit)}"
            for text, found in ((self.was, self.was_quantiles), (self.becomes, self.quantiles))
        )
        instead = f"\n    in place of all its {self.readings} dated readings" if self.readings > 1 else ""
        return f"{self.address}  {self.cell}\n  - {before}\n  + {after}{instead}"


@dataclass(frozen=True)
class ReadBack:
    """What was edited in a workbook of figures."""

    path: Path  #: of the workbook
    edits: tuple[Edit, ...]  #: in the order of its rows
    gone: int  #: rows that were deleted, whose figures stay
    changed_since: bool  #: whether the programme's files have changed since it was written, in other figures
    programme: Programme = field(repr=False)  #: with the edits laid on; its `write` puts them into its files

    def __str__(self) -> str:
        lines = [*map(str, self.edits), f"Figures that differ: {len(self.edits)}."]
        if self.gone:
            lines.append(f"Rows that are gone: {self.gone}; their figures stay as they are.")
        if self.changed_since:
            lines.append("The programme has changed since the workbook was written, in none of the figures edited.")
        return "\n".join(lines)


def read_back(path: Path | str, programme: Programme) -> ReadBack:
    """What was edited in the workbook at `path`, laid over `programme`, one text for each figure; no file is changed.

    Raises StargateError where it is no workbook of figures, and ProgrammeError with every cell that cannot be taken:
    edited where it must not be, no figure that can be read, or of a figure that has changed since.
    """
    reader = _Reader(Path(path), programme)
    edited, now = reader.edited(), written(programme)
    laid = {address: text for address, text in edited.items() if reader.stands(address, text, now)}
    after = reader.laid(laid)
    if reader.problems:
        raise ProgrammeError(reader.problems)
    edits = tuple(reader.edit(address, now[address], text, after) for address, text in laid.items())
    return ReadBack(reader.path, edits, reader.gone, reader.meta["digest"] != programme.origin.digest, after)


class _Reader:
    """One workbook, the programme it is held against, and what is wrong with it."""

    def __init__(self, path: Path, programme: Programme) -> None:
        self.path, self.programme = path, programme
        self.problems: list[Problem] = []
        self.sheet, grid, self.meta = _opened(path)
        if self.meta["access"] == CONFIDENTIAL and programme.origin.overlay is None:
            raise StargateError(
                f"{path}: this workbook holds confidential figures, and the programme is read without their overlay\n"
                "  write: --overlay with the folder they stand in"
            )
        self.banner = grid[0][0]
        self.then = {str(row[0]): row for row in grid[HEAD + 1 :]}  # as they were written, by address
        self.row_of: dict[str, int] = {}  # in the sheet as it is, by address

    @property
    def gone(self) -> int:
        """How many rows were deleted."""
        return len(self.then) - len(self.row_of)

    def edited(self) -> dict[str, str]:
        """The text of every figure whose cell was edited, by address; what cannot be taken becomes a problem."""
        values = self.sheet.values
        heads = values[HEAD][: len(COLUMNS)] if len(values) > HEAD else []
        if heads != list(COLUMNS):
            wrong = "the heads of the columns were changed, so that no column can be told from another"
            self.problems.append(Problem(f"{self._sheet()}, row {HEAD + 1}", "", wrong, " | ".join(COLUMNS)))
            return {}
        if values[0][0] != self.banner:
            self._wrong(0, 0, "", "what the workbook shows was changed, and is not read back", self.banner)
        rows = {i: row for i, row in enumerate(values[HEAD + 1 :], HEAD + 1) if any(cell != "" for cell in row)}
        present = {str(row[0]) for row in rows.values()}
        missing = [address for address in self.then if address not in present]
        found = {}
        for i, row in rows.items():
            address = str(row[0])
            if address in self.row_of:
                self._wrong(i, 0, address, f"this figure has row {self.row_of[address] + 1} already", "one row for it")
            elif address not in self.then:
                self._unknown(i, address, missing)
            else:
                self.row_of[address] = i
                self._check_locked(i, row)
                found[address] = self._text(i, row)
        return {address: text for address, text in found.items() if text != self.then[address][EDITED]}

    def stands(self, address: str, text: str, now: Mapping[str, str]) -> bool:
        """Whether an edit can be laid on the programme as it is, and is not there already."""
        then, current = self.then[address][EDITED], now.get(address)
        if current == then:
            return True
        if current != text:
            since = self.meta["digest"] != self.programme.origin.digest
            scenario, as_of = self.meta["scenario"], self.meta["as_of"]
            shown = "was written" if since else f"was written under scenario {scenario}, as of {as_of}, changes laid on"
            wrong = "is there no more" if current is None else f"is now {current}"
            wrong = f"this figure {wrong}; it was {then} when the workbook {shown}, and both were changed"
            self._wrong(self.row_of[address], EDITED, address, wrong, _ANEW)
        return False

    def laid(self, changes: Mapping[str, str]) -> Programme:
        """The programme with `changes`, once every scenario of it can be read with them."""
        if not changes:
            return self.programme
        try:
            after = self.programme.override(changes)
        except ProgrammeError as error:
            self.problems += map(self._in_its_cell, error.problems)
            return self.programme
        for name in self.programme.origin.scenarios:
            try:
                announced(reread(after, scenario=name, as_of=None))
            except ProgrammeError as error:
                self.problems += map(self._in_its_cell, error.problems)
        return after

    def edit(self, address: str, was: str, becomes: str, after: Programme) -> Edit:
        """What one edit changes."""
        before = self.programme.figures.get(address) or self.programme.statements[address]
        later = after.figures.get(address) or after.statements.get(address) or before
        cell = f"{SHEET}!{_cell(self.row_of[address], EDITED)}"
        replaced = 0 if is_change(becomes) else len(before.readings)
        return Edit(address, cell, was, becomes, unit_of(later), quantiles(before), quantiles(later), replaced)

    def _sheet(self) -> str:
        return f"{self.path}, sheet {SHEET}"

    def _at(self, row: int, column: int) -> str:
        return f"{self._sheet()}, cell {_cell(row, column)}"

    def _wrong(self, row: int, column: int, address: str, wrong: str, instead: str) -> None:
        self.problems.append(Problem(self._at(row, column), address, wrong, instead))

    def _in_its_cell(self, problem: Problem) -> Problem:
        """What is wrong with an edit, said of its cell; what edits make wrong elsewhere, where it stands."""
        if problem.where != _SET:
            return replace(problem, wrong=f"{problem.wrong}, with the edits of {self.path} laid on")
        row = self.row_of.get(problem.address)
        return replace(problem, where=self._sheet() if row is None else self._at(row, EDITED))

    def _unknown(self, row: int, address: str, missing: list[str]) -> None:
        """An address was edited, or a row was added."""
        near = get_close_matches(address, missing, 1, 0.0)
        wrong = "no figure was written with this address" if address else "the address of this row is gone"
        self._wrong(row, 0, address, wrong, near[0] if near else "new figures into the programme's files")

    def _check_locked(self, i: int, row: list[Any]) -> None:
        """What was edited and must not be."""
        then = self.then[str(row[0])]
        for j, name in enumerate(COLUMNS):
            if j != EDITED and not _same(row[j], then[j]):
                was = "nothing, as it was" if then[j] == "" else f"{_shown(then[j])}, as it was"
                wrong = f"{name!r} is not read back, and was changed to {_shown(row[j]) or 'nothing'}"
                self._wrong(i, j, str(row[0]), wrong, was)

    def _text(self, i: int, row: list[Any]) -> str:
        """The text of the cell that may be edited; where it holds no text, what was there."""
        address, value, formula = str(row[0]), row[EDITED], self.sheet.formulas.get(_cell(i, EDITED))
        then = str(self.then[address][EDITED])
        if formula is not None:
            self._wrong(i, EDITED, address, f"this is a formula, ={formula}", self._instead(address, value))
        elif isinstance(value, str) and value.strip():
            return " ".join(value.split())
        elif isinstance(value, str):
            self._wrong(i, EDITED, address, "the cell is empty", f"{then}, as it was, or the whole new text")
        else:
            wrong = f"{_shown(value)} is no figure: it says no unit and no source"
            self._wrong(i, EDITED, address, wrong, self._instead(address, value))
        return then

    def _instead(self, address: str, value: Any) -> str:
        """What to write for a bare number or day: with the unit that stood there, and nobody's."""
        figure = self.programme.figures.get(address)
        if figure is not None and figure.dimension is DATE and isinstance(value, date):
            return f"{_shown(value)} [{ASSUMED}], or [key of who says so]"
        if figure is not None and figure.reading is not None and figure.dimension is not DATE and _is_number(value):
            unit = figure.reading.written.unit
            space = " " if unit and not unit.startswith("%") else ""
            said = f"{_shown(value)}{space}{unit} [{ASSUMED}], or [key of who says so]"
            shared = unit.startswith("%") and 0 < abs(value) <= 1  # a spreadsheet takes 60% for the number 0.6
            return f"{_shown(100 * value)}{unit} [{ASSUMED}], or {said}" if shared else said
        return f"{self.then[address][EDITED]}, as it was, or the whole new text"


def _opened(path: Path) -> tuple[Sheet, list[list[Any]], dict[str, str]]:
    """The sheet of figures as it is and as it was written, and what it was written from."""
    found = sheets(path, SHEET, COPY)
    copy = found[COPY].values if COPY in found else []
    meta: dict[str, str] = dict(zip(META, map(str, copy[0][1:]), strict=False)) if copy else {}
    if SHEET not in found or meta.get("kind") != KIND or len(meta) < len(META):
        raise StargateError(f"{path}: this is no workbook of figures\n  write: one that `stargate export` wrote")
    grid = [copy[0][:1], *(row[: len(COLUMNS)] for row in copy[1:])]
    if meta["checksum"] != checksum(grid):
        raise StargateError(
            f"{path}: its hidden sheet {COPY!r} was changed, by which edits are told from what was there\n"
            f"  write: {_ANEW}"
        )
    return found[SHEET], grid, meta


def _cell(row: int, column: int) -> str:
    return f"{chr(ord('A') + column)}{row + 1}"


def _same(a: Any, b: Any) -> bool:
    return a == b and isinstance(a, str) == isinstance(b, str)


def _shown(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()[:10]
    return number_text(value) if _is_number(value) else str(value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _span(found: Quantiles, unit: str) -> str:
    """P10, median and P90 in words; one where they are the same; nothing for words."""
    if found[1] is None:
        return ""
    said = [cell if isinstance(cell, str) else f"{cell:.6g}" for cell in found]
    spread = said[1] if said[0] == said[2] else f"P10 {said[0]}, median {said[1]}, P90 {said[2]}"
    return f"   = {spread} {'' if unit == DATE.canonical else unit}".rstrip()
