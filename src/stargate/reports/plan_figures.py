"""Figures of a chosen plan: where, when, how much by year, powered how, paid with what."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from stargate.planning.built import Campus
from stargate.planning.check import building_paid
from stargate.planning.problem import QUARTERS
from stargate.planning.result import Chosen
from stargate.reports.by_year import ByYear, Column, Trace, shown
from stargate.reports.panels import Begun, Gantt, GanttRow, Panel, Spot, SpotMap, chosen, one, significant
from stargate.reports.words import listed, plural

_FILLS = ("closed", "committed", "said", "unknown", "hatched", "striped", "dotted")
_NAMED = 5  # campuses with a column of their own; more hide each other
_BILLION = 1e3  # USD m
_LITTLE = 1e-4


def _row(values: Mapping[int, float]) -> list[float]:
    return [significant(value) for value in values.values()]


def name_of(found: Chosen, site: str) -> str:
    """What a campus or prospect is called."""
    contents = found.given.programme.contents
    return (contents.sites.get(site) or contents.prospects[site]).name


def sites_map(found: Chosen) -> SpotMap:
    """All sites: what runs in the last year, of what could stand there."""
    problem, contents = found.problem, found.given.programme.contents
    built = {campus.site: campus for campus in found.sites}
    last = problem.first_year + problem.years - 1
    room = np.zeros(len(problem.sites))
    np.add.at(room, problem.blocks.site, problem.blocks.most * problem.blocks.it_power)
    spots = []
    for at, name in enumerate(problem.sites):
        place = contents.sites.get(name) or contents.prospects[name]
        runs = built[name].it_power[last] if name in built else 0.0
        whole = max(runs, float(room[at] + problem.shell[at].max()))
        spots.append(
            Spot(
                id=name,
                name=place.name,
                state=place.state,
                latitude=place.latitude.p50,
                longitude=place.longitude.p50,
                value=significant(runs),
                low=None,
                high=None,
                whole=significant(whole),
                said=_said(built.get(name)),
            )
        )
    chosen_ones = sum(campus.new for campus in found.sites)
    rejected = sum(name not in built for name in problem.sites)
    return SpotMap(
        id="sites",
        title=f"{plural(chosen_ones, 'prospect')} chosen, {rejected} left",
        subtitle=f"IT GW that runs in {last} (filled) of what could stand there (ring)",
        note="Areas to scale. An empty ring is a site that the plan leaves.",
        unit="IT GW",
        spots=spots,
    )


def _said(campus: Campus | None) -> str:
    if campus is None:
        return "The plan builds nothing here."
    ways = [way.replace("bridge.", "rented ").replace("_", " ") for way in campus.power]
    begun = f"Begun {campus.starts[0].begun} to {campus.starts[-1].begun}. " if campus.starts else ""
    return f"{begun}Power: {listed(ways) if ways else 'none'}."


def gantt(found: Chosen) -> Gantt:
    """Phases by block: when the plan begins them and has their full load, beside the announced dates."""
    problem = found.problem
    both = (found.choice.starts, found.given.announced[1])
    rows = []
    for block, name in enumerate(problem.blocks.names):
        planned, announced = (_begun(found, block, np.diff(starts[block], prepend=0)) for starts in both)
        if planned or announced:
            site = problem.sites[problem.blocks.site[block]]
            part = name.rpartition(".")[2].replace("_", " ") if name.startswith("sites.") else ""
            size = f"{1e3 * problem.blocks.it_power[block]:,.0f} MW"
            rows.append(GanttRow(name_of(found, site), part or f"phases of {size}", planned, announced))
    moved = sum(bool(row.announced) and not row.planned for row in rows)
    left = f"; {plural(moved, 'announced phase')} not built" if moved else ""
    return Gantt(
        id="schedule",
        title=f"{plural(sum(p.count for row in rows for p in row.planned), 'phase')} begun{left}",
        subtitle="From the start of building to full load (line and dot), beside the announced date (red mark)",
        note="Every date at its median. Campuses under way are not shown: nothing of them is open to the plan.",
        first=problem.first_year,
        last=problem.first_year + problem.years,
        rows=sorted(rows, key=lambda row: min(p.begin for p in (*row.planned, *row.announced))),
    )


def _begun(found: Chosen, block: int, starts: np.ndarray) -> list[Begun]:
    first, lag = found.problem.first_year, int(found.problem.blocks.lag[block])
    return [
        Begun(first + int(q) / QUARTERS, first + (int(q) + lag) / QUARTERS, int(starts[q]))
        for q in np.flatnonzero(starts)
    ]


def it_power(found: Chosen) -> ByYear:
    """IT load by campus and year, against the announced plan and the target."""
    numbers, years = found.summary, list(found.summary.it_power)
    new = sorted((c for c in found.sites if c.new), key=lambda c: -max(c.it_power.values()))
    named, others = new[:_NAMED], new[_NAMED:]
    there = [c for c in found.sites if not c.new]
    columns = [
        Column("Campuses that stand", "closed", _sum(there, years)),
        *(
            Column(name_of(found, campus.site), fill, _row(campus.it_power))
            for campus, fill in zip(named, _FILLS[1:], strict=False)
        ),
        Column(plural(len(others), "other"), _FILLS[-1], _sum(others, years)),
    ]
    announced = {year: said for year, (_, said) in found.against_announced.it_power.items() if said is not None}
    traces = [Trace("Announced plan", "announced", _row(announced), [], [])] if len(announced) == len(years) else []
    traces += [Trace("Target", "plain", _asked(numbers.target), [], [])] if numbers.target else []
    note = "Mean of each year. The announced plan has the chips and power that are best for its dates."
    return ByYear(
        id="it-power",
        title=f"IT load rises to {max(numbers.it_power.values()):.3g} GW",
        subtitle="IT GW that runs by year, by campus",
        note=note if traces else "Mean of each year. The announced plan breaks limits, so that it has no numbers.",
        unit="IT GW",
        years=[str(year) for year in years],
        columns=shown(columns),
        traces=traces,
    )


def _asked(target: Mapping[int, float]) -> list[Any]:
    """A target by year; None where there is none."""
    return [value or None for value in _row(target)]


def _sum(campuses: list[Campus], years: list[int]) -> list[float]:
    return [significant(sum(campus.it_power[year] for campus in campuses)) for year in years]


def power(found: Chosen) -> ByYear:
    """Power capacity by technology and year."""
    years = list(found.summary.it_power)
    total: dict[str, list[float]] = {}
    for campus in found.sites:
        for way, row in campus.power.items():
            before = total.setdefault(way, [0.0] * len(years))
            total[way] = [a + b for a, b in zip(before, row.values(), strict=True)]
    most = sorted(total, key=lambda way: -max(total[way]))
    kept, rest = most[: len(_FILLS) - 1], most[len(_FILLS) - 1 :]
    columns = [
        Column(_way(way), fill, list(map(significant, total[way]))) for way, fill in zip(kept, _FILLS, strict=False)
    ]
    if rest:
        summed = [significant(sum(values)) for values in zip(*(total[way] for way in rest), strict=True)]
        columns.append(Column("Others", _FILLS[-1], summed))
    lead = f"{_way(most[0])} is the largest part of power" if most else "No power is bought"
    return ByYear(
        id="power",
        title=lead,
        subtitle="Generation and grid GW by year, what is committed included",
        note="Capacity, not energy; a battery counts by its power.",
        unit="GW",
        years=[str(year) for year in years],
        columns=shown(columns),
        traces=[],
    )


def _way(option: str) -> str:
    words = option.replace("_", " ")
    rented = words.startswith("bridge.")
    words = words.removeprefix("bridge.")
    return f"{words[:1].upper()}{words[1:]}{', rented' if rented else ''}"


def capital(found: Chosen) -> Iterator[Panel]:
    """Money spent by year; of each fund, what is spent so far against what has come."""
    problem, spent = found.problem, found.summary.capital
    years = [str(year) for year in found.summary.it_power]
    columns = [
        Column(kind.capitalize(), fill, [round(value / _BILLION, 3) for value in row.values()])
        for (kind, row), fill in zip(spent.items(), _FILLS, strict=False)
    ]
    total = sum(sum(row.values()) for row in spent.values()) / _BILLION
    yield one(
        ByYear(
            id="capital",
            title=f"USD {total:,.3g} bn are spent",
            subtitle="Capital by year, as it is paid, nominal",
            note="Upkeep and energy are no part of it.",
            unit="USD bn",
            years=years,
            columns=shown(columns),
            traces=[],
        ),
        narrow=True,
    )
    if drawn := {name: _fund(found, at, years) for at, name in enumerate(problem.funds.names) if _comes(found, at)}:
        yield chosen("Fund", drawn)


def _comes(found: Chosen, fund: int) -> bool:
    return bool(np.isfinite(found.problem.funds.inflow[fund]).all())


def _fund(found: Chosen, fund: int, years: list[str]) -> ByYear:
    """What draws on a fund so far, against what has come of it."""
    problem, spent = found.problem, found.summary.capital
    funds = problem.funds
    title = found.given.programme.contents.limits[funds.names[fund]].title
    parts = {kind: (funds.compute if kind == "chips" else funds.construction)[fund] for kind in spent}
    waits = building_paid(problem, found.choice, problem.blocks.drawn).reshape(-1, QUARTERS).sum(axis=1)
    paid = {kind: waits if kind == "building" else np.array(list(row.values())) for kind, row in spent.items()}
    drawn = {kind: np.cumsum(parts[kind] * row) / _BILLION for kind, row in paid.items()}
    come = np.cumsum(funds.inflow[fund].reshape(-1, QUARTERS).sum(axis=1)) / _BILLION
    used = sum(values[-1] for values in drawn.values())
    return ByYear(
        id="fund",
        title=f"{title}: {used:,.3g} of USD {come[-1]:,.3g} bn are drawn",
        subtitle="Drawn so far by what it is for, against what has come so far",
        note="What is not spent is kept. Where the columns reach the line, money is what limits the plan.",
        unit="USD bn",
        years=years,
        columns=shown(
            [
                Column(kind.capitalize(), fill, [round(float(value), 3) for value in values])
                for (kind, values), fill in zip(drawn.items(), _FILLS, strict=False)
            ]
        ),
        traces=[Trace("Has come", "plain", [round(float(value), 3) for value in come], [], [])],
    )
