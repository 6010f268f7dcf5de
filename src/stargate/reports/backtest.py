"""What a back-test says: a table, a page, a file."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from stargate.history.backtest import BackTest, Compared, Pair
from stargate.reports.version import this_version
from stargate.reports.words import count, day, plural

NAMES = ("forecast", "promised date", "promise + median slip", "plain hazard over slip")
_WORTH = 0.005  # a share below which nothing is said to be better or worse


@dataclass(frozen=True)
class Row:
    """One pair of days, or all together."""

    name: str  #: the two days
    window: float  #: [months]
    projects: int  #: forecast
    finished: int  #: of them, in the window
    before: float  #: share before P10
    within: float  #: share from P10 to P90
    after: float  #: share after P90
    finished_within: float | None  #: share from P10 to P90 of those that finished in the window
    crps: list[float]  #: forecast and baselines, by NAMES [months]
    interval: list[float]  #: forecast and baselines, by NAMES [months]
    notes: list[str]


@dataclass(frozen=True)
class FleetSheet:
    """Fleet total by date of one pair [GW]."""

    name: str  #: the two days
    title: str
    dates: list[str]
    actual: list[float]
    p10: list[float]
    p25: list[float]
    p50: list[float]
    p75: list[float]
    p90: list[float]
    alone10: list[float]  #: P10 without common cause
    alone90: list[float]  #: P90 without common cause
    promised: list[float]


@dataclass(frozen=True)
class Scoreboard:
    """Everything that the page of a back-test shows."""

    file: str
    title: str
    coverage_title: str
    pit_title: str
    fleet_title: str
    scores_title: str
    names: list[str]  #: forecast and baselines
    pit: list[float]  #: shares of forecasts by tenth
    total: Row
    rows: list[Row] = field(repr=False)
    fleets: list[FleetSheet] = field(repr=False)
    note: str
    version: str
    command: str


def scoreboard(found: BackTest, command: str = "") -> Scoreboard:
    """What the page shows of a back-test."""
    before, within, after = found.coverage
    total = Row(
        "All pairs", 0.0, sum(p.coverage.projects for p in found.pairs), sum(p.coverage.finished for p in found.pairs),
        before, within, after, None, _values(found.crps), _values(found.interval), [],
    )  # fmt: skip
    return Scoreboard(
        file=found.file,
        title=_title(found),
        coverage_title=f"{within:.0%} of outcomes lay from P10 to P90: {before:.0%} before, {after:.0%} after",
        pit_title=_pit_title(found),
        fleet_title=_fleet_title(found),
        scores_title=_scores_title(found),
        names=list(NAMES),
        pit=found.pit,
        total=total,
        rows=[_row(pair) for pair in found.pairs],
        fleets=[_fleet(pair) for pair in found.pairs],
        note=_NOTE,
        version=this_version(),
        command=command,
    )


_NOTE = (
    "Each forecast was made from what the records knew on its day. What was open at the end of the window counts in "
    "the coverage by the share of its remaining forecast, so that 10%, 80% and 10% are right; scores look at the "
    "window alone. The smaller a score the better: a wider range pays for its width. Forecasts of one project on "
    "several days, and of many projects under one cause, are not independent."
)


def document(found: BackTest) -> dict[str, Any]:
    """A back-test as JSON: every figure, and their means over all forecasts."""
    before, within, after = found.coverage
    return {
        "file": found.file,
        "coverage": {"before": before, "within": within, "after": after},
        "pit": found.pit,
        "crps": found.crps.rows,
        "interval_score": found.interval.rows,
        "fleet_inside": found.inside(),
        "fleet_inside_without_common_cause": found.inside(alone=True),
        "pairs": [asdict(pair) | {"wider": pair.fleet.wider} for pair in found.pairs],
    }


def table(found: BackTest) -> Any:
    """A table for the terminal."""
    from rich.table import Table

    shown = Table(title=_title(found), title_justify="left", title_style="bold", box=None, pad_edge=False)
    for name in ("\nas of", "\nscored at"):
        shown.add_column(name, no_wrap=True)
    for name in _COLUMNS:
        shown.add_column(name, justify="right", no_wrap=True)
    for pair in found.pairs:
        shown.add_row(pair.as_of, pair.score_at, *_cells(pair))
    return shown


_COLUMNS = (
    *("\nopen", "\ndone", "\n<P10", "\nheld", "\n>P90", "CRPS\n[mo]", "vs\npromise", "vs\n+ slip", "vs\nhazard"),
    *("IS\n[mo]", "vs\nhazard", "came\n[GW]", "P10 to P90\n[GW]", "if independent\n[GW]"),
)


def words(found: BackTest) -> str:
    """What the table means, below it."""
    said = [_LEGEND, _fleet_title(found) + ".", _scores_title(found) + "."]
    notes = [f"{pair.as_of}: {note}." for pair in found.pairs for note in pair.notes]
    return "\n".join([*said, *dict.fromkeys(notes)])


_LEGEND = """\
open: forecast; done: of them, finished by the second day; held: from P10 to P90 (80% is right, and 10% in each tail).
CRPS, IS (interval score): less is better, so that a wide range pays for its width. GW: finished of what was open."""


def _cells(pair: Pair) -> Iterator[str]:
    held, fleet = pair.coverage, pair.fleet
    yield from (f"{held.projects:,}", f"{held.finished:,}")
    yield from (f"{share:.0%}" for share in (held.before, held.within, held.after))
    yield f"{pair.crps.forecast:.2f}"
    yield from (f"{-pair.crps.below(name):+.0%}" for name in ("promise", "slipped", "hazard"))
    yield from (f"{pair.interval.forecast:.2f}", f"{-pair.interval.below('hazard'):+.0%}")
    yield f"{fleet.actual[-1]:.1f}"
    for band in (fleet.percentiles, fleet.alone):
        yield f"{band[0][-1]:.1f} to {band[-1][-1]:.1f}"


def _row(pair: Pair) -> Row:
    held = pair.coverage
    return Row(
        _name(pair), pair.window, held.projects, held.finished, held.before, held.within, held.after,
        held.finished_within, _values(pair.crps), _values(pair.interval), pair.notes,
    )  # fmt: skip


def _fleet(pair: Pair) -> FleetSheet:
    fleet = pair.fleet
    p10, p25, p50, p75, p90 = fleet.percentiles
    return FleetSheet(
        _name(pair), _pair_title(pair), fleet.dates, fleet.actual, p10, p25, p50, p75, p90,
        fleet.alone[0], fleet.alone[-1], fleet.promised,
    )  # fmt: skip


def _name(pair: Pair) -> str:
    return f"{day(pair.as_of)} to {day(pair.score_at)}"


def _values(score: Compared) -> list[float]:
    return list(score.rows.values())


def _title(found: BackTest) -> str:
    forecasts = sum(pair.coverage.projects for pair in found.pairs)
    said = f"{plural(forecasts, 'forecast')} of {found.file}, {plural(len(found.pairs), 'pair')} of days"
    return f"{said}: P10 to P90 held {found.coverage[1]:.0%}"


def _pit_title(found: BackTest) -> str:
    low, high = min(found.pit), max(found.pit)
    return f"Outcomes fell into the tenths of their forecasts with shares of {low:.0%} to {high:.0%}; 10% each is right"


def _fleet_title(found: BackTest) -> str:
    inside, alone = (sum(pair.fleet.inside(each) for pair in found.pairs) for each in (False, True))
    if len(found.pairs) == 1:
        return _pair_title(found.pairs[0])
    said = f"The fleet total ended from P10 to P90 in {count(inside)} of {count(len(found.pairs))} pairs"
    return f"{said}; with projects taken as independent, in {count(alone)}"


def _pair_title(pair: Pair) -> str:
    fleet = pair.fleet
    (low, high), (least, most) = ((band[0][-1], band[-1][-1]) for band in (fleet.percentiles, fleet.alone))
    came = f"{fleet.actual[-1]:.1f} GW had finished by {day(pair.score_at)}"
    where = "inside" if fleet.inside() else "outside"
    times = f"{fleet.wider:.1f} times as wide as {least:.1f} to {most:.1f} GW for independent projects"
    return f"{came}, {where} the forecast's {low:.1f} to {high:.1f} GW, {times}"


def _scores_title(found: BackTest) -> str:
    crps, interval = (
        [score.below(name) for name in ("promise", "slipped", "hazard")] for score in (found.crps, found.interval)
    )
    promise, slipped, hazard = map(_against, crps)
    said = f"CRPS is {promise} the promised date's, {slipped} that of promise and slip, {hazard} a plain hazard's"
    return f"{said}; its interval score is {_against(interval[2])} that hazard's"


def _against(share: float) -> str:
    if abs(share) < _WORTH:
        return "level with"
    return f"{abs(share):.0%} {'below' if share > 0 else 'above'}"
