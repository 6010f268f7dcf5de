"""A confidential overlay: a folder of the figures that differ, laid over a public programme."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path

from stargate.errors import Problem, ProgrammeError, StargateError
from stargate.programme.folder import Trees, texts_of
from stargate.programme.override import merged
from stargate.quantity.noun import Branch
from stargate.quantity.sources import OVERLAY, is_confidential


def overlay_texts(overlay: Path, folder: Path, problems: list[Problem]) -> dict[str, str]:
    """The texts of an overlay by file.

    Raises StargateError where it is no folder of its own beside the programme.
    """
    if not overlay.is_dir():
        raise StargateError(f"{overlay}: there is no such overlay\n  write: --overlay with a folder that exists")
    if overlay.resolve().is_relative_to(folder.resolve()) or folder.resolve().is_relative_to(overlay.resolve()):
        raise StargateError(
            f"{overlay}: an overlay is confidential and {folder} is not\n  write: an overlay in a folder beside it"
        )
    own: list[Problem] = []
    texts = texts_of(overlay, own)
    problems += [replace(problem, where=f"{OVERLAY}{problem.where}") for problem in own]
    return texts


def check_holds(trees: Trees, overlay: Path) -> None:
    """Raises ProgrammeError where nothing is laid over the programme."""
    if not set(trees.root) - {"format"} and not trees.scenarios:
        instead = "files as in the programme, such as sites/<site>.yaml with nothing but the figures that differ"
        raise ProgrammeError([Problem(str(overlay), "", "this overlay holds nothing", instead)])


def laid_over(public: Trees, overlay: Trees) -> Trees:
    """`public` with all that `overlay` adds; where both have a figure, that of the overlay."""
    scenarios = dict(public.scenarios)
    for name, tree in overlay.scenarios.items():
        scenarios[name] = merged(scenarios[name], tree) if name in scenarios else tree
    return Trees(merged(public.root, overlay.root), scenarios, public.whole and overlay.whole)


def in_words(problems: list[Problem], tree: Branch) -> list[Problem]:
    """`problems`, with those inside a record that only the overlay has said as one: its name may be misspelt."""
    added = {node.address: (parent, name) for parent, name, node in _added(tree)}
    inside: dict[str, list[Problem]] = defaultdict(list)
    for problem in problems:
        above = (address for address in added if problem.address.startswith(f"{address}."))
        inside[next(above, "")].append(problem)
    result = inside.pop("", [])
    for address, found in inside.items():
        parent, name = added[address]
        others = [other for other in parent if other != name]
        near = [] if "." not in address else get_close_matches(name, others, 2, 0.5) or others[:5]
        wrong = f"the programme has no {address}, and what is added must be whole: {found[0].wrong}"
        result.append(Problem(parent[name].where, address, wrong, " or ".join(near) or found[0].instead))
    return result


def _added(tree: Branch) -> Iterator[tuple[Branch, str, Branch]]:
    """The topmost records that only the overlay has, each with its name and the record it stands in."""
    for name, node in tree.items():
        if not isinstance(node, Branch):
            continue
        if is_confidential(node.where):
            yield tree, name, node
        else:
            yield from _added(node)
