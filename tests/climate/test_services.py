"""Public services, with something in their place that answers as they do."""

import numpy as np
import pandas as pd
import pytest
import requests

from stargate.climate.services import nsrdb, pvgis
from stargate.errors import ProgrammeError, StargateError


def answer(year):
    return pd.DataFrame(
        {
            "temp_air": year.dry_bulb, "relative_humidity": np.full(8760, 40.0), "ghi": year.global_horizontal,
            "dni": year.direct_normal, "dhi": year.diffuse_horizontal, "wind_speed": year.wind_speed,
            "temp_dew": year.dew_point, "pressure": year.pressure,
        }
    )  # fmt: skip


@pytest.fixture
def service(monkeypatch, year):
    asked = []

    def to(name, data=None, error=None, said=None):
        def get(*given, **more):
            asked.append((given, more))
            if error is not None:
                raise error
            return data, said

        monkeypatch.setattr(f"pvlib.iotools.{name}", get)
        return asked

    return to


def test_pvgis_is_asked_once(service, year, tmp_path):
    asked = service("get_pvgis_tmy", answer(year), said={"inputs": {"location": {"elevation": 530.0}}})
    first = pvgis(year.latitude, year.longitude, -6, tmp_path / "kept")
    again = pvgis(year.latitude, year.longitude, -6, tmp_path / "kept")
    assert len(asked) == 1
    assert asked[0][1]["roll_utc_offset"] == -6
    np.testing.assert_array_equal(first.dry_bulb, again.dry_bulb)
    np.testing.assert_allclose(first.dry_bulb, year.dry_bulb)
    assert (first.dew_point <= first.dry_bulb).all()


def test_nsrdb_has_its_pressure_in_mbar(service, year, tmp_path):
    data = answer(year).assign(pressure=year.pressure / 100)
    said = {"latitude": year.latitude, "longitude": year.longitude, "altitude": 530, "Time Zone": -6}
    service("get_nsrdb_psm4_tmy", data, said=said)
    found = nsrdb(year.latitude, year.longitude, "key", "me@example.org", tmp_path)
    np.testing.assert_allclose(found.pressure, year.pressure)
    assert found.time_zone == -6


def test_what_is_no_weather_is_not_kept(service, year, tmp_path):
    service("get_pvgis_tmy", answer(year) + 500, said={"inputs": {"location": {"elevation": 530.0}}})
    with pytest.raises(ProgrammeError, match="lies outside"):
        pvgis(year.latitude, year.longitude, -6, tmp_path)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (requests.ConnectionError("to ?api_key=secret"), "cannot be reached: there is no network"),
        (requests.Timeout(), "cannot be reached"),
        (requests.HTTPError("403 for api_key=secret"), r"refuses: 403 for api_key=\.\.\."),
        (KeyError("GHI"), "cannot be read"),
    ],
)
def test_what_goes_wrong_is_said_without_secrets(service, tmp_path, error, words):
    service("get_nsrdb_psm4_tmy", error=error)
    with pytest.raises(StargateError, match=words) as caught:
        nsrdb(32.0, -100.0, "secret", "me@example.org", tmp_path)
    assert "secret" not in str(caught.value)
    assert "write: " in str(caught.value)


def test_a_key_is_needed(tmp_path):
    with pytest.raises(StargateError, match="needs a key"):
        nsrdb(32.0, -100.0, "", "", tmp_path)
    with pytest.raises(StargateError, match=r"8,759|hours|NSRDB"):
        nsrdb(32.0, -100.0, "key", "", tmp_path)


def test_a_year_that_is_not_whole(service, year, tmp_path):
    service("get_pvgis_tmy", answer(year).iloc[:-24], said={"inputs": {"location": {"elevation": 530.0}}})
    with pytest.raises(StargateError, match="8,736 hours"):
        pvgis(year.latitude, year.longitude, -6, tmp_path)
