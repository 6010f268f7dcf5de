"""A prospect: a place where a campus could be built, and what building there would take."""

from typing import Annotated

from pydantic import Field

from stargate.capital.partner import Role
from stargate.programme.site import State
from stargate.quantity.measures import (
    Angle,
    Area,
    Count,
    Date,
    Duration,
    Factor,
    FuelPrice,
    GenerationPower,
    GridPower,
    ItPower,
    Money,
    MoneyPerArea,
    MoneyPerGenerationPower,
    WaterFlow,
)
from stargate.quantity.noun import Noun


class Prospect(Noun):
    """A place where a campus could be built, which only a plan may choose: no candidate, and in no future."""

    name: str
    """What it is called."""
    state: State
    """Two letters of the state."""
    county: str
    """The county."""
    latitude: Angle
    """North is positive."""
    longitude: Angle
    """East is positive."""
    region: str
    """Whose prices and carbon it has: a name in catalogue/regions."""
    climate: str
    """Its weather: a name in catalogue/climates."""
    cooling_system: str
    """How it would be cooled: a name in catalogue/cooling."""
    most: ItPower
    """Critical IT load that it has room for in all."""
    phase: ItPower
    """Critical IT load of one phase: what is begun at a time."""
    grid: GridPower | None = None
    """Connection to the grid that it could have; none where empty."""
    grid_date: Date | None = None
    """From when, if it is asked for now; needed with `grid`."""
    grid_cost: MoneyPerGenerationPower | None = None
    """Line and substation for it, per grid power; needed with `grid`."""
    gas: GenerationPower | None = None
    """Generation that its pipeline could feed; none where empty."""
    gas_basis: FuelPrice | None = None
    """What gas costs there more than at Henry Hub; the region's figure where empty."""
    land: Area
    """Area that could be had."""
    land_cost: MoneyPerArea
    """What it costs."""
    water_limit: WaterFlow | None = None
    """Process water it could take; not limited where empty."""
    opening: Duration
    """Time for agreements, permits and design before its first phase can begin."""
    opening_cost: Money
    """What they cost, beside the land."""
    build: Duration
    """Time from the start of a phase to its full load: shell, fit-out and commissioning."""
    labour: Factor
    """Its cost of construction / the programme's."""
    crews: Count | None = None
    """People who could be had to build there at a time; not limited where empty."""
    shared_crews: str = ""
    """A capacity of limits.yaml whose crews it would share with campuses nearby."""
    pace: Count
    """Phases that can be begun in a quarter."""
    at_once: Count
    """Phases that can be under construction at a time."""
    partners: dict[Annotated[Role, Field(strict=False)], list[str]] = {}
    """Who would do what there."""
    note: str = ""
    """A remark for readers."""

    @property
    def id(self) -> str:
        """Its name in addresses."""
        return self.address.rpartition(".")[2]
