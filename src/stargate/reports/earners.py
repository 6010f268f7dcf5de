"""What partners, companies and lenders earn: IRR, NPV, multiple, payback and peak exposure, with their ranges."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from stargate.capital.contracts.loan import Loan
from stargate.financing.result import Financing, Returns
from stargate.futures.quantiles import quantiles
from stargate.programme.model import Contents
from stargate.reports.payments import name_of
from stargate.reports.words import chance

_MONTHS = 12.0
_LENDER = ", as lender"
_TOGETHER = {"all owners": "All owners together", "project": "The project, before debt and tax"}


@dataclass(frozen=True)
class Spread:
    """P10, P50 and P90; None where that is never, or does not exist."""

    p10: float | None
    p50: float | None
    p90: float | None


@dataclass(frozen=True)
class Earner:
    """Somebody who pays in and is paid."""

    name: str
    kind: str  #: `all`, `partner`, `company` or `lender`
    irr: Spread | None  #: [share a year] of futures that have one; None where fewer than half have
    without: float  #: share of futures without an IRR
    said: str  #: why, in words; empty where every future has one
    npv: Spread  #: [USD bn]
    multiple: Spread | None  #: MOIC; None where nothing is paid in
    payback: Spread  #: from the first payment [years]; None for never
    peak: Spread  #: most that is out at once [USD bn]
    assumed: bool  #: whether its share rests on assumptions alone


def earners(financing: Financing) -> list[Earner]:
    """All together first, then partners, companies and lenders, each by its peak exposure."""
    found = [_earner(financing, key, returns) for key, returns in financing.returns.items()]
    order = ("all", "partner", "company", "lender")
    return sorted(found, key=lambda e: (order.index(e.kind), e.kind != "all" and -(e.peak.p50 or 0.0)))


def _earner(financing: Financing, key: str, of: Returns) -> Earner:
    weight, contents = financing.weight, financing.futures.programme.contents
    has = np.isfinite(of.irr)
    without = float(weight[~has].sum() / weight.sum())
    paid_in = np.isfinite(of.multiple)
    return Earner(
        name=_name(key, contents),
        kind=_kind(key, financing),
        irr=_spread(of.irr[has], weight[has], 4) if without <= 0.5 else None,
        without=round(without, 4),
        said=_said(of, weight, without),
        npv=_spread(of.npv / 1000, weight, 3),
        multiple=_spread(of.multiple[paid_in], weight[paid_in], 2) if paid_in.any() else None,
        payback=_spread(of.payback / _MONTHS, weight, 1),
        peak=_spread(of.peak / 1000, weight, 3),
        assumed=_assumed(key.removesuffix(_LENDER), _kind(key, financing), financing),
    )


def _spread(values: Float[np.ndarray, " future"], weight: Float[np.ndarray, " future"], digits: int) -> Spread:
    found = quantiles(values, weight, [0.1, 0.5, 0.9])
    return Spread(*(round(float(value), digits) + 0.0 if np.isfinite(value) else None for value in found))


def _said(of: Returns, weight: Float[np.ndarray, " future"], without: float) -> str:
    """Why there is no IRR, the commonest reason first; empty where every future has one."""
    from stargate.financing.irr import Status

    if without <= 0:
        return ""
    codes = of.status[~np.isfinite(of.irr)]
    counts = np.bincount(codes, weights=weight[~np.isfinite(of.irr)], minlength=len(Status))
    reasons = [(str(tuple(Status)[code]), counts[code] / weight.sum()) for code in np.argsort(-counts) if counts[code]]
    if without >= 1 and len(reasons) == 1:
        return f"{reasons[0][0][:1].upper()}{reasons[0][0][1:]}"
    shares = [f"{why.removeprefix('no IRR: ')} (in {chance(share)} of futures)" for why, share in reasons]
    return f"no IRR: {', '.join(shares)}"


def _kind(key: str, financing: Financing) -> str:
    if key in _TOGETHER:
        return "all"
    if key in financing.companies:
        return "company"
    return "partner" if key in financing.owners else "lender"


def _name(key: str, contents: Contents) -> str:
    return _TOGETHER.get(key) or name_of(contents, key.removesuffix(_LENDER))


def _assumed(key: str, kind: str, financing: Financing) -> bool:
    """Whether an owner's shares in companies, or the margins of a lender's loans, are assumed throughout."""
    if kind == "lender":
        figures = [loan.margin for loan in _loans(financing) if loan.lender == key]
    else:
        companies = financing.futures.programme.contents.companies.values()
        figures = [company.owners[key] for company in companies if key in company.owners]
    return bool(figures) and all(figure.assumed for figure in figures)


def _loans(financing: Financing) -> list[Loan]:
    """The loans of the campuses that are financed."""
    held = (loan for terms in financing.model.terms.values() for loan in terms.loan.values() if loan is not None)
    return list({loan.address: loan for loan in held}.values())
