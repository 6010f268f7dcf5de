"""What differs between two states of a programme, and programmes that lie between them."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from stargate.programme.programme import Programme
from stargate.programme.read import BASE, assembled, texts
from stargate.quantity.figure import Figure
from stargate.quantity.notation import ASSUMED, months_of_date
from stargate.quantity.noun import Branch, Items, Text
from stargate.quantity.statement import Statement

NOT_KNOWN, GONE, ABSENT = "not known yet", "given up", "not there"
_FACTS = frozenset({"started", "finished", "withdrawn", "observed", "status"})
_SOURCES = "sources"


class Kind(StrEnum):
    """Why a figure differs between two states of a programme."""

    HAPPENED = "happened"
    """It is a fact: a start, a finish, an observation, a status, a campus that came or went."""
    SAID = "said"
    """Somebody says otherwise."""
    ASSUMED = "assumed"
    """Nobody says so: it is assumed otherwise."""


@dataclass(frozen=True)
class Differing:
    """A figure, statement or text that differs."""

    address: str
    kind: Kind
    then: str
    later: str


def differing(before: Programme, after: Programme) -> list[Differing]:
    """Everything that differs between two states of one programme, in the order of its addresses."""
    ours, theirs = _said(before), _said(after)
    found = [
        Differing(
            address,
            _kind(address, before, after),
            ours.get(address, _missing(before, after)),
            theirs.get(address, _missing(after, before)),
        )
        for address in dict.fromkeys([*ours, *theirs])
        if ours.get(address) != theirs.get(address)
    ]
    known = {difference.address for difference in found}
    return found + [d for d in _differing_texts(before, after) if d.address not in known | {*ours, *theirs}]


def between(before: Programme, after: Programme, taken: Collection[str], *, now: str) -> Programme:
    """`before` with what stands at the addresses `taken` as in `after`, its durations under way seen from `now`.

    Raises ProgrammeError where the mixture makes no programme.
    """
    (tree, known), (other, other_known) = texts(before), texts(after)
    mixture = _mixed(tree, other, frozenset(taken))
    elsewhere = dict.fromkeys(_leaves(mixture), known.as_of)
    whole = _whole(before, after, taken)
    elsewhere |= {leaf: other_known.as_of for leaf in elsewhere if leaf in taken or leaf.startswith(whole)}
    published = {**known.published, **other_known.published}
    known = replace(known, as_of=months_of_date(now), published=published, elsewhere=elsewhere)
    sides = {side.origin.scenario for side in (before, after)} - {BASE}  # a scenario's futures weigh as the base case's
    scenario = min(sides, default=BASE)
    return assembled(replace(before.origin, as_of=now, scenario=scenario), mixture, known)


def _whole(before: Programme, after: Programme, taken: Collection[str]) -> tuple[str, ...]:
    """Prefixes of records that come or go: all of one is known together."""
    moved = [f"{address}." for address in {*before.not_yet_known} ^ {*after.not_yet_known}]
    return tuple(prefix for prefix in moved if any(address.startswith(prefix) for address in taken))


def _missing(programme: Programme, other: Programme) -> str:
    """What is said of a figure that `other` has and `programme` has not."""
    if programme.as_of == other.as_of:
        return ABSENT
    return NOT_KNOWN if programme.as_of < other.as_of else GONE


def _said(programme: Programme) -> dict[str, str]:
    """What is known of every figure and statement, as written."""
    parts: Mapping[str, Figure | Statement] = {**programme.figures, **programme.statements}
    return {address: part.text() for address, part in parts.items() if part.known}


def _kind(address: str, before: Programme, after: Programme) -> Kind:
    owner = after if address in after.figures or address in after.statements else before
    part = owner.figures.get(address) or owner.statements.get(address)
    if part is not None and ((part.assumed and before.as_of == after.as_of) or _made_up(part)):
        return Kind.ASSUMED
    if address.rpartition(".")[2] in _FACTS or _moved_in_or_out(address, before, after):
        return Kind.HAPPENED
    return Kind.ASSUMED if part is None or part.assumed else Kind.SAID


def _made_up(part: Figure | Statement) -> bool:
    """Whether a change with no source of its own is laid on a figure: nobody says what comes out."""
    return isinstance(part, Figure) and any(ASSUMED in change.sources for change in part.changes)


def _moved_in_or_out(address: str, before: Programme, after: Programme) -> bool:
    """Whether it belongs to a campus that only one of the two knows of."""
    head, _, rest = address.partition(".")
    site = rest.partition(".")[0]
    return head == "sites" and (site in before.contents.sites) != (site in after.contents.sites)


def _differing_texts(before: Programme, after: Programme) -> Iterator[Differing]:
    """Records and texts that only one of the two has written down, or both differently: what scenarios change."""
    (ours, _), (theirs, _) = texts(before), texts(after)
    for address, a, b in _unlike(ours, theirs):
        if address.partition(".")[0] != _SOURCES:
            yield Differing(address, Kind.ASSUMED, _words(a), _words(b))


def _unlike(a: Branch, b: Branch) -> Iterator[tuple[str, object, object]]:
    for name in dict.fromkeys([*a, *b]):
        ours, theirs = a.get(name), b.get(name)
        if isinstance(ours, Branch) and isinstance(theirs, Branch):
            yield from _unlike(ours, theirs)
        elif ours != theirs or _changes(ours) != _changes(theirs):
            yield f"{a.address}.{name}".lstrip("."), ours, theirs


def _changes(node: object) -> tuple[str, ...]:
    return node.changes if isinstance(node, Text | Items) else ()


def _words(node: object) -> str:
    if isinstance(node, Items):
        return ", ".join(map(str, node))
    if isinstance(node, Branch):
        return f"as {node.where} says"
    return "nothing" if node is None else str(node)


def _mixed(a: Branch, b: Branch, taken: frozenset[str]) -> Branch:
    """`a` with what stands at the addresses `taken` as in `b`; publications of both."""
    result = Branch(a.address, a.where)
    result.lines = {**b.lines, **a.lines}
    for name in dict.fromkeys([*a, *b]):
        ours, theirs, address = a.get(name), b.get(name), f"{a.address}.{name}".lstrip(".")
        if isinstance(ours, Branch) and isinstance(theirs, Branch):
            result[name] = _mixed(ours, theirs, taken)
            continue
        node = theirs if address in taken else ours
        if node is None and a.address == _SOURCES:
            node = theirs
        if node is not None:
            result[name] = node
            result.lines[name] = (b if node is theirs else a).lines.get(name, a.where)
    return result


def _leaves(tree: Branch) -> Iterator[str]:
    """Addresses of all texts and lists."""
    for name, node in tree.items():
        if isinstance(node, Branch):
            yield from _leaves(node)
        else:
            yield f"{tree.address}.{name}".lstrip(".")
