"""What a part of an account is on a page: a table and sentences."""

from collections.abc import Sequence
from dataclasses import dataclass, is_dataclass
from typing import Any

from stargate.futures.drawn import Range, told_range


@dataclass(frozen=True)
class Section:
    """A table of an account, as numbers for programs and as cells for readers, with sentences below."""

    name: str  # as a key
    title: str
    rows: Sequence[object]  # records with numbers
    heads: tuple[str, ...]
    cells: list[tuple[str, ...]]
    words: list[str]


def said(found: Range, digits: int = 0, unit: float = 1.0) -> str:
    """A result with its range on a second line, or alone where it has none.

    >>> said(Range(1200.0, 2500.0, 4000.0, 2400.0)), said(Range(3.14, 3.14, 3.14, 3.14), 1)
    ('2,500\\n1,200 to 4,000', '3.1')
    """
    low, middle, high = (f"{value / unit:,.{digits}f}" for value in found[:3])
    return middle if low == high else f"{middle}\n{low} to {high}"


def plain(value: Any) -> Any:
    """Records for programs with all that they tell of themselves, ranges with names."""
    if isinstance(value, Range):
        return told_range(value)
    if is_dataclass(value) and not isinstance(value, type):
        derived = (name for name, of in vars(type(value)).items() if isinstance(of, property))
        return {name: plain(getattr(value, name)) for name in (*value.__dataclass_fields__, *derived)}
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items()}
    return [plain(each) for each in value] if isinstance(value, list | tuple) else value
