"""A financing's workbook recalculates to the engine's own case, follows its inputs, and says when it is broken."""

import contextlib
import json
import random
import re
import shutil
import subprocess
import sys
import zipfile
from dataclasses import asdict

import numpy as np
import pytest
from python_calamine import load_workbook

import stargate as sg
from stargate.cli import main
from stargate.errors import StargateError
from stargate.exports.financing_formulas import Row, Values, formula
from stargate.exports.financing_inputs import Inputs
from stargate.exports.financing_model import live
from stargate.exports.financing_sheets import FACTORS
from stargate.exports.financing_statements import CHECKS
from stargate.exports.financing_workbook import financing_workbook
from stargate.financing.finance import finance
from stargate.reports.financing import financing_page

DOLLAR = 1e-6  # USD m
SITE = "south"
PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item></oor:items>"""  # recalculates all, always


@pytest.fixture(scope="module")
def financed(small_futures):
    return finance(small_futures, n=16)


@pytest.fixture(scope="module")
def dearer(small):
    """The same with less lent on chips."""
    changed = small.override({"contracts.loans.chips.gearing": "45% [assumed]"})
    return finance(sg.simulate(sg.announced(changed), n=16, seed=1), n=16)


@pytest.fixture(scope="module")
def other(small_folder, tmp_path_factory):
    """Every other kind of contract, and units that are locked up, prepay, carry losses and do not repay."""
    folder = tmp_path_factory.mktemp("other") / "other"
    shutil.copytree(small_folder, folder)
    for name, changes in OTHER.items():
        text = (folder / name).read_text()
        for before, after in changes.items():
            assert before in text
            text = text.replace(before, after)
        (folder / name).write_text(text)
    return finance(sg.simulate(sg.announced(sg.read(folder)), n=16, seed=1), n=16)


OTHER = {
    "programme.yaml": {"9 to 13 USD bn/GW": "9 to 13 USD2025 bn/GW"},
    "sites/north.yaml": {"    chips:\n      gb300: 60% [assumed]\n      mi450: 40% [assumed]\n": "    chip: gb300\n"},
    "contracts.yaml": {
        "repayment: sculpted": "repayment: even",
        "repayment: level": "repayment: sculpted",
        "price: 11 to 14 USD bn/GW/year": "hourly: 2 to 3 USD/hour",
        "honoured: 85 to 99%": "honoured: 78%",
        "lock_up: 1.25": "lock_up: 1.3",
        "losses_used: 100%": "losses_used: 0%",
        "bonus: 100%": "bonus: 20%",
        "sweep: 0%": "sweep: 50%",
        "reserve: 6 months": "reserve: 5.5 months",
    },
}


@pytest.fixture(scope="module")
def other_written(other, tmp_path_factory):
    return financing_workbook(other, tmp_path_factory.mktemp("workbook") / "other.xlsx", SITE)


@pytest.fixture(scope="module")
def written(financed, tmp_path_factory):
    return financing_workbook(financed, tmp_path_factory.mktemp("workbook") / "south.xlsx", SITE)


@pytest.fixture(scope="module")
def recalculated(financed, written, other_written):
    """Sheets by file as LibreOffice computes them: of the workbook without what its cells hold, edited, and broken."""
    if not (office := shutil.which("soffice")):
        pytest.skip("LibreOffice is not here")
    folder = written.parent
    made = live(financed, SITE, FACTORS)
    gearing = f"B{made.inputs.rows['contracts.loans.chips.gearing'] + 1}"
    files = {
        "wrong": _with_wrong_values(other_written),
        "edited": _typed(written, "Inputs", {gearing: 0.45}),
        "broken": _typed(written, "Debt", {f"C{_row_of(written, 'Debt', 'Term loan') + 1}": 1e6}),
    }
    (folder / "profile" / "user").mkdir(parents=True)
    (folder / "profile" / "user" / "registrymodifications.xcu").write_text(PROFILE)
    command = [office, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "xlsx"]
    subprocess.run(
        [*command, "--outdir", folder / "out", *files.values()], check=True, capture_output=True, timeout=300
    )
    return {name: sheets(folder / "out" / path.name) for name, path in files.items()}


def sheets(path):
    book = load_workbook(path)
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def _row_of(path, sheet, words):
    return next(i for i, row in enumerate(sheets(path)[sheet]) if row[0] == words and row[2] != "")


def _rewritten(path, name, change):
    """The workbook with every sheet's XML changed."""
    out = path.with_name(f"{name}.xlsx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, change(part, old.read(part)))
    return out


def _with_wrong_values(path):
    def change(part, data):
        return re.sub(rb"(</f><v>)[^<]*", rb"\g<1>-12345", data) if "worksheets" in part else data

    return _rewritten(path, f"wrong_{path.stem}", change)


def _typed(path, sheet, cells):
    """The workbook with numbers typed into cells, over formulas too."""
    number = load_workbook(path).sheet_names.index(sheet) + 1
    ((cell, value),) = cells.items()

    def change(part, data):
        if part != f"xl/worksheets/sheet{number}.xml":
            return data
        found, times = re.subn(
            rf'(<c r="{cell}"[^>]*?)( t="\w+")?>.*?</c>'.encode(), rf"\1><v>{value}</v></c>".encode(), data
        )
        assert times == 1
        return found

    return _rewritten(path, "edited" if sheet == "Inputs" else "broken", change)


def test_a_formula_is_read_as_a_spreadsheet_reads_it():
    rows = [
        Row("a", "", "MIN(month, 2)^2"),
        Row("sum", "", "sum.prev + a"),
        Row("later", "", "a + later.next"),
        Row("all_of_it", "", "SUM(a.all)", one=True),
        Row("which", "", 'IF(a=4, "four", IF(a <> 1, 1 / a, INDEX(table, 2)))'),
    ]
    values = Values(rows, range(1, 4), {"table": [5.0, 6.0]}, {"month": [0.0, 1.0, 2.0, 3.0]})
    assert values.every("a") == [1, 4, 4]
    assert values.every("sum") == [1, 5, 9]
    assert values.every("later") == [9, 8, 4]
    assert values.at("all_of_it", 2) == 9
    assert values.every("which") == [6.0, "four", "four"]
    assert values.at("a", 0) == 0.0
    assert [part for part in formula('IF(a.prev="a", SUM(b.all), 1e3)').parts if not isinstance(part, str)] == [
        ("a", -1, False),
        ("b", 0, True),
    ]


def test_every_line_of_every_unit_is_the_engines(financed):
    made, case = live(financed, "", FACTORS), financed.case
    assert len(made.units) == len(case.real) > 8
    for unit, block in made.units.items():
        months = block.values.months
        for name, entries in case.ledger._asdict().items():
            mine = np.zeros(len(entries))
            mine[months.start : months.stop] = block.values.every(name)
            assert np.abs(mine - entries[:, unit]).max() < 1e-9, (block.title, name)
        for mine, name in (
            ("basis", "cost"),
            ("sanctioned", "debt"),
            ("sized", "sized"),
            ("llcr", "llcr"),
            ("plcr", "plcr"),
        ):
            assert block.values.at(mine, months.start) == pytest.approx(float(getattr(case.closing, name)[unit]))
        assert all(block.values.at(name, months.start) is True for name in CHECKS)


def test_owners_of_companies_and_lenders_are_those_of_the_engine(financed):
    made = live(financed, "", FACTORS)
    assert set(made.investors) == set(financed.returns)


def test_recalculated_cells_are_the_engines(other_written, recalculated):
    """200 cells at random, and all others too, from wrong values in every formula."""
    expected, found = sheets(other_written), recalculated["wrong"]
    assert list(expected) == list(found)
    numbers = [
        (name, i, j)
        for name, rows in expected.items()
        for i, row in enumerate(rows)
        for j, value in enumerate(row)
        if isinstance(value, float)
    ]
    assert len(numbers) > 50_000
    some = random.Random(0).sample(numbers, 200)
    assert len({name for name, *_ in some}) > 6
    for name, i, j in (*some, *numbers):
        assert abs(found[name][i][j] - expected[name][i][j]) < DOLLAR, (name, i, j)


def test_other_contracts_lock_up_prepay_carry_losses_and_fall_behind(other):
    values = [
        block.values for block in live(other, "", FACTORS).units.values()
    ]  # each line is the engine's, or it raises
    assert max(max(each.every("cash_held")) for each in values) > 1
    assert max(max(each.every("swept")) for each in values) > 1
    assert max(max(each.every("losses")) for each in values) > 1
    assert max(each.at("unpaid", each.months.start) for each in values) > 1
    assert max(sum(each.every("written_off")) for each in values) > 1
    assert max(sum(each.every("late")) for each in values) > 1
    assert all(each.at(name, each.months.start) is True for each in values for name in CHECKS)


def test_no_cell_is_an_error_and_all_checks_are_green(recalculated):
    for rows in recalculated["wrong"].values():
        assert not [value for row in rows for value in row if isinstance(value, str) and re.match(r"#\w|Err:", value)]
    judged = [value for row in recalculated["wrong"]["Checks"] for value in row[1:] if isinstance(value, bool)]
    assert len(judged) > 30
    assert all(judged)
    assert recalculated["wrong"]["Cover"][4][1] is True


def test_an_edited_input_gives_what_the_engine_gives_with_it(dearer, written, recalculated, tmp_path):
    again = sheets(financing_workbook(dearer, tmp_path / "again.xlsx", SITE))
    for sheet in ("Construction", "Debt", "Tax", "Waterfall", "Companies", "Annual", "Sources and Uses"):
        for row, edited in zip(again[sheet], recalculated["edited"][sheet], strict=True):
            for value, found in zip(row, edited, strict=True):
                if isinstance(value, float) and sheet:
                    assert abs(value - found) < DOLLAR, (sheet, row[0])
    assert recalculated["edited"]["Cover"][4][1] is True
    assert again["Sources and Uses"] != sheets(written)["Sources and Uses"]


def test_debt_above_uses_typed_over_a_formula_turns_checks_red(recalculated):
    rows = recalculated["broken"]["Checks"]
    head = next(row for row in rows if row[0] == "Of each unit")
    column = head.index(CHECKS["ok_gearing"])
    assert rows[rows.index(head) + 1][column] is False
    assert rows[2][1] is False
    assert recalculated["broken"]["Cover"][4][1] is False


def test_every_input_stands_once_with_its_address(financed, written):
    rows = sheets(written)["Inputs"]
    addresses = [row[5] for row in rows[4:] if str(row[5]).startswith("contracts.")]
    assert len(addresses) == len(set(addresses)) > 30
    made = Inputs(financed)
    assert made.lines["base_rate"].said == financed.futures.programme["base_rate"].text()


def test_the_same_financing_gives_the_same_bytes(financed, written, tmp_path):
    assert financing_workbook(financed, tmp_path / "again.xlsx", SITE).read_bytes() == written.read_bytes()


def test_it_says_that_it_is_optimistic(written):
    with zipfile.ZipFile(written) as parts:
        assert "median (optimistic)" in parts.read("docProps/core.xml").decode()
    cover = sheets(written)["Cover"]
    assert "optimistic" in cover[0][0]
    assert "It is no forecast" in cover[2][0]


def test_export_writes_it_by_its_name(small_folder, tmp_path, monkeypatch, capsys):
    path = tmp_path / "small-financing.xlsx"
    monkeypatch.setattr("stargate.cli.exchange.FUTURES", 8)
    monkeypatch.setattr(sys, "argv", ["stargate", "export", str(small_folder), "--to", str(path), "--json"])
    monkeypatch.setattr("signal.signal", lambda *_: None)
    with contextlib.suppress(SystemExit):
        main()
    assert json.loads(capsys.readouterr().out)["workbook"] == str(path)
    assert {"Inputs", "Waterfall", "Checks"} <= set(load_workbook(path).sheet_names)


def test_a_campus_without_financing_is_refused(financed, tmp_path):
    with pytest.raises(StargateError, match="write: one of north, south"):
        sg.export(financed, tmp_path / "x.xlsx", site="west")
    with pytest.raises(StargateError, match="names no format"):
        sg.export(financed, tmp_path / "x.ods")
    assert not list(tmp_path.iterdir())


def test_arrays_and_tables_read_back(financed, tmp_path):
    import pyarrow.parquet
    import xarray

    with xarray.open_dataset(sg.export(financed, tmp_path / "f.nc"), engine="h5netcdf") as read:
        assert read.dividend.attrs["units"] == "USD m"
        assert read.dividend.dims == ("percentile", "company", "year")
        assert (read.return_npv.sel(investor="all owners").values == financed.returns["all owners"].npv).all()
    table = pyarrow.parquet.read_table(sg.export(financed, tmp_path / "f.parquet"))
    assert table.schema.metadata[b"units"] == b"USD m"
    rows = table.filter(pyarrow.compute.field("line") == "capital").to_pydict()
    total = sum(rows["mean"])
    capital = next(values for line, values in financed.ledger.items() if line == "capital")
    assert total == pytest.approx(np.average(capital.sum(axis=(0, 1)), weights=financed.weight))


def test_a_programme_of_which_nothing_is_ever_complete(small, tmp_path):
    """No money flows, every page says so, and there is no case to write."""
    never = {f"sites.{site}.activities.interconnection.duration": "90 years [assumed]" for site in ("north", "south")}
    found = finance(sg.simulate(sg.announced(small.override(never)), n=64), n=2)
    assert not any(line.any() for line in found.ledger.values())
    titles = [figure["title"] for figure in asdict(financing_page(found, ""))["figures"]]
    assert "By the end of 2028 nothing is deployed" in titles
    with pytest.raises(StargateError, match="no phase is complete in time"):
        sg.export(found, tmp_path / "case.xlsx")
    with pytest.raises(StargateError, match="write: one of north, south"):
        sg.export(found, tmp_path / "case.xlsx", site="nroth")
    assert list(tmp_path.iterdir()) == []
