"""Prices of a year: hand cases of the quantile map, what a seed fixes, and what every year keeps to."""

import numpy as np
import pytest

from stargate.errors import StargateError
from stargate.market.calendar import HOURS, calendar
from stargate.market.prices import normals_of, of_year, price_normals, prices, ratios, with_storm
from stargate.market.residual import correlation_of_prices, normals
from stargate.market.shape import (
    INNER,
    OUTER,
    P90,
    P99,
    DayRow,
    DependenceRow,
    InnerRow,
    OuterRow,
    PersistenceRow,
    PriceShape,
    YearsRow,
)  # fmt: skip
from stargate.programme.catalogue import entry, names, region
from stargate.quantity.measures import EnergyPrice, HeatRate
from stargate.quantity.sources import Known

SHAPES = {name: entry("prices", name, PriceShape) for name in names("prices")}
GAS = np.full(12, 4.0)


def row(kind, *numbers):
    return kind("by hand", tuple(map(float, numbers)), ("assumed",), "")


def figure(kind, text):
    return kind.of("by hand", [(text, "by hand:1")], Known(float("inf")))


@pytest.fixture
def by_hand():
    """P1, P10, P50, P90, P99 are -1, 0.5, 1, 2, 5 times the level, everywhere."""
    flat = {name: [row(DayRow, *[at] * 24)] * 12 for name, at in
            {"lowest": -1, "low": 0.5, "median": 1, "high": 2, "highest": 5}.items()}  # fmt: skip
    return PriceShape.model_construct(
        address="by hand", title="by hand", time_zone="0", **flat,
        heat_rate=figure(HeatRate, "8 MMBtu/MWh [assumed]"), adder=figure(EnergyPrice, "2 USD/MWh [assumed]"),
        least=figure(EnergyPrice, "-100 USD/MWh [assumed]"), most=figure(EnergyPrice, "1_000 USD/MWh [assumed]"),
        below=row(InnerRow, *(z / P90 for z in INNER)), above=row(InnerRow, *(z / P90 for z in INNER)),
        bottom=row(OuterRow, 1, 1, 1, 1, 1, 1), top=row(OuterRow, 1, 2, 3, 4, 5, 6),
        weekend=row(DayRow, *[-0.5] * 24), variance=row(DependenceRow, 0.1, 0.4, 0.2, 0.3),
        persistence=row(PersistenceRow, 0.9, 0.999, 0.8, 0.6), between=row(YearsRow, 0.1, 0.5, 1.0),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("z", "ratio"),
    [(0, 1), (P90, 2), (P99, 5), (-P90, 0.5), (-P99, -1), (P90 / 2, 1.5), (-P90 / 2, 0.75), (OUTER[1], 9),
     ((P90 + P99) / 2, 3), (9, 25), (-9, -1)],  # halfway from P90 to P99 distances 1 and 4 meet at 2
)  # fmt: skip
def test_the_quantile_map_by_hand(by_hand, z, ratio):
    assert ratios(by_hand, np.full(HOURS, float(z)), calendar(2026)) == pytest.approx(np.full(HOURS, ratio))


def test_a_scarce_year_is_dearer_above_its_median_only(by_hand):
    z = np.resize([-P99, 0.0, P90, P99], HOURS)
    found = ratios(by_hand, z, calendar(2026), of_year(by_hand, 0.0, 1.0))[:4]
    assert found == pytest.approx([-1, 1, 1 + np.exp(0.5), 1 + 4 * np.exp(1.0)])
    assert ratios(by_hand, z, calendar(2026), of_year(by_hand, 1.0, 0.0))[1] == pytest.approx(np.exp(0.1))


def test_the_level_follows_gas_and_limits_hold(by_hand):
    z = np.zeros(HOURS)
    assert prices(by_hand, GAS, 1, z=z) == pytest.approx(np.full(HOURS, 34.0))  # 2 + 8 x 4
    gas = np.arange(12.0)
    assert prices(by_hand, gas, 1, z=z)[[0, 8759]] == pytest.approx([2.0, 90.0])
    assert prices(by_hand, GAS, 1, z=z, factor=0.5) == pytest.approx(np.full(HOURS, 17.0))
    assert prices(by_hand, GAS, 1, level=50.0).mean() == pytest.approx(50.0)
    assert prices(by_hand, GAS * 10, 1).max() == 1_000.0


def test_weekends_stand_lower_and_the_week_keeps_its_mean(by_hand):
    z, off = price_normals(by_hand, 3), calendar(2026).weekend
    assert z[off].mean() - z[~off].mean() == pytest.approx(-0.7, abs=0.15)
    assert z.std() == pytest.approx(1.0, abs=0.1)


def test_normals_have_the_memory_that_is_asked_for():
    wanted = correlation_of_prices(np.array([0.1, 0.5, 0.0, 0.4]), np.array([0.9, 0.99, 0.8, 0.6]))
    drawn = np.array([normals("by hand", seed, wanted) for seed in range(60)])
    assert drawn.std() == pytest.approx(1.0, abs=0.01)
    for lag in (1, 12, 24, 48):
        assert (drawn * np.roll(drawn, lag, axis=1)).mean() == pytest.approx(wanted[lag], abs=0.02)


def test_normals_of_given_prices_are_their_ranks():
    z = normals_of(np.random.default_rng(1).lognormal(3.0, 1.0, HOURS))
    assert z.mean() == pytest.approx(0.0, abs=1e-9)
    assert z.std() == pytest.approx(1.0, abs=0.05)
    assert np.array_equal(normals_of(np.full(HOURS, 40.0)), np.zeros(HOURS))


def test_the_calendar_of_2024_leaves_out_29_february():
    day = calendar(2024)
    assert len(day.month) == len(day.hour) == len(day.weekend) == HOURS
    assert (day.month == 1).sum() == 28 * 24
    assert day.weekend[5 * 24] and not day.weekend[4 * 24]  # 6 January 2024 was a Saturday  # noqa: PT018
    assert day.weekend[(31 + 28 + 1) * 24]  # 2 March


@pytest.mark.parametrize("name", SHAPES)
def test_quantiles_stand_in_order(name):
    shape = SHAPES[name]
    rows = [np.array([day.numbers for day in getattr(shape, part)])
            for part in ("lowest", "low", "median", "high", "highest")]  # fmt: skip
    assert np.all(np.diff(rows, axis=0) >= 0)
    assert np.all(rows[3] > rows[2])
    assert np.all(rows[2] > rows[1])
    for tail in (shape.below, shape.above, shape.bottom, shape.top):
        assert list(tail.numbers) == sorted(tail.numbers)
    assert sum(shape.variance.numbers) == pytest.approx(1.0, abs=0.01)


@pytest.mark.parametrize("name", SHAPES)
def test_seeds_change_the_hours_and_keep_the_year(name):
    years = np.array([prices(SHAPES[name], GAS, seed) for seed in range(8)])
    assert np.isfinite(years).all()
    assert np.array_equal(years[3], prices(SHAPES[name], GAS, 3))
    assert not np.array_equal(years[0], years[1])
    means, medians = years.mean(axis=1), np.median(years, axis=1)
    assert means == pytest.approx(means.mean(), rel=0.25)
    assert medians == pytest.approx(medians.mean(), rel=0.15)
    assert np.all(years.max(axis=1) <= SHAPES[name].most.p50)


@pytest.mark.parametrize("name", SHAPES)
def test_dearer_gas_makes_dearer_power(name):
    cheap, dear = (prices(SHAPES[name], GAS * by, 1).mean() for by in (0.5, 1.5))
    assert 1.3 < dear / cheap < 3.0


def test_a_storm_lasts_as_long_as_it_says_and_never_cheapens():
    texas = region("ercot").region
    calm = np.full(HOURS, 30.0)
    found = with_storm(calm, texas, 1)
    hours = np.flatnonzero(found != calm)
    assert len(hours) == 156  # 6.5 days
    assert set(calendar(2026).month[hours]) <= {11, 0, 1, 2}
    assert np.array_equal(with_storm(np.full(HOURS, 9e3), texas, 1), np.full(HOURS, 9e3))
    with pytest.raises(StargateError, match="no winter storm"):
        with_storm(calm, region("caiso").region, 1)


@pytest.mark.parametrize("gas", [np.full(11, 4.0), np.full(12, np.nan), np.full(12, -1.0)])
def test_what_is_no_price_of_gas_is_refused(gas):
    with pytest.raises(StargateError, match="12 prices of gas"):
        prices(SHAPES["ercot_hub"], gas, 1)


def test_a_year_beyond_all_years_is_refused():
    with pytest.raises(StargateError, match="far from every year"):
        prices(SHAPES["ercot_hub"], GAS, 1, scarcity=float("nan"))
