"""A campus: where it stands, what powers it, its phases and activities."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from stargate.capital.partner import Role
from stargate.quantity.measures import (
    Angle,
    Area,
    Count,
    Date,
    Duration,
    Emissions,
    FacilityPower,
    FuelFlow,
    FuelPrice,
    GenerationPower,
    GridPower,
    ItPower,
    Length,
    Money,
    MoneyPerItPower,
    Share,
    StoredEnergy,
    UntypedPower,
    WaterFlow,
)
from stargate.quantity.noun import Noun
from stargate.quantity.statement import Statement
from stargate.schedule.activity import Activity

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
State = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]


class Standing(StrEnum):
    """Whether a site belongs to the programme."""

    COMMITTED = "committed"
    CANDIDATE = "candidate"
    WITHDRAWN = "withdrawn"


class SiteStatus(Statement):
    """A site's standing with its source; a site exists from the first reading on."""

    choices = Standing


class Milestone(Noun):
    """A date of a phase, as different people state it."""

    announced: Date | None = None
    """What the partners say."""
    forecast: Date | None = None
    """What a third party expects."""
    observed: Date | None = None
    """What a satellite, a filing or a company saw happen: a fact."""
    calibrated_to: Date | None = None
    """The range that the simulated date is held against (T6b): never an input of the simulation."""


class Phase(Noun):
    """A tranche of a campus, energised building by building (T5)."""

    title: str = ""
    """What it is called in tables."""
    buildings: Count
    """How many buildings it has."""
    it_power: ItPower
    """Critical IT load of the whole phase."""
    facility_power: FacilityPower | None = None
    """Nameplate of the whole phase: cooling, losses and redundancy included."""
    needs: list[str] = []
    """Activities that must be finished before its first building is energised; the slowest decides."""
    cadence: Duration | None = None
    """Time from one building to the next; needed where there are several."""
    ramp: Duration
    """Time in which a building's load rises from nothing to all."""
    chip: str = ""
    """The accelerator it is built for: a name in chips or catalogue/chips."""
    chips: dict[str, Share] = {}
    """Instead a mix: the part of its IT load that each accelerator takes."""
    refresh: str = ""
    """The accelerator that replaces them at the end of their life; without one, and later again, such of its day \
(`chip_progress`)."""
    accelerators: Count | None = None
    """How many it has, as stated: held against what its IT load can feed."""
    first_power: Milestone | None = None
    """When its first building begins to take load."""
    energised: Milestone | None = None
    """When its last building has its full load."""
    withdrawn: Date | None = None
    """When it was given up."""
    note: str = ""
    """A remark for readers."""

    @property
    def name(self) -> str:
        """Its title, or the last part of its address in words."""
        return self.title or self.address.rpartition(".")[2].replace("_", " ")


class Equipment(Noun):
    """Power equipment on site or ordered for it."""

    kind: Statement
    """What it is."""
    units: Count | None = None
    """How many."""
    generation_power: GenerationPower | None = None
    """What it can generate in all."""
    grid_power: GridPower | None = None
    """What it can carry from the grid."""
    supplier: list[str] = []
    """Partners who supply it."""
    cost: Money | None = None
    """What it costs."""
    technology: str = ""
    """What operation takes it for: a name in catalogue/power. Without one it does not run."""
    energy: StoredEnergy | None = None
    """What a store holds; the technology's own duration at full power where empty."""


class Contract(Noun):
    """Clean power bought from elsewhere, matched with the campus hour by hour (O6)."""

    technology: str
    """What generates it: a name in catalogue/power; its hours follow the weather of the campus."""
    generation_power: GenerationPower
    """What of it is bought."""
    note: str = ""
    """A remark for readers."""


class Power(Noun):
    """How a campus is powered."""

    option: Statement
    """Grid, behind the meter, bridge, in words."""
    grid: GridPower | None = None
    """Firm connection to the utility."""
    curtailed: Duration | None = None
    """Time in a year in which the utility may shed it, its dearest hours; never where empty."""
    curtailed_to: Share | None = None
    """What is left of the connection then; nothing where empty."""
    on_site: GenerationPower | None = None
    """Generation on site."""
    storage: GenerationPower | None = None
    """Storage on site or built for it."""
    market: Statement | None = None
    """The system operator."""
    equipment: dict[Name, Equipment] = {}
    """Turbines, engines, fuel cells, transformers, batteries."""
    contracts: dict[Name, Contract] = {}
    """Clean power bought from elsewhere."""
    emissions: Emissions | None = None
    """Carbon dioxide equivalent of generation on site."""
    fuel: FuelFlow | None = None
    """Gas that can be delivered."""
    pipeline: Length | None = None
    """Length of its gas pipeline."""


class Jobs(Noun):
    """People at work, as stated."""

    construction: Count | None = None
    """At the peak of construction."""
    permanent: Count | None = None
    """In operation."""
    tax_abatement: Share | None = None
    """The part of its property tax that is waived."""
    tax_abatement_term: Duration | None = None
    """For how long."""


class Costs(Noun):
    """What a campus costs, per GW of IT load."""

    construction: MoneyPerItPower
    """Shell, power and cooling."""
    compute: MoneyPerItPower
    """Accelerators, servers and network."""

    def at(self, campus: "SiteCosts | None") -> "Costs":
        """These, with what is known of a campus in their place."""
        own = {} if campus is None else {use: getattr(campus, use) for use in ("construction", "compute")}
        return self.model_copy(update={use: cost for use, cost in own.items() if cost is not None and cost.has_value})


class SiteCosts(Noun):
    """What one campus costs, per GW of IT load, where it differs from the programme's."""

    construction: MoneyPerItPower | None = None
    """Shell, power and cooling."""
    compute: MoneyPerItPower | None = None
    """Accelerators, servers and network."""


class Acceptance(Noun):
    """What must happen before a candidate becomes part of the programme."""

    chance: Share
    """The chance that it is agreed at all."""
    by: Date | None = None
    """When that is settled: no phase takes load before."""


class Site(Noun):
    """A campus."""

    name: str
    """What it is called."""
    state: State
    """Two letters of the state."""
    county: str = ""
    """The county."""
    status: SiteStatus
    """Whether it belongs to the programme; it exists from the first reading on."""
    acceptance: Acceptance | None = None
    """A candidate's way in."""
    announced: Date | None = None
    """When it was announced."""
    latitude: Angle
    """North is positive."""
    longitude: Angle
    """East is positive."""
    partners: dict[Annotated[Role, Field(strict=False)], list[str]] = {}
    """Who does what here."""
    land: Area | None = None
    """Area of the campus."""
    floor_area: Area | None = None
    """Area of its buildings."""
    facility_power: FacilityPower | None = None
    """Nameplate of the whole campus, as stated."""
    claimed_power: UntypedPower | None = None
    """A power stated without its type."""
    power: Power | None = None
    """How it is powered."""
    cooling: Statement | None = None
    """How it is cooled."""
    climate: str = ""
    """Its weather: a name in catalogue/climates, or a file in the programme's folder, such as `series/hours.csv`."""
    cooling_system: str = ""
    """What operation takes its cooling for: a name in catalogue/cooling."""
    region: str = ""
    """Whose prices and carbon it has: a name in catalogue/regions."""
    prices: str = ""
    """Hourly prices in place of the region's modelled ones: a file in the programme's folder (.csv or .parquet) with \
columns `time`, such as 2023-01-01T00:00-06:00, and `usd_per_mwh`."""
    gas_price: FuelPrice | None = None
    """The year's mean price of gas at Henry Hub, the catalogue's where empty; it moves modelled prices of power too."""
    water: WaterFlow | None = None
    """Water it takes."""
    water_limit: WaterFlow | None = None
    """Process water it may take."""
    jobs: Jobs | None = None
    """People at work."""
    costs: SiteCosts | None = None
    """What it costs per GW of IT load; the programme's figures where empty."""
    stated_cost: Money | None = None
    """What its owners say it costs."""
    stated_cost_covers: Statement | None = None
    """What that cost includes."""
    rent_term: Duration | None = None
    """Term of its lease."""
    activities: dict[Name, Activity]
    """What must happen before it runs."""
    phases: dict[Name, Phase]
    """What is energised, and when."""
    unknown: list[str] = []
    """What no source tells."""
    note: str = ""
    """A remark for readers."""

    @property
    def id(self) -> str:
        """Its name in addresses."""
        return self.address.rpartition(".")[2]
