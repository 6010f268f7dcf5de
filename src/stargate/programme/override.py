"""Changes laid over the text of a programme by address, before anything is typed."""

import copy
from collections.abc import Collection, Iterable, Iterator
from difflib import get_close_matches
from fnmatch import fnmatchcase

from stargate.errors import Problem
from stargate.quantity.figure import is_change
from stargate.quantity.noun import Branch, Items, Text

Node = Text | Branch | Items


def overridden(tree: Branch, changes: Iterable[tuple[str, str, str]], problems: list[Problem]) -> Branch:
    """A copy of `tree` with changes laid on it, one after the other: address with `*`, figure or change, and its line.

    An address that matches nothing is a problem.
    """
    tree = _copied(tree)
    for pattern, text, line in changes:
        new = "*" not in pattern and not is_change(text)
        found = list(_spots(tree, pattern.split("."), new))
        if not found:
            problems.append(_nothing(tree, pattern, line))
        for parent, name in found:
            _lay(parent, name, text, line)
    return tree


def _copied(node: Branch) -> Branch:
    """A copy whose mappings and lists may be changed; texts, which never change, are shared."""
    result = copy.copy(node)
    result.lines = dict(node.lines)
    for name, child in node.items():
        if isinstance(child, Branch):
            result[name] = _copied(child)
        elif isinstance(child, Items):
            result[name] = copy.copy(child)
    return result


def _spots(node: Node, parts: list[str], new: bool) -> Iterator[tuple[Branch, str]]:
    """The places that a pattern names: every match of `*`; where `new`, a field that a record does not have yet too."""
    if not isinstance(node, Branch):
        return
    named = [(name, rest) for name in node for rest in _rests(name, parts)]
    for name, rest in named:
        if rest:
            yield from _spots(node[name], rest, new)
        else:
            yield node, name
    if not named and len(parts) == 1 and new and node.address:
        yield node, parts[0]


def _rests(name: str, parts: list[str]) -> Iterator[list[str]]:
    """What is left of a pattern after `name`, which has several parts where it is an address itself."""
    if fnmatchcase(name, parts[0]):
        yield parts[1:]
        return
    own = name.split(".")
    if 1 < len(own) <= len(parts) and all(map(fnmatchcase, own, parts)):
        yield parts[len(own) :]


def _lay(parent: Branch, name: str, text: str, line: str) -> None:
    old, address = parent.get(name), f"{parent.address}.{name}".lstrip(".")
    if is_change(text) and isinstance(old, (Text, Items)):
        if isinstance(old, Text):
            parent[name] = Text(old, address, old.where, (*old.changes, text))
        else:
            old.changes = (*old.changes, text)
        return
    parent[name] = Text(text, address, line)
    parent.lines[name] = line


def changed_texts(tree: Branch, figures: Collection[str]) -> Iterator[Problem]:
    """Changes such as `x 1.3` that were laid on what is no figure or statement."""
    for name, node in tree.items():
        if isinstance(node, Branch):
            yield from changed_texts(node, figures)
        elif node.changes and (address := f"{tree.address}.{name}".lstrip(".")) not in figures:
            yield Problem(
                tree.lines[name],
                address,
                f"{node.changes[0]!r} changes a figure, and this is text",
                "the whole new text",
            )


def _nothing(tree: Branch, pattern: str, line: str) -> Problem:
    known = list(addresses(tree))
    near = get_close_matches(pattern, known, 3, 0.6) or get_close_matches(pattern.rpartition(".")[2], known, 3, 0.3)
    return Problem(
        line,
        pattern,
        "no figure of the programme has this address",
        " or ".join(near) or "an address as in `stargate show`",
    )


def addresses(node: Node) -> Iterator[str]:
    """Addresses of every text and list below `node`."""
    if isinstance(node, Branch):
        for child in node.values():
            yield from addresses(child)
    elif node.address:
        yield node.address


def merged(tree: Branch, extra: Branch) -> Branch:
    """A copy of `tree` with the records of `extra` added; where both have text, that of `extra` holds."""
    result = copy.copy(tree)
    result.lines = {**tree.lines, **extra.lines}
    for name, node in extra.items():
        old = tree.get(name)
        result[name] = merged(old, node) if isinstance(old, Branch) and isinstance(node, Branch) else node
    return result
