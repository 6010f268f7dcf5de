"""The map: where campuses stand, and how much of each runs at a date."""

from dataclasses import dataclass

from stargate.futures.quantiles import mean
from stargate.futures.result import Futures
from stargate.reports.energisation import rounded
from stargate.reports.words import listed, plural, power

_LITTLE = 0.02  # of a size: means and medians this close are read as the same


@dataclass(frozen=True)
class Place:
    """A campus on the map."""

    id: str
    name: str
    state: str
    latitude: float
    longitude: float
    status: str
    power: str
    planned: float  # mean [IT MW]
    dated: float  # of which announced with a date [IT MW]
    expected: list[float]  # mean by month [IT MW]
    address: str


@dataclass(frozen=True)
class Map:
    """All campuses; the page says the month."""

    title: str
    subtitle: str
    note: str
    places: list[Place]


def places(futures: Futures) -> Map:
    """The map figure."""
    planned = futures.plan.phases
    found = []
    for site in futures.programme.contents.sites.values():
        own = [i for i, p in enumerate(planned) if p.site.address == site.address]
        if not own:
            continue
        found.append(
            Place(
                id=site.id,
                name=site.name,
                state=site.state,
                latitude=site.latitude.p50,
                longitude=site.longitude.p50,
                status=site.status.value,
                power=site.power.option.value if site.power else "",
                planned=round(float(mean(futures.buildup.it_power[:, own], futures.weight).sum()), 3),
                dated=round(sum(planned[i].it_power for i in own if planned[i].dated), 3),
                expected=rounded(futures.energised_of(own).mean),
                address=site.address,
            )
        )
    number = sum(place.status == "committed" for place in found)
    candidates = len(found) - number
    also = f" and {plural(candidates, 'candidate')}" if candidates else ""
    return Map(
        title=f"{plural(number, 'campus', 'campuses')}{also}",
        subtitle="IT load running (filled) of IT load planned (ring), of all phases, announced with a date or not; "
        "means over the futures",
        note="Areas to scale." + _skewed(futures, found) + _unsized(futures),
        places=found,
    )


def _skewed(futures: Futures, found: list[Place]) -> str:
    """Names campuses whose size is uncertain, so that the map's means are not the timetable's medians."""
    names = []
    for place in found:
        median = sum(p.it_power for p in futures.plan.phases if p.site.address == place.address)
        if abs(place.planned - median) > _LITTLE * median:
            names.append(f"{place.name} {power(place.planned)} against {power(median)}")
    return f" Where a size is uncertain, its mean is not the timetable's median: {listed(names)}." if names else ""


def _unsized(futures: Futures) -> str:
    """Names campuses whose size is not known by the date of the programme."""
    sized = {p.site.address for p in futures.plan.phases}
    names = [site.name for site in futures.programme.contents.sites.values() if site.address not in sized]
    verb = "is" if len(names) == 1 else "are"
    return f" {listed(names)} {verb} announced without a size." if names else ""
