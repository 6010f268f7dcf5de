"""What operating a plan for a year comes to, campus by campus."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING

from stargate.errors import StargateError
from stargate.operations.site_year import SiteYear
from stargate.programme.plan import Plan
from stargate.quantity.shown import html_table

if TYPE_CHECKING:
    import xarray


@dataclass(frozen=True)
class Operation:
    """A year of hours of every campus that has IT load in it."""

    plan: Plan = field(repr=False)  #: whose campuses these are
    year: int  #: the calendar year, without 29 February
    sites: tuple[SiteYear, ...] = field(repr=False)  #: those that run, in the order of the files
    left_out: Mapping[str, str] = field(repr=False)  #: those that do not, and why, in words
    seed: int  #: of weather and prices
    basis: str  #: what its IT load rests on, in words: as announced, fully built, at the medians of 1,000 futures

    def __getitem__(self, site: str) -> SiteYear:
        """The year of one campus by its name in addresses.

        Raises StargateError where it did not run, saying why.
        """
        found = {year.site.id: year for year in self.sites}
        if site in found:
            return found[site]
        if site in self.left_out:
            raise StargateError(f"{site} did not run in {self.year}: {self.left_out[site]}")
        near = get_close_matches(site, [*found, *self.left_out], 3, 0.4) or [*found, *self.left_out]
        raise StargateError(f"there is no site {site!r}\n  write: {' or '.join(near)}")

    def to_xarray(self) -> "xarray.Dataset":
        """All hours and monthly sums as labelled arrays with CF attributes."""
        from stargate.operations.dataset import about, variables
        from stargate.quantity.variable import labelled

        return labelled(variables(self), about(self))

    def __str__(self) -> str:
        named = ", ".join(year.site.name for year in self.sites)
        return f"{self.plan.programme.name}, operation in {self.year}, {self.basis}: {named or 'no campus runs'}"

    def _repr_html_(self) -> str:
        """Its campuses in a table, for a notebook."""
        rows = [
            (
                year.site.name,
                f"{year.it.total.mean():,.0f}",
                _said(year.account.per_it_energy("facility_energy"), 3),
                _said(year.account.cost_per_it_energy, 2),
                _said(year.account.per_it_energy("carbon_location"), 0),
                f"{year.account['energy_unserved']:,.0f}",
            )
            for year in self.sites
        ]
        columns = ("Campus", "Mean IT MW", "PUE", "USD per MWh of IT", "kg CO2 per MWh of IT, location average")
        return html_table(f"{self}; seed {self.seed}", (*columns, "MWh unserved"), rows)


def _said(amount: float | None, digits: int) -> str:
    return "-" if amount is None else f"{amount:,.{digits}f}"
