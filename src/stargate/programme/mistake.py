"""What is said of a record that cannot be: where, which figure, what is wrong, what to write instead."""

from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from stargate.errors import Problem
from stargate.quantity.figure import Figure
from stargate.quantity.noun import Noun


def mistake(noun: Noun, field: str, what: str, instead: str) -> Problem:
    """What is wrong with one field of a record, at the change that made it so where there is one."""
    value = getattr(noun, field, None)
    where = value.changed_where if isinstance(value, Figure) and value.changes else noun.line(field)
    return Problem(where, f"{noun.address}.{field}".lstrip("."), what, instead)


def unknown(noun: Noun, field: str, names: Iterable[str], known: Iterable[str], kind: str) -> Iterator[Problem]:
    """Names in a field that nothing has."""
    known = list(known)
    for name in names:
        if name not in known:
            near = get_close_matches(name, known, 2, 0.5) or known[:5]
            yield mistake(noun, field, f"there is no {kind} {name!r}", " or ".join(near) or f"define the {kind} first")
