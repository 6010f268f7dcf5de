"""What US data centres use, by year, as a publication has it."""

from typing import Annotated, NamedTuple

from pydantic import StringConstraints

from stargate.errors import StargateError
from stargate.programme.catalogue import catalogue, entry, names
from stargate.quantity.measures import EnergyPerYear
from stargate.quantity.notation import ASSUMED, months_of_date
from stargate.quantity.noun import Noun

Year = Annotated[str, StringConstraints(pattern=r"^(19|20)\d{2}$")]
SHELF = "forecasts"


class Interval(NamedTuple):
    """What a forecast says of a year [TWh]; one number where it gives no range."""

    low: float  #: P10
    middle: float  #: P50
    high: float  #: P90


class Forecast(Noun):
    """Electricity of US data centres as one publication counts and expects it."""

    title: str
    """Who says so, and when."""
    electricity: dict[Year, EnergyPerYear]
    """What they use in a year, where it says so; straight lines between."""
    note: str = ""
    """How it is read."""

    def known(self, as_of: str) -> dict[int, EnergyPerYear]:
        """Its years that were published by a day (C4a)."""
        published, day = catalogue().published, months_of_date(as_of)
        return {
            int(year): figure
            for year, figure in sorted(self.electricity.items())
            if all(published[key] <= day for key in figure.sources if key != ASSUMED)
        }

    def energy(self, year: int, as_of: str = "9999-12-31") -> Interval:
        """What it says of a year [TWh], on a straight line between the years that it states.

        Raises StargateError where the year lies outside them, or none was published by `as_of`.
        """
        stated = self.known(as_of)
        if not stated:
            raise StargateError(f"the forecast {self.title} was not published by {as_of}\n  write: a later date")
        first, last = min(stated), max(stated)
        if not first <= year <= last:
            covered = f"{first} to {last}" if first < last else f"{first} alone"
            raise StargateError(f"the forecast {self.title} does not reach {year}\n  write: {covered}")
        before, after = max(y for y in stated if y <= year), min(y for y in stated if y >= year)
        part = (year - before) / (after - before) if after > before else 0.0
        one, other = (interval(stated[y]) for y in (before, after))
        return Interval(*(a + part * (b - a) for a, b in zip(one, other, strict=True)))


def interval(figure: EnergyPerYear) -> Interval:
    """P10, P50 and P90 of a figure [TWh]."""
    return Interval(figure.quantile(0.1), figure.quantile(0.5), figure.quantile(0.9))


def forecasts() -> dict[str, Forecast]:
    """All forecasts of the catalogue, by the names of their files."""
    return {name: entry(SHELF, name, Forecast) for name in names(SHELF)}


def forecast(name: str) -> Forecast:
    """One of them. Raises StargateError where there is none of this name."""
    return entry(SHELF, name, Forecast)
