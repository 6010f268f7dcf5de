"""Reads a programme from its folder; every problem in it is shown at once."""

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType

from stargate.errors import Problem, ProgrammeError
from stargate.programme.catalogue import catalogue
from stargate.programme.check import check, check_state, names_in
from stargate.programme.knowledge import known_part, parts
from stargate.programme.model import Contents, Scenario, Source, SourceKind
from stargate.programme.override import merged, overridden
from stargate.programme.programme import Origin, Programme
from stargate.programme.tree import MOST_FILES, read_tree
from stargate.programme.typed import typed
from stargate.quantity.figure import Figure
from stargate.quantity.notation import NotationError, months_of_date
from stargate.quantity.noun import Branch, Text
from stargate.quantity.sources import Known
from stargate.quantity.statement import Statement

BASE = "base"


def read(
    folder: Path | str,
    *,
    scenario: str = BASE,
    as_of: str | None = None,
    changes: Mapping[str, str] | None = None,
) -> Programme:
    """The programme in `folder`, typed and checked, as known by `as_of`, under `scenario`, with `changes` laid on.

    Raises ProgrammeError with every problem found.
    """
    problems: list[Problem] = []
    folder = Path(folder)
    tree, scenario_trees, digest, is_whole = _trees(folder, problems)
    scenarios = _scenarios(scenario_trees, problems)
    if not is_whole:
        _stop(problems)
    blank = Origin(
        folder, tree, scenarios, scenario_trees, scenario, tuple((changes or {}).items()), as_of or "", digest
    )
    return _programme(blank, problems)


def reread(
    programme: Programme,
    *,
    changes: Sequence[tuple[str, str]] | None = None,
    as_of: str | None = "",
    scenario: str = "",
) -> Programme:
    """`programme` from the same texts, in another state; what is not given stays."""
    old = programme.origin
    return _programme(
        Origin(
            old.folder,
            old.tree,
            old.scenarios,
            old.scenario_trees,
            scenario or old.scenario,
            old.changes if changes is None else tuple(changes),
            (old.as_of if as_of == "" else as_of) or "",
            old.digest,
        ),
        [],
    )


def _programme(origin: Origin, problems: list[Problem]) -> Programme:
    """The programme of `origin`, unless it has `problems` already or more are found."""
    scenario = _chosen(origin, problems)
    as_of = origin.as_of or scenario.as_of or str(origin.tree.get("as_of", ""))
    tree = _laid_over(origin, scenario, problems)
    before = len(problems)
    known = _known(tree, as_of, problems)
    if len(problems) > before:  # without dates and sources nothing else could be judged
        raise ProgrammeError(problems)
    contents = _contents(tree, known, problems)
    if contents is None:
        raise ProgrammeError(problems)
    check(contents, names_in(tree), problems)
    kept, not_yet = known_part(contents, known)
    found = {part.address: part for part in parts(kept)}
    check_state(kept, known, problems)
    _stop(problems)
    return Programme(
        kept,
        MappingProxyType({address: part for address, part in found.items() if isinstance(part, Figure)}),
        MappingProxyType({address: part for address, part in found.items() if isinstance(part, Statement)}),
        not_yet,
        Origin(**{**origin.__dict__, "as_of": as_of}),
    )


def _contents(tree: Branch, known: Known, problems: list[Problem]) -> Contents | None:
    """The typed programme; where records cannot be typed, the rest of it, so that the rest is checked too."""
    found: list[Problem] = []
    contents = typed(Contents, tree, known, found)
    said = {problem.address for problem in problems}
    problems += [problem for problem in found if problem.address not in said]
    return contents or typed(Contents, _without(tree, {_record(problem.address) for problem in found}), known, [])


def _record(address: str) -> str:
    """The smallest record that the programme can do without and that holds what stands at `address`."""
    parts = address.split(".")
    inner = len(parts) > 3 and parts[0] == "sites" and parts[2] in ("activities", "phases")
    return ".".join(parts[: 4 if inner else 2])


def _without(tree: Branch, left_out: set[str]) -> Branch:
    rest = Branch(tree.address, tree.where)
    rest.lines = tree.lines
    for name, node in tree.items():
        address = f"{tree.address}.{name}".lstrip(".")
        if address not in left_out:
            deeper = isinstance(node, Branch) and any(other.startswith(f"{address}.") for other in left_out)
            rest[name] = _without(node, left_out) if deeper else node
    return rest


def _stop(problems: list[Problem]) -> None:
    if problems:
        raise ProgrammeError(problems)


def _chosen(origin: Origin, problems: list[Problem]) -> Scenario:
    name = origin.scenario
    if name in origin.scenarios:
        return origin.scenarios[name]
    near = get_close_matches(name, origin.scenarios, 1, 0.5)
    instead = near[0] if near else " or ".join(sorted(origin.scenarios))
    problems.append(Problem("--scenario", "", f"the programme has no scenario {name!r}", instead))
    _stop(problems)
    raise AssertionError


def _laid_over(origin: Origin, scenario: Scenario, problems: list[Problem]) -> Branch:
    tree = origin.tree
    own = origin.scenario_trees.get(origin.scenario)
    if own is not None:
        if isinstance(new := own.get("new"), Branch):
            tree = merged(tree, _readdressed(new, ""))
        lines = own["changes"].lines if isinstance(own.get("changes"), Branch) else {}
        changes = [(address, change.to, lines[address]) for address, change in scenario.changes.items()]
        tree = overridden(tree, changes, problems)
    asked = [(address, text, "--set") for address, text in origin.changes]
    return overridden(tree, asked, problems) if asked else tree


def _readdressed(node: Branch, address: str) -> Branch:
    """The records under a scenario's `new:` at the addresses they have in the programme."""
    result = Branch(address, node.where)
    result.lines = node.lines
    for name, child in node.items():
        inner = f"{address}.{name}".lstrip(".")
        if isinstance(child, Branch):
            result[name] = _readdressed(child, inner)
        elif isinstance(child, Text):
            result[name] = Text(child, inner, child.where)
        else:
            child.address = inner
            result[name] = child
    return result


def _known(tree: Branch, as_of: str, problems: list[Problem]) -> Known:
    """What was known: the dates of all sources, of the programme and of the catalogue."""
    shelf = catalogue()
    published, computed = dict(shelf.published), shelf.computed
    sources = tree.get("sources")
    for key, node in sources.items() if isinstance(sources, Branch) else ():
        source = typed(Source, node, Known(0.0), problems) if isinstance(node, Branch) else None
        if source is not None:
            published[key] = _day(source.date, source.where, f"sources.{key}.date", problems)
            computed |= {key} if source.kind is SourceKind.COMPUTED else set()
    day = _day(as_of, "--as-of", "", problems) if as_of else 0.0
    return Known(day, published, shelf.figures, frozenset(computed))


def _day(text: str, where: str, address: str, problems: list[Problem]) -> float:
    try:
        return months_of_date(text)
    except NotationError as error:
        problems.append(Problem(where, address, error.wrong, error.instead))
        return 0.0


def _trees(folder: Path, problems: list[Problem]) -> tuple[Branch, dict[str, Branch], str, bool]:
    """The programme's texts as one tree, its scenarios' trees by name, a digest, and whether all could be read."""
    if not os.path.isfile(folder / "programme.yaml"):
        instead = "the folder of a programme, or `stargate new` to begin one"
        problems.append(Problem(str(folder), "", "there is no programme.yaml here", instead))
        _stop(problems)
    root, scenarios, is_whole = Branch("", "programme.yaml:1"), {}, True
    digest = hashlib.sha256()
    for path, address in _paths(folder, problems):
        tree = read_tree(path, folder, address, problems)
        if tree is None:
            is_whole = False
            continue
        digest.update(f"{path.relative_to(folder).as_posix()}\n".encode() + path.read_bytes() + b"\0")
        head, _, name = address.partition(".")
        if head == "scenarios":
            scenarios[name] = tree
        else:
            _graft(root, tree, path, folder, head, name, problems)
    return root, scenarios, digest.hexdigest(), is_whole


def _graft(root: Branch, tree: Branch, path: Path, folder: Path, head: str, name: str, problems: list[Problem]) -> None:
    line = f"{path.relative_to(folder).as_posix()}:1"
    into = root if not head else root.setdefault(head, Branch(head, line)) if name else root
    for key, node in tree.items() if not head else [(name or head, tree)]:
        if key in into:
            address = getattr(node, "address", key)
            problems.append(
                Problem(tree.lines.get(key, line), address, f"{key!r} also stands in another file", "one of them")
            )
        into[key] = node
        into.lines[key] = tree.lines.get(key, line) if not head else line


def _paths(folder: Path, problems: list[Problem]) -> Iterator[tuple[Path, str]]:
    """Every file of the programme with the address of what it holds."""
    for path in _found(folder, problems):
        name = path.relative_to(folder).as_posix()
        address = _address_of_file(path.relative_to(folder))
        if address is None:
            instead = (
                f"programme.yaml, {', '.join(f'{kind}.yaml' for kind in _OWN_FILE)}, sites/*.yaml or scenarios/*.yaml"
            )
            problems.append(Problem(name, "", "no part of a programme is kept in a file of this name", instead))
        else:
            yield path, address


def _found(folder: Path, problems: list[Problem]) -> list[Path]:
    def refused(error: OSError) -> None:
        wrong = f"cannot be read: {error.strerror or error}".lower()
        problems.append(Problem(str(error.filename or folder), "", wrong, "a folder that you may read"))

    found = []
    for parent, folders, names in os.walk(folder, onerror=refused):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in [name for name in folders if Path(parent, name).is_symlink()]:
            link = Path(parent, name).relative_to(folder).as_posix()
            problems.append(Problem(link, "", "links to folders are not followed", "the folder itself"))
        found += [Path(parent, name) for name in sorted(names) if name.endswith((".yaml", ".yml"))]
    if len(found) > MOST_FILES:
        problems.append(Problem(str(folder), "", f"there are more than {MOST_FILES} files", "fewer files"))
    return found[:MOST_FILES]


_OWN_FILE = ("partners", "commitments", "supplies", "agreements", "drivers", "risks", "claims", "sources")


def _address_of_file(relative: Path) -> str | None:
    if relative.suffix != ".yaml":
        return None
    match relative.parts:
        case ("programme.yaml",):
            return ""
        case (_,) if relative.stem in _OWN_FILE:
            return relative.stem
        case (("sites" | "scenarios") as head, _):
            return f"{head}.{relative.stem}"
        case _:
            return None


def _scenarios(trees: Mapping[str, Branch], problems: list[Problem]) -> dict[str, Scenario]:
    scenarios = {BASE: Scenario(title="Base case", question="What is likely, as known at the date of the programme?")}
    for name, tree in trees.items():
        scenario = typed(Scenario, tree, Known(0.0), problems)
        if scenario is not None:
            scenarios[name] = scenario
    return scenarios
