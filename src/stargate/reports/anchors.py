"""Published figures beside the models': the table of `stargate anchors`, and its page in the documentation."""

import re
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
        return f"{IN}, put in" if held.put_in else IN
    return f"{OUT}: {held.off:.2g} times"


def summary(found: Sequence[Held]) -> str:
    """How many lie inside, and how many of these test little.

    >>> summary([])
    'Of 0 published figures the models lie inside 0, 0 of these put in, wholly or in part; outside 0, and why is said.'
    """
    inside = [held for held in found if held.inside]
    given = f"{sum(bool(held.put_in) for held in inside)} of these put in, wholly or in part"
    outside = f"outside {len(found) - len(inside)}, and why is said"
    return f"Of {len(found)} published figures the models lie inside {len(inside)}, {given}; {outside}."


def reasons(found: Sequence[Held]) -> list[str]:
    """Why the model lies outside, of those that do."""
    return [f"{held.title}: {held.because or 'nobody says why.'}" for held in found if not held.inside]


def _published(held: Held) -> str:
    around = f", within {held.within:g} times" if held.within != 1 else ""
    figure, bracket, sources = held.published.partition(" [")
    digits = re.sub(
        r"(?<![.\d_])\d[\d_]{3,}", lambda found: f"{int(found[0]):,}", figure
    )  # thousands apart, as the model's
    return f"{digits.replace('floor ', 'at least ')}{bracket}{sources}{around}"


def _said(value: float, unit: str) -> str:
    return f"{_short(value)}{'' if unit == '%' else ' '}{unit}".rstrip()


def _short(value: float) -> str:
    """Three digits, with thousands apart."""
    return f"{float(f'{value:.3g}'):,.10g}"
