"""Published figures beside the models': the table of `stargate anchors`, and its page in the documentation."""

from collections.abc import Sequence
from dataclasses import asdict
from math import isinf

from stargate.computing.anchors.anchor import Held

IN, OUT = "inside", "outside"


def told(found: Sequence[Held]) -> list[dict[str, object]]:
    """Anchors for programs; an end that is open is None."""
    return [
        asdict(held) | {"low": held.low or None, "high": None if isinf(held.high) else held.high, "inside": held.inside}
        for held in found
    ]


def rows(found: Sequence[Held]) -> list[tuple[str, str, str, str]]:
    """Of each: what, as published, by the model, and whether that lies inside."""
    return [(held.title, _published(held), _said(held.model, held.unit), verdict(held)) for held in found]


def verdict(held: Held) -> str:
    """Whether the model lies in the published range, and how far off it is where it does not."""
    if held.inside:
        return IN
    return f"{OUT}: {held.off:.2g} times"


def summary(found: Sequence[Held]) -> str:
    """How many lie inside.

    >>> summary([])
    '0 of 0 published figures lie where the models say, 0 outside with the reason said.'
    """
    inside = sum(held.inside for held in found)
    return (
        f"{inside} of {len(found)} published figures lie where the models say, "
        f"{len(found) - inside} outside with the reason said."
    )


def reasons(found: Sequence[Held]) -> list[str]:
    """Why the model lies outside, of those that do."""
    return [f"{held.title}: {held.because or 'nobody says why.'}" for held in found if not held.inside]


def _published(held: Held) -> str:
    around = f", within {held.within:g} times" if held.within != 1 else ""
    return f"{held.published}{around}"


def _said(value: float, unit: str) -> str:
    return f"{_short(value)}{'' if unit == '%' else ' '}{unit}".rstrip()


def _short(value: float) -> str:
    """Three digits, with thousands apart."""
    return f"{float(f'{value:.3g}'):,.10g}"
