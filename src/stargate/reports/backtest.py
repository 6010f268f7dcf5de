"""What a back-test says: a table, a page, a file."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from itertools import accumulate, pairwise
from typing import Any

from stargate.history.backtest import BackTest, Compared, Pair
from stargate.reports.version import this_version
from stargate.reports.words import count, day, plural

NAMES = ("forecast", "promise", "promise and slip", "plain hazard")
_WORTH = 0.005  # a share below which nothing is said to be better or worse


@dataclass(frozen=True)
class BarRow:
    """A row of bars."""

    name: str
    strong: bool
    parts: list[dict[str, Any]]  #: from, to, text, and whether it stands for the forecast


@dataclass(frozen=True)
class Bars:
    """A figure of bars, and the numbers behind it."""

    id: str
    title: str
    subtitle: str
    label: str  #: what it shows, for who cannot see it
    rows: list[BarRow]
    most: float  #: the end of the scale
    marks: list[float]  #: what would be right
    table: dict[str, list[Any]]  #: columns and rows


@dataclass(frozen=True)
class FleetSheet:
    """Fleet total by date of one pair [GW]."""

    name: str  #: the two days
    title: str
    dates: list[str]
    came: list[float]
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
    fleet_title: str
    fleets: list[FleetSheet] = field(repr=False)
    bars: list[Bars] = field(repr=False)
    notes: list[str]
    version: str
    command: str


def scoreboard(found: BackTest, command: str = "") -> Scoreboard:
    """What the page shows of a back-test."""
    return Scoreboard(
        file=found.file,
        title=_title(found),
        fleet_title=_fleet_title(found),
        fleets=[_fleet(pair, alone=len(found.pairs) == 1) for pair in found.pairs],
        bars=[_coverage(found), _tenths(found), _scores(found)],
        notes=[_NOTE, *_notes(found)],
        version=this_version(),
        command=command,
    )


_NOTE = (
    "Each forecast was made from what the records knew on its day. What was open at the end of the window counts in "
    "the coverage by the share of its remaining forecast, so that 10%, 80% and 10% are right; scores look at the "
    "window alone. The smaller a score the better: a wider range pays for its width. Forecasts of one project on "
    "several days, and of many projects under one cause, are not independent. If independent (alone): the same "
    "forecasts without the cause that all share."
)


def _coverage(found: BackTest) -> Bars:
    pairs = {_name(pair): _shares(pair) for pair in found.pairs}
    shown = {_ALL: found.coverage} | pairs if len(pairs) > 1 else pairs
    before, within, after = found.coverage
    rows = [BarRow(name, name == _ALL, _stacked(shares)) for name, shares in shown.items()]
    return Bars(
        "coverage", f"{within:.0%} of outcomes lay from P10 to P90: {before:.0%} before, {after:.0%} after",
        "Shares of projects before P10, from P10 to P90, and after P90; 10%, 80% and 10% are right", _read_out(rows),
        rows, 1.0, [0.1, 0.9], _coverage_table(found),
    )  # fmt: skip


_ALL = "All pairs"


def _shares(pair: Pair) -> tuple[float, float, float]:
    return pair.coverage.before, pair.coverage.within, pair.coverage.after


def _stacked(shares: Sequence[float]) -> list[dict[str, Any]]:
    ends = [0.0, *accumulate(shares)]
    return [_part(a, b, f"{b - a:.0%}", i == 1) for i, (a, b) in enumerate(pairwise(ends))]


def _part(begin: float, end: float, text: str, held: bool) -> dict[str, Any]:
    return {"from": begin, "to": end, "text": text, "held": held}


def _read_out(rows: list[BarRow]) -> str:
    return "; ".join(f"{row.name}: {', '.join(part['text'] for part in row.parts)}" for row in rows)


def _coverage_table(found: BackTest) -> dict[str, list[Any]]:
    columns = [
        *("As of", "Scored at", "Window [months]", "Open", "Finished", "Before P10 [%]", "P10 to P90 [%]"),
        *("After P90 [%]", "P10 to P90, of the finished [%]", "Before P10, of those whose P10 came [%]"),
        "After P90, of those whose P90 came [%]",
    ]
    rows = [
        [
            pair.as_of, pair.score_at, round(pair.window, 1), held.projects, held.finished, _percent(held.before),
            _percent(held.within), _percent(held.after), _percent(held.finished_within), _percent(held.decided_before),
            _percent(held.decided_after),
        ]
        for pair in found.pairs
        for held in [pair.coverage]
    ]  # fmt: skip
    return {"columns": columns, "rows": rows}


def _percent(share: float | None) -> float | None:
    return None if share is None else round(100 * share, 1)


def _tenths(found: BackTest) -> Bars:
    names = ["Before P10", *(f"P{10 * i} to P{10 * i + 10}" for i in range(1, len(found.pit) - 1)), "After P90"]
    rows = [
        BarRow(name, False, [_part(0.0, share, f"{share:.0%}", True)])
        for name, share in zip(names, found.pit, strict=True)
    ]
    return Bars(
        "tenths", _pit_title(found), "Share of outcomes by the tenth of its forecast in which each came: PIT histogram",
        _read_out(rows), rows, max(0.2, *found.pit), [0.1],
        {"columns": ["Tenth", "Outcomes [%]"], "rows": [[row.name, _percent(row.parts[0]["to"])] for row in rows]},
    )  # fmt: skip


def _scores(found: BackTest) -> Bars:
    """CRPS and interval score as shares of the promised date's, whose own are 100%."""
    rows = []
    for title, score in (("CRPS", found.crps), ("Interval", found.interval)):
        values = _values(score)
        for name, value in zip(NAMES, values, strict=True):
            own = name == NAMES[0]
            rows.append(BarRow(f"{title}, {name}", own, [_part(0.0, value / max(values), f"{value:.2f}", own)]))
    columns = [f"{title}, {name} [months]" for title in ("CRPS", "Interval score") for name in NAMES]
    numbers = [
        [pair.as_of, pair.score_at, *(round(value, 3) for value in (*_values(pair.crps), *_values(pair.interval)))]
        for pair in found.pairs
    ]
    return Bars(
        "scores", _scores_title(found), "Mean score over projects within the window, in months; less is better",
        _read_out(rows), rows, 1.0, [], {"columns": ["As of", "Scored at", *columns], "rows": numbers},
    )  # fmt: skip


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
    return "\n".join([*said, *_notes(found)])


def _notes(found: BackTest) -> list[str]:
    return list(dict.fromkeys(f"{pair.as_of}: {note}." for pair in found.pairs for note in pair.notes))


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


def _fleet(pair: Pair, alone: bool) -> FleetSheet:
    fleet = pair.fleet
    p10, p25, p50, p75, p90 = fleet.percentiles
    series = (fleet.actual, p10, p25, p50, p75, p90, fleet.alone[0], fleet.alone[-1], fleet.promised)
    title = f"GW of the projects that were open on {day(pair.as_of)}, by date" if alone else _pair_title(pair)
    return FleetSheet(_name(pair), title, fleet.dates, *([round(value, 3) for value in values] for values in series))


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
