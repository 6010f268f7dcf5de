"""The workbook of figures: what it shows is the programme, what is edited comes back as `--set` lays it, the rest is refused."""

import json
import re
import shutil
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import load_workbook

import stargate as sg
from stargate.cli import main
from stargate.errors import StargateError
from stargate.exports.figures import COLUMNS, EDITED, HEAD, SHEET

HOME = Path(__file__).resolve().parents[2]
LAND = "sites.north.activities.land.duration"
GRID = "sites.north.activities.interconnection.duration"
STATUS = "sites.north.status"
SHEET_XML, COPY_XML = "xl/worksheets/sheet2.xml", "xl/worksheets/sheet3.xml"
EPOCH = date(1899, 12, 30)  # which Excel counts days from


def cells(path, sheet=SHEET):
    return load_workbook(path).get_sheet_by_name(sheet).to_python(skip_empty_area=False)


def cell_of(path, address, column="Figure (edit here)"):
    row = next(i for i, row in enumerate(cells(path)) if row[0] == address)
    return f"{chr(ord('A') + list(COLUMNS).index(column))}{row + 1}"


def inside(value):
    """A cell's type and content in XML; a string that begins with `=` is a formula here."""
    if value is None:
        return ""
    if isinstance(value, str) and value.startswith("="):
        return f"><f>{escape(value[1:])}</f><v>7</v>"
    if isinstance(value, str):
        return f' t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is>'
    if isinstance(value, bool):
        return f' t="b"><v>{int(value)}</v>'
    return f"><v>{value}</v>"


def edited(path, changes, part=SHEET_XML, to=None):
    """A copy of the workbook at `path` with cells changed, as another program would leave it."""
    to = to or path.with_name("edited-figures.xlsx")

    def change(xml):
        for cell, value in changes.items():
            xml, count = re.subn(
                rf'<c r="{cell}"( s="\d+")?[^>]*?(?:/>|>.*?</c>)',
                lambda found, v=value: (
                    f'<c r="{found.string[found.start() :].split(chr(34))[1]}"{found[1] or ""}{inside(v) or ">"}</c>'
                ),
                xml,
                count=1,
            )
            assert count == 1, cell
        return xml

    return rewritten(path, to, {part: change})


def rewritten(path, to, changes):
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(to, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, changes[name](data.decode()).encode() if name in changes else data)
    return to


@pytest.fixture(scope="module")
def book(small, tmp_path_factory):
    return sg.export(small, tmp_path_factory.mktemp("small") / "figures.xlsx")


def back(book, changes, small):
    """What is read back where cells are edited by address."""
    return sg.read_back(edited(book, {cell_of(book, address): text for address, text in changes.items()}), small)


def refused(path, programme):
    with pytest.raises(StargateError) as error:
        sg.read_back(path, programme)
    return str(error.value)


@pytest.mark.parametrize("name", ["small", "reference"])
def test_a_workbook_shows_the_programme_and_reads_back_without_a_difference(name, request, tmp_path):
    programme = request.getfixturevalue(name)
    path = sg.export(programme, tmp_path / "figures.xlsx")
    rows = {row[0]: dict(zip(COLUMNS, row, strict=True)) for row in cells(path)[HEAD + 1 :]}
    assert rows.keys() == {*programme.figures, *programme.statements}
    for address, figure in programme.figures.items():
        row = rows[address]
        assert row["File and line"] == figure.where
        assert row["Sources"] == ", ".join(figure.sources)
        assert (row["Assumed"], row["Disputed"]) == ("yes" * figure.assumed, "yes" * figure.disputed)
        if figure.has_value and figure.unit != "date":
            assert [row["P10"], row["Median"], row["P90"]] == pytest.approx([figure.p10, figure.p50, figure.p90])
    found = sg.read_back(path, programme)
    assert (found.edits, found.gone, found.changed_since, found.programme) == ((), 0, False, programme)
    assert str(found) == "Figures that differ: 0."


def test_every_text_of_the_workbook_is_the_figure(reference, tmp_path):
    """Written over itself, no figure moves."""
    texts = {row[0]: row[EDITED] for row in cells(sg.export(reference, tmp_path / "figures.xlsx"))[HEAD + 1 :]}
    again = reference.override(texts)
    for address, figure in reference.figures.items():
        if figure.has_value:
            assert (again[address].p10, again[address].p50, again[address].p90) == (figure.p10, figure.p50, figure.p90)
    assert {a: s.value for a, s in again.statements.items()} == {a: s.value for a, s in reference.statements.items()}


def test_the_same_programme_gives_the_same_bytes(book, small, tmp_path):
    assert sg.export(small, tmp_path / "again-figures.xlsx").read_bytes() == book.read_bytes()


def test_only_the_column_of_figures_is_unlocked(book):
    with zipfile.ZipFile(book) as parts:
        styles = parts.read("xl/styles.xml").decode()
        sheets = [parts.read(f"xl/worksheets/sheet{i}.xml").decode() for i in (1, 2, 3)]
    looks = re.findall(r"<xf [^>]*?(?:/>|>.*?</xf>)", styles.partition("<cellXfs")[2].partition("</cellXfs>")[0])
    unlocked = [
        {c for c, s in re.findall(r'<c r="(\w+)" s="(\d+)"', sheet) if 'locked="0"' in looks[int(s)]}
        for sheet in sheets
    ]
    assert all("<sheetProtection" in sheet for sheet in sheets)
    assert unlocked == [set(), {f"B{i + 1}" for i in range(HEAD + 1, len(cells(book)))}, set()]
    assert "<autoFilter" in sheets[1]


def test_an_edit_comes_back_by_address(book, small):
    found = back(book, {LAND: "  5 months   [invented-press] ", STATUS: "committed [invented-press]"}, small)
    land, status = (next(e for e in found.edits if e.address == a) for a in (LAND, STATUS))
    assert (land.was, land.becomes) == ("4 to 8 months [assumed]", "5 months [invented-press]")
    assert land.was_quantiles == pytest.approx((4, 32**0.5, 8))
    assert land.quantiles == (5, 5, 5)
    assert (status.becomes, status.quantiles) == ("committed [invented-press]", (None, None, None))
    assert found.programme[LAND].text() == "5 months [invented-press]"
    assert "- 4 to 8 months [assumed]   = P10 4, median 5.65685, P90 8 months" in str(found)


def test_what_is_written_is_what_set_writes(book, written, tmp_path):
    """In the lines that were edited, comments and all else as it was; then it reads back without a difference."""
    changes = {LAND: "5 months [invented-press]", GRID: "18 to 30 months, median 22 [assumed] x 1.3 [invented-press]"}
    other = shutil.copytree(written.folder, tmp_path / "other")
    sg.read(other).override(changes).write()
    path = edited(book, {cell_of(book, address): text for address, text in changes.items()})
    told = sg.read_back(path, sg.read(written.folder)).programme.write()
    assert told.files == ("sites/north.yaml",)
    for file in other.rglob("*.yaml"):
        assert (written.folder / file.relative_to(other)).read_text() == file.read_text()
    again = sg.read_back(path, sg.read(written.folder))
    assert again.edits == ()
    assert again.changed_since


def test_futures_are_those_of_set(book, small):
    changes = {GRID: "30 to 48 months [assumed]", LAND: "12 months [assumed]"}
    one, two = (
        sg.simulate(sg.announced(p), n=100, seed=3)
        for p in (back(book, changes, small).programme, small.override(changes))
    )
    np.testing.assert_array_equal(one.dates, two.dates)


@settings(max_examples=15)
@given(st.data())
def test_any_figures_edited_read_back_as_set_lays_them(book, small, data):
    wanted = data.draw(st.lists(st.sampled_from(sorted(small.figures)), min_size=1, max_size=5, unique=True))
    changes = {}
    for address in wanted:
        figure = small[address]
        texts = [
            f"{figure.dimension.example} [assumed]",
            f"{figure.reading} x 1.5 [assumed]",
            "x 1.1 to 1.3 [invented-press]",
        ]
        if figure.dimension.name == "date":
            texts = ["2026-03-31 [invented-press]", "+ 1 month"]
        changes[address] = data.draw(st.sampled_from(texts))
    try:
        by_set = {a: (f.text(), f.p10, f.p50, f.p90) for a, f in small.override(changes).figures.items()}
    except StargateError as error:
        wrong = [line for line in str(error).splitlines() if line.startswith("  ")]
        told = refused(edited(book, {cell_of(book, a): text for a, text in changes.items()}), small)
        assert wrong
        assert all(line in told for line in wrong)
        return
    found = back(book, changes, small)
    assert {e.address: e.becomes for e in found.edits} == {
        a: t for a, t in changes.items() if t != str(small[a].reading)
    }
    assert {a: (f.text(), f.p10, f.p50, f.p90) for a, f in found.programme.figures.items()} == by_set


@pytest.mark.parametrize(
    ("value", "wrong", "instead"),
    [
        ("five months", "'five months'", ""),
        ("5 months", "names no source", "5 months [source-key], or [assumed]"),
        ("5", "names no source", "5 months [source-key]"),
        ("5 MW [assumed]", "MW", "5 months [assumed]"),
        ("9 to 5 months [assumed]", "9", "5 to 9 months [assumed]"),
        ("5 months [nobody]", "nobody", ""),
        ("#REF!", "'#REF!'", ""),
        ("", "the cell is empty", "4 to 8 months [assumed], as it was"),
        (None, "the cell is empty", "4 to 8 months [assumed], as it was"),
        ("   ", "the cell is empty", "4 to 8 months [assumed], as it was"),
        (5, "5 is no figure: it says no unit and no source", "5 months [assumed], or [key of who says so]"),
        (True, "True is no figure", "4 to 8 months [assumed], as it was"),
        ("=2+3", "this is a formula, =2+3", "7 months [assumed]"),
    ],
)
def test_a_cell_that_holds_no_figure_is_refused(value, wrong, instead, book, small):
    cell = cell_of(book, LAND)
    told = refused(edited(book, {cell: value}), small)
    assert told.startswith(f"{book.parent}/edited-figures.xlsx, sheet Figures, cell {cell}: {LAND}\n")
    assert wrong in told
    assert f"write: {instead}" in told
    assert told.count("write:") == 1


def test_a_date_as_excel_keeps_it_is_refused_with_what_to_write(book, small):
    address = next(a for a, f in small.figures.items() if f.dimension.name == "date")
    with zipfile.ZipFile(book) as parts:
        styles = parts.read("xl/styles.xml").decode()
    look = len(re.findall(r"<xf ", styles.partition("<cellXfs")[2].partition("</cellXfs>")[0]))
    cell = cell_of(book, address)

    def styled(xml):
        return re.sub(
            rf'<c r="{cell}"[^>]*?>.*?</c>',
            f'<c r="{cell}" s="{look}"><v>{(date(2027, 3, 1) - EPOCH).days}</v></c>',
            xml,
        )

    def with_dates(xml):
        return re.sub(
            r"</cellXfs>",
            '<xf numFmtId="14" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>',
            xml,
        )

    path = rewritten(book, book.with_name("dated.xlsx"), {SHEET_XML: styled, "xl/styles.xml": with_dates})
    told = refused(path, small)
    assert "2027-03-01 is no figure" in told
    assert "write: 2027-03-01 [assumed], or [key of who says so]" in told


@pytest.mark.parametrize(
    ("column", "value", "was"),
    [
        ("Unit", "years", "months"),
        ("P10", 7, "4"),
        ("P90", "eight", "8"),
        ("Sources", "invented-press", "assumed"),
        ("Assumed", None, "yes"),
        ("Disputed", "yes", "nothing"),
        ("File and line", "elsewhere.yaml:1", "sites/north.yaml:"),
    ],
)
def test_a_cell_that_is_locked_says_what_it_was(column, value, was, book, small):
    cell = cell_of(book, LAND, column)
    told = refused(edited(book, {cell: value}), small)
    assert f"cell {cell}: {LAND}\n  {column!r} is not read back" in told
    assert f"write: {was}" in told


def test_everything_wrong_is_said_at_once(book, small):
    land, grid, status = (cell_of(book, address) for address in (LAND, GRID, STATUS))
    changes = {
        land: 5,
        grid: "soon [assumed]",
        status: "maybe [assumed]",
        cell_of(book, LAND, "Unit"): "years",
        "A3": "price",
    }
    told = refused(edited(book, changes), small)
    for cell in (land, grid, status, cell_of(book, LAND, "Unit"), "A3"):
        assert f"cell {cell}: " in told
    assert told.endswith("5 problems.")


def test_addresses_that_were_edited_doubled_or_added(book, small):
    cell = cell_of(book, LAND, "Address")
    told = refused(edited(book, {cell: "sites.north.activities.land.duratoin"}), small)
    assert (
        f"cell {cell}: sites.north.activities.land.duratoin\n  no figure was written with this address\n  write: {LAND}"
        in told
    )
    assert "has row" in refused(edited(book, {cell: GRID}), small)
    assert "the address of this row is gone" in refused(edited(book, {cell: None}), small)


def test_heads_and_banner_are_locked_too(book, small):
    assert "the heads of the columns were changed" in refused(edited(book, {"C2": "Units"}), small)
    assert "what the workbook shows was changed" in refused(edited(book, {"A1": "Mine"}), small)


def test_a_row_that_is_deleted_is_a_figure_that_stays(book, small):
    row = int(cell_of(book, LAND)[1:])
    path = rewritten(
        book, book.with_name("shorter.xlsx"), {SHEET_XML: lambda xml: re.sub(rf'<row r="{row}".*?</row>', "", xml)}
    )
    found = sg.read_back(path, small)
    assert (found.edits, found.gone) == ((), 1)
    assert "Rows that are gone: 1; their figures stay as they are." in str(found)


def test_rows_in_another_order_are_the_same(book, small):
    one, two = (int(cell_of(book, address)[1:]) for address in (LAND, GRID))

    def swapped(xml):
        rows = {n: re.search(rf'<row r="{n}".*?</row>', xml)[0] for n in (one, two)}
        for old, new in ((one, two), (two, one)):
            moved = re.sub(rf'(r="[A-Z]*){old}"', rf'\g<1>{new}"', rows[old])
            xml = re.sub(rf'<row r="{new}" .*?</row>|<row r="{new}".*?</row>', lambda _, row=moved: row, xml, count=1)
        return xml

    assert sg.read_back(rewritten(book, book.with_name("sorted.xlsx"), {SHEET_XML: swapped}), small).edits == ()


def test_what_is_no_workbook_of_figures(book, small, tmp_path):
    path = tmp_path / "figures.xlsx"
    path.write_text("address,figure")
    assert "no Excel workbook" in refused(path, small)
    with zipfile.ZipFile(path, "w") as parts:
        parts.writestr("a", "b")
    assert "no Excel workbook" in refused(path, small)
    path.write_bytes(book.read_bytes()[:5000])
    assert "no Excel workbook" in refused(path, small)
    from stargate.exports.workbook import workbook

    with workbook(path, "Another") as other:
        other.sheet("Figures", [10])
    assert "no workbook of figures" in refused(path, small)
    assert "no such file" in refused(tmp_path / "nowhere.xlsx", small)
    assert "As written" in refused(edited(book, {"B3": "7 %/year [assumed]"}, COPY_XML), small)


def test_a_figure_that_has_changed_since_is_told_and_others_are_taken(book, written):
    path = edited(book, {cell_of(book, LAND): "5 months [assumed]"})
    written("sites/north.yaml", "18 to 30 months, median 22", "20 to 30 months")
    found = sg.read_back(path, sg.read(written.folder))
    assert [edit.address for edit in found.edits] == [LAND]
    assert "changed since the workbook was written" in str(found)
    written("sites/north.yaml", "duration: 4 to 8 months [assumed]", "duration: 3 months [assumed]")
    told = refused(path, sg.read(written.folder))
    assert "is now 3 months [assumed]; it was 4 to 8 months [assumed] when the workbook was written" in told


def test_what_was_shown_under_a_scenario_is_not_taken_for_the_programme(small, tmp_path):
    changes = {LAND: "7 months [assumed]", GRID: "x 1.5"}
    path = sg.export(small.override(changes), tmp_path / "figures.xlsx")
    rows = {row[0]: dict(zip(COLUMNS, row, strict=True)) for row in cells(path)[HEAD + 1 :]}
    assert rows[LAND]["Figure (edit here)"] == "7 months [assumed]"
    assert rows[GRID]["Figure (edit here)"] == str(small[GRID].reading)
    assert rows[GRID]["Changes laid over it"] == "x 1.5 [assumed]"
    assert sg.read_back(path, small).edits == ()
    told = refused(edited(path, {cell_of(path, LAND): "5 months [assumed]"}), small)
    assert "it was 7 months [assumed] when the workbook was written under scenario base" in told


def test_an_edit_that_breaks_a_scenario_is_refused(book, written):
    started, finished = (f"sites.north.activities.land.{name}" for name in ("started", "finished"))
    scenario = written.folder / "scenarios" / "sooner.yaml"
    change = f"  {finished}:\n    to: 2024-08-30 [assumed]\n    because: it may\n"
    scenario.write_text(f"title: Sooner\nquestion: What if land came sooner?\nchanges:\n{change}")
    programme = sg.read(written.folder)
    assert back(book, {started: "2024-07-01 [assumed]"}, programme).edits
    told = refused(edited(book, {cell_of(book, started): "2024-10-01 [assumed]"}), programme)
    assert told.startswith(f"scenarios/sooner.yaml:4: {finished}\n")
    assert "with the edits of" in told


def test_confidential_figures_stay_in_their_overlay(small_folder, tmp_path):
    folder, overlay = shutil.copytree(small_folder, tmp_path / "public"), tmp_path / "secret"
    (overlay / "sites").mkdir(parents=True)
    (overlay / "sites" / "north.yaml").write_text("activities:\n  land:\n    duration: 9 months [assumed]  # signed\n")
    programme = sg.read(folder, overlay=overlay)
    path = sg.export(programme, tmp_path / "figures.xlsx")
    grid = cells(path)
    assert grid[0][0].startswith("CONFIDENTIAL, with 1 figure")
    assert [row[0] for row in grid[HEAD + 1 :] if row[list(COLUMNS).index("Confidential")]] == [LAND]
    path = edited(path, {cell_of(path, LAND): "10 months [assumed]", cell_of(path, GRID): "20 months [assumed]"})
    assert "write: --overlay" in refused(path, sg.read(folder))
    public = {file: file.read_bytes() for file in folder.rglob("*.yaml")}
    sg.read_back(path, programme).programme.write()
    assert public == {file: file.read_bytes() for file in folder.rglob("*.yaml")}
    text = (overlay / "sites" / "north.yaml").read_text()
    assert "duration: 10 months [assumed]  # signed" in text
    assert "duration: 20 months [assumed]" in text


def test_dated_readings_are_replaced_as_set_replaces_them(reference, tmp_path):
    path = sg.export(reference, tmp_path / "figures.xlsx")
    address = next(a for a, f in reference.figures.items() if len(f.readings) > 2 and f.has_value)
    edit = back(path, {address: f"{reference[address].dimension.example} [assumed]"}, reference).edits[0]
    assert edit.readings == len(reference[address].readings)
    assert f"in place of all its {edit.readings} dated readings" in str(edit)
    number = next(a for a, f in reference.figures.items() if len(f.readings) > 1 and f.has_value and f.unit != "date")
    edit = back(path, {number: "x 1.1 [assumed]"}, reference).edits[0]  # laid behind each of them
    assert edit.readings == 0
    assert "in place" not in str(edit)


@pytest.mark.parametrize("name", ["small", "reference"])
def test_a_workbook_saved_by_libreoffice_reads_back(name, request, tmp_path):
    soffice = shutil.which("soffice") or shutil.which("libreoffice")
    if soffice is None:
        pytest.skip("LibreOffice is not installed")
    programme = request.getfixturevalue(name)
    path = sg.export(programme, tmp_path / "figures.xlsx")
    path = edited(path, {cell_of(path, "price_index"): "3 %/year [assumed]"})
    subprocess.run(
        [soffice, f"-env:UserInstallation=file://{tmp_path}/office", "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", tmp_path / "saved", path],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    found = sg.read_back(tmp_path / "saved" / path.name, programme)
    assert [(edit.address, edit.becomes) for edit in found.edits] == [("price_index", "3 %/year [assumed]")]


def test_names_of_workbooks(small, tmp_path):
    assert sg.export(small, str(tmp_path / "deep" / "my-figures.xlsx")).exists()
    with pytest.raises(StargateError, match=r"ending in figures\.xlsx"):
        sg.export(small, tmp_path / "programme.xlsx")
    assert [p.name for p in tmp_path.iterdir()] == ["deep"]


def test_the_tutorial_shows_what_an_import_says(book, small):
    page = (HOME / "docs" / "tutorials" / "edit_in_excel.md").read_text(encoding="utf-8")
    forecast = "sites.north.phases.one.energised.forecast"
    told = str(back(book, {LAND: "5 months [invented-press]", forecast: "2027-05-01 [assumed]"}, small))
    page, told = (re.sub(r"!B\d+", "!B", text) for text in (page, told))  # rows move as records are added
    assert told in page


def test_from_the_command_line(written, tmp_path, monkeypatch, capsys):
    """Shown, then written, then clean: nothing is changed before, and what is refused ends with status 2."""

    def stargate(*words, status=0):
        monkeypatch.setattr(sys, "argv", ["stargate", *map(str, words)])
        monkeypatch.setattr("signal.signal", lambda *_: None)
        ended = 0
        try:
            main()
        except SystemExit as end:
            ended = end.code
        out = capsys.readouterr()
        assert ended == status, out.err
        return out.out + out.err

    folder, path = written.folder, tmp_path / "figures.xlsx"
    assert " rows" in stargate("export", folder, "--to", path)
    changes = {cell_of(path, LAND): "5 months [assumed]"}
    bad = edited(path, {**changes, cell_of(path, GRID): 5}, to=tmp_path / "bad.xlsx")
    before = {file: file.read_bytes() for file in folder.rglob("*.yaml")}
    assert "write: 5 months [assumed]" in stargate("import", bad, folder, "--write", status=2)
    percent = edited(path, {cell_of(path, "contracts.loans.shells.gearing"): 0.6}, to=tmp_path / "percent.xlsx")
    assert "write: 60% [assumed], or 0.6% [assumed]" in stargate("import", percent, folder, status=2)
    good = edited(path, changes)
    assert json.loads(stargate("import", good, folder, "--json"))["edits"][0]["becomes"] == "5 months [assumed]"
    assert before == {file: file.read_bytes() for file in folder.rglob("*.yaml")}
    assert "sites/north.yaml" in stargate("import", good, folder, "--write")
    assert "duration: 5 months [assumed]\n" in (folder / "sites" / "north.yaml").read_text()
    assert "Nothing is wrong with it." in stargate("check", folder)
    missing = stargate("import", tmp_path / "none.xlsx", folder, status=2)
    assert "none.xlsx: no such file or directory\n  write: a workbook that `stargate export` wrote" in missing
    assert "is a directory" in stargate("import", folder, folder, status=2)
    assert "figures.xlsx or financing.xlsx" in stargate("export", folder, "--to", tmp_path / "programme.xlsx", status=2)
