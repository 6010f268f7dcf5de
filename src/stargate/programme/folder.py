"""The files of a programme's folder: which there are, their texts, and the tree that they make together."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from stargate.errors import Problem, ProgrammeError
from stargate.programme.listing import listed
from stargate.programme.tree import read_text, tree_of
from stargate.quantity.noun import Branch

HEAD = "programme.yaml"
OWN_FILE = (
    "partners",
    "commitments",
    "companies",
    "contracts",
    "supplies",
    "limits",
    "agreements",
    "drivers",
    "risks",
    "claims",
    "workload",
    "products",
    "make_or_buy",
    "demand",
    "climate",
    "prospects",
    "planning",
    "sources",
)
BY_NAME = {  # one file each, of what is in it
    "sites": "site",
    "scenarios": "scenario",
    "classes": "class",
    "chips": "chip",
    "models": "model",
}


@dataclass(frozen=True)
class Trees:
    """What the files of one folder say: the programme's texts as one tree, and its scenarios' trees by name."""

    root: Branch
    scenarios: dict[str, Branch]
    whole: bool = True  # whether every file could be read

    def of_scenarios(self) -> Branch:
        """The scenarios as one tree."""
        tree = Branch("scenarios", "")
        tree.update(self.scenarios)
        return tree


def check_folder(folder: Path) -> None:
    """Raises ProgrammeError where no programme begins in `folder`."""
    if not os.path.isfile(folder / HEAD):
        instead = "the folder of a programme, or `stargate new` to begin one"
        raise ProgrammeError([Problem(str(folder), "", f"there is no {HEAD} here", instead)])


def texts_of(folder: Path, problems: list[Problem]) -> dict[str, str]:
    """The text of every file of a programme by its name in the folder."""
    read = {path: read_text(path, folder, problems) for path in _files(folder, problems)}
    return {path.relative_to(folder).as_posix(): text for path, text in read.items() if text is not None}


def trees_of(texts: Mapping[str, str], problems: list[Problem], label: str = "") -> Trees:
    """What `texts` say together; `label` stands before the names of files in what is said of them.

    They are not whole where one cannot be parsed, or `problems` says already that a file could not be read.
    """
    root, scenarios, whole = Branch("", f"{label}{HEAD}:1"), {}, not problems
    for name, text in texts.items():
        address = address_of(name) or ""
        tree = tree_of(text, f"{label}{name}", address, problems)
        if tree is None:
            whole = False
            continue
        head, _, last = address.partition(".")
        if head == "scenarios":
            scenarios[last] = tree
        else:
            _graft(root, tree, f"{label}{name}:1", head, last, problems)
    return Trees(root, scenarios, whole)


def address_of(name: str) -> str | None:
    """The address of what a file holds; empty for programme.yaml, None where a programme has no such file.

    >>> address_of("sites/milam.yaml"), address_of("programme.yaml"), address_of("notes/milam.yaml")
    ('sites.milam', '', None)
    """
    path = PurePosixPath(name)
    if path.suffix != ".yaml":
        return None
    match path.parts:
        case (only,) if only == HEAD:
            return ""
        case (_,) if path.stem in OWN_FILE:
            return path.stem
        case (head, _) if head in BY_NAME:
            return f"{head}.{path.stem}"
        case _:
            return None


def place_of(address: list[str], texts: Mapping[str, str]) -> tuple[str, list[str]]:
    """The file in which `address` stands or belongs, and its path there."""
    head, *rest = address
    if head in BY_NAME and rest:
        own, path = f"{head}/{rest[0]}.yaml", rest[1:]
    elif head in OWN_FILE:
        own, path = f"{head}.yaml", rest
    else:
        return HEAD, address
    inline = own not in texts and holds(texts.get(HEAD, ""), address[: len(address) - len(path)])
    return (HEAD, address) if inline else (own, path)


def holds(text: str, address: list[str]) -> bool:
    """Whether a text has a record at `address`."""
    node = tree_of(text, HEAD, "", [])
    for name in address:
        node = node.get(name) if isinstance(node, Branch) else None
    return node is not None


def _graft(root: Branch, tree: Branch, line: str, head: str, name: str, problems: list[Problem]) -> None:
    into = root if not head else root.setdefault(head, Branch(head, line)) if name else root
    for key, node in tree.items() if not head else [(name or head, tree)]:
        if key in into:
            address = getattr(node, "address", key)
            problems.append(
                Problem(tree.lines.get(key, line), address, f"{key!r} also stands in another file", "one of them")
            )
        into[key] = node
        into.lines[key] = tree.lines.get(key, line) if not head else line


def _files(folder: Path, problems: list[Problem]) -> Iterator[Path]:
    """Every file of the programme."""
    for path in listed(folder, problems):
        name = path.relative_to(folder).as_posix()
        if address_of(name) is None:
            own = [HEAD, *(f"{kind}.yaml" for kind in OWN_FILE), *(f"{kind}/*.yaml" for kind in BY_NAME)]
            instead = f"{', '.join(own[:-1])} or {own[-1]}"
            problems.append(Problem(name, "", "no part of a programme is kept in a file of this name", instead))
        else:
            yield path
