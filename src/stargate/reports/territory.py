"""Land and electricity of an account, in tables and sentences."""

from collections.abc import Iterator
from dataclasses import dataclass

from stargate.footprint.electricity import (
    ForecastShare,
    RegionalUse,
    energy,
    regions,
    shares,
    used,
)
from stargate.footprint.forecast import Interval, forecast
from stargate.footprint.land import Plot, land, plots
from stargate.footprint.result import Footprint
from stargate.futures.drawn import Range
from stargate.programme.land_use import published
from stargate.quantity.figure import value
from stargate.reports.section import Section, said
from stargate.reports.words import listed, month

ACRE = 0.40468564224  # [ha]
_CHECK_POWER, _CHECK_FACTOR, _CHECK_YEAR = 7_000.0, 0.85, 2023  # facility MW announced in September 2025


@dataclass(frozen=True)
class LandRow:
    """The land of a campus."""

    site: str
    name: str
    candidate: bool
    area: Range | None  # [ha]
    floor_area: float | None  # [ha], median
    per_it_power: float | None  # [ha/IT MW]
    taken: Range  # [month]
    bought: bool  # whether an activity says when; else at the latest then
    by_year: Range | None  # taken by the end of the year told [ha]


def land_section(found: Footprint, year: int) -> Section:
    """Land by campus, and what is taken by the end of a year."""
    rows = [_land_row(found, plot, year) for plot in plots(found)]
    zero = found.operation.plan.programme.month_zero
    heads = ("campus", "acres", "ha", "ha per IT MW", "floor area ha", "taken", "ha taken by then")
    cells = [_land_cells(row, zero) for row in rows]
    whole = found.range(land(found, year))
    cells.append(("all, as far as stated", "", "", "", "", "", said(whole)))
    return Section("land", f"Land, by the end of {year}", [*rows], heads, cells, list(_land_words(rows)))


def _land_row(found: Footprint, plot: Plot, year: int) -> LandRow:
    by = plot.by(found.operation.plan.programme.month(f"{year + 1}-01-01"))
    return LandRow(
        plot.site.address,
        plot.site.name,
        plot.candidate,
        None if plot.area is None else found.range(plot.area),
        value(plot.site.floor_area),
        plot.per_it_power,
        found.range(plot.taken),
        plot.bought,
        None if by is None else found.range(by),
    )


def _land_cells(row: LandRow, zero: float) -> tuple[str, ...]:
    return (
        named(row.name, row.candidate),
        "not stated" if row.area is None else said(row.area, 0, ACRE),
        "-" if row.area is None else said(row.area),
        "-" if row.per_it_power is None else f"{row.per_it_power:.2f}",
        "not stated" if row.floor_area is None else f"{row.floor_area:,.1f}",
        _months(row.taken, zero) + ("" if row.bought else " *"),
        "-" if row.by_year is None else said(row.by_year),
    )


def _months(dates: Range, zero: float) -> str:
    low, middle, high = (month(each, zero) for each in dates[:3])
    return middle if low == high else f"{middle}\n{low} to {high}"


def _land_words(rows: list[LandRow]) -> Iterator[str]:
    if unknown := [row.name for row in rows if row.area is None]:
        yield f"No source states the land of {listed(unknown)}: they are in no sum."
    if any(not row.bought for row in rows):
        yield "* Nothing says when: at the latest when its first building begins to take load."
    known = published()
    low, high = known.per_power.quantile(0.1), known.per_power.quantile(0.9)
    yield (
        f"Published: {low:.2f} to {high:.2f} ha ({low / ACRE:.2f} to {high / ACRE:.2f} acres) for a MW as stated, of "
        f"campuses of a gigawatt; an average parcel has {known.parcel.p50 / ACRE:,.0f} acres. Areas are of whole "
        "holdings, built on or not."
    )


def electricity_sections(found: Footprint, year: int) -> list[Section]:
    """Electricity beside that of regions, and as a share of every forecast that reaches the year."""
    told, unreached = shares(found, year)
    return [_regions(found, year), _forecasts(found, year, told, unreached)]


def _regions(found: Footprint, year: int) -> Section:
    uses = regions(found, year)
    heads = ("system operator", "campuses", "TWh", "from the grid", "generated there", "share")
    cells = [_regional_cells(found, use) for use in uses]
    words = [
        "Generation is the net generation of the whole area in 2022; the share is of what campuses import from it."
    ]
    if lacking := [use.name for use in uses if use.generation is None]:
        words.append(f"The catalogue has no generation of {listed(lacking)}, and no use of any state.")
    return Section("regions", f"Electricity by region in {year}, TWh", uses, heads, cells, words)


def _regional_cells(found: Footprint, use: RegionalUse) -> tuple[str, ...]:
    sites = found.operation.plan.programme.contents.sites
    return (
        use.name,
        listed([sites[name].name for name in use.sites]),
        said(use.used, 1),
        said(use.imported, 1),
        "not known" if use.generation is None else f"{use.generation.middle:,.1f}",
        "-" if use.share is None else percent(use.share),
    )


def _forecasts(found: Footprint, year: int, told: list[ForecastShare], unreached: list[str]) -> Section:
    heads = ("forecast of US data centres", f"TWh in {year}", "programme TWh", "share")
    cells = [(each.title, said(Range(*each.expected, 0.0)), said(each.used, 1), percent(each.share)) for each in told]
    check = energy(_CHECK_POWER, _CHECK_FACTOR)
    counted = forecast("lbnl").energy(_CHECK_YEAR).middle
    words = [
        *unreached,
        "A share runs from the programme's P10 over the forecast's highest to its P90 over the lowest.",
        f"To check: {_CHECK_POWER / 1000:.0f} facility GW at a load factor of {_CHECK_FACTOR} take {check:.1f} TWh a "
        f"year, {check / counted:.0%} of the {counted:.0f} that US data centres used in {_CHECK_YEAR} (LBNL).",
    ]
    rows = [{"forecast": each, "share": each.share} for each in told]
    total = used(found, year)
    return Section(
        "forecasts", f"Share of US data centres in {year}: {total.p50:,.1f} TWh in all", rows, heads, cells, words
    )


def percent(share: Interval) -> str:
    """A share with its range on a second line.

    >>> percent(Interval(0.0961, 0.12, 0.16)), percent(Interval(0.5, 0.5, 0.5)), percent(Interval(0, 1e-6, 1e-6))
    ('12.0%\\n9.6% to 16.0%', '50.0%', '<0.1%\\n0.0% to <0.1%')
    """
    low, middle, high = ("<0.1%" if 0 < each < 5e-4 else f"{each:.1%}" for each in share)
    return middle if low == high else f"{middle}\n{low} to {high}"


def named(name: str, candidate: bool) -> str:
    """A campus, and whether it is in any total."""
    return name + (" (candidate, in no total)" if candidate else "")
