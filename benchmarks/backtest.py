"""Back-testing.

`sg.backtest` on records of ERCOT's interconnection queue (`benchmarks/_ercot.py`): each project forecast from what the
monthly reports knew, scored by what later ones say. Times in months, totals in generation MW of the projects that were
open when the forecast was made. CRPS and interval score look at the window alone; less is better. Where the reference
data are not present, there is nothing to measure.
"""

import tempfile
from pathlib import Path

import numpy as np
from _ercot import DATA, FINISHED, records
from _measured import Table, cpu_seconds

import stargate as sg
from stargate.history.backtest import BackTest, Pair

DAYS = [f"{year}-{end}" for year in (2020, 2021) for end in ("03-31", "06-30", "09-30", "12-31")]
DAYS = ["2019-12-31", *DAYS]
ENDS = ["2020-06-30", "2020-12-31", "2021-06-30", "2021-12-31", "2022-06-30", "2022-12-31"]
NAMED = [("2019-12-31", "2021-12-31"), ("2020-12-31", "2022-12-31"), ("2021-06-30", "2022-12-31")]
WINDOWS = [(0, 9), (9, 15), (15, 21), (21, 27), (27, 37)]  # [months]
EVENTS = [name for name in FINISHED if name != "energised"]  # first power is either of the two


def tables() -> list[Table]:
    if not DATA.is_dir():
        return [Table(("reference data",), [("not present",)])]
    with tempfile.TemporaryDirectory() as folder:
        files = {event: _file(Path(folder), event) for event in EVENTS}
        found = {event: sg.backtest(file, DAYS, ENDS) for event, file in files.items()}
        file = files["first power"]
        cost = cpu_seconds(lambda: sg.backtest(file, "2020-12-31", "2022-12-31"), repeats=3)
    cost_table = Table(("one pair of days", "CPU [s]"), [("first power, 2020-12-31 to 2022-12-31", cost)])
    return [_named(found), _windows(found), cost_table]


def _file(folder: Path, event: str) -> Path:
    path = folder / f"{event}.csv"
    records(event).to_csv(path, index=False, date_format="%Y-%m-%d")
    return path


def _named(found: dict[str, BackTest]) -> Table:
    """Three pairs of days, each beside the baselines."""
    columns = (
        *("finished", "as of, scored at", "open", "done", "<P10", "held", ">P90", "CRPS", "vs promise", "vs + slip"),
        *("vs hazard", "interval score", "vs hazard", "came [GW]", "P10 to P90 [GW]", "if independent [GW]"),
    )
    rows = [
        (event, f"{pair.as_of}, {pair.score_at}", *_row(pair))
        for event, test in found.items()
        for pair in test.pairs
        if (pair.as_of, pair.score_at) in NAMED
    ]
    return Table(columns, rows)


def _row(pair: Pair) -> tuple[str, ...]:
    held, fleet = pair.coverage, pair.fleet
    return (
        *(str(held.projects), str(held.finished)),
        *(f"{share:.0%}" for share in (held.before, held.within, held.after)),
        f"{pair.crps.forecast:.2f}",
        *(f"{-pair.crps.below(name):+.0%}" for name in ("promise", "slipped", "hazard")),
        *(f"{pair.interval.forecast:.2f}", f"{-pair.interval.below('hazard'):+.0%}", f"{fleet.actual[-1]:.1f}"),
        *(f"{band[0][-1]:.1f} to {band[-1][-1]:.1f}" for band in (fleet.percentiles, fleet.alone)),
    )


def _windows(found: dict[str, BackTest]) -> Table:
    """All pairs, by the length of their windows, and together."""
    columns = (
        *(
            "finished",
            "window [months]",
            "pairs",
            "<P10",
            "held",
            ">P90",
            "CRPS",
            "promise",
            "promise + slip",
            "hazard",
        ),
        *("interval score", "promise", "promise + slip", "hazard", "fleet inside", "if independent"),
        *("fleet interval score [GW]", "if independent", "hazard"),
    )
    rows = []
    for event, test in found.items():
        for low, high in [*WINDOWS, (0, 99)]:
            pairs = [pair for pair in test.pairs if low <= pair.window < high]
            name = "all" if high == 99 else f"{min(p.window for p in pairs):.0f} to {max(p.window for p in pairs):.0f}"
            rows.append((event, name, str(len(pairs)), *_pooled(BackTest(test.file, pairs))))
    return Table(columns, rows)


def _pooled(found: BackTest) -> tuple[str, ...]:
    fleets = [(pair.fleet_score.forecast, pair.fleet_score_alone, pair.fleet_score.hazard) for pair in found.pairs]
    return (
        *(f"{share:.0%}" for share in found.coverage),
        *(f"{value:.2f}" for score in (found.crps, found.interval) for value in score.rows.values()),
        *(f"{found.inside(alone):.0%}" for alone in (False, True)),
        *(f"{value:.1f}" for value in np.mean(fleets, axis=0)),
    )
