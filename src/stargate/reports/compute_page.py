"""The page of compute: what a programme computes in its futures, who is short of it, and what it costs."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float

from stargate.compute.demand import Capacity
from stargate.computing.chip_cost import ChipCosts, cost_of_chips
from stargate.computing.fleet import Fleet
from stargate.futures.result import Futures
from stargate.programme.equipped import known
from stargate.quantity.figure import Figure
from stargate.reports.compute_cost import cost_panels
from stargate.reports.compute_demand import amount, run_panels, supply_panels
from stargate.reports.computing import Computed
from stargate.reports.outlook import Number
from stargate.reports.panels import (
    Panel,
    PanelPage,
    Point,
    Timeline,
    chosen,
    cited,
    cropped,
    eighty,
    line,
    one,
    significant,
    within,
)
from stargate.reports.resting import resting_on
from stargate.reports.standing import ahead, confidence
from stargate.reports.version import this_version
from stargate.reports.words import chance, listed, plural
from stargate.reports.words import power as power_text

if TYPE_CHECKING:
    from stargate.computing.cost import ComputeCost

MILLION = 1e6
_H100E = (
    "An H100e is a dense 8-bit peak of 1.979 PFLOP/s. Each building fills with accelerators as it takes load; what "
    "they draw and compute, when they ship and how long they last is drawn in every future."
)


def compute_page(found: Computed, cost: "ComputeCost | None" = None, command: str = "") -> PanelPage:
    """What the page of a programme's compute shows; `cost` where it was financed."""
    fleet = found.fleet
    programme, year = fleet.futures.programme, fleet.futures.plan.due_year
    panels = [_capacity(fleet, year)]
    panels += [] if found.allocation is None else supply_panels(found.allocation, end_of(fleet.futures, year), year)
    panels += [one(_density(fleet, year), narrow=True)]
    panels += [] if found.largest is None else run_panels(found.largest, end_of(fleet.futures, year), year)
    panels += cost_panels(cost, _chips(fleet.futures) if cost is None else cost.chips, fleet.chips)
    return PanelPage(
        programme=programme.name,
        scenario=programme.scenario.title,
        as_of=programme.as_of,
        futures=fleet.n,
        seed=fleet.futures.seed,
        kind="compute",
        about="What it computes, who is short, what it costs",
        title=_title(found, year),
        lede=_lede(fleet),
        numbers=list(_numbers(found, cost, year)),
        panels=panels,
        resting=resting_on(programme, _figures(found), "Accelerators, demand and use as they are written"),
        notes=[*confidence(programme), *ahead(programme), *_notes(found)],
        version=this_version(),
        command=command,
    )


def end_of(futures: Futures, year: int) -> int:
    """Where the last month of a year stands among the months of some futures, the last where they end before."""
    return next((i for i, day in enumerate(futures.time) if str(day) >= f"{year}-12-31"), len(futures.time) - 1)


def _short(value: float) -> str:
    return f"{float(f'{value:.2g}'):,.0f}"


def _spread(fleet: Fleet, values: Float[np.ndarray, "row *rest"]) -> np.ndarray:
    return fleet.percentiles(values, (10, 50, 90))


def _total(fleet: Fleet, site: str) -> Float[np.ndarray, "row month"]:
    """H100 equivalents of a campus, or of all where empty, each computed once."""
    return fleet.h100e[fleet.sites.index(site)] if site else fleet.h100e.sum(axis=0)


def _at(fleet: Fleet, year: int, site: str = "") -> tuple[float, float, float]:
    """P10, P50 and P90 of H100 equivalents at the end of a year."""
    low, middle, high = _spread(fleet, _total(fleet, site)[:, end_of(fleet.futures, year)]).tolist()
    return low, middle, high


def _title(found: Computed, year: int) -> str:
    said = f"At the end of {year} the median future computes with {amount(_at(found.fleet, year)[1])} H100e"
    if found.allocation is None or not found.many:
        return said
    share = float(found.allocation.chance()[end_of(found.fleet.futures, year)])
    return f"{said}; somebody is short of compute in {chance(share)} of futures"


def _lede(fleet: Fleet) -> str:
    campuses, phases = plural(len(fleet.sites), "campus", "campuses"), plural(len(fleet.phases), "phase")
    words = [f"{plural(fleet.n, 'future')} of {campuses} and {phases} whose accelerators are known or assumed"]
    if fleet.left_out:
        words.append(
            f"{plural(len(fleet.left_out), 'phase')} of the programme {'is' if len(fleet.left_out) == 1 else 'are'} "
            "left out: what is said here is of the others alone"
        )
    words.append("Demand rests on [assumed] paces, and what is said of named firms on what they or others published")
    return ". ".join(words) + "."


def _numbers(found: Computed, cost: "ComputeCost | None", year: int) -> Iterator[Number]:
    """The strip below the title."""
    fleet = found.fleet
    at = end_of(fleet.futures, year)
    for when in (year, year + 2):
        if end_of(fleet.futures, when) < len(fleet.futures.time) - 1:
            low, middle, high = _at(fleet, when)
            yield Number(f"H100e at the end of {when}", amount(middle), eighty(amount(low), amount(high)), "model", "")
    power = fleet.it_power.sum(axis=0)
    low, middle, high = _spread(fleet, power[:, at]).tolist()
    detail = eighty(power_text(low), power_text(high), f"at the end of {year}")
    yield Number("IT load that computes", power_text(middle), detail, "model", "")
    low, middle, high = _spread(fleet, _per_power(fleet)[:, at]).tolist()
    detail = eighty(f"{low:,.0f}", f"{high:,.0f}", f"at the end of {year}")
    yield Number("H100e of an IT MW", f"{middle:,.0f}", detail, "model", "")
    if found.allocation is not None and found.many:
        share = float(found.allocation.chance()[at])
        yield Number(
            "Chance that somebody is short", chance(share), f"at the end of {year}; demand [assumed]", "gap", ""
        )
    if found.largest is not None:
        low, middle, high = found.largest.percentiles(found.largest.joined)[:, at].tolist()
        detail = eighty(_short(low), _short(high), f"all campuses joined, by the end of {year}")
        yield Number("Largest training run", f"{_short(middle)} YFLOP", detail, "model", "")
    if cost is not None and np.isfinite((spread := cost.range(cost.per_h100e_hour)).p90):
        detail = eighty(f"{spread.p10:.2f}", f"{spread.p90:.2f}", "levelised, before lenders and tax")
        yield Number("Cost of an H100e-hour", f"USD {spread.p50:.2f}", detail, "model", "")


def _capacity(fleet: Fleet, year: int) -> Panel:
    """H100 equivalents by month, of all campuses with what others have, and of each."""
    futures, named = fleet.futures, fleet.futures.programme.contents.sites
    every, points = _of_campus(fleet, "", "All campuses", year), list(_published(futures))
    if points:
        note = f"{every.note} Points: compute that others were published to have, and the programme's offtakers in all."
        every = replace(every, note=note, points=points)
    each = {named[site].name: _of_campus(fleet, site, named[site].name, year) for site in fleet.sites}
    return chosen(
        "Campus", {"All campuses": cropped(every)} | ({n: cropped(f) for n, f in each.items()} if len(each) > 1 else {})
    )


def _of_campus(fleet: Fleet, site: str, name: str, year: int) -> Timeline:
    low, middle, high = _at(fleet, year, site)
    return Timeline(
        id="h100e",
        title=f"{name}: {amount(middle)} H100e at the end of {year}{within(amount(low), amount(high))}",
        subtitle="H100 equivalents by month, in millions: median and 80% of futures"
        + ("" if site else "; each step is ten times the one below"),
        note=_H100E,
        unit="million H100e",
        log=not site,
        start=str(fleet.futures.time[end_of(fleet.futures, year)]),
        days=[str(day) for day in fleet.futures.time],
        traces=[line("Median future", "model", _spread(fleet, _total(fleet, site)) / MILLION)],
        points=[],
    )


def _published(futures: Futures) -> Iterator[Point]:
    """What others, and the programme's own offtakers in all, were published to have."""
    demand = futures.programme.contents.demand
    if demand is None:
        return
    for capacity in (*demand.rivals.values(), *([demand.elsewhere] if demand.elsewhere else [])):
        yield from (_point(futures, capacity, day, figure) for day, figure in capacity.h100e.items() if known(figure))


def _point(futures: Futures, capacity: Capacity, day: str, figure: Figure) -> Point:
    low, high = (None, None) if figure.p10 == figure.p90 else (figure.p10 / MILLION, figure.p90 / MILLION)
    value = significant(figure.p50 / MILLION)
    return Point(capacity.title, day, value, low, high, "plain", figure.assumed, cited(futures.programme, figure))


def _per_power(fleet: Fleet) -> Float[np.ndarray, "row month"]:
    power = fleet.it_power.sum(axis=0)
    return np.divide(fleet.total(), power, out=np.zeros_like(power), where=power > 0)


def _density(fleet: Fleet, year: int) -> Timeline:
    """H100 equivalents of an IT MW that runs."""
    spread = _spread(fleet, _per_power(fleet))
    at, first = end_of(fleet.futures, year), int(np.argmax(spread[0] > 0))
    return cropped(
        Timeline(
            id="density",
            title=f"An IT MW computes {spread[1, first]:,.0f} H100e at first and {spread[1, at]:,.0f} at the end of "
            f"{year}",
            subtitle="H100e of an IT MW that runs, all campuses together: median and 80% of futures",
            note="Compute is no constant times IT MW: each future has its own accelerators, in the order in which "
            "they ship, and their successors.",
            unit="H100e/IT MW",
            log=False,
            start=str(fleet.futures.time[at]),
            days=[str(day) for day in fleet.futures.time[first:]],
            traces=[line("Median future", "model", spread[:, first:])],
            points=[],
        )
    )


def _figures(found: Computed) -> Iterator[Figure]:
    """What it rests on: accelerators, then what is said of demand, runs and use."""
    yield from found.fleet.drawn.figures
    for figure in found.fleet.futures.programme.figures.values():
        if figure.known and figure.address.startswith(("demand.", "workload.", "products.", "make_or_buy.")):
            yield figure


def _chips(futures: Futures) -> ChipCosts | None:
    """What chips cost on a campus of one's own; None where the programme says nothing of one."""
    return None if futures.programme.contents.make_or_buy is None else cost_of_chips(futures)


def _notes(found: Computed) -> Iterator[str]:
    contents = found.fleet.futures.programme.contents
    why: dict[str, list[str]] = {}
    for address, reason in found.fleet.left_out.items():
        why.setdefault(reason, []).append(contents.sites[address.split(".")[1]].name)
    for reason, names in why.items():
        counted = [f"{name} ({plural(names.count(name), 'phase')})" for name in dict.fromkeys(names)]
        yield f"Left out, because {reason}: {listed(counted)}."
    yield from (reason.partition("\n")[0] + "." for reason in found.missing)
    if not found.many:
        yield "One future alone has no range: it stands for itself."
    said = "what is said of named firms follows from these, and is no statement of theirs"
    yield f"Forecasts conditional on the figures listed here: {said}."
