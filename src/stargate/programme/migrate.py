"""Older formats: what each newer one calls its fields, applied to the texts as they are read.

A step of `STEPS` leads from its version to the next: fields by the pattern of their address, and their new names.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase

from stargate.errors import Problem, ProgrammeError
from stargate.programme.folder import Trees
from stargate.programme.override import readdressed
from stargate.quantity.noun import Branch, Text

FORMAT = 2
STEPS: dict[int, dict[str, str]] = {
    1: {
        "sites.*.capacity": "facility_power",
        "sites.*.claimed_capacity": "claimed_power",
        "targets.capacity": "claimed_power",
    },
}


@dataclass(frozen=True)
class Renamed:
    """A name that a step changed, and the address of the mapping it stands in."""

    at: str
    old: str
    new: str


def version_of(trees: Trees, otherwise: int = FORMAT) -> int:
    """The format that a folder says it is written in; `otherwise` where it says nothing that can be read.

    Raises ProgrammeError where it is newer than this version of stargate.
    """
    text = trees.root.get("format", "")
    if not isinstance(text, Text) or not text.isdecimal() or int(text) < 1:
        return otherwise
    if int(text) > FORMAT:
        wrong = f"this programme is written in format {text}; this version of stargate reads up to format {FORMAT}"
        raise ProgrammeError(
            [Problem(text.where, "format", wrong, f"format: {FORMAT}, or read it with a newer stargate")]
        )
    return int(text)


def newer_name(address: str) -> str | None:
    """What a field of an older format is called today, or None where no older format had it."""
    names = (new for step in STEPS.values() for pattern, new in step.items() if fnmatchcase(address, pattern))
    return next(names, None)


def migrate(trees: Trees, version: int) -> list[Renamed]:
    """Brings `trees` from `version` to this format, in place, and says which names it changed."""
    done = []
    for step in range(version, FORMAT):
        for pattern, new in STEPS[step].items():
            for branch, old, name in list(_found(trees, pattern.split("."), new)):
                _rename(branch, old, name)
                done.append(Renamed(branch.address, old, name))
    if isinstance(written := trees.root.get("format"), Text) and version < FORMAT:
        trees.root["format"] = Text(str(FORMAT), "format", written.where)
    return done


def _found(trees: Trees, pattern: list[str], new: str) -> Iterator[tuple[Branch, str, str]]:
    """Every mapping that holds a name of `pattern`: in the programme, in what scenarios add and what they change."""
    yield from ((branch, pattern[-1], new) for branch in _owners(trees.root, pattern[:-1], pattern[-1]))
    for tree in trees.scenarios.values():
        yield from ((branch, pattern[-1], new) for branch in _owners(tree.get("new"), pattern[:-1], pattern[-1]))
        changes = tree.get("changes")
        if not isinstance(changes, Branch):
            continue
        for address in changes:
            parts = address.split(".")
            if len(parts) == len(pattern) and parts[-1] == pattern[-1] and all(map(_meet, parts, pattern)):
                yield changes, address, ".".join([*parts[:-1], new])


def _owners(node: object, above: list[str], name: str) -> Iterator[Branch]:
    if not isinstance(node, Branch):
        return
    if above:
        for key in [key for key in node if fnmatchcase(key, above[0])]:
            yield from _owners(node[key], above[1:], name)
    elif name in node:
        yield node


def _meet(part: str, wanted: str) -> bool:
    """Whether two parts of address patterns can mean the same name."""
    return fnmatchcase(wanted, part) or fnmatchcase(part, wanted)


def _rename(branch: Branch, old: str, new: str) -> None:
    """Gives one name of a mapping another; its place, its line and what it holds stay."""
    if new in branch:
        return  # both stand there: the schema will refuse the old one at its line
    items = list(branch.items())
    branch.clear()
    for name, node in items:
        if name == old:
            branch[new] = readdressed(node, f"{branch.address}.{new}".lstrip("."))
        else:
            branch[name] = node
    branch.lines = {new if name == old else name: line for name, line in branch.lines.items()}
