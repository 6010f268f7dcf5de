"""Records of past projects: what was known of each of them, month after month.

A CSV file with the columns `id, class, started, promised, finished, cancelled, as_of, size_mw`, one row for each
project and day `as_of` on which somebody looked; `promised` as it was then. Dates are days such as 2027-03-31 and may
be empty; further columns are not read.
"""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from difflib import get_close_matches
from math import inf, nan
from pathlib import Path
from typing import Self

import numpy as np
from jaxtyping import Bool, Float, Int

from stargate.errors import Problem, ProgrammeError, StargateError
from stargate.quantity.notation import NotationError, date_text, months_of_date

COLUMNS = ("id", "class", "started", "promised", "finished", "cancelled", "as_of", "size_mw")
_DATES = ("started", "promised", "finished", "cancelled", "as_of")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


@dataclass(frozen=True)
class Records:
    """Rows of a file of records as columns, in the file's order; times in months since year 0, nan where empty."""

    file: str  #: its name
    line: Int[np.ndarray, " record"]  #: in the file
    id: np.ndarray  #: which project
    kind: np.ndarray  #: its class
    started: Float[np.ndarray, " record"]  #: when it started, as a fact [month]
    promised: Float[np.ndarray, " record"]  #: when it was to finish, as said at the time [month]
    finished: Float[np.ndarray, " record"]  #: when it finished, as a fact [month]
    cancelled: Float[np.ndarray, " record"]  #: when it was given up, as a fact [month]
    as_of: Float[np.ndarray, " record"]  #: the day on which this was known [month]
    size_mw: Float[np.ndarray, " record"]  #: its size, of whatever kind the file's MW are [MW]
    seen: Float[np.ndarray, " record"]  #: first `as_of` of the project; -inf where every project has one row [month]

    def __len__(self) -> int:
        return len(self.line)

    def take(self, rows: Bool[np.ndarray, " record"] | Int[np.ndarray, " chosen"]) -> Self:
        """Some of the rows."""
        columns = {f.name: getattr(self, f.name)[rows] for f in fields(self) if f.name != "file"}
        return replace(self, **columns)

    @property
    def open(self) -> Bool[np.ndarray, " record"]:
        """Which have started and neither finished nor been cancelled."""
        return np.isfinite(self.started) & np.isnan(self.finished) & np.isnan(self.cancelled)

    @property
    def kinds(self) -> list[str]:
        """The classes, by name."""
        return sorted(set(self.kind.tolist()))


def of_kind(records: Records, name: str) -> Records:
    """The rows of one class.

    Raises StargateError where no row is of that class.
    """
    if name not in records.kinds:
        near = get_close_matches(name, records.kinds, 3, 0.4) or records.kinds
        raise StargateError(f"{records.file}\n  no record is of class {name!r}\n  write: {' or '.join(near)}")
    return records.take(records.kind == name)


def latest(records: Records, day: float) -> Records:
    """The latest row of each project whose `as_of` is at or before `day` [months since year 0], by project.

    Nothing that happened after `day` is in it: a row knows nothing later than its own `as_of`. Where several classes
    share a file a project has the class of its latest row.
    """
    rows = np.flatnonzero(records.as_of <= day)
    rows = rows[np.lexsort((records.as_of[rows], records.id[rows]))]
    last = np.ones(len(rows), dtype=bool)
    last[:-1] = records.id[rows][1:] != records.id[rows][:-1]
    return records.take(rows[last])


def read_records(path: Path | str) -> Records:
    """The records of a CSV file.

    Raises ProgrammeError with everything that is wrong in it, each with file and line.
    """
    path = Path(path)
    problems: list[Problem] = []
    rows = [row for row in _rows(path, problems) if row is not None]
    _check_twice(rows, path.name, problems)
    if not rows and not problems:
        problems.append(Problem(path.name, "", "it holds no records", "one row for each project and day it was seen"))
    if problems:
        raise ProgrammeError(problems)
    return _records(rows, path.name)


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    id: str
    kind: str
    dates: dict[str, float]
    size_mw: float


def _rows(path: Path, problems: list[Problem]) -> Iterator[_Row | None]:
    lines = _lines(_text(path, problems), path.name, problems)
    head = next(lines, None)
    if head is None:
        return
    columns = [name.strip() for name in head[1]]
    for mark, name in ((";", "semicolons"), ("\t", "tabs")):
        if len(columns) == 1 and mark in columns[0]:
            problems.append(Problem(f"{path.name}:{head[0]}", "", f"{name} stand between its cells", "commas"))
            return
    if wrong := _wrong_columns(columns):
        problems.append(Problem(f"{path.name}:{head[0]}", "", wrong, ",".join(COLUMNS)))
        return
    for line, cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(columns):
            wrong = f"this row has {len(cells)} cells, the first line {len(columns)}"
            problems.append(Problem(f"{path.name}:{line}", "", wrong, "one cell for each column, empty or not"))
            continue
        yield _row(dict(zip(columns, map(str.strip, cells), strict=True)), line, path.name, problems)


def _text(path: Path, problems: list[Problem]) -> str:
    """The text of the file; empty with its problem noted where it is none."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        text = "\0"
    except OSError as error:
        wrong = f"cannot be read: {error.strerror or error}".lower()
        problems.append(Problem(str(path), "", wrong, "the name of a CSV file that you may read"))
        return ""
    if found := _CONTROL.search(text):
        problems.append(Problem(f"{path.name}:{text.count(chr(10), 0, found.start()) + 1}", "", "this is not text",
                                "CSV in UTF-8"))  # fmt: skip
        return ""
    if not text.strip():
        problems.append(Problem(path.name, "", "the file is empty", f"a first line {','.join(COLUMNS)}, and records"))
    return text


def _lines(text: str, name: str, problems: list[Problem]) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for cells in reader:
            if cells:
                yield reader.line_num, cells
    except csv.Error as error:
        where = f"{name}:{reader.line_num}"
        problems.append(
            Problem(where, "", f"this is not CSV: {error}", 'cells between commas, text with commas in "..."')
        )


def _wrong_columns(columns: list[str]) -> str:
    missing = [name for name in COLUMNS if name not in columns]
    twice = [name for name in COLUMNS if columns.count(name) > 1]
    said = [f"there is no column {', '.join(missing)}"] if missing else []
    said += [f"the column {', '.join(twice)} is there twice"] if twice else []
    return "; ".join(said)


def _row(cells: dict[str, str], line: int, name: str, problems: list[Problem]) -> _Row | None:
    where, before = f"{name}:{line}", len(problems)

    def note(column: str, wrong: str, instead: str) -> None:
        problems.append(Problem(where, f"{cells['id']}.{column}" if cells["id"] else column, wrong, instead))

    for column in ("id", "class"):
        if not cells[column]:
            note(column, "it is empty", "a name, the same in every row of the project" if column == "id" else "a name, "
                 "the same in all rows where there is one class")  # fmt: skip
    dates: dict[str, float] = {}
    for column in _DATES:
        try:
            dates[column] = months_of_date(cells[column]) if cells[column] else nan
        except NotationError as error:
            note(column, error.wrong, f"{error.instead}, or nothing")
    if not cells["as_of"]:
        note("as_of", "it is empty", "the day on which this row was known, such as 2026-12-31")
    try:
        size = float(cells["size_mw"]) if cells["size_mw"] else nan
    except ValueError:
        size = 0.0
    if size <= 0 or size == inf or (cells["size_mw"] and size != size):
        note("size_mw", f"{cells['size_mw']!r} is no size", "a number of MW above zero, or nothing")
    if len(problems) == before:
        for column, wrong, instead in _impossible(dates):
            note(column, wrong, instead)
    return _Row(line, cells["id"], cells["class"], dates, size) if len(problems) == before else None


def _impossible(dates: dict[str, float]) -> Iterator[tuple[str, str, str]]:
    """What cannot be of one row's dates: column, what is wrong, what to write."""
    for end in ("finished", "cancelled"):
        if dates[end] < dates["started"]:
            wrong = f"{end} on {date_text(dates[end])}, before it started on {date_text(dates['started'])}"
            yield end, wrong, f"a day from {date_text(dates['started'])} on, or an earlier start"
    for event in ("started", "finished", "cancelled"):
        if dates[event] > dates["as_of"]:
            wrong = f"{event} on {date_text(dates[event])}, which nobody knew as of {date_text(dates['as_of'])}"
            yield event, wrong, "nothing in rows of an earlier as_of; a plan goes under promised"
    if dates["finished"] == dates["finished"] and dates["cancelled"] == dates["cancelled"]:
        yield "cancelled", "it is both finished and cancelled", "one of the two, and nothing under the other"
    if dates["finished"] == dates["finished"] and dates["started"] != dates["started"]:
        yield "started", "it finished and never started", "the day it started"


def _check_twice(rows: list[_Row], name: str, problems: list[Problem]) -> None:
    seen: dict[tuple[str, float], _Row] = {}
    for row in rows:
        if first := seen.get((row.id, row.dates["as_of"])):
            wrong = f"it has a row as of {date_text(row.dates['as_of'])} already, in line {first.line}"
            problems.append(
                Problem(f"{name}:{row.line}", f"{row.id}.as_of", wrong, "one row for each project and as_of")
            )
        seen.setdefault((row.id, row.dates["as_of"]), row)


def _records(rows: list[_Row], name: str) -> Records:
    first: dict[str, float] = {}
    for row in rows:
        first[row.id] = min(row.dates["as_of"], first.get(row.id, inf))
    watched = len(first) < len(rows)
    return Records(
        file=name,
        line=np.array([row.line for row in rows]),
        id=np.array([row.id for row in rows]),
        kind=np.array([row.kind for row in rows]),
        size_mw=np.array([row.size_mw for row in rows]),
        seen=np.array([first[row.id] if watched else -inf for row in rows]),
        **{column: np.array([row.dates[column] for row in rows]) for column in _DATES},
    )
