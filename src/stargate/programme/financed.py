"""What holds of companies and contracts: who exists, who owns whom, and terms that a lender or a court would refuse."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from itertools import combinations

from stargate.capital.company import Company, Use
from stargate.capital.contracts.compute_purchase import ComputePurchase
from stargate.capital.contracts.contract import ALL, Contract
from stargate.capital.contracts.lease import Lease
from stargate.capital.contracts.loan import Loan
from stargate.capital.contracts.owners_loan import OwnersLoan
from stargate.capital.contracts.power_purchase import PowerPurchase
from stargate.capital.contracts.procurement import Procurement
from stargate.capital.contracts.tax import Tax
from stargate.errors import Problem
from stargate.programme.equipped import chips_of, known
from stargate.programme.mistake import mistake, unknown
from stargate.programme.model import Contents
from stargate.programme.site import Phase, Site
from stargate.quantity.figure import Figure
from stargate.quantity.measures import Duration, Share
from stargate.quantity.noun import Noun

_SAME = 1e-6  # shares are written with few digits
_YEAR = 12.0  # [months]
_MOST_FEE = 0.5  # of what is drawn
_WORDS = {Use.CONSTRUCTION: "shells", Use.COMPUTE: "chips"}


def check_financed(
    contents: Contents, sites: Sequence[str], partners: Sequence[str], companies: Sequence[str]
) -> Iterator[Problem]:
    """Problems of companies and contracts; the names are of all that are written."""
    parties = [*partners, *companies]
    for name, company in contents.companies.items():
        yield from _company(name, company, sites, partners)
    yield from _holders(contents.companies)
    owned: dict[str, Noun] = {**contents.partners, **contents.companies}
    for noun in owned.values():
        yield from _owners(noun, parties)
    if not set(partners) & set(companies):
        yield from _circle(owned)
    if contents.contracts is None:
        return
    for site in contents.sites.values():
        yield from _lasts(site, "rent_term")
    for contract in contents.contracts.all():
        yield from _named(contract, sites, parties)
        yield from _terms(contract, contents)
    yield from _twice(contents)
    loans = contents.contracts.loans
    if contents.base_rate is not None:
        yield from _interest(loans.values(), contents.base_rate)
    elif loans:
        wrong = "loans have margins over it, and it is missing"
        yield Problem(contents.where, "base_rate", wrong, "base_rate: 3.5 to 4.5 %/year [assumed]")


def lease_term(lease: Lease, site: Site) -> Duration | None:
    """How long a campus is leased [months]: as the campus says itself, else as its lease says."""
    own = site.rent_term
    return own if own is not None and own.has_value else lease.term


def not_financed(site: Site, contents: Contents) -> str:
    """What a campus cannot be financed without and does not have, in words; empty where nothing is missing."""
    return ", ".join(_missing(site, contents))


def _missing(site: Site, contents: Contents) -> Iterator[str]:
    book = contents.contracts
    held = {use for company in contents.companies.values() if company.site == site.id for use in company.holds}
    yield from (f"no company holds its {words}" for use, words in _WORDS.items() if use not in held)
    if book is None:
        yield "the programme has no contracts"
        return
    yield from (
        f"nobody delivers its {words} (procurements)"
        for use, words in _WORDS.items()
        if book.at(Procurement, site.id, use) is None
    )
    lease = book.at(Lease, site.id)
    if lease is None:
        yield "nobody leases its shells (leases)"
    elif (term := lease_term(lease, site)) is None or not term.has_value:
        yield "its lease has no term (rent_term)"
    if book.at(ComputePurchase, site.id) is None:
        yield "nobody buys its computing (compute_purchases)"
    if book.at(PowerPurchase, site.id) is None:
        yield "nobody sells it power (power_purchases)"


def _company(name: str, company: Company, sites: Sequence[str], partners: Sequence[str]) -> Iterator[Problem]:
    yield from unknown(company, "site", [company.site], sites, "site")
    if name in partners:
        yield mistake(company, "name", f"a partner is called {name!r} too", f"another name, such as {name}_company")
    if not company.holds or len(set(company.holds)) < len(company.holds):
        yield mistake(company, "holds", "a company holds something, each once", "holds: [construction]")
    if not company.owners:
        yield mistake(company, "owners", "nobody owns it", "partners with shares that add up to 100%")


def _holders(companies: Mapping[str, Company]) -> Iterator[Problem]:
    held: dict[tuple[str, Use], Company] = {}
    for company in companies.values():
        for use in company.holds:
            other = held.setdefault((company.site, use), company)
            if other is not company:
                wrong = f"{other.address} holds the {_WORDS[use]} of {company.site} already"
                yield mistake(company, "holds", wrong, "one company for the shells of a campus, one for its chips")


def _owners(noun: Noun, parties: Sequence[str]) -> Iterator[Problem]:
    owners: dict[str, Share] = getattr(noun, "owners", {})
    yield from unknown(noun, "owners", owners, parties, "partner or company")
    for name, share in owners.items():
        if share.has_value and share.uncertain:
            at = f"{noun.address}.owners.{name}"
            yield Problem(share.changed_where, at, "what one owner has another has not: a share is one number", "40%")
    if not owners or not all(share.has_value and not share.uncertain for share in owners.values()):
        return
    total = sum(share.p50 for share in owners.values())
    if isinstance(noun, Company) and abs(total - 1) > _SAME:
        yield mistake(noun, "owners", f"the shares add up to {total:.4%}", "shares that add up to 100%")
    elif total > 1 + _SAME:
        yield mistake(noun, "owners", f"the shares add up to {total:.4%}", "at most 100% in all")


def _circle(owned: Mapping[str, Noun]) -> Iterator[Problem]:
    above = {name: list(getattr(noun, "owners", {})) for name, noun in owned.items()}
    try:
        TopologicalSorter(above).prepare()
    except CycleError as error:
        circle = error.args[1]
        noun = owned[circle[-1]]
        wrong = f"these own each other in a circle: {' owns part of '.join(circle)}"
        yield mistake(noun, "owners", wrong, "`owners` without one of them")


def _named(contract: Contract, sites: Sequence[str], parties: Sequence[str]) -> Iterator[Problem]:
    if not contract.sites:
        yield mistake(contract, "sites", "it is of no campus", 'sites: ["*"], or names of campuses')
    yield from unknown(contract, "sites", [name for name in contract.sites if name != ALL], sites, "site")
    party = getattr(contract, contract.party, "")
    yield from unknown(contract, contract.party, [party] if party else [], parties, "partner or company")


def _twice(contents: Contents) -> Iterator[Problem]:
    """Two contracts of one kind of the same campus: neither comes first."""
    for one, other in combinations(contents.contracts.all() if contents.contracts else [], 2):
        same = type(one) is type(other) and getattr(one, "use", None) == getattr(other, "use", None)
        both = [name for name in one.sites if name in other.sites]
        if same and both:
            where = "the campuses that no other names" if both == [ALL] else " and ".join(both)
            yield mistake(other, "sites", f"{one.address} is of {where} already", "each campus in one of them")


def _terms(contract: Contract, contents: Contents) -> Iterator[Problem]:
    match contract:
        case Loan():
            yield from _loan(contract)
            yield from _outlives(contract, contents)
        case OwnersLoan() if contract.interest.has_value and contract.interest.p10 < 0:
            yield mistake(contract, "interest", "nobody pays for lending", "interest: 8 %/year [assumed]")
        case Procurement():
            yield from _procurement(contract)
        case ComputePurchase():
            yield from _purchase(contract, contents)
        case Lease():
            yield from _lasts(contract, "term")
            yield from _lease(contract, contents)
        case PowerPurchase() if contract.facility.has_value and contract.facility.p10 < 1:
            wrong = "a campus draws at least what its chips draw"
            yield mistake(contract, "facility", wrong, "facility: 1.1 to 1.3 [assumed]")
        case Tax() if contract.five_years.has_value and contract.fifteen_years.has_value:
            total = contract.five_years.p90 + contract.fifteen_years.p90
            if total > 1 + _SAME:
                wrong = f"with `five_years` {total:.4g} times its cost is depreciated"
                yield mistake(contract, "fifteen_years", wrong, "shares that add up to at most 100%")


def _loan(loan: Loan) -> Iterator[Problem]:
    yield from _lasts(loan, "tenor")
    if loan.fee.has_value and loan.fee.p90 > _MOST_FEE:
        wrong = f"of what is drawn {loan.fee.p90:.4g} times goes back to the lender at once"
        yield mistake(loan, "fee", wrong, "fee: 1 to 1.5% [assumed]")
    lowest = loan.coverage.p10 if loan.coverage.has_value else 1.0
    if lowest < 1:
        wrong = f"a DSCR of {lowest:.4g}: cash would not cover what is due"
        yield mistake(loan, "coverage", wrong, "coverage: 1.2 to 1.4 [assumed]")
        return
    for field, words in (("covenant", "in default"), ("lock_up", "locked up")):
        figure = getattr(loan, field)
        if figure.has_value and figure.p90 > lowest + _SAME:
            wrong = f"it would be {words} from the first day: {figure.p90:.4g} is above a coverage of {lowest:.4g}"
            yield mistake(loan, field, wrong, f"at most {lowest:.4g}")


def _interest(loans: Iterable[Loan], base: Figure) -> Iterator[Problem]:
    """Interest below nought, where the base rate and the lowest margin are at their P10."""
    margins = [margin for loan in loans for margin in (loan.building_margin, loan.margin) if margin.has_value]
    least = min(margins, key=lambda margin: margin.p10, default=None)
    if least is None or not base.has_value or (lowest := base.p10 + least.p10 / 100) >= -_SAME:
        return
    wrong = f"with {least.address}, {least.p10 * 100:.4g} bp, interest is {lowest:.4%}: nobody pays for lending"
    yield Problem(base.changed_where, "base_rate", wrong, f"at least {-least.p10:.4g} %/year, or wider margins")


def _outlives(loan: Loan, contents: Contents) -> Iterator[Problem]:
    """A term loan that is due after what repays it has ended, at medians."""
    book = contents.contracts
    if book is None or not loan.tenor.has_value:
        return
    shorter: dict[str, list[str]] = {}
    for site in contents.sites.values():
        lasts = _life(loan.use, site, contents) if book.at(Loan, site.id, loan.use) is loan else None
        if lasts is not None and lasts.has_value and _YEAR <= lasts.p50 < loan.tenor.p50 - _SAME:
            shorter.setdefault(f"{lasts.address}, {lasts.p50 / _YEAR:.4g} years", []).append(site.id)
    if shorter:
        ends = "; ".join(f"{life} (at {', '.join(names)})" for life, names in shorter.items())
        wrong = f"the tenor is longer than the life of what repays it: {ends}"
        yield mistake(loan, "tenor", wrong, "a tenor of at most that, or a loan of its own for the campus")


def _life(use: Use, site: Site, contents: Contents) -> Duration | None:
    """How long a loan's collateral earns: shells as long as they are leased, chips as long as they run."""
    book = contents.contracts
    assert book is not None
    if use is Use.COMPUTE:
        chips = book.at(Procurement, site.id, use)
        return chips.life if chips is not None else None
    lease = book.at(Lease, site.id)
    return lease_term(lease, site) if lease is not None else None


def _lease(lease: Lease, contents: Contents) -> Iterator[Problem]:
    if lease.term is not None or contents.contracts is None:
        return
    for site in contents.sites.values():
        if contents.contracts.at(Lease, site.id) is lease and site.rent_term is None:
            wrong = f"neither it nor {site.address}.rent_term says how long it lasts"
            yield mistake(lease, "term", wrong, "term: 15 years [assumed]")
            return


def _procurement(contract: Procurement) -> Iterator[Problem]:
    for field, example in (("life", "5 years"), ("replacement", "0.9")):
        written = getattr(contract, field) is not None
        if contract.use is Use.COMPUTE and not written:
            yield mistake(contract, field, f"the {field} of chips is missing", f"{field}: {example} [assumed]")
        elif contract.use is Use.CONSTRUCTION and written:
            wrong = "only chips are replaced: shells last for their lease"
            yield mistake(contract, field, wrong, f"use: compute, or no `{field}`")
    yield from _lasts(contract, "life")


def _purchase(contract: ComputePurchase, contents: Contents) -> Iterator[Problem]:
    yield from _lasts(contract, "term")
    if contract.price is None and contract.hourly is None:
        yield mistake(contract, "price", "what is paid is missing", "price: 11 to 14 USD bn/GW/year [assumed]")
    elif contract.price is not None and contract.hourly is not None:
        yield mistake(contract, "hourly", "it is paid by IT power or by the hour", "either `price` or `hourly`")
    elif contract.hourly is not None and contents.contracts is not None:
        for site, phase in contents.phases():
            if contents.contracts.at(ComputePurchase, site.id) is contract and (wrong := _unsold(phase, contents)):
                yield mistake(contract, "hourly", f"{phase.address} {wrong}", "`price`, or `chip:` in that phase")
                return


def _unsold(phase: Phase, contents: Contents) -> str:
    """Why the hours of a phase cannot be sold by the accelerator, in words; nothing where they can."""
    if phase.chips:
        return "has a mix of chips: nobody knows an hour of which is sold"
    chip = chips_of(contents).get(phase.chip)
    if chip is None:
        return "names no chip: nobody knows how many hours it sells"
    return "" if known(chip.power) else f"names a chip of unknown power, {phase.chip}"


def _lasts(noun: Noun, field: str) -> Iterator[Problem]:
    figure = getattr(noun, field)
    if figure is not None and figure.has_value and figure.p10 < _YEAR - _SAME:
        yield mistake(noun, field, f"the {field} is shorter than a year", f"{field}: 5 years [assumed]")
