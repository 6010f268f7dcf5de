"""What products earn and whether own capacity is cheaper than a cloud's, for the page of financing."""

from collections.abc import Sequence

from stargate.futures.drawn import NEVER
from stargate.reports.by_year import BILLION, ByYear, Trace, cropped
from stargate.reports.listing import Listing
from stargate.reports.words import chance

_TENTHS = ("p10", "p50", "p90")


def products_listing(told: dict, sellers: dict[str, str]) -> Listing | None:
    """A line a product; `sellers` are names of partners by their names in addresses."""
    if not told["products"]:
        return None
    return Listing(
        id="products",
        title=_title(told["products"]),
        subtitle="What a product leaves after compute and other costs, and the use from which a user loses money: "
        "medians, and 80% of futures" + (_shock(told["efficiency"]) if told["efficiency"] else ""),
        note=" ".join([each["in_words"] for each in told["products"]])
        + " Sentences take every figure at its median; chances rest on [assumed] use and prices of compute.",
        shown=8,
        table={
            "columns": [
                "Product",
                "Seller",
                "Margin now",
                "Chance that it loses money [assumed]",
                "Break-even use",
                "Users who lose money",
                "Margin after a cheaper algorithm",
                "Chance that compute rises all the same [assumed]",
            ],
            "rows": [_row(each, sellers) for each in told["products"]],
        },
    )


def _row(each: dict, sellers: dict[str, str]) -> list:
    now, cheaper = each["measures"]["now"], each["measures"].get("cheaper")
    return [
        each["title"],
        sellers.get(each["seller"], each["seller"]),
        _spread(now["margin"]),
        chance(each["chance_of_loss"]),
        _spread(now["break_even_usage"]),
        _percent(now["losing"]),
        _spread(cheaper["margin"]) if cheaper else "not asked",
        chance(each["chance_of_more_compute"]) if cheaper else "not asked",
    ]


def _spread(of: dict) -> str:
    """A range with its unit.

    >>> _spread({"p10": 1.0, "p50": 2.25, "p90": "never", "unit": "USD"})
    '2.25 (1 to never) USD'
    """
    return _range([of[p] if isinstance(of[p], str) else f"{of[p]:,.3g}" for p in _TENTHS], of.get("unit", ""))


def _percent(of: dict) -> str:
    return _range([of[p] if isinstance(of[p], str) else f"{100 * of[p]:.0f}%" for p in _TENTHS])


def _range(texts: Sequence[str], unit: str = "") -> str:
    """A median with its range, said once where all are the same."""
    low, middle, high = texts
    if low == high:
        return middle if middle == NEVER else f"{middle} {unit}".rstrip()
    return f"{middle} ({low} to {high}) {unit}".rstrip()


def _shock(efficiency: dict) -> str:
    return f"; then once everyone works as a rival does whose tokens take {_spread(efficiency)} times less compute"


def _title(products: Sequence[dict]) -> str:
    losing = [each["title"] for each in products if each["chance_of_loss"] > 0.5]
    if not losing:
        return (
            f"All {len(products)} products are likely to earn money" if len(products) > 1 else products[0]["in_words"]
        )
    return f"{len(losing)} of {len(products)} products {'is' if len(losing) == 1 else 'are'} likely to lose money"


def margins_by_year(told: dict) -> ByYear | None:
    """What all products leave by year, as they are and after a cheaper algorithm."""
    if not told["products"]:
        return None
    words = {"now": ("As they are", "model"), "cheaper": ("After a cheaper algorithm", "plain")}
    traces = [_margin(*words[case], totals["margin"]["by_year"]) for case, totals in told["totals"].items()]
    first, last = traces[0].values[0], traces[0].values[-1]
    return cropped(
        ByYear(
            id="margins",
            title=f"Products leave USD {first:.0f} bn in {told['years'][0]} and {last:.0f} bn in {told['years'][-1]} "
            "(medians, assumed)",
            subtitle="Revenue of all products less compute and other costs, USD bn a year: medians and 80% ranges",
            note="Users grow as counted so far, up to a limit. This is no revenue of campuses: what their seller "
            "pays for computing is in contracts.",
            unit="USD bn a year",
            years=[str(year) for year in told["years"]],
            columns=[],
            traces=traces,
        )
    )


def _margin(name: str, drawn: str, by_year: Sequence[dict]) -> Trace:
    low, middle, high = ([round(each[p] / BILLION, 3) for each in by_year] for p in ("p10", "p50", "p90"))
    return Trace(name, drawn, middle, low, high)


def make_or_buy_listing(told: dict) -> Listing:
    """Own capacity beside what clouds ask."""
    likely = [each for each in told["against"] if each["chance_own_is_cheaper"] > 0.5]
    own = {each["chip"]: each for each in told["own"]}
    return Listing(
        id="make-or-buy",
        title=f"Own capacity is likely to cost less than {len(likely)} of {len(told['against'])} offers of clouds",
        subtitle="Levelised cost of an H100-equivalent hour on a campus of one's own against rent, USD: medians, and "
        "80% of futures",
        note=" ".join(each["in_words"] for each in told["against"]) + " With every figure at its median.",
        shown=6,
        table={
            "columns": [
                "Own",
                "Offer",
                "Own cost [USD/H100e/h]",
                "Price of the offer [USD/H100e/h]",
                "Chance that own is cheaper [assumed]",
                "Use from which own is cheaper",
            ],
            "rows": [
                [
                    own[each["chip"]]["title"],
                    each["title"] + (" [assumed]" if each["assumed"] else ""),
                    _spread(own[each["chip"]]["levelised"]),
                    _spread(each["price"]),
                    chance(each["chance_own_is_cheaper"]),
                    _percent(each["from_use"]),
                ]
                for each in told["against"]
            ],
        },
    )
