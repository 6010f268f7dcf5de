"""What moves IT load at a date: worst and best tenth of every figure, by address."""

from dataclasses import dataclass

from stargate.futures.moves import Move
from stargate.futures.result import Futures
from stargate.programme.equipped import chips_of
from stargate.programme.programme import Programme
from stargate.quantity.figure import Figure
from stargate.reports.drawn import Drawn, drawn_in
from stargate.reports.words import moment, power

_MOST = 10


@dataclass(frozen=True)
class Cause:
    """A figure or an event, and how far it moves the expected IT load."""

    address: str
    name: str
    text: str  # the figure as written
    worst: float  # [IT MW]
    best: float  # [IT MW]
    error: float  # Monte Carlo standard error [IT MW]
    event: bool
    assumed: bool


@dataclass(frozen=True)
class Causes:
    """The largest of them."""

    title: str
    subtitle: str
    note: str
    at: str
    rows: list[Cause]


def causes(futures: Futures, at: str) -> Causes:
    """The figure of what moves the outcome at a day."""
    drawn = drawn_in(futures)
    found = futures.drivers(of="dated", at=at) if drawn is Drawn.MANY else []
    rows = [_cause(futures.programme, move) for move in found if move.span > 3 * move.error][:_MOST]
    return Causes(
        title=title(rows, at, drawn),
        subtitle="Change in expected IT load of the phases announced with a date when one figure falls in its worst or "
        "best tenth; an event, when it happens or not. The widest span from worst to best comes first",
        note=_note(found),
        at=at,
        rows=rows,
    )


def title(rows: list[Cause], at: str, drawn: Drawn = Drawn.MANY) -> str:
    """What the figure says."""
    if drawn is Drawn.NOTHING:
        return "Nothing is drawn in this scenario"
    if drawn is Drawn.ONE:
        return "One future is drawn: it does not tell what moves it"
    if not rows:
        return f"No single figure moves IT load at {moment(at)} beyond Monte Carlo error"
    span = power(rows[0].best - rows[0].worst)
    if rows[0].event:
        return f"One event moves IT load at {moment(at)} most, by {span}: {rows[0].name}"
    return f"{rows[0].name} moves IT load at {moment(at)} most: {span} between its worst and best tenth"


def _note(found: list[Move]) -> str:
    if not found:
        return ""
    most = power(3 * max(move.error for move in found))
    return (
        "Conditional means over the same futures; what moves them by less than three standard errors "
        f"(at most {most}) is left out."
    )


def _cause(programme: Programme, move: Move) -> Cause:
    figures = _figures(programme, move)
    return Cause(
        address=move.address,
        name=name_of(programme, move.address),
        text=", ".join(f"{name} {figure.text()}".lstrip() for name, figure in figures.items()),
        worst=round(move.worst, 3),
        best=round(move.best, 3),
        error=round(move.error, 3),
        event=move.event,
        assumed=all(figure.assumed for figure in figures.values()),
    )


def _figures(programme: Programme, move: Move) -> dict[str, Figure]:
    """What stands in the files behind it: a figure, an event's chance, or what an agreement is drawn from."""
    if move.event and move.address.startswith("commitments."):
        standing = programme.contents.commitments[move.address.removeprefix("commitments.")].status.value
        return {"": programme[f"chances.{standing}"]}
    if move.event:
        return {"": programme[f"{move.address}.chance"]}
    if figure := programme.figures.get(move.address):
        return {"": figure}
    parts = (f"{move.address}.parties.", f"{move.address}.another_round")
    found = {address: figure for address, figure in programme.figures.items() if address.startswith(parts)}
    return {address.rpartition(".")[2].replace("_", " "): figure for address, figure in found.items()}


def name_of(programme: Programme, address: str) -> str:
    """What a figure's address means, in words."""
    contents, parts = programme.contents, address.split(".")
    match parts:
        case ["drivers", driver, *_]:
            return contents.drivers[driver].title
        case ["risks", risk, *rest]:
            return contents.risks[risk].title + (f", {rest[-1]}" if rest else "")
        case ["agreements", agreement, *rest]:
            return _with_field(contents.agreements[agreement].name, rest)
        case ["sites", site, "activities", activity, *rest]:
            return _with_field(f"{contents.sites[site].name}, {contents.sites[site].activities[activity].name}", rest)
        case ["sites", site, "phases", phase, *rest]:
            return _with_field(f"{contents.sites[site].name}, {contents.sites[site].phases[phase].name}", rest)
        case ["claims", claim, *rest]:
            return _with_field(contents.claims[claim].title, rest)
        case ["commitments", commitment, *rest]:
            return _with_field(contents.commitments[commitment].name, rest)
        case ["limits", limit, "capacity" | "share" as field]:
            return f"{contents.limits[limit].title}, {field}"
        case ["limits", limit, *_, period]:
            return f"{contents.limits[limit].title}, {period}"
        case ["limits", limit]:
            return contents.limits[limit].title
        case ["supplies", supply, *rest]:
            return _with_field(contents.supplies[supply].title, rest)
        case ["products", product, *rest]:
            return _with_field(contents.products[product].title, rest)
        case ["partners", partner, *rest]:
            return _with_field(contents.partners[partner].name, rest)
        case ["companies", company, *rest]:
            return _with_field(contents.companies[company].name, rest)
        case ["contracts", kind, contract, *rest]:
            return _with_field(getattr(contents.contracts, kind)[contract].title or contract.replace("_", " "), rest)
        case ["sites", site, *rest]:
            return _with_field(contents.sites[site].name, rest)
        case ["prospects", prospect, *rest]:
            return _with_field(contents.prospects[prospect].name, rest)
        case ["chips", chip, *rest] | ["catalogue", "chips", chip, *rest] if chip in chips_of(contents):
            return _with_field(chips_of(contents)[chip].name, rest)
    return address.replace("_", " ").replace(".", ", ")


def _with_field(name: str, rest: list[str]) -> str:
    field = rest[-1].replace("_", " ").replace("it power", "IT power") if rest else "duration"
    return name if field == "duration" else f"{name}, {field}"
