"""A year of weather from a file: TMY3, EPW, or a CSV file with named columns; and back into a CSV file.

CSV files begin with what they are of, then name their columns with units, then have 8,760 hours in local standard time,
of which hour 0 is 00:00 to 01:00 of 1 January:

    # place: Abilene
    # latitude: 32.43 deg
    # longitude: -99.85 deg
    # elevation: 545 m
    # time_zone: -6 h
    hour,dry_bulb [degC],dew_point [degC],pressure [Pa],global_horizontal [W/m2],direct_normal [W/m2],...
    0,13.2,10.6,95400,0,0,0,4.1

with `diffuse_horizontal [W/m2]` and `wind_speed [m/s]` behind. Temperatures may be in degC, degF or K, pressure in Pa,
hPa, mbar or kPa, irradiance in W/m2 or kW/m2, wind in m/s, km/h, mph or kn; `relative_humidity [%]` may stand in place
of the dew point.
"""

import csv
import re
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from jaxtyping import Float

from stargate.climate.plausible import QUANTITIES, STAMPS, Columns, order
from stargate.climate.psychrometrics import dew_point_at
from stargate.climate.weather import Weather
from stargate.errors import Problem, ProgrammeError, StargateError
from stargate.files import target, write_whole

Rows = list[list[str]]
Stamp = tuple[int, int, int] | None

_EPW = {  # columns of the data, and what has missing values of its own
    "dry_bulb": (6, "dry bulb"),
    "dew_point": (7, "dew point"),
    "pressure": (9, "atmospheric station pressure"),
    "global_horizontal": (13, "global horizontal radiation"),
    "direct_normal": (14, "direct normal radiation"),
    "diffuse_horizontal": (15, "diffuse horizontal radiation"),
    "wind_speed": (21, "wind speed"),
}
_EPW_HEADS = 8
_TMY3 = {
    "dry_bulb": ("Dry-bulb (C)", 1.0),
    "dew_point": ("Dew-point (C)", 1.0),
    "pressure": ("Pressure (mbar)", 100.0),
    "global_horizontal": ("GHI (W/m^2)", 1.0),
    "direct_normal": ("DNI (W/m^2)", 1.0),
    "diffuse_horizontal": ("DHI (W/m^2)", 1.0),
    "wind_speed": ("Wspd (m/s)", 1.0),
}
_UNITS: dict[str, dict[str, tuple[float, float]]] = {  # factor, and what is added before it
    "degC": {"degC": (1, 0), "degF": (5 / 9, -32), "K": (1, -273.15)},
    "Pa": {"Pa": (1, 0), "hPa": (100, 0), "mbar": (100, 0), "kPa": (1000, 0)},
    "W/m2": {"W/m2": (1, 0), "kW/m2": (1000, 0)},
    "m/s": {"m/s": (1, 0), "km/h": (1 / 3.6, 0), "mph": (0.44704, 0), "kn": (1852 / 3600, 0)},
    "%": {"%": (1, 0)},
}
_PLACE = {"latitude": "deg", "longitude": "deg", "elevation": "m", "time_zone": "h"}


def read_weather(path: str | Path) -> Weather:
    """The year in a file: EPW, TMY3, or CSV as this module describes it.

    What TMY3 gives for the hour that ends at 01:00, and EPW for its hour 1, is hour 0 here. Raises ProgrammeError with
    file and line where hours are missing, twice or of a leap year, where values are missing, not finite or in another
    unit than their column says, and where the sun does not stand as longitude and time zone have it; StargateError
    where the file cannot be read or is none of these.
    """
    path = Path(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise StargateError(
            f"{path}: {(error.strerror or str(error)).lower()}\n  write: the path of a weather file"
        ) from None
    rows = _rows(path, data)
    first = [cell.strip() for cell in rows[0]] if rows else []
    if first and first[0].upper() == "LOCATION":
        return _epw(path.name, rows)
    if len(rows) > 1 and any(cell.strip() == "Time (HH:MM)" for cell in rows[1]):
        return _tmy3(path.name, rows)
    if first and (first[0].startswith("#") or first[0] == "hour"):
        return _csv(path.name, rows)
    known = "an EPW file, a TMY3 file, or a CSV file that begins with `# place: NAME`"
    raise StargateError(f"{path}:1\n  this is no weather file of a kind that can be read\n  write: {known}")


def _rows(path: Path, data: bytes) -> Rows:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    try:
        return list(csv.reader(text.splitlines()))
    except csv.Error as error:
        raise StargateError(f"{path}\n  {error}\n  write: text with commas between values") from None


def _epw(file: str, rows: Rows) -> Weather:
    head = _cells(file, 1, rows[0], 10)
    place = _numbers(file, 1, dict(zip(("latitude", "longitude", "time zone", "elevation"), head[6:10], strict=True)))
    lines = [line for line, row in enumerate(rows, 1) if line > _EPW_HEADS and row]
    hours = [_cells(file, line, rows[line - 1], 22) for line in lines]
    order(file, lines, [_stamp(*row[1:4]) for row in hours], ["/".join(row[1:4]) for row in hours])
    written = {name: [row[column] for row in hours] for name, (column, _) in _EPW.items()}
    names = {name: said for name, (_, said) in _EPW.items()}
    values = {name: _floats(column) for name, column in written.items()}
    columns = Columns(
        file, names, lines, values, written, head[1].strip() or file, 1, place["latitude"], place["longitude"],
        place["elevation"], place["time zone"],
    )  # fmt: skip
    return columns.weather(f"{file} (EPW)")


def _tmy3(file: str, rows: Rows) -> Weather:
    head = _cells(file, 1, rows[0], 7)
    place = _numbers(file, 1, dict(zip(("time zone", "latitude", "longitude", "elevation"), head[3:7], strict=True)))
    titles = [cell.strip() for cell in rows[1]]
    date, *found = _places(file, 2, titles, ["Date (MM/DD/YYYY)", *(title for title, _ in _TMY3.values())])
    time = titles.index("Time (HH:MM)")
    lines = [line for line, row in enumerate(rows, 1) if line > 2 and row]
    hours = [_cells(file, line, rows[line - 1], max(date, time, *found) + 1) for line in lines]
    stamps = [_stamp(*_month_and_day(row[date]), row[time].partition(":")[0]) for row in hours]
    order(file, lines, stamps, [f"{row[date]} {row[time]}" for row in hours])
    written = {name: [row[at] for row in hours] for name, at in zip(_TMY3, found, strict=True)}
    values = {name: factor * _floats(written[name]) for name, (_, factor) in _TMY3.items()}
    columns = Columns(
        file, {name: title for name, (title, _) in _TMY3.items()}, lines, values, written, head[1].strip() or file, 1,
        place["latitude"], place["longitude"], place["elevation"], place["time zone"],
    )  # fmt: skip
    return columns.weather(f"{file} (TMY3)")


def _csv(file: str, rows: Rows) -> Weather:
    place, title = _heading(file, rows)
    titles = [cell.strip() for cell in rows[title - 1]]
    units = {name: (at, unit) for at, (name, unit) in enumerate(map(_titled, titles))}
    humid = "relative_humidity" if "dew_point" not in units and "relative_humidity" in units else "dew_point"
    wanted = [humid if name == "dew_point" else name for name in QUANTITIES]
    missing = [name for name in ("hour", *wanted) if name not in units]
    if missing:
        instead = ", ".join(f"{name} [{QUANTITIES[name].unit}]" if name in QUANTITIES else name for name in missing)
        raise ProgrammeError(
            [Problem(f"{file}:{title}", "columns", f"there is no {' and no '.join(missing)}", instead)]
        )
    lines = [line for line, row in enumerate(rows, 1) if line > title and row]
    hours = [_cells(file, line, rows[line - 1], len(titles)) for line in lines]
    said = [row[units["hour"][0]].strip() for row in hours]
    order(file, lines, [_hour_of_year(each) for each in said], [f"hour {each}" for each in said])
    written = {name: [row[units[name][0]] for row in hours] for name in wanted}
    converted = {name: _convert(file, title, name, units[name][1]) for name in wanted}
    values = {name: converted[name](_floats(column)) for name, column in written.items()}
    names = {name: titles[units[name][0]] for name in wanted}
    if humid != "dew_point":
        values["dew_point"] = _from_humidity(file, lines, names[humid], written[humid], values)
        names["dew_point"], written["dew_point"] = names[humid], written[humid]
        values = {name: values[name] for name in QUANTITIES}
    numbers = (place[name] for name in ("latitude", "longitude", "elevation", "time_zone"))
    columns = Columns(file, names, lines, values, written, str(place["place"]), 1, *map(float, numbers))
    return columns.weather(f"{file} (CSV)")


def _heading(file: str, rows: Rows) -> tuple[dict[str, str | float], int]:
    """What the comments before the columns say, and the line of the columns."""
    said: dict[str, str] = {}
    title = 1
    for title, row in enumerate(rows, 1):  # noqa: B007
        if row and not row[0].lstrip().startswith("#"):
            break
        name, _, value = ",".join(row).lstrip("# ").partition(":")
        said[name.strip()] = value.strip()
    missing = [name for name in ("place", *_PLACE) if not said.get(name)]
    if missing:
        instead = "\n         ".join(
            f"# {name}: {'NAME' if name == 'place' else f'NUMBER {_PLACE[name]}'}" for name in missing
        )
        wrong = f"the file does not say its {' or '.join(missing)}"
        raise ProgrammeError([Problem(f"{file}:1", "place", wrong, instead)])
    numbers = {name: said[name].removesuffix(unit).strip() for name, unit in _PLACE.items()}
    return {"place": said["place"], **_numbers(file, 1, numbers)}, title


def _titled(title: str) -> tuple[str, str]:
    """Name and unit of a column."""
    found = re.fullmatch(r"(\w+)\s*(?:\[(.*)\])?", title)
    return (found[1], (found[2] or "").strip()) if found else (title, "")


def _convert(
    file: str, line: int, name: str, unit: str
) -> Callable[[Float[np.ndarray, "hour"]], Float[np.ndarray, "hour"]]:
    known = _UNITS["%" if name == "relative_humidity" else QUANTITIES[name].unit]
    if unit not in known:
        wrong = f"{unit} is no unit of {name}" if unit else f"{name} has no unit"
        raise ProgrammeError([Problem(f"{file}:{line}", name, wrong, f"{name} [{'] or ['.join(known)}]")])
    factor, before = known[unit]
    return lambda values: (values + before) * factor


def _from_humidity(
    file: str, lines: Sequence[int], title: str, written: list[str], values: dict[str, Float[np.ndarray, "hour"]]
) -> Float[np.ndarray, "hour"]:
    humidity = values["relative_humidity"]
    bad = np.flatnonzero(~((humidity > 0) & (humidity <= 101)))
    if bad.size:
        wrong = f"{written[bad[0]].strip() or 'an empty cell'} is no relative humidity"
        raise ProgrammeError([Problem(f"{file}:{lines[bad[0]]}", title, wrong, "above 0 and at most 100 %")])
    if humidity.max() <= 1.5:
        wrong = f"at most {humidity.max():g} % in the whole year: is it a share?"
        raise ProgrammeError([Problem(f"{file}:{lines[0]}", title, wrong, "relative humidity in %")])
    return dew_point_at(values["dry_bulb"], np.minimum(humidity, 100))


def _cells(file: str, line: int, row: list[str], least: int) -> list[str]:
    if len(row) < least:
        wrong = f"{len(row)} values where {least} are needed"
        raise ProgrammeError(
            [Problem(f"{file}:{line}", "columns", wrong, "the whole line, with commas between values")]
        )
    return row


def _places(file: str, line: int, titles: list[str], wanted: list[str]) -> list[int]:
    missing = [title for title in wanted if title not in titles]
    if missing:
        wrong = f"there is no column {' and no '.join(missing)}"
        raise ProgrammeError(
            [Problem(f"{file}:{line}", "columns", wrong, f"columns as TMY3 has them: {', '.join(missing)}")]
        )
    return [titles.index(title) for title in wanted]


def _numbers(file: str, line: int, said: dict[str, str]) -> dict[str, float]:
    values = dict(zip(said, map(float, _floats(list(said.values()))), strict=True))
    wrong = [name for name, value in values.items() if not np.isfinite(value)]
    if wrong:
        problems = [
            Problem(f"{file}:{line}", n, f"{said[n].strip() or 'nothing'} is no number", f"a number of {n}")
            for n in wrong
        ]
        raise ProgrammeError(problems)
    return values


def _floats(texts: Sequence[str]) -> Float[np.ndarray, "row"]:
    """Numbers of cells; NaN where there is none."""
    try:
        return np.array(texts, dtype=np.float64)
    except ValueError:
        return np.array([_float(text) for text in texts])


def _float(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return float("nan")


def _month_and_day(date: str) -> tuple[str, str]:
    month, _, rest = date.partition("/")
    return month, rest.partition("/")[0]


def _stamp(month: str, day: str, ending: str) -> Stamp:
    try:
        return int(month), int(day), int(ending) - 1
    except ValueError:
        return None


def _hour_of_year(text: str) -> Stamp:
    try:
        hour = int(text)
    except ValueError:
        return None
    return STAMPS[hour] if 0 <= hour < len(STAMPS) else None


def write_csv(weather: Weather, path: str | Path) -> Path:
    """Writes a year as the CSV file that `read_weather` reads, with all digits; whole or not at all."""
    heads = [f"# place: {' '.join(weather.place.split())}"]
    heads += [f"# {name}: {getattr(weather, name)!r} {unit}" for name, unit in _PLACE.items()]
    heads.append(",".join(["hour", *(f"{name} [{known.unit}]" for name, known in QUANTITIES.items())]))
    columns = [getattr(weather, name).tolist() for name in QUANTITIES]
    lines = [",".join([str(hour), *map(repr, row)]) for hour, row in enumerate(zip(*columns, strict=True))]
    with target(Path(path)) as real:
        return write_whole(real, "\n".join([*heads, *lines, ""]))
