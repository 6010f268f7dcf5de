"""Water of an account, in tables and sentences: by campus, by county, and as another cooling system would have it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from stargate.footprint.result import Footprint
from stargate.footprint.water import (
    DAYS,
    DRY,
    WET,
    CountyUse,
    Water,
    bound,
    cooled_by,
    counties,
    mean_water,
    us_mean,
)
from stargate.futures.drawn import Range
from stargate.operations.site_year import SiteYear
from stargate.programme.catalogue import cooling_system, names
from stargate.programme.site import Site
from stargate.quantity.figure import value
from stargate.reports.section import Section, said
from stargate.reports.territory import named
from stargate.reports.words import listed, plural

GALLON = 0.003785411784  # [m3]
_MILLION = 1e6


@dataclass(frozen=True)
class WaterRow:
    """Water of a campus, or of all, in a year."""

    site: str  # its address; empty for all
    name: str
    candidate: bool
    on_site: Range  # [m3]
    off_site: Range  # [m3]
    ratio: float | None  # off site / on site, at medians
    peak_day: float | None  # of the operated year [m3]
    stated: Range | None  # by its owners or others [m3/day]
    of_bound: float | None  # on site / what its heat could evaporate, of the operated year
    days_over_limit: int  # of the operated year, with more than its `water_limit`


def water_sections(found: Footprint, year: int) -> list[Section]:
    """Water by campus, by county, and with the other kind of cooling."""
    return [_campuses(found, year), _counties(found, year), _moved(found)]


def _campuses(found: Footprint, year: int) -> Section:
    rows = [_row(found, year, [one.site.id], one) for one in found.sites]
    rows.append(_row(found, year, found.members))
    heads = ("campus", "on site m3/day", "peak day", "stated m3/day", "at power plants m3/day", "ratio", "of its bound")
    mean = us_mean()
    told = mean_water(mean, np.ones(1))
    words = [
        f"{mean.title} took {told.ratio:.1f} times as much at power plants as on site; about {mean.ratio.p50:.0f} is "
        f"published. Cooling that takes none on site and {told.break_even:.0%} more electricity moves all that water, "
        "and saves none.",
        "The bound is what all heat of a campus could evaporate, with what its towers drain or lose, hour by hour.",
        "The first fill of closed loops is in no figure: no source states it.",
        *_stated(rows),
        *_over(found),
    ]
    return Section("water", f"Water consumed in {year}", rows, heads, [_cells(row) for row in rows], words)


def _row(found: Footprint, year: int, sites: Sequence[str], one: SiteYear | None = None) -> WaterRow:
    column = found.column(year)
    on, off = (found.amounts(name, sites)[:, column] for name in ("water_on_site", "water_off_site"))
    ratio = Water(float(on[0]), float(off[0])).ratio
    if one is None:
        return WaterRow("", "all", False, found.range(on), found.range(off), ratio, None, None, None, 0)
    ceiling = float(bound(one).sum())
    of_bound = float(one.water_on_site.sum()) / ceiling if ceiling > 0 else None
    return WaterRow(
        one.site.address,
        one.site.name,
        one.candidate,
        found.range(on),
        found.range(off),
        ratio,
        float(one.water_by_day.max()),
        _range(one.site),
        of_bound,
        one.days_over_water_limit,
    )


def _range(site: Site) -> Range | None:
    if site.water is None or value(site.water) is None:
        return None
    return Range(site.water.quantile(0.1), site.water.p50, site.water.quantile(0.9), site.water.p50)


def _cells(row: WaterRow) -> tuple[str, ...]:
    return (
        named(row.name, row.candidate),
        said(row.on_site, 0, DAYS),
        "" if row.peak_day is None else f"{row.peak_day:,.0f}",
        "-" if row.stated is None else said(row.stated),
        said(row.off_site, 0, DAYS),
        "-" if row.ratio is None else f"{row.ratio:,.{1 if 0 < row.ratio < 10 else 0}f}",
        "" if row.of_bound is None else f"{row.of_bound:.1%}",
    )


def _stated(rows: list[WaterRow]) -> Iterator[str]:
    for row in rows:
        if row.stated is not None:
            low, high = row.stated.p10 / GALLON, row.stated.p90 / GALLON
            stated = f"{low:,.0f}" if low == high else f"{low:,.0f} to {high:,.0f}"
            computed = row.on_site.p50 / DAYS / GALLON
            yield f"{row.name}: {stated} gallons a day are stated, {computed:,.0f} computed for a mean day."


def _over(found: Footprint) -> Iterator[str]:
    for one in found.sites:
        limit = one.site.water_limit
        if limit is not None and one.days_over_water_limit:
            yield (
                f"{one.site.name}: on {plural(one.days_over_water_limit, 'day')} of {one.year} as operated it takes "
                f"more than its limit of {limit.p50:,.0f} m3 a day, up to {one.water_by_day.max():,.0f}."
            )


def _counties(found: Footprint, year: int) -> Section:
    uses, words = counties(found, year)
    heads = ("county", "on site m3/day", "withdrawn there", "share", "public supply", "share of it")
    counted = sorted({use.record.year for use in uses if use.record})
    how = [
        f"Withdrawn are means of {listed(counted)} by all sectors, fresh water: withdrawals, not consumption, and "
        "through-flow cooling of power plants counts in full. All in m3/day; a million gallons a day "
        f"is {1e6 * GALLON:,.0f}."
    ]
    words = [
        *(how if counted else []),
        *words,
        *(f"{use.name}: {use.record.note}" for use in uses if use.record and use.record.note),
    ]
    rows = [_county_row(use) for use in uses]
    return Section("counties", f"Water by county in {year}", rows, heads, [_county(use) for use in uses], words)


@dataclass(frozen=True)
class CountyRow:
    """Water of the campuses of a county beside what is withdrawn there [m3/day]; None where nothing is known."""

    name: str
    sites: tuple[str, ...]
    on_site: Range
    year: str | None  # of the count
    withdrawals: float | None  # by all sectors
    share: float | None  # on site / withdrawals
    public_supply: float | None
    share_of_public_supply: float | None


def _county_row(use: CountyUse) -> CountyRow:
    counted = (None, None) if use.record is None else (use.record.year, use.record.total)
    public = None if use.record is None else use.record.public_supply
    return CountyRow(use.name, use.sites, use.on_site, *counted, use.share, public, use.of_public_supply)


def _county(use: CountyUse) -> tuple[str, ...]:
    record = use.record
    return (
        use.name,
        said(use.on_site),
        "not known" if record is None else f"{record.total:,.0f}",
        _percent(use.share),
        "-" if record is None else f"{record.public_supply:,.0f}" if record.public_supply else "none",
        _percent(use.of_public_supply),
    )


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{share:.2%}"


@dataclass(frozen=True)
class Cooled:
    """Water of a campus with a cooling system, in the operated year [m3]."""

    system: str  # its name in catalogue/cooling
    own: bool  # whether it is the campus's own
    pue: float
    water: Water


def _moved(found: Footprint) -> Section:
    """One campus with every cooling system: that which imports most from the grid."""
    year = found.operation.year
    members = [one for one in found.sites if one.site.id in found.members]
    if not members:
        return Section("cooling", "Water with other cooling", [], (), [], ["No campus of the programme runs."])
    one = max(members, key=lambda each: (each.grid.sum(), each.load.sum()))
    rows = [_cooled(one, name) for name in names("cooling")]
    heads = ("cooling", "PUE", "on site", "at power plants", "together")
    cells = [_shown(row) for row in rows]
    title = f"{one.site.name} with other cooling, hours of {year}, million m3"
    return Section("cooling", title, rows, heads, cells, [_traded({row.system: row.water for row in rows})])


def _cooled(one: SiteYear, name: str) -> Cooled:
    pue, water = cooled_by(one, cooling_system(name))
    return Cooled(name, name == one.site.cooling_system, pue, water)


def _shown(row: Cooled) -> tuple[str, ...]:
    amounts = (row.water.on_site, row.water.off_site, row.water.on_site + row.water.off_site)
    name = row.system.replace("_", " ") + (" (its own)" if row.own else "")
    return (name, f"{row.pue:.3f}", *(f"{each / _MILLION:,.2f}" for each in amounts))


def _traded(water: dict[str, Water]) -> str:
    """What chillers without towers spare on site, and take at power plants instead."""
    spared = water[WET].on_site - water[DRY].on_site
    more = water[DRY].off_site - water[WET].off_site
    return (
        f"Were it cooled by chillers, those without towers would take {spared / _MILLION:,.2f} million m3 less on site "
        f"and {more / _MILLION:,.2f} million more at power plants than those with towers: {more / spared:.1%} of it is "
        "moved, the rest is saved. Import is the same part of the load in every hour."
    )
