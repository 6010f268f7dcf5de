"""A figure of the programme: its address, all its readings, and the one that counts as of a date."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import ClassVar, Self

from stargate.quantity import laws, units
from stargate.quantity.laws import Law
from stargate.quantity.notation import (
    ASSUMED,
    NotationError,
    Written,
    date_text,
    number_text,
    parse,
    split_changes,
    split_price_year,
)
from stargate.quantity.shown import html_table
from stargate.quantity.sources import Known, Role, is_confidential


@dataclass(frozen=True, slots=True)
class Change:
    """What is done to a figure that stays: `x 1.3`, `+ 2 to 4 months`."""

    multiplies: bool  #: or else adds
    law: Law  #: of the factor, or of what is added [canonical unit]
    text: str  #: as written
    sources: tuple[str, ...] = (ASSUMED,)  #: their keys
    where: str = ""  #: file and line
    like: str | None = None  #: name of the reference class that it takes

    def __str__(self) -> str:
        return f"{self.text} [{', '.join(self.sources)}]"


_STRATA = tuple((i + 0.5) / 256 for i in range(256))  # quantiles of two ranges together: to 0.2% of the range


@dataclass(frozen=True, slots=True)
class Reading:
    """One dated statement of a figure."""

    written: Written  #: its value or range, unit and sources
    where: str  #: file and line
    known_since: float  #: months since year 0, -inf where timeless
    disputed: bool  #: whether it is a range because publications disagree
    changes: tuple[Change, ...] = ()  #: written behind its sources

    def __str__(self) -> str:
        return " ".join(map(str, (self.written, *self.changes)))

    @property
    def sources(self) -> tuple[str, ...]:
        """Keys of its sources."""
        return self.written.sources

    @property
    def assumed(self) -> bool:
        """Whether no publication stands behind any part of it."""
        return self.sources == (ASSUMED,)


@dataclass(frozen=True)
class Figure:
    """A figure in its canonical unit. `p10 == p50 == p90` where it is known."""

    dimension: ClassVar[units.Dimension]  #: what it measures

    address: str  #: its place in the programme
    readings: tuple[Reading, ...] = field(repr=False)  #: all that was ever said
    reading: Reading | None = field(repr=False)  #: the one that counts; None where nothing was published yet
    law: Law = field(repr=False)  #: what its range stands for (C4)
    offset: float = field(default=0.0, repr=False)  #: dates only: the month that the law counts from
    changes: tuple[Change, ...] = field(default=(), repr=False)  #: what overrides lay on it

    @property
    def known(self) -> bool:
        """Whether any reading was published by the date of the programme."""
        return self.reading is not None

    @property
    def has_value(self) -> bool:
        """Whether the reading that counts can be computed with: known, and no floor or ceiling."""
        return self.reading is not None and self.reading.written.bound is None

    @property
    def where(self) -> str:
        """File and line of the reading that counts."""
        return (self.reading or self.readings[0]).where

    @property
    def changed_where(self) -> str:
        """File and line of the change that was laid on it last; of the reading that counts where there is none."""
        return next((change.where for change in reversed(self.changes) if change.where), self.where)

    @property
    def sources(self) -> tuple[str, ...]:
        """Keys of its sources."""
        keys = self.reading.sources if self.reading else ()
        return tuple(dict.fromkeys(key for group in (keys, *(c.sources for c in self.changes)) for key in group))

    @property
    def likes(self) -> tuple[str, ...]:
        """Names of the classes and lead times of the catalogue that what counts is taken from."""
        names = (self.reading.written.like if self.reading else None, *(change.like for change in self.changes))
        return tuple(name for name in names if name)

    @property
    def assumed(self) -> bool:
        """Whether nobody says so."""
        return self.sources == (ASSUMED,)

    @property
    def confidential(self) -> bool:
        """Whether what counts stands in a confidential overlay, or is changed by one."""
        places = [self.where] if self.known else []
        return any(map(is_confidential, [*places, *(change.where for change in self.changes)]))

    @property
    def disputed(self) -> bool:
        """Whether publications disagree on it."""
        return bool(self.reading and self.reading.disputed)

    @property
    def uncertain(self) -> bool:
        """Whether it is a range."""
        return self.law.uncertain or any(change.law.uncertain for change in self.changes)

    @property
    def unit(self) -> str:
        """Its canonical unit."""
        return self.dimension.canonical

    @property
    def price_year(self) -> int | None:
        """The year of the prices an amount of money is in; None where it is nominal."""
        return split_price_year(self.reading.written.unit)[1] if self.reading else None

    def quantile(self, p: float) -> float:
        """The value below which it stays with chance `p` [canonical unit], changes drawn apart from the figure."""
        if sum(law.uncertain for law in (self.law, *(change.law for change in self.changes))) > 1:
            return self._combined(p)
        value = self.offset + self.law.quantile(p)
        for change in self.changes:
            value = value * change.law.quantile(p) if change.multiplies else value + change.law.quantile(p)
        return min(value, self.law.top)

    def _combined(self, p: float) -> float:
        import numpy as np

        return float(np.interp(p, _STRATA, self._values))

    @cached_property
    def _values(self) -> list[float]:
        """Equally likely values with all changes, in order.

        Each law stands at the middle of its strata; each change is laid on every value so far, and of all that gives
        the mean of each stratum is kept.
        """
        import numpy as np

        values = np.array([self.offset + self.law.quantile(p) for p in _STRATA])
        for change in self.changes:
            by = np.array([change.law.quantile(p) for p in _STRATA])
            both = np.multiply.outer(values, by) if change.multiplies else np.add.outer(values, by)
            values = np.sort(both, axis=None).reshape(len(_STRATA), -1).mean(axis=1)
        return np.minimum(values, self.law.top).tolist()

    @property
    def p10(self) -> float:
        """The value that 10% of futures stay at or below [canonical unit]."""
        return self.quantile(0.1)

    @property
    def p50(self) -> float:
        """The value that 50% of futures stay at or below [canonical unit]."""
        return self.quantile(0.5)

    @property
    def p90(self) -> float:
        """The value that 90% of futures stay at or below [canonical unit]."""
        return self.quantile(0.9)

    def text(self) -> str:
        """The figure that counts, as written, with changes and sources."""
        if self.reading is None:
            return "not known yet"
        values = " ".join((self.reading.written.value_text(), *(change.text for change in self.changes)))
        return f"{values} [{', '.join(self.sources)}]"

    def __str__(self) -> str:
        return f"{self.text()}  {self.where}"

    __repr__ = __str__

    def _repr_html_(self) -> str:
        """Its readings in a table, for a notebook; the one that counts is marked."""
        rows = [
            ("counts" if reading is self.reading else "", str(reading.written), reading.where)
            for reading in self.readings
        ]
        span = (
            f"{self.p10:.6g} to {self.p90:.6g} {self.unit}"
            if self.has_value and self.dimension is not units.DATE
            else ""
        )
        caption = "; ".join(part for part in (self.address, self.text(), span and f"80%: {span}") if part)
        return html_table(caption, ("", "Reading", "Where"), rows)

    @classmethod
    def of(cls, address: str, written: Iterable[tuple[str, str]], known: Known, changes: Iterable[str] = ()) -> Self:
        """The figure at `address` from its readings as (text, where), as known by a date.

        Raises NotationError where a text is no figure, a source is unknown, or two readings date from one day.
        """
        readings, as_of = tuple(cls._reading(text, where, known) for text, where in written), known.at(address)
        _check_days(readings)
        current = max(
            (reading for reading in readings if reading.known_since <= as_of),
            key=lambda reading: reading.known_since,
            default=None,
        )
        law, offset = (laws.point(0.0), 0.0) if current is None else _law(current.written, cls.dimension, as_of)
        own = () if current is None else current.changes
        return cls(
            address, readings, current, law, offset, (*own, *(_change(text, cls.dimension, known) for text in changes))
        )

    @classmethod
    def _reading(cls, text: str, where: str, known: Known) -> Reading:
        text, changes = split_changes(text)
        written = parse(text, cls.dimension)
        known.check(written.sources, written.value_text())
        if written.like:
            written = _like(written, cls.dimension, _whole(cls.dimension, written), known)
        disputed = not written.is_point and not written.like and known.disagree(written.sources)
        read = tuple(_change(change, cls.dimension, known) for change in changes)
        since = known.since((*written.sources, *(key for change in read for key in change.sources)))
        return Reading(written, where, since, disputed, read)

    def drawn(self, value: float) -> str:
        """The figure's notation with `value` [canonical unit] in place of its range; of a date its day."""
        if self.dimension is units.DATE:
            return f"{date_text(value)} [{ASSUMED}]"
        unit, size = min(self.dimension.factors.items(), key=lambda item: abs(item[1] - 1))
        return f"{number_text(value / size)} {unit}".rstrip() + f" [{ASSUMED}]"


def value(figure: Figure | None) -> float | None:
    """The median of a figure; None where it has none yet."""
    return figure.p50 if figure is not None and figure.has_value else None


def _check_days(readings: tuple[Reading, ...]) -> None:
    seen: dict[float, Reading] = {}
    for reading in readings:
        if other := seen.get(reading.known_since):
            both = ", ".join(dict.fromkeys(other.sources + reading.sources))
            raise NotationError(
                f"{other.written} and {reading.written} count from the same day: neither is the later reading",
                f"one range of both, with [{both}]",
            )
        seen[reading.known_since] = reading


def _law(written: Written, dimension: units.Dimension, as_of: float) -> tuple[Law, float]:
    if dimension is units.DATE:
        return _date_law(written, as_of)
    scale = units.factor(split_price_year(written.unit)[0], dimension)
    assert scale is not None  # `parse` has accepted the unit
    low, high = written.low * scale, written.high * scale
    mid = None if written.mid is None else written.mid * scale
    if dimension is units.SHARE:
        law = laws.point(low) if written.is_point else laws.share_range(low, mid, high, written.zero)
        return replace(law, top=1.0), 0.0
    if written.is_point:
        return laws.point(low), 0.0
    if dimension.signed:
        return laws.signed_range(low, mid, high), 0.0
    return laws.positive_range(low, mid, high, written.zero), 0.0


def _date_law(written: Written, as_of: float) -> tuple[Law, float]:
    """A range of dates is drawn as months after the earlier of as-of and its start (C4)."""
    if written.is_point:
        return laws.point(written.low), 0.0
    start = min(as_of, written.low)
    mid = None if written.mid is None else written.mid - start
    return laws.positive_range(written.low - start, mid, written.high - start, None), start


FOR_LESS = "the whole figure with its source; of a quantity also x 0.8 for less"


def is_change(text: str) -> bool:
    """Whether an override changes a figure instead of replacing it."""
    return text.startswith(("x ", "+ "))


def with_source(change: str) -> str:
    """A change as it is written behind a figure: nobody's where it names no source."""
    return change if change.endswith("]") else f"{change} [{ASSUMED}]"


def _change(text: str, dimension: units.Dimension, known: Known) -> Change:
    """One change of a figure, from its notation; what is wrong with it is said in that notation."""
    try:
        return _read_change(text, dimension, known)
    except NotationError as error:
        instead = error.instead if error.instead.startswith(("x ", "+ ")) else _as_change(text, error)
        raise NotationError(error.wrong, instead) from None


def _as_change(text: str, error: NotationError) -> str:
    if text.startswith("+ ") and "cannot be negative" in error.wrong:
        return FOR_LESS
    return f"{text[:2]}{error.instead if text.endswith(']') else error.instead.removesuffix(f' [{ASSUMED}]')}"


def _like(written: Written, dimension: units.Dimension, role: Role, known: Known) -> Written:
    """What `like NAME` stands for, with its own sources beside those written."""
    assert written.like is not None
    same = parse(known.like(written.like, role), dimension)
    return replace(same, like=written.like, sources=tuple(dict.fromkeys(written.sources + same.sources)))


def _whole(dimension: units.Dimension, written: Written) -> Role:
    """What is taken of a class for a whole figure."""
    if dimension is units.SHARE:
        return Role.CHANCE
    if dimension is not units.DURATION:
        raise NotationError(
            f"'like {written.like}' is a duration or a chance; this figure is a {dimension.name}",
            f"{dimension.example} [{', '.join(written.sources)}]",
        )
    return Role.WHOLE


def _read_change(text: str, dimension: units.Dimension, known: Known) -> Change:
    multiplies = text.startswith("x ")
    measure = units.FACTOR if multiplies else units.DURATION if dimension is units.DATE else dimension
    if multiplies and dimension is units.DATE:
        raise NotationError("a date cannot be multiplied", f"+ 2 months [{ASSUMED}]")
    written = parse(with_source(text[2:].strip()), measure)
    if written.bound or (written.like and not multiplies and measure is not units.DURATION):
        raise NotationError(f"{text!r} is no change", "x 1.3 or + 2 months")
    if written.like:
        written = _like(written, measure, Role.TIMES if multiplies else Role.ADDED, known)
    law, _ = _law(written, measure, 0.0)
    known.check(written.sources, said := f"{text[0]} {written.value_text()}")
    return Change(multiplies, law, said, written.sources, getattr(text, "where", ""), written.like)
