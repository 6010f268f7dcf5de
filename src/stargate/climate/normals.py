"""The normals of a place by month, as a record of the catalogue: what a typical year is generated from."""

from collections.abc import Mapping, Sequence
from typing import Any, Self

import numpy as np

from stargate.climate.months import Monthly
from stargate.errors import Problem, ProgrammeError
from stargate.quantity.noun import Noun
from stargate.quantity.row import Row


class Degrees(Row):
    """A latitude or longitude [deg]."""

    length, unit = 1, "deg"


class Metres(Row):
    """A height [m]."""

    length, unit = 1, "m"


class HoursFromUtc(Row):
    """A time zone [h], east is positive."""

    length, unit = 1, "h"


class MonthlyTemperature(Row):
    """Twelve temperatures [degC]."""

    length, unit = 12, "degC"


class MonthlySpread(Row):
    """Twelve differences of temperature [K]."""

    length, unit = 12, "K"


class MonthlyPercent(Row):
    """Twelve percentages [%]."""

    length, unit = 12, "%"


class MonthlyIrradiation(Row):
    """Twelve daily sums of irradiance [kWh/m2/day]."""

    length, unit = 12, "kWh/m2/day"


class MonthlySpeed(Row):
    """Twelve speeds [m/s]."""

    length, unit = 12, "m/s"


class MonthlyPressure(Row):
    """Twelve pressures [hPa]."""

    length, unit = 12, "hPa"


class Climate(Noun):
    """The normals of a place: what its months are like, and how far days and hours lie apart."""

    place: str
    """What it is called."""
    station: str
    """Whose measurements these are, with its number."""
    latitude: Degrees
    """North is positive."""
    longitude: Degrees
    """East is positive."""
    elevation: Metres
    """Above sea level."""
    time_zone: HoursFromUtc
    """Of local standard time."""
    dry_bulb: MonthlyTemperature
    """Mean dry bulb."""
    daily_maximum: MonthlyTemperature
    """Mean of daily maxima of dry bulb."""
    daily_minimum: MonthlyTemperature
    """Mean of daily minima of dry bulb."""
    daily_deviation: MonthlySpread
    """Standard deviation of daily means of dry bulb."""
    dry_bulb_p99: MonthlyTemperature
    """Dry bulb that 1% of hours exceed."""
    dry_bulb_p01: MonthlyTemperature
    """Dry bulb that 99% of hours exceed."""
    dew_point: MonthlyTemperature
    """Mean dew point."""
    humidity: MonthlyPercent
    """Mean relative humidity."""
    wet_bulb_p99: MonthlyTemperature
    """Wet bulb at sea level (Stull) that 1% of hours exceed: a normal to compare with, wrong by up to 2 K high up."""
    global_horizontal: MonthlyIrradiation
    """Global horizontal irradiation."""
    direct_normal: MonthlyIrradiation
    """Direct normal irradiation."""
    wind: MonthlySpeed
    """Mean wind at 10 m."""
    wind_deviation: MonthlySpeed
    """Standard deviation of hourly wind."""
    wind_daily_deviation: MonthlySpeed
    """Standard deviation of daily means of wind."""
    pressure: MonthlyPressure
    """Mean pressure at the station."""
    note: str = ""
    """A remark for readers."""

    @classmethod
    def of(cls, place: str, station: str, numbers: Mapping[str, Sequence[float]], where: str = "") -> Self:
        """A climate from plain numbers in the units of its fields, such as measured normals of one's own."""
        kinds = {name: field.annotation for name, field in cls.model_fields.items()}
        rows: dict[str, Any] = {
            name: kinds[name](name, tuple(map(float, given)), (), where)  # type: ignore[misc]
            for name, given in numbers.items()
        }
        return cls.model_validate({"place": place, "station": station, **rows, "@where": where})

    def monthly(self, field: str) -> Monthly:
        """The twelve numbers of a field, in its unit."""
        return np.array(getattr(self, field).numbers)

    def number(self, field: str) -> float:
        """The one number of a field, in its unit."""
        return getattr(self, field).numbers[0]


_RULES = (  # what, and which field must not lie above which
    ("dry_bulb", "daily_maximum"),
    ("daily_minimum", "dry_bulb"),
    ("dry_bulb", "dry_bulb_p99"),
    ("dry_bulb_p01", "dry_bulb"),
    ("dew_point", "dry_bulb"),
    ("wind_daily_deviation", "wind_deviation"),
)
_RANGES = {  # what weather can be, in the unit of the field
    "latitude": (-90, 90),
    "longitude": (-180, 180),
    "elevation": (-450, 6_000),
    "time_zone": (-12, 14),
    "dry_bulb": (-60, 50),
    "dew_point": (-70, 35),
    "dry_bulb_p99": (-50, 60),
    "dry_bulb_p01": (-75, 45),
    "daily_deviation": (0.05, 25),
    "humidity": (1, 100),
    "wet_bulb_p99": (-60, 40),
    "global_horizontal": (0, 13),
    "direct_normal": (0, 16),
    "wind": (0.1, 25),
    "wind_deviation": (0.05, 20),
    "wind_daily_deviation": (0, 20),
    "pressure": (450, 1_085),
}


def check(climate: Climate) -> None:
    """Raises ProgrammeError where normals contradict each other or are no weather."""
    problems = []
    for field, (low, high) in _RANGES.items():
        row = getattr(climate, field)
        for number in row.numbers:
            if not low <= number <= high:
                wrong = f"{number:g} {row.unit} is not between {low:g} and {high:g} {row.unit}"
                problems.append(Problem(row.where or climate.where, f"{row.address}", wrong, f"{field} in {row.unit}"))
                break
    for lower, upper in _RULES:
        months = np.flatnonzero(climate.monthly(lower) > climate.monthly(upper))
        if months.size:
            row = getattr(climate, lower)
            wrong = f"{lower} lies above {upper} in month {months[0] + 1}"
            problems.append(
                Problem(row.where or climate.where, row.address, wrong, "normals of one and the same station")
            )
    if problems:
        raise ProgrammeError(problems)
