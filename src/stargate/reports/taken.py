"""What campuses take in a year, in all: energy, fuel, water and carbon by campus, each with its range."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from stargate.footprint.result import Footprint
from stargate.futures.drawn import Range
from stargate.reports.section import Section, said

_TERA, _MEGATONNE = 1e6, 1e9  # MWh, and kg
NAMES = ("it_energy", "facility_energy", "grid_energy", "fuel", "water_on_site", "water_off_site", "carbon_location")
PROGRAMME = "all"  #: what the row of all campuses of the programme is called


@dataclass(frozen=True)
class Row:
    """A campus, or all of the programme, in a year; amounts in the units of operation."""

    site: str  # its address; empty for all
    name: str
    candidate: bool
    amounts: dict[str, Range]
    pue: float | None  # at medians; None where nothing runs
    wue: float | None  # [L/kWh]


def section(found: Footprint, year: int) -> Section:
    """What the campuses take in a calendar year."""
    rows = [_row(found, year, [one.site.id], one.site.address, one.site.name, one.candidate) for one in found.sites]
    rows.append(_row(found, year, found.members, "", PROGRAMME, candidate=False))
    heads = ("campus", "IT TWh", "facility TWh", "PUE", "grid TWh", "fuel m MMBtu", "WUE L/kWh", "Mt CO2, location")
    words = [*_how(found)]
    return Section("taken", f"Taken in {year}", rows, heads, [_cells(row) for row in rows], words)


def _how(found: Footprint) -> Iterator[str]:
    if found.futures is not None:
        yield "Ranges are P10 to P90 over futures."
        yield (
            f"An MWh of IT energy takes in every year what it did in hours of {found.operation.year}, "
            f"{found.operation.basis}. While less of a campus runs, its own sun and wind, stores and contracts carry "
            "more of it, so that it draws less from the grid, and less is market-based, than is told."
        )


def _row(found: Footprint, year: int, sites: Iterable[str], address: str, name: str, candidate: bool) -> Row:
    column = found.column(year)
    values = {name: found.amounts(name, sites)[:, column] for name in NAMES}
    ran = float(values["it_energy"][0])
    pue, wue = (float(values[over][0]) / ran if ran > 0 else None for over in ("facility_energy", "water_on_site"))
    return Row(address, name, candidate, {name: found.range(v) for name, v in values.items()}, pue, wue)


def _cells(row: Row) -> tuple[str, ...]:
    amounts = row.amounts
    return (
        row.name + (" (candidate, in no total)" if row.candidate else ""),
        said(amounts["it_energy"], 2, _TERA),
        said(amounts["facility_energy"], 2, _TERA),
        "-" if row.pue is None else f"{row.pue:.3f}",
        said(amounts["grid_energy"], 2, _TERA),
        said(amounts["fuel"], 1, 1e6),
        "-" if row.wue is None else f"{row.wue:.3f}",
        said(amounts["carbon_location"], 2, _MEGATONNE),
    )
