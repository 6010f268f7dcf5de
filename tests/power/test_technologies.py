"""Technologies one by one: by hand, against pvlib's own model chain, and against years of real weather."""

import os
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stargate.climate.weather import Weather
from stargate.power.fuel import PartLoad
from stargate.power.grid import billing_periods
from stargate.power.technology import Context
from stargate.programme.catalogue import technology

DATA = Path(os.environ.get("STARGATE_REFERENCE_DATA", "../shared/data")) / "weather-tmy3"
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="reference data not present")


@pytest.fixture(scope="session")
def context(hot_plain):
    hours = hot_plain.dry_bulb.size
    return Context(hot_plain, np.full(hours, 4.0), np.full(hours, 20.0), np.linspace(-20, 300, hours))


def still_air(hot_plain, dry_bulb, pressure=101_325.0):
    return replace(hot_plain, dry_bulb=np.full(8_760, dry_bulb), pressure=np.full(8_760, pressure))


# ---- fuel


def with_part_load(name, numbers):
    kind = technology(name)
    return kind.model_copy(update={"part_load": PartLoad(kind.part_load.address, tuple(numbers), ("assumed",), "")})


def test_a_plant_at_its_best_at_full_output_is_one_block():
    assert technology("gas_engines").blocks() == [(1.0, pytest.approx(8.42))]


def test_a_plant_at_its_best_at_half_output_costs_more_above():
    """Fuel at 50, 75 and 100% is 4, 6.75 and 10 MMBtu: 8, then 11, then 13 MMBtu/MWh."""
    kind = with_part_load("frame_turbines", [1.0, 0.8, 0.9, 1.0])
    full = kind.full_heat_rate
    expected = [(0.5, 0.8), (0.25, 1.1), (0.25, 1.3)]
    assert [(share, heat / full) for share, heat in kind.blocks()] == [pytest.approx(pair) for pair in expected]


@given(st.lists(st.floats(0.6, 2.0), min_size=3, max_size=3))
def test_blocks_rise_and_never_burn_more_than_the_curve(numbers):
    kind = with_part_load("frame_turbines", [*numbers, 1.0])
    shares, heats = zip(*kind.blocks(), strict=True)
    assert list(heats) == sorted(heats)
    assert sum(shares) == pytest.approx(1.0)
    fuel = np.concatenate([[0.0], np.cumsum(np.multiply(shares, heats))])
    assert fuel[-1] == pytest.approx(kind.full_heat_rate)
    for load, number in zip([0.25, 0.5, 0.75, 1.0], [*numbers, 1.0], strict=True):
        at = np.interp(load, np.concatenate([[0.0], np.cumsum(shares)]), fuel)
        assert at <= load * number * kind.full_heat_rate * (1 + 1e-9)


@pytest.mark.parametrize("name", ["gas_engines", "aero_turbines", "frame_turbines", "combined_cycle", "diesel"])
def test_units_that_start_and_stop_burn_what_the_part_load_says(name, context):
    kind = technology(name)
    (source,) = kind.elements("plant", 1_000.0, replace(context, commitment=True)).sources
    least, price = kind.minimum_load.p50, kind.fuel_price(context).mean()
    assert source.minimum == least
    assert source.units == kind.units(1_000.0)
    variable = kind.variable_om.p50 if kind.variable_om else 0.0
    slope, idle = (source.cost.mean() - variable) / price, source.no_load_cost * source.units / 1_000.0 / price
    assert slope + idle == pytest.approx(kind.full_heat_rate)
    at_least = np.interp(least, [0.25, 0.5, 0.75, 1.0], kind.part_load.numbers) * kind.full_heat_rate
    assert slope + idle / least == pytest.approx(at_least)


def test_fuel_cells_that_start_and_stop_are_no_better_than_at_full_output(context):
    (source,) = technology("fuel_cells").elements("plant", 9.0, replace(context, commitment=True)).sources
    assert source.no_load_cost == 0


def test_heat_and_thin_air(hot_plain):
    """At 35 degC a frame turbine loses 20 K x 0.6%, at 0.9 of sea-level pressure another tenth."""
    kind = technology("frame_turbines")
    assert kind.available(still_air(hot_plain, 35.0))[0] == pytest.approx(kind.availability * 0.88)
    thin = kind.available(still_air(hot_plain, 15.0, 0.9 * 101_325))[0]
    assert thin == pytest.approx(kind.availability * 0.9)
    assert kind.available(still_air(hot_plain, -30.0, 105_000.0))[0] == pytest.approx(kind.availability)
    assert kind.available(still_air(hot_plain, 500.0))[0] == 0
    engines = technology("gas_engines")
    assert engines.available(still_air(hot_plain, 35.0))[0] == pytest.approx(engines.availability)


def test_what_a_mwh_of_gas_leaves_behind(context):
    """A combined cycle: 6.316 MMBtu/MWh x 53.061 kg/MMBtu = 335 kg/MWh, as the sources say; 4 USD/MMBtu."""
    (source,) = technology("combined_cycle").elements("plant", 600.0, context).sources
    assert source.burden.fuel == pytest.approx(6.316)
    assert source.burden.carbon == pytest.approx(335, abs=0.5)
    assert source.burden.nox == pytest.approx(0.0573, abs=1e-4)
    assert source.burden.water == pytest.approx(7.57, abs=0.01)
    assert source.cost[0] == pytest.approx(6.316 * 4 + 2.12 * 1.09)


def test_stacks_age():
    kind = technology("fuel_cells")
    assert kind.full_heat_rate == pytest.approx(kind.heat_rate.p50 * 1.025)


def test_the_market_counts_and_not_the_baseline():
    capex = technology("combined_cycle").capex
    assert len(capex.readings) == 2
    assert capex.p50 == 2400


def test_an_annuity():
    """1,000 USD/kW over 20 years at 7%: 94.4 USD/kW each year (factor 0.0943929)."""
    engines = technology("gas_engines")
    assert engines.life.p50 == 240
    assert engines.annual_cost(1.0, 0.07) == pytest.approx(0.0943929 * 1e3 * engines.capex.p50, rel=1e-5)


# ---- grid, battery, wind


def test_the_grid_bills_its_highest_hours(context):
    grid = technology("grid")
    peak = grid.elements("grid", 100.0, context).peak
    assert peak.price * 12 == pytest.approx(1e3 * grid.demand_charge.p50)
    assert (np.bincount(peak.period) / 24).tolist() == [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    assert set(billing_periods(8_760, 1)) == {0}
    assert np.bincount(billing_periods(8_760, 4)).tolist() == [2160, 2184, 2208, 2208]
    half = type(grid.firm).of("x", [("50% [assumed]", "")], _nothing_known())
    hours = type(grid.curtailed).of("x", [("100 [assumed]", "")], _nothing_known())
    (source,) = grid.model_copy(update={"firm": half, "curtailed": hours}).elements("grid", 100.0, context).sources
    assert (source.capacity == 50).sum() == 100
    assert context.grid_price[source.capacity == 50].min() > context.grid_price[source.capacity == 100].max()
    (source,) = grid.elements("grid", 100.0, replace(context, grid_limit=np.full(8_760, 0.25))).sources
    assert (source.capacity == 25).all()
    np.testing.assert_allclose(source.cost, context.grid_price + grid.delivery.p50)


def _nothing_known():
    from stargate.quantity.sources import Known

    return Known(0.0)


def test_a_battery_of_any_duration(context):
    battery = technology("battery")
    (usual,) = battery.elements("store", 100.0, context).stores
    (long,) = battery.elements("store", 100.0, context, 2_400.0).stores
    assert usual.energy == pytest.approx(400 * battery.availability)
    assert long.energy == pytest.approx(2_400 * battery.availability)
    assert long.discharge_power == usual.discharge_power
    assert long.charge_efficiency * long.discharge_efficiency == pytest.approx(0.85)
    per_mwh = (battery.capital(0.0, 1.0), battery.capital(1.0, 0.0))
    assert battery.capital(100.0, 400.0) == pytest.approx(400 * per_mwh[0] + 100 * per_mwh[1])
    assert battery.elements("store", 0.0, context, 10.0).stores[0].charge_power == 0


def test_wind_at_the_hub(hot_plain):
    """At 15 degC and the density that curves are given at, wind at the hub is that at 10 m times 11.5^0.2."""
    wind = technology("wind")
    air = replace(
        still_air(hot_plain, 15.0), pressure=np.full(8_760, 101_325 * np.exp(9.80665 * 115 / 287.05 / 288.15))
    )
    up = 11.5**0.2
    speeds = np.array([0.0, 2.9, 3.0, 8.0, 8.25, 13.0, 24.9, 25.1, 60.0]) / up
    power = wind.output(replace(air, wind_speed=np.resize(speeds, 8_760)))[: speeds.size] / (1 - wind.losses.p50)
    middle = (0.5593 + 0.6712) / 2
    np.testing.assert_allclose(power, [0, 0, 0, 0.5593, middle, 1, 1, 0, 0], atol=2e-4)
    thin = wind.output(replace(air, wind_speed=np.full(8_760, 8.0 / up), pressure=air.pressure * 0.9))
    assert thin[0] < power[3] * (1 - wind.losses.p50)
    assert list(wind.curve.numbers) == sorted(wind.curve.numbers)


# ---- solar


def test_no_sun_no_power(hot_plain):
    solar = technology("solar")
    dark = np.zeros(8_760)
    night = replace(hot_plain, global_horizontal=dark, direct_normal=dark, diffuse_horizontal=dark)
    assert (solar.output(night) == 0).all()
    assert (solar.output(hot_plain)[::24] == 0).all()
    assert 0.1 < solar.output(hot_plain).mean() < 0.45


def test_a_fixed_tilt_gives_less_than_trackers(hot_plain):
    solar = technology("solar")
    tilt = type(solar.max_angle).of("x", [("25 deg [assumed]", "")], _nothing_known())
    fixed = solar.model_copy(update={"tilt": tilt})
    assert fixed.output(hot_plain).mean() < solar.output(hot_plain).mean()
    south = replace(hot_plain, latitude=-hot_plain.latitude)
    assert fixed.output(south).mean() > 0.8 * fixed.output(hot_plain).mean()


@cache
def station(usaf):
    import pandas as pd

    hourly = pd.read_parquet(DATA / "hourly.parquet", filters=[("usaf", "==", usaf)]).sort_values("hour")
    place = pd.read_csv(DATA / "stations.csv.gz", dtype={"usaf": str}).set_index("usaf").loc[usaf]
    columns = {name: hourly[name].to_numpy(float) for name in ("tdry", "tdew", "pres", "ghi", "dni", "dhi", "wspd")}
    return Weather(
        place["name"], place.lat, place.lon, place.elev_m, place.tz, columns["tdry"], columns["tdew"],
        100 * columns["pres"], columns["ghi"], columns["dni"], columns["dhi"], columns["wspd"], "TMY3",
    )  # fmt: skip


ABILENE, CLEVELAND, WINK, COTULLA = "690190", "725245", "722656", "722526"


@needs_data
@pytest.mark.parametrize("usaf", [ABILENE, CLEVELAND])
def test_solar_is_what_pvlib_makes_of_it(usaf):
    """pvlib's own model chain of the same plant: losses, tracking, sky, cells, inverters."""
    pd, pvlib = pytest.importorskip("pandas"), pytest.importorskip("pvlib")
    weather = station(usaf)
    losses = dict.fromkeys(
        ("shading", "snow", "mismatch", "wiring", "connections", "lid", "nameplate_rating", "age", "availability"), 0
    )
    system = pvlib.pvsystem.PVSystem(
        [
            pvlib.pvsystem.Array(
                pvlib.pvsystem.SingleAxisTrackerMount(axis_azimuth=0, max_angle=45, gcr=0.4),
                albedo=0.2,
                module_parameters={"pdc0": 1.34, "gamma_pdc": -0.0035},
                temperature_model_parameters={"u0": 25.0, "u1": 6.84},
            )
        ],
        inverter_parameters={"pdc0": 1 / 0.96, "eta_inv_nom": 0.96},
        losses_parameters={"soiling": 14, **losses},
    )
    chain = pvlib.modelchain.ModelChain(
        system, pvlib.location.Location(weather.latitude, weather.longitude, "UTC", weather.elevation),
        aoi_model="physical", spectral_model="no_loss", dc_model="pvwatts", ac_model="pvwatts",
        temperature_model="faiman", losses_model="pvwatts",
    )  # fmt: skip
    index = pd.date_range("2023-01-01 00:30", periods=8_760, freq="h", tz="UTC") - pd.Timedelta(hours=weather.time_zone)
    columns = {"ghi": weather.global_horizontal, "dni": weather.direct_normal, "dhi": weather.diffuse_horizontal}
    chain.run_model(pd.DataFrame({**columns, "temp_air": weather.dry_bulb, "wind_speed": weather.wind_speed}, index))
    theirs = np.nan_to_num(chain.results.ac.to_numpy())
    ours = technology("solar").output(weather)
    up = theirs > 0
    np.testing.assert_allclose(ours[up], theirs[up], atol=0.002)
    assert ours[~up].max() < 0.01, "light of the sky in the hours of sunrise, which the chain leaves out"
    assert ours.mean() == pytest.approx(theirs.mean(), abs=1e-4)


@needs_data
def test_capacity_factors_of_real_years():
    """The United States mean of the Annual Technology Baseline is 0.2758; West Texas has more sun, Lake Erie less.

    Wind is measured at airports, so it is held against less than the Baseline's 0.4754 of good sites.
    """
    solar, wind = technology("solar"), technology("wind")
    sun = {usaf: solar.output(station(usaf)).mean() for usaf in (ABILENE, CLEVELAND, WINK, COTULLA)}
    assert 0.27 < sun[WINK] < 0.33
    assert 0.27 < sun[ABILENE] < 0.33
    assert 0.23 < sun[COTULLA] < 0.29
    assert 0.16 < sun[CLEVELAND] < 0.22
    air = {usaf: wind.output(station(usaf)).mean() for usaf in (ABILENE, COTULLA)}
    assert 0.35 < air[ABILENE] < 0.5
    assert 0.15 < air[COTULLA] < air[ABILENE]
