"""Real prices from a file: what is read, and one clear message for each way to get it wrong."""

import numpy as np
import pandas as pd
import pytest

from stargate.errors import ProgrammeError
from stargate.market.calendar import HOURS
from stargate.market.series import read_series


def table(year=2023, zone="-06:00", periods=HOURS):
    hours = pd.date_range(f"{year}-01-01", periods=periods, freq="h")
    return pd.DataFrame(
        {"time": hours.strftime("%Y-%m-%dT%H:%M") + zone, "usd_per_mwh": 20.0 + np.arange(periods) % 500}
    )


@pytest.fixture
def written(tmp_path):
    def write(found, name="prices.csv"):
        path = tmp_path / name
        found.to_csv(path, index=False) if path.suffix == ".csv" else found.to_parquet(path)
        return path

    return write


def test_a_year_comes_back_hour_by_hour(written):
    found = read_series(written(table()), -6)
    assert np.array_equal(found, table().usd_per_mwh)


def test_rows_may_stand_in_any_order(written):
    assert np.array_equal(read_series(written(table().sample(frac=1, random_state=1)), -6), table().usd_per_mwh)


def test_utc_is_turned_to_local_time(written):
    """The first six hours of a year in UTC are the last of the year before in Texas, and taken for its end."""
    found = read_series(written(table(zone="Z")), -6)
    assert np.array_equal(found, np.roll(table().usd_per_mwh, -6))


def test_times_without_an_offset_take_the_zone_that_is_said(written):
    assert np.array_equal(read_series(written(table(zone="")), -6, stamps=-6), table().usd_per_mwh)
    assert np.array_equal(read_series(written(table(zone="")), -6, stamps=0), np.roll(table().usd_per_mwh, -6))


def test_parquet_with_a_time_zone(written):
    found = table(zone="Z")
    found["time"] = pd.to_datetime(found.time)
    assert np.array_equal(read_series(written(found, "prices.parquet"), 0), found.usd_per_mwh)


def test_one_year_of_several(written):
    found = read_series(written(table(2022, periods=2 * HOURS)), -6, year=2023)
    assert np.array_equal(found, table(2022, periods=2 * HOURS).usd_per_mwh[HOURS:])


def test_a_leap_year_without_its_day(written):
    found = table(2024, periods=HOURS + 24)
    found = found[~found.time.str.contains("-02-29")]
    assert np.array_equal(read_series(written(found), -6), found.usd_per_mwh)


def broken(change):
    found = table()
    return change(found) if callable(change) else found


def set_price(value):
    def change(found):
        found["usd_per_mwh"] = found.usd_per_mwh.astype(object)
        found.loc[100, "usd_per_mwh"] = value
        return found

    return change


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda f: f[:5_000], "5,000 hours; 8,760 are needed"),
        (lambda _: table(2024, periods=HOURS + 24), "8,784 hours"),
        (lambda _: table(2024), "29 February"),
        (lambda _: table(periods=2 * HOURS), "say which year"),
        (lambda f: f.drop(index=[200, 201]), "2 hours are missing after 2023-01-09 07:00"),
        (lambda f: pd.concat([f, f[50:51]]), "2023-01-03 02:00:00 is there twice"),
        (lambda f: pd.concat([f.drop(index=9), f[50:51]]), "is there twice"),
        (set_price(None), "prices.csv:102"),
        (set_price("inf"), "is no price"),
        (set_price("dear"), "'dear' is no price"),
        (set_price(1e9), "is no price"),
        (lambda f: f.assign(usd_per_mwh=f.usd_per_mwh / 1e3), "looks like USD/kWh"),
        (lambda _: table(zone=""), "no time zone"),
        (lambda f: f.rename(columns={"usd_per_mwh": "price"}), "no column usd_per_mwh"),
        (lambda f: f.assign(time="soon"), "cannot be read|can be read"),
        (lambda f: f.assign(time=f.time.str.replace(":00-", ":30-")), "on the hour"),
        (lambda f: f[:0], "0 hours"),
    ],
)  # fmt: skip
def test_bad_input_has_one_message(written, change, says):
    with pytest.raises(ProgrammeError, match=says) as caught:
        read_series(written(broken(change)), -6)
    assert len(caught.value.problems) == 1
    assert "write: " in str(caught.value)


def test_what_is_no_file(tmp_path):
    with pytest.raises(ProgrammeError, match="cannot be read"):
        read_series(tmp_path / "none.csv", -6)
    with pytest.raises(ProgrammeError, match="neither CSV nor Parquet"):
        read_series(tmp_path / "prices.xlsx", -6)
    (tmp_path / "bad.parquet").write_bytes(b"no table")
    with pytest.raises(ProgrammeError, match="this is no table"):
        read_series(tmp_path / "bad.parquet", -6)


def test_no_hour_of_that_year(written):
    with pytest.raises(ProgrammeError, match="no hour of 2030"):
        read_series(written(table()), -6, year=2030)
