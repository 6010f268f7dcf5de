"""Who is paid in which order, period by period (F5, F6)."""

from typing import NamedTuple

from jaxtyping import Array, Float, Int

from stargate.financing.building import Built
from stargate.financing.clock import Clock, Now, now
from stargate.financing.engine import jnp, lax
from stargate.financing.terms import Flows, Ledger, Terms

Lane = Float[Array, " lane"]
NEAR = 1e-9  # of a ratio: a test is passed where only rounding stands between


class Held(NamedTuple):
    """What is carried from one period to the next [USD m]."""

    scheduled: Lane  #: what is to be owed on the term loan
    debt: Lane  #: what is
    reserve: Lane
    cash: Lane  #: kept back by the lock-up
    owners: Lane  #: owed to owners
    losses: Lane  #: carried forward


class Period(NamedTuple):
    """What is known of a period before its waterfall [USD m]."""

    t: Int[Array, ""]
    flows: Flows
    built: Built
    draw: Lane  #: of the term loan
    scheduled: Lane  #: owed on it at its end
    target: Lane  #: of the reserve, at its end, once converted
    depreciation: Lane


class Owners(NamedTuple):
    """What owners are owed and the tax office takes [USD m]."""

    interest: Lane  #: on owners' loan
    taxable: Lane
    tax: Lane
    losses: Lane


def waterfall(periods: Period, terms: Terms, clock: Clock, per_year: int) -> Ledger:
    """The ledger: conversion, then cash down to owners.

    Revenue less cost, the reserve's interest and what was kept back pay, in this order, debt service (the reserve
    stands in, owners before it by their recourse; what is still unpaid is owed on, and due at once), tax, the reserve;
    what is left is kept back where the
    DSCR is below the lock-up, else prepays debt by the sweep and goes to owners: interest of their loan, its principal,
    dividends. The sale at the end and what conversion leaves over go to owners, taxed. What owners put in beside
    equity, where revenue does not cover cost and tax, is `support`. What they save on other taxes by a loss is theirs
    and never in the unit's cash.
    """
    earning = jnp.expm1(jnp.log1p(terms.reserve_interest) / per_year)
    accruing = jnp.expm1(jnp.log1p(terms.owners_interest) / per_year)

    def step(held: Held, period: Period) -> tuple[Held, Ledger]:
        at = now(clock, period.t)
        earned = held.reserve * earning
        interest = (held.debt + period.draw) * at.rate
        owners = _taxed(period, terms, held, earned - interest, held.owners * accruing)
        return _paid(period, terms, held, at, interest, earned, owners)

    none = jnp.zeros_like(clock.conversion)
    return lax.scan(step, Held(none, none, none, none, none, none), periods)[1]


def _taxed(period: Period, terms: Terms, held: Held, other: Lane, interest: Lane) -> Owners:
    """Tax on income y = revenue - cost + residual + reserve's interest - interest on both loans - depreciation.

    A loss is used at once by the share that owners can set against other income, the rest carried; of an income, at
    most the share `losses_limit` is taken away by what is carried: tau (y+ - used) - tau u y-.
    """
    flows = period.flows
    taxable = flows.revenue - flows.cost + flows.residual + other - interest - period.depreciation
    income, loss = jnp.maximum(taxable, 0), jnp.maximum(-taxable, 0)
    used = jnp.minimum(held.losses, terms.losses_limit * income)
    tax = terms.tax * (income - used - terms.losses_used * loss)
    return Owners(interest, taxable, tax, held.losses - used + (1 - terms.losses_used) * loss)


def _paid(
    period: Period, terms: Terms, held: Held, at: Now, interest: Lane, earned: Lane, owners: Owners
) -> tuple[Held, Ledger]:
    """One period from construction to dividends."""
    flows, built = period.flows, period.built
    draw = period.draw
    net = flows.revenue - flows.cost
    target = period.target * at.closed
    funded = period.target * at.closing

    fee = built.fee + terms.term_fee * draw
    needed = flows.capital + built.interest + fee - built.draw + built.repaid - draw + funded - at.before * net
    equity, over = jnp.maximum(needed, 0), jnp.maximum(-needed, 0)

    available = at.after * net
    pot = available + earned + held.cash
    unmet, pot = jnp.maximum(-pot, 0), jnp.maximum(pot, 0)
    reserve = held.reserve + funded

    opening = held.debt + draw
    ahead = held.scheduled + draw - period.scheduled
    instalment = jnp.maximum(opening - period.scheduled, jnp.minimum(ahead, 0))
    due = interest + instalment
    called = terms.recourse * jnp.maximum(due - pot, 0)
    pot = pot + called
    service = jnp.minimum(due, pot + reserve)
    principal = jnp.where(service < due, service - interest, instalment)
    stands_in = jnp.maximum(service - pot, 0)
    pot = pot - (service - stands_in)
    reserve = reserve - stands_in
    debt = opening - principal

    owed = jnp.maximum(owners.tax, 0)
    straight = over + flows.residual
    from_straight = jnp.minimum(jnp.maximum(owed - pot, 0), straight)
    taxed = jnp.maximum(owed - pot - straight, 0)
    pot, straight = jnp.maximum(pot - owed, 0), straight - from_straight

    topped = terms.recourse * jnp.maximum(target - reserve - pot, 0)
    filled = jnp.minimum(target - reserve, pot + topped)
    pot, reserve = pot + topped - filled, reserve + filled
    support = unmet + called + taxed + topped

    locked = (debt > NEAR * (opening + draw)) & (available < terms.lock_up * due * (1 - NEAR))
    cash = jnp.where(locked, pot, 0)
    swept = jnp.minimum(terms.sweep * (pot - cash), debt)
    debt = debt - swept
    given = pot - cash - swept + straight

    owners_interest = jnp.minimum(owners.interest, given)
    owners_debt = held.owners + terms.owners_loan * equity + owners.interest - owners_interest
    owners_principal = jnp.minimum(given - owners_interest, owners_debt)
    owners_debt = owners_debt - owners_principal
    return Held(period.scheduled, debt, reserve, cash, owners_debt, owners.losses), Ledger(
        capital=flows.capital,
        fee=fee,
        building_interest=built.interest,
        draw=built.draw,
        repaid=built.repaid,
        term_draw=draw,
        equity=equity,
        revenue=flows.revenue,
        cost=flows.cost,
        residual=flows.residual,
        interest=interest,
        principal=principal,
        swept=swept,
        reserve_earned=earned,
        support=support,
        tax=owners.tax,
        owners_interest=owners_interest,
        owners_principal=owners_principal,
        dividend=given - owners_interest - owners_principal,
        building_debt=built.owed,
        debt=debt,
        owners_debt=owners_debt,
        reserve_held=reserve,
        cash_held=cash,
        losses=owners.losses,
        available=available,
        due=due,
        taxable=owners.taxable,
        depreciation=period.depreciation,
    )
