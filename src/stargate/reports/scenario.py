"""What a scenario changes and adds, for which reasons, and how much of that nobody states."""

from collections.abc import Iterator
from fnmatch import fnmatchcase

from stargate.programme.override import added
from stargate.programme.programme import Programme
from stargate.quantity.figure import Figure
from stargate.quantity.notation import ASSUMED
from stargate.quantity.noun import Branch
from stargate.reports.words import plural


def edits(programme: Programme) -> list[dict[str, str]]:
    """Every change with its reason, then every record added with its note."""
    changes = programme.scenario.changes.items()
    rows = [{"address": address, "to": change.to, "because": change.because} for address, change in changes]
    return rows + [_record(programme, address, record) for address, record in _added(programme)]


def strength(programme: Programme) -> tuple[int, int]:
    """How many figures the scenario changes or adds, and how many of those rest on an assumption."""
    patterns = [*programme.scenario.changes, *(f"{address}.*" for address, _ in _added(programme))]
    found = [figure for figure in programme if any(fnmatchcase(figure.address, pattern) for pattern in patterns)]
    return len(found), sum(ASSUMED in _said_by(figure) for figure in found)


def strength_text(programme: Programme) -> str:
    """That in a sentence; nothing where no figure is changed."""
    figures, assumed = strength(programme)
    if figures == 0:
        return ""
    resting = {0: "none rests on an assumption", 1: "one rests on an assumption"}
    some = "all rest on assumptions" if assumed == figures > 1 else f"{assumed} rest on assumptions"
    return f"Of the {plural(figures, 'figure')} that this scenario changes or adds, {resting.get(assumed, some)}."


def _added(programme: Programme) -> Iterator[tuple[str, Branch]]:
    origin = programme.origin
    new = origin.scenario_trees.get(origin.scenario, {}).get("new")
    return added(origin.tree, new) if isinstance(new, Branch) else iter(())


def _record(programme: Programme, address: str, record: Branch) -> dict[str, str]:
    """A record by its title and its own figures, answers of an agreement's parties among them."""
    title = record.get("title") or record.get("name") or address.rpartition(".")[2].replace("_", " ")
    own = [(name.removeprefix(f"{address}."), figure) for name, figure in programme.figures.items()]
    own = [(name.split("."), figure) for name, figure in own if name != figure.address]
    figures = [f"{name[-1].replace('_', ' ')} {figure.text()}" for name, figure in own if len(name) <= 2]
    return {"address": address, "to": "; ".join([f"new: {title}", *figures]), "because": str(record.get("note", ""))}


def _said_by(figure: Figure) -> tuple[str, ...]:
    """Who says by how much a figure is changed, or what it is where it is replaced."""
    return tuple(key for change in figure.changes for key in change.sources) or figure.sources
