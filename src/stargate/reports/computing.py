"""What a programme computes, who asks for it and who is short, and the largest run: rows, sentences and data."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from jaxtyping import Float

from stargate.computing.allocation import Allocation, allocation
from stargate.computing.fleet import Fleet, fleet
from stargate.computing.largest_run import LargestRun, largest_run
from stargate.errors import StargateError
from stargate.futures.quantiles import quantiles
from stargate.programme.equipped import known
from stargate.quantity.figure import Figure
from stargate.reports.words import chance, inside, iso, listed, month, plural, power, power_pair

if TYPE_CHECKING:
    from stargate.futures.result import Futures

_TENTHS = (0.1, 0.5, 0.9)
_LIKELY = (0.1, 0.5)  # chances whose first month is said


class Row(NamedTuple):
    """One line of the table: P10, P50 and P90 by month, or a chance."""

    title: str
    measure: str
    unit: str  #: empty for chances
    values: Float[np.ndarray, "percentile month"]


@dataclass(frozen=True)
class Computed:
    """What a programme computes, as far as its files say."""

    fleet: Fleet = field(repr=False)
    allocation: Allocation | None = field(repr=False)  #: None where nothing is said of demand
    largest: LargestRun | None = field(repr=False)  #: None where nothing is said of runs
    missing: tuple[str, ...]  #: why there is no more

    @property
    def assumed(self) -> bool:
        """Whether a figure of demand is assumed, in part or whole."""
        return True


def computed(futures: "Futures") -> Computed:
    """Fleet, supply against demand and largest run in the futures of a programme.

    Raises StargateError where no phase names accelerators.
    """
    found, missing = fleet(futures, futures.n), []
    parts: list[Any] = []
    for verb in (allocation, largest_run):
        try:
            parts.append(verb(found))
        except StargateError as error:
            parts.append(None)
            missing.append(str(error))
    return Computed(found, parts[0], parts[1], tuple(missing))


def year_ends(found: Computed) -> dict[int, int]:
    """Months whose ends are ends of years, from the programme's date to its horizon, by year."""
    programme = found.fleet.futures.programme
    first, last = int(programme.as_of[:4]), int(programme.contents.horizon[:4])
    months = found.fleet.futures.model.months
    by_year = {year: round(programme.month(f"{year + 1}-01-01")) - 1 for year in range(first, last + 1)}
    return {year: at for year, at in by_year.items() if at < months}


def rows(found: Computed) -> Iterator[Row]:
    """Every line, campus by campus first."""
    ranges = found.fleet.percentiles
    names = {planned.site.id: planned.site.name for planned in found.fleet.futures.plan.phases}
    for site, h100e in zip(found.fleet.sites, found.fleet.h100e, strict=True):
        yield Row("Accelerators", names[site], "H100e", ranges(h100e, (10, 50, 90)))
    yield Row("Accelerators", "All campuses", "H100e", ranges(found.fleet.total(), (10, 50, 90)))
    if found.allocation is not None:
        yield from _supply(found.allocation)
    if found.largest is not None:
        yield from _runs(found.largest)


def _supply(of: Allocation) -> Iterator[Row]:
    yield Row("", "The same offtakers elsewhere", "H100e", of.percentiles(of.elsewhere))
    yield Row("", "Serves", "H100e", of.percentiles(of.capacity))
    yield Row("", "Asked for", "H100e", of.percentiles(of.need))
    yield Row("Tokens", "Asked for", "trillion/month", of.percentiles(of.tokens_asked))
    yield Row("", "Could be served", "trillion/month", of.percentiles(of.tokens_supplied))
    yield Row("Power", "Explained by tokens", "IT MW", of.percentiles(of.it_power))
    yield Row("", "Built", "IT MW", of.percentiles(of.fleet.it_power.sum(axis=0)))
    for k, group in enumerate(of.asked.groups):
        yield Row("Chance to be short" if k == 0 else "", group.title, "", of.chance(k)[None])
    yield Row("", "Anybody", "", of.chance()[None])


def _runs(of: LargestRun) -> Iterator[Row]:
    yield Row("Largest run", "One campus", "YFLOP", of.percentiles(of.alone))
    yield Row("", "All campuses", "YFLOP", of.percentiles(of.joined))
    if of.trend is not None:
        yield Row("", "Trend of the largest of all", "YFLOP", of.percentiles(of.trend))


def in_words(found: Computed) -> list[str]:
    """What came out, in sentences; figures of demand are assumed, which each says."""
    said = [_left_out(found.fleet)] if found.fleet.left_out else []
    if found.allocation is not None:
        said += [_explained(found, found.allocation), *_short(found, found.allocation), _per_token(found.allocation)]
        said += _rivals(found)
    if found.largest is not None:
        said += _largest(found, found.largest)
    return said + [text.replace("\n  write:", "; write:") for text in found.missing]


def _left_out(of: Fleet) -> str:
    return (
        f"{plural(len(of.left_out), 'phase')} without accelerators of known power and peak {'is' if len(of.left_out) == 1 else 'are'} "
        f"left out: {listed([address.removeprefix('sites.') for address in of.left_out])}."
    )


def _explained(found: Computed, of: Allocation) -> str:
    """How much of what is built the tokens explain, at the end of the programme's year."""
    year, at = next(iter(year_ends(found).items()))
    low, mid, high = of.percentiles(of.it_power)[:, at]
    built = float(quantiles(of.fleet.it_power.sum(axis=0)[1:, at], of.fleet.weight, [0.5])[0])
    trains = float(quantiles((of.training / of.total)[1:, at], of.fleet.weight, [0.5])[0])
    return (
        f"At the end of {year} tokens of products explain {power(mid)} of IT load ({power_pair(low, high)}) [assumed], "
        f"wherever they are served; the programme has {power(built)}. Research and training have {trains:.0%} of all "
        "there is, and what serving does not take."
    )


def _short(found: Computed, of: Allocation) -> Iterator[str]:
    for k, group in enumerate(of.asked.groups):
        yield f"{group.title}: {_when(found, of, k)}."


def _when(found: Computed, of: Allocation, group: int) -> str:
    """From when on a group is how likely to be short, and by how much at worst."""
    programme = found.fleet.futures.programme
    first = int(programme.as_of_month)
    chances = of.chance(group)[first:]
    worst = int(chances.argmax())
    if chances[worst] < 0.005:
        return "served in full in all futures [assumed]"
    zero = programme.month_zero
    from_on = [
        f"from {month(first + int(np.argmax(chances >= p)), zero)} on in {chance(p)} or more"
        for p in _LIKELY
        if chances[0] < p <= chances[worst]
    ]
    lacking = of.share_short(group)[1:, first + worst]
    high = float(quantiles(lacking, of.fleet.weight, [0.9])[0])
    return (
        f"short in {chance(float(chances[0]))} of futures at the end of {month(first, zero)}"
        + "".join(f", {text}" for text in from_on)
        + f", at most in {chance(float(chances[worst]))} ({month(first + worst, zero)}; "
        f"one future in ten lacks {high:.0%} of what is asked for, or more) [assumed]"
    )


def _per_token(of: Allocation) -> str:
    """Which compute by token is used, and how stated and computed compare, at medians."""
    said = []
    for name, each in of.asked.per_token.items():
        title = next(group.title for group in of.asked.groups if group.product == name)
        stated = None if each.stated is None else f"{each.stated[0]:.2g} as stated"
        by_model = None if each.computed is None else f"{each.computed[0]:.2g} by its model"
        used, other = (by_model, stated) if each.by_model else (stated, by_model)
        said.append(f"{title} {used}" + (f" (not the {other})" if other else ""))
    return f"Compute of a million tokens [H100e h], on the day that users were counted: {'; '.join(said)}."


def _rivals(found: Computed) -> Iterator[str]:
    demand = found.fleet.futures.programme.contents.demand
    said = [
        f"{rival.title} {amount(figure.p50)} ({_range_day(day)})"
        for rival in (demand.rivals.values() if demand else ())
        for day, figure in list(rival.h100e.items())[-1:]
        if known(figure)
    ]
    if said:
        yield f"Published of others, H100e: {listed(said)}."


def _range_day(day: str) -> str:
    return f"{day}"


def _largest(found: Computed, of: LargestRun) -> Iterator[str]:
    year, at = list(year_ends(found).items())[min(2, len(year_ends(found)) - 1)]
    low, mid, high = of.percentiles(of.joined)[:, at]
    alone = of.percentiles(of.alone)[1, at]
    text = (
        f"The largest run finished by the end of {year} is {mid:,.0f} YFLOP ({low:,.0f} to {high:,.0f}), "
        f"{alone:,.0f} on one campus [assumed]"
    )
    keeps_up = of.keeps_up()
    if keeps_up is not None:
        text += f"; it keeps up with the trend of the largest runs of all in {chance(float(keeps_up[at]))} of futures"
    yield text + "."
    if of.published:
        runs = [f"{run.title} {run.operations.p50:,.0f}" for run in of.published]
        yield f"Published runs, YFLOP: {listed(runs)}."


def amount(number: float) -> str:
    """A number of many places, short.

    >>> amount(1_740_000.0), amount(386_000.0), amount(35.4), amount(0.0)
    ('1.74 m', '386 k', '35.4', '0')
    """
    for unit, size in ((" bn", 1e9), (" m", 1e6), (" k", 1e3)):
        if abs(number) >= 0.9995 * size:
            return f"{number / size:.3g}{unit}"
    return f"{number:.3g}"


def told(found: Computed) -> dict[str, Any]:
    """The same by month, for a page or another program; infinity does not occur."""
    zero = found.fleet.futures.programme.month_zero
    return {
        "months": [str(day)[:10] for day in found.fleet.futures.time],
        "futures": found.fleet.n,
        "rows": [_told(row) for row in _titled(rows(found))],
        "per_token": {} if found.allocation is None else _told_per_token(found.allocation),
        "rivals": _told_rivals(found),
        "published_runs": [
            {"title": run.title, "yflop": run.operations.p50, "published": iso(run.published.p50, zero)}
            for run in (found.largest.published if found.largest else ())
        ],
        "left_out": found.fleet.left_out,
        "in_words": in_words(found),
    }


def _titled(lines: Iterator[Row]) -> Iterator[Row]:
    """Lines with the title that they stand under."""
    title = ""
    for line in lines:
        title = line.title or title
        yield line._replace(title=title)


def _told(row: Row) -> dict[str, Any]:
    said = {"title": row.title, "measure": row.measure, "unit": row.unit or "chance"}
    if len(row.values) == 1:
        return said | {"chance": row.values[0].tolist()}
    return said | dict(zip(("p10", "p50", "p90"), row.values.tolist(), strict=True))


def _told_per_token(of: Allocation) -> dict[str, Any]:
    def ranged(values: np.ndarray | None) -> list[float] | None:
        return None if values is None else quantiles(values[1:], of.fleet.weight, _TENTHS).tolist()

    return {
        name: {"by_model": each.by_model, "stated": ranged(each.stated), "computed": ranged(each.computed)}
        for name, each in of.asked.per_token.items()
    }


def _told_rivals(found: Computed) -> list[dict[str, Any]]:
    demand = found.fleet.futures.programme.contents.demand
    return [
        {"title": rival.title, "h100e": {day: figure.p50 for day, figure in rival.h100e.items() if known(figure)}}
        for rival in (demand.rivals.values() if demand else ())
    ]
