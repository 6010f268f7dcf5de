"""The cells of an Excel workbook, as values; formulas apart, since what they once gave is nobody's word."""

import io
import posixpath
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from stargate.errors import StargateError

_LARGEST = 200_000_000  # bytes unpacked: a hundred times the reference programme's


@dataclass(frozen=True)
class Sheet:
    """The values of a sheet from its first cell on, row by row, and its formulas by cell."""

    values: list[list[Any]]
    formulas: Mapping[str, str]


def sheets(path: Path, *names: str) -> dict[str, Sheet]:
    """Those of the sheets `names` that the workbook at `path` has, by name.

    Raises StargateError where the file cannot be opened, or is no Excel workbook that can be read.
    """
    try:
        image = io.BytesIO(path.read_bytes())
    except OSError as error:
        wrong = (error.strerror or str(error)).lower()
        raise StargateError(f"{path}: {wrong}\n  write: a workbook that `stargate export` wrote") from None
    try:
        with zipfile.ZipFile(image) as parts:
            if sum(part.file_size for part in parts.infolist()) > _LARGEST:
                raise StargateError(f"{path}: this is too large for a workbook of figures\n  write: a smaller one")
            places = _places(parts)
            formulas = {name: _formulas(parts.read(places[name])) for name in names if name in places}
    except (zipfile.BadZipFile, KeyError, ElementTree.ParseError, NotImplementedError, RuntimeError, OSError):
        raise _no_workbook(path) from None
    return {name: Sheet(_values(path, image, name), found) for name, found in formulas.items()}


def _no_workbook(path: Path) -> StargateError:
    return StargateError(
        f"{path}: this is no Excel workbook, or one with a password\n"
        "  write: a file .xlsx, as `stargate export` writes it and Excel or LibreOffice save it"
    )


def _values(path: Path, image: io.BytesIO, name: str) -> list[list[Any]]:
    from python_calamine import CalamineError, load_workbook

    image.seek(0)
    try:
        return load_workbook(image).get_sheet_by_name(name).to_python(skip_empty_area=False)
    except CalamineError:
        raise _no_workbook(path) from None


def _places(parts: zipfile.ZipFile) -> dict[str, str]:
    """Where the sheets of a workbook stand in it, by name."""
    book, links = (
        ElementTree.fromstring(parts.read(f"xl/{name}")) for name in ("workbook.xml", "_rels/workbook.xml.rels")
    )
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    found = {}
    for sheet in book.findall("{*}sheets/{*}sheet"):
        key = next((value for name, value in sheet.items() if name.endswith("}id")), None)
        found[sheet.get("name", "")] = posixpath.normpath(posixpath.join("/xl", targets[key])).lstrip("/")
    return found


def _formulas(sheet: bytes) -> dict[str, str]:
    """Formulas by cell."""
    cells = ElementTree.fromstring(sheet).findall("{*}sheetData/{*}row/{*}c")
    found = ((cell.get("r", ""), cell.find("{*}f")) for cell in cells)
    return {name: formula.text or "" for name, formula in found if formula is not None}
