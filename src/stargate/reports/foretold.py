"""What was forecast on one earlier day, held against what is known now."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from math import isfinite

import numpy as np
from jaxtyping import Float

from stargate.futures.quantiles import quantile, quantiles
from stargate.futures.result import Futures
from stargate.programme.site import Milestone, Phase
from stargate.reports.words import inside, iso

OBSERVED, FORECAST, NEVER = "observed", "forecast", "given up"
EARLY, INSIDE, LATE, OPEN = "early", "inside", "late", "open"
_P = [0.1, 0.5, 0.9]
FIRST, FULL = "first_power", "energised"
_WORDS = {FIRST: "first power", FULL: "full load"}


@dataclass(frozen=True)
class Load:
    """IT load at the end of a month as it was forecast, and of the same phases as it came or is forecast now."""

    day: str  #: last of its month
    p10: float  #: [IT MW]
    p50: float  #: [IT MW]
    p90: float  #: [IT MW]
    now: float  #: of the same phases: what happened, else the median forecast now [IT MW]


@dataclass(frozen=True)
class Foretold:
    """The date of a milestone as it was forecast and announced, and how it came or is forecast now."""

    as_of: str  #: when it was forecast
    address: str  #: of the milestone
    name: str  #: campus, phase and milestone
    announced: str | None  #: as its partners said then
    p10: str | None  #: of its forecast; None for never
    p50: str | None  #: of its forecast
    p90: str | None  #: of its forecast
    outcome: str | None  #: observed, else the median forecast now; None for never
    standing: str  #: of the outcome: observed, forecast, given up
    late: float | None  #: outcome after the median [months]
    announced_late: float | None  #: outcome after what was announced [months]
    held: str  #: early, inside, late; open where the range does not lie in the past yet
    unreported: bool  #: whether it had happened by then, and nobody had said so


@dataclass(frozen=True)
class Vintage:
    """What was forecast on one day, of the phases known then that belong to the programme."""

    as_of: str  #: the day
    readings: int  #: that became known since the vintage before
    phases: int  #: how many
    it_power: float  #: planned [IT MW]
    figures: int  #: known then
    assumed: int  #: of these, assumed: without a date, so that they may hold what was learnt since
    later: int  #: figures resting on evidence of the catalogue that was not published yet
    missing: list[str]  #: activities of today at campuses known then that nobody had told of: they hold nothing back
    announced: float  #: announced for the headline day [IT MW]
    announced_now: float  #: of the phases announced for it: what happened, else the median forecast now [IT MW]
    headline: Load  #: at the headline day
    passed: list[Load]  #: at ends of quarters since passed
    dates: list[Foretold] = field(repr=False)  #: of milestones not seen by then
    first: int  #: month at whose end `p10`, `p50` and `p90` begin, as an index of the series
    p10: list[float] = field(repr=False)  #: by month [IT MW]
    p50: list[float] = field(repr=False)  #: by month [IT MW]
    p90: list[float] = field(repr=False)  #: by month [IT MW]


class Known:
    """What is known now, asked for by phases."""

    def __init__(self, futures: Futures, day: str) -> None:
        self.futures, self.day = futures, day
        self.now = futures.programme.as_of_month
        self.index = {p.address: i for i, p in enumerate(futures.plan.phases)}
        self.load: Callable[[frozenset[str], str], float] = cache(self._load)
        self.dates = {FULL: futures.dates, FIRST: futures.buildup.ready}

    def _load(self, phases: frozenset[str], day: str) -> float:
        """IT MW of some phases at the end of a month: what happened, else the median of today's futures."""
        chosen = [self.index[address] for address in sorted(phases) if address in self.index]
        at = self.futures.energised_of(chosen).at(day)
        return round(float(quantile(at, self.futures.weight, 0.5)), 3)

    def outcome(self, phase: str, name: str) -> tuple[float, str]:
        """When a milestone came [month], else its median today, and which of the two."""
        if phase not in self.index:
            return np.inf, NEVER
        planned = self.futures.plan.phases[self.index[phase]]
        if (seen := observed(planned.phase, name)) is not None:
            return seen - self.futures.programme.month_zero, OBSERVED
        dates = self.dates[name][:, self.index[phase]]
        return float(quantile(dates, self.futures.weight, 0.5)), FORECAST


def observed(phase: Phase, name: str) -> float | None:
    """When somebody saw a milestone of a phase [months since year 0]."""
    date = (getattr(phase, name) or Milestone()).observed
    return date.p50 if date is not None and date.has_value else None


def vintage(futures: Futures, readings: int, later: int, known: Known, ends: Sequence[str]) -> Vintage:
    """One day's forecasts, held against what is `known`; `ends` are the month ends that have passed since."""
    programme, chosen = futures.programme, futures.phases()
    addresses = frozenset(futures.plan.phases[i].address for i in chosen)
    end = futures.end_of(known.day)
    due = [p for p in futures.plan.phases if p.dated and p.announced is not None and p.announced <= end]
    bands = futures.energised.percentiles((10, 50, 90))
    first = int(programme.as_of_month)

    def load(day: str) -> Load:
        low, mid, high = (round(float(v), 3) for v in bands[:, int(programme.month(day))])
        return Load(day, low, mid, high, known.load(addresses, day))

    return Vintage(
        as_of=programme.as_of,
        readings=readings,
        phases=len(chosen),
        it_power=round(sum(futures.plan.phases[i].it_power for i in chosen), 3),
        figures=sum(figure.known for figure in programme),
        assumed=sum(figure.known and figure.assumed for figure in programme),
        later=later,
        missing=[address for address in programme.not_yet_known if address in known.futures.model.by_address],
        announced=round(sum(p.it_power for p in due), 3),
        announced_now=known.load(frozenset(p.address for p in due), known.day),
        headline=load(known.day),
        passed=[load(day) for day in ends if day >= programme.as_of],
        dates=list(_dates(futures, known)),
        first=first,
        **{f"p{p}": [round(float(v), 1) for v in band[first:]] for p, band in zip((10, 50, 90), bands, strict=True)},
    )


def _dates(futures: Futures, known: Known) -> Iterator[Foretold]:
    """Full load of every phase, and first power where anybody speaks of it, unless it had been seen."""
    tables = {FIRST: futures.buildup.ready, FULL: futures.dates}
    for i in futures.phases():
        planned = futures.plan.phases[i]
        for name, table in tables.items():
            spoken = name == FULL or getattr(planned.phase, name) is not None
            if spoken and observed(planned.phase, name) is None:
                yield _foretold(futures, i, name, table[:, i], known)


def _foretold(futures: Futures, i: int, name: str, dates: Float[np.ndarray, " future"], known: Known) -> Foretold:
    planned, zero = futures.plan.phases[i], futures.programme.month_zero
    low, mid, high = (float(v) for v in quantiles(dates, futures.weight, _P))
    outcome, standing = known.outcome(planned.address, name)
    said = (getattr(planned.phase, name) or Milestone()).announced
    announced = said.p50 - zero if said is not None and said.has_value else np.inf
    return Foretold(
        as_of=futures.programme.as_of,
        address=f"{planned.address}.{name}",
        name=f"{planned.site.name}, {inside(planned.phase.name)}: {_WORDS[name]}",
        announced=iso(announced, zero),
        p10=iso(low, zero),
        p50=iso(mid, zero),
        p90=iso(high, zero),
        outcome=iso(outcome, zero),
        standing=standing,
        late=_months(outcome, mid),
        announced_late=_months(outcome, announced),
        held=_held(low, high, outcome if standing == OBSERVED else np.inf, known.now),
        unreported=standing == OBSERVED and outcome < futures.programme.as_of_month,
    )


def _months(later: float, earlier: float) -> float | None:
    return round(later - earlier, 2) if isfinite(later) and isfinite(earlier) else None


def _held(low: float, high: float, seen: float, now: float) -> str:
    """Where the outcome lies in a range that has passed; what was not seen by then is late.

    Only ranges that have passed altogether count, so that what comes soon is not counted sooner than what comes late.
    """
    if high > now:
        return OPEN
    return EARLY if seen < low else INSIDE if seen <= high else LATE
