"""Whether columns of a weather file can be weather: ranges, units, missing values, and where the sun stands.

Everything wrong is collected and said at once, with file and line, the column, and what to write.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from stargate.climate.psychrometrics import standard_pressure
from stargate.climate.weather import HOURS, Weather
from stargate.errors import Problem, ProgrammeError

_SHIFT = 1.5  # [h] that the sun may stand off its time
_AWAY = 3.5  # [h] that legal time lies from the sun's, at most, anywhere
_SATURATED = 1.0  # [K] that rounding may put the dew point above the dry bulb
_PRESSURE_OFF = 0.08  # of the standard atmosphere's at this elevation


@dataclass(frozen=True)
class Quantity:
    """What a column holds, and which values of it are weather, in the unit it is computed in."""

    unit: str
    low: float
    high: float
    hints: tuple[tuple[float, float, str], ...] = ()  # where most of a column lies between two values, what it may be


QUANTITIES = {
    "dry_bulb": Quantity("degC", -75, 60, ((200, 340, "kelvin"), (20, 140, "degrees Fahrenheit"))),
    "dew_point": Quantity("degC", -95, 40, ((180, 330, "kelvin"), (20, 100, "degrees Fahrenheit"))),
    "pressure": Quantity(
        "Pa", 45_000, 110_000, ((45, 110, "kPa"), (450, 1_100, "hPa"), (4.5e6, 1.1e7, "Pa in a column of hPa"))
    ),
    "global_horizontal": Quantity("W/m2", 0, 1_600),
    "direct_normal": Quantity("W/m2", 0, 1_450),
    "diffuse_horizontal": Quantity("W/m2", 0, 1_100),
    "wind_speed": Quantity("m/s", 0, 80),
}
_SENTINELS = (-9900.0, -9999.0, -999.0, -99.0, 99.9, 999.0, 9999.0, 999_900.0, 99_990.0, 999_999.0)


@dataclass(frozen=True)
class Columns:
    """What a file says, before it is believed."""

    file: str
    names: dict[str, str]  # of each quantity, as its column is called in the file
    lines: Sequence[int]  # of each hour
    values: dict[str, Float[np.ndarray, "hour"]]  # in the unit it is computed in
    written: dict[str, list[str]]  # as the file has them
    place: str
    head: int  # the line that says where it is
    latitude: float
    longitude: float
    elevation: float
    time_zone: float

    def weather(self, origin: str) -> Weather:
        """The year, once nothing is wrong with it. Raises ProgrammeError with everything that is."""
        problems = [*self._place(), *(found for name in QUANTITIES for found in self._column(name))]
        if not problems:
            problems = [*self._dew_point(), *self._pressure(), *self._light(), *self._sun(), *self._wind()]
        if problems:
            raise ProgrammeError(problems)
        values = dict(self.values)
        values["dew_point"] = np.minimum(values["dew_point"], values["dry_bulb"])
        place = (self.place, self.latitude, self.longitude, self.elevation, self.time_zone)
        return Weather(*place, **values, origin=origin)

    def _place(self) -> list[Problem]:
        ranges = {
            "latitude": (self.latitude, -90, 90, "deg"),
            "longitude": (self.longitude, -180, 180, "deg"),
            "elevation": (self.elevation, -450, 6_000, "m"),
            "time zone": (self.time_zone, -12, 14, "h from UTC"),
        }
        wrong = [
            Problem(self._at(), name, f"{value:g} is no {name}", f"{low} to {high} {unit}")
            for name, (value, low, high, unit) in ranges.items()
            if not low <= value <= high
        ]
        if not wrong and abs(self._noon() - 12) > _AWAY:
            said = f"time zone {self.time_zone:+g} h does not fit longitude {self.longitude:g} deg"
            wrong.append(
                Problem(self._at(), "time zone", said, f"about {self.longitude / 15:+.0f} h, east is positive")
            )
        return wrong

    def _at(self, hour: int | None = None) -> str:
        return f"{self.file}:{self.head if hour is None else self.lines[hour]}"

    def _noon(self) -> float:
        """When the sun is highest, on average [h, local standard time]."""
        return 12 - (self.longitude / 15 - self.time_zone)

    def _column(self, name: str) -> list[Problem]:
        """The first thing wrong with a column: no number, missing, or no weather."""
        values, known = self.values[name], QUANTITIES[name]
        bad = np.flatnonzero(~((values >= known.low) & (values <= known.high)))
        if not bad.size:
            return []
        hour = int(bad[0])
        text, unit = self.written[name][hour].strip(), known.unit
        count = f" ({bad.size:,} hours are like it)" if bad.size > 1 else ""
        if not np.isfinite(values[hour]):
            wrong = f"{text or 'an empty cell'} is no number{count}"
        elif _number(text) in _SENTINELS:
            wrong = f"{text} stands for a missing value{count}"
        else:
            return [Problem(self._at(hour), self.names[name], *self._out_of_range(name, text, count))]
        return [
            Problem(
                self._at(hour), self.names[name], wrong, f"a value of this hour in {unit}, such as that of a neighbour"
            )
        ]

    def _out_of_range(self, name: str, text: str, count: str) -> tuple[str, str]:
        known = QUANTITIES[name]
        wrong = f"{text} lies outside {known.low:,g} to {known.high:,g} {known.unit}{count}"
        middle = float(np.median(self.values[name]))
        like = next((what for low, high, what in known.hints if low <= middle <= high), "")
        return wrong + (f": is it {like}?" if like else ""), f"{self.names[name]} in the unit of its header"

    def _dew_point(self) -> list[Problem]:
        above = self.values["dew_point"] - self.values["dry_bulb"]
        hour = int(np.argmax(above))
        if above[hour] <= _SATURATED:
            return []
        wrong = f"the dew point lies {above[hour]:.1f} K above the dry bulb"
        return [
            Problem(
                self._at(hour), self.names["dew_point"], wrong, "a dew point at most the dry bulb, in the same unit"
            )
        ]

    def _pressure(self) -> list[Problem]:
        mean, usual = self.values["pressure"].mean(), standard_pressure(self.elevation)
        if abs(mean / usual - 1) <= _PRESSURE_OFF:
            return []
        wrong = f"{mean:,.0f} Pa on average, where {self.elevation:g} m above the sea has about {usual:,.0f} Pa"
        instead = "pressure at the station, not reduced to sea level, and the station's elevation in m"
        return [Problem(self._at(0), self.names["pressure"], wrong, instead)]

    def _light(self) -> list[Problem]:
        most = self.values["global_horizontal"].max()
        if most >= 100:
            return []
        wrong = f"at most {most:g} W/m2 in the whole year: is it kW/m2, or energy per hour in another unit?"
        return [Problem(self._at(), self.names["global_horizontal"], wrong, "irradiance in W/m2")]

    def _sun(self) -> list[Problem]:
        """The light of the year must be centred on the time the sun is highest."""
        light = self.values["global_horizontal"].reshape(-1, 24).sum(0)
        if not light.sum():
            return []
        turn = np.exp(2j * np.pi * (np.arange(24) + 0.5) / 24)
        centre = np.angle((light * turn).sum()) * 24 / (2 * np.pi) % 24
        off = (centre - self._noon() + 12) % 24 - 12
        if abs(off) <= _SHIFT:
            return []
        wrong = (
            f"the light of the year is centred on {centre:.1f} h, but at longitude {self.longitude:g} deg with time "
            f"zone {self.time_zone:+g} h the sun is highest at {self._noon() % 24:.1f} h"
        )
        zone = int(round(self.time_zone + off) + 12) % 24 - 12
        instead = f"hours in local standard time; or, if they are right, time zone {zone:+d} h"
        return [Problem(self._at(), "time zone", wrong, instead)]

    def _wind(self) -> list[Problem]:
        mean = self.values["wind_speed"].mean()
        if mean <= 16:
            return []
        wrong = f"{mean:.1f} m/s on average, which no place has at 10 m: is it km/h, mph or knots?"
        return [Problem(self._at(), self.names["wind_speed"], wrong, "wind in m/s")]


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return float("nan")


def order(file: str, lines: Sequence[int], stamps: Sequence[tuple[int, int, int] | None], said: Sequence[str]) -> None:
    """Raises ProgrammeError unless `stamps` (month, day, hour 0 to 23) are the hours of a year one after the other."""
    whole = "8,760 hours from 1 January, 00:00, to 31 December, 24:00"
    leap = next((place for place, stamp in enumerate(stamps) if stamp and stamp[:2] == (2, 29)), None)
    if leap is not None or len(stamps) == HOURS + 24:
        where = lines[leap] if leap is not None else lines[-1]
        wrong = f"{len(stamps):,} hours: a leap year"
        raise ProgrammeError([Problem(f"{file}:{where}", "time", wrong, f"{whole}, without 29 February")])
    for place, stamp in enumerate(stamps):
        if place >= HOURS or stamp != STAMPS[place]:
            after = f" where {_in_words(STAMPS[place])} should follow" if place < HOURS else ", after the last hour"
            wrong = f"{said[place] or 'no time'}{after}: hours are missing, twice, or out of order"
            raise ProgrammeError([Problem(f"{file}:{lines[place]}", "time", wrong, whole)])
    if len(stamps) < HOURS:
        last = lines[-1] if lines else 1
        wrong = f"{len(stamps):,} hours: the file ends before {_in_words(STAMPS[len(stamps)])}"
        raise ProgrammeError([Problem(f"{file}:{last}", "time", wrong, whole)])


_LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
STAMPS = [  # of all hours: month, day, hour
    (month, day, hour) for month, length in enumerate(_LENGTHS, 1) for day in range(1, length + 1) for hour in range(24)
]


def _in_words(stamp: tuple[int, int, int]) -> str:
    month, day, hour = stamp
    return f"the hour {month:02}/{day:02} {hour:02}:00 to {hour + 1:02}:00"
