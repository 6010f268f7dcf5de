"""Water that campuses consume, on site and at the power plants of their grids, beside what counties withdraw (A2).

    on site = sum_h WUE_h E_h + w G_h,   off site = sum_h i I_h                                        [m3]

E the IT energy of an hour, G what plants on site generate at w, I the import at the region's intensity i. A campus
without towers takes more electricity, so more water at power plants: it moves some of what it spares on site.
"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from stargate.cooling.element import CoolingSystem
from stargate.footprint.county import County, county_of
from stargate.footprint.result import Footprint
from stargate.futures.drawn import Range
from stargate.operations.site_year import KILO, SiteYear
from stargate.programme.catalogue import cooling_system, entry
from stargate.quantity.measures import Factor, WaterIntensity
from stargate.quantity.noun import Noun

DAYS = 365
DRY, WET = "air_chiller", "water_chiller"  #: of catalogue/cooling: the same hall, without towers and with them
_KWH = 293.07107  # of an MMBtu
_L_PER_KWH = 3600 / 2381.8  # that a kWh of heat evaporates at 50 degC
_LEAST = 0.01  # of the design load


class MeanWater(Noun):
    """Water of an average data centre, per energy of the whole campus."""

    title: str
    """Whose mean it is."""
    on_site: WaterIntensity
    """Consumed on site."""
    off_site: WaterIntensity
    """Consumed at the power plants."""
    ratio: Factor
    """The second over the first, as it is quoted."""
    note: str = ""
    """A remark for readers."""


@dataclass(frozen=True)
class Water:
    """Water consumed in a year [m3]."""

    on_site: float  #: by cooling, and by plants on site
    off_site: float  #: at the power plants of the grid

    @property
    def ratio(self) -> float | None:
        """Water at power plants over water on site; None where there is none on site."""
        return self.off_site / self.on_site if self.on_site > 0 else None

    @property
    def break_even(self) -> float | None:
        """By which part electricity may rise until none on site takes as much water in all; None off the grid."""
        return self.on_site / self.off_site if self.off_site > 0 else None

    @classmethod
    def of(cls, on: Float[np.ndarray, " hour"], off: Float[np.ndarray, " hour"]) -> "Water":
        """What hours add up to [m3/h]."""
        return cls(float(on.sum()), float(off.sum()))


@dataclass(frozen=True)
class CountyUse:
    """Water of the campuses of a county beside what is withdrawn there."""

    name: str  #: `Taylor County, TX`
    sites: tuple[str, ...]  #: its campuses of the programme
    on_site: Range  #: [m3/day], mean of the year
    record: County | None  #: None where the catalogue has none

    @property
    def share(self) -> float | None:
        """On-site water as a part of all withdrawals there, P50; None without a record."""
        return _part(self.on_site.p50, self.record.total if self.record else 0.0)

    @property
    def of_public_supply(self) -> float | None:
        """The same as a part of public supply; None where none is withdrawn there."""
        return _part(self.on_site.p50, self.record.public_supply if self.record else 0.0)


def _part(amount: float, whole: float) -> float | None:
    return amount / whole if whole > 0 else None


def us_mean() -> MeanWater:
    """The average of US data centres."""
    return entry("means", "us_water", MeanWater)


def mean_water(mean: MeanWater, energy: Float[np.ndarray, " hour"]) -> Water:
    """Water of a campus of that mean that takes `energy` [MWh of facility energy, all from the grid] by the hour."""
    return Water.of(mean.on_site.p50 * energy, mean.off_site.p50 * energy)


def water_of(year: SiteYear) -> Water:
    """Water of a campus in its operated year."""
    return Water.of(year.water_on_site, year.water_off_site)


def bound(year: SiteYear) -> Float[np.ndarray, " hour"]:
    """The most water that a campus can consume in each hour [m3/h]: its on-site water is never above.

    What its cooling system can consume at its PUE (`CoolingSystem.ceiling`), and what the heat that plants on site
    reject, fuel less electricity, evaporates at 50 degC, 1.51 L/kWh. 1 L/kWh = 1 m3/MWh.
    """
    cooling = cooling_system(year.site.cooling_system).ceiling(year.cooling.pue) * year.it_served
    burning = np.array([source.burden.fuel > 0 for source in year.problem.sources], dtype=bool)
    generated = year.dispatch.output[burning].sum(axis=0)
    return cooling + np.maximum(year.fuel * _KWH / KILO - generated, 0.0) * _L_PER_KWH


def cooled_by(year: SiteYear, system: CoolingSystem) -> tuple[float, Water]:
    """Mean PUE and water of an operated campus if `system` cooled it; import stays the same part of its load."""
    share = np.divide(year.it.total, year.it.energised, out=np.full_like(year.it.total, _LEAST), where=year.load > 0)
    hours = system.hours(year.weather, np.clip(share, _LEAST, 1.0))
    on = year.water_on_site + (hours.wue - year.cooling.wue) * year.it_served
    pue = float((hours.pue * year.it_served).sum() / year.it_served.sum()) if year.it_served.any() else 1.0
    return pue, Water.of(on, year.water_off_site * hours.pue / year.cooling.pue)


def counties(found: Footprint, year: int) -> tuple[list[CountyUse], list[str]]:
    """On-site water by county in a year, and in words what cannot be said of some campuses."""
    column = found.column(year)
    sites = {one.site.id: one.site for one in found.sites}
    uses: list[CountyUse] = []
    for name, own in found.counties.items():
        daily = found.range(found.amounts("water_on_site", own)[:, column] / DAYS)
        uses.append(CountyUse(name, own, daily, county_of(sites[own[0]])))
    words = [f"{use.name}: the catalogue has no withdrawals of this county." for use in uses if use.record is None]
    nowhere = [sites[name] for name in found.members if not sites[name].county]
    words += [f"{site.name}: no county is named (write county: Taylor County, in {site.where})." for site in nowhere]
    return uses, words
