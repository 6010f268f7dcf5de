"""What is withdrawn in a county, by sector and by where it comes from."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from stargate.programme.catalogue import entry, names
from stargate.programme.site import Site
from stargate.quantity.measures import WaterFlow
from stargate.quantity.noun import Noun

SHELF = "counties"


class Sector(StrEnum):
    """Who withdraws water."""

    AGRICULTURE = "agriculture"
    ELECTRICITY_GENERATION = "electricity_generation"
    INDUSTRY = "industry"
    MINING = "mining"
    PUBLIC_SUPPLY = "public_supply"
    SELF_SUPPLIED_HOMES = "self_supplied_homes"


class Withdrawn(Noun):
    """Fresh water that a sector withdraws; through-flow cooling counts in full."""

    groundwater: WaterFlow | None = None
    """From the ground."""
    surface_water: WaterFlow | None = None
    """From rivers and lakes."""

    @property
    def total(self) -> float:
        """From both [m3/day], medians."""
        return sum(each.p50 for each in (self.groundwater, self.surface_water) if each is not None and each.has_value)


class County(Noun):
    """A county's withdrawals of fresh water: not its consumption, which is less."""

    title: str
    """What it is called."""
    county: str
    """Its name, as sites write it."""
    state: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
    """Two letters of its state."""
    fips: Annotated[str, StringConstraints(pattern=r"^\d{5}$")]
    """Its code in the Federal Information Processing Standards."""
    year: Annotated[str, StringConstraints(pattern=r"^(19|20)\d{2}$")]
    """The year of the count."""
    withdrawals: dict[Annotated[Sector, Field(strict=False)], Withdrawn]
    """By sector."""
    note: str = ""
    """A remark for readers."""

    @property
    def total(self) -> float:
        """Of all sectors [m3/day]."""
        return sum(each.total for each in self.withdrawals.values())

    @property
    def public_supply(self) -> float:
        """Of public supply [m3/day]; nought where it has none of its own."""
        found = self.withdrawals.get(Sector.PUBLIC_SUPPLY)
        return found.total if found else 0.0


def county_of(site: Site) -> County | None:
    """The county of a campus; None where the campus names none, or the catalogue has no record of it."""
    found = (entry(SHELF, name, County) for name in names(SHELF))
    return next((each for each in found if (each.county, each.state) == (site.county, site.state)), None)
