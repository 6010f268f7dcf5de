"""The quarters and years of a plan."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from stargate.planning.problem import QUARTERS
from stargate.programme.programme import Programme
from stargate.quantity.figure import Figure


@dataclass(frozen=True)
class Horizon:
    """Whole calendar years, from the first that begins after the programme's date; months are the programme's."""

    first_year: int
    years: int
    start: float  #: when the first year begins [month]
    as_of: float  #: the programme's date [month]
    month_zero: float  #: the programme's start [months since year 0]

    @property
    def quarters(self) -> int:
        """Four in each year."""
        return QUARTERS * self.years

    @property
    def calendar(self) -> range:
        """Its calendar years."""
        return range(self.first_year, self.first_year + self.years)

    @property
    def middles(self) -> list[float]:
        """The middle of each year [month]."""
        return [self.start + 12 * year + 6.0 for year in range(self.years)]

    @property
    def paid(self) -> list[float]:
        """The middle of the year in which power for each year is paid: the year before, of the first year itself."""
        return [self.start + 12 * max(year - 1, 0) + 6.0 for year in range(self.years)]

    def quarter(self, month: float) -> float:
        """Quarters from the plan's start to a month."""
        return (month - self.start) / 3

    def after(self, month: float) -> Float[np.ndarray, " year"]:
        """The part of each year that lies after a month."""
        begin = self.start + 12 * np.arange(self.years)
        return np.clip((begin + 12 - month) / 12, 0.0, 1.0)

    def yearly(self, months: Float[np.ndarray, " month"]) -> Float[np.ndarray, " year"]:
        """Means of each year of a series by month from the programme's start on."""
        first = round(self.start)
        return months[first : first + 12 * self.years].reshape(self.years, 12).mean(axis=1)

    def stepped(self, figures: Mapping[str, Figure], before: float) -> Float[np.ndarray, " year"]:
        """Figures by calendar year, each for its year and those after it until the next; `before` the first."""
        found = np.full(self.years, before)
        for year, figure in sorted(figures.items()):
            found[max(0, int(year) - self.first_year) :] = figure.p50
        return found


def horizon(programme: Programme, last_year: int) -> Horizon:
    """The years after the programme's date, up to `last_year`."""
    year = int(programme.as_of[:4]) + (programme.as_of[4:] > "-01-01")
    start = programme.month(f"{year}-01-01")
    return Horizon(year, last_year - year + 1, start, programme.as_of_month, programme.month_zero)
