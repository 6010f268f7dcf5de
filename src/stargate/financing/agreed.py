"""The contracts at one campus, kind by kind."""

from typing import NamedTuple

from stargate.capital.company import Company, Use
from stargate.capital.contracts.compute_purchase import ComputePurchase
from stargate.capital.contracts.lease import Lease
from stargate.capital.contracts.loan import Loan
from stargate.capital.contracts.operation import Operation
from stargate.capital.contracts.owners_loan import OwnersLoan
from stargate.capital.contracts.power_purchase import PowerPurchase
from stargate.capital.contracts.procurement import Procurement
from stargate.capital.contracts.residual_guarantee import ResidualGuarantee
from stargate.capital.contracts.tax import Tax
from stargate.programme.financed import lease_term, not_financed
from stargate.programme.model import Contents
from stargate.programme.site import Site
from stargate.quantity.measures import Duration


class Agreed(NamedTuple):
    """Contracts at one campus."""

    site: Site
    companies: dict[Use, Company]
    procurement: dict[Use, Procurement]
    operation: dict[Use, Operation | None]
    loan: dict[Use, Loan | None]
    owners_loan: dict[Use, OwnersLoan | None]
    guarantee: dict[Use, ResidualGuarantee | None]
    tax: dict[Use, Tax | None]
    lease: Lease
    term: Duration
    purchase: ComputePurchase
    power: PowerPurchase | None


def agreed(contents: Contents, site: str) -> "tuple[Agreed | None, str]":
    """The contracts at a campus; without those that it cannot be financed without, what is missing."""
    if missing := not_financed(contents.sites[site], contents):
        return None, missing
    book, both = contents.contracts, tuple(Use)
    assert book is not None
    lease, purchase = book.at(Lease, site), book.at(ComputePurchase, site)
    term = lease and lease_term(lease, contents.sites[site])
    bought = {use: found for use in both if (found := book.at(Procurement, site, use))}
    assert lease is not None
    assert term is not None
    assert purchase is not None
    return Agreed(
        contents.sites[site],
        {use: c for use in both for c in contents.companies.values() if c.site == site and use in c.holds},
        bought,
        {use: book.at(Operation, site, use) for use in both},
        {use: book.at(Loan, site, use) for use in both},
        {use: book.at(OwnersLoan, site, use) for use in both},
        {use: book.at(ResidualGuarantee, site, use) for use in both},
        {use: book.at(Tax, site, use) for use in both},
        lease,
        term,
        purchase,
        book.at(PowerPurchase, site),
    ), ""
