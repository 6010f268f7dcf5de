"""What a plan of the programme may choose from, what it is held to, and what its outcome is worth (P1)."""

from typing import Annotated

from pydantic import StringConstraints

from stargate.programme.site import Name
from stargate.quantity.measures import (
    AreaPerPower,
    ComputePrice,
    Count,
    Date,
    Duration,
    Emissions,
    H100e,
    ItPower,
    MoneyPerItPowerYear,
    PowerCharge,
    Rate,
    Share,
    WaterFlow,
)
from stargate.quantity.noun import Noun

Year = Annotated[str, StringConstraints(pattern=r"^[12]\d{3}$")]


class ChipOption(Noun):
    """An accelerator that may be bought."""

    limit: str = ""
    """The supply of limits.yaml that it comes from, by IT power; not limited where empty."""
    first: Date | None = None
    """From when it can be had in volume; the accelerator's own date where empty."""
    note: str = ""
    """A remark for readers."""


class PowerOption(Noun):
    """A way to power a campus that may be bought; what it costs and how long it takes stands in the catalogue."""

    limit: str = ""
    """The supply of limits.yaml that it comes from, by generation or grid power; not limited where empty."""
    land: AreaPerPower | None = None
    """Land that it takes, per generation power; none where empty."""
    note: str = ""
    """A remark for readers."""


class BridgeOption(Noun):
    """Generation that may be rented until something else comes; it burns what the catalogue says of it."""

    rent: PowerCharge
    """What its rent and upkeep cost, fuel aside."""
    lead_time: Duration
    """From order to operation."""
    limit: str = ""
    """The supply of limits.yaml that it comes from, by generation power; not limited where empty."""
    note: str = ""
    """A remark for readers."""


class Funding(Noun):
    """Whose money a part of what is spent waits for."""

    limit: str
    """A supply of limits.yaml that counts money."""
    share: Share | None = None
    """The part that draws on it; all where empty, and the rest comes when it is needed."""
    note: str = ""
    """A remark for readers."""


class Capital(Noun):
    """What money limits a plan."""

    construction: Funding | None = None
    """For land, shells, cooling and power; not limited where empty."""
    compute: Funding | None = None
    """For accelerators, servers and network; not limited where empty."""


class PowerTarget(Noun):
    """IT load that is to run, and what it costs to miss it."""

    it_power: dict[Year, ItPower]
    """Mean of each year named, and of those after it until the next."""
    shortfall: MoneyPerItPowerYear
    """What a lack of it costs."""


class ComputeTarget(Noun):
    """Compute that is to be there, and what it costs to miss it."""

    h100e: dict[Year, H100e]
    """Mean of each year named, and of those after it until the next."""
    shortfall: ComputePrice
    """What a lack of it costs."""


class Planning(Noun):
    """What a plan chooses from, its limits, its policies, and what compute earns.

    Lives, work and capital costs are those of `make_or_buy`, `workload` and `cost_of_capital`.
    """

    last_year: Year
    """The last year that is planned."""
    days: Count
    """Days that stand for all of a year's in operation, the extreme ones among them."""
    compute_price: ComputePrice
    """What compute sells for at the programme's date, power and operation included."""
    price_decline: Rate
    """By which that price falls each year."""
    demand: dict[Year, H100e] = {}
    """The most that sells at that price, with all that is committed; as in a target, and not limited where empty."""
    target: PowerTarget | None = None
    """IT load that is to run."""
    compute_target: ComputeTarget | None = None
    """Compute that is to be there."""
    chips: dict[Name, ChipOption]
    """Accelerators that may be bought: names in chips or catalogue/chips."""
    power: dict[Name, PowerOption]
    """What may be bought to power campuses: names in catalogue/power, `grid` for their connection."""
    bridge: dict[Name, BridgeOption] = {}
    """What may be rented: names in catalogue/power."""
    capital: Capital | None = None
    """What money limits it."""
    ramp: Duration
    """Time in which a building's load rises, at the end of a prospect's `build`."""
    carbon_cap: dict[Year, Emissions] = {}
    """What all campuses together may emit in a year, by location; as in a target, and not limited where empty."""
    clean_share: dict[Year, Share] = {}
    """Part of a year's energy that clean power must match hour by hour; as in a target, and not asked where empty."""
    water_cap: dict[Year, WaterFlow] = {}
    """Process water that all campuses together may take; as in a target, and not limited where empty."""
    note: str = ""
    """A remark for readers."""

    @property
    def limits(self) -> set[str]:
        """Names of the shared supplies that it draws on."""
        funding = () if self.capital is None else (self.capital.construction, self.capital.compute)
        drawing = (*self.chips.values(), *self.power.values(), *self.bridge.values(), *funding)
        return {option.limit for option in drawing if option is not None and option.limit}
