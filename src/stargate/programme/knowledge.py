"""What of a programme is known by its date: an object exists from its first reading (C4a)."""

from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel

from stargate.capital.commitment import Commitment
from stargate.capital.supply import Supply
from stargate.programme.model import Contents, Driver, Risk
from stargate.programme.site import Phase, Site, Standing
from stargate.quantity.figure import Figure
from stargate.quantity.measures import Date
from stargate.quantity.noun import Noun
from stargate.quantity.sources import Known
from stargate.quantity.statement import Statement
from stargate.schedule.activity import Activity

T = TypeVar("T", bound=Noun)


def parts(thing: Any) -> Iterator[Figure | Statement]:
    """Every figure and statement below `thing`, in the order of its fields."""
    if isinstance(thing, Figure | Statement):
        yield thing
    elif isinstance(thing, BaseModel):
        for _, value in thing:
            yield from parts(value)
    elif isinstance(thing, Mapping):
        yield from parts(list(thing.values()))
    elif isinstance(thing, list):
        for value in thing:
            yield from parts(value)


def known_part(contents: Contents, known: Known) -> tuple[Contents, tuple[str, ...]]:
    """The programme without what was not known yet or was given up, and the addresses of what is left out."""
    left_out: list[str] = []
    agreements = _existing(contents.agreements, known, left_out)
    sites = {name: _site(site, known, left_out) for name, site in _existing(contents.sites, known, left_out).items()}
    kept = {activity.address for activity in agreements.values()}
    kept |= {activity.address for site in sites.values() for activity in site.activities.values()}
    update = {
        "agreements": {name: _without_lost_links(activity, kept) for name, activity in agreements.items()},
        "sites": {name: _site_without_lost_links(site, kept) for name, site in sites.items()},
        "commitments": _existing(contents.commitments, known, left_out),
        "supplies": _existing(contents.supplies, known, left_out),
        "drivers": _existing(contents.drivers, known, left_out),
        "risks": _existing(contents.risks, known, left_out),
    }
    return contents.model_copy(update=update), tuple(left_out)


def _existing(nouns: Mapping[str, T], known: Known, left_out: list[str]) -> dict[str, T]:
    left_out += [noun.address for noun in nouns.values() if not _exists(noun, known)]
    return {name: noun for name, noun in nouns.items() if _exists(noun, known)}


def _exists(noun: Noun, known: Known) -> bool:
    match noun:
        case Site():
            placed = noun.latitude.has_value and noun.longitude.has_value
            return placed and noun.status.known and noun.status.value != Standing.WITHDRAWN
        case Phase():
            return _sized(noun) and not _passed(noun.withdrawn, known)
        case Activity():
            durations = [noun.duration, *noun.parties.values()]
            timed = any(duration is not None and duration.has_value for duration in durations)
            return (timed or _passed(noun.finished, known)) and not _passed(noun.withdrawn, known)
        case Commitment():
            return noun.status.known and noun.amount.known
        case Supply():
            return noun.status.known
        case Driver():
            return noun.stretch.has_value
        case Risk():
            return noun.chance.has_value
    return True


def _sized(phase: Phase) -> bool:
    """Whether its IT MW, its buildings and how they come up are known."""
    known = phase.it_power.has_value and phase.ramp.has_value and phase.buildings.has_value
    return known and (phase.buildings.p50 == 1 or (phase.cadence is not None and phase.cadence.has_value))


def _passed(date: Date | None, known: Known) -> bool:
    return date is not None and date.has_value and date.p50 <= known.at(date.address)


def _site(site: Site, known: Known, left_out: list[str]) -> Site:
    return site.model_copy(
        update={
            "activities": _existing(site.activities, known, left_out),
            "phases": _existing(site.phases, known, left_out),
        }
    )


def _site_without_lost_links(site: Site, kept: set[str]) -> Site:
    return site.model_copy(
        update={
            "activities": {name: _without_lost_links(a, kept, site) for name, a in site.activities.items()},
            "phases": {
                name: phase.model_copy(update={"needs": [n for n in phase.needs if full(n, site) in kept]})
                for name, phase in site.phases.items()
            },
        }
    )


def _without_lost_links(activity: Activity, kept: set[str], site: Site | None = None) -> Activity:
    links = {name: link for name, link in activity.after.items() if full(name, site) in kept}
    return activity if len(links) == len(activity.after) else activity.model_copy(update={"after": links})


def full(name: str, site: Site | None) -> str:
    """The address of an activity named in `after`, `needs` or `affects`."""
    if "." in name:
        return name
    return f"agreements.{name}" if site is None else f"{site.address}.activities.{name}"
