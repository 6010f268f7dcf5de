"""Electricity of campuses beside what is used around them, and as a share of what US data centres use (A1).

    share = E_f / D

E_f is the energy of whole campuses in a year, D what a forecast has US data centres use. A share is a range: from the
P10 of the programme over the forecast's highest to its P90 over the lowest.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from stargate.errors import StargateError
from stargate.footprint.forecast import Interval, forecast, forecasts, interval
from stargate.footprint.result import Footprint
from stargate.futures.drawn import Range
from stargate.market.region import Region
from stargate.programme.catalogue import region

TERA = 1e6  #: MWh of a TWh
_HOURS = 8_760


@dataclass(frozen=True)
class ForecastShare:
    """Electricity of a programme beside one forecast of US data centres in a year."""

    forecast: str  #: its name in catalogue/forecasts
    title: str  #: who says so
    expected: Interval  #: [TWh]
    used: Range  #: by the programme [TWh]

    @property
    def share(self) -> Interval:
        """Part of it that the programme uses."""
        low, middle, high = self.expected
        return Interval(self.used.p10 / high, self.used.p50 / middle, self.used.p90 / low)


@dataclass(frozen=True)
class RegionalUse:
    """Electricity of campuses beside what is generated in their system operator's area."""

    name: str  #: the operator, or the region's title where the catalogue names none
    sites: tuple[str, ...]  #: campuses of the programme
    used: Range  #: by them, generated on site or imported [TWh]
    imported: Range  #: from the grid [TWh]
    generation: Interval | None  #: in the whole area in a year [TWh]; None where the catalogue has none

    @property
    def share(self) -> Interval | None:
        """Import as a part of that generation; None where that is not known."""
        if self.generation is None:
            return None
        low, middle, high = self.generation
        return Interval(self.imported.p10 / high, self.imported.p50 / middle, self.imported.p90 / low)


def energy(power: float, load_factor: float) -> float:
    """Electricity of a year [TWh] at a mean share `load_factor` of `power` [facility MW].

    >>> energy(7_000, 0.85)
    52.122
    """
    return power * load_factor * _HOURS / TERA


def used(found: Footprint, year: int, name: str = "facility_energy", sites: Iterable[str] | None = None) -> Range:
    """Electricity in a calendar year [TWh], of some campuses or of all that belong to the programme."""
    values: Float[np.ndarray, " row"] = found.amounts(name, sites)[:, found.column(year)]
    return found.range(values / TERA)


def share(found: Footprint, name: str, year: int) -> ForecastShare:
    """The programme's share of what one forecast expects of US data centres in a year.

    Raises StargateError where there is no such forecast, where it does not reach the year or was not published by the
    programme's date, or the account has no such year.
    """
    said = forecast(name)
    return ForecastShare(name, said.title, said.energy(year, found.operation.plan.programme.as_of), used(found, year))


def shares(found: Footprint, year: int) -> tuple[list[ForecastShare], list[str]]:
    """Its share under every forecast of the catalogue that reaches the year, and of the others why there is none."""
    told: list[ForecastShare] = []
    words: list[str] = []
    for name in forecasts():
        try:
            told.append(share(found, name, year))
        except StargateError as error:
            what, _, covered = str(error).partition("\n  write: ")
            words.append(f"{what}, but {covered}." if "does not reach" in what else f"{what}.")
    return told, words


def regions(found: Footprint, year: int) -> list[RegionalUse]:
    """Electricity by system operator in a year, with what is generated in its area beside; else by region."""
    records = {name: region(name).region for name in found.regions}
    own: dict[str, tuple[str, ...]] = {}
    of: dict[str, Region] = {}
    for name, sites in found.regions.items():
        operator = records[name].operator or records[name].title
        own[operator], of[operator] = (*own.get(operator, ()), *sites), records[name]
    return [
        RegionalUse(
            operator,
            sites,
            used(found, year, sites=sites),
            used(found, year, "grid_energy", sites),
            interval(figure) if (figure := of[operator].generation) is not None else None,
        )
        for operator, sites in own.items()
    ]
