"""Writes a programme back: what overrides changed, in the lines they changed, and an older format in today's names."""

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stargate.errors import Problem, StargateError
from stargate.files import whole_folder, write_together
from stargate.programme.adding import with_records, yaml_of
from stargate.programme.edit import rename, set_item, set_value
from stargate.programme.folder import BY_NAME, HEAD, Trees, holds, place_of, texts_of, trees_of
from stargate.programme.migrate import FORMAT, migrate, version_of
from stargate.programme.overlay import laid_over
from stargate.programme.override import overridden
from stargate.programme.programme import Origin, Programme
from stargate.programme.read import digest_of
from stargate.programme.schema import HIDDEN, schemas
from stargate.quantity.figure import with_source
from stargate.quantity.noun import Branch, Items


@dataclass(frozen=True)
class Written:
    """A folder that a programme was written to, and its files that differ from what was read."""

    folder: Path
    files: tuple[str, ...]

    def __str__(self) -> str:
        changed = ", ".join(self.files) if self.files else "nothing to change"
        return f"{self.folder}: {changed}"


def write(programme: Programme, folder: Path | str | None = None) -> Written:
    """Writes the changes that overrides laid on `programme` into its files, or into a copy of them in `folder`.

    Comments, order and layout stay; a change such as `x 1.3` is written behind the figure that it changes. Where a
    confidential overlay is laid over the programme, it is the overlay that is written, and no public file.
    Raises StargateError where the files changed meanwhile, the changes rest on a scenario, or `folder` cannot be taken.
    """
    origin = programme.origin
    home = origin.overlay or origin.folder
    to = home if folder is None else Path(folder)
    if origin.changes:
        _check_base(origin)
    before, public = _texts(origin)
    after = _edited(origin, before, public)
    if (home / HIDDEN).is_dir():
        before |= _schema_files(home)
        after |= {f"{HIDDEN}/{name}": text for name, text in schemas().items()}
    changed = {name: text for name, text in after.items() if text != before.get(name)}
    if to.resolve() == home.resolve():
        write_together({home / name: _marked(home / name, text) for name, text in changed.items()})
    else:
        _copy(origin, home, to, before, changed)
    return Written(to, tuple(sorted(changed)))


def check_copy(programme: Programme, to: Path) -> None:
    """Whether a changed copy of a programme can be written into the folder `to`, before the changes are computed.

    Raises StargateError where `to` exists or lies inside the programme, or the programme is one under a scenario.
    """
    _check_base(programme.origin)
    _check_folder(programme.origin, to)


def _check_base(origin: Origin) -> None:
    if origin.scenario in origin.scenario_trees:
        raise StargateError(
            f"these changes are laid over the scenario {origin.scenario!r}, which is not written into the programme\n"
            "  write: the programme under 'base'"
        )


def _schema_files(home: Path) -> dict[str, str]:
    paths = {f"{HIDDEN}/{path.name}": path for path in (home / HIDDEN).glob("*.json")}
    return {name: path.read_text(encoding="utf-8", errors="replace") for name, path in paths.items()}


def _texts(origin: Origin) -> tuple[dict[str, str], dict[str, str]]:
    """The texts that are to be written, and those of the public programme below an overlay; as they were read."""
    problems: list[Problem] = []
    public = texts_of(origin.folder, problems)
    private = texts_of(origin.overlay, problems) if origin.overlay else {}
    if problems or origin.files != (digest_of(public, private) if origin.overlay else digest_of(public)):
        raise StargateError(
            f"{origin.folder}: its files changed since they were read, and nothing was written\n"
            "  write: the changes to the programme read again"
        )
    return (private, public) if origin.overlay else (public, {})


def _edited(origin: Origin, before: Mapping[str, str], public: Mapping[str, str]) -> dict[str, str]:
    """The texts after migration and changes, held against the programme that they must give."""
    trees = trees_of(before, [])
    version = version_of(trees, origin.format)
    texts = dict(before)
    for renamed in migrate(trees, version):
        file, path = place_of([*_parts(renamed.at), renamed.old], texts)
        texts[file] = rename(texts[file], path, renamed.new)
    if version < FORMAT and "format" in trees.root:
        texts[HEAD] = set_value(texts[HEAD], ["format"], str(FORMAT))
    wanted = with_records(origin.tree, origin.added)
    laid = overridden(wanted, [(address, text, "") for address, text in origin.changes], [])
    for address, node in _differing(origin.tree, laid, []):
        file, path = place_of(address, texts)
        texts[file] = _put(texts.get(file, ""), path, node)
    _check(origin, texts, public, laid)
    return texts


def _parts(address: str) -> list[str]:
    return address.split(".") if address else []


def _differing(old: Branch, new: Branch, address: list[str]) -> Iterator[tuple[list[str], object]]:
    for name, node in new.items():
        before = old.get(name, Branch("", "") if not address and name in BY_NAME else None)  # one file each
        if isinstance(node, Branch) and isinstance(before, Branch):
            yield from _differing(before, node, [*address, name])
        elif _plain(before) != _plain(node):
            yield [*address, name], node


def _put(text: str, path: list[str], node: object) -> str:
    """`text` with what a path of it is to hold: a whole file, a record at its end, or what stands elsewhere."""
    if not isinstance(node, Branch):
        return _set(text, path, node)
    if len(path) < 2 and not (path and holds(text, path)):
        records = {path[0]: _plain(node)} if path else _plain(node)
        return "\n".join([*([text.rstrip("\n")] if text else []), *yaml_of(records), ""])
    for inner, leaf in _differing(Branch("", ""), node, path):
        text = _put(text, inner, leaf)
    return text


def _set(text: str, path: list[str], node: object) -> str:
    value = _plain(node)
    if isinstance(value, list) and holds(text, path):
        for index, line in enumerate(value):
            text = set_item(text, path, index, line)
        return text
    return set_value(text, path, value)


def _plain(node: object) -> Any:
    """A node as it is written: its changes behind it."""
    if isinstance(node, Branch):
        return {name: _plain(child) for name, child in node.items()}
    changes = [with_source(change) for change in getattr(node, "changes", ())]
    if isinstance(node, Items):
        return [" ".join((str(_plain(item)), *changes)) if changes else _plain(item) for item in node]
    return None if node is None else " ".join((str(node), *changes))


def _check(origin: Origin, texts: Mapping[str, str], public: Mapping[str, str], laid: Branch) -> None:
    """Raises StargateError where `texts` would read as another programme than `laid`."""
    problems: list[Problem] = []
    trees = trees_of(texts, problems)
    if origin.overlay:
        below = trees_of(public, problems)
        migrate(below, origin.format)
        trees = laid_over(below, trees)
    scenarios = Trees(laid, dict(origin.scenario_trees)).of_scenarios()
    if problems or _plain(trees.root) != _plain(laid) or _plain(trees.of_scenarios()) != _plain(scenarios):
        raise StargateError(
            f"{origin.overlay or origin.folder}: the layout of these files does not take the changes, and nothing was "
            "written\n  write: the changes by hand"
        )


def _marked(path: Path, text: str) -> str:
    """`text` with the byte order mark that the file had."""
    mark = "\ufeff"
    had = path.exists() and path.read_bytes().startswith(mark.encode())
    return mark + text if had else text


def _check_folder(origin: Origin, to: Path) -> None:
    for taken in (origin.folder, origin.overlay):
        if taken is not None and to.resolve().is_relative_to(taken.resolve()):
            secret = " and these figures are confidential" if origin.overlay else ""
            raise StargateError(f"{to} lies inside {taken}{secret}\n  write: a folder outside it")
    if to.exists():
        raise StargateError(f"{to} exists already\n  write: a folder that does not exist")


def _copy(origin: Origin, home: Path, to: Path, before: Mapping[str, str], changed: Mapping[str, str]) -> None:
    _check_folder(origin, to)
    with whole_folder(to) as partial:
        for name in {**before, **changed}:
            (partial / name).parent.mkdir(parents=True, exist_ok=True)
            if name in changed:
                write_together({partial / name: _marked(home / name, changed[name])})
            else:
                shutil.copyfile(home / name, partial / name)
            if (home / name).exists():
                shutil.copymode(home / name, partial / name)
    shutil.copymode(home, to)
