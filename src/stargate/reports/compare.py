"""What changed between two sets of futures, and why: facts, time that passed, what is said, what is assumed."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from math import isfinite

import numpy as np

from stargate.errors import StargateError
from stargate.futures.capital import capital
from stargate.futures.quantiles import quantile
from stargate.futures.result import Futures
from stargate.futures.simulate import simulate
from stargate.programme.between import Kind, between
from stargate.programme.model import Basis
from stargate.programme.plan import announced
from stargate.programme.programme import Programme
from stargate.reports.differences import Difference, differences
from stargate.reports.standing import ahead, confidence
from stargate.reports.version import this_version
from stargate.reports.words import day, iso, listed, plural, power

TIME = "time"
STEPS = (Kind.HAPPENED, TIME, Kind.SAID, Kind.ASSUMED)
_STEP_WORDS = ("what happened", "time that passed", "what is said", "what is assumed")
_OFTEN = 0.8


@dataclass(frozen=True)
class Movement:
    """How far one number moved, and by what. Parts add up to the change; None where there is no number or no split."""

    name: str  #: what it counts
    percentile: int  #: 50, or 80: what 80% of futures do as well as or better
    unit: str  #: IT MW, months or USD bn
    before: str  #: in the first
    after: str  #: in the second
    change: float | None  #: from the first to the second
    parts: list[float | None]  #: by what happened, time that passed, what is said, what is assumed


@dataclass(frozen=True)
class Comparison:
    """What moved between two sets of futures, and the figures behind it."""

    programme: str  #: its name
    before: str  #: what the first is
    after: str  #: what the second is
    title: str  #: what the table says
    note: str  #: how to read it
    movements: list[Movement] = field(repr=False)  #: of IT MW, dates and money
    figures: list[Difference] = field(repr=False)  #: those behind it
    version: str  #: of stargate
    command: str  #: that gives it again

    def __str__(self) -> str:
        return "\n".join(_lines(self))


def compare(before: Futures, after: Futures, command: str = "") -> Comparison:
    """`after` against `before`: two scenarios, dates of knowledge or overrides of one programme.

    The change is split by taking over, one after the other, the facts, the later date, the readings and the
    assumptions of `after`, each time in the same random numbers. Raises StargateError where they are futures of
    different programmes.
    """
    if (
        before.programme.name != after.programme.name
        or before.programme.contents.start != after.programme.contents.start
    ):
        raise StargateError(
            f"{before.programme.name} and {after.programme.name} are different programmes\n"
            "  write: two scenarios or two dates of one programme"
        )
    figures = differences(before.programme, after.programme)
    stages = [before, *_stages(before, after, figures), after]
    movements = _movements(stages)
    return Comparison(
        programme=after.programme.name,
        before=_label(before.programme),
        after=_label(after.programme),
        title=" ".join((*confidence(after.programme), _title(movements, before.programme, after.programme))),
        note=" ".join((*ahead(after.programme), _note(stages))),
        movements=movements,
        figures=figures,
        version=this_version(),
        command=command,
    )


def _label(programme: Programme) -> str:
    changes = f" with {plural(len(programme.origin.changes), 'change')}" if programme.origin.changes else ""
    return f"{programme.scenario.title}, as of {day(programme.as_of)}{changes}"


def _stages(before: Futures, after: Futures, figures: list[Difference]) -> list[Futures]:
    """Futures of the programmes between the two; none where dates are taken at their word."""
    a, b = before.programme, after.programme
    if Basis.ANNOUNCED in (a.scenario.basis, b.scenario.basis):
        return []
    stages, taken, now, last = [], set[str](), a.as_of, before
    for step in STEPS[:-1]:
        more = {figure.address for figure in figures if figure.kind == step}
        later = b.as_of if step == TIME else now
        if more or later != now:
            taken, now = taken | more, later
            last = simulate(announced(between(a, b, taken, now=now)), after.n, after.seed)
        stages.append(last)
    return stages


def _movements(stages: list[Futures]) -> list[Movement]:
    return [*_loads(stages), *_dates(stages), *_money(stages)]


def _loads(stages: list[Futures]) -> Iterator[Movement]:
    """IT load of the whole programme at year ends, from the later date on until nothing is added any more."""
    first, last = stages[0], stages[-1]
    found = [futures.energised.percentiles([50, 100 - 100 * _OFTEN]) for futures in stages]
    months = min(first.model.months, last.model.months)
    for i, end in enumerate(map(str, last.time[:months])):
        if end.endswith("-12-31") and end >= last.programme.as_of and (found[0][:, i] + found[-1][:, i]).any():
            for row, percentile in enumerate((50, 80)):
                values = [float(each[row, i]) for each in found]
                yield _movement(f"IT load at the end of {end[:4]}", percentile, "IT MW", values, lambda v: f"{v:,.0f}")
            if all(np.allclose(each[:, i], each[:, months - 1], rtol=0.01) for each in (found[0], found[-1])):
                return


def _dates(stages: list[Futures]) -> Iterator[Movement]:
    """Full load of each campus that both ends know."""
    zero, (first, last) = stages[0].programme.month_zero, (stages[0], stages[-1])
    theirs = {planned.site.address for planned in first.plan.phases}
    for site in dict.fromkeys(planned.site.address for planned in last.plan.phases):
        for percentile, p in ((50, 0.5), (80, _OFTEN)):
            values = [_full_load(futures, site, p) for futures in stages] if site in theirs else []
            name = f"{last.programme.contents.sites[site.partition('.')[2]].name}, full load"
            if np.isfinite(values).any():
                yield _movement(name, percentile, "months", values, lambda v: iso(v, zero) or "never")


def _full_load(futures: Futures, site: str, p: float) -> float:
    if all(planned.site.address != site for planned in futures.plan.phases):
        return np.inf
    return float(quantile(futures.full_load(site), futures.weight, p))


def _money(stages: list[Futures]) -> Iterator[Movement]:
    found = [capital(futures) for futures in stages]
    for name, of in (("Capital needed", "need"), ("Capital not yet raised", "not_raised")):
        for percentile, p in ((50, 0.5), (80, _OFTEN)):
            values = [float(quantile(getattr(c, of), c.weight, p)) / 1000 for c in found]
            yield _movement(name, percentile, "USD bn", values, lambda v: f"{v:,.0f}")


def _movement(name: str, percentile: int, unit: str, values: list[float], said: Callable[[float], str]) -> Movement:
    change = _less(values[-1], values[0])
    return Movement(name, percentile, unit, said(values[0]), said(values[-1]), change, _split(values))


def _split(values: list[float]) -> list[float | None]:
    if len(values) == 2:
        return [None for _ in STEPS]
    return [_less(b, a) for a, b in pairwise(values)]


def _less(later: float, earlier: float) -> float | None:
    return round(later - earlier, 3) if isfinite(later) and isfinite(earlier) else None


def _title(movements: list[Movement], before: Programme, after: Programme) -> str:
    """What the table says of the median load in the year that moved most."""
    loads = [m for m in movements if m.unit == "IT MW" and m.percentile == 50 and m.change is not None]
    most = max(loads, key=lambda m: abs(m.change or 0), default=None)
    if most is None or abs(most.change or 0) < 1:
        return "The median IT load did not move"
    since = _since(before, after)
    verb = "more" if (most.change or 0) > 0 else "less"
    parts = [
        f"{'+' if part > 0 else '-'}{power(abs(part))} by {words}"
        for words, part in zip(_STEP_WORDS, most.parts, strict=True)
        if part is not None and abs(part) >= 1
    ]
    why = f": {listed(parts)}" if parts else ""
    return f"{power(abs(most.change or 0))} {verb} IT load at the end of {most.name[-4:]} {since}{why}"


def _since(before: Programme, after: Programme) -> str:
    words = []
    if before.as_of < after.as_of:
        words.append(f"since {day(before.as_of)}")
    elif before.as_of > after.as_of:
        words.append(f"as known on {day(after.as_of)} against {day(before.as_of)}")
    if before.origin.scenario != after.origin.scenario:
        words.append(f"under {after.scenario.title!r}")
    if before.origin.changes != after.origin.changes:
        words.append(f"with {plural(len(after.origin.changes), 'change')}")
    return " ".join(words)


def _note(stages: list[Futures]) -> str:
    if len(stages) == 2:
        return "One side takes announced dates at their word, so that the change is not split."
    return (
        "P80 is what 80% of futures do as well as or better: an IT load reached, a date or a sum not exceeded. "
        "The change is split by taking over what happened, the later date with what had not happened by then, what "
        "is said, and what is assumed, one after the other in this order and in the same random numbers; another "
        "order would share out their joint effect otherwise."
    )


def _lines(found: Comparison) -> Iterator[str]:
    yield f"{found.before} -> {found.after}"
    yield f"{found.title}.\n"
    yield _row("", "before", "after", "change", "", ("happened", "time", "said", "assumed"))
    for m in found.movements:
        change, *parts = (_signed(value, m.unit) for value in (m.change, *m.parts))
        yield _row(f"{m.name}, P{m.percentile}", m.before, m.after, change, m.unit, parts)
    yield f"\n{found.note}"
    for kind, words in zip(STEPS, _STEP_WORDS, strict=True):
        rows = [figure for figure in found.figures if figure.kind == kind]
        if rows:
            yield f"\n{words[0].upper()}{words[1:]}: {len(rows)}"
            yield from (f"  {row.address}\n      {row.then}  ->  {row.later}" for row in rows)


def _row(name: str, before: str, after: str, change: str, unit: str, parts: Iterable[str]) -> str:
    return f"{name:40} {before:>10} {after:>10} {change:>7} {unit:6}" + "".join(f"{part:>9}" for part in parts)


def _signed(value: float | None, unit: str) -> str:
    if value is None:
        return "-"
    text = f"{value:+.0f}" if unit == "IT MW" else f"{value:+.1f}"
    return "0" if float(text) == 0 else text
