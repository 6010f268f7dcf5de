"""Back-tests: forecasts made from what was known on one day, scored by what had come by a later one."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from jaxtyping import Float

from stargate.errors import StargateError
from stargate.history.baselines import Baselines, baselines
from stargate.history.forecast import ENOUGH, MONTHS, Forecast, forecast
from stargate.history.known import known
from stargate.history.records import Records, latest, read_records
from stargate.history.scores import (
    HIGH,
    LOW,
    Coverage,
    coverage,
    crps,
    crps_of_date,
    interpolate,
    interval_score,
    pit,
    quantile,
)  # fmt: skip
from stargate.quantity.notation import NotationError, date_text, months_of_date

BANDS = (10, 25, 50, 75, 90)


@dataclass(frozen=True)
class Compared:
    """One score of the forecast and of the three baselines; the smaller the better."""

    forecast: float  #: ours
    promise: float  #: the promised date
    slipped: float  #: the promised date and the median past slip
    hazard: float  #: a plain monthly hazard over slip

    @property
    def rows(self) -> dict[str, float]:
        """Each by its name."""
        return {"forecast": self.forecast, "promise": self.promise, "slipped": self.slipped, "hazard": self.hazard}

    def below(self, baseline: str) -> float:
        """By what share the forecast's score is below a baseline's."""
        return 1 - self.forecast / self.rows[baseline] if self.rows[baseline] else 0.0


@dataclass(frozen=True)
class Totals:
    """What had finished of the projects open on the day of the forecast, by date: forecast and actual [GW]."""

    dates: list[str]  #: from the day of the forecast to that of scoring
    actual: list[float]  #: what came [GW]
    percentiles: list[list[float]]  #: P10, P25, P50, P75, P90, with the common cause
    alone: list[list[float]]  #: the same as if projects were independent
    promised: list[float]  #: if each finished on its promised date

    @property
    def wider(self) -> float:
        """How many times as wide the common cause makes P10 to P90 at the end."""
        return _span(self.percentiles) / max(_span(self.alone), 1e-12)

    def inside(self, alone: bool = False) -> bool:
        """Whether the actual total at the end lies from P10 to P90."""
        band = self.alone if alone else self.percentiles
        return band[0][-1] <= self.actual[-1] <= band[-1][-1]


@dataclass(frozen=True)
class Pair:
    """One day of forecasting and one of scoring."""

    as_of: str  #: day of the forecast
    score_at: str  #: day of scoring
    window: float  #: from one to the other [months]
    learned: float  #: projects that were seen to finish before, from which it was learned
    cancelled: int  #: of the projects forecast, in the window
    coverage: Coverage  #: of P10 to P90
    pit: list[float] = field(repr=False)  #: shares of projects by tenth of their forecast
    crps: Compared  #: mean over projects [months]
    interval: Compared  #: mean interval score of P10 to P90 over projects [months]
    fleet_score: Compared  #: interval score of the fleet's P10 to P90 at the end; baselines are single paths [GW]
    fleet_score_alone: float  #: the same of the band without common cause [GW]
    fleet: Totals = field(repr=False)  #: total by date
    slip: float  #: the median past slip [months]
    volatility: float  #: of the common cause [1/sqrt(month)]
    cohorts: int  #: earlier forecasts that it was found from
    notes: list[str]  #: what the reader must know of this pair


@dataclass(frozen=True)
class BackTest:
    """Forecasts of one file of records, scored on one or many pairs of days."""

    file: str  #: name of the records
    pairs: list[Pair]  #: by day of forecast, then of scoring

    def __str__(self) -> str:
        return "\n".join(_lines(self))

    @property
    def coverage(self) -> tuple[float, float, float]:
        """Shares of all forecasts before P10, from P10 to P90, and after P90."""
        weights = [pair.coverage.projects for pair in self.pairs]
        parts = [(pair.coverage.before, pair.coverage.within, pair.coverage.after) for pair in self.pairs]
        before, within, after = np.average(parts, axis=0, weights=weights)
        return float(before), float(within), float(after)

    @property
    def pit(self) -> list[float]:
        """Shares of all forecasts by tenth."""
        weights = [pair.coverage.projects for pair in self.pairs]
        return np.average([pair.pit for pair in self.pairs], axis=0, weights=weights).tolist()

    @property
    def crps(self) -> Compared:
        """Mean over all forecasts [months]."""
        return self._mean("crps")

    @property
    def interval(self) -> Compared:
        """Mean over all forecasts [months]."""
        return self._mean("interval")

    def _mean(self, name: str) -> Compared:
        weights = [pair.coverage.projects for pair in self.pairs]
        values = [list(getattr(pair, name).rows.values()) for pair in self.pairs]
        return Compared(*map(float, np.average(values, axis=0, weights=weights)))

    def inside(self, alone: bool = False) -> float:
        """Share of pairs whose fleet total lay from P10 to P90, with or without common cause."""
        return float(np.mean([pair.fleet.inside(alone) for pair in self.pairs]))


def backtest(
    records: Records | Path | str,
    as_of: str | Sequence[str],
    score_at: str | Sequence[str],
    n: int = 1000,
    seed: int = 1,
    progress: Callable[[int], object] = lambda _: None,
) -> BackTest:
    """Forecasts what was open on each day `as_of` from what records knew then, and scores it on each later `score_at`.

    `n` draws of what projects share; `progress` is told how many of the days are done. Raises StargateError where a day
    has nothing to forecast or to score, or fewer than five projects had finished, and ProgrammeError with everything
    that is wrong in a file of records.
    """
    days, ends = ([each] if isinstance(each, str) else list(dict.fromkeys(each)) for each in (as_of, score_at))
    pairs = _pairs(days, ends)
    rows = records if isinstance(records, Records) else read_records(records)
    _check_ends(rows, ends)
    scored: list[Pair] = []
    for done, day in enumerate(days):
        progress(done)
        scored += _scored(rows, day, pairs[day], n, seed)
    return BackTest(rows.file, scored)


def _pairs(days: list[str], ends: list[str]) -> dict[str, list[str]]:
    """The later days on which each day's forecasts are scored."""
    months = {text: _month(text, option) for texts, option in ((days, "as-of"), (ends, "score-at")) for text in texts}
    found = {day: [end for end in dict.fromkeys(ends) if months[end] > months[day]] for day in days}
    used = {end for later in found.values() for end in later}
    if idle := [day for day, later in found.items() if not later]:
        raise StargateError(
            f"--as-of {idle[0]}\n  nothing is scored after it\n  write: a --score-at later than {idle[0]}"
        )
    if idle := [end for end in ends if end not in used]:
        raise StargateError(
            f"--score-at {idle[0]}\n  no forecast was made before it\n  write: an --as-of before {idle[0]}"
        )
    if not found:
        raise StargateError("nothing is asked for\n  write: a day --as-of and a later one --score-at")
    return found


def _month(text: str, option: str) -> float:
    try:
        return months_of_date(text)
    except NotationError as error:
        raise StargateError(f"--{option} {text}\n  {error.wrong}\n  write: {error.instead}") from None


def _check_ends(records: Records, ends: Sequence[str]) -> None:
    last = float(records.as_of.max())
    for end in ends:
        if months_of_date(end) > last:
            wrong = f"what came by {end} is not known: the last record is as of {date_text(last)}"
            raise StargateError(f"{records.file}\n  {wrong}\n  write: --score-at {date_text(last)} or earlier")


def _scored(records: Records, as_of: str, ends: Sequence[str], n: int, seed: int) -> Iterator[Pair]:
    day = months_of_date(as_of)
    found, plain = forecast(records, day, n, seed), baselines(known(records, day))
    for end in ends:
        yield _pair(found, plain, latest(records, months_of_date(end)), as_of, end)


def _pair(found: Forecast, plain: Baselines, then: Records, as_of: str, end: str) -> Pair:
    window = months_of_date(end) - found.day
    then = then.take(np.searchsorted(then.id, found.id))
    outcome = np.nan_to_num(then.finished, nan=np.inf) - found.day
    outcome = np.where(outcome <= window, outcome, np.inf)
    size = found.size_mw / 1000
    fleet = _fleet(found, plain, outcome, window)
    expected = float(size @ interpolate(MONTHS, plain.hazard, np.full((len(size), 1), window))[:, 0])
    points = [*(float(size @ (date <= window)) for date in (plain.promise, plain.slipped)), expected]
    came = fleet.actual[-1]
    return Pair(
        as_of, end, window, found.learned, int((then.cancelled - found.day <= window).sum()),
        coverage(MONTHS, found.chance, outcome, window),
        pit(MONTHS, found.chance, outcome, window).histogram().tolist(),
        _crps(found, plain, outcome, window), _interval(found, plain, outcome, window),
        _compared([_ends(fleet.percentiles), *((point, point) for point in points)], came),
        _missed(*_ends(fleet.alone), came), fleet, plain.slip, found.cause.volatility, len(found.cause.cohorts),
        list(_notes(found)),
    )  # fmt: skip


def _crps(found: Forecast, plain: Baselines, outcome: Float[np.ndarray, " project"], window: float) -> Compared:
    laws = [crps(MONTHS, chance, outcome, window).mean() for chance in (found.chance, plain.hazard)]
    dates = [crps_of_date(date, outcome, window).mean() for date in (plain.promise, plain.slipped)]
    return Compared(float(laws[0]), float(dates[0]), float(dates[1]), float(laws[1]))


def _interval(found: Forecast, plain: Baselines, outcome: Float[np.ndarray, " project"], window: float) -> Compared:
    laws = [[quantile(MONTHS, chance, p) for p in (LOW, HIGH)] for chance in (found.chance, plain.hazard)]
    bands = [laws[0], *([date, date] for date in (plain.promise, plain.slipped)), laws[1]]
    ours, promise, slipped, hazard = (float(interval_score(low, high, outcome, window).mean()) for low, high in bands)
    return Compared(ours, promise, slipped, hazard)


def _fleet(found: Forecast, plain: Baselines, outcome: Float[np.ndarray, " project"], window: float) -> Totals:
    months = np.append(np.arange(0, window - 0.5), window)
    size = found.size_mw / 1000
    together, alone = (
        np.percentile([size @ (drawn <= month) for month in months], BANDS, axis=1).tolist()
        for drawn in (found.finish, found.alone())
    )
    actual, promised = ([float(size @ (dates <= month)) for month in months] for dates in (outcome, plain.promise))
    return Totals([date_text(found.day + month) for month in months], actual, together, alone, promised)


def _ends(percentiles: list[list[float]]) -> tuple[float, float]:
    return percentiles[0][-1], percentiles[-1][-1]


def _span(percentiles: list[list[float]]) -> float:
    low, high = _ends(percentiles)
    return high - low


def _compared(bands: list[tuple[float, float]], came: float) -> Compared:
    forecast, promise, slipped, hazard = (_missed(low, high, came) for low, high in bands)
    return Compared(forecast, promise, slipped, hazard)


def _missed(low: float, high: float, came: float) -> float:
    return float(interval_score(*(np.array([value]) for value in (low, high, came)), window=np.inf)[0])


def _notes(found: Forecast) -> Iterator[str]:
    if found.widened > 1:
        yield (
            f"only {found.learned:.0f} projects had been seen to finish, of {ENOUGH} wanted: "
            f"what is learned from them counts as {found.widened:.1f} times as uncertain"
        )
    if not found.cause.cohorts:
        yield "no earlier forecast can be scored yet: the width of the common cause is assumed"
    if found.unpromised:
        yield f"without a promise, so promised as long as is usual: {found.unpromised} of {len(found.id)} projects"
    if found.sizeless == len(found.id):
        yield "nobody says a size: each project counts as 1 MW, so that GW are thousands of projects"
    elif found.sizeless:
        yield f"without a size, so of median size: {found.sizeless} of {len(found.id)} projects"


def _lines(found: BackTest) -> Iterator[str]:
    before, within, after = found.coverage
    yield f"{found.file}: {len(found.pairs)} pairs of days, {sum(p.coverage.projects for p in found.pairs):,} forecasts"
    yield f"P10 to P90 held {within:.0%}; before it {before:.0%}, after it {after:.0%}"
    for name, score in (("CRPS", found.crps), ("interval score", found.interval)):
        others = f"promise {score.promise:.2f}, promise and slip {score.slipped:.2f}, plain hazard {score.hazard:.2f}"
        yield f"{name} {score.forecast:.2f} months; {others}"
    alone = f"without common cause in {found.inside(alone=True):.0%}"
    yield f"fleet inside P10 to P90 in {found.inside():.0%} of pairs, {alone}"
