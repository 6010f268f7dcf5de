"""An account in tables and sentences: a section for each thing that is taken or brought."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from stargate.footprint.result import Footprint
from stargate.reports import carbon, jobs, taken
from stargate.reports.section import Section, plain

if TYPE_CHECKING:
    from rich.console import Group

SECTIONS: tuple[Callable[[Footprint, int], Section], ...] = (
    taken.section,
    carbon.section,
    jobs.section,
)  #: in the order in which they are told


def accounted(found: Footprint, year: int) -> list[Section]:
    """All sections of an account, for one of its calendar years. Raises StargateError where it has no such year."""
    found.column(year)
    return [section(found, year) for section in SECTIONS]


def table(found: Footprint, year: int) -> "Group":
    """All sections for a terminal."""
    from rich.console import Group
    from rich.text import Text

    parts = [part for section in accounted(found, year) for part in _shown(section)]
    return Group(f"{found}\n", *parts, *map(Text, _left_out(found)))


def told(found: Footprint, year: int) -> dict[str, object]:
    """The same for programs: rows with numbers, and words."""
    sections = {
        section.name: {"rows": plain(section.rows), "words": section.words} for section in accounted(found, year)
    }
    return {"title": str(found), "year": year, "years": found.years, **sections, "left_out": list(_left_out(found))}


def _shown(section: Section) -> Iterator[object]:
    from rich.table import Table
    from rich.text import Text

    shown = Table(title=section.title, title_justify="left", box=None, header_style="dim", padding=(0, 2, 0, 0))
    for at, head in enumerate(section.heads):
        shown.add_column(head, justify="right" if at else "left", no_wrap=True)
    for cells in section.cells:
        shown.add_row(*cells)
    yield shown
    yield from (Text(word) for word in section.words)
    yield ""


def _left_out(found: Footprint) -> Iterator[str]:
    sites = found.operation.plan.programme.contents.sites
    for name, why in found.operation.left_out.items():
        yield f"{sites[name].name}: in no total, {why}."
