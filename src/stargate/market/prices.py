"""Hourly prices of a year: a level that follows gas, times a shape by month and hour, about which they wander."""

from itertools import pairwise

import numpy as np
from jaxtyping import Float

from stargate.errors import StargateError
from stargate.market.calendar import HOURS, Calendar, calendar
from stargate.market.region import Region
from stargate.market.residual import correlation_of_prices, normals
from stargate.market.shape import INNER, OUTER, P90, P99, InnerRow, OuterRow, PriceShape
from stargate.quantity.draws import key
from stargate.quantity.units import MONTHS_PER_DAY

_WEEKEND_TO_WEEKDAY = 2 / 5  # so that a week's mean stays
TYPICAL = np.ones(3)
_WINTER = 90  # days from 1 December
_FAR = 3.0  # normals: four years say nothing of what is rarer


def price_normals(shape: PriceShape, seed: int, year: int = 2026) -> Float[np.ndarray, "hour"]:
    """The normals of prices by hour: where in the range of its month and hour each price stands.

    Weekends stand lower or higher by hour, the rest wanders with the memory of real prices.
    """
    day = calendar(year)
    shift = np.array(shape.weekend.numbers)[day.hour]
    shift = np.where(day.weekend, shift, -_WEEKEND_TO_WEEKDAY * shift)
    numbers = np.array(shape.variance.numbers), np.array(shape.persistence.numbers)
    free = normals(f"{shape.address}.prices", seed, correlation_of_prices(*numbers))
    return shift + np.sqrt(max(0.0, 1.0 - float(np.mean(shift**2)))) * free


def of_year(shape: PriceShape, dearness: float, scarcity: float) -> Float[np.ndarray, "3"]:
    """By what a year's level, its rise to P90 and that to P99 differ from the typical year's: exp(s n).

    n is `dearness` for the level and `scarcity` for both rises, in normals: a scarce year has more dear hours, and
    dearer ones. Scarce years raise the mean of many above the typical year's: expected costs need both drawn.
    """
    return np.exp(np.array(shape.between.numbers) * (dearness, scarcity, scarcity))


def ratios(
    shape: PriceShape, z: Float[np.ndarray, "hour"], day: Calendar, year: Float[np.ndarray, "3"] = TYPICAL
) -> Float[np.ndarray, "hour"]:
    """Price / level where normals stand at `z`, with the quantiles of the hour's month and hour of the day.

    r = P50 + d(z) for z >= 0 and r = P50 - d(-z) below, each with quantiles and rows of its own side:
    d(z) = (P90 - P50) inner(z) up to P90, (P90 - P50) ((P99 - P50) / (P90 - P50))^w from there to P99, w the part of
    the way in normals, and (P99 - P50) outer(z) beyond. Rows are linear between their knots and flat beyond the last.
    `year` multiplies everything, the rise to P90 and the rise to P99.
    """
    lowest, low, median, high, highest = (
        np.array([row.numbers for row in rows])[day.month, day.hour]
        for rows in (shape.lowest, shape.low, shape.median, shape.high, shape.highest)
    )
    near = (high - median) * year[1]
    up = _distance(z, near, np.maximum(near, (highest - median) * year[2]), shape.above, shape.top)
    down = _distance(-z, median - low, median - lowest, shape.below, shape.bottom)
    return year[0] * (median + np.where(z >= 0, up, -down))


def _distance(
    z: Float[np.ndarray, "hour"],
    near: Float[np.ndarray, "hour"],
    far: Float[np.ndarray, "hour"],
    inner: InnerRow,
    outer: OuterRow,
) -> Float[np.ndarray, "hour"]:
    """How far from the median on one side; `near` and `far` are positive."""
    between = near * (far / near) ** np.clip((z - P90) / (P99 - P90), 0.0, 1.0)
    found = np.where(z < P90, near * np.interp(z, INNER, inner.numbers), between)
    return np.where(z > P99, far * np.interp(z, OUTER, outer.numbers), found)


def prices(
    shape: PriceShape,
    gas: Float[np.ndarray, "12"],
    seed: int,
    *,
    year: int = 2026,
    factor: float = 1.0,
    level: float | None = None,
    dearness: float = 0.0,
    scarcity: float = 0.0,
    z: Float[np.ndarray, "hour"] | None = None,
) -> Float[np.ndarray, "hour"]:
    """Hourly prices of a year in local standard time [USD/MWh], the same for the same seed.

    `gas` is the price at Henry Hub by month [USD/MMBtu]; the level of a month is factor (adder + heat rate x gas),
    and no price leaves what has been seen. Where `level` is given, all are multiplied so that their mean is `level`
    [USD/MWh]. `dearness` and `scarcity` say how the year stands among years, in normals; 0 is the typical year. `z` are
    the normals of `price_normals`, where they are at hand. Raises StargateError where gas, level or normals are none.
    """
    no_price = gas.shape != (12,) or not np.all(np.isfinite(gas)) or np.any(gas < 0)
    if no_price or (level is not None and not 0.0 <= level < np.inf):
        raise StargateError("the price of gas, or the level of prices, is no price\n  write: 12 prices of gas by month")
    if not (abs(dearness) <= _FAR and abs(scarcity) <= _FAR):
        wrong = f"dearness {dearness:g} or scarcity {scarcity:g} is far from every year"
        raise StargateError(f"{wrong}\n  write: normals from -{_FAR:g} to {_FAR:g}, 1.28 for one year in ten")
    day, z = calendar(year), price_normals(shape, seed, year) if z is None else z
    monthly = factor * (shape.adder.p50 + shape.heat_rate.p50 * gas)
    found = monthly[day.month] * ratios(shape, z, day, of_year(shape, dearness, scarcity))
    found = np.clip(found, shape.least.p50, shape.most.p50)
    return found if level is None else found * (level / found.mean())


def normals_of(price: Float[np.ndarray, "hour"]) -> Float[np.ndarray, "hour"]:
    """The normals of a given year of prices: where each stands among those of its month and hour of the day."""
    from scipy.special import ndtri

    day, z = calendar(2023), np.empty(HOURS)
    cell = day.month * 24 + day.hour
    order = np.lexsort((price, cell))
    begins = np.searchsorted(cell[order], np.arange(12 * 24 + 1))
    for begin, end in pairwise(begins):
        some = price[order[begin:end]]
        rank = (np.searchsorted(some, some, "left") + np.searchsorted(some, some, "right")) / 2  # ties share theirs
        z[order[begin:end]] = ndtri(rank / (end - begin))
    return z


def with_storm(price: Float[np.ndarray, "hour"], region: Region, seed: int) -> Float[np.ndarray, "hour"]:
    """`price` with a winter storm in it: for its duration, begun on a day of winter drawn by seed, at least its price.

    It is a stress, and never part of `prices`: `region.storm.chance` says how often such a year comes. Raises
    StargateError where the region has none.
    """
    storm = region.storm
    if storm is None:
        raise StargateError(f"{region.title} has no winter storm\n  write: no storm, or a region that has one")
    hours = min(HOURS, round(storm.duration.p50 / MONTHS_PER_DAY * 24))
    random = np.random.Generator(np.random.Philox(key=key(f"{region.address}.storm", seed)))
    begin = (int(random.integers(_WINTER)) - 31) * 24  # from 1 December on, round the end of the year
    at = np.arange(begin, begin + hours) % HOURS
    found = price.copy()
    found[at] = np.maximum(found[at], storm.price.p50)
    return found
