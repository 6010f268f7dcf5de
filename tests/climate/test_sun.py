"""Where the sun stands, against pvlib's, and curves through means."""

import numpy as np
import pandas as pd
import pvlib
import pytest

from stargate.climate.months import (
    MONTH_OF_HOUR,
    daily,
    days_through_months,
    hours_through_days,
    monthly_deviation,
    monthly_mean,
    monthly_quantiles,
    ranked,
)
from stargate.climate.sun import sun


@pytest.mark.parametrize(("latitude", "longitude", "zone"), [(32.5, -99.7, -6), (-33.9, 151.2, 10), (64.8, -147.7, -9)])
def test_the_sun_stands_where_pvlib_has_it(latitude, longitude, zone):
    found = sun(latitude, longitude, zone)
    times = pd.date_range("2001-01-01 00:30", periods=8760, freq="h", tz="UTC") - pd.Timedelta(hours=zone)
    position = pvlib.solarposition.get_solarposition(times, latitude, longitude, method="nrel_numpy")
    whole = found.daylight == 1
    # The mean of an hour lies below its middle by the curvature: 0.3%.
    np.testing.assert_allclose(found.height[whole], np.cos(np.radians(position.zenith))[whole], atol=0.012)
    assert (found.height[found.daylight == 0] == 0).all()
    extra = pvlib.irradiance.get_extra_radiation(times)
    np.testing.assert_allclose(found.extraterrestrial, extra, rtol=0.006)


def test_lines_keep_their_means():
    random = np.random.default_rng(0)
    days, months = random.normal(size=365), random.normal(size=12)
    np.testing.assert_allclose(daily(hours_through_days(days)).mean(1), days, atol=1e-12)
    np.testing.assert_allclose(monthly_mean(days_through_months(months)), months, atol=1e-12)
    np.testing.assert_allclose(hours_through_days(np.full(365, 3.0)), 3.0)


def test_months_as_pandas_has_them():
    values = np.random.default_rng(0).normal(size=8760)
    months = pd.Series(values).groupby(MONTH_OF_HOUR)
    np.testing.assert_allclose(monthly_mean(values), months.mean())
    np.testing.assert_allclose(monthly_deviation(values), months.std())
    np.testing.assert_allclose(monthly_quantiles(values, (0.01, 0.9))[1], months.quantile(0.9))
    place = pd.Series(ranked(values)).groupby(MONTH_OF_HOUR)
    assert place.min().max() < 0.001
    assert ((ranked(values)[:744].argsort()) == values[:744].argsort()).all()
