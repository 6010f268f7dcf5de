"""What a financing gives: money by year and party, ratios and returns, in every future and at medians."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from jaxtyping import Float, Int

from stargate.capital.company import Use
from stargate.financing.lines import Line
from stargate.financing.terms import Closing, Flows, Ledger, Terms

if TYPE_CHECKING:
    from stargate.futures.result import Futures


@dataclass(frozen=True)
class Unit:
    """What is financed by itself: a phase's shell, or one generation of its chips."""

    phase: str  #: address of the phase
    site: str  #: its campus, by its name in addresses
    use: Use
    generation: int  #: 0 for shells and first chips
    company: str  #: that holds it, by its name in `companies`
    name: str  #: in words


class Operating(NamedTuple):
    """What revenue, cost and residual of units are made of, as `Flows` [USD m]: lines of the ledger."""

    rent: Float[np.ndarray, "period unit"]  #: received by shells, paid by chips
    compute: Float[np.ndarray, "period unit"]
    power: Float[np.ndarray, "period unit"]
    operation: Float[np.ndarray, "period unit"]
    residual: Float[np.ndarray, "period unit"]
    guarantee: Float[np.ndarray, "period unit"]


@dataclass(frozen=True)
class Case:
    """The one future with every figure at its median, by month: no forecast, and said to be optimistic."""

    units: tuple[Unit, ...]  #: those that are complete within the horizon
    first_month: int  #: month of the first period, from the programme's start; negative before it
    flows: Flows  #: [period, unit]
    terms: Terms  #: [unit]
    operating: Operating
    ledger: Ledger
    closing: Closing


@dataclass(frozen=True)
class Returns:
    """What an investment gives in each future."""

    name: str  #: of the company, partner, or all
    irr: Float[np.ndarray, " future"] = field(repr=False)  #: annual effective; nan where there is none
    status: Int[np.ndarray, " future"] = field(repr=False)  #: why, as `financing.returns` counts it
    npv: Float[np.ndarray, " future"] = field(repr=False)  #: at the programme's cost of capital [USD m]
    multiple: Float[np.ndarray, " future"] = field(repr=False)  #: MOIC; nan where nothing is paid in
    payback: Float[np.ndarray, " future"] = field(repr=False)  #: from the first payment [months]; inf for never
    peak: Float[np.ndarray, " future"] = field(repr=False)  #: peak exposure [USD m]


@dataclass(frozen=True)
class Financing:
    """Money of a plan in `n` of its futures. Amounts are nominal [USD m]."""

    futures: "Futures" = field(repr=False)  #: of which these are the first `n`
    n: int
    weight: Float[np.ndarray, " future"] = field(repr=False)
    units: tuple[Unit, ...] = field(repr=False)
    companies: tuple[str, ...]  #: names in addresses
    years: tuple[int, ...]  #: calendar years
    ledger: dict[Line, Float[np.ndarray, "company year future"]] = field(repr=False)  #: sums of years
    by_use: dict[Line, Float[np.ndarray, "use site year future"]] = field(repr=False)  #: of what is raised and spent
    balances: dict[str, Float[np.ndarray, "company year future"]] = field(repr=False)  #: of `Ledger`, at year's end
    available: Float[np.ndarray, "loan quarter future"] = field(repr=False)  #: CFADS
    due: Float[np.ndarray, "loan quarter future"] = field(repr=False)  #: scheduled debt service
    quarters: tuple[str, ...] = field(repr=False)  #: `2028-Q3`
    loans: tuple[tuple[str, Use], ...]  #: company and use: loans of one kind on the phases of one campus, together
    covenants: Float[np.ndarray, "loan future"] = field(repr=False)
    parties: tuple[str, ...]  #: partners and companies, and who buys what is left
    flows: Float[np.ndarray, "party year future"] = field(repr=False)  #: net of what each pays and is paid
    returns: dict[str, Returns] = field(repr=False)  #: of owners by partner, of companies, lenders, and `all`
    closings: dict[str, Float[np.ndarray, "unit future"]] = field(repr=False)  #: `Closing`, nan where never complete
    breaches: dict[str, Float[np.ndarray, " future"]] = field(repr=False)  #: F9, largest, relative
    case: Case = field(repr=False)
    left_out: dict[str, str]  #: sites without financing, and why
