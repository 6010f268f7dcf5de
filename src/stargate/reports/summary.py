"""The outlook in short: what a program or a script wants of a run."""

from dataclasses import asdict
from typing import Any

from stargate.reports.outlook import Outlook, View


def summary(told: Outlook) -> dict[str, Any]:
    """The numbers of an outlook without its series and evidence."""
    return {
        "programme": told.programme,
        "as_of": told.as_of,
        "seed": told.seed,
        "stargate": told.version,
        "inputs": told.digest,
        "command": told.command,
        "figures": {"total": told.evidence.total, "assumed": told.evidence.assumed, "disputed": told.evidence.disputes},
        "not_yet_known": [unknown.address for unknown in told.evidence.knowledge.not_yet_known],
        "caveats": told.caveats,
        "scenarios": {view.id: _view(view, told.time) for view in told.views},
    }


def _view(view: View, time: list[str]) -> dict[str, Any]:
    rows = view.timetable.rows
    return {
        "title": view.title,
        "as_of": view.as_of,
        "futures": view.futures,
        "headline": view.headline,
        "energised_now_it_mw": view.fan.energised_now,
        "gap": asdict(view.gap),
        "effective_futures": view.worth,
        "standard_error_it_mw": dict(zip(("p10", "p50", "p90"), view.errors, strict=True)),
        "energised_it_mw_at_year_end": {
            "phases_announced_with_a_date": _year_ends({"announced": view.fan.announced} | view.fan.bands, time),
            "all_phases": _year_ends(view.fan.everything, time),
        },
        "targets": [asdict(target) for target in view.targets],
        "phases": {
            row.address: {
                "it_mw": row.it_power,
                "announced": row.announced,
                "announced_chance": row.announced_chance,
                "observed": row.observed,
                "p10": row.p10,
                "p50": row.p50,
                "p90": row.p90,
                "never": row.never,
                "held_by": {hold.address: hold.share for hold in row.holds},
            }
            for row in rows
        },
        "moves": [asdict(row) for row in view.causes.rows],
        "capital_usd_bn": {
            "need": view.money.need,
            "not_raised": view.money.not_raised,
            "pledges": [asdict(pledge) for pledge in view.money.pledges],
        },
        "joint_confidence": _joint(view),
        "calibration": [asdict(row) for row in view.calibration],
    }


def _joint(view: View) -> dict[str, Any] | None:
    """Cost and date that are kept together, without the futures drawn."""
    return view.joint and {
        name: value for name, value in asdict(view.joint).items() if name not in ("note", "subtitle", "costs", "days")
    }


def _year_ends(series: dict[str, list[float]], time: list[str]) -> dict[str, dict[str, float]]:
    said = [name for name in ("announced", "p10", "p50", "p90") if name in series]
    return {day[:4]: {name: series[name][i] for name in said} for i, day in enumerate(time) if day.endswith("-12-31")}
