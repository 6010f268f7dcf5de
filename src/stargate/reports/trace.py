"""Follows one figure: from its line in a file through the network to every table it moves."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from stargate.futures.capital import capital
from stargate.futures.capital import figures as capital_figures
from stargate.futures.moves import own_numbers
from stargate.futures.quantiles import mean
from stargate.futures.result import Futures
from stargate.programme.catalogue import catalogue, classes_behind
from stargate.programme.knowledge import full
from stargate.programme.model import Risk
from stargate.programme.plan import PlannedPhase
from stargate.programme.programme import Programme
from stargate.quantity.figure import Figure
from stargate.quantity.notation import ASSUMED, date_text
from stargate.reports.causes import name_of
from stargate.reports.shared import in_words, waiting
from stargate.reports.words import month, plural


@dataclass(frozen=True)
class Moved:
    """A number of a table, in the tenth of futures where the figure is smallest and where it is largest."""

    table: str  #: which table
    row: str  #: which row of it
    low: str  #: its mean where the figure is smallest
    high: str  #: its mean where the figure is largest
    difference: float  #: of the two
    error: float  #: Monte Carlo standard error of that


@dataclass(frozen=True)
class Trace:
    """The way of one figure through the programme."""

    address: str  #: of the figure
    name: str  #: in words
    where: str  #: file and line of the reading that counts
    text: str  #: the figure as written
    quantity: list[str]  #: its percentiles and law
    readings: list[str]  #: all that was ever said, in the order of the file
    sources: list[str]  #: who says so
    network: list[str]  #: what waits for it, what it waits for, what stretches it
    engine: list[str]  #: its column, and the binding paths it lies on
    moved: list[Moved] = field(repr=False)  #: every number it moves by more than three standard errors

    def __str__(self) -> str:
        parts = [
            (f"{self.where}", [self.text]),
            ("quantity", self.quantity),
            ("readings", self.readings),
            ("sources", self.sources),
            ("network", self.network),
            ("futures", self.engine),
        ]
        lines = [f"{self.address}: {self.name}"]
        for title, rows in parts:
            lines += ["", title, *(f"  {row}" for row in rows)]
        moved = f"moves {plural(len(self.moved), 'number')}: mean where it is in its lowest tenth, in its highest"
        lines += ["", moved if self.moved else "moves no number by more than three standard errors"]
        table = ""
        for row in self.moved:
            lines += [f"  {row.table}"] if row.table != table else []
            table = row.table
            lines.append(f"    {row.row:44} {row.low:>12} {row.high:>12}")
        return "\n".join(lines)


def trace(futures: Futures, address: str) -> Trace:
    """The way of the figure at `address` to every number it moves by more than three standard errors.

    Raises StargateError where there is no such figure.
    """
    programme = futures.programme
    figure = programme[address]
    return Trace(
        address=address,
        name=name_of(programme, address),
        where=figure.where,
        text=figure.text(),
        quantity=_quantity(figure),
        readings=[f"{r.where}: {r}" + ("  <- counts" if r is figure.reading else "") for r in figure.readings],
        sources=[*classes_behind(figure, programme.contents.classes), *_sources(programme, figure)],
        network=_network(futures, address),
        engine=_engine(futures, figure),
        moved=_moved(futures, address),
    )


def _quantity(figure: Figure) -> list[str]:
    unit, law = figure.unit or "share or number", figure.law
    if not figure.uncertain:
        return [f"{figure.p50:g} {unit}, known"]
    return [
        f"P10 {figure.p10:g}, P50 {figure.p50:g}, P90 {figure.p90:g} {unit}",
        f"law {law.code.name.lower()} (src/stargate/quantity/laws.py)",
    ]


def _sources(programme: Programme, figure: Figure) -> list[str]:
    known = dict(catalogue().sources) | programme.contents.sources
    lines = []
    for key in figure.sources:
        if key == ASSUMED:
            lines.append("assumed: nobody says so")
        else:
            source = known[key]
            by = f", repeats {source.reported_by}" if source.reported_by else ""
            lines.append(f"{key}: {source.title}, {source.publisher}, {source.date}{by}")
    return lines


def _network(futures: Futures, address: str) -> list[str]:
    model = futures.model
    owner = address.removesuffix(".duration")
    names = [activity.address for activity in model.activities]
    if owner not in names:
        return [f"enters {user}" for user in _users(futures, address)] or [
            "is no part of an activity, a phase or the capital"
        ]
    i = names.index(owner)
    activity, network = model.activities[i], model.network
    state = ("finished", "under way", "waiting")[network.state[i]]
    waits = [names[k] for k in network.wait[network.wait_from[i] : network.wait_from[i + 1]]]
    later = [names[k] for k in range(len(names)) if i in network.wait[network.wait_from[k] : network.wait_from[k + 1]]]
    needed = [p.address for p in futures.plan.phases if owner in (full(n, p.site) for n in p.phase.needs)]
    risks = [risk.address for risk in _risks(futures, i)]
    return [
        f"activity {i} of {len(names)}, {state}",
        f"waits for {', '.join(waits) or 'nothing'}",
        f"waited for by {', '.join([*later, *needed]) or 'nothing'}",
        f"stretched by {', '.join(f'drivers.{d}.stretch' for d in activity.drivers) or 'no driver'}",
        f"prolonged by {', '.join(risks) or 'no risk'}",
    ]


def _risks(futures: Futures, activity: int) -> list[Risk]:
    risks, tasks = list(futures.programme.contents.risks.values()), futures.model.tasks
    return [risks[k] for k in tasks.risk[tasks.risk_from[activity] : tasks.risk_from[activity + 1]]]


def _users(futures: Futures, address: str) -> list[str]:
    """What a figure is a part of: activities with their drivers and risks, phases with their gates, the capital."""

    def owned(owners: Iterable[str]) -> bool:
        return address.startswith(tuple(f"{owner}." for owner in owners))

    activities = [
        a.address
        for i, a in enumerate(futures.model.activities)
        if owned(
            [
                a.address,
                *(f"drivers.{d}" for d in a.drivers),
                *(risk.address for risk in _risks(futures, i)),
                *(f"limits.{taken}" for taken in a.takes),
            ]
        )
    ]
    phases = [p.address for p in futures.plan.phases if address in _parts(p)]
    return activities + phases + ["the capital"] * any(f.address == address for f in capital_figures(futures))


def _parts(planned: PlannedPhase) -> set[str]:
    """What decides when and with how much a phase comes, besides its activities."""
    fields = ("buildings", "it_power", "cadence", "ramp", "first_power.observed", "energised.observed")
    return {f"{planned.site.address}.acceptance.chance", *(f"{planned.address}.{field}" for field in fields)}


def _engine(futures: Futures, figure: Figure) -> list[str]:
    model = futures.model
    lines = []
    for figures, where in ((model.figures, ""), (capital_figures(futures), " of the capital")):
        columns = [f.address for f in figures]
        if figure.address in columns:
            column = f"column {columns.index(figure.address)} of values[future, figure]{where}"
            lines.append(f"{column}, {futures.n:,} futures, seed {futures.seed}")
    owner = figure.address.removesuffix(".duration")
    names = [activity.address for activity in model.activities]
    if owner in names:
        i = names.index(owner)
        for p, planned in enumerate(futures.plan.phases):
            if futures.critical[p, i] > 0:
                share, months = futures.critical[p, i], futures.months[p, i]
                lines.append(
                    f"on the binding path to {planned.address} in {share:.0%} of futures, "
                    f"{months:.1f} months from now on the mean"
                )
    lines += _shared(futures, figure)
    return lines or ["is drawn nowhere: a fact, a milestone or a remark"]


def _shared(futures: Futures, figure: Figure) -> Iterator[str]:
    """What phases wait for the supply that a figure is part of, or for those that its activity takes."""
    if futures.shared is None:
        return
    head, name, *_ = (*figure.address.split("."), "")
    owner = figure.address.partition(".takes.")[0].removesuffix(".duration")
    activity = futures.model.by_address.get(owner)
    supplies = (
        {f"limits.{taken}" for taken in activity.takes}
        if activity
        else {f"limits.{name}"}
        if head == "limits"
        else set()
    )
    own = next((i for i, a in enumerate(futures.model.activities) if a is activity), None)
    for i, planned in enumerate(futures.plan.phases):
        for queue in waiting(futures, i).queues if supplies and (own is None or futures.critical[i, own] > 0) else []:
            if queue.address in supplies:
                yield f"{planned.address} waits for {queue.address}: {in_words(queue)}"


def _moved(futures: Futures, address: str) -> list[Moved]:
    own = own_numbers(futures, address)
    if own is None or futures.n < 100:
        return []
    tenth = futures.n // 10
    order = np.argsort(own, kind="stable")
    return list(_rows(futures, order[:tenth], order[-tenth:]))


def _rows(futures: Futures, low: np.ndarray, high: np.ndarray):  # noqa: ANN202
    zero = futures.programme.month_zero
    row = partial(_row, futures.weight, low, high)
    for i, planned in enumerate(futures.plan.phases):
        yield from row("full load, mean", planned.address, futures.dates[:, i], lambda v: month(v, zero))
    for year, values in _year_ends(futures):
        yield from row("energised IT MW, mean", f"end of {year}", values, lambda v: f"{v:.0f}")
    found = capital(futures)
    for i, year in enumerate(found.years):
        paid = found.paid[:, i].sum(axis=1) / 1000
        yield from row("capital needed, USD bn, mean", str(year), paid, lambda v: f"{v:.1f}")
    for name, values in (("all years", found.need / 1000), ("not yet raised", found.not_raised / 1000)):
        yield from row("capital, USD bn, mean", name, values, lambda v: f"{v:.1f}")
    targets = futures.programme.contents.targets
    if targets and targets.buildings and targets.buildings_by and targets.buildings_by.has_value:
        end = futures.end_of(date_text(targets.buildings_by.p50))
        enough = (futures.buildings_by(end) >= targets.buildings.p50).astype(float)
        yield from row("chances", f"{targets.buildings.p50:.0f} buildings", enough, lambda v: f"{v:.1%}")


def _year_ends(futures: Futures):  # noqa: ANN202
    for day in map(str, futures.time):
        if day.endswith("-12-31"):
            yield day[:4], futures.energised.at(day)


def _row(  # noqa: ANN202
    weight: np.ndarray,
    low: np.ndarray,
    high: np.ndarray,
    table: str,
    row: str,
    values: np.ndarray,
    show: Callable[[float], str],
):
    """The row if the figure moves it by more than three standard errors; futures that never have it are left out."""
    a, b = (part[np.isfinite(values[part])] for part in (low, high))
    if len(a) < 2 or len(b) < 2:
        return
    first, second = (float(mean(values[part], weight[part])) for part in (a, b))
    error = float(np.sqrt(_variance(values[a], weight[a]) + _variance(values[b], weight[b])))
    if abs(second - first) > 3 * error + 1e-9:
        yield Moved(table, row, show(first), show(second), second - first, error)


def _variance(values: np.ndarray, weight: np.ndarray) -> float:
    """Of the mean: the weighted variance over the effective number, sum(w)^2 / sum(w^2)."""
    center = mean(values, weight)
    return float(mean((values - center) ** 2, weight) * (weight**2).sum() / weight.sum() ** 2)
