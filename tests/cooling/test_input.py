"""What cannot be cooled, or be a cooling system: one clear message each."""

import shutil

import numpy as np
import pytest

from stargate.errors import StargateError
from stargate.programme import catalogue
from stargate.programme.catalogue import cooling_system


@pytest.mark.parametrize("name", ["dry_bulb", "dew_point", "pressure"])
@pytest.mark.parametrize("bad", [np.nan, np.inf, 1013.0])  # the last is in hPa, or no temperature
def test_weather_with_gaps_or_in_other_units(name, bad, hours):
    weather = hours([20.0, 21.0], [10.0, 10.0])
    getattr(weather, name)[1] = bad
    with pytest.raises(StargateError, match=name):
        cooling_system("water_chiller").hours(weather)


@pytest.mark.parametrize("load", [[0.5], [0.5, 0.0], [0.5, 1.1], [0.5, np.nan], [0.5, -1]])
def test_no_load(load, hours):
    with pytest.raises(StargateError, match="load"):
        cooling_system("air_chiller").hours(hours([20.0, 21.0]), np.array(load))


def test_unknown():
    with pytest.raises(StargateError, match=r"write: .*air_chiller"):
        cooling_system("air_chilller")


@pytest.fixture
def changed(tmp_path, monkeypatch):
    """The water-cooled chillers of the catalogue under another name, with one thing changed."""
    shutil.copytree(catalogue._HOME, tmp_path, dirs_exist_ok=True)
    monkeypatch.setattr(catalogue, "_HOME", tmp_path)

    def change(old, new):
        text = (tmp_path / "cooling" / "water_chiller.yaml").read_text()
        assert old in text
        (tmp_path / "cooling" / "mine.yaml").write_text(text.replace(old, new, 1))
        catalogue.entry.cache_clear()
        return cooling_system("mine")

    yield change
    catalogue.entry.cache_clear()


def test_own_figures_are_a_file(changed, hours):
    mine = changed("  cycles: 3 to 15, median 9 [lei-masanet-2022]", "  cycles: 2 [assumed]")
    assert mine.hours(hours(20.0, 10.0)).wue[0] > cooling_system("water_chiller").hours(hours(20.0, 10.0)).wue[0]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("cycles: 3 to 15, median 9", "cycles: 1", "cycles of concentration are above 1"),
        ("ups_efficiency: 90 to 99%, median 94.5", "ups_efficiency: 0%", "ups_efficiency is above nought"),
        ("ups_efficiency: 90 to 99%, median 94.5", "ups_efficiency: 120%", "at most 100%"),
        ("distribution: 0 to 2%, median 1", "distribution: 100%", "distribution is below 100%"),
        ("rise: 13.9 to 19.4 K, median 16.65", "rise: -3 K", "rise is above nought"),
        ("rise: 13.9 to 19.4 K, median 16.65", "rise: floor 3 K", "a value or a range"),
        ("system: water_chiller", "system: water_chillr", "there is no cooling system 'water_chillr'"),
        ("system: water_chiller", "systm: water_chiller", "names no system"),
        ("  cop: 10.59", "  cop: -10.59", "cop is above nought"),
        ("  cop: 10.59", "  cop: nan", "row of 8 numbers"),
        ("  cop: 10.59", "  cop:", "row of 8 numbers"),
        ("  drift:", "  drft:", "drift"),
        ("fan_pressure: 300 to 700 Pa", "fan_pressure: 300 to 700 kg", "unit of pressure"),
        ("fan_efficiency: 65 to 90%, median 77.5", "fan_efficiency: 0.5%", "fans of the hall"),
    ],
)
def test_what_is_no_cooling_system(old, new, said, changed):
    with pytest.raises(StargateError, match="write: ") as stop:
        changed(old, new)
    assert said in str(stop.value)
    assert "cooling/mine.yaml:" in str(stop.value)
