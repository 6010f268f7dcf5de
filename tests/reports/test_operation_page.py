"""What the page of operation shows adds up to the hours it was made from."""

import json
from dataclasses import asdict
from datetime import date

import numpy as np
import pytest

import stargate as sg
from stargate.reports.campus_year import POINTS
from stargate.reports.operation import median_load, operation_page
from stargate.reports.page import page_of_operation
from stargate.reports.report import write_operation

HOURS = 8_760


@pytest.fixture(scope="module")
def operation(small):
    plan = sg.announced(small)
    return sg.operate(plan, 2028, sg.built_out(plan))


@pytest.fixture(scope="module")
def told(operation):
    return operation_page(operation, command="stargate operate programmes/small")


def stacks(told):
    return [stack for campus in told.site_years for stack in (campus.duration, *campus.weeks)]


def test_all_campuses_stand_first_and_then_each(told, operation):
    names = [year.site.name for year in operation.sites]
    assert [campus.name for campus in told.site_years] == ["All campuses", *names]
    assert [row[0] for row in told.table["rows"]] == ["All campuses", *names]
    assert all(len(row) == len(told.table["columns"]) for row in told.table["rows"])


def test_sources_and_stores_meet_the_load_in_every_place(told):
    for stack in stacks(told):
        given = np.sum([layer.values for layer in stack.layers], axis=0)
        met = np.array(stack.load) - stack.left_out - stack.unserved + stack.charge
        assert given == pytest.approx(met, abs=0.4)  # each is rounded to a tenth


def test_sorted_hours_fall_and_keep_their_energy(told, operation):
    assert all(len(campus.duration.load) == POINTS for campus in told.site_years)
    for campus, year in zip(told.site_years[1:], operation.sites, strict=True):
        load = np.array(campus.duration.load)
        assert (np.diff(load) <= 0.05).all()
        assert load.mean() * HOURS == pytest.approx(year.load.sum(), rel=1e-3)


def test_weeks_are_whole_and_begin_on_a_monday(told):
    for campus in told.site_years:
        assert [week.name for week in campus.weeks] == ["Typical week", "Worst week"]
        for week in campus.weeks:
            assert len(week.load) == 168
            assert date.fromisoformat(week.first).weekday() == 0


def test_the_worst_week_has_most_load_cut(told, operation):
    for campus, year in zip(told.site_years[1:], operation.sites, strict=True):
        worst = campus.weeks[1]
        cut = sum(worst.left_out) + sum(worst.unserved)
        assert cut >= sum(campus.weeks[0].left_out) + sum(campus.weeks[0].unserved)
        if year.cut.max() > 1:
            assert cut > 0


def test_all_campuses_are_the_sum_of_each(told, operation):
    together, *alone = (np.array(campus.duration.load).sum() for campus in told.site_years)
    assert together == pytest.approx(sum(alone), rel=1e-3)
    row, *rows = told.table["rows"]
    at = told.table["columns"].index
    energy = [r[at("IT energy [TWh]")] for r in rows]
    assert row[at("IT energy [TWh]")] == pytest.approx(sum(energy), abs=0.02)
    cost = [r[at("Cost [USD/MWh]")] for r in rows]
    weighted = np.average(cost, weights=[year.account["it_energy"] for year in operation.sites])
    assert row[at("Cost [USD/MWh]")] == pytest.approx(weighted, abs=0.1)


def test_pue_and_wue_by_day_hold_their_hours(told, operation):
    for campus, year in zip(told.site_years[1:], operation.sites, strict=True):
        pue, wue = campus.cooling
        for daily, hours in ((pue, year.cooling.pue), (wue, year.cooling.wue)):
            days = hours.reshape(-1, 24)
            assert daily.mean == pytest.approx(days.mean(axis=1), abs=1e-4)
            assert daily.low == pytest.approx(days.min(axis=1), abs=1e-4)
            assert daily.high == pytest.approx(days.max(axis=1), abs=1e-4)
        assert pue.year == pytest.approx(year.load.sum() / year.it.total.sum(), abs=1e-4)


def test_months_are_what_hours_add_up_to(told, operation):
    for campus, year in zip(told.site_years[1:], operation.sites, strict=True):
        price, missing, water = campus.months
        served = year.load - year.cut
        july = slice(181 * 24, 212 * 24)
        assert price.series[0].values[6] == pytest.approx(year.hourly_cost[july].sum() / served[july].sum(), abs=0.01)
        assert price.series[1].values[6] == pytest.approx(year.market.price[july].mean(), abs=0.01)
        assert sum(missing.series[1].values) == year.account["hours_left_out"]
        assert sum(missing.series[2].values) == year.account["hours_unserved"]
        litres = sum(value * days for value, days in zip(water.series[0].values, _DAYS, strict=True)) * 1e3
        assert litres == pytest.approx(year.account["water_on_site"], rel=1e-3, abs=1)
    south = told.site_years[2].months[2]
    assert south.limit == pytest.approx(1.5 * 3.785, rel=0.01)  # million gallons to million litres a day


_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def test_titles_say_what_the_numbers_say(told, operation):
    energy = sum(year.account["facility_energy"] for year in operation.sites) / 1e6
    assert told.title.startswith(f"Fully built, the campuses take {energy:.1f} TWh in 2028 at ")
    north = told.site_years[1]
    assert north.duration.title == "All of the energy comes from the grid"
    assert "All of the energy" not in told.site_years[2].duration.title
    for campus in told.site_years:
        assert "the grid" in campus.weeks[0].title


def test_a_campus_that_starts_within_the_year_has_no_price_before(small):
    plan = sg.announced(small)
    months = [0.0] * 6 + [50.0] * 6
    told = operation_page(sg.operate(plan, 2028, {"north": months}))
    (campus,) = told.site_years
    assert told.title.startswith("At the load given, North Ridge takes ")
    assert campus.months[0].series[0].values[:6] == [None] * 6
    assert campus.weeks[0].load[0] > 0
    json.dumps(asdict(told), allow_nan=False)


def test_it_is_small_and_whole(told, tmp_path):
    text = page_of_operation(told)
    assert "NaN" not in json.dumps(asdict(told), allow_nan=False)
    data = len(json.dumps(asdict(told))) / len(told.site_years)
    assert data < 100_000  # of one campus: eight and their sum stay below a megabyte
    path = write_operation(told, tmp_path / "operation.html")
    assert path.read_text(encoding="utf-8") == text


def test_the_median_load_of_futures_is_by_month(small_futures):
    loads = median_load(small_futures, 2028)
    assert set(loads) == set(small_futures.programme.contents.sites)
    assert all(values.shape == (12,) and (np.diff(values) >= -1e-9).all() for values in loads.values())


def test_a_report_of_operation_alone_is_its_page(operation, tmp_path):
    path = sg.report(operation, tmp_path / "year.html", "stargate operate programmes/small")
    assert '"site_years":' in path.read_text(encoding="utf-8")
    with pytest.raises(sg.StargateError, match=r"ending in \.html"):
        sg.report([operation], tmp_path / "year.pdf")


def test_a_year_in_which_nothing_runs_has_no_page(small):
    plan = sg.announced(small)
    with pytest.raises(sg.StargateError, match="no campus runs in 2025"):
        operation_page(sg.operate(plan, 2025))
