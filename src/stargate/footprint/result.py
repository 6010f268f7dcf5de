"""What an account comes to, campus by campus, year by year, and in every future."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float

from stargate.footprint.months import column
from stargate.futures.drawn import Range
from stargate.futures.quantiles import quantiles
from stargate.operations.account import quantity
from stargate.operations.result import Operation
from stargate.operations.site_year import SiteYear

if TYPE_CHECKING:
    import xarray

    from stargate.footprint.embodied import Making
    from stargate.footprint.jobs import Jobs
    from stargate.futures.result import Futures

_TENTHS = (0.1, 0.5, 0.9)


@dataclass(frozen=True)
class Footprint:
    """What campuses take, and bring. The first row of arrays is the operated year, or the future at medians."""

    operation: Operation = field(repr=False)  #: the year of hours that says what an MWh of IT energy takes
    futures: "Futures | None" = field(repr=False)  #: whose IT energy it is; None where it is the operated year's
    years: tuple[int, ...]  #: calendar years
    it_energy: Float[np.ndarray, "site row year"] = field(repr=False)  #: asked for by each of `sites` [MWh]
    weight: Float[np.ndarray, " future"] = field(repr=False)  #: how much each future counts

    @property
    def sites(self) -> tuple[SiteYear, ...]:
        """Campuses that were operated, candidates too."""
        return self.operation.sites

    @cached_property
    def members(self) -> tuple[str, ...]:
        """Campuses that belong to the programme, by their names in addresses: candidates are in no total."""
        return tuple(year.site.id for year in self.sites if not year.candidate)

    @cached_property
    def counties(self) -> dict[str, tuple[str, ...]]:
        """Campuses of the programme by county, `Taylor County, TX`; those without one are in none."""
        named = [year.site for year in self.sites if year.site.id in self.members and year.site.county]
        return _grouped((f"{site.county}, {site.state}", site.id) for site in named)

    @cached_property
    def regions(self) -> dict[str, tuple[str, ...]]:
        """Campuses of the programme by market region, a name in catalogue/regions."""
        named = [year.site for year in self.sites if year.site.id in self.members]
        return _grouped((site.region, site.id) for site in named)

    @cached_property
    def states(self) -> dict[str, tuple[str, ...]]:
        """Campuses of the programme by state."""
        named = [year.site for year in self.sites if year.site.id in self.members]
        return _grouped((site.state, site.id) for site in named)

    @cached_property
    def making(self) -> "Making | None":
        """Carbon of making the campuses of the programme; None without futures."""
        from stargate.footprint.embodied import making

        return None if self.futures is None else making(self.futures)

    @cached_property
    def jobs(self) -> "Jobs | None":
        """People who build and run the campuses of the programme; None without futures."""
        from stargate.footprint.jobs import jobs

        return None if self.futures is None else jobs(self.futures)

    def rate(self, name: str) -> Float[np.ndarray, " site"]:
        """What an MWh of IT energy asked for takes at each of `sites`, of one of operations' QUANTITIES."""
        unit = quantity(name).name
        return np.array([year.account[unit] / year.it.total.sum() for year in self.sites], dtype=float)

    def amounts(self, name: str, sites: Iterable[str] | None = None) -> Float[np.ndarray, "row year"]:
        """One of operations' QUANTITIES, in its unit, of some campuses, or of all that belong to the programme.

        Raises StargateError where a campus was not operated.
        """
        chosen = [self._row(site) for site in (self.members if sites is None else sites)]
        return np.einsum("s,sry->ry", self.rate(name)[chosen], self.it_energy[chosen])

    def _row(self, site: str) -> int:
        return self.sites.index(self.operation[site])

    def column(self, year: int) -> int:
        """Where a calendar year stands in `years`. Raises StargateError where it does not."""
        return column(self.years, year)

    def range(self, values: Float[np.ndarray, " row"]) -> Range:
        """What something is over futures, and at medians; without futures it is the operated year's four times."""
        if self.futures is None:
            only = float(values[0])
            return Range(only, only, only, only)
        p10, p50, p90 = quantiles(values[1:], self.weight, _TENTHS).tolist()
        return Range(p10, p50, p90, float(values[0]))

    def to_xarray(self) -> "xarray.Dataset":
        """Sums by campus, calendar year and percentile as labelled arrays with CF attributes."""
        from stargate.footprint.dataset import about, variables
        from stargate.quantity.variable import labelled

        return labelled(variables(self), about(self))

    def __str__(self) -> str:
        programme, operation = self.operation.plan.programme.name, self.operation
        hours = f"hours of {operation.year}, {operation.basis}"
        if self.futures is None:
            return f"{programme}, footprint in {operation.year}: {hours}"
        drawn = f"{self.futures.n:,} {'future' if self.futures.n == 1 else 'futures'}"
        return f"{programme}, footprint {self.years[0]} to {self.years[-1]}: {drawn}, {hours}"


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for group, site in pairs:
        found[group] = (*found.get(group, ()), site)
    return found
