"""Carbon of operation: three methods by hand, and what holds of them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import stargate as sg
from stargate.footprint.carbon import METHODS, contracts_of, hourly, matched, scope_1, scope_2
from stargate.market.year import market_year
from stargate.programme.catalogue import names, region
from stargate.reports.carbon import section


def test_matching_by_hand():
    """Ten by night and ten by day, a contract for twenty by day: all over the year, half by the hour."""
    found = matched(np.array([10.0, 10.0]), np.array([0.0, 20.0]), np.array([500.0, 300.0]))
    assert (found.grid, found.contracted, found.covered) == (20, 20, 10)
    assert (found.location, found.by_year, found.by_hour) == (8000, 0, 5000)


def test_nothing_drawn_is_nothing_matched():
    assert matched(np.zeros(3), np.ones(3), np.ones(3)).by_year == 0


def test_a_flat_load_has_its_yearly_mean():
    hours = np.array([100.0, 300.0, 500.0])
    assert hourly(np.full(3, 2.0), hours).together == 0
    dirty = hourly(np.array([1.0, 2.0, 3.0]), hours)
    assert (dirty.hours, dirty.mean, dirty.together) == (2200, 1800, 400)


powers = arrays(float, 24, elements=st.floats(0, 1000))


@given(powers, powers, arrays(float, 24, elements=st.floats(0, 1000)))
def test_hours_cover_no_more_than_the_year(grid, contracted, intensity):
    found = matched(grid, contracted, intensity)
    assert found.covered <= min(found.grid, found.contracted) * (1 + 1e-12)
    assert -1e-9 <= found.by_hour <= found.location * (1 + 1e-12)
    assert 0 <= found.by_year <= found.location
    more = matched(grid, 2 * contracted, intensity)
    assert more.by_hour <= found.by_hour + 1e-6
    assert more.by_year <= found.by_year + 1e-6


@given(powers, arrays(float, 24, elements=st.floats(0, 1000)), st.floats(0, 10))
def test_carbon_is_linear_in_the_load(grid, intensity, factor):
    assert hourly(factor * grid, intensity).hours == pytest.approx(factor * hourly(grid, intensity).hours, abs=1e-6)
    assert hourly(grid, intensity).hours == pytest.approx(
        hourly(grid, intensity).mean + 24 * np.cov(grid, intensity, bias=True)[0, 1], rel=1e-9, abs=1e-3
    )


def test_a_facility_gigawatt_in_texas():
    """7.45 TWh at 0.85: 2.6 Mt by eGRID2022's mean, 4.4 by AVERT's marginal of 2023, two thirds more (A3)."""
    market, flat = market_year(region("ercot"), 1), np.full(8_760, 850.0)
    assert flat.sum() / 1e6 == pytest.approx(7.45, abs=0.005)
    average, marginal = (hourly(flat, hours).hours / 1e9 for hours in (market.average_carbon, market.marginal_carbon))
    assert average == pytest.approx(771.083 * 0.45359237 * 7.446 / 1000, rel=1e-9)
    assert marginal == pytest.approx(1292.5 * 0.45359237 * 7.446 / 1000, rel=1e-9)
    assert (round(average, 1), round(marginal, 1)) == (2.6, 4.4)
    assert marginal / average - 1 == pytest.approx(2 / 3, abs=0.02)


@pytest.mark.parametrize("name", names("regions"))
def test_modelled_means_are_those_of_the_sources(name):
    """So that a flat load has the same by the hour as by the year, in every region."""
    market = market_year(region(name), 3)
    assert market.average_carbon.mean() == pytest.approx(region(name).region.average_carbon.p50, rel=1e-9)
    assert market.marginal_carbon.mean() == pytest.approx(region(name).region.marginal_carbon.p50, rel=1e-9)


def test_scopes_add_up_to_the_hours(small_year):
    found = sg.account(small_year)
    for method in METHODS:
        hours = sum(getattr(year, method).sum() for year in small_year.sites)
        assert scope_1(found) + scope_2(found, method) == pytest.approx(hours, rel=1e-9)


def test_contracts_lower_the_market_based_method_alone(small_account, small_year):
    market, location = (scope_2(small_account, m, ["north"]) for m in ("carbon_market", "carbon_location"))
    assert (market <= location * (1 + 1e-12)).all()
    assert market.sum() < 0.95 * location.sum()
    south = [scope_2(small_account, m, ["south"]) for m in ("carbon_market", "carbon_location")]
    assert south[0] == pytest.approx(south[1])
    match = contracts_of(small_year["north"])
    assert match.by_hour == pytest.approx(small_year["north"].account["carbon_market"], rel=1e-9)
    assert match.by_year <= match.by_hour
    assert contracts_of(small_year["south"]) is None


def test_a_section_names_every_method(small_account, small_year):
    found = section(small_account, 2029)
    assert set(found.rows[0].scope_2) == set(METHODS)
    assert {len(cells) for cells in found.cells} == {len(found.heads)}
    assert "68% more: the accounting choice alone" in " ".join(found.words)
    assert "matched over the year" in " ".join(found.words)
    alone = section(sg.account(small_year), 2029)
    assert alone.rows[0].embodied_booked is None
    assert "needs their futures" in alone.words[-1]


def test_making_is_in_no_total_of_operation(small_account):
    row = section(small_account, 2029).rows[-1]
    assert row.embodied_spread.at_medians > 0
    column = small_account.column(2029)
    total = small_account.amounts("carbon_location")[0, column]
    assert row.scope_1.at_medians + row.scope_2["carbon_location"].at_medians == pytest.approx(total)
