"""Files of weather: what is read is what was written, and what is wrong is said once, with its line."""

import dataclasses

import numpy as np
import pytest

from stargate.climate.files import read_weather, write_csv
from stargate.climate.plausible import QUANTITIES, STAMPS
from stargate.climate.psychrometrics import relative_humidity
from stargate.errors import ProgrammeError, StargateError

TMY3_TITLES = (
    "Date (MM/DD/YYYY),Time (HH:MM),ETR (W/m^2),GHI (W/m^2),GHI source,DNI (W/m^2),DHI (W/m^2),"
    "Dry-bulb (C),Dew-point (C),Pressure (mbar),Wspd (m/s)"
)


def tmy3(year):
    head = f'722660,"ABILENE, TX",TX,{year.time_zone:.1f},{year.latitude},{year.longitude},{year.elevation}'
    rows = [
        f"{m:02}/{d:02}/{1990 + m % 7},{h + 1:02}:00,0,{g!r},1,{n!r},{f!r},{t!r},{w!r},{p / 100!r},{v!r}"
        for (m, d, h), t, w, p, g, n, f, v in zip(STAMPS, *columns(year), strict=True)
    ]
    return [head, TMY3_TITLES, *rows]


def epw(year):
    head = f"LOCATION,Abilene,TX,USA,made,722660,{year.latitude},{year.longitude},{year.time_zone},{year.elevation}"
    rows = [
        f"1990,{m},{d},{h + 1},60,?,{t!r},{w!r},50,{p!r},0,0,0,{g!r},{n!r},{f!r},0,0,0,0,180,{v!r},5,5"
        for (m, d, h), t, w, p, g, n, f, v in zip(STAMPS, *columns(year), strict=True)
    ]
    return [head, *[f"HEAD {line}" for line in range(2, 9)], *rows]


def columns(year):
    return [getattr(year, name).tolist() for name in QUANTITIES]


@pytest.fixture(scope="session")
def lines(year, tmp_path_factory):
    path = write_csv(year, tmp_path_factory.mktemp("weather") / "year.csv")
    return {"csv": path.read_text().splitlines(), "tmy3.csv": tmy3(year), "epw": epw(year)}


@pytest.fixture
def file(tmp_path):
    def write(rows, name="year.csv"):
        path = tmp_path / name
        path.write_text("\n".join(rows) + "\n")
        return path

    return write


@pytest.mark.parametrize("kind", ["csv", "tmy3.csv", "epw"])
def test_what_is_written_is_read(lines, year, file, kind):
    read = read_weather(file(lines[kind], f"year.{kind}"))
    for name in QUANTITIES:
        np.testing.assert_allclose(getattr(read, name), getattr(year, name), rtol=1e-12, atol=1e-12)
    assert (read.latitude, read.longitude, read.time_zone) == (year.latitude, year.longitude, year.time_zone)
    assert read.elevation == year.elevation
    assert f"year.{kind}" in read.origin


def test_other_units_and_humidity(year, file):
    humidity = relative_humidity(year.dry_bulb, year.dew_point)
    rows = [
        f"# place: Abilene\n# latitude: {year.latitude}\n# longitude: {year.longitude} deg\n# elevation: {year.elevation} m",
        f"# time_zone: {year.time_zone} h",
        "wind_speed [km/h],hour,dry_bulb [degF],relative_humidity [%],pressure [kPa],global_horizontal [kW/m2],"
        "direct_normal [W/m2],diffuse_horizontal [W/m2],remark",
        *(
            f"{v * 3.6},{hour},{t * 1.8 + 32},{r},{p / 1e3},{g / 1e3},{n},{f},"
            for hour, (t, _, p, g, n, f, v, r) in enumerate(zip(*columns(year), humidity, strict=True))
        ),
    ]
    read = read_weather(file(rows))
    for name in QUANTITIES:
        np.testing.assert_allclose(getattr(read, name), getattr(year, name), rtol=1e-9, atol=1e-9, err_msg=name)


def changed(rows, line, column, value):
    cells = rows[line - 1].split(",")
    cells[column] = value
    return [*rows[: line - 1], ",".join(cells), *rows[line:]]


def said(path):
    with pytest.raises(ProgrammeError) as caught:
        read_weather(path)
    assert "\n  write: " in str(caught.value)
    assert len(caught.value.problems) == 1, caught.value
    return str(caught.value)


@pytest.mark.parametrize(
    ("kind", "line", "column", "value", "words"),
    [
        ("csv", 107, 1, "nan", "year.csv:107: dry_bulb [degC]\n  nan is no number"),
        ("csv", 107, 1, "inf", "inf is no number"),
        ("csv", 107, 3, "", "an empty cell is no number"),
        ("csv", 107, 7, "-0.5", "-0.5 lies outside 0 to 80 m/s"),
        ("csv", 107, 2, "59", "outside -95 to 40 degC"),
        ("tmy3.csv", 3, 7, "-9900", "year.tmy3.csv:3: Dry-bulb (C)\n  -9900 stands for a missing value"),
        ("tmy3.csv", 900, 10, "999", "999 stands for a missing value"),
        ("epw", 900, 6, "99.9", "year.epw:900: dry bulb\n  99.9 stands for a missing value"),
        ("epw", 900, 9, "999999", "999999 stands for a missing value"),
        ("epw", 900, 14, "9999", "9999 stands for a missing value"),
    ],
)
def test_one_wrong_cell(lines, file, kind, line, column, value, words):
    assert words in said(file(changed(lines[kind], line, column, value), f"year.{kind}"))


@pytest.mark.parametrize(("kind", "first"), [("csv", 7), ("tmy3.csv", 3), ("epw", 9)])
def test_gaps_and_order(lines, file, kind, first):
    rows, name = lines[kind], f"year.{kind}"
    at = first + 100
    assert f"{name}:{at}" in said(file([*rows[: at - 1], *rows[at:]], name))
    assert f"{name}:{at + 1}" in said(file([*rows[:at], rows[at - 1], *rows[at:]], name))
    assert "the file ends before the hour 12/31 23:00 to 24:00" in said(file(rows[:-1], name))
    assert "0 hours" in said(file(rows[: first - 1], name))
    if kind != "csv":
        leap = [
            row.replace("02/28", "02/29").replace("1990,2,28,", "1990,2,29,") for row in rows[at - 100 + 57 * 24 :][:48]
        ]
        leap = [row for row in leap if "02/29" in row or ",2,29," in row]
        assert len(leap) == 24
        until = first - 1 + 59 * 24
        text = said(file([*rows[:until], *leap, *rows[until:]], name))
    else:
        more = [f"{hour},{rows[6].partition(',')[2]}" for hour in range(8760, 8784)]
        text = said(file([*rows, *more], name))
    assert "8,784 hours: a leap year" in text
    assert "without 29 February" in text


@pytest.mark.parametrize(
    ("field", "to", "words"),
    [
        ("dry_bulb", lambda t: t * 1.8 + 32, "is it degrees Fahrenheit?"),
        ("dry_bulb", lambda t: t + 273.15, "is it kelvin?"),
        ("pressure", lambda p: p / 100, "is it hPa?"),
        ("pressure", lambda p: p / 1000, "is it kPa?"),
        ("pressure", lambda p: p * 0 + 101_325 * 1.03, "not reduced to sea level"),
        ("global_horizontal", lambda g: g / 1000, "is it kW/m2"),
        ("wind_speed", lambda v: v * 3.6, "is it km/h"),
        ("dew_point", lambda d: d + 8, "above the dry bulb"),
    ],
)
def test_wrong_units(year, tmp_path, field, to, words):
    wrong = dataclasses.replace(year, **{field: to(getattr(year, field))})
    assert words in said(write_csv(wrong, tmp_path / "year.csv"))


@pytest.mark.parametrize("hours", [-6, -3, 2, 6])
def test_hours_of_another_time_zone(year, tmp_path, hours):
    light = {name: np.roll(getattr(year, name), hours) for name in QUANTITIES}
    text = said(write_csv(dataclasses.replace(year, **light), tmp_path / "year.csv"))
    assert "the light of the year is centred on" in text
    assert f"time zone {year.time_zone + hours:+.0f} h" in text


def test_a_time_zone_that_does_not_fit(year, lines, tmp_path, file):
    text = said(write_csv(dataclasses.replace(year, time_zone=0.0), tmp_path / "year.csv"))
    assert "time zone +0 h does not fit longitude" in text
    assert "-7 h" in text
    assert "does not say its time_zone" in said(file([row for row in lines["csv"] if "time_zone" not in row]))
    assert "is no number" in said(file(changed(lines["epw"], 1, 8, ""), "year.epw"))


def test_other_files(lines, file, tmp_path):
    for rows in (["a,b", "1,2"], [], ["\x00\x01"]):
        with pytest.raises(StargateError, match="no weather file"):
            read_weather(file(rows, "other.csv"))
    with pytest.raises(StargateError, match="no such file"):
        read_weather(tmp_path / "none.epw")
    with pytest.raises(StargateError, match="directory"):
        read_weather(tmp_path)
    assert "there is no wind_speed" in said(
        file([row.rpartition(",")[0] if row[0] != "#" else row for row in lines["csv"]])
    )
    assert "there is no column Wspd (m/s)" in said(
        file([lines["tmy3.csv"][0], *(row.rpartition(",")[0] for row in lines["tmy3.csv"][1:])], "t.csv")
    )
    assert "has no unit" in said(file([row.replace(" [m/s]", "") for row in lines["csv"]]))
    assert "furlongs is no unit" in said(file([row.replace("[m/s]", "[furlongs]") for row in lines["csv"]]))
    assert "values where" in said(file([*lines["csv"][:100], "94,1,2", *lines["csv"][101:]]))
