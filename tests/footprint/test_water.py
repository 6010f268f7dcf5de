"""Water: bounds, counties, and where it goes when a campus has no towers."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import stargate as sg
from stargate.climate.normals import Climate
from stargate.climate.typical import typical_year
from stargate.footprint.county import County, Sector, county_of
from stargate.footprint.water import bound, cooled_by, counties, mean_water, us_mean, water_of
from stargate.operations.operate import operate
from stargate.programme.catalogue import cooling_system, entry, names

MGD = 3785.411784


weather = cache(lambda name: typical_year(entry("climates", name, Climate), 1))


@given(
    st.sampled_from(["dona_ana", "houston", "fargo", "indianapolis", "new_york", "phoenix"]),
    st.sampled_from(names("cooling")),
    st.floats(0.02, 1.0),
)
def test_cooling_never_takes_more_than_its_heat_evaporates(climate, cooling, load):
    system = cooling_system(cooling)
    hours = system.hours(weather(climate), np.full(8760, load))
    assert (hours.wue <= system.ceiling(hours.pue)).all()


def test_the_ceiling_by_hand():
    """At a PUE of 1.2: 1.2 kWh of heat and 3% more off the coils, a ninth of it drained or a quarter blown away."""
    tower = cooling_system("water_chiller")
    latent = 2500.5 - 2.3097 * 50 - 0.0013 * 2500
    drift = 0.002525 * latent / (4.186 * 5)
    by_hand = 1.2 / 0.97 * (1 + max(1 / 8, drift)) * 3600 / latent + 0.03 / 0.97 * 1.2 * 3600 / 2266
    assert tower.ceiling(np.array([1.2]))[0] == pytest.approx(by_hand, rel=2e-3)
    dry = 1.2 / 0.97 * 3600 / latent + 0.03 / 0.97 * 1.2 * 3600 / 2266
    assert cooling_system("direct_to_chip").ceiling(np.array([1.2]))[0] == pytest.approx(dry, rel=2e-3)


def test_campuses_stay_below_their_bound_every_hour(small, small_year):
    changes = {
        "sites.*.cooling_system": "water_economiser",
        "sites.south.power.equipment.engines.technology": "nuclear",
        "sites.north.power.grid": "40 MW [assumed]",
    }
    plan = sg.announced(small.override(changes))
    for year in (*small_year.sites, *operate(plan, 2029, sg.built_out(plan)).sites):
        assert (year.water_on_site <= bound(year) * (1 + 1e-12)).all()
        assert year.water_on_site.sum() > 0


def test_us_mean_water_is_that_of_the_publication():
    """LBNL: 64 and 800 bn litres for 176 TWh in 2023, twelve times as much at power plants."""
    found = mean_water(us_mean(), np.full(8760, 176e6 / 8760))
    assert found.on_site / 1e6 == pytest.approx(64, rel=0.01)
    assert found.off_site / 1e6 == pytest.approx(800, rel=0.01)
    assert found.ratio == pytest.approx(us_mean().ratio.p50, rel=0.05)
    assert found.break_even == pytest.approx(1 / found.ratio)


def test_its_own_cooling_takes_what_was_operated(small_year):
    for year in small_year.sites:
        pue, water = cooled_by(year, cooling_system(year.site.cooling_system))
        assert water.on_site == pytest.approx(water_of(year).on_site, rel=1e-9)
        assert water.off_site == pytest.approx(water_of(year).off_site, rel=1e-9)
        assert pue == pytest.approx(year.account.per_it_energy("facility_energy"), rel=0.01)


def test_other_cooling_is_what_operating_it_gives(small, small_year):
    """Without a dispatch of its own, for a campus whose grid carries all."""
    plan = sg.announced(small.override({"sites.north.cooling_system": "water_economiser"}))
    again = operate(plan, 2029, sg.built_out(plan), only="north")["north"]
    _, water = cooled_by(small_year["north"], cooling_system("water_economiser"))
    assert water.on_site == pytest.approx(water_of(again).on_site, rel=0.01)
    assert water.off_site == pytest.approx(water_of(again).off_site, rel=0.01)


def test_towers_take_more_on_site_in_every_climate(small_year):
    for year in small_year.sites:
        wet, dry = (cooled_by(year, cooling_system(name))[1] for name in ("water_chiller", "air_chiller"))
        assert wet.on_site > 10 * dry.on_site


def test_withdrawals_of_a_county_add_up():
    """Doña Ana 2015, MGD by hand: 119.97 + 255.88 + 1.13 + 0.789 + 33.99 + 0.5."""
    found = entry("counties", "dona_ana_nm", County)
    assert found.total / MGD == pytest.approx(412.259)
    assert found.public_supply / MGD == pytest.approx(33.99)
    assert found.withdrawals[Sector.AGRICULTURE].total / MGD == pytest.approx(375.85)
    assert entry("counties", "shackelford_tx", County).public_supply == 0.0


def test_every_campus_of_the_reference_programme_has_its_county(reference):
    for site in reference.contents.sites.values():
        found = county_of(site)
        assert found is not None
        assert found.county == site.county


def test_a_county_takes_the_water_of_its_campuses(reference):
    plan = sg.announced(reference)
    found = sg.account(operate(plan, 2029, sg.built_out(plan), only="dona_ana"))
    (use,), words = counties(found, 2029)
    hours = found.sites[0].water_on_site.sum()
    assert use.on_site.p50 * 365 == pytest.approx(hours, rel=1e-9)
    assert use.share == pytest.approx(hours / 365 / (412.259 * MGD))
    assert use.of_public_supply == pytest.approx(hours / 365 / (33.99 * MGD))
    assert words == []
    stated = reference["sites.dona_ana.water"]
    assert stated.quantile(0.1) <= use.on_site.p50 <= stated.quantile(0.9)


def test_a_county_that_is_not_known_is_said(small, small_year, small_account):
    uses, words = counties(small_account, 2029)
    assert uses == []
    assert words[0].startswith("North Ridge: no county is named (write county: ")
    named = small.override({"sites.north.county": "Nowhere County"})
    plan = sg.announced(named)
    found = sg.account(operate(plan, 2029, sg.built_out(plan)))
    uses, words = counties(found, 2029)
    assert uses[0].share is None
    assert words[0] == "Nowhere County, TX: the catalogue has no withdrawals of this county."


@pytest.mark.parametrize(
    ("mgd", "facility_power", "possible"),
    [(0.02, 2210, True), (0.0077, 442, True), (0.97, 177, True), (21, 1244, False)],
)
def test_water_that_others_estimate_is_held_to_the_bound(mgd, facility_power, possible):
    """Epoch AI's column of water use: its figure of New Carlisle is more than the campus's heat could evaporate."""
    per_facility_energy = mgd * MGD / (facility_power * 24)  # L/kWh
    bounds = [cooling_system(name).ceiling(np.array([1.2]))[0] / 1.2 for name in names("cooling")]
    assert bool(per_facility_energy < max(bounds)) is possible


@pytest.mark.parametrize("moist", [1.0, 50.0, 100.0])
def test_no_weather_of_a_file_takes_more_than_the_heat_evaporates(moist):
    """From -40 to 52 degC, dry or saturated, in wind or none, at any pressure of the ground: every system, any load."""
    draws = np.random.default_rng(1)
    dry_bulb = draws.uniform(-40.0, 52.0, 8760)
    above = np.log(moist / 100) + 17.62 * dry_bulb / (243.12 + dry_bulb)
    hours = replace(
        weather("houston"),
        dry_bulb=dry_bulb,
        dew_point=np.minimum(243.12 * above / (17.62 - above), dry_bulb),
        wind_speed=draws.uniform(0.0, 25.0, 8760),
    )
    load = draws.uniform(0.01, 1.0, 8760)
    for name in names("cooling"):
        system = cooling_system(name)
        found = system.hours(hours, load)
        assert (found.wue >= 0).all()
        assert (found.wue <= system.ceiling(found.pue)).all()
