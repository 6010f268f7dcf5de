"""No violation that axe finds, in either light, on a desk and on a phone, with all opened that opens."""

import re

import pytest

pytestmark = pytest.mark.browser

VIEWS = {
    "desk-light": {"light": "light"},
    "desk-dark": {"light": "dark"},
    "phone-light": {"size": "phone"},
    "phone-dark": {"size": "phone", "light": "dark"},
    "another-scenario": {"view": "scenario=faster_grid"},
    "compared": {"view": "compare=faster_grid"},
    "compared-on-a-phone-dark": {"size": "phone", "light": "dark", "view": "compare=faster_grid"},
    "phase-opened": {"view": "phase=sites.south.phases.one"},
    "phase-opened-dark": {"light": "dark", "view": "phase=sites.south.phases.one"},
}


@pytest.fixture(scope="module")
def axe():
    return pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed").Axe()


@pytest.mark.parametrize("view", VIEWS)
def test_axe_finds_nothing(opened, axe, view):
    found = axe.run(opened(**VIEWS[view]))
    assert found.violations_count == 0, found.generate_report()


def test_axe_finds_nothing_with_tables_and_a_tooltip_open(opened, axe):
    page = opened()
    closed = page.get_by_role("button", name="Show data")
    while closed.count():
        closed.first.click()
    page.get_by_role("button", name=re.compile(r"Show all \d+ figures")).click()
    page.locator("#sheets button", has_text="Show").click()
    page.locator("#causes g[role=button]").first.focus()
    found = axe.run(page)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("light", ["light", "dark"])
def test_axe_finds_nothing_with_the_list_of_keys_open(opened, axe, light):
    page = opened(light=light)
    page.keyboard.press("?")
    found = axe.run(page)
    assert found.violations_count == 0, found.generate_report()
