"""A page made of panels that any result can fill: lines by month, columns by year, steps that add up, maps, tables.

A panel is one figure, or several between which the reader chooses; panels that name the same choice move together.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from jaxtyping import Float

from stargate.programme.catalogue import catalogue
from stargate.programme.programme import Programme
from stargate.quantity.figure import Figure
from stargate.reports.by_year import ByYear, Trace
from stargate.reports.listing import Listing
from stargate.reports.outlook import Number
from stargate.reports.resting import Resting

_DIGITS = 4


@dataclass(frozen=True)
class Point:
    """Something published of a day."""

    name: str
    day: str
    value: float
    low: float | None  #: where a range was published
    high: float | None
    drawn: str  #: `plain` for what others have, `announced` for what was promised
    assumed: bool
    said: str  #: who says so


@dataclass(frozen=True)
class Timeline:
    """A figure of lines by month with their ranges, and of what was published beside them."""

    id: str
    title: str
    subtitle: str
    note: str
    unit: str
    log: bool  #: whether each step up is ten times the one below
    start: str  #: the day of which is read first
    days: list[str] = field(repr=False)  #: ends of months
    traces: list[Trace] = field(repr=False)
    points: list[Point] = field(repr=False)


@dataclass(frozen=True)
class Piece:
    """A step of a waterfall."""

    name: str
    value: float  #: means, which add up
    low: float | None  #: P10; None where there is no range
    high: float | None  #: P90
    assumed: bool
    said: str  #: what it is of


@dataclass(frozen=True)
class Waterfall:
    """A figure of steps that add up to its last."""

    id: str
    title: str
    subtitle: str
    note: str
    unit: str
    pieces: list[Piece] = field(repr=False)


@dataclass(frozen=True)
class Spot:
    """A campus on a map."""

    id: str
    name: str
    state: str
    latitude: float
    longitude: float
    value: float  #: of which the disc is as large
    low: float | None
    high: float | None
    whole: float | None  #: of which the disc is a part: the ring around it
    said: str  #: what to know of it


@dataclass(frozen=True)
class SpotMap:
    """A figure of circles where campuses stand; areas are to scale."""

    id: str
    title: str
    subtitle: str
    note: str
    unit: str
    spots: list[Spot] = field(repr=False)


@dataclass(frozen=True)
class Begun:
    """Phases that are begun together, in years such as 2027.25."""

    begin: float
    full: float  #: when they have their full load
    count: int


@dataclass(frozen=True)
class GanttRow:
    """Equal phases of a campus, planned and announced."""

    name: str  #: of the campus
    part: str  #: of it
    planned: list[Begun]
    announced: list[Begun]


@dataclass(frozen=True)
class Gantt:
    """A figure of lines in time, from a start to what it leads to, beside announced dates."""

    id: str
    title: str
    subtitle: str
    note: str
    first: int  #: year
    last: int  #: the year whose beginning ends it
    rows: list[GanttRow] = field(repr=False)


Drawing = Timeline | ByYear | Waterfall | SpotMap | Gantt | Listing


@dataclass(frozen=True)
class Panel:
    """One figure, or several between which the reader chooses."""

    choice: str  #: what is chosen, such as `Campus`; empty where there is one figure
    names: list[str]  #: of the figures, as they are chosen
    narrow: bool  #: whether it may stand beside another
    figures: list[Drawing] = field(repr=False)


@dataclass(frozen=True)
class PanelPage:
    """A page of panels. What is not known is left out."""

    programme: str  #: its name
    scenario: str
    as_of: str  #: the day whose knowledge counts
    futures: int  #: nought where none are drawn
    seed: int
    kind: str  #: what it is of, in a word
    about: str  #: the same in a sentence's words
    title: str  #: what it comes to
    lede: str  #: what it rests on
    numbers: list[Number]
    panels: list[Panel] = field(repr=False)
    resting: Resting = field(repr=False)  #: the figures it rests on
    notes: list[str] = field(repr=False)  #: what a reader must know
    version: str  #: of stargate
    command: str  #: that gives it again


def one(figure: Drawing, narrow: bool = False) -> Panel:
    """A panel of one figure."""
    return Panel("", [], narrow, [figure])


def chosen(choice: str, figures: Mapping[str, Drawing], narrow: bool = False) -> Panel:
    """A panel of several, by the names between which the reader chooses."""
    return Panel(choice if len(figures) > 1 else "", list(figures), narrow, list(figures.values()))


def line(name: str, drawn: str, spread: Float[np.ndarray, "percentile month"]) -> Trace:
    """A line of P10, P50 and P90 by month, or of one value where that is all there is."""
    told = [[significant(value) for value in values] for values in np.atleast_2d(spread).tolist()]
    return Trace(name, drawn, told[1], told[0], told[2]) if len(told) == 3 else Trace(name, drawn, told[0], [], [])


def eighty(low: str, high: str, *others: str) -> str:
    """A range below a headline number, with what else there is to say of it; nothing of what has no range.

    >>> eighty("2", "4", "in 2028"), eighty("3", "3", "in 2028")
    ('80%: 2 to 4; in 2028', 'in 2028')
    """
    return "; ".join([*([f"80%: {_pair(low, high)}"] if low != high else []), *others])


def within(low: str, high: str) -> str:
    """A range in a title; nothing of what has none.

    >>> within("2", "4"), within("3", "3")
    (', in 80% of futures 2 to 4', '')
    """
    return f", in 80% of futures {_pair(low, high)}" if low != high else ""


def _pair(low: str, high: str) -> str:
    """Both ends, with the unit that they have in common once.

    >>> _pair("6.7 million", "13 million"), _pair("500,000", "2.0 million")
    ('6.7 to 13 million', '500,000 to 2.0 million')
    """
    number, _, unit = low.partition(" ")
    return f"{number if high.partition(' ')[2] == unit else low} to {high}"


def cited(programme: Programme, figure: Figure) -> str:
    """Who says a figure, in words."""
    known = dict(catalogue().sources) | programme.contents.sources
    return "; ".join(known[key].title if key in known else key for key in figure.sources)


def significant(value: float) -> float:
    """As many digits as anybody reads."""
    return float(f"{value:.{_DIGITS}g}") + 0.0


def cropped(figure: Timeline) -> Timeline:
    """From the year in which anything begins, or was published; as it is where nothing ever does."""
    busy = [i for trace in figure.traces for i, value in enumerate(trace.high or trace.values) if value > 0]
    first = min([figure.days[min(busy, default=0)][:4], *(point.day[:4] for point in figure.points)])
    start = next(i for i, day in enumerate(figure.days) if day[:4] >= first)
    kept = [Trace(t.name, t.drawn, t.values[start:], t.low[start:], t.high[start:]) for t in figure.traces]
    return replace(figure, days=figure.days[start:], traces=kept)
