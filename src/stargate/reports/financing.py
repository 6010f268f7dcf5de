"""The page of financing: who pays, who lends and who earns, in every future."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float

from stargate.capital.company import Use
from stargate.financing import make_or_buy, products
from stargate.financing.concentration import concentrations
from stargate.financing.lines import Line
from stargate.financing.raised import raised
from stargate.financing.result import Financing
from stargate.financing.sponsors import sponsors
from stargate.futures.deployed import deployed as spent
from stargate.futures.quantiles import quantile
from stargate.reports.by_year import BILLION, ByYear, column, cropped
from stargate.reports.cash import CampusMoney, campus_money, paid
from stargate.reports.coverage import broken, least, until_horizon
from stargate.reports.earners import Earner, earners
from stargate.reports.effects import Effects, effects
from stargate.reports.funding import Funding, funding
from stargate.reports.listing import Listing
from stargate.reports.outlook import Number
from stargate.reports.payments import Payments, name_of, payments
from stargate.reports.products import make_or_buy_listing, margins_by_year, products_listing
from stargate.reports.resting import Resting, resting
from stargate.reports.sponsoring import Called, calls, concentration_listing, deployed, sponsors_listing
from stargate.reports.standing import ahead, confidence
from stargate.reports.version import this_version
from stargate.reports.words import chance, listed, money, money_pair, plural

if TYPE_CHECKING:
    from stargate.futures.gradient import Gradient

_FILLS = ("closed", "committed", "said", "unknown", "hatched", "striped", "dotted")  # of owners, the largest first


@dataclass(frozen=True)
class FinancingPage:
    """What the page of financing shows. What is not known is left out: empty, or None."""

    programme: str  #: its name
    scenario: str
    as_of: str  #: the day whose knowledge counts
    futures: int
    seed: int
    title: str  #: what it comes to
    lede: str  #: what it rests on
    numbers: list[Number]
    funding: Funding = field(repr=False)  #: capital by source and year, and what is not raised
    payments: list[Payments] = field(repr=False)  #: all campuses, then each
    campuses: list[CampusMoney] = field(repr=False)  #: the same
    earners_title: str
    earners: list[Earner] = field(repr=False)
    figures: list[ByYear] = field(repr=False)  #: what is deployed, who has paid it in, products
    calls: list[Called] = field(repr=False)  #: of each sponsor
    listings: list[Listing] = field(repr=False)  #: sponsors, concentration, products, own capacity
    effects: Effects | None = field(repr=False)  #: what moves the return
    resting: Resting = field(repr=False)  #: the terms it rests on
    notes: list[str] = field(repr=False)  #: what a reader must know
    version: str  #: of stargate
    command: str  #: that gives it again


def financing_page(financing: Financing, command: str = "", gradient: "Gradient | None" = None) -> FinancingPage:
    """What the page of a financing shows; `gradient` of the expected IRR of all owners, where it is known."""
    futures = financing.futures
    programme = futures.programme
    found, brought, sponsoring = earners(financing), raised(financing), sponsors(financing)
    names = {name: partner.name for name, partner in programme.contents.partners.items()}
    funded = funding(brought.told(), names, futures.plan.due_year)
    sold, choice = products.told(products.economics(futures)), make_or_buy.make_or_buy(futures)
    figures = [deployed(spent(futures).told()), _owners(financing), margins_by_year(sold)]
    listings = [
        sponsors_listing(sponsoring),
        concentration_listing(financing, concentrations(financing, brought)),
        products_listing(sold, names),
        make_or_buy_listing(make_or_buy.told(choice)) if choice is not None else None,
    ]
    return FinancingPage(
        programme=programme.name,
        scenario=programme.scenario.title,
        as_of=programme.as_of,
        futures=financing.n,
        seed=futures.seed,
        title=_title(financing, found),
        lede=_lede(financing),
        numbers=_numbers(financing, found, funded),
        funding=funded,
        payments=payments(financing),
        campuses=campus_money(financing),
        earners_title=_earners_title(found),
        earners=found,
        figures=[each for each in figures if each is not None],
        calls=calls(sponsoring),
        listings=[each for each in listings if each is not None],
        effects=effects(gradient, programme, "IRR of all owners") if gradient else None,
        resting=resting(programme),
        notes=[*confidence(programme), *ahead(programme), *_notes(financing)],
        version=this_version(),
        command=command,
    )


def _every(financing: Financing, *lines: Line) -> Float[np.ndarray, "year future"]:
    return paid(financing, list(range(len(financing.books))), *lines)


def _spread(financing: Financing, values: Float[np.ndarray, " future"]) -> tuple[float, float, float]:
    return tuple(float(quantile(values, financing.weight, p)) for p in (0.1, 0.5, 0.9))  # type: ignore[return-value]


def _needed(financing: Financing) -> Float[np.ndarray, " future"]:
    """Uses of capital in all years: building, chips and their successors, fees and interest while building (F2)."""
    return _every(financing, Line.CAPITAL, Line.FEE, Line.BUILDING_INTEREST).sum(axis=0)


def _last(financing: Financing) -> int:
    """The last year in which anything is built or bought."""
    spent = _every(financing, Line.CAPITAL).any(axis=1)
    return financing.years[int(np.flatnonzero(spent)[-1])] if spent.any() else financing.years[0]


def _borrowed(financing: Financing) -> Float[np.ndarray, " future"]:
    return _every(financing, Line.DRAW).sum(axis=0)


def _title(financing: Financing, found: list[Earner]) -> str:
    need, debt = (_spread(financing, values)[1] for values in (_needed(financing), _borrowed(financing)))
    every = found[0]
    earned = (
        f"owners earn {_percent(every.irr.p50)} a year in the median future"
        if every.irr is not None
        else "owners have no IRR in most futures"
    )
    return f"Campuses and chips take {money(need)}, of which {money(debt)} is lent; {earned}"


def _percent(share: float | None) -> str:
    return "none" if share is None else f"{100 * share:.1f}%"


def _lede(financing: Financing) -> str:
    contents = financing.futures.programme.contents
    held = resting(financing.futures.programme)
    campuses = len({book.site for book in financing.books})
    companies = len({book.company for book in financing.books})
    words = [
        f"{plural(financing.n, 'future')} of {plural(campuses, 'campus', 'campuses')}, held by "
        f"{plural(companies, 'company', 'companies')} from {financing.years[0]} to {financing.years[-1]}, in dollars "
        "of the day; each phase's shell, and each generation of its chips, is lent against by itself",
        f"Of {plural(len(held.terms), 'term')} that this rests on, {held.assumed} are assumed, the shares of owners in "
        "companies and the chances that money comes among them: what is said of named firms follows from these, and is "
        "no statement of theirs",
    ]
    if financing.left_out:
        names = [contents.sites[site].name for site in financing.left_out]
        words.append(f"{listed(names)} {'is' if len(names) == 1 else 'are'} not financed")
    return ". ".join(words) + "."


def _numbers(financing: Financing, found: list[Earner], funded: Funding) -> list[Number]:
    """The strip below the title."""
    low, middle, high = _spread(financing, _needed(financing))
    detail = f"{_eighty(low, high)}; to {_last(financing)}, chips bought again included"
    numbers = [Number("Capital needed", money(middle), detail, "model", ""), *funded.numbers]
    low, middle, high = _spread(financing, financing.levelised())
    if np.isfinite(high):
        detail = f"80%: {low:,.0f} to {high:,.0f}; capital, power, operation of all campuses, before debt and tax"
        numbers.append(Number("Levelised cost of an IT MWh", f"USD {middle:,.0f}", detail, "model", ""))
    numbers.append(_irr_number(found[0]))
    numbers += _coverage_numbers(financing)
    return numbers


def _eighty(low: float, high: float) -> str:
    if low == high:
        return "the same in every future"
    return f"80%: {money_pair(low, high).removeprefix('USD ')}"


def _irr_number(every: Earner) -> Number:
    label = "IRR of all owners"
    if every.irr is None:
        return Number(label, "none", every.said, "plain", "")
    some = f"; none in {chance(every.without)}" if every.without > 0 else ""
    spread = f"80%: {_percent(every.irr.p10)} to {_percent(every.irr.p90)}"
    detail = f"{spread if every.irr.p10 != every.irr.p90 else 'the same in every future'}{some}; after tax"
    return Number(label, _percent(every.irr.p50), detail, "model", "")


def _coverage_numbers(financing: Financing) -> Iterator[Number]:
    ratios, last = least(financing), financing.futures.programme.contents.horizon[:4]
    if ratios is None:
        yield Number("Lowest DSCR", "none", f"up to {last} nothing is due to lenders in most futures", "plain", "")
        return
    low, middle, high = ratios
    detail = f"80%: {low:.2f} to {high:.2f}; of any loan in any quarter up to {last}"
    yield Number("Lowest DSCR", f"{middle:.2f}", detail, "model", "")
    shells = [row for row, book in enumerate(financing.books) if book.use is Use.CONSTRUCTION]
    within, of_shells = (_broken_within(financing, books) for books in (range(len(financing.books)), shells))
    detail = f"by any loan up to {last}; by loans on shells alone {chance(of_shells)}"
    yield Number("Chance of a covenant broken", chance(within), detail, "model", "")


def _broken_within(financing: Financing, books: Sequence[int]) -> float:
    """The chance that any loan of some books is in default up to the horizon."""
    hit = broken(financing, books)[: until_horizon(financing)].any(axis=0)
    return float(financing.weight @ hit / financing.weight.sum())


def _earners_title(found: list[Earner]) -> str:
    partners = [e for e in found if e.kind == "partner" and e.irr is not None and e.irr.p50 is not None]
    if len(partners) < 2:
        return "What partners, companies and lenders earn"
    ranked = sorted(partners, key=lambda e: e.irr.p50 or 0.0)  # type: ignore[union-attr]
    worst, best = ranked[0], ranked[-1]
    return (
        f"Of those who own, {best.name} earns most, {_percent(best.irr.p50)} a year, and "  # type: ignore[union-attr]
        f"{worst.name} least, {_percent(worst.irr.p50)} (medians, by assumed shares)"  # type: ignore[union-attr]
    )


def _owners(financing: Financing) -> ByYear:
    """What each owner has paid in up to the end of each year: the cap table over time."""
    contents, companies = financing.futures.programme.contents, financing.companies
    called = (financing.ledger[Line.EQUITY] + financing.ledger[Line.SUPPORT]).cumsum(axis=1)
    of = [companies.index(book.company) for book in financing.books]
    by_owner = {name_of(contents, owner): np.tensordot(s[of], called, 1) for owner, s in financing.owners.items()}
    ranked = sorted(by_owner.items(), key=lambda item: -float(item[1][-1] @ financing.weight))
    most = len(_FILLS) - 1 if len(ranked) > len(_FILLS) else len(ranked)
    if rest := ranked[most:]:
        ranked = [*ranked[:most], (f"{len(rest)} others", sum(values for _, values in rest))]
    columns = [
        column(name, fill, values, financing.weight) for (name, values), fill in zip(ranked, _FILLS, strict=False)
    ]
    last = sum(each.values[-1] for each in columns)
    return cropped(
        ByYear(
            id="owners",
            title=_owners_title(columns[0].name, columns[0].values[-1] / last if last > 0 else 0.0, last * BILLION),
            subtitle="Paid in by each owner up to the end of each year, share capital and owners' loans, USD bn: "
            "means, which add up",
            note="By the shares in which companies are owned, through whatever owns their owners. Shares that nobody "
            "has published are [assumed].",
            unit="USD bn",
            years=[str(year) for year in financing.years],
            columns=columns,
            traces=[],
        )
    )


def _owners_title(first: str, share: float, last: float) -> str:
    if last <= 0:
        return "Owners pay in nothing"
    return f"Owners pay in {money(last)} in all years; {first} {100 * share:.0f}% of it, by assumed shares"


def _notes(financing: Financing) -> Iterator[str]:
    sites = financing.futures.programme.contents.sites
    for site, why in financing.left_out.items():
        yield f"{sites[site].name}: not financed, {why}."
    if financing.n == 1:
        yield "One future alone has no range: it stands for itself, and chances are nought or certain."
    yield from _checked(financing)
    yield "Forecasts conditional on the terms listed here, no advice and no offer."


def _checked(financing: Financing) -> Iterator[str]:
    """Whether the checks of every ledger hold (F9), and which do not."""
    from stargate.financing.checks import TOLERANCE, WORDS

    worst = {name: float(np.max(values, initial=0.0)) for name, values in financing.breaches.items()}
    broken = [WORDS[name] for name, breach in worst.items() if breach > TOLERANCE]
    if broken:
        yield f"Checks of the ledger do not hold, and these figures are not to be relied on: {'; '.join(broken)}."
    elif worst:
        yield (
            f"In every future each unit's cash, sources and uses, debt and balance sheet add up ({len(worst)} checks; "
            f"the largest relative difference is {max(worst.values()):.0e})."
        )
