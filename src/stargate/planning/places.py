"""Where a plan may build: the campuses of a programme, then its prospects."""

from dataclasses import dataclass, field

from stargate.planning.timing import TimedPhase, Timing
from stargate.programme.plants import Plant, running
from stargate.programme.programme import Programme
from stargate.programme.prospect import Prospect
from stargate.programme.site import Site
from stargate.quantity.figure import Figure, value


@dataclass(frozen=True)
class Place:
    """A campus, a candidate or a prospect."""

    record: Site | Prospect = field(repr=False)
    phases: tuple[TimedPhase, ...] = ()  #: of a campus

    @property
    def name(self) -> str:
        """Its name in addresses."""
        return self.record.id

    @property
    def site(self) -> Site | None:
        """Its record where it is a campus or a candidate."""
        return self.record if isinstance(self.record, Site) else None

    @property
    def prospect(self) -> Prospect | None:
        """Its record where it is a prospect."""
        return self.record if isinstance(self.record, Prospect) else None

    @property
    def begun(self) -> tuple[TimedPhase, ...]:
        """Phases that are not chosen any more."""
        return tuple(phase for phase in self.phases if phase.begun)

    @property
    def to_begin(self) -> tuple[TimedPhase, ...]:
        """Phases that a plan may begin."""
        return tuple(phase for phase in self.phases if not phase.begun)

    @property
    def opened(self) -> bool:
        """Whether anything of it is begun: its power is ordered then, and nothing more is paid for it."""
        return bool(self.begun)

    @property
    def plants(self) -> tuple[Plant, ...]:
        """What generates or stores on a campus, there or ordered."""
        return () if self.site is None or self.site.power is None else tuple(running(self.site.power))

    @property
    def grid_figure(self) -> Figure | None:
        """Its connection to the grid, there, ordered or possible."""
        if self.prospect is not None:
            return self.prospect.grid
        return self.site.power.grid if self.site and self.site.power else None

    @property
    def grid(self) -> float:
        """The same [GW]."""
        return (value(self.grid_figure) or 0.0) / 1e3


def places(programme: Programme, timing: Timing) -> tuple[Place, ...]:
    """Campuses with phases, then prospects."""
    contents = programme.contents
    campuses = (Place(site, timing.of(site)) for site in contents.sites.values())
    return (*(place for place in campuses if place.phases), *map(Place, contents.prospects.values()))
