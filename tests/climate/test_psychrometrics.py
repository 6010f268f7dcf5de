"""Moist air, against tables and by what must always hold."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stargate.climate.psychrometrics import (
    dew_point_at,
    humidity_ratio,
    relative_humidity,
    saturation_pressure,
    standard_pressure,
    stull,
    wet_bulb,
)

SEA = 101_325.0


@pytest.mark.parametrize(
    ("temperature", "pressure"),
    [(-40, 12.85), (-20, 103.24), (-10, 259.87), (0, 611.2), (10, 1228.0), (20, 2338.8), (30, 4246.7), (50, 12351.3)],
)
def test_saturation_as_ashrae_has_it(temperature, pressure):
    """ASHRAE Fundamentals (2017), chapter 1, table 3."""
    assert saturation_pressure(np.array(temperature, float)) == pytest.approx(pressure, rel=1e-3)


@pytest.mark.parametrize(("elevation", "pressure"), [(-500, 107_478), (0, 101_325), (1_000, 89_875), (3_000, 70_108)])
def test_standard_pressure_as_ashrae_has_it(elevation, pressure):
    """ASHRAE Fundamentals (2017), chapter 1, table 1."""
    assert standard_pressure(elevation) == pytest.approx(pressure, rel=1e-4)


def test_the_worked_example_of_ashrae():
    """ASHRAE Fundamentals (2017), chapter 1, example 1: 40 degC dry bulb, 20 degC wet bulb, dew point 7 degC, at sea level.

    Read off a chart there, hence its digits.
    """
    assert humidity_ratio(np.array(7.0), SEA) == pytest.approx(0.0065, abs=3e-4)
    assert wet_bulb(np.array(40.0), np.array(7.0), SEA) == pytest.approx(20.0, abs=0.3)


def test_wet_bulb_balances_energy():
    """Adiabatic saturation, put in again: ASHRAE equations 33 and 35."""
    random = np.random.default_rng(1)
    dry = random.uniform(-30, 48, 2_000)
    dew, pressure = dry - random.uniform(0.1, 40, 2_000), random.uniform(7e4, 1.05e5, 2_000)
    wet = wet_bulb(dry, dew, pressure)
    full, water = humidity_ratio(wet, pressure), humidity_ratio(dew, pressure)
    above = ((2501 - 2.326 * wet) * full - 1.006 * (dry - wet)) / (2501 + 1.86 * dry - 4.186 * wet)
    below = ((2830 - 0.24 * wet) * full - 1.006 * (dry - wet)) / (2830 + 1.86 * dry - 2.1 * wet)
    np.testing.assert_allclose(water, np.where(wet >= 0, above, below), atol=2e-7)


def test_high_up_the_wet_bulb_is_lower():
    assert wet_bulb(30.0, 5.0, 80_000.0) < wet_bulb(30.0, 5.0, SEA) - 0.5


def test_stull_at_sea_level():
    """Stull (2011): 13.7 degC at 20 degC and 50%; within 1 K of the equations where it holds."""
    assert stull(20.0, 50.0) == pytest.approx(13.7, abs=0.01)
    for dry in (5.0, 20.0, 35.0):
        for humidity in (20.0, 50.0, 90.0):
            assert stull(dry, humidity) == pytest.approx(wet_bulb(dry, dew_point_at(dry, humidity), SEA), abs=1.0)


@given(st.floats(-60, 55), st.floats(0, 60), st.floats(5e4, 1.08e5))
def test_between_dew_point_and_dry_bulb(dry, below, pressure):
    dew = dry - below
    wet = wet_bulb(np.array([dry]), np.array([dew]), np.array([pressure]))[0]
    assert dew <= wet <= dry
    assert wet_bulb(dry, dry, pressure) == pytest.approx(dry, abs=1e-9)


@given(st.floats(-40, 50), st.floats(1, 100))
def test_humidity_and_back(dry, humidity):
    assert relative_humidity(dry, dew_point_at(dry, humidity)) == pytest.approx(humidity, rel=1e-9)
