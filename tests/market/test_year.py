"""A year of a region's market: every region of the catalogue, its carbon, and a series in place of prices."""

import numpy as np
import pytest

from stargate.errors import StargateError
from stargate.market.calendar import HOURS, calendar
from stargate.market.fuel import fuel_by_month
from stargate.market.year import market_year
from stargate.programme.catalogue import names, region
from stargate.quantity.notation import ASSUMED

MARKETS = {name: region(name) for name in names("regions")}
POUND = 0.45359237


@pytest.mark.parametrize("name", MARKETS)
def test_every_region_has_a_year(name):
    market = MARKETS[name]
    year = market_year(market, 1)
    for hours in (year.price, year.average_carbon, year.marginal_carbon, year.gas, year.diesel, year.import_cost):
        assert hours.shape == (HOURS,)
        assert np.isfinite(hours).all()
    assert year.average_carbon.mean() == pytest.approx(market.region.average_carbon.p50, rel=1e-12)
    assert year.marginal_carbon.mean() == pytest.approx(market.region.marginal_carbon.p50, rel=1e-12)
    assert min(year.average_carbon.min(), year.marginal_carbon.min(), year.gas.min()) > 0
    assert year.demand_charge == year.capacity_charge + year.transmission_charge > 0
    assert market.prices.note
    assert market.region.note


@pytest.mark.parametrize("name", MARKETS)
def test_a_borrowed_level_says_that_it_is_assumed(name):
    market, own = MARKETS[name].region, {"ercot": "ercot_hub", "pjm_virginia": "pjm_dominion", "caiso": "caiso_np15"}
    assert (own.get(name) == market.prices) == (ASSUMED not in market.price_factor.sources)


@pytest.mark.parametrize("name", MARKETS)
def test_what_industry_pays_is_of_the_order_of_what_a_campus_would(name):
    """Charges spread over a flat load: between half of what the state's industry pays and one and a half times."""
    year = market_year(MARKETS[name], 1)
    paid = year.import_cost.mean() + year.demand_charge / HOURS
    industry = MARKETS[name].region.industrial_price.p50
    assert (0.35 if name == "caiso" else 0.5) * industry < paid < 1.5 * industry


def test_a_gigawatt_in_texas_emits_what_the_two_methods_say():
    """0.85 GW all year: 2.6 Mt by the average of eGRID 2022, 4.4 Mt by the marginal rate of AVERT 2023."""
    year = market_year(MARKETS["ercot"], 7)
    tonnes = [850 * hours.sum() / 1e3 / 1e6 for hours in (year.average_carbon, year.marginal_carbon)]
    assert tonnes == pytest.approx([0.85 * 8.76 * 771.083 * POUND / 1e3, 0.85 * 8.76 * 1292.5 * POUND / 1e3], rel=1e-9)
    assert [round(t, 1) for t in tonnes] == [2.6, 4.4]


def test_a_seed_fixes_the_year():
    one, same, other = (market_year(MARKETS["pjm"], seed) for seed in (1, 1, 2))
    for part in ("price", "average_carbon", "marginal_carbon"):
        assert np.array_equal(getattr(one, part), getattr(same, part))
        assert not np.array_equal(getattr(one, part), getattr(other, part))


def test_carbon_falls_with_prices():
    year = market_year(MARKETS["ercot"], 1)
    night = calendar(2026).hour < 5
    logs = np.log(np.maximum(year.price, 1.0))
    assert np.corrcoef(logs[night], year.average_carbon[night])[0, 1] > 0.3


def test_dearer_gas_moves_both_prices():
    cheap, dear = (market_year(MARKETS["ercot"], 1, gas_price=price) for price in (2.0, 8.0))
    assert dear.gas.mean() - cheap.gas.mean() == pytest.approx(6.0, rel=0.01)
    assert dear.price.mean() > 2 * cheap.price.mean()
    assert market_year(MARKETS["ercot"], 1, level=40.0).price.mean() == pytest.approx(40.0)


def test_the_clock_of_another_zone_turns_the_hours():
    here, west = (market_year(MARKETS["pjm"], 1, time_zone=zone) for zone in (None, -6))
    assert np.array_equal(west.price, np.roll(here.price, -1))
    with pytest.raises(StargateError, match="no time zone"):
        market_year(MARKETS["pjm"], 1, time_zone=99)


def test_a_given_series_stands_in_place_of_prices():
    given = 40 + 20 * np.sin(np.arange(HOURS) / 24 * 2 * np.pi)
    year = market_year(MARKETS["ercot"], 1, price_series=given)
    assert np.array_equal(year.price, given)
    assert "given" in year.origin
    with pytest.raises(StargateError, match="8,759 hours; 8,760 are needed"):
        market_year(MARKETS["ercot"], 1, price_series=given[1:])


def test_fuel_by_month_keeps_its_mean():
    gas = MARKETS["ercot"].gas
    assert fuel_by_month(gas, 5.0).mean() == pytest.approx(5.0)
    assert fuel_by_month(gas).mean() == pytest.approx(gas.price.p50)
    months = np.arange(1.0, 13.0)
    assert np.array_equal(fuel_by_month(gas, months), months)
    for wrong in (float("nan"), -1.0, months[1:]):
        with pytest.raises(StargateError, match="no price of Natural gas"):
            fuel_by_month(gas, wrong)


def test_an_unknown_region_is_refused_with_a_near_one():
    with pytest.raises(StargateError, match="write: ercot"):
        region("ercott")
