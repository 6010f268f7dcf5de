"""The frame of an account: sums of hours, and IT energy by year in every future."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import stargate as sg
from stargate.errors import StargateError
from stargate.footprint.account import by_year
from stargate.operations.account import QUANTITIES
from stargate.operations.operate import operate
from stargate.reports.operation import median_load


def test_hours_add_up_to_the_year(small_year):
    found = sg.account(small_year)
    for quantity in QUANTITIES:
        hours = sum(quantity.hours(year).astype(float).sum() for year in small_year.sites)
        assert found.amounts(quantity.name)[0, 0] == pytest.approx(hours, rel=1e-9, abs=1e-9)


def test_half_a_year_of_load_by_hand():
    ends = np.array([[0.0] * 6 + [100.0] * 6 + [200.0] * 12])
    first, second = by_year(ends, 0, 2)[0]
    hours = 24 * np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
    assert first == pytest.approx(50 * hours[6] + 100 * hours[7:].sum())
    assert second == pytest.approx(150 * hours[0] + 200 * hours[1:].sum())


def test_a_series_that_begins_in_autumn():
    ends = np.full((1, 15), 10.0)
    first, second = by_year(ends, 9, 2)[0]
    assert first == pytest.approx(10 * 24 * (31 / 2 + 30 + 31))
    assert second == pytest.approx(10 * 8760)


@given(arrays(float, (3, 24), elements=st.floats(0, 5000)))
def test_energy_never_exceeds_the_highest_load_all_year(ends):
    found = by_year(ends, 0, 2)
    assert (found >= 0).all()
    assert (found <= 8760 * ends.max() * (1 + 1e-12)).all()


def test_another_year_operated_is_close(small_drawn):
    """The approximation against operating the year that it speaks of, at the same median load."""
    plan = small_drawn.plan
    early = operate(plan, 2029, median_load(small_drawn, 2029))
    late = operate(plan, 2031, median_load(small_drawn, 2031))
    told = sg.account(early, small_drawn)
    scaled = late.sites[0].account
    column = told.column(2031)
    for name in ("it_energy", "facility_energy", "water_on_site"):
        rate = told.rate(name) / told.rate("it_energy")
        own = [year.account.per_it_energy(name) for year in late.sites]
        assert rate == pytest.approx(own, rel=0.03)
    assert scaled["it_energy"] == pytest.approx(told.amounts("it_energy", ["north"])[0, column], rel=0.1)


def test_candidates_are_in_no_total(reference):
    plan = sg.announced(reference)
    piketon = operate(plan, 2030, sg.built_out(plan), only="piketon")
    found = sg.account(piketon)
    assert found.members == ()
    assert found.amounts("it_energy")[0, 0] == 0.0
    assert found.amounts("it_energy", ["piketon"])[0, 0] > 0


def test_a_year_outside_is_said(small_account):
    with pytest.raises(StargateError, match="no account of 2050\n  write: 2024 to 2032"):
        small_account.column(2050)


def test_futures_of_another_programme_are_refused(small, small_year):
    other = sg.simulate(sg.announced(small.override({"sites.north.power.grid": "90 MW [assumed]"})), n=2)
    with pytest.raises(StargateError, match="not of one programme"):
        sg.account(small_year, other)


def test_a_campus_that_was_not_operated_is_said(small_account):
    with pytest.raises(StargateError, match="there is no site 'west'"):
        small_account.amounts("fuel", ["west"])


def test_no_load_is_said(small):
    """Nothing can be counted by an MWh that nobody asks for."""
    idle = sg.announced(small.override({"workload.utilisation": "0% [assumed]"}))
    with pytest.raises(StargateError, match=r"workload\.utilisation\n  no campus asks for IT energy"):
        sg.account(operate(idle, 2029, sg.built_out(idle), only="north"))


def test_one_future_is_one(small_year):
    found = sg.account(small_year, sg.simulate(small_year.plan, n=1))
    assert "2024 to 2032: 1 future, hours of 2029" in str(found)


def test_contracts_cover_more_of_half_a_load(small):
    """What an account of full load says of years with less: market-based is told too high, never too low."""
    plan = sg.announced(small)
    full = sg.built_out(plan)
    whole, half = (
        operate(plan, 2029, {"north": part * full["north"]}, only="north")["north"].account for part in (1.0, 0.5)
    )
    assert whole.per_it_energy("carbon_location") == pytest.approx(half.per_it_energy("carbon_location"), rel=1e-3)
    assert whole.per_it_energy("carbon_market") > 1.05 * half.per_it_energy("carbon_market")
