"""The nouns of a programme together. One file of the folder is one field here; `sites/x.yaml` is `sites.x`."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from stargate.capital.commitment import Commitment, StandingChances
from stargate.capital.company import Company
from stargate.capital.contracts.book import Contracts
from stargate.capital.make_or_buy import MakeOrBuy
from stargate.capital.partner import Partner
from stargate.capital.product import Product
from stargate.capital.supply import Supply
from stargate.compute.chip import Chip
from stargate.compute.demand import Demand
from stargate.compute.language_model import LanguageModel
from stargate.compute.workload import Workload
from stargate.history.reference import ReferenceClass
from stargate.programme.planning import Planning
from stargate.programme.prospect import Prospect
from stargate.programme.site import Costs, Name, Phase, Site, Standing
from stargate.quantity.measures import Count, Date, Duration, Factor, Money, Rate, Share, TemperatureShift, UntypedPower
from stargate.quantity.noun import Noun
from stargate.quantity.statement import Statement
from stargate.schedule.activity import Activity
from stargate.schedule.limit import Limit, Sharing

Dimension = Annotated[str, StringConstraints(pattern=r"^([1-9]|[1-5]\d|6[0-4])?$")]
SourceKey = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9.-]*$")]


class SourceKind(StrEnum):
    """What a source is."""

    PUBLICATION = "publication"
    COMPUTED = "computed"


class Source(Noun):
    """A publication that figures are taken from."""

    kind: SourceKind = Field(default=SourceKind.PUBLICATION, strict=False)
    """`computed` for statistics made for this programme: a range that cites them is derived, not disputed."""

    title: str
    """Its title."""
    publisher: str = ""
    """Who published it."""
    date: Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$")]
    """The day it was published; the last day of the month or year where no more is known."""
    basis: str = ""
    """How that date is known, where it is not printed on it."""
    url: str = ""
    """Its address."""
    licence: str = ""
    """Under which terms its data may be used."""
    reported_by: str = ""
    """Whose claim it repeats, where it is not its own."""
    note: str = ""
    """A remark for readers."""


class Driver(Noun):
    """A shared cause that stretches every activity that names it, so that correlation arises (C5)."""

    title: str
    """What it is called."""
    stretch: Factor
    """The factor it puts on durations."""
    sobol: Dimension = ""
    """Dimension of the Sobol' numbers it is drawn with, 1 to 64, its own alone; without one, plain numbers."""
    note: str = ""
    """A remark for readers."""


class Risk(Noun):
    """An event with a chance and an impact on activities."""

    title: str
    """What happens."""
    chance: Share
    """The chance that it happens."""
    affects: list[str]
    """Addresses of activities, with `*` for any part."""
    factor: Factor | None = None
    """What it multiplies their durations by."""
    delay: Duration | None = None
    """What it adds to their durations."""
    sobol: Dimension = ""
    """Dimension of the Sobol' numbers it is drawn with, 1 to 64, its own alone; without one, plain numbers."""
    note: str = ""
    """A remark for readers."""


class Targets(Noun):
    """What the partners set out to do."""

    investment: Money
    """Money to be invested in all."""
    investment_by: Date | None = None
    """By when."""
    first_deployment: Money | None = None
    """Money to be deployed at once."""
    still_to_raise: Money | None = None
    """Money to be raised, as said at the time."""
    buildings: Count | None = None
    """Number of data-centre buildings."""
    campuses: Count | None = None
    """The same number read as campuses, for comparison; no source announces it."""
    buildings_by: Date | None = None
    """By when."""
    claimed_power: UntypedPower | None = None
    """Power, as said, its type unstated."""


class Claim(Noun):
    """Something said of the programme as a whole, kept beside what the sites add up to."""

    title: str
    """What is claimed."""
    power: UntypedPower | None = None
    """Power, its type unstated."""
    money: Money | None = None
    """Money."""
    count: Count | None = None
    """Number."""
    jobs: Count | None = None
    """People at work; `floor 100_000 jobs` where at least so many are claimed."""
    words: Statement | None = None
    """What is claimed, where it is no number."""
    note: str = ""
    """A remark for readers."""


class Spending(Noun):
    """When a phase's money is needed, before it is energised."""

    construction: Duration
    """Construction money is spent evenly over this time before the phase is energised."""
    compute: Duration
    """Money for accelerators is spent evenly over this time before the phase is energised."""


class ClimateChange(Noun):
    """How far the years of operation lie from the typical years of the catalogue."""

    temperature_shift: TemperatureShift | None = None
    """Added to every hour; nothing where empty."""
    hottest_shift: TemperatureShift | None = None
    """Added to the hottest hundredth of hours on top, rising from nought at the hottest twentieth."""


class Basis(StrEnum):
    """What dates a scenario takes."""

    ACTIVITIES = "activities"
    ANNOUNCED = "announced"


class Amendment(Noun):
    """One figure or text of a scenario."""

    to: str
    """A figure with its source, a change (`x 1.3`, `+ 2 months`, `+ [name]`), or other text."""
    because: str
    """The reason."""


class Scenario(Noun):
    """A question put to the programme, as changed figures with reasons."""

    title: str
    """What it is called."""
    question: str
    """What it answers."""
    against: list[str] = []
    """The scenarios it is held against; base where empty."""
    note: str = ""
    """How to read it, and what it leaves out."""
    as_of: str = ""
    """The state of knowledge it is read in; the programme's own where empty."""
    basis: Basis = Field(default=Basis.ACTIVITIES, strict=False)
    """`announced`: every phase comes when its partners say (T6a), nothing is drawn."""
    changes: dict[str, Amendment] = {}
    """By address, with `*` for any part."""
    new: dict[str, object] = {}
    """What is added: the same records as in the programme's files."""


class Contents(Noun):
    """Everything the files of a programme say: the fields of programme.yaml, and one for each file beside it."""

    format: Annotated[str, StringConstraints(pattern="^2$")]
    """The version of this format: 2."""
    name: str
    """What the programme is called."""
    summary: str = ""
    """What it is, in a sentence."""
    start: Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-01$")]
    """The first day of the month that all times count from; not after the earliest activity (C1)."""
    as_of: Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$")]
    """The state of knowledge that is read unless another is asked for; never the clock's (C4a)."""
    horizon: Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$")]
    """The last day of all series."""
    price_index: Rate
    """By which prices of a stated year rise (C2)."""
    costs: Costs
    """What campuses cost per GW of IT load, where a site does not say."""
    spending: Spending
    """When that money is needed."""
    chances: StandingChances
    """What a commitment's standing is worth."""
    targets: Targets | None = None
    """What the partners set out to do."""
    claims: dict[Name, Claim] = {}
    """What is said of the whole."""
    partners: dict[Name, Partner] = {}
    """Who takes part."""
    commitments: dict[Name, Commitment] = {}
    """Who brings what money."""
    companies: dict[Name, Company] = {}
    """Who holds what at each campus, and who owns that."""
    contracts: Contracts | None = None  # type: ignore[valid-type]
    """Who pays whom for what."""
    supplies: dict[Name, Supply] = {}
    """Who delivers chips and equipment."""
    limits: dict[Name, Limit] = {}
    """Supplies that campuses share, and wait for."""
    sharing: Sharing = Field(default=Sharing.ANNOUNCED, strict=False)
    """Who takes first of `limits`: what was `announced` for earlier (default), stands first, or is ready first."""
    agreements: dict[Name, Activity] = {}
    """Agreements that concern several sites."""
    drivers: dict[Name, Driver] = {}
    """Shared causes."""
    risks: dict[Name, Risk] = {}
    """Events with a chance."""
    classes: dict[Name, ReferenceClass] = {}
    """Reference classes of its own, as `stargate calibrate` writes them, for `like NAME`."""
    chips: dict[Name, Chip] = {}
    """Accelerators of its own, before those of the catalogue: `chips/<name>.yaml`."""
    models: dict[Name, LanguageModel] = {}
    """Models of its own, before those of the catalogue: `models/<name>.yaml`."""
    chip_progress: Rate | None = None
    """By which compute by watt rises from one accelerator to that which replaces it."""
    demand: Demand | None = None
    """What asks for compute."""
    workload: Workload | None = None
    """What the computers do by the hour."""
    products: dict[Name, Product] = {}
    """What tokens are sold as."""
    rival_efficiency: Factor | None = None
    """How many times less compute a token takes once everyone works as a cheaper rival does."""
    make_or_buy: MakeOrBuy | None = None
    """What own capacity costs, and what clouds ask instead."""
    cost_of_capital: Rate | None = None
    """Real rate at which investment in power on site, and in own capacity, is spread over its life."""
    base_rate: Rate | None = None
    """Yearly interest that margins of loans stand on: what fixed money without risk costs for as long as they run."""
    climate: ClimateChange | None = None
    """How far the weather lies from that of the catalogue."""
    sites: dict[Name, Site]
    """The campuses."""
    prospects: dict[Name, Prospect] = {}
    """Places where campuses could be built, which only a plan may choose."""
    planning: Planning | None = None
    """What a plan may choose from, and what it is held to."""
    sources: dict[SourceKey, Source]
    """Who says so."""

    def activities(self) -> Iterator[Activity]:
        """All activities: agreements first, then site by site."""
        yield from self.agreements.values()
        for site in self.sites.values():
            yield from site.activities.values()

    def phases(self) -> Iterator[tuple[Site, Phase]]:
        """All phases with their sites."""
        for site in self.sites.values():
            for phase in site.phases.values():
                yield site, phase

    def candidates(self) -> list[Site]:
        """Sites that are not accepted yet."""
        return [site for site in self.sites.values() if site.status.value == Standing.CANDIDATE]
