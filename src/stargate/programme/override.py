"""Changes laid over the text of a programme by address, before anything is typed."""

import copy
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from difflib import get_close_matches
from fnmatch import fnmatchcase
from typing import Any

from stargate.errors import Problem
from stargate.programme.model import Contents
from stargate.quantity.figure import FOR_LESS, is_change
from stargate.quantity.noun import Branch, Items, Text

Node = Text | Branch | Items


def overridden(tree: Branch, changes: Iterable[tuple[str, str, str]], problems: list[Problem]) -> Branch:
    """A copy of `tree` with changes laid on it, one after the other: address with `*`, figure or change, and its line.

    An address that matches nothing is a problem.
    """
    tree = _copied(tree)
    own = {id(tree)}
    for pattern, text, line in changes:
        new = "*" not in pattern and not is_change(text)
        found = list(_spots(tree, pattern.split("."), new))
        if not found:
            problems.append(_nothing(tree, pattern, line))
        for *above, name in found:
            _lay(_opened(tree, above, own), name, text, line)
    return tree


def _copied(node: Branch) -> Branch:
    """A copy of one mapping; what it holds is shared."""
    result = Branch(node.address, node.where)
    result.lines = dict(node.lines)
    result.update(node)
    return result


def _opened(tree: Branch, above: Iterable[str], own: set[int]) -> Branch:
    """The mapping at the end of a path, which may be changed: all on the path are copied, but what is `own` already."""
    for name in above:
        if id(tree[name]) not in own:
            tree[name] = _copied(tree[name])
            own.add(id(tree[name]))
        tree = tree[name]
    return tree


def _spots(node: Node, parts: list[str], new: bool) -> Iterator[tuple[str, ...]]:
    """Paths to what a pattern names: every match of `*`; where `new`, a field that a record does not have yet too."""
    if not isinstance(node, Branch):
        return
    named = [(name, rest) for name in node for rest in _rests(name, parts)]
    for name, rest in named:
        if rest:
            yield from ((name, *path) for path in _spots(node[name], rest, new))
        else:
            yield (name,)
    if not named and len(parts) == 1 and new and (node.address or parts[0] in Contents.model_fields):
        yield (parts[0],)


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
        change = Text(text, address, line)
        if isinstance(old, Items):
            parent[name] = old = copy.copy(old)
        if isinstance(old, Items) and text.startswith("+ ["):
            old += (Text(more.strip(), old.address, line) for more in text[3:].rstrip("]").split(","))
        elif isinstance(old, Text):
            parent[name] = Text(old, address, old.where, (*old.changes, change))
        else:
            old.changes = (*old.changes, change)
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
    figures = list(addresses(tree, figures=True))
    near = get_close_matches(pattern, figures, 3, 0.6) or get_close_matches(pattern, addresses(tree), 3, 0.6)
    return Problem(
        line,
        pattern,
        "no figure of the programme has this address",
        " or ".join([*_own(pattern), *near]) or "an address as in `stargate show`",
    )


def _own(pattern: str) -> list[str]:
    """The file in which a programme has a chip or a model of the catalogue of its own, where one of them is meant."""
    shelf, _, rest = pattern.removeprefix("catalogue.").partition(".")
    name = rest.partition(".")[0]
    return [f"a file {shelf}/{name}.yaml of the programme's own"] * (shelf in ("chips", "models") and name != "")


def addresses(node: Node, *, figures: bool = False) -> Iterator[str]:
    """Addresses of every text and list below `node`; where `figures`, of those alone that name a source."""
    if isinstance(node, Branch):
        for child in node.values():
            yield from addresses(child, figures=figures)
    elif node.address and (not figures or str(node[-1] if isinstance(node, Items) and node else node).endswith("]")):
        yield node.address


def as_laid(problems: Iterable[Problem], changes: list[tuple[str, str, str]]) -> list[Problem]:
    """`problems` with what a change gets wrong said once, at the address and in the notation it is written in."""
    found: dict[object, Problem] = {}
    for problem in problems:
        laid = next((change for change in reversed(changes) if _comes_from(problem, change)), None)
        if laid is None:
            found[problem] = problem
        else:
            found.setdefault(laid, replace(problem, address=laid[0], instead=_in_its_notation(problem, laid[1])))
    return list(found.values())


def _comes_from(problem: Problem, change: tuple[str, str, str]) -> bool:
    pattern, _, line = change
    return problem.where == line and fnmatchcase(problem.address, pattern)


_ALMOST = re.compile(r"([xX×*+-]) ?(\d.*)")


def _in_its_notation(problem: Problem, text: str) -> str:
    almost = None if is_change(text) else _ALMOST.fullmatch(text)
    if almost is None:
        return problem.instead.removeprefix(f"{problem.address.rpartition('.')[2]}: ")
    if almost[1] == "-" and text.endswith("]"):
        return problem.instead
    if almost[1] == "-":
        return FOR_LESS
    return f"{'+' if almost[1] == '+' else 'x'} {almost[2]}"


def merged(tree: Branch, extra: Branch) -> Branch:
    """A copy of `tree` with the records of `extra` added; where both have text, that of `extra` holds."""
    result = copy.copy(tree)
    result.lines = {**tree.lines, **extra.lines}
    for name, node in extra.items():
        old = tree.get(name)
        result[name] = merged(old, node) if isinstance(old, Branch) and isinstance(node, Branch) else node
    return result


def added(tree: Branch, extra: Branch, address: str = "") -> Iterator[tuple[str, Branch]]:
    """The records of `extra` that `tree` does not have, by address."""
    for name, node in extra.items():
        inner, old = f"{address}.{name}".lstrip("."), tree.get(name)
        if isinstance(node, Branch) and isinstance(old, Branch):
            yield from added(old, node, inner)
        elif isinstance(node, Branch):
            yield inner, node


def readdressed(node: Any, address: str) -> Any:
    """A copy of `node` as it would stand at `address`."""
    if isinstance(node, Branch):
        result = Branch(address, node.where)
        result.lines = node.lines
        for name, child in node.items():
            result[name] = readdressed(child, f"{address}.{name}".lstrip("."))
        return result
    if isinstance(node, Items):
        items = Items(address, node.where)
        items += [readdressed(item, address) for item in node]
        return items
    return Text(node, address, node.where)
