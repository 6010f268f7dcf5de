"""The pages of compute and of footprint, on a desk, a phone and in the dark, by mouse and by keyboard."""

import csv
import io
import json
from dataclasses import replace

import numpy as np
import pytest

from stargate.reports.by_year import ByYear, Column
from stargate.reports.compute_page import compute_page
from stargate.reports.computing import computed
from stargate.reports.listing import Listing
from stargate.reports.page import page_of_panels
from stargate.reports.panels import Piece, Spot, SpotMap, Waterfall, chosen, line, one

pytestmark = pytest.mark.browser

VIEWS = {"desk": {}, "dark": {"light": "dark"}, "phone": {"size": "phone"}}
PLACES = [("North", 32.4, -99.7), ("South", 43.4, -87.9), ("Abroad", 24.4, 54.4)]
SPOTS = [Spot(n.lower(), n, "TX", a, o, 0.2 + i, 0.1, 0.5, 2.0 + i, "") for i, (n, a, o) in enumerate(PLACES)]
MAP = SpotMap("water", "0.2 of 2 million m3", "Water", "To scale.", "million m3", SPOTS)
PIECES = [Piece("Chips", 1.0, 0.5, 2.0, False, ""), Piece("Sold", -0.2, None, None, True, "")]
COST = Waterfall(
    "cost", "An hour costs 0.80 USD", "", "", "USD/H100e-hour", [*PIECES, Piece("All", 0.8, 0.4, 1.6, False, "")]
)
YEARS = ["2028", "2029"]
ENERGY = ByYear(
    "energy", "5 TWh", "", "", "TWh", YEARS, [Column("Grid", "said", [1.0, 2.0])],
    [line("All", "model", np.array([[1.0, 2.0], [1.5, 3.0], [2.0, 5.0]]))],
)  # fmt: skip
TABLE = Listing("table", "A table", "", "", 2, {"columns": ["Who", "TWh"], "rows": [["North", 1.0]]})


@pytest.fixture(scope="module")
def found(small_futures):
    """The page of the small programme's compute, with every other kind of figure beside."""
    page = compute_page(computed(small_futures), command="stargate compute programmes/small")
    other = replace(MAP, title="Another method", spots=SPOTS[:2])
    more = [
        chosen("Method", {"Location": MAP, "Marginal": other}, narrow=True),
        one(COST, narrow=True),
        one(ENERGY),
        one(TABLE),
    ]
    return replace(page, panels=[*page.panels, *more])


@pytest.fixture(scope="module")
def file(found, tmp_path_factory):
    path = tmp_path_factory.mktemp("compute") / "compute.html"
    path.write_text(page_of_panels(found), encoding="utf-8")
    return path


@pytest.mark.parametrize("view", VIEWS)
def test_it_asks_nothing_complains_of_nothing_and_axe_finds_nothing(opened, file, view):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed").Axe()
    page = opened(file, until="svg", **VIEWS[view])
    page.get_by_role("button", name="Show data").first.click()
    assert not [url for url in page.heard.requests if not url.startswith(("file:", "data:"))]
    assert not page.heard.complaints
    result = axe.run(page)
    assert result.violations_count == 0, result.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") == page.viewport_size["width"]
    assert "NaN" not in page.locator("main").inner_html()


def test_titles_are_the_data_s_and_follow_what_is_chosen(opened, file, found, text_of):
    page = opened(file, until="svg", view="method=marginal")
    assert text_of(page, "h1") == found.title
    assert text_of(page, "#water h2") == "Another method"
    for panel in found.panels:
        assert text_of(page, f"#{panel.figures[0].id} h2") != ""
    campuses = found.panels[0]
    page.locator("#h100e").get_by_role("radio").nth(1).click()
    assert text_of(page, "#h100e h2") == campuses.figures[1].title
    assert "campus=" in page.evaluate("location.hash")
    assert "method=marginal" in page.evaluate("location.hash")


def test_figures_are_read_from_the_keyboard(opened, file, found):
    page = opened(file, until="svg")
    for panel in found.panels:
        slider = page.locator(f"#{panel.figures[0].id}").get_by_role("slider")
        if slider.count():
            slider.focus()
            page.keyboard.press("Home")
            first = slider.get_attribute("aria-valuetext")
            page.keyboard.press("ArrowRight")
            assert slider.get_attribute("aria-valuetext") != first
            assert slider.get_attribute("aria-valuenow") == "1"
    page.locator("#water [data-spot]").first.focus()
    page.keyboard.press("ArrowDown")
    assert "South, TX: 1.2 of 3 million m3 (80%: 0.1 to 0.5)" in page.locator("#water").inner_text()
    assert "Not on this map: Abroad" in page.locator("#water").inner_text()


def test_what_others_published_is_named_in_the_drawing(opened, file, found):
    page = opened(file, until="svg")
    drawn = page.locator("#h100e svg text").all_text_contents()
    names = {point.name for point in found.panels[0].figures[0].points}
    assert names
    assert names <= set(drawn)


def test_every_figure_has_its_numbers_and_files(opened, file):
    page = opened(file, until="svg")
    for figure in ("h100e", "cost", "water"):
        with page.expect_download() as download:
            page.locator(f"#{figure}").get_by_role("button", name="SVG").click()
        text = download.value.path().read_text(encoding="utf-8")
        assert text.startswith("<svg")
        assert "stargate compute" in text
    with page.expect_download() as download:
        page.locator("#cost").get_by_role("button", name="JSON").click()
    told = json.loads(download.value.path().read_text(encoding="utf-8"))
    assert told["rows"][0][:2] == ["Chips", 1]
    with page.expect_download() as download:
        page.locator("#h100e").get_by_role("button", name="CSV").click()
    header, *rows = csv.reader(io.StringIO(download.value.path().read_text(encoding="utf-8")))
    assert header[2] == "Median future, P50 [million H100e]"
    assert len({len(row) for row in rows}) == 1
