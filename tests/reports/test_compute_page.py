"""The page of compute says what its results say."""

import json
import re
from dataclasses import asdict

import numpy as np
import pytest

import stargate as sg
from stargate.reports.compute_demand import amount
from stargate.reports.compute_page import compute_page, end_of
from stargate.reports.computing import computed
from stargate.reports.page import page_of_panels

FIGURES = ["h100e", "supply", "chance", "short", "density", "runs", "chip-cost"]


@pytest.fixture(scope="module")
def found(small_futures):
    return computed(small_futures)


@pytest.fixture(scope="module")
def page(found):
    return compute_page(found, command="stargate compute programmes/small")


def figure(page, name, option=0):
    return next(panel.figures[option] for panel in page.panels if panel.figures[0].id == name)


def test_every_figure_is_there_once(page):
    assert [panel.figures[0].id for panel in page.panels] == FIGURES


def test_h100e_of_campuses_and_of_all_are_the_fleet_s(page, found):
    fleet = found.fleet
    for option, site in enumerate(["", *fleet.sites]):
        told = figure(page, "h100e", option).traces[0]
        low, middle, high = fleet.percentiles(fleet.total(site), (10, 50, 90))[:, -len(told.values) :] / 1e6
        np.testing.assert_allclose(told.values, middle, rtol=1e-3)
        np.testing.assert_allclose([told.low, told.high], [low, high], rtol=1e-3)


def test_titles_say_the_numbers_of_the_results(page, found):
    year = found.fleet.futures.plan.due_year
    at = end_of(found.fleet.futures, year)
    middle = found.fleet.percentiles(found.fleet.total(), (50,))[0, at]
    assert amount(middle) in page.title
    assert f"the end of {year}" in page.title
    assert amount(middle) == page.numbers[0].value
    share = found.allocation.chance()[at]
    assert f"{round(100 * share)}%" in page.title


def test_what_others_published_stands_beside_and_is_never_computed_with(page, found):
    demand = found.fleet.futures.programme.contents.demand
    told = figure(page, "h100e").points
    published = [c for c in (*demand.rivals.values(), demand.elsewhere) if c is not None]
    assert {point.name for point in told} == {capacity.title for capacity in published}
    assert all(point.said for point in told)
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", point.day) for point in told)


def test_runs_that_were_published_have_the_day_on_which_they_were(page, found):
    told = figure(page, "runs").points
    assert len(told) == len(found.largest.published) > 0
    assert all("2020" < point.day < "2030" for point in told)


def test_waterfalls_add_up(page):
    for panel in page.panels:
        for each in panel.figures:
            if hasattr(each, "pieces"):
                *steps, total = each.pieces
                assert sum(step.value for step in steps) == pytest.approx(total.value, rel=2e-3)
                assert total.low <= total.high


def test_power_is_never_bare(page):
    text = json.dumps(asdict(page))
    assert not re.findall(
        r"(?<!IT )(?<!facility )(?<!generation )(?<!grid )\bMW\b(?! of IT)",
        " ".join(each.title + each.subtitle + each.note for panel in page.panels for each in panel.figures),
    )
    assert "NaN" not in text
    assert "Infinity" not in text


def test_it_is_one_file_that_says_what_made_it(page):
    text = page_of_panels(page)
    assert "stargate compute programmes/small" in text
    assert f"<title>{page.programme}: compute as of" in text


def test_one_future_alone_has_no_range(small):
    page = compute_page(computed(sg.simulate(sg.announced(small), n=1, seed=1)))
    told = json.dumps(asdict(page))
    assert "80%: " not in "".join(number.detail for number in page.numbers)
    assert "of futures " not in page.title
    assert any("One future alone" in note for note in page.notes)
    assert "NaN" not in told


def test_who_is_short_and_how_often_stand_side_by_side(page):
    listing = figure(page, "short")
    assert listing.table["columns"][:2] == ["Users", "Chance to be short"]
    assert all(row[1].endswith("%") for row in listing.table["rows"])
    assert listing.title.endswith(f"in {max((row[1] for row in listing.table['rows']), key=share)} of futures")


def share(text):
    return float(text.strip("<>%"))
