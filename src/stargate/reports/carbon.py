"""Carbon of campuses in a year: scope 1, scope 2 under three named methods, and what was emitted to make them."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Float

from stargate.footprint.carbon import METHODS, contracts_of, hourly, scope_1, scope_2
from stargate.footprint.electricity import energy
from stargate.footprint.embodied import PARTS
from stargate.footprint.result import Footprint
from stargate.futures.drawn import Range, told_range
from stargate.programme.catalogue import region
from stargate.reports.section import Section, said
from stargate.reports.words import plural

_MEGATONNE, _PER_TONNE = 1e9, 1e6  # kg, and t
_PROGRAMME = "all"
_FACTOR = 0.85  # of the facility-GW whose carbon by yearly means every region is told with


@dataclass(frozen=True)
class Row:
    """A campus, the campuses of a region, or all of the programme, in a year; carbon of operation apart from making."""

    site: str  # its address; empty for several
    region: str  # a name in catalogue/regions; empty for all
    name: str
    candidate: bool
    scope_1: Range  # [kg]
    scope_2: dict[str, Range]  # by method [kg]
    embodied_booked: Range | None  # emitted in the year to make what comes in it [t]; None without futures
    embodied_spread: Range | None  # the same spread over lives [t]


def section(found: Footprint, year: int) -> Section:
    """Carbon of operation under each method, and of making, in a calendar year."""
    rows = [
        _row(found, year, [one.site.id], one.site.name, one.site.address, one.site.region, one.candidate)
        for one in found.sites
    ]
    for name, sites in found.regions.items():
        if name and len(sites) > 1:
            rows.append(_row(found, year, sites, f"all in {region(name).region.title}", "", name))
    rows.append(_row(found, year, found.members, _PROGRAMME))
    heads = ("Mt CO2", "scope 1", *(f"2, {_short(words)}" for words in METHODS.values()))
    heads += ("made", "made, spread") if found.making is not None else ()
    words = [*_methods(found), *_contracts(found), *_load(found), *_embodied(found)]
    return Section(
        "carbon",
        f"Carbon in {year}: scope 1, scope 2 under three methods, and of making",
        rows,
        heads,
        [_cells(row, found.making is not None) for row in rows],
        words,
    )


def _short(words: str) -> str:
    return words.partition(",")[0]


def _row(
    found: Footprint,
    year: int,
    sites: Iterable[str],
    name: str,
    address: str = "",
    market: str = "",
    candidate: bool = False,
) -> Row:
    column, sites, making = found.column(year), tuple(sites), found.making
    booked = spread = None
    if making is not None and not candidate:
        at = making.years.index(year)
        booked, spread = (making.range(of("", sites)[:, at]) for of in (making.booked, making.spread))
    return Row(
        address,
        market,
        name,
        candidate,
        found.range(scope_1(found, sites)[:, column]),
        {method: found.range(scope_2(found, method, sites)[:, column]) for method in METHODS},
        booked,
        spread,
    )


def _cells(row: Row, with_making: bool) -> tuple[str, ...]:
    made = [row.embodied_booked, row.embodied_spread] if with_making else []
    return (
        row.name + (" (candidate, in no total)" if row.candidate else ""),
        *(said(amount, 2, _MEGATONNE) for amount in (row.scope_1, *row.scope_2.values())),
        *("-" if amount is None else said(amount, 2, _PER_TONNE) for amount in made),
    )


def _methods(found: Footprint) -> Iterator[str]:
    """How far the choice of the method moves each region, and what each method is."""
    for name, sites in found.regions.items():
        if name:
            market = region(name).region
            average, marginal = market.average_carbon.p50, market.marginal_carbon.p50
            flat, more = energy(1_000, _FACTOR), marginal / average - 1
            yield (
                f"{market.title}: a MWh of flat load is {average:,.0f} kg by location average and "
                f"{marginal:,.0f} kg by hourly marginal, {abs(more):.0%} "
                f"{'more' if more >= 0 else 'less'}: the accounting choice alone, for {len(sites)} "
                f"{'campus' if len(sites) == 1 else 'campuses'}. A facility-GW at a load factor of {_FACTOR} takes "
                f"{flat:.2f} TWh a year: {average * flat / 1e3:.2f} and {marginal * flat / 1e3:.2f} Mt."
            )
    yield (
        "Location average: all import at the region's mean of the hour. Hourly marginal: at what one MWh more emits. "
        "Market-based, hourly matched: what contracts cover in the same hour counts as nothing. Three answers, "
        "and never added."
    )


def _contracts(found: Footprint) -> Iterator[str]:
    """What clean contracts cover, by the hour and over the year."""
    none = []
    for one in found.sites:
        match = contracts_of(one)
        if match is None:
            none.append(one.site.name)
        elif match.grid > 0:
            yield (
                f"{one.site.name} has contracts for {match.contracted / match.grid:.0%} of its import over {one.year}, "
                f"and for {match.covered / match.grid:.0%} of it in the same hour: without them "
                f"{match.location / _MEGATONNE:.3g} Mt by location average, matched over the year "
                f"{match.by_year / _MEGATONNE:.3g} Mt, matched by the hour {match.by_hour / _MEGATONNE:.3g} Mt."
            )
    if none and len(none) == len(found.sites):
        yield "No campus has contracts for clean power: market-based and location average are the same."
    elif none:
        yield f"Without contracts for clean power, market-based and location average are the same: {', '.join(none)}."


def _load(found: Footprint) -> Iterator[str]:
    """What hours say beyond yearly means."""
    parts = []
    for one in found.sites:
        both = [hourly(one.grid, hours) for hours in (one.market.average_carbon, one.market.marginal_carbon)]
        if both[0].mean > 0 and both[1].mean > 0:
            parts.append(
                f"{one.site.name} {both[0].together / both[0].mean:+.1%} and {both[1].together / both[1].mean:+.1%}"
            )
    if parts:
        yield (
            "By the hour against import times the year's mean intensity, location average and hourly marginal: "
            f"{'; '.join(parts)}. A flat load would have nought."
        )


def _embodied(found: Footprint) -> Iterator[str]:
    making = found.making
    if making is None:
        yield "What was emitted to make the campuses needs their futures, and is told with them."
        return
    yield (
        "Made: accelerators and what replaces them, shells, and plants on site, as they come, and spread over their "
        "lives; in tonnes of CO2 equivalent, with ranges that rest on assumptions. In no total of operation."
    )
    if making.left_out:
        power = sum(p.it_power for p in making.futures.plan.phases if p.address in making.left_out)
        why = "; ".join(dict.fromkeys(making.left_out.values()))
        phases = plural(len(making.left_out), "phase")
        yield f"Accelerators of {phases} with {power:,.0f} IT MW are not counted: {why}."


def told(found: Footprint) -> dict[str, Any]:
    """By calendar year for a page: each scope and method, and making, by campus, by region and in all."""
    sites = {one.site.address: (one.site.id,) for one in found.sites}
    return {
        "years": list(found.years),
        "methods": METHODS,
        "sites": [{"site": address, **_by_year(found, chosen)} for address, chosen in sites.items()],
        "regions": [{"region": name, **_by_year(found, chosen)} for name, chosen in found.regions.items()],
        "all": _by_year(found, found.members),
    }


def _by_year(found: Footprint, sites: tuple[str, ...]) -> dict[str, Any]:
    """Operation in kg, making in t."""
    making, columns = found.making, range(len(found.years))

    def bands(values: Float[np.ndarray, "row year"], of: Callable[[np.ndarray], Range]) -> list[dict[str, float | str]]:
        return [told_range(of(values[:, column])) for column in columns]

    said = {
        "scope_1": bands(scope_1(found, sites), found.range),
        "scope_2": {method: bands(scope_2(found, method, sites), found.range) for method in METHODS},
    }
    if making is None or not set(sites) <= set(making.sites):
        return said
    return said | {
        "booked": {part: bands(making.booked(part, sites), making.range) for part in PARTS},
        "spread": {part: bands(making.spread(part, sites), making.range) for part in PARTS},
    }
