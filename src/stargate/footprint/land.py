"""Land that campuses take, when, and how much for an IT MW."""

from dataclasses import dataclass, field

import numpy as np
from jaxtyping import Float

from stargate.footprint.result import Footprint
from stargate.futures.drawn import Drawn
from stargate.futures.simulate import BLOCK, run
from stargate.programme.compiled import model
from stargate.programme.site import Site, Standing
from stargate.programme.timed import medians
from stargate.quantity.figure import value
from stargate.quantity.threads import spread
from stargate.schedule.activity import Activity, ActivityKind


@dataclass(frozen=True)
class Plot:
    """The land of a campus. The first row of arrays is the future at medians; without futures there is no other."""

    site: Site = field(repr=False)  #: the campus
    candidate: bool  #: whether it is in no total
    it_power: float  #: of all its phases, medians [IT MW]
    area: Float[np.ndarray, " row"] | None = field(repr=False)  #: [ha]; None where no source states it
    taken: Float[np.ndarray, " row"] = field(repr=False)  #: when [month]; infinity is never
    bought: bool  #: whether an activity says when; else it is taken at the latest when the campus begins to run

    @property
    def per_it_power(self) -> float | None:
        """Area per IT MW of all phases, medians [ha/IT MW]; None where no area is stated."""
        return None if self.area is None or self.it_power <= 0 else float(self.area[0]) / self.it_power

    def by(self, month: float) -> Float[np.ndarray, " row"] | None:
        """Area that is taken by a month [ha]; None where no area is stated."""
        return None if self.area is None else np.where(self.taken <= month, self.area, 0.0)


def plots(found: Footprint) -> list[Plot]:
    """The land of every campus of the plan, operated or not.

    It is taken when its activities of kind `land` are finished; where it has none, when its first building begins to
    take load, which is the latest that it can be.
    """
    plan = found.operation.plan
    sites = {phase.site.id: phase.site for phase in plan.phases}
    taken = _taken(found, sites)
    areas = [site.land for site in sites.values() if value(site.land) is not None]
    drawn = None if found.futures is None else Drawn(areas, found.futures)
    return [
        Plot(
            site,
            site.status.value == Standing.CANDIDATE,
            sum(phase.it_power for phase in plan.phases if phase.site.id == name),
            _area(site, drawn),
            taken[name],
            bool(_bought(site)),
        )
        for name, site in sites.items()
    ]


def land(found: Footprint, year: int) -> Float[np.ndarray, " row"]:
    """Area that the programme has taken by the end of a calendar year [ha], as far as it is stated; no candidates."""
    end = found.operation.plan.programme.month(f"{year + 1}-01-01")
    rows = 1 if found.futures is None else found.futures.n + 1
    taken = [area for plot in plots(found) if not plot.candidate and (area := plot.by(end)) is not None]
    return np.sum([np.zeros(rows), *taken], axis=0)


def _area(site: Site, drawn: Drawn | None) -> Float[np.ndarray, " row"] | None:
    if (middle := value(site.land)) is None:
        return None
    return np.array([middle]) if drawn is None else drawn(site.land)


def _bought(site: Site) -> list[Activity]:
    """Its activities of kind `land`."""
    return [each for each in site.activities.values() if each.kind is ActivityKind.LAND]


def _taken(found: Footprint, sites: dict[str, Site]) -> dict[str, Float[np.ndarray, " row"]]:
    """When the land of each campus is taken in every future, the one at medians first [month]."""
    futures, plan = found.futures, found.operation.plan
    compiled = model(plan, found.operation.seed) if futures is None else futures.model
    at = {activity.address: i for i, activity in enumerate(compiled.activities)}
    blocks = [medians(compiled)]
    if futures is not None:
        parts = (futures.numbers[first : first + BLOCK] for first in range(0, futures.n, BLOCK))
        blocks += spread(lambda numbers: run(compiled, numbers), parts)
    finish, ready = (np.concatenate([getattr(block, name) for block in blocks]) for name in ("finish", "ready"))
    dates: dict[str, Float[np.ndarray, " row"]] = {}
    for name, site in sites.items():
        bought = [at[each.address] for each in _bought(site) if each.address in at]
        phases = [i for i, phase in enumerate(plan.phases) if phase.site.id == name]
        dates[name] = finish[:, bought].max(axis=1) if bought else ready[:, phases].min(axis=1)
    return dates
