"""The page of what was forecast on earlier days, on a desk, a phone, in the dark and on paper."""

import csv
import io
import re

import pytest

import stargate as sg
from stargate.reports.page import page_of_vintages

pytestmark = pytest.mark.browser

VIEWS = {"desk": {}, "dark": {"light": "dark"}, "phone": {"size": "phone"}}


@pytest.fixture(scope="module")
def found(small):
    return sg.hindsight(small, "2025-01-01", n=400, command="stargate hindsight programmes/small")


@pytest.fixture(scope="module")
def file(found, tmp_path_factory):
    path = tmp_path_factory.mktemp("hindsight") / "hindsight.html"
    path.write_text(page_of_vintages(found), encoding="utf-8")
    return path


@pytest.mark.parametrize("view", VIEWS)
def test_it_asks_nothing_complains_of_nothing_and_axe_finds_nothing(opened, file, view):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed").Axe()
    page = opened(file, until="svg", **VIEWS[view])
    page.get_by_role("button", name="Show data").click()
    assert not [url for url in page.heard.requests if not url.startswith(("file:", "data:"))]
    assert not page.heard.complaints
    result = axe.run(page)
    assert result.violations_count == 0, result.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") == page.viewport_size["width"]
    theme = "dark" if view == "dark" else "light"
    assert page.evaluate("document.documentElement.dataset.theme") == theme


def test_titles_are_the_data_s_and_every_vintage_has_its_line_and_row(opened, file, found, text_of):
    page = opened(file, until="svg")
    assert text_of(page, "h1") == found.title
    assert text_of(page, "figure h2") == found.figure
    assert page.locator("svg path.then").count() == len(found.vintages)
    rows = page.locator("tbody tr")
    assert rows.count() == len(found.vintages)
    for i, vintage in enumerate(found.vintages):
        assert rows.nth(i).locator("td").first.text_content() == str(vintage.phases)
    for gone in found.left_out:
        assert gone.reason in page.locator("main").text_content()
    assert "NaN" not in page.locator("main").inner_html()


def test_a_vintage_is_chosen_from_the_keyboard(opened, file, found):
    page = opened(file, until="svg")
    slider = page.get_by_role("slider")
    slider.focus()
    page.keyboard.press("Home")
    first = slider.get_attribute("aria-valuetext")
    assert page.locator("tbody tr.chosen").text_content().startswith("20 Jan 2025")
    page.keyboard.press("ArrowRight")
    assert slider.get_attribute("aria-valuetext") != first
    assert "3 Feb 2025" in slider.get_attribute("aria-valuetext")
    assert page.locator("svg path.then.chosen").count() == 1


def test_the_file_holds_every_forecast(opened, file, found):
    page = opened(file, until="svg")
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV").click()
    header, *rows = csv.reader(io.StringIO(download.value.path().read_text(encoding="utf-8")))
    assert header[:2] == ["Known on", "What"]
    assert len(rows) == sum(1 + len(v.passed) + len(v.dates) for v in found.vintages)
    loads = [row for row in rows if row[1].endswith(f"end of Dec {found.day[:4]} [IT MW]")]
    assert [float(row[header.index("P50")]) for row in loads] == [v.headline.p50 for v in found.vintages]


@pytest.mark.parametrize("size", ["A4", "Letter"])
def test_it_prints_on_one_page(opened, file, size):
    pdf = opened(file, until="svg").pdf(format=size, print_background=True)
    assert len(re.findall(rb"/Type /Page\b", pdf)) == 1
