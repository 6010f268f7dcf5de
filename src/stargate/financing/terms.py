"""What a financed unit is, as arrays: a lane is one unit (a phase's shell, or a generation of its chips) in one future.

Periods are months or years of equal length; period t runs from t to t + 1, its flows fall at its end (C1). Money is
nominal [USD m]. The same arithmetic holds whatever the length of a period.
"""

from typing import NamedTuple

from jaxtyping import Array, Float


class Flows(NamedTuple):
    """What a unit spends, earns and pays before anybody lends, by period and lane [USD m]."""

    capital: Float[Array, "period lane"]  #: spent on building it, all before its conversion
    revenue: Float[Array, "period lane"]  #: rent, or what computing earns; nought before it runs
    cost: Float[Array, "period lane"]  #: what running it costs, taxes on income and debt apart
    expected: Float[Array, "period lane"]  #: revenue less cost in the case on which lenders size their debt
    residual: Float[Array, "period lane"]  #: what it is sold for, at the end of its life; taxed, and no lender's


class Terms(NamedTuple):
    """What lenders, owners and the tax office ask, by lane; shares are plain numbers, rates annual effective."""

    conversion: Float[Array, " lane"]  #: when the term loan replaces the construction loan [period]; inf: never
    early: Float[Array, " lane"]  #: 1: it earns before it is complete too; nought: its cash begins at conversion
    end: Float[Array, " lane"]  #: of its life [period, fractional]: what is owed then is lost; inf: never
    gearing: Float[Array, " lane"]  #: most that is lent, as a share of cost with interest and fees
    coverage: Float[Array, " lane"]  #: DSCR to which debt is sized; nought: by gearing alone
    building_interest: Float[Array, " lane"]  #: rate of the construction loan
    interest: Float[Array, " lane"]  #: rate of the term loan
    tenor: Float[Array, " lane"]  #: of the term loan, from conversion [years]
    interest_only: Float[Array, " lane"]  #: of it, years in which interest alone is paid; not where sculpted
    sculpted: Float[Array, " lane"]  #: 1: service follows expected cash; else level or even
    even: Float[Array, " lane"]  #: 1: equal principal in each period; with `sculpted` nought too: level service
    fee: Float[Array, " lane"]  #: of lenders, as a share of what is drawn of the construction loan
    term_fee: Float[Array, " lane"]  #: of lenders, as a share of the term loan, at conversion; not depreciated
    reserve: Float[Array, " lane"]  #: debt service held in reserve [years of it, coming]
    working: Float[Array, " lane"]  #: running cost held in reserve [years of it, coming]
    reserve_in_cost: Float[Array, " lane"]  #: share of the reserve at conversion that is lent on as cost is
    reserve_interest: Float[Array, " lane"]  #: what the reserve earns
    lock_up: Float[Array, " lane"]  #: DSCR below which nothing is distributed; nought: never
    recourse: Float[Array, " lane"]  #: share of what debt service and reserve are short of that owners pay
    sweep: Float[Array, " lane"]  #: share of cash left over that prepays debt
    owners_loan: Float[Array, " lane"]  #: share of owners' money that is a loan of theirs
    owners_interest: Float[Array, " lane"]  #: its rate, added to it until it is paid
    tax: Float[Array, " lane"]  #: rate on income
    losses_used: Float[Array, " lane"]  #: share of a loss used at once against other income; the rest is carried
    losses_limit: Float[Array, " lane"]  #: most of an income that losses carried forward may take away, as a share
    depreciation: Float[Array, "age lane"]  #: share of cost in each year from conversion, of `depreciation.rates`


class Ledger(NamedTuple):
    """What happens in each period [USD m]; every payment is positive in the direction its words say."""

    capital: Float[Array, "period lane"]  #: paid for building, to suppliers
    fee: Float[Array, "period lane"]  #: paid to lenders at drawing, of both loans
    building_interest: Float[Array, "period lane"]  #: of the construction loan, capitalised: paid from what is drawn
    draw: Float[Array, "period lane"]  #: lent for construction
    repaid: Float[Array, "period lane"]  #: of the construction loan, at conversion
    term_draw: Float[Array, "period lane"]  #: lent for the term, at conversion
    equity: Float[Array, "period lane"]  #: paid in by owners, as share capital and loan together
    revenue: Float[Array, "period lane"]
    cost: Float[Array, "period lane"]
    residual: Float[Array, "period lane"]
    interest: Float[Array, "period lane"]  #: of the term loan
    principal: Float[Array, "period lane"]  #: paid on the term loan, with arrears; negative: interest added to it
    swept: Float[Array, "period lane"]  #: paid on the term loan out of the sweep
    written_off: Float[Array, "period lane"]  #: of the term loan, lost at the end of life: no payment
    reserve_earned: Float[Array, "period lane"]  #: interest on the reserve
    support: Float[
        Array, "period lane"
    ]  #: paid in by owners where revenue does not cover cost, tax, or debt by recourse
    tax: Float[Array, "period lane"]  #: paid; negative: owners' other taxes fall, outside the unit's cash
    owners_interest: Float[Array, "period lane"]  #: of distributions: interest on owners' loan
    owners_principal: Float[Array, "period lane"]  #: of distributions: principal of owners' loan
    dividend: Float[Array, "period lane"]  #: of distributions: the rest
    # Balances at the end of a period.
    building_debt: Float[Array, "period lane"]
    debt: Float[Array, "period lane"]
    owners_debt: Float[Array, "period lane"]
    reserve_held: Float[Array, "period lane"]
    cash_held: Float[Array, "period lane"]  #: kept back by the lock-up
    losses: Float[Array, "period lane"]  #: carried forward; no cash
    # What ratios are made of.
    available: Float[Array, "period lane"]  #: CFADS
    due: Float[Array, "period lane"]  #: scheduled debt service of the period, with arrears
    taxable: Float[Array, "period lane"]  #: income before losses carried forward
    depreciation: Float[Array, "period lane"]


class Closing(NamedTuple):
    """What is settled at conversion, by lane."""

    cost: Float[Array, " lane"]  #: of building, with interest and fees [USD m]
    debt: Float[Array, " lane"]  #: term loan [USD m]
    reserve: Float[Array, " lane"]  #: filled then, for debt service and running cost [USD m]
    sized: Float[Array, " lane"]  #: what coverage alone would carry [USD m]; nought where none is asked for
    llcr: Float[Array, " lane"]  #: expected cash of the tenor, discounted, over the term loan; nought without one
    plcr: Float[Array, " lane"]  #: the same of all its life
