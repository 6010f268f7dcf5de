"""Tables of an account as figures of its page, each titled by what it says."""

from collections.abc import Callable
from typing import Any

from stargate.reports.listing import Listing
from stargate.reports.section import Section

_TERA, _MEGATONNE = 1e6, 1e9  # MWh, and kg


def listing(section: Section, year: int) -> Listing:
    """A section of an account: its table, and its sentences below."""
    rows = [[cell(text) for text in cells] for cells in section.cells]
    finding = _TITLES.get(section.name)
    title = finding(section, year) if finding is not None and section.rows else ""
    subtitle = "Medians, with P10 to P90 in brackets where futures differ"
    return Listing(
        id=f"{section.name}-table",
        title=title or section.title,
        subtitle=f"{section.title}: {subtitle[0].lower()}{subtitle[1:]}" if title else subtitle,
        note=" ".join(word[:1].upper() + word[1:] for word in section.words),
        shown=len(section.heads),
        table={"columns": [head[:1].upper() + head[1:] for head in section.heads], "rows": rows},
    )


def cell(cell: str) -> str:
    """A range behind its median.

    >>> cell("2,500\\n1,200 to 4,000"), cell("12")
    ('2,500 (1,200 to 4,000)', '12')
    """
    middle, _, spread = cell.partition("\n")
    return f"{middle} ({spread})" if spread else middle


def _rows(section: Section) -> list[Any]:
    """Its records, whose kind follows from its name."""
    return list(section.rows)


def _taken(section: Section, year: int) -> str:
    *campuses, every = _rows(section)
    used: Callable[[Any], float] = lambda row: row.amounts["facility_energy"].p50 / _TERA  # noqa: E731
    largest = max((row for row in campuses if not row.candidate), key=used, default=None)
    return "" if largest is None else f"{largest.name} takes {used(largest):.1f} of {used(every):.1f} TWh in {year}"


def _land(section: Section, year: int) -> str:
    return f"By the end of {year} {cell(section.cells[-1][-1])} ha are taken, as far as land is stated"


def _regions(section: Section, year: int) -> str:
    known = [row for row in _rows(section) if row.share is not None]
    most = max(known, key=lambda row: row.share.middle, default=None)
    return "" if most is None else f"Campuses import {most.share.middle:.1%} of what {most.name} generates, in {year}"


def _water(section: Section, year: int) -> str:
    ratio = _rows(section)[-1].ratio
    return "" if ratio is None else f"Campuses' water at power plants is {ratio:,.0f} times that on site in {year}"


def _counties(section: Section, year: int) -> str:
    most = max((row for row in _rows(section) if row.share), key=lambda row: row.share, default=None)
    return "" if most is None else f"In {most.name} campuses' water in {year} is {most.share:.1%} of all withdrawals"


def _carbon(section: Section, year: int) -> str:
    every = _rows(section)[-1]
    grid = sorted(each.p50 / _MEGATONNE for each in every.scope_2.values())
    return f"By the method alone scope 2 is {grid[0]:.1f} to {grid[-1]:.1f} Mt CO2 in {year}"


def _jobs(section: Section, year: int) -> str:
    every = _rows(section)[-1]
    ever, then = (float(f"{each.p50:.2g}") for each in (every.job_years_ever, every.job_years))
    return f"Building takes {ever:,.0f} job-years in all, {then:,.0f} of them in {year}"


_TITLES: dict[str, Callable[[Any, int], str]] = {
    "taken": _taken,
    "land": _land,
    "regions": _regions,
    "water": _water,
    "counties": _counties,
    "carbon": _carbon,
    "jobs": _jobs,
}
