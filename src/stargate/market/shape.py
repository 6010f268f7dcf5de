"""What is fitted to hourly series of a market: how prices and carbon move by month and hour, and about that."""

from typing import Annotated

from pydantic import Field

from stargate.quantity.measures import CarbonIntensity, EnergyPrice, Factor, HeatRate, Share
from stargate.quantity.noun import Noun
from stargate.quantity.row import Row

P90, P99 = 1.2815515655446004, 2.3263478740408408
"""Normals of two quantiles that a price shape writes by month and hour."""
INNER = (0.0, 0.25, 0.5, 0.75, 1.0, P90)
"""Normals at which prices between the median and P90, or P10, are written."""
OUTER = (P99, 2.6, 2.9, 3.2, 3.6, 4.0)
"""Normals at which prices above P99, or below P1, are written."""


class DayRow(Row):
    """One number for each hour of a day."""

    length = 24
    unit = ""


class MonthRow(Row):
    """One number for each month."""

    length = 12
    unit = ""


class InnerRow(Row):
    """One number for each of INNER: how far from the median, in distances from the median to P90 or P10."""

    length = len(INNER)
    unit = ""


class OuterRow(Row):
    """One number for each of OUTER: how far from the median, in distances from the median to P99 or P1."""

    length = len(OUTER)
    unit = ""


class DependenceRow(Row):
    """Four numbers: of the hour alone, of passing weather, of the season, of the same hour on following days."""

    length = 4
    unit = ""


class PersistenceRow(Row):
    """Four numbers: of weather and of season from hour to hour, of hours within a day, of one hour from day to day."""

    length = 4
    unit = ""


class YearsRow(Row):
    """Three numbers: of the level, of the distance from the median to P90, and of that to P99."""

    length = 3
    unit = ""


Months = Annotated[list[DayRow], Field(min_length=12, max_length=12)]


class PriceShape(Noun):
    """How the hourly prices of one hub move, as multiples of a level that follows the price of gas."""

    title: str
    """Which prices these are, and of which years."""
    time_zone: str
    """Local standard time, in hours from UTC, such as -6."""
    heat_rate: HeatRate
    """What a dollar of gas, at Henry Hub, adds to the level of a month: the slope of the market's heat rate."""
    adder: EnergyPrice
    """What the level is besides."""
    least: EnergyPrice
    """The lowest price seen."""
    most: EnergyPrice
    """The highest price seen: markets have limits, and scarcity does not grow with the price of gas beyond them."""
    lowest: Months
    """P1 of price / level, a row of 24 hours for each month."""
    low: Months
    """P10 of price / level."""
    median: Months
    """P50 of price / level."""
    high: Months
    """P90 of price / level."""
    highest: Months
    """P99 of price / level."""
    below: InnerRow
    """How prices run from the median down to P10."""
    above: InnerRow
    """How prices run from the median up to P90."""
    bottom: OuterRow
    """How prices run on below P1."""
    top: OuterRow
    """How prices run on above P99."""
    weekend: DayRow
    """How much lower or higher weekends are than the mean day, in normals."""
    variance: DependenceRow
    """What prices' normals are made of, as shares of their variance."""
    persistence: PersistenceRow
    """How long each part lasts."""
    between: YearsRow
    """How years differ: standard deviations of logarithms."""
    note: str = ""
    """A remark for readers."""


class CarbonShape(Noun):
    """How carbon intensity moves about its yearly mean."""

    title: str
    """Which intensity this is, and of which years."""
    months: Months
    """Intensity / yearly mean, a row of 24 hours for each month."""
    spread: Share
    """Standard deviation about that, as a share of the yearly mean."""
    with_price: Factor
    """Its correlation with the normals of prices: both fall with the wind."""
    persistence: Factor
    """What of the rest is left an hour later."""
    mean: CarbonIntensity
    """The yearly mean of what it was fitted to; regions bring their own."""
    note: str = ""
    """A remark for readers."""
