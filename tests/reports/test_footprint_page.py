"""The page of footprint says what the account says."""

import json
from dataclasses import asdict

import numpy as np
import pytest

import stargate as sg
from stargate.errors import StargateError
from stargate.footprint.carbon import METHODS, scope_1, scope_2
from stargate.footprint.jobs import promised
from stargate.operations.operate import operate
from stargate.reports.accounting import accounted
from stargate.reports.footprint_page import footprint_page

YEAR = 2029


@pytest.fixture(scope="module")
def operated(small):
    plan = sg.announced(small)
    return operate(plan, YEAR, sg.built_out(plan))


@pytest.fixture(scope="module")
def found(small, operated):
    return sg.account(operated, sg.simulate(sg.announced(small), n=200, seed=1))


@pytest.fixture(scope="module")
def page(found):
    return footprint_page(found, YEAR, "stargate account programmes/small")


def panel(page, name):
    return next(panel for panel in page.panels if panel.figures[0].id == name)


def test_every_part_of_an_account_has_its_table(page, found):
    tables = {each.figures[0].id for each in page.panels}
    of = {f"{section.name}-table" for section in accounted(found, YEAR) if section.cells} - {"forecasts-table"}
    assert of <= tables
    assert {"water", "carbon", "electricity", "shares", "emissions"} <= tables
    assert len(tables) == len(page.panels)


@pytest.mark.parametrize(("option", "unit"), [(0, 1e6), (1, 1e3)])
def test_water_of_campuses_on_the_map_is_the_account_s(page, found, option, unit):
    column = found.column(YEAR)
    for spot in panel(page, "water").figures[option].spots:
        amounts = found.amounts("water_on_site", [spot.id])[:, column] / unit
        assert spot.value == pytest.approx(found.range(amounts).p50, rel=1e-3)
        if option == 0:
            off = found.amounts("water_off_site", [spot.id])[:, column] / unit
            assert spot.whole == pytest.approx(found.range(amounts + off).p50, rel=1e-3)


def test_carbon_is_switched_by_method_and_made_one_with_none(page, found):
    carbon, by_year = panel(page, "carbon"), panel(page, "emissions")
    assert [name.lower() for name in carbon.names] == [words.lower() for words in METHODS.values()]
    assert carbon.choice == by_year.choice == "Method"
    column = found.column(YEAR)
    for method, figure in zip(METHODS, carbon.figures, strict=True):
        for spot in figure.spots:
            whole = (scope_1(found, [spot.id]) + scope_2(found, method, [spot.id]))[:, column] / 1e9
            assert spot.whole == pytest.approx(found.range(whole).p50, rel=1e-3)
            assert spot.value <= spot.whole * (1 + 1e-3)


def test_columns_of_electricity_are_means_that_add_up(page, found):
    figure = panel(page, "electricity").figures[0]
    used = found.amounts("facility_energy")[1:] / 1e6
    means = np.average(used, axis=0, weights=found.weight)[[found.years.index(int(year)) for year in figure.years]]
    np.testing.assert_allclose(np.sum([column.values for column in figure.columns], axis=0), means, rtol=2e-3)


def test_jobs_are_direct_or_named_and_promises_stand_beside(page, found):
    jobs = panel(page, "jobs")
    direct, every = jobs.figures
    assert [trace.name for trace in direct.traces] == ["People who build", "People who operate"]
    assert not direct.points
    assert [point.value for point in every.points] == [each.number for each in promised(found.jobs)]
    assert "ross" in every.note


def test_titles_say_the_numbers_of_the_account(page, found):
    used = found.range(found.amounts("facility_energy")[:, found.column(YEAR)] / 1e6)
    assert f"In {YEAR} campuses take" in page.title
    assert page.numbers[0].value == f"{float(f'{used.p50:.3g}'):.3g} TWh"


def test_a_year_alone_has_no_ranges_and_no_jobs(operated):
    page = footprint_page(sg.account(operated), YEAR)
    assert "jobs" not in {each.figures[0].id for each in page.panels}
    assert not [number for number in page.numbers if "80%" in number.detail]
    assert "NaN" not in json.dumps(asdict(page))


def test_another_year_than_the_account_s_is_refused(found):
    with pytest.raises(StargateError, match="there is no account of 1999"):
        footprint_page(found, 1999)


def test_nothing_is_no_number(page):
    told = json.dumps(asdict(page))
    assert "NaN" not in told
    assert "Infinity" not in told


def test_the_figures_listed_say_what_they_leave_out(page):
    assert "hold assumptions of their own" in page.resting.what
