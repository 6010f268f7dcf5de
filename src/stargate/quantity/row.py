"""A row of numbers at an address, such as twelve monthly means: one line with its unit and its sources.

    -1.2 1.6 6.4 ... 0.3 degC [nrel-tmy3]

Rows are facts of the catalogue: they have no range, and nothing is drawn from them.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from math import isfinite
from typing import ClassVar, Self

from stargate.quantity.notation import ASSUMED, NotationError, check_keys, split_sources
from stargate.quantity.sources import Known


@dataclass(frozen=True)
class Row:
    """Numbers in one unit, as many as its class says."""

    length: ClassVar[int]  #: how many
    unit: ClassVar[str]  #: written behind them; empty where they have none

    address: str  #: its place in the catalogue
    numbers: tuple[float, ...] = field(repr=False)  #: in its unit
    sources: tuple[str, ...]  #: keys
    where: str = field(repr=False)  #: file and line

    @classmethod
    def of(cls, address: str, written: Iterable[tuple[str, str]], known: Known, changes: Iterable[str] = ()) -> Self:
        """The row at `address` from its one reading as (text, where)."""
        readings = list(written)
        if len(readings) != 1 or any(changes):
            raise NotationError("a row has one reading, and no changes", cls.example())
        text, where = readings[0]
        body, sources = split_sources(" ".join(text.split()))
        if not sources:
            raise NotationError("this row names no source", f"{cls.example()}, or [{ASSUMED}]")
        check_keys(sources, body)
        known.check(sources, body)
        return cls(address, cls._numbers(body), sources, where)

    @classmethod
    def _numbers(cls, body: str) -> tuple[float, ...]:
        words = body.removesuffix(cls.unit).split() if body.endswith(cls.unit) else []
        try:
            numbers = tuple(float(word.replace("_", "")) for word in words)
        except ValueError as error:
            raise NotationError(f"{str(error).rpartition(':')[2].strip()} is no number", cls.example()) from None
        if len(numbers) != cls.length or not all(map(isfinite, numbers)):
            unit = f" of {cls.unit}" if cls.unit else ""
            raise NotationError(f"this is no row of {cls.length} numbers{unit}", cls.example())
        return numbers

    @classmethod
    def example(cls) -> str:
        """How such a row is written."""
        return f"{cls.length} numbers{f' {cls.unit}' if cls.unit else ''} [source-key]"
