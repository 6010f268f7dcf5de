"""The page of operation, on a desk, a phone and in the dark, by mouse and by keyboard."""

import csv
import io

import pytest

import stargate as sg
from stargate.reports.bridge import Gained, Option, SiteBridge
from stargate.reports.operation import operation_page
from stargate.reports.page import page_of_operation

pytestmark = pytest.mark.browser

VIEWS = {"desk": {}, "dark": {"light": "dark"}, "phone": {"size": "phone"}}
NUMBERS = (91.6, 49.1, 42.4, 511.0, 511.0, 511.0, 5.1, 0.01, 0.0, 0.12, 0.3)
GRID = Option("Grid only", "a connection", True, 63.2, 63.2, None, *NUMBERS[3:-1], None, None, None, "")
GAS = Option("Islanded gas", "116 engines", False, *NUMBERS, Gained(-2.0, 14.0, 22.0, -1.0, 2.1, 5.0), 0.6, "It gains.")
BRIDGE = SiteBridge(
    "north", "North Ridge", "North Ridge: gas gains 14 months", "Ways", "As planned.", "Gross.", [GRID, GAS]
)
FIGURES = ["duration", "week", "cooling", "price", "missing", "water"]


@pytest.fixture(scope="module")
def found(small):
    plan = sg.announced(small)
    operation = sg.operate(plan, 2028, sg.built_out(plan))
    return operation_page(operation, [BRIDGE], "stargate operate programmes/small")


@pytest.fixture(scope="module")
def file(found, tmp_path_factory):
    path = tmp_path_factory.mktemp("operation") / "operation.html"
    path.write_text(page_of_operation(found), encoding="utf-8")
    return path


@pytest.mark.parametrize("view", VIEWS)
def test_it_asks_nothing_complains_of_nothing_and_axe_finds_nothing(opened, file, view):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed").Axe()
    page = opened(file, until="svg", view="site=north", **VIEWS[view])
    page.get_by_role("button", name="Show data").first.click()
    assert not [url for url in page.heard.requests if not url.startswith(("file:", "data:"))]
    assert not page.heard.complaints
    result = axe.run(page)
    assert result.violations_count == 0, result.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") == page.viewport_size["width"]
    assert "NaN" not in page.locator("main").inner_html()


def test_titles_are_the_data_s_and_follow_the_campus(opened, file, found, text_of):
    page = opened(file, until="svg")
    assert text_of(page, "h1") == found.title
    assert text_of(page, "#sites h2") == found.table_title
    assert text_of(page, "#duration h2") == found.site_years[0].duration.title
    assert found.bridges[0].title in text_of(page, "section")
    page.locator("#sites tbody button").nth(1).click()
    north = found.site_years[1]
    assert text_of(page, "#duration h2") == north.duration.title
    assert [text_of(page, f"#{months.id} h2") for months in north.months] == [months.title for months in north.months]
    assert text_of(page, "#bridge-north h2") == found.bridges[0].title
    assert page.locator("#bridge-north .frame tbody tr").count() == 2
    assert page.evaluate("location.hash") == "#site=north"


def test_a_campus_is_chosen_from_the_keyboard_and_by_address(opened, file, found, text_of):
    page = opened(file, until="svg")
    page.get_by_role("radio", name="All campuses").focus()
    page.keyboard.press("ArrowRight")
    assert text_of(page, "#cooling h2") == found.site_years[1].cooling_title
    other = opened(file, until="svg", view="site=south")
    assert text_of(other, "#cooling h2") == found.site_years[2].cooling_title


def test_figures_are_read_from_the_keyboard(opened, file):
    page = opened(file, until="svg")
    for figure in FIGURES:
        slider = page.locator(f"#{figure}").get_by_role("slider")
        slider.focus()
        page.keyboard.press("Home")
        first = slider.get_attribute("aria-valuetext")
        page.keyboard.press("ArrowRight")
        assert slider.get_attribute("aria-valuetext") != first
        assert slider.get_attribute("aria-valuenow") == "1"


def test_the_worst_week_is_chosen(opened, file, found, text_of):
    page = opened(file, until="svg")
    page.get_by_role("radio", name="Worst week").click()
    assert text_of(page, "#week h2") == found.site_years[0].weeks[1].title


def test_every_figure_has_its_numbers_and_files(opened, file, found):
    page = opened(file, until="svg")
    for figure in FIGURES:
        box = page.locator(f"#{figure}")
        with page.expect_download() as download:
            box.get_by_role("button", name="SVG").click()
        text = download.value.path().read_text(encoding="utf-8")
        assert text.startswith("<svg")
        assert "stargate operate" in text
        assert page.evaluate("document.documentElement.dataset.theme") == "light"
    with page.expect_download() as download:
        page.locator("#week").get_by_role("button", name="CSV").click()
    header, *rows = csv.reader(io.StringIO(download.value.path().read_text(encoding="utf-8")))
    week = found.site_years[0].weeks[0]
    assert [float(row[1]) for row in rows] == week.load
    assert header[2:-3] == [f"{layer.name} [MW]" for layer in week.layers]
