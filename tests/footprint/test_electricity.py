"""Electricity: shares of forecasts, and what regions generate."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import stargate as sg
from stargate.errors import StargateError
from stargate.footprint.electricity import energy, regions, share, shares, used
from stargate.footprint.forecast import forecast, forecasts
from stargate.operations.operate import operate


def test_seven_gigawatts_are_thirty_percent_of_2023():
    """A figure of the announcement of September 2025: 7 GW at 0.85 take 52.1 TWh, 30% of 176."""
    found = energy(7_000, 0.85)
    assert found == pytest.approx(52.1, abs=0.05)
    assert found / forecast("lbnl").energy(2023).middle == pytest.approx(0.30, abs=0.005)


def test_stated_years_are_given_back():
    assert forecast("lbnl").energy(2018) == pytest.approx((76, 76, 76))
    low, middle, high = forecast("lbnl").energy(2028)
    assert (low, high) == pytest.approx((325, 580))
    assert low < middle < high


def test_between_stated_years_runs_a_straight_line():
    low, _, high = forecast("lbnl").energy(2025)
    assert low == pytest.approx(176 + 2 / 5 * (325 - 176))
    assert high == pytest.approx(176 + 2 / 5 * (580 - 176))


@pytest.mark.parametrize(
    ("name", "year", "covered"),
    [("lbnl", 2029, "2018 to 2028"), ("iea", 2023, "2024 to 2030"), ("goldman", 2028, "2027 alone")],
)
def test_a_year_outside_a_forecast_is_one_clear_message(name, year, covered):
    with pytest.raises(StargateError, match=f"does not reach {year}\n  write: {covered}"):
        forecast(name).energy(year)


def test_a_forecast_that_is_not_there():
    with pytest.raises(StargateError, match="has no 'lbl' among its forecasts\n  write: lbnl"):
        forecast("lbl")


def test_a_forecast_is_known_from_its_publication_on():
    with pytest.raises(StargateError, match="was not published by 2025-01-21"):
        forecast("epri").energy(2030, "2025-01-21")
    assert forecast("lbnl").energy(2028, "2025-01-21").low == pytest.approx(325)


@given(st.sampled_from(sorted(forecasts())), st.floats(1.0, 50_000.0), st.floats(1.01, 3.0))
def test_shares_rise_with_the_power_and_keep_their_order(name, power, more):
    said = forecast(name)
    for year in sorted(map(int, said.electricity)):
        low, middle, high = said.energy(year)
        assert 0 < low <= middle * (1 + 1e-12) <= high * (1 + 1e-12)
        assert energy(power * more, 0.8) / middle > energy(power, 0.8) / middle


def test_share_of_a_programme(small_account):
    found = share(small_account, "lbnl", 2028)
    low, middle, high = found.expected
    own = used(small_account, 2028)
    assert found.share == pytest.approx((own.p10 / high, own.p50 / middle, own.p90 / low))
    assert found.share.low <= found.share.middle <= found.share.high


def test_forecasts_that_do_not_reach_are_said(small_account):
    told, words = shares(small_account, 2030)
    assert {each.forecast for each in told} == {"epri", "iea"}
    assert "the forecast LBNL, December 2024 does not reach 2030, but 2018 to 2028." in words
    assert len(told) + len(words) == len(forecasts())


def test_electricity_of_regions_adds_up_and_stands_beside_their_own(reference):
    plan = sg.announced(reference)
    found = sg.account(operate(plan, 2028, sg.built_out(plan)))
    by_name = {use.name: use for use in regions(found, 2028)}
    assert sum(use.used.p50 for use in by_name.values()) == pytest.approx(used(found, 2028).p50, rel=1e-9)
    assert by_name["ERCOT"].generation.middle == pytest.approx(429.0)
    assert by_name["MISO"].sites == ("port_washington", "saline")
    assert by_name["MISO"].share.middle == pytest.approx(by_name["MISO"].imported.p50 / 639.6)
    southwest = by_name["Southwest, New Mexico and Arizona"]
    assert southwest.generation is None
    assert southwest.share is None
