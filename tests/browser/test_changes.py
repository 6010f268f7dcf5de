"""The page of a comparison, on a desk, a phone, in the dark and on paper."""

import re
from dataclasses import replace

import pytest

import stargate as sg
from stargate.reports.page import page_of_changes

pytestmark = pytest.mark.browser

VIEWS = {"desk": {}, "dark": {"light": "dark"}, "phone": {"size": "phone"}}


@pytest.fixture(scope="module")
def changes(small):
    """What a quarter changed."""
    runs = [sg.simulate(sg.announced(small.at(day)), n=500, seed=1) for day in ("2026-03-31", "2026-06-30")]
    return sg.compare(*runs, command="stargate compare programmes/small")


@pytest.fixture(scope="module")
def file(changes, tmp_path_factory):
    path = tmp_path_factory.mktemp("changes") / "changes.html"
    path.write_text(page_of_changes(changes), encoding="utf-8")
    return path


@pytest.mark.parametrize("view", VIEWS)
def test_it_asks_nothing_complains_of_nothing_and_axe_finds_nothing(opened, file, view):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed").Axe()
    page = opened(file, until="h1", **VIEWS[view])
    assert not [url for url in page.heard.requests if not url.startswith(("file:", "data:"))]
    assert not page.heard.complaints
    found = axe.run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") == page.viewport_size["width"]
    theme = "dark" if view == "dark" else "light"
    assert page.evaluate("document.documentElement.dataset.theme") == theme
    assert page.locator(".hint").is_visible() == (view == "phone")


def test_numbers_are_said_as_elsewhere(opened, file, changes, text_of):
    """A true minus, thousands apart, dates in words, and a unit in each row."""
    page = opened(file, until="h1")
    assert text_of(page, "h1") == re.sub(r"(^|[ (])-(?=\d)", "\\1\u2212", changes.title)
    rows = page.locator("tbody tr")
    assert rows.count() == len(changes.movements)
    for i, movement in enumerate(changes.movements):
        cells = rows.nth(i).locator("td").all_text_contents()
        assert cells[3] == movement.unit
        if movement.change is not None and abs(movement.change) >= 1:
            assert cells[2][0] == ("\u2212" if movement.change < 0 else "+")
            digits = float(cells[2][1:].replace(",", ""))
            assert digits == pytest.approx(abs(movement.change), abs=0.5)
    assert not re.search(r"\b\d{4}-\d\d-\d\d\b|[ >]-\d", text_of(page, "table"))
    assert "31 Mar 2026" in text_of(page, ".states")


def test_a_loss_is_told_with_a_true_minus(opened, changes, tmp_path, text_of):
    title = "1.2 GW less IT load at the end of 2028: +0.1 GW by what happened and -1.3 GW by what is said"
    path = tmp_path / "loss.html"
    path.write_text(page_of_changes(replace(changes, title=title)), encoding="utf-8")
    assert "and \u22121.3 GW by what is said" in text_of(opened(path, until="h1"), "h1")


@pytest.mark.parametrize("size", ["A4", "Letter"])
def test_it_prints_on_one_page(opened, file, size):
    pdf = opened(file, until="h1").pdf(format=size, print_background=True)
    assert len(re.findall(rb"/Type /Page\b", pdf)) == 1
