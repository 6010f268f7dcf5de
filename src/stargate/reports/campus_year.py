"""A campus's year, or all of them together, as figures: sorted hours, weeks, PUE and WUE, and twelve months."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
from jaxtyping import Float

from stargate.operations.site_year import SiteYear
from stargate.operations.year import DAYS, by_month
from stargate.reports.hours import Summed, Totals, summed
from stargate.reports.words import plural, power

POINTS = 200  # of a load-duration curve
TERAWATT_HOUR = 1e6  # [MWh]
DAY = 24
ALL = "All campuses"
_MORE = 1.1  # times the mean: what less is no peak worth a word


@dataclass(frozen=True)
class Layer:
    """What one source of power gives."""

    name: str  #: the source
    fill: str  #: how it is drawn
    share: float  #: of the energy served
    values: list[float]  #: [facility MW]


@dataclass(frozen=True)
class Stack:
    """Facility MW by source: hours of a week, or of a year from the highest load to the lowest."""

    name: str  #: which hours
    title: str  #: what they show
    first: str  #: day of the first hour; empty where hours are sorted
    load: list[float] = field(repr=False)  #: asked for [facility MW]
    layers: list[Layer] = field(repr=False)  #: from the foot up
    charge: list[float] = field(repr=False)  #: into stores [facility MW]
    left_out: list[float] = field(repr=False)  #: on notice [facility MW]
    unserved: list[float] = field(repr=False)  #: [facility MW]


@dataclass(frozen=True)
class Daily:
    """A ratio through the year: least, mean and most of the hours of each day."""

    name: str  #: PUE or WUE
    unit: str  #: of it
    year: float  #: over the year
    low: list[float] = field(repr=False)  #: by day
    mean: list[float] = field(repr=False)  #: by day
    high: list[float] = field(repr=False)  #: by day


@dataclass(frozen=True)
class Monthly:
    """One series of twelve months; None where there is nothing to divide by."""

    name: str  #: what it is
    drawn: str  #: solid, hollow or gap for bars; line or dashed for lines
    values: list[float | None]  #: by month


@dataclass(frozen=True)
class Months:
    """A figure of twelve months."""

    id: str  #: in addresses of the page
    title: str  #: what it shows
    subtitle: str  #: what is drawn
    note: str  #: how to read it
    unit: str  #: of all series
    series: list[Monthly]  #: what is drawn
    limit: float | None  #: what must not be passed


@dataclass(frozen=True)
class CampusYear:
    """A campus, or all of them together."""

    id: str  #: in addresses; empty for all
    name: str  #: what it is called
    lede: str  #: what its year comes to
    duration: Stack = field(repr=False)  #: hours sorted by load
    weeks: list[Stack] = field(repr=False)  #: a typical one and the worst
    cooling_title: str  #: what PUE and WUE show
    cooling: list[Daily] = field(repr=False)  #: PUE and WUE
    months: list[Months] = field(repr=False)  #: price, hours in which something is missing, water


def campus_year(years: Sequence[SiteYear], of: Totals, year: int) -> CampusYear:
    """The figures of one campus, or of several together."""
    hours = summed(years)
    site = years[0].site if len(years) == 1 else None
    limit = site.water_limit if site else None
    daily = limit.p50 if limit is not None and limit.has_value else None
    return CampusYear(
        id=site.id if site else "",
        name=site.name if site else ALL,
        lede=_lede(of, hours),
        duration=_duration(hours),
        weeks=[_week(hours, year, worst) for worst in (False, True)],
        cooling_title=_cooling_title(hours),
        cooling=_cooling(hours),
        months=[_price(hours, of), _missing(hours), _water(hours, of, daily)],
    )


def _lede(of: Totals, hours: Summed) -> str:
    fixed = "" if not of.fixed else f", and {of.fixed:.0f} more for what stands on site"
    tonnes = of.sums["carbon_location"] / 1e9
    return (
        f"{energy(of.it_energy)} of IT energy take {energy(of.facility_energy)}, at {of.cost:.0f} USD a MWh of IT "
        f"({of.low:.0f} to {of.high:.0f} from high to low use){fixed}; {tonnes:.2g} Mt of CO2 by the location's "
        f"average. The load is highest at {power(float(hours.load.max()))} of the facility."
    )


def _rounded(values: Float[np.ndarray, "step"], digits: int = 1) -> list[float]:
    return [round(float(value), digits) + 0.0 for value in values]


def _stack(hours: Summed, name: str, title: str, first: str, pick: slice | None) -> Stack:
    """Hours of a slice; all of them, sorted by load and averaged in POINTS groups, where it is None."""
    order = np.argsort(-hours.load, kind="stable")
    groups = np.linspace(0, len(order), POINTS + 1).round().astype(int)

    def told(values: Float[np.ndarray, "hour"]) -> list[float]:
        if pick is not None:
            return _rounded(values[pick])
        return _rounded(np.add.reduceat(values[order], groups[:-1]) / np.diff(groups))

    chosen = pick or slice(None)
    total = _total(hours, chosen)
    layers = [
        Layer(given.name, given.fill, round(float(given.power[chosen].sum()) / total, 4), told(given.power))
        for given in hours.given
    ]
    return Stack(
        name, title, first, told(hours.load), layers, told(hours.charge), told(hours.left_out), told(hours.unserved)
    )


def _total(hours: Summed, pick: slice) -> float:
    """Energy of all sources, what stores give back apart [MWh]."""
    return max(float(sum(given.power[pick].sum() for given in hours.given if given.fill != "store")), 1e-9)


def _carried(hours: Summed, pick: slice) -> str:
    """Where the energy comes from, the two largest sources."""
    total = _total(hours, pick)
    shares = [(float(given.power[pick].sum()) / total, given.name) for given in hours.given if given.fill != "store"]
    shares = [pair for pair in sorted(shares, reverse=True) if pair[0] > 0]
    if not shares:
        return "no energy is taken"
    if len(shares) == 1:
        return f"all of the energy comes from {_object(shares[0][1])}"
    parts = [f"{part(share)} from {_object(name)}" for share, name in shares[:2]]
    return f"{parts[0].replace(' from', ' of the energy comes from')}, {parts[1]}"


def _object(name: str) -> str:
    return "the grid" if name == "Grid" else name[:1].lower() + name[1:]


def _duration(hours: Summed) -> Stack:
    return _stack(hours, "Sorted hours", _capital(_carried(hours, slice(None))), "", None)


def _week(hours: Summed, year: int, worst: bool) -> Stack:
    pick = hours.week(worst)
    first = _day(year, pick.start // DAY)
    title = _worst_title(hours, pick) if worst else f"In a typical week {_carried(hours, pick)}"
    return _stack(hours, "Worst week" if worst else "Typical week", title, first, pick)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _day(year: int, number: int) -> str:
    """The date of a day of a year without 29 February.

    >>> _day(2028, 58), _day(2028, 59)
    ('2028-02-28', '2028-03-01')
    """
    plain = date(2001, 1, 1) + timedelta(days=number)
    return plain.replace(year=year).isoformat()


def _worst_title(hours: Summed, pick: slice) -> str:
    left, lost = float(hours.left_out[pick].sum()), float(hours.unserved[pick].sum())
    if left + lost > 0.5:
        parts = [f"{energy(left)} are left out on notice"] if left > 0.5 else []
        parts += [f"{energy(lost)} are unserved"] if lost > 0.5 else []
        return f"In the worst week {' and '.join(parts)}"
    typical = float(hours.cost[hours.week(worst=False)].sum())
    times = float(hours.cost[pick].sum()) / typical if typical > 0 else 1.0
    return f"In the worst week all load is met, at {times:.1f} times the cost of a typical one"


def _cooling_title(hours: Summed) -> str:
    pue, wue = _ratios(hours)
    ran = hours.it > 0
    low, high = (float(pue[ran].min()), float(pue[ran].max())) if ran.any() else (1.0, 1.0)
    water = _year(hours.cooling_water, hours.it)
    taken = (
        f"cooling takes {water:.2f} L/kWh, up to {float(wue.max()):.2f}" if water >= 0.005 else "cooling takes no water"
    )
    return f"PUE is {_year(hours.load, hours.it):.2f} over the year, {low:.2f} to {high:.2f} by the hour; {taken}"


def _year(some: Float[np.ndarray, "hour"], whole: Float[np.ndarray, "hour"]) -> float:
    return float(some.sum() / max(whole.sum(), 1e-9))


def _ratios(hours: Summed) -> tuple[Float[np.ndarray, "hour"], Float[np.ndarray, "hour"]]:
    """PUE and WUE by hour; where nothing runs, 1 and 0."""
    ran = hours.it > 0
    pue = np.divide(hours.load, hours.it, out=np.ones_like(hours.it), where=ran)
    return pue, np.divide(hours.cooling_water, hours.it, out=np.zeros_like(hours.it), where=ran)


def _cooling(hours: Summed) -> list[Daily]:
    pue, wue = _ratios(hours)
    return [
        _daily("PUE", "", _year(hours.load, hours.it), pue),
        _daily("WUE", "L/kWh", _year(hours.cooling_water, hours.it), wue),
    ]


def _daily(name: str, unit: str, year: float, values: Float[np.ndarray, "hour"]) -> Daily:
    days = values.reshape(-1, DAY)
    low, mean, high = (_rounded(of, 4) for of in (days.min(axis=1), days.mean(axis=1), days.max(axis=1)))
    return Daily(name, unit, round(year, 4), low, mean, high)


def _price(hours: Summed, of: Totals) -> Months:
    served, cost = by_month(hours.served), by_month(hours.cost)
    paid = [round(float(c / s), 2) if s > 0 else None for c, s in zip(cost, served, strict=True)]
    mean = float(cost.sum() / max(served.sum(), 1e-9))
    weight = by_month(hours.load)
    market = float((hours.market * weight).sum() / max(weight.sum(), 1e-9))
    gap = f"{abs(mean - market):.0f} {'less' if mean < market else 'more'} than at the hub"
    demand = of.sums["demand_charge"] / max(float(served.sum()), 1e-9)
    billed = f" A charge for the highest grid MW adds {demand:.1f} USD/MWh over the year." if demand >= 0.05 else ""
    return Months(
        id="price",
        title=f"A MWh costs the facility {mean:.0f} USD by the hour, {gap}",
        subtitle="Energy, fuel and variable upkeep per MWh that the facility took, beside the mean price at the hub",
        note=f"The hub's price has no delivery.{billed}",
        unit="USD/MWh",
        series=[Monthly("Paid", "line", paid), Monthly("Price at the hub", "dashed", list(_rounded(hours.market, 2)))],
        limit=None,
    )


def _missing(hours: Summed) -> Months:
    masks = {
        "Grid cut back": (hours.curtailed, "hollow"),
        "Load left out": (hours.left_out > 1e-6, "solid"),
        "Load unserved": (hours.unserved > 1e-6, "gap"),
    }
    counts = {name: by_month(mask.astype(float)) for name, (mask, _) in masks.items()}
    cut, left, lost = (int(months.sum()) for months in counts.values())
    said = f"The grid is cut back in {plural(cut, 'hour')}" if cut else "The grid is never cut back"
    kinds = [(what, number) for what, number in (("left out", left), ("unserved", lost)) if number]
    rest = " and ".join(f"{what} in {plural(number, 'hour')}" for what, number in kinds)
    return Months(
        id="missing",
        title=f"{said}; load is {rest}" if rest else f"{said}, and all load is met",
        subtitle="Hours of each month in which a connection is cut back, and in which load is not met",
        note="",
        unit="hours",
        series=[Monthly(name, drawn, list(_rounded(counts[name], 0))) for name, (_, drawn) in masks.items()],
        limit=None,
    )


def _water(hours: Summed, of: Totals, limit: float | None) -> Months:
    per_day = 1e3 * np.array(DAYS)  # of a month: m3 to million litres a day
    on_site, off_site = by_month(hours.water_on_site) / per_day, by_month(hours.water_off_site) / per_day
    here, there = of.per("water_on_site"), of.per("water_off_site")
    more = "Most water is taken at power plants elsewhere" if there > here else "Most water is taken on site"
    over = ""
    if limit is not None:
        days = int((hours.water_on_site.reshape(-1, DAY).sum(axis=1) > limit * (1 + 1e-9)).sum())
        over = f"; on {plural(days, 'day')} the limit is passed" if days else "; the limit is kept every day"
    return Months(
        id="water",
        title=f"{more}: {here:.2f} L/kWh on site, {there:.2f} off site{over}",
        subtitle="Million litres a day, mean of each month: consumed on site, and at the grid's power plants",
        note="The limit is of process water on site." if limit is not None else "",
        unit="ML a day",
        series=[
            Monthly("On site", "solid", list(_rounded(on_site, 4))),
            Monthly("Off site", "hollow", list(_rounded(off_site, 4))),
        ],
        limit=None if limit is None else round(limit / 1e3, 4),
    )


def energy(megawatt_hours: float) -> str:
    """Energy in the unit it is read in.

    >>> energy(31.24e6), energy(1.02e6), energy(0.41e6), energy(2_300.0)
    ('31 TWh', '1.0 TWh', '0.41 TWh', '2.3 GWh')
    """
    if megawatt_hours >= 0.1 * TERAWATT_HOUR:
        size = megawatt_hours / TERAWATT_HOUR
        return f"{size:.{0 if size >= 9.95 else 1 if size >= 0.995 else 2}f} TWh"
    return f"{megawatt_hours / 1e3:.3g} GWh" if megawatt_hours >= 999.5 else f"{megawatt_hours:.0f} MWh"


def percent(share: float) -> str:
    """A share that is a figure and no chance: all is 100%."""
    return f"{100 * share:.0f}%"


def part(share: float) -> str:
    """A share of energy: some is never said to be none.

    >>> part(0.003), part(0.42), part(0.997), part(1.0)
    ('<1%', '42%', '>99%', '100%')
    """
    if 0 < share < 0.005:
        return "<1%"
    return ">99%" if 0.995 <= share < 0.99995 else percent(share)
