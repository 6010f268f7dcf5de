"""What one more unit of each figure is worth: for a terminal, and one month of each for the report."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from stargate.futures.gradient import Gradient, Slope, along_paths, sorts_anew
from stargate.futures.result import Futures
from stargate.futures.sobol import GroupShare
from stargate.programme.programme import Programme
from stargate.quantity import units
from stargate.reports.causes import name_of
from stargate.reports.drawn import Drawn, drawn_in
from stargate.reports.words import moment, month

if TYPE_CHECKING:
    from rich.table import Table

_SURE = 3  # standard errors
_MOST = 10
_ENOUGH = 1_600  # futures: slopes along paths need few
_ANEW = "What a month is worth is not told where whoever is ready first claims first of shared supplies"
_FACTS = (".started", ".finished", ".observed")


@dataclass(frozen=True)
class Worth:
    """What one more month of a figure is worth, everything else equal."""

    address: str
    name: str
    text: str  # the figure as written
    served: float  # [IT MW-years]
    error: float  # Monte Carlo standard error [IT MW-years]
    need: float  # [USD m]
    need_error: float  # [USD m]
    assumed: bool


@dataclass(frozen=True)
class Worths:
    """The dates and durations of which a month is worth most."""

    title: str
    subtitle: str
    note: str
    at: str
    rows: list[Worth]


def worths(futures: Futures, at: str) -> Worths:
    """What one month of each date and duration that is not a fact is worth by a day."""
    many, static = drawn_in(futures) is Drawn.MANY and bool(futures.phases()), not sorts_anew(futures)
    rows = _rows(futures, at) if many and static else []
    return Worths(
        title=_title(rows, at) if static else _ANEW,
        subtitle="Change in the expected IT MW-years of all phases up to then for one more month of a date or a "
        "duration, everything else equal; beside it the change in all money needed",
        note="Slopes at the figures as they are, found along the path that binds in each future. What is less than "
        f"{_SURE} standard errors is left out, and so are facts, and what a figure would change of the evidence on "
        "shared causes or of who gets what first of shared supplies. Later costs more where prices rise.",
        at=at,
        rows=rows,
    )


def _rows(futures: Futures, at: str) -> list[Worth]:
    served, needed = along_paths(futures, [("served", at), ("need", "")], _ENOUGH)
    need = {slope.address: slope for slope in needed.slopes}
    found = [
        slope
        for slope in served.slopes
        if _in_months(slope, futures.programme) and _sure(slope) and not slope.address.endswith(_FACTS)
    ]
    return [_worth(slope, need.get(slope.address), futures.programme) for slope in found[:_MOST]]


def _in_months(slope: Slope, programme: Programme) -> bool:
    return programme[slope.address].dimension in (units.DURATION, units.DATE)


def _sure(slope: Slope) -> bool:
    return abs(slope.value) > _SURE * slope.error


def _worth(slope: Slope, need: Slope | None, programme: Programme) -> Worth:
    figure = programme[slope.address]
    return Worth(
        address=slope.address,
        name=name_of(programme, slope.address),
        text=figure.text(),
        served=round(slope.effect, 3),
        error=round(slope.error, 3),
        need=round(need.effect, 3) if need else 0.0,
        need_error=round(need.error, 3) if need else 0.0,
        assumed=figure.assumed,
    )


def _title(rows: list[Worth], at: str) -> str:
    if not rows:
        return "No month of a single figure moves the expected IT load beyond Monte Carlo error"
    first = rows[0]
    verb = "costs" if first.served < 0 else "brings"
    return f"{first.name}: one more month {verb} {abs(first.served):.0f} IT MW-years by {moment(at)}"


def table(found: Gradient, programme: Programme) -> "Table":
    """The slopes for a terminal, largest first; what is within Monte Carlo error is left out."""
    from rich.table import Table

    sure = [slope for slope in found.slopes if _sure(slope)]
    rows = Table(
        box=None,
        header_style="dim",
        padding=(0, 2, 0, 0),
        title=f"{_outcome(found)}: {_expected(found, programme)} expected{'' if sure else '; no figure moves it'}",
        title_justify="left",
        title_style="bold",
        caption=_caption(found, len(found.slopes) - len(sure)),
        caption_justify="left",
    )
    for name in ("figure", "one more", found.unit, "error", "name"):
        rows.add_column(name, justify="right" if name in (found.unit, "error") else "left", no_wrap=name != "name")
    for slope in sure:
        step = slope.step_text if slope.pathwise else f"{slope.step_text} *"
        worth = (_number(slope.effect, "+"), _number(slope.error * slope.step))
        rows.add_row(slope.address, step, *worth, name_of(programme, slope.address))
    return rows


def _outcome(found: Gradient) -> str:
    words = " ".join(part for part in (found.of.replace("_", " "), found.at, found.below) if part)
    return words[0].upper() + words[1:]


def _expected(found: Gradient, programme: Programme) -> str:
    if found.unit == "months":
        return month(found.expected, programme.month_zero)
    return f"{_number(found.expected)} {found.unit}"


def _number(value: float, sign: str = "") -> str:
    """Three digits that count, written out."""
    return f"{value:{sign},.0f}" if abs(value) >= 100 else f"{value:{sign}.3g}"


def _caption(found: Gradient, left_out: int) -> str:
    lines = [f"{left_out} figures within {_SURE} standard errors of nought are left out."] if left_out else []
    if not all(slope.pathwise for slope in found.slopes):
        lines.append("* of a chance: the difference of conditional means. Counts have no slope.")
    if any(slope.address.endswith(".started") for slope in found.slopes):
        lines.append("Of what is under way, more time says better of the causes it shares: that is counted too.")
    return "\n".join([*lines, *(f"{note[0].upper()}{note[1:]}." for note in found.notes)])


def group_table(shares: list[GroupShare]) -> "Table":
    """Shares of the variance by group for a terminal."""
    from rich.table import Table

    rows = Table(box=None, header_style="dim", padding=(0, 2, 0, 0))
    rows.add_column("group")
    for name in ("goes once it is known", "error", "is left once all others are", "error"):
        rows.add_column(name, justify="right")
    for share in shares:
        cells = (share.first, share.first_error, share.total, share.total_error)
        rows.add_row(share.group, *(f"{max(0.0, cell):.1%}" for cell in cells))
    return rows
