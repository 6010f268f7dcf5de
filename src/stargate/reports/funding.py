"""Capital by source and year, and what nobody has raised yet, as `financing.raised` tells it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from stargate.reports.by_year import BILLION, ByYear, Column, Trace, cropped, shown
from stargate.reports.listing import Listing
from stargate.reports.outlook import Number
from stargate.reports.words import money, money_pair

_KINDS = {  # in the order in which they pay
    "closed": "Closed",
    "committed": "Committed",
    "said": "Reported or announced, where it comes true",
    "unknown": "Spent, payer not known",
}
_MISSING = {"debt": ("Not yet raised, debt", "nobody"), "equity": ("Not yet raised, equity", "nobody-too")}


@dataclass(frozen=True)
class Funding:
    """What is raised and what is not."""

    stack: ByYear
    hole: ByYear
    funders: Listing
    numbers: list[Number]


def funding(told: dict, names: dict[str, str], by: int) -> Funding:
    """The figures of what `Raised.told` tells, the hole by the end of a year; `names` of partners by address."""
    years = [str(year) for year in told["years"]]
    end = next((each for each in told["hole"] if each["by"] >= f"{by}-12-31"), told["hole"][-1])
    return Funding(
        stack=_stack(told, years),
        hole=_hole(told, years, end),
        funders=_funders(told, years, names),
        numbers=_numbers(told, end),
    )


def _funders(told: dict, years: list[str], names: dict[str, str]) -> Listing:
    """Every source with what it brings, the largest first."""
    held = [each for each in told["stack"] if each["payer"] != "nobody" and sum(each["mean"]) >= 0.0005]
    held.sort(key=lambda each: -sum(each["mean"]))
    title = "Nobody has pledged anything"
    if first := next((each for each in held if each["standing"]), None):
        title = f"The largest source is {first['source']}: {money(sum(first['mean']) * BILLION)} (mean)"
    columns = ["Source", "Who", "Form", "Standing", f"Up to {years[-1]} [USD bn]"]
    return Listing(
        id="funders",
        title=title,
        subtitle=f"Means over futures of what each source brings up to {years[-1]}",
        note="[assumed]: the amount, or the chance that its standing turns into cash, has no publication behind it.",
        shown=len(columns),
        table={
            "columns": [*columns, *(f"{year} [USD bn]" for year in years)],
            "rows": [_funder(each, names) for each in held],
        },
    )


def _funder(each: dict, names: dict[str, str]) -> list:
    return [
        each["source"],
        ", ".join(str(names.get(name, name)) for name in each["funders"]) or "not known",
        each["instrument"] or "not known",
        (each["standing"] or "spent") + (" [assumed]" if each["assumed"] else ""),
        round(sum(each["mean"]), 2),
        *each["mean"],
    ]


def _stack(told: dict, years: list[str]) -> ByYear:
    columns = []
    for kind, label in _KINDS.items():
        rows = [each["mean"] for each in told["stack"] if each["payer"] == kind]
        columns.append(Column(label, kind, _sum(rows, len(years))))
    for form, (label, fill) in _MISSING.items():
        columns.append(Column(label, fill, told["missing"][form]))
    return cropped(
        ByYear(
            id="stack",
            title=_stack_title(columns, years[-1]),
            subtitle="Debt and equity wanted each year for shells and chips, and who brings it, USD bn: means, "
            "which add up",
            note="Money comes in the order of its standing, each commitment with the chance that its standing turns "
            "into cash; these chances are [assumed].",
            unit="USD bn a year",
            years=years,
            columns=shown(columns),
            traces=[],
        )
    )


def _sum(rows: Sequence[Sequence[float]], count: int) -> list[float]:
    return [round(float(value), 3) for value in np.sum(rows, axis=0)] if rows else [0.0] * count


def _stack_title(columns: Sequence[Column], last: str) -> str:
    totals = {each.name: sum(each.values) for each in columns}
    wanted, missing = sum(totals.values()), sum(totals[label] for label, _ in _MISSING.values())
    if wanted <= 0:
        return "No money is wanted"
    return (
        f"Of {money(wanted * BILLION)} wanted up to {last}, {money(missing * BILLION)} ({100 * missing / wanted:.0f}%) "
        "is not yet raised (means)"
    )


def _hole(told: dict, years: list[str], end: dict) -> ByYear:
    low, middle, high = ([each[p] for each in told["hole"]] for p in ("p10", "p50", "p90"))
    return cropped(
        ByYear(
            id="hole",
            title=f"Not raised by the end of {end['by'][:4]}: {_words(end)}",
            subtitle="What nobody has raised yet of all that is wanted up to the end of each year, USD bn: median and "
            "80% range",
            note="Money that is not raised yet is late, not absent: the figure takes dates as they are drawn.",
            unit="USD bn",
            years=years,
            columns=[],
            traces=[Trace("Not yet raised", "announced", middle, low, high)],
        )
    )


def _words(hole: dict) -> str:
    spread = money_pair(hole["p10"] * BILLION, hole["p90"] * BILLION).removeprefix("USD ")
    return f"{money(hole['p50'] * BILLION)} (80%: {spread})"


def _numbers(told: dict, end: dict) -> list[Number]:
    """What is raised and what is not, for the strip."""
    firm = sum(sum(each["mean"]) for each in told["stack"] if each["payer"] in ("closed", "committed"))
    said = sum(sum(each["mean"]) for each in told["stack"] if each["payer"] == "said")
    spread = money_pair(end["p10"] * BILLION, end["p90"] * BILLION).removeprefix("USD ")
    return [
        Number(
            "Raised, closed or committed",
            money(firm * BILLION),
            f"mean; {money(said * BILLION)} more reported or announced, by [assumed] chances",
            "plain",
            "",
        ),
        Number(f"Not raised by the end of {end['by'][:4]}", money(end["p50"] * BILLION), f"80%: {spread}", "gap", ""),
    ]
