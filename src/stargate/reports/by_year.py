"""Money by year as a figure: columns that add up, and lines with their ranges over them."""

from dataclasses import dataclass, field

import numpy as np
from jaxtyping import Float

from stargate.futures.quantiles import mean, quantiles

BILLION = 1000.0  # [USD m]
_DIGITS = 3
_LITTLE = 0.003  # of the largest value: too little to be seen


@dataclass(frozen=True)
class Column:
    """What one source or use adds to the column of each year; below nought where money goes out."""

    name: str
    fill: str  #: how it is drawn: from `ink` to `pale`, `hatched`, `dotted`, `striped`; `nobody` for what is missing
    values: list[float] = field(repr=False)  #: means, which add up


@dataclass(frozen=True)
class Trace:
    """A line over the columns, and the range about it."""

    name: str
    drawn: str  #: `model`, `plain` or `announced`
    values: list[float] = field(repr=False)  #: of a year in which there is nothing to say, None
    low: list[float] = field(repr=False)  #: P10; empty where there is no range
    high: list[float] = field(repr=False)  #: P90


@dataclass(frozen=True)
class ByYear:
    """A figure of columns and lines by year."""

    id: str
    title: str
    subtitle: str
    note: str
    unit: str
    years: list[str]
    columns: list[Column] = field(repr=False)
    traces: list[Trace] = field(repr=False)


def billions(millions: Float[np.ndarray, " year"]) -> list[float]:
    """Money as figures have it [USD bn]."""
    return [round(float(value) / BILLION, _DIGITS) + 0.0 for value in millions]


def column(
    name: str, fill: str, values: Float[np.ndarray, "year future"], weight: Float[np.ndarray, " future"]
) -> Column:
    """The column of some money by year and future [USD m]."""
    return Column(name, fill, billions(mean(values.T, weight)))


def trace(
    name: str, drawn: str, values: Float[np.ndarray, "year future"], weight: Float[np.ndarray, " future"]
) -> Trace:
    """Median and 80% range of some money by year and future [USD m]."""
    low, middle, high = quantiles(values.T, weight, [0.1, 0.5, 0.9])
    return Trace(name, drawn, billions(middle), billions(low), billions(high))


def cropped(figure: ByYear) -> ByYear:
    """Without the years at both ends in which there is next to nothing."""
    every = [part.values for part in [*figure.columns, *figure.traces]] + [each.high for each in figure.traces]
    least = _LITTLE * max((abs(at) for values in every for at in values), default=0.0)
    held = [
        any(abs(at) > least for at in values)
        for values in zip(
            *(part.values for part in [*figure.columns, *figure.traces]),
            *(trace.high for trace in figure.traces if trace.high),
            strict=True,
        )
    ]
    if not any(held):
        return figure
    first, last = held.index(True), len(held) - held[::-1].index(True)
    columns = [Column(each.name, each.fill, each.values[first:last]) for each in figure.columns]
    traces = [
        Trace(each.name, each.drawn, each.values[first:last], each.low[first:last], each.high[first:last])
        for each in figure.traces
    ]
    years = figure.years[first:last]
    return ByYear(figure.id, figure.title, figure.subtitle, figure.note, figure.unit, years, columns, traces)


def shown(columns: list[Column]) -> list[Column]:
    """Those that hold anything."""
    return [each for each in columns if any(abs(value) > 5e-4 for value in each.values)]
