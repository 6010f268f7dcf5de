"""Writes a chosen plan as an Excel workbook: sites, phases, power, chips, money, limits, what is left, certificate."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from stargate.exports.workbook import Book, Kind, Role, put, workbook

if TYPE_CHECKING:
    from stargate.planning.result import Chosen

_WIDE, _NARROW, _WORDS = 24.0, 12.0, 90.0
_MEGA = 1e3  # MW in a GW

Row = Sequence[str | float | None]


def plan_workbook(chosen: "Chosen", path: Path) -> Path:
    """A sheet for each thing that a plan says; every number as it is computed, to be read and not edited."""
    programme = chosen.given.programme
    title = f"{programme.name}, chosen plan as of {programme.as_of}"
    with workbook(path, title, "What the numbers would build; every date and amount at its median.") as book:
        for name, header, rows in _sheets(chosen):
            _fill(book, name, header, list(rows))
    return path


def _sheets(chosen: "Chosen") -> Iterator[tuple[str, list[str], Iterator[Row]]]:
    """Names of sheets, heads of their columns, and rows."""
    years = [str(year) for year in chosen.summary.it_power]
    yield "Plan", ["What", "Value", "Unit", "How"], _plan(chosen)
    yield "Sites", ["Site", "State", "New", "What", "Unit", *years], _sites(chosen)
    yield "Phases", ["Site", "Phases", "Count", "IT MW", "Begun", "Full load"], _phases(chosen)
    yield "Power", ["Site", "Technology", "Unit", *years], _power(chosen)
    yield "Chips", ["Accelerator", "Unit", *years], _by_year(chosen.summary.chips, "IT MW", _MEGA)
    yield "Money", ["What", "Unit", *years], _by_year(chosen.summary.capital, "USD m", 1.0)
    yield "Energy and uses", ["What", "Unit", *years], _flows(chosen)
    yield "Limits", ["What", "When", "Used", "Allowed", "Unit", "USD m per unit", "In words"], _limits(chosen)
    yield "Left", ["Site", "Phases", "IT MW of one", "Begun", "Short, USD m", "In words"], _left(chosen)
    yield "Announced", ["Phases", "Announced", "Planned"], _announced(chosen)
    yield "Notes", ["What a reader must know"], ([note] for note in chosen.notes)


def _plan(chosen: "Chosen") -> Iterator[Row]:
    numbers, certificate = chosen.summary, chosen.certificate
    target = None if chosen.target is None else chosen.target.written
    yield "Objective", str(chosen.objective), "", "" if target is None else f"target: {target}"
    if numbers.npv is not None:
        yield "Net present value", numbers.npv, "USD m", "compute sold, less all it costs"
    yield "Cost", numbers.cost, "USD m", "worth of all that is paid, less what is left at the end"
    yield from ((name.capitalize(), amount, "USD m", "term of the objective") for name, amount in numbers.terms.items())
    yield "Objective of the plan", certificate.objective, "USD m", "recomputed from its decisions by independent code"
    yield "Bound", certificate.bound, "USD m", "no plan costs less"
    yield "Gap", f"{certificate.gap:.3%}", "", certificate.status
    yield "Largest violation", f"{certificate.violation:.2g}", "", "of any limit, relative to its size"
    yield "Time", certificate.wall, "s", "of the search"
    yield "Processor time", certificate.cpu, "s", "of all its threads"


def _sites(chosen: "Chosen") -> Iterator[Row]:
    contents = chosen.given.programme.contents
    for campus in chosen.sites:
        place = contents.sites.get(campus.site) or contents.prospects[campus.site]
        head = (place.name, place.state, "yes" if campus.new else "no")
        for what, values in (("IT load that runs", campus.it_power), ("Accelerators placed", campus.chips)):
            yield (*head, what, "IT MW", *(_MEGA * value for value in values.values()))


def _phases(chosen: "Chosen") -> Iterator[Row]:
    for campus in chosen.sites:
        for start in campus.starts:
            yield campus.site, start.phases, start.count, _MEGA * start.it_power, start.begun, start.full_load


def _power(chosen: "Chosen") -> Iterator[Row]:
    for campus in chosen.sites:
        for option, values in campus.power.items():
            unit = "grid MW" if option == "grid" else "generation MW"
            yield campus.site, option, unit, *(_MEGA * value for value in values.values())


def _by_year(rows: dict[str, dict[int, float]], unit: str, scale: float) -> Iterator[Row]:
    yield from ((name, unit, *(scale * value for value in values.values())) for name, values in rows.items())


def _flows(chosen: "Chosen") -> Iterator[Row]:
    numbers = chosen.summary
    yield from _by_year({f"Energy of {name}": row for name, row in numbers.energy.items()}, "TWh", 1.0)
    yield from _by_year({"Energy that IT load lacks": numbers.unserved}, "TWh", 1.0)
    for name, values in numbers.uses.items():
        what, _, unit = name.partition(" [")
        yield what.capitalize(), unit.removesuffix("]"), *values.values()
    yield from _by_year({"Compute there": numbers.compute, "Compute sold": numbers.sold}, "m H100e", 1.0)
    yield from _by_year({"Short of the target": numbers.shortfall} if numbers.shortfall else {}, "IT MW", _MEGA)


def _limits(chosen: "Chosen") -> Iterator[Row]:
    for each in chosen.binding:
        yield each.limit, ", ".join(each.at), each.used, each.allowed, each.unit, each.worth, each.words


def _left(chosen: "Chosen") -> Iterator[Row]:
    for each in chosen.rejected:
        yield each.site, each.phases, _MEGA * each.it_power, each.begun, each.short, each.words


def _announced(chosen: "Chosen") -> Iterator[Row]:
    against = chosen.against_announced
    for dated in against.dates:
        yield dated.phases, ", ".join(dated.announced) or "not announced", ", ".join(dated.planned) or "not built"
    yield against.words, None, None


def _fill(book: Book, name: str, header: Sequence[str], rows: Sequence[Row]) -> None:
    sheet = book.sheet(name, [_width(head) for head in header], header)
    looks = {
        str: book.look(text_wrap=True),
        float: book.look(Role.FACT, Kind.NUMBER),
        int: book.look(Role.FACT, Kind.WHOLE),
    }
    for line, row in enumerate(rows, 1):
        for column, value in enumerate(row):
            kind = str if isinstance(value, str) or value is None else int if isinstance(value, int) else float
            put(sheet, line, column, value if kind is str else float(value), looks[kind])  # type: ignore[arg-type]


def _width(head: str) -> float:
    if head in ("In words", "What a reader must know"):
        return _WORDS
    return _NARROW if head.isdigit() or head in ("State", "New", "Count", "Unit") else _WIDE
