"""A financing as the workbook that a lender recognises: live formulas from inputs to returns, in the shape of FAST.

FAST Standard 02c (https://www.fast-standard.org): inputs, workings and results apart, one formula a row, each month in
the same column of every sheet, nothing circular.

Measured on one core: the reference programme's has 1.6 million numbers and 26 MB, is written in 33 s and recalculated
by LibreOffice in 50 s; that of one of its campuses has 0.4 million and 6 MB, and takes 8 s and 12 s.
"""

from pathlib import Path

from stargate.exports import financing_annual as yearly
from stargate.exports import financing_sheets as said
from stargate.exports.financing_grid import TIMING, Grid
from stargate.exports.financing_inputs import HEADER, SHEET, WIDTHS
from stargate.exports.financing_model import Live, live
from stargate.exports.workbook import Book, workbook
from stargate.financing.result import Financing

_MONTHLY = {
    TIMING: "Timing: months, and when each unit is built, complete and in use",
    "Construction": "Construction: uses, construction loans",
    "Operations": "Operations: IT load, revenue, running cost",
    "Debt": "Debt: sizing, sculpting, reserve",
    "Tax": "Tax: depreciation, losses, income tax",
    "Waterfall": "Waterfall: who is paid in which order, balances",
    "Balance": "Balance sheets and checks",
    "Companies": "Companies: sums of their units",
    "Returns": "Returns of who invests",
}


def financing_workbook(found: Financing, path: Path, site: str = "") -> Path:
    """Writes the case of all campuses, or of one, as a workbook whose cells hold what the engine computes.

    Raises StargateError where nothing of the campus is financed.
    """
    made = live(found, site, said.FACTORS)
    programme = found.futures.programme
    of = f"{programme.name}, {programme.contents.sites[site].name}" if site else programme.name
    title = f"{of}: financing, deterministic case with every figure at its median (optimistic)"
    with workbook(path, title, said.OPTIMISTIC) as book:
        _fill(book, made, found, title, whole=not site)
    return path


def _fill(book: Book, made: Live, found: Financing, title: str, *, whole: bool) -> None:
    cover = book.sheet(said.COVER, [52, 18, 18, 14, 14, 14, 14])
    inputs = book.sheet(SHEET, WIDTHS, HEADER, row=3)
    scenarios = book.sheet(said.SCENARIOS, [44, 24, 22, 22, 18, 14, 14, 14])
    keys = made.inputs.cells(made.inputs.general)
    grid = Grid(book, made.header, keys["in_start"], keys["in_first"])
    for name, words in _MONTHLY.items():
        grid.sheet(name, words)
    for block in (made.programme, *made.phases, *made.units.values(), *made.companies.values()):
        grid.add(block)
    for block in made.investors.values():
        grid.add(block)
    annual_sheet = book.sheet(yearly.ANNUAL, [44, 8, 14, *[11] * len(set(made.header["year"]))])
    annual = yearly.Annual(grid, annual_sheet, made.companies)
    annual.write()
    sources = book.sheet(yearly.SOURCES, [44, *[14] * 11], row=2)
    yearly.sources_and_uses(book, sources, made.companies)
    yearly.charts(book, book.sheet(yearly.CHARTS, [12] * 14), annual)
    checked = book.sheet(said.CHECKS, [52, *[13] * 11])
    units = tuple(made.units.values())
    master = said.checks(book, checked, units, said.of_the_whole(made, annual))
    made.inputs.write(book, inputs)
    said.scenarios(book, scenarios, made, found, whole)
    said.cover(book, cover, made, found, title, master)
    cover.activate()
