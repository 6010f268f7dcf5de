"""The common base of workbooks: locks, formats, the same bytes, nothing that a cell would hold silently cut."""

import re
import zipfile

import pytest
from python_calamine import load_workbook

from stargate.errors import StargateError
from stargate.exports.workbook import Kind, Role, put, put_formula, workbook


def made(path):
    with workbook(path, "A workbook") as book:
        sheet = book.sheet("One", [20, 30], ["Name", "Value"])
        put(sheet, 1, 0, "=1+1", book.look(Role.INPUT, Kind.TEXT))
        put(sheet, 1, 1, 3.5, book.look(Role.INPUT, Kind.USD))
        put_formula(sheet, 2, 1, "=B2*2", book.look(Role.FORMULA, Kind.USD), 7)
        put_formula(sheet, 3, 1, "=B3=7", book.look(Role.FORMULA), True)
        put(sheet, 4, 1, None, book.look(Role.INPUT))
        put(sheet, 5, 1, True, book.look())
        book.judge(sheet, "B4")
        assert book.look(Role.INPUT, Kind.USD) is book.look(Role.INPUT, Kind.USD)
    return path


def test_values_are_what_was_put_and_text_is_no_formula(tmp_path):
    read = load_workbook(made(tmp_path / "one.xlsx")).get_sheet_by_name("One").to_python()
    assert read == [["Name", "Value"], ["=1+1", 3.5], ["", 7.0], ["", True], ["", ""], ["", True]]


def test_the_same_inputs_give_the_same_bytes(tmp_path, monkeypatch):
    first = made(tmp_path / "one.xlsx").read_bytes()
    monkeypatch.setattr("time.time", lambda: 4e9)
    assert made(tmp_path / "two.xlsx").read_bytes() == first


def test_only_inputs_are_unlocked(tmp_path):
    with zipfile.ZipFile(made(tmp_path / "one.xlsx")) as parts:
        sheet, styles = (parts.read(f"xl/{name}.xml").decode() for name in ("worksheets/sheet1", "styles"))
    assert "<sheetProtection" in sheet
    assert "<pane " in sheet
    looks = re.findall(r"<xf [^>]*?(?:/>|>.*?</xf>)", styles.partition("<cellXfs")[2].partition("</cellXfs>")[0])
    cells = dict(re.findall(r'<c r="(\w+)" s="(\d+)"', sheet))
    unlocked = {cell for cell, look in cells.items() if 'locked="0"' in looks[int(look)]}
    assert unlocked == {"A2", "B2", "B5"}


def test_what_a_cell_cannot_hold_is_refused_and_nothing_is_written(tmp_path):
    path = tmp_path / "one.xlsx"
    with pytest.raises(StargateError, match="sheet One, cell B3"), workbook(path, "A workbook") as book:  # noqa: PT012
        sheet = book.sheet("One", [20])
        put(sheet, 2, 1, "x" * 40_000, book.look())
    with pytest.raises(TypeError), workbook(path, "A workbook") as book:
        put(book.sheet("One", [20]), 0, 0, float("nan"), book.look())
    assert not path.exists()
