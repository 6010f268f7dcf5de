"""A financing in a table for a terminal: what it comes to, what everybody earns, and what it rests on."""

from typing import TYPE_CHECKING

from stargate.reports.earners import Earner, Spread
from stargate.reports.financing import FinancingPage

if TYPE_CHECKING:
    from rich.console import Group

    from stargate.futures.gradient import Gradient

_HEADS = ("", "IRR P10", "P50", "P90", "NPV bn", "multiple", "back in years", "peak bn", "assumed")

_TOLD_APART = ("company", "lender")  # from partners who own: one firm may stand in several lines


def table(page: FinancingPage, slopes: "Gradient | None" = None) -> "Group":
    """Headline numbers, returns, what moves the return where `slopes` are known, and notes."""
    from rich.console import Group
    from rich.table import Table
    from rich.text import Text

    numbers = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    for number in page.numbers:
        numbers.add_row(number.label, number.value, Text(number.detail, style="dim"))
    returns = Table(box=None, header_style="dim", padding=(0, 2, 0, 0))
    for head in _HEADS:
        returns.add_column(head, justify="right" if head else "left", no_wrap=bool(head))
    for earner in page.earners:
        returns.add_row(*_cells(earner))
    said = [f"{_named(earner)}: {earner.said}" for earner in page.earners if earner.said]
    words = [page.lede, *said, *page.notes]
    moved = [] if slopes is None else [Text(str(slope)) for slope in slopes.slopes[:10]]
    moved += [Text("")] if moved else []
    return Group(f"{page.title}.\n", numbers, "", returns, "", *moved, *(Text(word) for word in words))


def _cells(earner: Earner) -> list[str]:
    rates = ["none"] * 3 if earner.irr is None else [f"{100 * (rate or 0.0):.1f}%" for rate in _three(earner.irr)]
    return [
        _named(earner),
        *rates,
        _number(earner.npv.p50, 2),
        "none" if earner.multiple is None else f"{_number(earner.multiple.p50, 2)}x",
        "never" if earner.payback.p50 is None else f"{earner.payback.p50:.1f}",
        _number(earner.peak.p50, 2),
        "yes" if earner.assumed else "",
    ]


def _named(earner: Earner) -> str:
    return f"{earner.name} ({earner.kind})" if earner.kind in _TOLD_APART else earner.name


def _three(spread: Spread) -> tuple[float | None, float | None, float | None]:
    return spread.p10, spread.p50, spread.p90


def _number(value: float | None, digits: int) -> str:
    return "none" if value is None else f"{value:,.{digits}f}"
