"""Reads a programme from its folder; every problem in it is shown at once."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from math import inf
from pathlib import Path
from types import MappingProxyType

from stargate.errors import Problem, ProgrammeError
from stargate.history.reference import ReferenceClass
from stargate.programme.adding import Records, together, with_records
from stargate.programme.catalogue import catalogue, figures_of
from stargate.programme.check import check, check_order, check_state, names_in, warnings
from stargate.programme.folder import Trees, check_folder, texts_of, trees_of
from stargate.programme.knowledge import known_part, parts
from stargate.programme.limits import calendar_day
from stargate.programme.migrate import migrate, version_of
from stargate.programme.model import Contents, Scenario, Source, SourceKind
from stargate.programme.overlay import check_holds, in_words, laid_over, overlay_texts
from stargate.programme.override import as_laid, changed_texts, merged, overridden, readdressed
from stargate.programme.programme import Origin, Programme
from stargate.programme.typed import typed
from stargate.quantity.figure import Figure
from stargate.quantity.noun import Branch
from stargate.quantity.sources import OVERLAY, Known
from stargate.quantity.statement import Statement

BASE = "base"
_STATES = 2  # of knowledge in which records are kept, to be made once however often the programme is read again


def read(
    folder: Path | str,
    *,
    scenario: str = BASE,
    as_of: str | None = None,
    changes: Mapping[str, str] | None = None,
    overlay: Path | str | None = None,
) -> Programme:
    """The programme in `folder`, typed and checked, as known by `as_of`, under `scenario`, with `changes` laid on.

    `overlay` is a folder of confidential figures that is laid over it first.
    Raises ProgrammeError with every problem found.
    """
    problems: list[Problem] = []
    folder, overlay = Path(folder), None if overlay is None else Path(overlay)
    trees, version, digest = _trees(folder, overlay, problems)
    if not trees.whole:
        _stop(problems)
    scenarios = _scenarios(trees.scenarios, problems)
    return _programme(
        Origin(
            folder=folder,
            overlay=overlay,
            format=version,
            tree=trees.root,
            scenarios=scenarios,
            scenario_trees=trees.scenarios,
            scenario=scenario,
            changes=tuple((changes or {}).items()),
            as_of=as_of or "",
            files=digest,
        ),
        in_words(problems, trees.of_scenarios()),
    )


def reread(
    programme: Programme,
    *,
    changes: Sequence[tuple[str, str]] | None = None,
    as_of: str | None = "",
    scenario: str = "",
    added: Records | None = None,
) -> Programme:
    """`programme` from the same texts, in another state; what is not given stays, and `added` joins what was."""
    old = programme.origin
    if added:
        old = replace(old, added=together(old.added, added))
    return _programme(
        replace(
            old,
            scenario=scenario or old.scenario,
            changes=old.changes if changes is None else tuple(changes),
            as_of=(old.as_of if as_of == "" else as_of) or "",
        ),
        [],
    )


def base_of(programme: Programme) -> Programme:
    """The base case at a programme's date, with its changes as far as they are of figures that it has."""
    try:
        return reread(programme, scenario=BASE, as_of=programme.as_of)
    except ProgrammeError:
        return reread(programme, scenario=BASE, as_of=programme.as_of, changes=())


def _programme(origin: Origin, problems: list[Problem]) -> Programme:
    """The programme of `origin`, unless it has `problems` already or more are found."""
    scenario = _chosen(origin, problems)
    origin = replace(origin, as_of=origin.as_of or scenario.as_of or str(origin.tree.get("as_of", "")))
    try:
        tree = _laid_over(origin, scenario, problems)
        before = len(problems)
        known = _known(tree, origin, problems)
        if len(problems) > before:  # without dates and sources nothing else could be judged
            raise ProgrammeError(problems)
        programme = _assembled(origin, tree, known, problems)
        check_state(programme.contents, known, origin.dated, problems)
        _stop(problems)
    except ProgrammeError as error:
        raise ProgrammeError(as_laid(error.problems, _changes(origin, scenario))) from None
    return programme


def assembled(origin: Origin, tree: Branch, known: Known) -> Programme:
    """The programme that the texts of `tree` describe, with what was known of it.

    Raises ProgrammeError with every problem found.
    """
    problems: list[Problem] = []
    programme = _assembled(origin, tree, known, problems)
    _stop(problems)
    return programme


def _assembled(origin: Origin, tree: Branch, known: Known, problems: list[Problem]) -> Programme:
    """The programme as far as it can be typed, so that all of its problems are found."""
    contents = _contents(tree, known, problems)
    if contents is None:
        raise ProgrammeError(problems)
    if not problems:
        problems += changed_texts(tree, {part.address for part in parts(contents)})
    check(contents, names_in(tree), problems)
    before = len(problems)
    check_order(contents, problems)
    if len(problems) > before:
        raise ProgrammeError(problems)
    kept, not_yet = known_part(contents, known, origin.scenarios[origin.scenario].basis)
    found = {part.address: part for part in parts(kept)}
    return Programme(
        kept,
        MappingProxyType({address: part for address, part in found.items() if isinstance(part, Figure)}),
        MappingProxyType({address: part for address, part in found.items() if isinstance(part, Statement)}),
        not_yet,
        tuple(warnings(contents, kept, known)),
        origin,
    )


def texts(programme: Programme) -> tuple[Branch, Known]:
    """The texts of a programme with its scenario and changes laid on, and what was known of them."""
    problems: list[Problem] = []
    tree = _laid_over(programme.origin, programme.scenario, problems)
    return tree, _known(tree, programme.origin, problems)


def _contents(tree: Branch, known: Known, problems: list[Problem]) -> Contents | None:
    """The typed programme; where records cannot be typed, the rest of it, so that the rest is checked too."""
    found: list[Problem] = []
    contents = typed(Contents, tree, known, found)
    said = {problem.address for problem in problems}
    problems += in_words([problem for problem in found if problem.address not in said], tree)
    return contents or typed(Contents, _without(tree, {_record(problem.address) for problem in found}), known, [])


def _record(address: str) -> str:
    """The smallest record that the programme can do without and that holds what stands at `address`."""
    parts = address.split(".")
    inner = len(parts) > 3 and parts[0] == "sites" and parts[2] in ("activities", "phases")
    return ".".join(parts[: 4 if inner else 3 if parts[0] == "contracts" else 2])


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
    if name not in origin.scenario_trees:  # else it is there, and its mistakes are among the problems
        near = get_close_matches(name, origin.scenarios, 1, 0.5)
        instead = near[0] if near else " or ".join(sorted(origin.scenarios))
        problems.append(Problem("--scenario", "", f"the programme has no scenario {name!r}", instead))
    raise ProgrammeError(problems)


def _laid_over(origin: Origin, scenario: Scenario, problems: list[Problem]) -> Branch:
    tree = with_records(origin.tree, origin.added)
    own = origin.scenario_trees.get(origin.scenario)
    if own is not None and isinstance(new := own.get("new"), Branch):
        tree = merged(tree, readdressed(new, ""))
    changes = _changes(origin, scenario)
    return overridden(tree, changes, problems) if changes else tree


def _changes(origin: Origin, scenario: Scenario) -> list[tuple[str, str, str]]:
    """What is laid over the texts, the scenario's first: address, figure or change, and where it is written."""
    own = origin.scenario_trees.get(origin.scenario, {}).get("changes")
    lines = own.lines if isinstance(own, Branch) else {}
    changes = [(address, change.to, lines[address]) for address, change in scenario.changes.items()]
    return [*changes, *((address, text, "--set") for address, text in origin.changes)]


def _known(tree: Branch, origin: Origin, problems: list[Problem]) -> Known:
    """What was known: the dates of all sources, of the programme and of the catalogue."""
    shelf = catalogue()
    published, computed = dict(shelf.published), shelf.computed
    day = calendar_day(origin.as_of, *origin.dated, problems) if origin.as_of else 0.0
    sources, classes = tree.get("sources"), tree.get("classes")
    state = id(sources), id(classes), day
    if state in origin.known:
        return origin.known[state][-1].again()
    before = len(problems)
    for key, node in sources.items() if isinstance(sources, Branch) else ():
        source = typed(Source, node, Known(0.0), problems) if isinstance(node, Branch) else None
        if source is not None:
            published[key] = calendar_day(source.date, source.line("date"), f"sources.{key}.date", problems)
            computed |= {key} if source.kind is SourceKind.COMPUTED else set()
    figures = shelf.figures | figures_of(_classes(tree, Known(inf, published, computed=frozenset(computed))))
    known = Known(day, published, figures, frozenset(computed))
    if len(problems) == before:
        for old in list(origin.known)[: 1 - _STATES]:
            origin.known.pop(old, None)
        origin.known[state] = sources, classes, known
    return known


def _classes(tree: Branch, known: Known) -> dict[str, ReferenceClass]:
    """The programme's own reference classes; what is wrong with one is said where the whole is typed."""
    nodes = tree.get("classes")
    written = nodes.items() if isinstance(nodes, Branch) else ()
    own = {name: typed(ReferenceClass, node, known, []) for name, node in written if isinstance(node, Branch)}
    return {name: entry for name, entry in own.items() if entry is not None}


def _trees(folder: Path, overlay: Path | None, problems: list[Problem]) -> tuple[Trees, int, str]:
    """The texts of the programme and of its overlay as trees, the format they are written in, and their digest."""
    check_folder(folder)
    public = texts_of(folder, problems)
    trees = trees_of(public, problems)
    version = version_of(trees)
    migrate(trees, version)
    if overlay is None:
        return trees, version, digest_of(public)
    private = overlay_texts(overlay, folder, problems)
    above = trees_of(private, problems, OVERLAY)
    migrate(above, version_of(above, version))
    if not problems:
        check_holds(above, overlay)
    return laid_over(trees, above), version, digest_of(public, private)


def digest_of(*folders: Mapping[str, str]) -> str:
    """A name for what the files of some folders say."""
    digest = hashlib.sha256()
    for texts in folders:
        for name, text in texts.items():
            digest.update(f"{name}\n{text}\0".encode())
        digest.update(b"\1")
    return digest.hexdigest()


def _scenarios(trees: Mapping[str, Branch], problems: list[Problem]) -> dict[str, Scenario]:
    scenarios = {BASE: Scenario(title="Base case", question="What is likely, as known at the date of the programme?")}
    for name, tree in trees.items():
        scenario = typed(Scenario, tree, Known(0.0), problems)
        if scenario is not None:
            scenarios[name] = scenario
    for name, scenario in scenarios.items():
        others = [BASE, *(other for other in trees if other != name)]
        problems += [_not_there(scenario, other, others) for other in scenario.against if other not in others]
    return scenarios


def _not_there(scenario: Scenario, name: str, others: list[str]) -> Problem:
    instead = " or ".join(get_close_matches(name, others, 1, 0.5) or sorted(others))
    return Problem(scenario.line("against"), f"{scenario.address}.against", f"no other scenario is {name!r}", instead)
