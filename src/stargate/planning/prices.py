"""What figures are in nominal money of the months of a plan (C2).

A figure in prices of a stated year rises with the programme's index from the middle of that year, and so do the
catalogue's of power, which are of 2025. What is paid year by year, such as energy, rent and upkeep, rises with it from
the programme's date on; what else names no year of prices is nominal.
"""

from dataclasses import dataclass

from stargate.programme.programme import Programme
from stargate.quantity.figure import Figure

_CATALOGUE = 2025  # the year whose prices those of power technologies are in


@dataclass(frozen=True)
class Prices:
    """The programme's index."""

    programme: Programme

    @property
    def index(self) -> float:
        """Rise of prices [1/year]."""
        return self.programme.contents.price_index.p50

    def since(self, month: float, other: float) -> float:
        """Prices of a month over those of another."""
        return (1 + self.index) ** ((month - other) / 12)

    def of_catalogue(self, month: float) -> float:
        """Prices of a month over those of the catalogue's power technologies."""
        return self.since(month, self._middle(_CATALOGUE))

    def running(self, month: float) -> float:
        """Prices of a month over those of the programme's date."""
        return self.since(month, self.programme.as_of_month)

    def paid(self, figure: Figure, month: float) -> float:
        """What a figure is as paid once in a month [its unit]."""
        year = figure.price_year
        return figure.p50 * (1.0 if year is None else self.since(month, self._middle(year)))

    def yearly(self, figure: Figure, month: float) -> float:
        """What a figure is as paid year by year, in a month [its unit]."""
        return figure.p50 * self.running(month) if figure.price_year is None else self.paid(figure, month)

    def _middle(self, year: int) -> float:
        return self.programme.month(f"{year}-07-01")
