"""Sponsors: what each is asked for against what it can pay, how much rests on whom, and what is deployed by when."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from stargate.capital.commitment import Instrument
from stargate.financing.concentration import Concentration
from stargate.financing.raised import spread
from stargate.financing.result import Financing
from stargate.financing.sponsors import Promise, Sponsor, Sponsors
from stargate.futures.quantiles import quantile
from stargate.reports.by_year import BILLION, ByYear, Trace, cropped
from stargate.reports.listing import Listing, spread_text
from stargate.reports.payments import name_of
from stargate.reports.words import chance, moment, money, money_pair

_FIRST = 3  # parties of an amount that are named
_SEEN = 0.5  # USD m


@dataclass(frozen=True)
class Called:
    """What a sponsor is asked for by year."""

    name: str  #: of the sponsor
    figure: ByYear


def calls(found: Sponsors) -> list[Called]:
    """Calls of each sponsor by year against its capacity, the one that is called most first."""
    told = found.told()
    years = [str(year) for year in told["years"]]
    called = {name: of for name, of in told["sponsors"].items() if max(of["called"]["p90"], default=0.0) > 0.05}
    ranked = sorted(called.values(), key=lambda of: -sum(of["called"]["p50"]))
    return [Called(of["name"], _called(of, years)) for of in ranked]


def _called(of: dict, years: list[str]) -> ByYear:
    asked, can = of["called"], of["capacity"]
    traces = [Trace("Called", "model", asked["p50"], asked["p10"], asked["p90"])]
    if can is not None:
        level = {p: [can[p]] * len(years) for p in ("p10", "p50", "p90")}
        traces.append(Trace("Capacity a year [assumed]", "plain", level["p50"], level["p10"], level["p90"]))
    return ByYear(
        id="calls",
        title=_called_title(of, years),
        subtitle="Paid in to companies each year by their shares, against what it can put into campuses in a year, "
        "USD bn: medians and 80% ranges",
        note=_called_note(of),
        unit="USD bn a year",
        years=years,
        columns=[],
        traces=traces,
    )


def _called_title(of: dict, years: list[str]) -> str:
    asked = of["called"]["p50"]
    peak = int(np.argmax(asked))
    most = f"{of['name']} is asked for {money(asked[peak] * BILLION)} in {years[peak]}, the most of any year"
    if of["chance_beyond"] is None:
        return f"{most}; what it can pay is not known"
    worst = int(np.argmax(of["chance_beyond"]))
    if of["chance_beyond"][worst] < 0.005:
        return f"{most}, hardly ever more than it can pay [assumed]"
    return f"{most}; more than it can pay in {years[worst]}: {chance(of['chance_beyond'][worst])} [assumed]"


def _called_note(of: dict) -> str:
    words = ["No firm has published what it can pay: capacities and chances are [assumed]."]
    if of["competing"]:
        words.append(f"Besides, it has promised {money(of['competing'] * BILLION)} elsewhere, which is not taken off.")
    if of["promised"]:
        promised = sum(each["amount"] for each in of["promised"] if each["instrument"] != Instrument.PURCHASE)
        words.append(f"It has promised {money(promised * BILLION)} so far, purchases apart.")
    return " ".join(words)


def sponsors_listing(found: Sponsors) -> Listing | None:
    """Every sponsor in a line."""
    years = [year for year in found.years if year <= found.horizon]
    held = [one for one in found.sponsors.values() if one.called.any() or one.promised]
    if not held:
        return None
    ranked = sorted(held, key=lambda one: -float(quantile(one.peak, one.weight, 0.5)))
    return Listing(
        id="sponsors",
        title=_sponsors_title(ranked, years),
        subtitle=f"Up to {years[-1]}, USD bn: medians, and 80% of futures",
        note="[assumed]: no firm has published what it can pay in a year, nor with what chance that is too little. "
        "Exposure is what is paid in less what has come back; purchases are promised to suppliers and clouds.",
        shown=7,
        table={
            "columns": [
                "Sponsor",
                "Called in all [USD bn]",
                "Capacity a year [USD bn, assumed]",
                "Chance that any year asks for more [assumed]",
                "Peak exposure [USD bn]",
                "Money promised [USD bn]",
                "Purchases promised [USD bn]",
            ],
            "rows": [_sponsor_row(one, len(years)) for one in ranked],
        },
    )


def _sponsor_row(one: Sponsor, years: int) -> list:
    beyond = _chance_beyond(one, years)
    return [
        one.name,
        spread_text(spread(one.called[:years].sum(axis=0), one.weight, BILLION)),
        "not known" if one.capacity is None else spread_text(spread(one.capacity, one.weight, BILLION)),
        "not known" if beyond is None else chance(beyond),
        spread_text(spread(one.peak, one.weight, BILLION)),
        *(round(sum(each.amount for each in kind) / BILLION, 1) for kind in _money_and_purchases(one)),
    ]


def _money_and_purchases(one: Sponsor) -> tuple[list[Promise], list[Promise]]:
    bought = [each for each in one.promised if each.instrument == Instrument.PURCHASE]
    return [each for each in one.promised if each not in bought], bought


def _chance_beyond(one: Sponsor, years: int) -> float | None:
    """That some year asks for more than it can pay; None where that is not known."""
    if one.beyond is None:
        return None
    more = (one.beyond[:years] > _SEEN).any(axis=0)
    return float(one.weight[more].sum() / one.weight.sum())


def _sponsors_title(ranked: Sequence[Sponsor], years: Sequence[int]) -> str:
    known = [beyond for one in ranked if (beyond := _chance_beyond(one, len(years))) is not None]
    if not known:
        peak = float(quantile(ranked[0].peak, ranked[0].weight, 0.5))
        return f"{ranked[0].name} is exposed most: {money(peak)} at its peak (median)"
    likely = sum(beyond > 0.5 for beyond in known)
    return (
        f"In some year up to {years[-1]}, {likely} of {len(known)} sponsors whose capacity is assumed "
        f"{'is' if likely == 1 else 'are'} likely to be asked for more"
    )


def concentration_listing(financing: Financing, found: Sequence[Concentration]) -> Listing:
    """How much rests on whom."""
    contents = financing.futures.programme.contents
    rows = []
    for told in (each.told() for each in found):
        named = [f"{name_of(contents, each['party'])} {_percent(each)}" for each in told["shares"][:_FIRST]]
        words = f"{told['of'][:1].upper()}{told['of'][1:]}" + (" [alike, assumed]" if told["assumed"] else "")
        rows.append([words, "; ".join(named) or "nobody", _percent(told["largest"]), spread_text(told["index"], 2)])
    return Listing(
        id="concentration",
        title=_concentration_title(financing, found),
        subtitle="Shares of what is brought or paid up to the horizon: medians, and 80% of futures",
        note="Index of Herfindahl and Hirschman: 1 where a single party brings all, 1/k where k bring the same. "
        "Money that several bring together is taken to be shared alike [assumed].",
        shown=4,
        table={"columns": ["Of what", "The largest", "Largest share", "Index"], "rows": rows},
    )


def _percent(of: dict[str, float]) -> str:
    low, middle, high = (round(100 * of[p]) for p in ("p10", "p50", "p90"))
    return f"{middle}%" if low == high else f"{middle}% ({low} to {high})"


def _concentration_title(financing: Financing, found: Sequence[Concentration]) -> str:
    most = max(found, key=lambda each: each.told()["largest"]["p50"])
    told = most.told()
    if not told["shares"]:
        return "Nothing is brought or paid"
    first = told["shares"][0]
    name = name_of(financing.futures.programme.contents, first["party"])
    return f"Most rests on {name}: {round(100 * first['p50'])}% of {told['of'].partition(',')[0]}"


def deployed(told: dict) -> ByYear:
    """Money spent on campuses up to the end of each year, against what was announced (R6, R7)."""
    years = [str(year) for year in told["years"]]
    levels = (
        Trace(f"Announced: {target['name']}", "announced", [target["amount"]] * len(years), [], [])
        for target in told["announced"]
    )
    return cropped(
        ByYear(
            id="deployed",
            title=_deployed_title(told),
            subtitle="Spent on shells and first chips up to the end of each year, USD bn: median and 80% range, "
            "against what was announced",
            note="Without chips bought again, fees and interest. Sites abroad and rented capacity are left out. "
            "Chances rest on [assumed] dates and costs.",
            unit="USD bn",
            years=years,
            columns=[],
            traces=[Trace("Deployed", "model", told["p50"], told["p10"], told["p90"]), *levels],
        )
    )


def _deployed_title(told: dict) -> str:
    due = next((target for target in told["announced"] if target["chance"] is not None), None)
    by = due["by"] if due else f"{told['years'][-1]}-12-31"
    at = int(by[:4]) - told["years"][0]
    if at < 0:  # the years begin with the first in which anything is spent
        return f"By {moment(by)} nothing is deployed"
    if not by.endswith("-12-31") and at > 0:  # the year end nearest before it
        at, by = at - 1, f"{told['years'][at - 1]}-12-31"
    spread = money_pair(told["p10"][at] * BILLION, told["p90"][at] * BILLION).removeprefix("USD ")
    said = f"By {moment(by)} {money(told['p50'][at] * BILLION)} is deployed (80%: {spread})"
    if due is None:
        return said
    return f"{said}; {money(due['amount'] * BILLION)} announced by {moment(due['by'])}, chance {chance(due['chance'])}"
