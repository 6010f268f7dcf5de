"""What of a programme is known by its date: an object exists from its first reading (C4a)."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel

from stargate.capital.commitment import Commitment
from stargate.capital.company import Company
from stargate.capital.contracts.book import KINDS
from stargate.capital.contracts.contract import Contract
from stargate.capital.make_or_buy import MakeOrBuy, Offer
from stargate.capital.product import Product
from stargate.capital.supply import Supply
from stargate.compute.demand import Capacity, Demand, PublishedRun, Requests, Runs, Shock
from stargate.programme.model import Basis, Contents, Driver, Risk
from stargate.programme.planning import Planning
from stargate.programme.prospect import Prospect
from stargate.programme.site import Phase, Site, Standing
from stargate.quantity.figure import Figure
from stargate.quantity.measures import Date
from stargate.quantity.noun import Noun
from stargate.quantity.sources import Known
from stargate.quantity.statement import Statement
from stargate.schedule.activity import Activity, Link, Start
from stargate.schedule.limit import Limit

T = TypeVar("T", bound=Noun)


def parts(thing: Any) -> Iterator[Figure | Statement]:
    """Every figure and statement below `thing`, in the order of its fields."""
    waiting = [thing]
    while waiting:
        thing = waiting.pop()
        if isinstance(thing, Figure | Statement):
            yield thing
            continue
        if isinstance(thing, BaseModel):
            inner = [value for name, value in vars(thing).items() if name != "lines"]
        else:
            inner = list(thing.values()) if isinstance(thing, dict) else thing if isinstance(thing, list) else []
        waiting += [value for value in reversed(inner) if value is not None and not isinstance(value, str)]


def known_part(contents: Contents, known: Known, basis: Basis) -> tuple[Contents, tuple[str, ...]]:
    """The programme without what was not known yet or was given up, and the addresses of what is left out.

    What waited for an activity that is left out waits for what that waited for. A phase none of whose needs is known
    is left out where its activities time it, unless it has been seen.
    """
    left_out: list[str] = []
    agreements = _existing(contents.agreements, known, left_out)
    sites = {name: _site(site, known, left_out) for name, site in _existing(contents.sites, known, left_out).items()}
    kept = {activity.address for activity in agreements.values()}
    kept |= {activity.address for site in sites.values() for activity in site.activities.values()}
    links, limits = _Links(contents, kept), _existing(contents.limits, known, left_out)
    update = {
        "agreements": {name: links.relinked(activity) for name, activity in agreements.items()},
        "sites": {name: links.relinked_site(site, basis, left_out) for name, site in sites.items()},
        "commitments": _existing(contents.commitments, known, left_out),
        "companies": _existing(_placed(contents.companies, sites, left_out), known, left_out),
        "contracts": _agreed(contents.contracts, known, left_out),
        "supplies": _existing(contents.supplies, known, left_out),
        "limits": limits,
        "products": _existing(contents.products, known, left_out),
        "make_or_buy": _make_or_buy(contents.make_or_buy, known, left_out),
        "demand": _demand(contents.demand, known, left_out),
        "drivers": _existing(contents.drivers, known, left_out),
        "risks": _existing(contents.risks, known, left_out),
        "prospects": _existing(_free(contents), known, left_out),
        "planning": _planning(contents.planning, limits, left_out),
    }
    return contents.model_copy(update=update), tuple(left_out)


def _existing(nouns: Mapping[str, T], known: Known, left_out: list[str]) -> dict[str, T]:
    kept = {name: noun for name, noun in nouns.items() if _exists(noun, known)}
    left_out += [noun.address for name, noun in nouns.items() if name not in kept]
    return kept


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
        case Company():
            return all(share.has_value for share in noun.owners.values())
        case Contract():
            return all(figure.has_value for figure in parts(noun) if not isinstance(figure, Date | Statement))
        case Supply():
            return noun.status.known
        case Product() | Prospect():
            return all(figure.has_value for figure in parts(noun) if isinstance(figure, Figure))
        case Offer():
            return noun.price.has_value
        case Limit():
            return all(figure.has_value for figure in _measured(noun))
        case Driver():
            return noun.stretch.has_value
        case Risk():
            return noun.chance.has_value
        case Demand():
            return noun.efficiency_growth.has_value
        case Capacity():
            return any(figure.has_value for figure in noun.h100e.values())
        case PublishedRun() | Requests() | Shock():
            return all(figure.has_value for figure in parts(noun) if isinstance(figure, Figure))
        case Runs():
            return all(f.has_value for f in (noun.duration, noun.batch, noun.tokens_per_parameter, noun.wide_area))
    return True


def _make_or_buy(choice: MakeOrBuy | None, known: Known, left_out: list[str]) -> MakeOrBuy | None:
    """Own capacity with the offers that are known; nothing where part of its cost is not."""
    if choice is None:
        return None
    own = choice.model_copy(update={"offers": _existing(choice.offers, known, left_out)})
    if all(part.has_value for part in parts(own) if isinstance(part, Figure)):
        return own
    left_out.append(choice.address)
    return None


def _demand(demand: Demand | None, known: Known, left_out: list[str]) -> Demand | None:
    """What of the demand for compute is known."""
    if demand is None or not _exists(demand, known):
        left_out += [demand.address] if demand is not None else []
        return None
    kept = {
        name: _existing({name: part}, known, left_out).get(name)
        for name in ("shock", "requests", "elsewhere", "runs")
        if (part := getattr(demand, name)) is not None
    }
    if isinstance(runs := kept.get("runs"), Runs):
        kept["runs"] = runs.model_copy(update={"published": _existing(runs.published, known, left_out)})
    return demand.model_copy(update={**kept, "rivals": _existing(demand.rivals, known, left_out)})


def _free(contents: Contents) -> dict[str, Prospect]:
    """The prospects that are no sites yet: one that is chosen becomes the site of its name."""
    return {name: prospect for name, prospect in contents.prospects.items() if name not in contents.sites}


def _planning(planning: Planning | None, limits: Mapping[str, Limit], left_out: list[str]) -> Planning | None:
    """What a plan is made with, where all of it is known, and every supply that it draws on."""
    figures = [part for part in parts(planning) if isinstance(part, Figure)]
    if planning is None or (planning.limits <= limits.keys() and all(figure.has_value for figure in figures)):
        return planning
    left_out.append(planning.address)
    return None


def _placed(companies: Mapping[str, Company], sites: Mapping[str, Site], left_out: list[str]) -> dict[str, Company]:
    """The companies at campuses that exist."""
    left_out += [company.address for company in companies.values() if company.site not in sites]
    return {name: company for name, company in companies.items() if company.site in sites}


def _agreed(book: Noun | None, known: Known, left_out: list[str]) -> Noun | None:
    """The contracts of which every figure is known, dates apart."""
    if book is None:
        return None
    return book.model_copy(update={kind: _existing(getattr(book, kind), known, left_out) for kind in KINDS})


def _measured(limit: Limit) -> Iterator[Figure]:
    """What a shared supply is made of."""
    yield from limit.periods.values()
    yield from (figure for figure in (limit.share, limit.capacity) if figure is not None)


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


class _Links:
    """Who waits for whom, past activities that are left out."""

    def __init__(self, contents: Contents, kept: set[str]) -> None:
        self.kept = kept
        self.after: dict[str, dict[str, Link]] = {}  # by address, with links by address
        for activity in contents.agreements.values():
            self.after[activity.address] = {full(name, None): link for name, link in activity.after.items()}
        for site in contents.sites.values():
            for activity in site.activities.values():
                self.after[activity.address] = {full(name, site): link for name, link in activity.after.items()}

    def relinked(self, activity: Activity, site: Site | None = None) -> Activity:
        """It waits for what it waited for, and instead of what is left out for what that waited for."""
        own = {name: link for name, link in activity.after.items() if full(name, site) in self.kept}
        lost = [full(name, site) for name in activity.after if name not in own]
        links = {**self._before(lost), **own}
        return activity if links.keys() == activity.after.keys() else activity.model_copy(update={"after": links})

    def _before(self, lost: Iterable[str]) -> dict[str, Link]:
        """The nearest that are kept of what activities waited for; their lags are left out with them.

        Where one waited for a start and one for the finish, the finish.
        """
        found: dict[str, Link] = {}
        for address in lost:
            for other, link in self.after.get(address, {}).items():
                near = {other: Link(of=link.of)} if other in self.kept else self._before([other])
                found |= {name: way for name, way in near.items() if name not in found or way.of is Start.FINISH}
        return found

    def relinked_site(self, site: Site, basis: Basis, left_out: list[str]) -> Site:
        """Its activities and phases wait for what is known; phases that nothing times go to `left_out`."""
        phases = {name: self._needing(phase, site) for name, phase in site.phases.items()}
        if basis is Basis.ACTIVITIES:
            lost = [n for n, p in phases.items() if site.phases[n].needs and not p.needs and not _seen(p)]
            left_out += [phases.pop(name).address for name in lost]
        activities = {name: self.relinked(activity, site) for name, activity in site.activities.items()}
        return site.model_copy(update={"activities": activities, "phases": phases})

    def _needing(self, phase: Phase, site: Site) -> Phase:
        """It needs what it needed, and instead of what is left out what was finished before that began."""
        needs: dict[str, None] = {}
        for name in phase.needs:
            address = full(name, site)
            needs |= dict.fromkeys([name] if address in self.kept else self._finished_before(address))
        return phase if list(needs) == phase.needs else phase.model_copy(update={"needs": list(needs)})

    def _finished_before(self, address: str) -> Iterator[str]:
        for other, link in self.after.get(address, {}).items():
            if other in self.kept and link.of is Start.FINISH:
                yield other
            else:
                yield from self._finished_before(other)


def _seen(phase: Phase) -> bool:
    """Whether its first power or its full load was observed."""
    dates = [milestone.observed for milestone in (phase.first_power, phase.energised) if milestone is not None]
    return any(date is not None and date.has_value for date in dates)


def full(name: str, site: Site | None) -> str:
    """The address of an activity named in `after`, `needs` or `affects`."""
    if "." in name:
        return name
    return f"agreements.{name}" if site is None else f"{site.address}.activities.{name}"
