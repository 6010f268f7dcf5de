"""How a figure is written: one line with its value or range, its unit and its sources.

    18 to 36 months, median 24 [ercot-2025]      P10 to P90 of what will be, and its median
    15 to 19 USD bn [ft-2025, information-2025]  sources that disagree become a range
    1.2 GW [epoch-2026-09]                       a point
    0 to 371 days, median 184, zero 15% [x]      a range that starts at zero, with the chance of exactly zero
    2027-03-01 to 2028-01-01 [vantage-2025]      dates
    floor 25 USD bn [rcr-2025]                   one-sided: recorded and shown, never computed with
    like gas_engines [sourcerock-2026]           the catalogue's figure of that name
    18 to 36 months [ercot-2025] x 1.3 [assumed] a published figure, and what is made of it
    2027-03-01 [x] + like ercot_gas [ercot-gis]  an announced date, and by how much such projects were late

Nothing is guessed: what does not follow the notation is refused, with what to write instead.
"""

import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from math import isinf

from stargate.quantity.units import DATE, Dimension, factor, nearest_unit

ASSUMED = "assumed"


class NotationError(ValueError):
    """Text that is no figure: what is wrong, and what to write instead."""

    def __init__(self, wrong: str, instead: str) -> None:
        super().__init__(f"{wrong}; write: {instead}")
        self.wrong, self.instead = wrong, instead


class Bound(StrEnum):
    """A one-sided statement."""

    FLOOR = "floor"  #: no less than this
    CEILING = "ceiling"  #: no more than this


@dataclass(frozen=True, slots=True)
class Written:
    """A figure as written, in its own unit; dates are in months since year 0.

    `low == high` for a point; `mid` and `zero` are None where not written.
    """

    low: float  #: the point, or P10
    high: float  #: the point, or P90
    mid: float | None  #: the median
    unit: str  #: as written; `date` for dates
    sources: tuple[str, ...]  #: their keys
    bound: Bound | None = None  #: for a one-sided statement
    zero: float | None = None  #: the chance of exactly zero
    like: str | None = None  #: name of the catalogue's figure that it takes

    @property
    def is_point(self) -> bool:
        """Whether it is one number."""
        return self.low == self.high

    def __str__(self) -> str:
        return f"{self.value_text()} [{', '.join(self.sources)}]"

    def value_text(self) -> str:
        """The figure without its sources, as it would be written."""
        if self.like:
            return f"like {self.like}"
        show = date_text if self.unit == "date" else number_text
        text = show(self.low) if self.is_point else f"{show(self.low)} to {show(self.high)}"
        if self.unit not in ("", "date"):
            text += self.unit if self.unit == "%" else f" {self.unit}"
        text += f", median {show(self.mid)}" if self.mid is not None else ""
        text += f", zero {number_text(self.zero * 100)}%" if self.zero is not None else ""
        return f"{self.bound} {text}" if self.bound else text


_NUMBER = r"-?\d[\d_]*(?:\.\d+)?"
_DAY = r"\d{4}-\d{2}-\d{2}"


def _grammar(value: str, unit_times: str) -> str:
    return (
        rf"(?:(?P<bound>floor|ceiling) )?(?P<low>{value})(?: to (?P<high>{value}))?"
        rf"(?P<unit> ?%(?:/year)?| [A-Za-z][A-Za-z0-9/ ]*?){unit_times}"
        rf"(?:, median (?P<mid>{value}))?(?:, zero (?P<zero>{_NUMBER})%)?"
    )


_FIGURE = re.compile(_grammar(rf"(?:{_DAY}|{_NUMBER})", "?"))
_LIKE = re.compile(r"like (?P<like>[a-z][a-z0-9_-]*)")
_SOURCES = re.compile(r"(?P<body>.*?)\s*\[(?P<sources>[^\[\]]*)\]", re.DOTALL)
_KEY = re.compile(r"[a-z0-9][a-z0-9.-]*")
_KEYS = rf" *\[ *{_KEY.pattern}(?: *, *{_KEY.pattern})* *\]"
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


@lru_cache(maxsize=10_000)  # every scenario of a programme says nearly the same
def parse(text: str, dimension: Dimension) -> Written:
    """Reads one figure.

    >>> from stargate.quantity.units import DURATION
    >>> parse("1.5 to 3 years [gao]", DURATION).high
    3.0
    """
    text = " ".join(text.split())
    body, sources = _split_sources(text, dimension)
    if like := _LIKE.fullmatch(body):
        return Written(0.0, 0.0, None, dimension.canonical, sources, like=like["like"])
    match = _FIGURE.fullmatch(body)
    if match is None:
        raise _unreadable(body, sources, dimension)
    written = _written(match, sources, dimension)
    _check_order(written, dimension)
    return written


def split_sources(text: str) -> tuple[str, tuple[str, ...]]:
    """A text and the source keys written in brackets at its end; no keys where there are no brackets."""
    match = _SOURCES.fullmatch(text)
    if match is None:
        return text, ()
    return match["body"], tuple(key.strip() for key in match["sources"].split(","))


def figure_pattern(dimension: Dimension) -> str:
    """A regular expression of JSON Schema that every figure of `dimension` fits, its changes among them."""
    is_date = dimension is DATE
    times = "{0}" if is_date else "?" if "" in dimension.factors else ""
    figure = rf"(?:{_grammar(_DAY if is_date else _NUMBER, times)}|{_LIKE.pattern}){_KEYS}"
    change = rf" [x+] (?:{_grammar(_NUMBER, '?')}|{_LIKE.pattern}){_KEYS}"
    return re.sub(r"\?P<\w+>", "?:", rf"^{figure}(?:{change})*$")


def words_pattern(choices: Iterable[str]) -> str:
    """A regular expression of JSON Schema that words with their sources fit: one of `choices`, or any."""
    words = "|".join(map(re.escape, choices)) or r"[\s\S]*?"
    return rf"^(?:{words}){_KEYS}$"


_CHANGE = re.compile(r"(?<=\])\s+(?=[x+]\s)")


def split_changes(text: str) -> tuple[str, tuple[str, ...]]:
    """A figure as written, and the changes behind its sources.

    >>> split_changes("2 MW [press] x 1.3 [assumed]")
    ('2 MW [press]', ('x 1.3 [assumed]',))
    """
    figure, *changes = _CHANGE.split(" ".join(text.split()))
    for change in changes:
        if not change.endswith("]"):
            raise NotationError(f"{change!r} names no source", f"{text} [source-key], or [{ASSUMED}]")
    return figure, tuple(changes)


def _split_sources(text: str, dimension: Dimension) -> tuple[str, tuple[str, ...]]:
    body, sources = split_sources(text)
    if not sources:
        raise NotationError(f"{text!r} names no source", _with_source(text, dimension))
    check_keys(sources, body or dimension.example)
    if not body:
        raise NotationError("there is no figure before the source", f"{dimension.example} [{', '.join(sources)}]")
    return body, sources


def _with_source(text: str, dimension: Dimension) -> str:
    """What to write instead of a figure without source, whatever else may be wrong with it."""
    try:
        parse(f"{text} [source-key]", dimension)
    except NotationError as error:
        return error.instead
    return f"{text} [source-key], or [{ASSUMED}]"


def check_keys(sources: tuple[str, ...], example: str) -> None:
    """Source keys are lower-case words joined by `-` or `.`, each once."""
    for source in sources:
        if not _KEY.fullmatch(source):
            wrong = f"{source!r} is not a source key" if source else "the source is empty"
            raise NotationError(wrong, f"{example} [source-key], keys of a-z, 0-9, '-' and '.'")
    if len(set(sources)) < len(sources):
        raise NotationError("a source is named twice", f"{example} [{', '.join(dict.fromkeys(sources))}]")


def _written(match: re.Match[str], sources: tuple[str, ...], dimension: Dimension) -> Written:
    tail = f" [{', '.join(sources)}]"
    parts = [match[name] for name in ("low", "high", "mid") if match[name]]
    is_date = [bool(_DATE.fullmatch(part)) for part in parts]
    if any(is_date) or dimension is DATE:
        if not all(is_date) or dimension is not DATE:
            raise NotationError(
                f"{match[0]!r} is {'' if any(is_date) else 'not '}a date; this figure is a {dimension.name}",
                dimension.example + tail,
            )
        read, unit = months_of_date, "date"
    else:
        read, unit = _number, _unit((match["unit"] or "").strip(), dimension, match, tail)
    low = read(match["low"])
    return Written(
        low=low,
        high=read(match["high"]) if match["high"] else low,
        mid=read(match["mid"]) if match["mid"] else None,
        unit=unit,
        sources=sources,
        bound=Bound(match["bound"]) if match["bound"] else None,
        zero=_number(match["zero"]) / 100 if match["zero"] else None,
    )


def _unit(unit: str, dimension: Dimension, match: re.Match[str], tail: str) -> str:
    plain, _ = split_price_year(unit)
    if " to " in unit:
        raise NotationError(
            f"cannot read {match[0]!r}: the unit is written once, after the range", dimension.example + tail
        )
    if factor(plain, dimension) is None:
        near = nearest_unit(plain, dimension)
        figure = match[0][: max(match.end("low"), match.end("high"))]
        rest = match[0][max(match.end("low"), match.end("high"), match.end("unit")) :]
        wrong = f"{unit!r} is not a unit of {dimension.name}" if unit else f"{figure} has no unit ({dimension.name})"
        raise NotationError(wrong, (figure + (near if near.startswith("%") else f" {near}")).rstrip() + rest + tail)
    return unit


def split_price_year(unit: str) -> tuple[str, int | None]:
    """A unit of money without the year of its prices, and that year.

    >>> split_price_year("USD2025 bn/GW")
    ('USD bn/GW', 2025)
    """
    match = re.match(r"USD(\d{4})\b", unit)
    return (unit, None) if match is None else ("USD" + unit[match.end() :], int(match[1]))


def _check_order(written: Written, dimension: Dimension) -> None:
    low, mid, high = written.low, written.mid, written.high
    show, body = (date_text if dimension is DATE else number_text), written.value_text()
    tail = f" [{', '.join(written.sources)}]"
    if low > high:
        turned = body.replace(f"{show(low)} to {show(high)}", f"{show(high)} to {show(low)}")
        raise NotationError("the range is reversed", turned + tail)
    if mid is not None and written.is_point:
        raise NotationError("a point has no median", body.split(", median")[0] + tail)
    if mid is not None and not low <= mid <= high:
        raise NotationError(f"the median is not between {show(low)} and {show(high)}", f"{body.split(',')[0]}{tail}")
    if low < 0 and not dimension.signed and dimension is not DATE:
        raise NotationError(f"a {dimension.name} cannot be negative", _not_negative(written, tail))
    if written.bound and (not written.is_point or written.zero is not None):
        raise NotationError(
            f"a {written.bound} is one number", f"{written.bound} {show(low)} {written.unit}".rstrip() + tail
        )
    _check_share(written, dimension, tail)
    _check_median(written, dimension, tail)
    _check_zero(written, tail)


def _check_share(written: Written, dimension: Dimension, tail: str) -> None:
    if dimension.name != "share":
        return
    if written.high > 100:
        raise NotationError("a share is at most 100%", "100%" + tail)
    if (written.low, written.high) == (0, 100):
        raise NotationError("0 to 100% says nothing", "5 to 95%" + tail)


def _check_median(written: Written, dimension: Dimension, tail: str) -> None:
    """Laws that begin or end at a bound have no room for a median there; dates may begin at one on a later as-of."""
    low, mid, high = written.low, written.mid, written.high
    if mid is None or written.is_point or low < mid < high:
        return
    if dimension is DATE:
        raise NotationError("a range of dates needs a median between its ends", _median_example(written, tail))
    if low == 0 and not dimension.signed:
        wrong = "a range from zero needs a median above zero and below its end"
        raise NotationError(wrong, _median_example(written, tail))
    if dimension.name == "share" and high == 100:
        raise NotationError("a range up to 100% needs a median between its ends", _median_example(written, tail))


def _check_zero(written: Written, tail: str) -> None:
    low, mid, high, zero = written.low, written.mid, written.high, written.zero
    if zero is None:
        return
    if low != 0 or written.is_point:
        raise NotationError(
            "a chance of zero needs a range that starts at zero",
            f"0 to {number_text(high)} {written.unit}".rstrip() + tail,
        )
    if mid is None or not 0.1 <= zero < 0.5:
        raise NotationError(
            "a chance of zero lies between 10% (else P10 is not zero) and 50%, and needs a median",
            _median_example(written, ", zero 20%" + tail),
        )


def _median_example(written: Written, tail: str) -> str:
    return replace(written, mid=(written.low + written.high) / 2, zero=None).value_text() + tail


def _not_negative(written: Written, tail: str) -> str:
    """The same figure without what lies below zero."""
    if written.high > 0:
        return _median_example(replace(written, low=0.0), tail)
    low, high = sorted((-written.low, -written.high))
    return replace(written, low=low, high=high, mid=None, zero=None).value_text() + tail


def _unreadable(body: str, sources: tuple[str, ...], dimension: Dimension) -> NotationError:
    example = f"{dimension.example} [{', '.join(sources)}]"
    if re.search(r"\d,\d{3}\b", body):
        return NotationError(
            f"cannot read {body!r}: thousands are set off by '_'", body.replace(",", "_") + f" [{', '.join(sources)}]"
        )
    if re.search(r"\d[eE][+-]?\d", body):
        return NotationError(f"cannot read {body!r}: numbers are written out", example)
    if re.search(r"\d\s*(-|–|—|\.\.)\s*\d", body) and dimension is not DATE:
        return NotationError(f"cannot read {body!r}: a range is written with 'to'", example)
    if dimension is DATE:
        return NotationError(f"cannot read {body!r}: dates are written in full, a period as its last day", example)
    return NotationError(f"cannot read {body!r} as a {dimension.name}", example)


def _number(text: str) -> float:
    value = float(text.replace("_", ""))
    if isinf(value):
        raise NotationError(f"a number of {len(text)} digits is beyond reckoning", "a number in a larger unit")
    return value


def number_text(value: float) -> str:
    """A number as we write it: `_` between thousands from five digits on, no exponent.

    >>> number_text(20000.0), number_text(1200.0), number_text(0.25)
    ('20_000', '1200', '0.25')
    """
    text = format(Decimal(repr(float(value))), "f").removesuffix(".0")
    whole, dot, rest = text.partition(".")
    return (f"{int(whole):_}" if len(whole.lstrip("-")) > 4 else whole) + dot + rest


def months_of_date(text: str) -> float:
    """Fractional calendar months since year 0 of a date such as `2027-03-01`.

    >>> months_of_date("2025-07-01") - months_of_date("2025-01-01")
    6.0
    """
    match = _DATE.fullmatch(text)
    try:
        day = date(*map(int, match.groups())) if match else None
    except ValueError:
        day = None
    if day is None:
        raise NotationError(f"{text!r} is not a date", "a day of the calendar such as 2027-03-31")
    return months_of(day)


def months_of(day: date) -> float:
    """Fractional calendar months since year 0."""
    return day.year * 12 + day.month - 1 + (day.day - 1) / monthrange(day.year, day.month)[1]


_LOST = 1e-9  # [months] more than adding months loses


def date_of(months: float) -> date:
    """The day in which the time `months` after year 0 lies; the inverse of `months_of`. No day is after 9999-12-31."""
    whole, rest = divmod(months + _LOST, 1)
    year, month = divmod(int(whole), 12)
    if year > date.max.year:
        return date.max
    return date(year, month + 1, 1 + int(rest * monthrange(year, month + 1)[1]))


def date_text(months: float) -> str:
    """A date as we write it."""
    return date_of(months).isoformat()
