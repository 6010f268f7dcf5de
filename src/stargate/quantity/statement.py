"""A statement in words with its source: a status, a kind of cooling. Read and dated like a figure."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import StrEnum
from typing import ClassVar, Self

from stargate.quantity.notation import ASSUMED, NotationError, check_keys, split_sources
from stargate.quantity.sources import Known, is_confidential


@dataclass(frozen=True, slots=True)
class Words:
    """One dated reading of a statement."""

    text: str  #: the words
    sources: tuple[str, ...]  #: keys of its sources
    where: str  #: file and line
    known_since: float  #: months since year 0, -inf where timeless


@dataclass(frozen=True)
class Statement:
    """Words at an address; of several readings the latest published counts."""

    choices: ClassVar[type[StrEnum] | None] = None  #: the words it may hold; any where None

    address: str  #: its place in the programme
    readings: tuple[Words, ...] = field(repr=False)  #: all that was ever said
    reading: Words | None  #: the one that counts; None where nothing was published yet

    @property
    def known(self) -> bool:
        """Whether any reading was published by the date of the programme."""
        return self.reading is not None

    @property
    def value(self) -> str:
        """The words that count; empty where nothing was published yet."""
        return self.reading.text if self.reading else ""

    @property
    def where(self) -> str:
        """File and line of the reading that counts."""
        return (self.reading or self.readings[0]).where

    @property
    def sources(self) -> tuple[str, ...]:
        """Keys of its sources."""
        return self.reading.sources if self.reading else ()

    @property
    def confidential(self) -> bool:
        """Whether the words that count stand in a confidential overlay."""
        return self.known and is_confidential(self.where)

    @property
    def assumed(self) -> bool:
        """Whether nobody says so."""
        return self.sources == (ASSUMED,)

    def text(self) -> str:
        """The words with their sources."""
        return f"{self.value} [{', '.join(self.sources)}]" if self.reading else "not known yet"

    def __str__(self) -> str:
        return f"{self.text()}  {self.where}"

    @classmethod
    def of(cls, address: str, written: Iterable[tuple[str, str]], known: Known, changes: Iterable[str] = ()) -> Self:
        """The statement at `address` from its readings as (text, where), as known by a date."""
        if any(changes):
            raise NotationError("words can be replaced, not changed", "the new words [source-key]")
        readings = tuple(cls._words(text, where, known) for text, where in written)
        current = max(
            (reading for reading in readings if reading.known_since <= known.at(address)),
            key=lambda reading: reading.known_since,
            default=None,
        )
        return cls(address, readings, current)

    @classmethod
    def _words(cls, text: str, where: str, known: Known) -> Words:
        body, sources = split_sources(" ".join(text.split()))
        if cls.choices is not None and body not in list(cls.choices):
            near = get_close_matches(body, list(cls.choices), 1, 0.5) or [" or ".join(cls.choices)]
            keys = ", ".join(sources) or "source-key"
            raise NotationError(f"{body!r} is none of {', '.join(cls.choices)}", f"{near[0]} [{keys}]")
        if not sources:
            raise NotationError(f"{text!r} names no source", f"{body} [source-key], or [{ASSUMED}]")
        check_keys(sources, body)
        known.check(sources, body)
        return Words(body, sources, where, known.since(sources))
