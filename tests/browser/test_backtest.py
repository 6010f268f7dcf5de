"""The page of a back-test: what it says, by mouse and by keyboard, on a desk and on a phone."""

import pytest

from stargate.history.backtest import BackTest, Compared, Pair, Totals
from stargate.history.scores import Coverage
from stargate.reports.backtest import scoreboard
from stargate.reports.page import page_of_backtest

pytestmark = pytest.mark.browser

VIEWS = {"desk": {}, "dark": {"light": "dark"}, "phone": {"size": "phone"}}
DATES = ["2020-12-31", "2021-01-31", "2021-02-28", "2021-03-31"]


def pair(as_of, came):
    rising = [[low, low + 1, low + 2, low + 3] for low in (0.0, 0.3, 0.6, 0.9, 1.2)]
    fleet = Totals(DATES, [0.0, 1.0, 2.0, came], rising, [[v + 0.2 for v in band] for band in rising], [0.0, 2, 4, 6])
    score = Compared(1.0, 4.0, 3.0, 1.5)
    return Pair(
        as_of, DATES[-1], 3.0, 40.0, 0, Coverage(0.08, 0.8, 0.12, 100, 0.75, 30, None, 0, None, 0), [0.1] * 10,
        score, score, score, 5.0, fleet, 2.0, 0.1, 3, ["a note"],
    )  # fmt: skip


@pytest.fixture(scope="module")
def board():
    return scoreboard(BackTest("r.csv", [pair(DATES[0], 3.5), pair("2020-11-30", 9.0)]), "stargate backtest r.csv")


@pytest.fixture(scope="module")
def file(board, tmp_path_factory):
    path = tmp_path_factory.mktemp("backtest") / "backtest.html"
    path.write_text(page_of_backtest(board), encoding="utf-8")
    return path


@pytest.mark.parametrize("view", VIEWS)
def test_it_asks_nothing_complains_of_nothing_and_axe_finds_nothing(opened, file, view):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed").Axe()
    page = opened(file, until="h1", **VIEWS[view])
    while page.get_by_role("button", name="Show data").count():
        page.get_by_role("button", name="Show data").first.click()
    assert not [url for url in page.heard.requests if not url.startswith(("file:", "data:"))]
    assert not page.heard.complaints
    found = axe.run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") == page.viewport_size["width"]


def test_every_figure_says_its_answer_and_has_its_numbers(opened, file, board):
    page = opened(file, until="h1")
    said = [text.replace("\xa0", " ") for text in page.locator("h2").all_inner_texts()]
    assert said == [board.fleet_title, *(bars.title for bars in board.bars)]
    for bars in board.bars:
        figure = page.locator(f"figure#{bars.id}")
        figure.get_by_role("button", name="Show data").click()
        assert figure.locator("tbody tr").count() == len(bars.table["rows"])


def test_arrows_move_the_day_and_a_choice_the_pair(opened, file):
    page = opened(file, until="h1")
    slider, said = page.get_by_role("slider"), page.locator("p.said")
    assert said.inner_text().startswith("31 Mar 2021: came 3.5 GW")
    slider.press("ArrowLeft")
    assert said.inner_text().startswith("28 Feb 2021: came 2.0 GW; forecast 2.0 to 3.2 GW")
    page.get_by_role("combobox").select_option(index=1)
    slider.press("End")
    assert "came 9.0 GW" in said.inner_text()
