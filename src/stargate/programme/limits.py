"""How large figures may plausibly be: what lies beyond is a slip, and would take for ever or leave the calendar.

Limits are in canonical units, and far above anything that is built.
"""

from collections.abc import Iterator
from math import inf

from stargate.errors import Problem
from stargate.programme.knowledge import parts
from stargate.programme.model import Contents
from stargate.programme.site import Phase
from stargate.quantity import units
from stargate.quantity.figure import Figure
from stargate.quantity.measures import Rate
from stargate.quantity.notation import NotationError, months_of_date, split_price_year

FIRST_YEAR, LAST_YEAR = 1900, 2200  # of all dates
LONGEST = 1200.0  # [months]
MOST_BUILDINGS = 10_000  # of a phase
_POWER = (0.0, 1e6)  # [MW]
_DATES = (months_of_date("1990-01-01"), months_of_date(f"{LAST_YEAR}-12-31"))

_LIMITS: dict[units.Dimension, tuple[tuple[float, float], str]] = {
    units.DATE: (_DATES, f"a date from 1990 to {LAST_YEAR}"),
    units.DURATION: ((0.0, LONGEST), "at most 100 years"),
    units.IT_POWER: (_POWER, "at most 1 TW, which is 1_000 GW"),
    units.FACILITY_POWER: (_POWER, "at most 1 TW, which is 1_000 GW"),
    units.GRID_POWER: (_POWER, "at most 1 TW, which is 1_000 GW"),
    units.GENERATION_POWER: (_POWER, "at most 1 TW, which is 1_000 GW"),
    units.UNTYPED_POWER: (_POWER, "at most 1 TW, which is 1_000 GW"),
    units.CHIP_POWER: ((0.0, 1e6), "at most 1_000 kW"),
    units.FLOP_RATE: ((0.0, 1e6), "at most 1_000_000 PFLOP/s"),
    units.MEMORY: ((0.0, 1e7), "at most 10_000 TB"),
    units.BANDWIDTH: ((0.0, 1e6), "at most 1_000_000 TB/s"),
    units.MONEY: ((0.0, 1e9), "at most 1_000_000 USD bn"),
    units.MONEY_PER_IT_POWER: ((0.0, 1e4), "at most 10_000 USD bn/GW"),
    units.MONEY_PER_AREA: ((0.0, 1e4), "at most 10_000 USD m/ha"),
    units.MONEY_PER_YEAR: ((0.0, 1e9), "at most 1_000_000 USD bn/year"),
    units.MONEY_PER_IT_POWER_YEAR: ((0.0, 1e4), "at most 10_000 USD bn/GW/year"),
    units.HOURLY_PRICE: ((0.0, 1e4), "at most 10_000 USD/hour"),
    units.ENERGY_PRICE: ((-1e7, 1e7), "at most 10_000_000 USD/MWh"),
    units.SPREAD: ((0.0, 50.0), "0 to 5_000 bp"),
    units.FACTOR: ((0.0, 1000.0), "at most 1000"),
    units.RATE: ((-0.5, 1.0), "-50 to 100 %/year"),
    units.COMPUTE_PRICE: ((0.0, 1e6), "at most 1_000_000 USD/H100e/h"),
    units.COMPUTE_PER_TOKENS: ((0.0, 1e6), "at most 1_000_000 H100e h/m tokens"),
    units.TOKEN_USE: ((0.0, 1e9), "at most 1_000_000 bn tokens/month"),
    units.TOKEN_PRICE: ((0.0, 1e6), "at most 1_000_000 USD/m tokens"),
    units.SUBSCRIPTION_PRICE: ((0.0, 1e9), "at most 1_000_000_000 USD/month"),
    units.PARAMETERS: ((0.0, 1e9), "at most 1_000_000 tn parameters"),
    units.TOKENS: ((0.0, 1e9), "at most 1_000_000 tn tokens"),
    units.COUNT: ((0.0, 1e12), "at most a million millions"),
}
_LATITUDE = ((-90.0, 90.0), "-90 to 90 deg")
_LONGITUDE = ((-180.0, 180.0), "-180 to 180 deg")
_PACE = ((-0.5, 100.0), "-50 to 10_000 %/year")  # of demand for compute: algorithms triple in a year
_BUILDINGS = ((0.0, float(MOST_BUILDINGS)), f"at most {MOST_BUILDINGS:_} buildings; more in further phases")


def calendar_day(text: str, where: str, address: str, problems: list[Problem]) -> float:
    """A day in months since year 0; 0 where it is none that a programme can have, with its problem noted."""
    try:
        month = months_of_date(text)
    except NotationError as error:
        problems.append(Problem(where, address, error.wrong, error.instead))
        return 0.0
    if not FIRST_YEAR <= month // 12 <= LAST_YEAR:
        problems.append(Problem(where, address, f"{text} is too far away", f"a day from {FIRST_YEAR} to {LAST_YEAR}"))
        return 0.0
    return month


def beyond_limits(contents: Contents) -> Iterator[Problem]:
    """Figures that are larger or smaller than anything that can be meant, as written or as changed."""
    special: dict[str, tuple[tuple[float, float], str]] = {}
    for site in (*contents.sites.values(), *contents.prospects.values()):
        special[site.latitude.address], special[site.longitude.address] = _LATITUDE, _LONGITUDE
    for _, phase in contents.phases():
        special[phase.buildings.address] = _BUILDINGS
    special |= {pace.address: _PACE for pace in parts(contents.demand) if isinstance(pace, Rate)}
    for figure in parts(contents):
        if isinstance(figure, Figure) and (limit := special.get(figure.address) or _LIMITS.get(figure.dimension)):
            yield from _beyond(figure, *limit)
    for _, phase in contents.phases():
        yield from _too_slow(phase)


def beyond(figure: Figure) -> str:
    """What to write in place of a figure beyond anything its dimension can mean; nothing where it is none."""
    limits, instead = _LIMITS.get(figure.dimension, ((-inf, inf), ""))
    return "" if limits[0] <= figure.p10 and figure.p90 <= limits[1] else instead


def _beyond(figure: Figure, limits: tuple[float, float], instead: str) -> Iterator[Problem]:
    lowest, highest = limits
    for reading in figure.readings:
        unit, price_year = split_price_year(reading.written.unit)
        scale = units.factor(unit, figure.dimension) or 1.0
        if price_year is not None and not FIRST_YEAR <= price_year <= LAST_YEAR:
            wrong = f"prices of {price_year} are not plausible"
            yield Problem(reading.where, figure.address, wrong, f"a year from {FIRST_YEAR} to {LAST_YEAR}, or no year")
            return
        if not (lowest <= reading.written.low * scale and reading.written.high * scale <= highest):
            yield Problem(reading.where, figure.address, f"{reading.written.value_text()} is not plausible", instead)
            return
    if figure.reading and figure.changes and figure.has_value and not (lowest <= figure.p10 and figure.p90 <= highest):
        changes = " ".join(change.text for change in figure.changes)
        wrong = f"{figure.reading.written.value_text()} {changes} is not plausible"
        yield Problem(figure.changed_where, figure.address, wrong, f"a smaller change: {instead}")


def _too_slow(phase: Phase) -> Iterator[Problem]:
    """Each of the buildings in time, but not all of them."""
    cadence, buildings = phase.cadence, phase.buildings
    if cadence is None or not cadence.has_value or not buildings.has_value:
        return
    if cadence.p90 <= LONGEST < cadence.p90 * (buildings.p50 - 1) and buildings.p50 <= MOST_BUILDINGS:
        wrong = (
            f"at this pace {buildings.p50:.0f} buildings take up to {cadence.p90 * (buildings.p50 - 1) / 12:.0f} years"
        )
        yield Problem(cadence.changed_where, cadence.address, wrong, "a cadence with which they take at most 100 years")
