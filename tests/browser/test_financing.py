"""The page of financing, on a desk, a phone and in the dark, by mouse and by keyboard."""

import csv
import io
from dataclasses import replace

import pytest

from stargate.reports.effects import Effect, Effects
from stargate.reports.financing import financing_page
from stargate.reports.page import page_of_financing

pytestmark = pytest.mark.browser

VIEWS = {"desk": {}, "dark": {"light": "dark"}, "phone": {"size": "phone"}}
DRAWN = ["stack", "hole", "payments", "cash", "debt", "coverage", "deployed", "owners", "calls"]
RENT = Effect("contracts.leases.campuses.rent", "Lease, rent", "120 to 160 USD/kW/month", "1 USD", 0.3, 0.02, True)
GEARING = Effect("contracts.loans.shells.gearing", "Loans on shells, gearing", "70%", "1%", -0.1, 0.01, False)
EFFECTS = Effects("Rent moves it most", "Change", "Slopes.", "percentage points", [RENT, GEARING])


@pytest.fixture(scope="module")
def found(small_financing):
    return replace(financing_page(small_financing, "stargate finance programmes/small"), effects=EFFECTS)


@pytest.fixture(scope="module")
def file(found, tmp_path_factory):
    path = tmp_path_factory.mktemp("financing") / "financing.html"
    path.write_text(page_of_financing(found), encoding="utf-8")
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
    assert text_of(page, "#stack h2") == found.funding.stack.title
    assert text_of(page, "#earners h2") == found.earners_title
    for i, campus in enumerate(found.campuses):
        page.get_by_role("radio", name=campus.name).first.click()
        assert text_of(page, "#cash h2") == campus.cash.title
        assert text_of(page, "#debt h2") == campus.debt.title
        assert text_of(page, "#coverage h2") == campus.coverage[0].title
        assert text_of(page, "#payments h2") == found.payments[i].title
    assert page.evaluate("location.hash") == f"#site={found.campuses[-1].id}"


def test_chances_on_named_firms_are_marked_as_assumed(opened, file, text_of):
    page = opened(file, until="svg")
    assert "[assumed]" in text_of(page, "#funders table")
    assert "[assumed]" in text_of(page, "#earners table")
    assert "assumed" in text_of(page, "#calls")


def test_figures_are_read_from_the_keyboard(opened, file):
    page = opened(file, until="svg")
    for figure in DRAWN:
        slider = page.locator(f"#{figure}").get_by_role("slider")
        slider.focus()
        page.keyboard.press("Home")
        first = slider.get_attribute("aria-valuetext")
        page.keyboard.press("ArrowRight")
        assert slider.get_attribute("aria-valuetext") != first
        assert slider.get_attribute("aria-valuenow") == "1"


def test_a_year_of_payments_is_chosen(opened, file, found, text_of):
    page = opened(file, until="svg")
    every = page.locator("#payments").get_by_role("slider").get_attribute("aria-valuetext")
    page.locator("#payments select").select_option("2028")
    assert "in 2028" in text_of(page, "#payments figcaption")
    assert page.locator("#payments").get_by_role("slider").get_attribute("aria-valuetext") != every


def test_payments_are_a_list_on_a_phone(opened, file, found):
    page = opened(file, until="svg", size="phone")
    assert page.locator("#payments svg").count() == 0
    rows = page.locator("#payments ol li").all_inner_texts()
    assert "USD" in rows[0]
    assert " to " in rows[0]


def test_names_in_the_drawing_do_not_lie_upon_each_other(opened, file):
    page = opened(file, until="svg")
    boxes = page.locator("#payments svg text").evaluate_all(
        "all => all.map(t => { const b = t.getBBox(); return [b.x, b.y, b.x + b.width, b.y + b.height] })"
    )
    for i, (left, top, right, bottom) in enumerate(boxes):
        for other in boxes[:i]:
            across = min(right, other[2]) - max(left, other[0])
            down = min(bottom, other[3]) - max(top, other[1])
            assert across <= 1 or down <= 4, (boxes[i], other)  # lines of a name touch


def test_every_figure_has_its_numbers_and_files(opened, file, found):
    page = opened(file, until="svg")
    for figure in DRAWN:
        box = page.locator(f"#{figure}")
        with page.expect_download() as download:
            box.get_by_role("button", name="SVG").click()
        text = download.value.path().read_text(encoding="utf-8")
        assert text.startswith("<svg")
        assert "stargate finance" in text
        assert "NaN" not in text
        assert page.evaluate("document.documentElement.dataset.theme") == "light"
    with page.expect_download() as download:
        page.locator("#cash").get_by_role("button", name="CSV").click()
    header, *rows = csv.reader(io.StringIO(download.value.path().read_text(encoding="utf-8")))
    cash = found.campuses[0].cash
    assert [row[0] for row in rows] == cash.years
    assert [float(row[1]) for row in rows] == cash.columns[0].values
    assert header[1] == f"{cash.columns[0].name}, mean [USD bn a year]"
