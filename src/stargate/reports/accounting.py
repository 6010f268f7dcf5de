"""An account in tables and sentences: a section for each thing that is taken or brought."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from stargate.footprint.result import Footprint
from stargate.reports import carbon, jobs, taken
from stargate.reports.later import later
from stargate.reports.section import Section, plain
from stargate.reports.territory import electricity_sections, land_section
from stargate.reports.water import water_sections

if TYPE_CHECKING:
    from rich.console import Group, RenderableType


def accounted(found: Footprint, year: int) -> list[Section]:
    """All sections of an account, for one of its calendar years. Raises StargateError where it has no such year."""
    found.column(year)
    return [
        taken.section(found, year),
        land_section(found, year),
        *electricity_sections(found, year),
        *water_sections(found, year),
        carbon.section(found, year),
        jobs.section(found, year),
    ]


def table(found: Footprint, year: int) -> "Group":
    """All sections for a terminal."""
    from rich.console import Group
    from rich.text import Text

    parts = [part for section in accounted(found, year) for part in _shown(section)]
    return Group(f"{found}\n", *parts, *map(Text, (*_left_out(found), *later(found))))


def told(found: Footprint, year: int) -> dict[str, object]:
    """The same for programs: rows with numbers, and words."""
    sections = {
        section.name: {"rows": plain(section.rows), "words": section.words} for section in accounted(found, year)
    }
    return {
        "title": str(found),
        "year": year,
        "years": found.years,
        **sections,
        "left_out": list(_left_out(found)),
        "hindsight": list(later(found)),
    }


def _shown(section: Section) -> "Iterator[RenderableType]":
    from rich.table import Table
    from rich.text import Text

    shown = Table(title=section.title, title_justify="left", box=None, header_style="dim", padding=(0, 2, 0, 0))
    for at, head in enumerate(section.heads):
        shown.add_column(head, justify="right" if at else "left", no_wrap=at == 0)
    for cells in section.cells:
        shown.add_row(*cells)
    yield shown if section.rows else Text(section.title)
    yield from (Text(word) for word in section.words)
    yield ""


def _left_out(found: Footprint) -> Iterator[str]:
    sites = found.operation.plan.programme.contents.sites
    for name, why in found.operation.left_out.items():
        yield f"{sites[name].name}: in no total, {why}."
