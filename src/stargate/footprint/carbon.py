"""Carbon of operation: fuel on site (scope 1) and power of the grid (scope 2) under three named methods (A3).

For import g_h, contracted clean power c_h [MW] and the region's mean and marginal intensity a_h, m_h [kg/MWh]

    location average               sum_h g_h a_h
    hourly marginal                sum_h g_h m_h
    market-based, hourly matched   sum_h (g_h - min(g_h, c_h)) a_h
    matched over the year          (1 - min(1, C / G)) sum_h g_h a_h

with C and G the year's sums of c and g. The last is what most contracts are reported by: it lets a midday of sun stand
for a night. Yearly means say less than hours by what import and intensity have in common,

    sum_h g_h a_h = G mean(a) + sum_h (g_h - mean(g)) (a_h - mean(a))

which is nought for a flat load. A number without its method is none: nothing here adds or mixes them.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from stargate.footprint.result import Footprint
from stargate.operations.site_year import SiteYear

ON_SITE = "carbon_on_site"
METHODS = {
    "carbon_location": "location average",
    "carbon_marginal": "hourly marginal",
    "carbon_market": "market-based, hourly matched",
}  #: names among operations' QUANTITIES, in words


def scope_1(found: Footprint, sites: Iterable[str] | None = None) -> Float[np.ndarray, "row year"]:
    """Fuel burnt on site [kg], the same under every method."""
    return found.amounts(ON_SITE, sites)


def scope_2(found: Footprint, method: str, sites: Iterable[str] | None = None) -> Float[np.ndarray, "row year"]:
    """Power from the grid under one of METHODS [kg]."""
    sites = None if sites is None else tuple(sites)
    return found.amounts(method, sites) - found.amounts(ON_SITE, sites)


@dataclass(frozen=True)
class Hourly:
    """What hours say beside the yearly mean of the intensity, of one import under one method [kg]."""

    hours: float  #: sum of import times intensity, hour by hour
    mean: float  #: import of the year times the year's mean intensity

    @property
    def together(self) -> float:
        """What import and intensity have in common: above nought where more is drawn when the grid is dirty [kg]."""
        return self.hours - self.mean


def hourly(grid: Float[np.ndarray, " hour"], intensity: Float[np.ndarray, " hour"]) -> Hourly:
    """Import [MW] at an intensity [kg/MWh], by the hour and by the year's mean."""
    return Hourly(float(grid @ intensity), float(grid.sum() * intensity.mean()))


@dataclass(frozen=True)
class Matched:
    """Import of a campus whose contracts are counted by the hour, and over the year."""

    grid: float  #: import [MWh]
    contracted: float  #: what the contracts deliver [MWh]
    covered: float  #: import that they cover in the same hour [MWh]
    location: float  #: carbon with no contract counted [kg]
    by_hour: float  #: with contracts matched by the hour: what is reported as market-based here [kg]
    by_year: float  #: with contracts matched over the year [kg]


def matched(
    grid: Float[np.ndarray, " hour"], contracted: Float[np.ndarray, " hour"], intensity: Float[np.ndarray, " hour"]
) -> Matched:
    """Import and contracted clean power [MW] at the region's mean intensity [kg/MWh]."""
    cover = np.minimum(grid, contracted)
    drawn, bought, location = float(grid.sum()), float(contracted.sum()), float(grid @ intensity)
    left = max(0.0, 1.0 - bought / drawn) if drawn > 0 else 0.0
    return Matched(drawn, bought, float(cover.sum()), location, float((grid - cover) @ intensity), left * location)


def contracts_of(year: SiteYear) -> Matched | None:
    """What the contracts of a campus come to in its operated year; None where it has none."""
    if not year.supply.contracted.any():
        return None
    return matched(year.grid, year.supply.contracted, year.market.average_carbon)
