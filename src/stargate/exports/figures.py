"""Every figure of a programme in a workbook of which one column may be edited; `read_back` takes it back."""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from stargate.exports.workbook import Book, Kind, Role, put, workbook
from stargate.programme.knowledge import parts
from stargate.programme.programme import Programme
from stargate.programme.read import texts
from stargate.quantity.figure import Figure, Reading
from stargate.quantity.notation import date_text
from stargate.quantity.noun import Branch, Items
from stargate.quantity.sources import is_confidential
from stargate.quantity.statement import Statement, Words
from stargate.quantity.units import DATE

KIND = "stargate figures 1"  # what the workbook is, for whoever reads it back
SHEET, COPY = "Figures", "As written"
COLUMNS = {
    "Address": 58,
    "Figure (edit here)": 58,
    "Unit": 10,
    "P10": 11,
    "Median": 11,
    "P90": 11,
    "Sources": 40,
    "Assumed": 9,
    "Disputed": 9,
    "Other readings": 40,
    "Changes laid over it": 24,
    "Confidential": 13,
    "File and line": 34,
}
EDITED = 1  # the column that may be edited
HEAD = 1  # the row of the column heads; above it stands what the workbook shows
META = ("kind", "checksum", "digest", "scenario", "as_of", "access")  # behind the first cell of the copy
NOT_KNOWN, PUBLIC, CONFIDENTIAL = "not known yet", "public", "confidential"

Part = Figure | Statement
Cell = str | float | None


def figures(programme: Programme, path: Path) -> Path:
    """Writes one row for each figure and statement: address, text as written, unit, range, sources, file and line.

    A hidden sheet holds the same once more, and what it was written from: by it an edit is told from what was there.
    """
    grid = [[_banner(programme)], list(COLUMNS), *rows(programme)]
    with workbook(path, f"Figures: {programme.name}", _standing(programme)) as book:
        _read_me(book, programme)
        _visible(book, grid, programme)
        copy = book.sheet(COPY, [])
        for i, row in enumerate([[*grid[0], *_meta(programme, grid)], *grid[1:]]):
            for j, value in enumerate(row):
                put(copy, i, j, value, book.look())
        copy.very_hidden()
    return path


def rows(programme: Programme) -> Iterator[list[Cell]]:
    """The cells of every figure and statement, in the order of the records they stand in."""
    text = written(programme)
    for part in parts(programme.contents):
        yield _row(part, text[part.address])


def written(programme: Programme) -> dict[str, str]:
    """The text that counts of every figure and statement by address, as its file has it, without overrides' changes."""
    tree, _ = texts(programme)
    leaves = dict(_leaves(tree))
    return {part.address: _text(part, leaves[part.address]) for part in parts(programme.contents)}


def quantiles(part: Part) -> tuple[Cell, Cell, Cell]:
    """P10, median and P90 [canonical unit], of dates as days; None where there is no number."""
    if not isinstance(part, Figure) or not part.has_value:
        return None, None, None
    # twelve digits come back the same from whatever program has saved them
    say = date_text if part.dimension is DATE else lambda value: float(f"{value:.12g}")
    return say(part.p10), say(part.p50), say(part.p90)


def unit_of(part: Part) -> str:
    """The canonical unit of a figure; what it is, where that has none."""
    return part.unit or part.dimension.name if isinstance(part, Figure) else "words"


def checksum(grid: Sequence[Sequence[Cell]]) -> str:
    """A name for what the cells of `grid` hold, empty ones left out."""
    held = ((i, j, cell) for i, row in enumerate(grid) for j, cell in enumerate(row) if cell is not None and cell != "")
    lines = (f"{i} {j} {cell if isinstance(cell, str) else float(cell)!r}\n" for i, j, cell in held)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _leaves(tree: Branch) -> Iterator[tuple[str, str | Items]]:
    for name, node in tree.items():
        if isinstance(node, Branch):
            yield from _leaves(node)
        else:
            yield f"{tree.address}.{name}".lstrip("."), node


def _text(part: Part, node: str | Items) -> str:
    if part.reading is None:
        return NOT_KNOWN
    item = node[[*part.readings].index(part.reading)] if isinstance(node, Items) else node
    return " ".join(str(item).split())


def _row(part: Part, text: str) -> list[Cell]:
    figure = part if isinstance(part, Figure) else None
    own = len(figure.reading.changes) if figure and figure.reading else 0
    secret = part.confidential or any(is_confidential(reading.where) for reading in part.readings)
    return [
        part.address,
        text,
        unit_of(part),
        *quantiles(part),
        ", ".join(part.sources),
        "yes" if part.assumed else "",
        "yes" if figure and figure.disputed else "",
        "; ".join(f"{_said(other)} ({other.where})" for other in part.readings if other is not part.reading),
        "; ".join(map(str, figure.changes[own:])) if figure else "",
        CONFIDENTIAL if secret else "",
        part.where,
    ]


def _said(reading: Reading | Words) -> str:
    return f"{reading.text} [{', '.join(reading.sources)}]" if isinstance(reading, Words) else str(reading)


def _banner(programme: Programme) -> str:
    changed = ", with changes laid over it" if programme.origin.changes else ""
    return f"{_standing(programme)}{programme}; {programme.scenario.title.lower()}{changed}"


def _standing(programme: Programme) -> str:
    """That a confidential overlay is laid over the programme; nothing where there is none."""
    if programme.origin.overlay is None:
        return ""
    return f"CONFIDENTIAL, with {len(programme.confidential)} figures of an overlay that is not public. "


def _meta(programme: Programme, grid: Sequence[Sequence[Cell]]) -> list[str]:
    """What the workbook is and was written from: kind, checksum of its cells, digest, scenario, day, who may see it."""
    origin = programme.origin
    return [
        KIND,
        checksum(grid),
        origin.digest,
        origin.scenario,
        origin.as_of,
        PUBLIC if origin.overlay is None else CONFIDENTIAL,
    ]


def _visible(book: Book, grid: Sequence[Sequence[Cell]], programme: Programme) -> None:
    sheet = book.sheet(SHEET, [*COLUMNS.values()], list(COLUMNS), row=HEAD)
    put(sheet, 0, 0, grid[0][0], book.look(Role.BAD if programme.origin.overlay else Role.TITLE))
    fact, number = book.look(), book.look(Role.FACT, Kind.GENERAL, align="right")
    edited, secret = book.look(Role.INPUT, Kind.TEXT), book.look(Role.BAD)
    for i, row in enumerate(grid[HEAD + 1 :], HEAD + 1):
        for j, value in enumerate(row):
            look = edited if j == EDITED else number if 3 <= j <= 5 else secret if value == CONFIDENTIAL else fact
            put(sheet, i, j, value, look)
    sheet.autofilter(HEAD, 0, len(grid) - 1, len(COLUMNS) - 1)
    sheet.freeze_panes(HEAD + 1, EDITED + 1)
    if programme.origin.overlay:
        sheet.set_header("&CCONFIDENTIAL")


def _read_me(book: Book, programme: Programme) -> None:
    sheet, line = book.sheet("Read me", [110]), book.look(Role.FACT, Kind.GENERAL, text_wrap=True)
    put(
        sheet, 0, 0, _banner(programme), book.look(Role.BAD if programme.origin.overlay else Role.TITLE, text_wrap=True)
    )
    overlay = " --overlay FOLDER, which is where they are written" if programme.origin.overlay else ""
    for i, said in enumerate(
        (
            f"Edit the blue column of the sheet {SHEET}, and nothing else: each cell holds a figure as the programme's "
            "files have it, value or range, unit and [source key]; [assumed] where nobody says so.",
            "18 to 36 months, median 24 [key] is P10 to P90 with a median; 1.2 GW [key] a point; x 1.3 [key] stretches "
            "what is there, + 2 months [key] adds to it.",
            f"stargate import FILE.xlsx FOLDER{overlay} shows what differs by address and changes nothing; with "
            "--write it is written into the programme's files, where comments and layout stay.",
            "A row that is deleted is a figure that is not edited. Programs may save this file anew; rows may be "
            "filtered, and stand in any order.",
            "P10, median and P90 are those of the text as it was written, in the unit of the row; they do not "
            "recalculate here.",
        ),
        1,
    ):
        put(sheet, i, 0, said, line)
        sheet.set_row(i, 30)
