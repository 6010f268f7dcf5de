"""A programme as a planning problem: everything at its median, in nominal money, with the addresses it comes from (P1).

Campuses whose building has begun are there and chosen no more: their shells and first accelerators come at medians,
their power stands or is ordered. Phases that are not begun, candidates and prospects may be built. A year of operation
is told by representative days, the same for all places. Years are whole; what comes within a year counts for the part
of it that is left, load and power alike.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from jaxtyping import Bool, Float, Int

from stargate.errors import Problem, ProgrammeError
from stargate.planning import worth
from stargate.planning.accelerators import Sold, sold
from stargate.planning.building import ELSEWHERE, Block, at_once, blocks, blocks_of
from stargate.planning.capacity import LAND, PIPELINE, addresses, options
from stargate.planning.case import Case
from stargate.planning.days import Days, extreme_days, representative
from stargate.planning.horizon import Horizon, horizon
from stargate.planning.hours import Year
from stargate.planning.lacking import lacking, planning_of
from stargate.planning.offers import Offer, Sampled, offers, sampled, store
from stargate.planning.places import Place, places
from stargate.planning.policies.policy import Policy, Setting, policies
from stargate.planning.prices import Prices
from stargate.planning.problem import PlanningProblem
from stargate.planning.timing import timing
from stargate.programme.catalogue import entry
from stargate.programme.equipped import chips_of, lacks
from stargate.programme.labour import Labour
from stargate.programme.planning import Planning
from stargate.programme.programme import Programme
from stargate.quantity.figure import value


@dataclass(frozen=True, eq=False)
class Given:
    """A planning problem, and what each part of it is in the programme."""

    problem: PlanningProblem = field(repr=False)  #: without an aim: demand, target and cap as the programme has them
    programme: Programme
    places: tuple[Place, ...] = field(repr=False)  #: by site
    blocks: tuple[Block, ...] = field(repr=False)
    offers: tuple[Offer, ...] = field(repr=False)  #: by option
    sold: tuple[Sold, ...] = field(repr=False)  #: by chip
    days: Days = field(repr=False)  #: which days of the operated year stand for it
    kept: Mapping[str, float]  #: largest relative error of the year's mean of load, price, availability
    compute_target: Float[np.ndarray, " year"] = field(repr=False)  #: nought where none [m H100e]
    compute_shortfall: Float[np.ndarray, " year"] = field(repr=False)  #: what a lack costs [USD m/m H100e/year]
    addresses: Mapping[tuple[str, str], str] = field(repr=False)  #: by kind and name
    notes: tuple[str, ...]  #: what is taken for what, in sentences

    def address(self, kind: str, which: str | int) -> str:
        """Where something of the problem stands in the programme, by its name or its index.

        `kind` is one of site, block, option, supply, room, chip, maker, group, fund, use.
        """
        return self.addresses[kind, self.names(kind)[which] if isinstance(which, int) else which]

    def names(self, kind: str) -> tuple[str, ...]:
        """Names of everything of a kind, in the problem's order."""
        problem = self.problem
        return {
            "site": problem.sites,
            "block": problem.blocks.names,
            "option": problem.options.names,
            "supply": problem.options.supplies,
            "room": problem.options.rooms,
            "chip": problem.chips.names,
            "maker": problem.chips.makers,
            "group": problem.blocks.groups,
            "fund": problem.funds.names,
            "use": tuple(use.name for use in problem.uses),
        }[kind]

    @cached_property
    def announced(self) -> tuple[Bool[np.ndarray, " site"], Int[np.ndarray, "block quarter"]]:
        """What the partners announced: which sites are open, and cumulative starts; no candidates, no prospects.

        A phase begins as long before its announced date as it takes; one that is due earlier than that, at once. A
        start may lie before the earliest that is possible: then the announced plan breaks that limit.
        """
        starts, span = np.zeros((len(self.blocks), self.problem.quarters), dtype=np.int64), self.horizon
        opened = self.problem.opened.copy()
        for b, block in enumerate(self.blocks):
            planned = None if block.phase is None else block.phase.planned
            if planned is not None and planned.dated and planned.announced is not None:
                begin = max(0, round(span.quarter(planned.announced)) - int(self.problem.blocks.lag[b]))
                if begin <= self.problem.latest(b):
                    starts[b, begin:] = 1
                    opened[block.site] = True
        return opened, starts

    @property
    def horizon(self) -> Horizon:
        """Its years."""
        return horizon(self.programme, self.problem.first_year + self.problem.years - 1)


def given(programme: Programme) -> Given:
    """The programme as a planning problem.

    Raises ProgrammeError where something that a plan needs is missing or cannot be, with where and what to write.
    """
    planning = planning_of(programme)
    if isinstance(planning, Problem):
        raise ProgrammeError([planning])
    case = _case(programme, planning)
    days = _days(case)
    hours = sampled(case.places, case.offers, case.year, days, case.prices, case.horizon)
    setting = Setting(planning, case.places, case.offers, hours, days, case.horizon)
    asked = tuple(policy for policy in policies() if policy.use(setting) is not None)
    target, shortfall = worth.compute_target(case)
    return Given(
        problem=_problem(case, hours, days, asked, setting),
        programme=programme,
        places=case.places,
        blocks=case.blocks,
        offers=case.offers,
        sold=case.sold,
        days=days,
        kept=hours.kept,
        compute_target=target,
        compute_shortfall=shortfall,
        addresses=_addresses(case, asked, setting),
        notes=tuple(_notes(case)),
    )


def _case(programme: Programme, planning: Planning) -> Case:
    """Raises ProgrammeError where something is missing."""
    found, contents = timing(programme), programme.contents
    sites = places(programme, found)
    if problems := lacking(planning, sites, programme):
        raise ProgrammeError(problems)
    assert contents.workload is not None
    assert contents.make_or_buy is not None
    years = horizon(programme, int(planning.last_year))
    jobs = entry("jobs", "campus", Labour).construction_peak.p50
    return Case(
        programme=programme,
        planning=planning,
        workload=contents.workload,
        record=contents.make_or_buy,
        timing=found,
        places=sites,
        offers=offers(planning, sites),
        sold=sold(planning, programme, years),
        blocks=blocks_of(sites, found, programme, jobs),
        horizon=years,
        prices=Prices(programme),
        year=Year(programme, contents.workload, years.first_year),
    )


def _days(case: Case) -> Days:
    """Representative days of all places: their loads, prices, and what sun and wind give, each different one once."""
    hours = [case.year.at(place) for place in case.places]
    renewable = [offer.technology for offer in case.offers if not offer.firm and not offer.technology.stores]
    loads, prices = _different(hour.load for hour in hours), _different(hour.market.price for hour in hours)
    given_by = [_different(case.year.available(one, hour) for hour in hours) for one in renewable]
    groups = [group for group in (loads, prices, *given_by) if len(group)]
    calm = np.concatenate(given_by) if given_by else loads[:0]
    return representative(groups, extreme_days(loads, prices, calm), round(case.planning.days.p50))


def _different(series: Iterable[Float[np.ndarray, " hour"]]) -> Float[np.ndarray, "series hour"]:
    return np.array(list({id(one): one for one in series}.values()))


def _problem(case: Case, hours: Sampled, days: Days, asked: tuple[Policy, ...], setting: Setting) -> PlanningProblem:
    target, shortfall = worth.target(case)
    phases = blocks(case.blocks, case.timing, case.programme, case.horizon, case.prices, case.shell_life)
    return PlanningProblem(
        sites=tuple(place.name for place in case.places),
        first_year=case.horizon.first_year,
        quarters=case.horizon.quarters,
        discount=worth.discount(case),
        opened=np.array([place.opened for place in case.places]),
        open_cost=worth.open_cost(case),
        at_once=_at_once(case),
        shell=case.shell,
        there=case.there,
        compute_there=case.compute_there,
        run_cost=worth.run_cost(case),
        weight=days.weight,
        load=hours.load,
        unserved_cost=worth.unserved_cost(case, hours),
        blocks=phases,
        options=options(case, hours),
        battery=store(case.offers),
        chips=worth.chips(case),
        uses=tuple(use for policy in asked if (use := policy.use(setting)) is not None),
        demand=worth.demand(case),
        value=worth.value_of_compute(case),
        target=target,
        shortfall_cost=shortfall,
        funds=worth.funds(case, phases.drawn),
    )


def _at_once(case: Case) -> Int[np.ndarray, " site"]:
    """Of a prospect as it says; phases of a campus may all be under construction together."""
    found = np.zeros(len(case.places), dtype=np.int64)
    for block in case.blocks:
        found[block.site] += at_once(block)
    return np.maximum(found, 1)


def _addresses(case: Case, asked: tuple[Policy, ...], setting: Setting) -> dict[tuple[str, str], str]:
    """By kind and name; a room or a use of one place by its name with the place's behind it, as `land.abilene`."""
    found = addresses(case)
    limits, planning = case.programme.contents.limits, case.planning.address
    for place in case.places:
        record = place.record
        found["site", place.name] = record.address
        found["grid", place.name] = f"{record.address}.grid" if place.prospect else f"{record.address}.power.grid"
        gas = "gas" if place.prospect else "power.fuel"
        found["room", f"{PIPELINE}.{place.name}"] = f"{record.address}.{gas}"
        found["room", f"{LAND}.{place.name}"] = f"{record.address}.land"
    found |= {("block", block.name): block.name for block in case.blocks}
    found |= {("chip", one.name): one.address for one in case.sold}
    found |= {("maker", one.option.limit): f"limits.{one.option.limit}" for one in case.sold if one.option.limit}
    found |= {("group", block.group): f"limits.{block.group}" for block in case.blocks if block.group}
    found |= {("fund", name): limit.address for name, limit in limits.items() if limit.kind == "money"}
    found |= {("room", PIPELINE): "gas of places", ("room", LAND): "land of places", ("group", ELSEWHERE): ""}
    found |= {("demand", ""): f"{planning}.demand", ("target", ""): f"{planning}.target"}
    for policy in asked:
        for place, address in policy.addresses(setting).items():
            found["use", f"{policy.name}.{place}" if place else policy.name] = address
    return found


def _notes(case: Case) -> Iterator[str]:
    """What is taken for what."""
    years = case.horizon
    yield (
        f"Whole years are planned, {years.first_year} to {years.first_year + years.years - 1}; what runs or comes for "
        "part of a year counts for that part."
    )
    shelf = chips_of(case.programme.contents)
    for phase in case.begun:
        if why := lacks(phase.planned.phase, shelf):
            yield f"{phase.planned.address}: {why}, so that its accelerators add no compute."
        if not np.isfinite(phase.full):
            yield f"{phase.planned.address}: it is begun and never runs at medians, for want of a shared supply."
    contracted = [place for place in case.places if place.site and place.site.power and place.site.power.contracts]
    if case.planning.clean_share and contracted:
        yield "Clean power that campuses have contracted elsewhere is not counted as matching their import."
    for place in case.places:
        if place.site is not None and not place.opened:
            yield f"{place.record.address}: nothing of it is begun; its power is bought at the catalogue's cost."
        if place.site is not None and value(place.record.land) is None:
            yield f"{place.record.address}: no land is stated, so that it has none for more sun or wind."
