"""Who is paid in which order, period by period (F5, F6)."""

from typing import NamedTuple

from jaxtyping import Array, Float, Int

from stargate.financing.building import Built
from stargate.financing.clock import Clock, Now, now
from stargate.financing.engine import jnp, lax
from stargate.financing.terms import Flows, Ledger, Terms

Lane = Float[Array, " lane"]
NEAR = 1e-9  # of a ratio or a period: a test is passed where only rounding stands between


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


def waterfall(periods: Period, terms: Terms, clock: Clock, lent: Lane, per_year: int) -> Ledger:
    """The ledger: conversion, then cash down to owners.

    Revenue less cost, the reserve's interest and what was kept back pay, in this order, debt service (the reserve
    stands in, owners before it by their recourse; what is still unpaid is owed on, and due at once), tax, the reserve;
    what is left is kept back where the
    DSCR is below the lock-up, else prepays debt by the sweep and goes to owners: interest of their loan, its principal,
    dividends. The sale at the end goes to lenders who are still owed when their loan should have ended, else, as what
    conversion leaves over, to owners, taxed; what is owed at the end of life is lost. What owners put in beside
    equity, where revenue does not cover cost and tax, is `support`. What they save on other taxes by a loss is theirs
    and never in the unit's cash.
    """
    earning = jnp.expm1(jnp.log1p(terms.reserve_interest) / per_year)
    accruing = jnp.expm1(jnp.log1p(terms.owners_interest) / per_year)

    def step(held: Held, period: Period) -> tuple[Held, dict[str, Lane]]:
        at = now(clock, period.t)
        earned = held.reserve * earning
        interest = (held.debt + period.draw) * at.rate
        owners = _taxed(period, terms, held, earned - interest, held.owners * accruing)
        return _paid(period, terms, held, at, (interest, earned, terms.term_fee * lent * at.closing), owners, per_year)

    none = jnp.zeros_like(clock.conversion)
    lines = lax.scan(step, Held(none, none, none, none, none, none), periods)[1]
    return Ledger(**_before(periods), **lines)


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
    period: Period, terms: Terms, held: Held, at: Now, accrued: tuple[Lane, Lane, Lane], owners: Owners, per_year: int
) -> tuple[Held, dict[str, Lane]]:
    """One period from construction to dividends, and its lines."""
    flows, net = period.flows, period.flows.revenue - period.flows.cost
    interest, earned, fee = accrued
    fee = fee + period.built.fee
    filled = period.target * at.closing
    needed = _spent(period) + fee + filled - (1 - at.counted) * net
    equity, over = jnp.maximum(needed, 0), jnp.maximum(-needed, 0)
    late = jnp.where(at.age >= terms.tenor * per_year - NEAR, jnp.minimum(flows.residual, held.debt), 0)
    cash = at.counted * net + earned + held.cash + late
    pot = Pot(cash, held.reserve + filled, over + flows.residual - late, jnp.zeros_like(net))
    pot, served = _served(period, terms, held, interest, pot)
    pot = _topped(terms, _taken(pot, owners.tax), period.target * at.closed)

    available = at.counted * net
    opening = held.debt + period.draw
    locked = (served.debt > NEAR * opening) & (available < terms.lock_up * served.due * (1 - NEAR))
    cash = jnp.where(locked, pot.cash, 0)
    swept = jnp.minimum(terms.sweep * (pot.cash - cash), served.debt)
    lost = jnp.where(period.t >= terms.end - NEAR, served.debt - swept, 0)
    debt = served.debt - swept - lost
    lines = _given(terms, held, owners, equity, pot.cash - cash - swept + pot.straight)
    lines |= {
        "fee": fee,
        "equity": equity,
        "interest": interest,
        "principal": served.principal,
        "swept": swept,
        "written_off": lost,
        "reserve_earned": earned,
        "support": pot.support,
        "debt": debt,
        "reserve_held": pot.reserve,
        "cash_held": cash,
        "available": available,
        "due": served.due,
    }
    return Held(period.scheduled, debt, pot.reserve, cash, lines["owners_debt"], owners.losses), lines


def _spent(period: Period) -> Lane:
    """What building and the end of its loan take, less what is lent for them."""
    built = period.built
    return period.flows.capital + built.interest - built.draw + built.repaid - period.draw


def _before(periods: Period) -> dict[str, Float[Array, "period lane"]]:
    """Lines that are known before the waterfall."""
    flows, built = periods.flows, periods.built
    return {
        "capital": flows.capital,
        "revenue": flows.revenue,
        "cost": flows.cost,
        "residual": flows.residual,
        "building_interest": built.interest,
        "draw": built.draw,
        "repaid": built.repaid,
        "building_debt": built.owed,
        "term_draw": periods.draw,
        "depreciation": periods.depreciation,
    }


class Pot(NamedTuple):
    """What is there to pay from [USD m]."""

    cash: Lane
    reserve: Lane
    straight: Lane  #: owners' before any lender's
    support: Lane  #: paid in by owners so far


class Served(NamedTuple):
    """Debt service [USD m]."""

    due: Lane
    principal: Lane
    debt: Lane  #: owed after it


def _served(period: Period, terms: Terms, held: Held, interest: Lane, pot: Pot) -> tuple[Pot, Served]:
    """Interest, and principal down to what is to be owed: arrears are due at once, prepayments come off what is next.

    Where scheduled service is below interest the rest is added to the loan; so is interest that nothing pays.
    """
    unmet, cash = jnp.maximum(-pot.cash, 0), jnp.maximum(pot.cash, 0)
    opening = held.debt + period.draw
    scheduled = held.scheduled + period.draw - period.scheduled
    instalment = jnp.maximum(opening - period.scheduled, jnp.minimum(scheduled, 0))
    due = interest + instalment
    called = terms.recourse * jnp.maximum(due - cash, 0)
    cash = cash + called
    service = jnp.minimum(due, cash + pot.reserve)
    principal = jnp.where(service < due, service - interest, instalment)
    stands_in = jnp.maximum(service - cash, 0)
    left = Pot(cash - service + stands_in, pot.reserve - stands_in, pot.straight, pot.support + unmet + called)
    return left, Served(due, principal, opening - principal)


def _taken(pot: Pot, tax: Lane) -> Pot:
    """Tax, from what is left, else from what goes straight to owners, else by them."""
    owed = jnp.maximum(tax, 0)
    from_cash = jnp.minimum(owed, pot.cash)
    from_straight = jnp.minimum(owed - from_cash, pot.straight)
    support = pot.support + (owed - from_cash - from_straight)
    return Pot(pot.cash - from_cash, pot.reserve, pot.straight - from_straight, support)


def _topped(terms: Terms, pot: Pot, target: Lane) -> Pot:
    """The reserve, filled to its target as far as there is cash, or released down to it."""
    called = terms.recourse * jnp.maximum(target - pot.reserve - pot.cash, 0)
    filled = jnp.minimum(target - pot.reserve, pot.cash + called)
    return Pot(pot.cash + called - filled, pot.reserve + filled, pot.straight, pot.support + called)


def _given(terms: Terms, held: Held, owners: Owners, equity: Lane, given: Lane) -> dict[str, Lane]:
    """What owners get, as interest of their loan, its principal, dividends, and what they are owed on."""
    interest = jnp.minimum(owners.interest, given)
    debt = held.owners + terms.owners_loan * equity + owners.interest - interest
    principal = jnp.minimum(given - interest, debt)
    return {
        "owners_interest": interest,
        "owners_principal": principal,
        "dividend": given - interest - principal,
        "owners_debt": debt - principal,
        "tax": owners.tax,
        "losses": owners.losses,
        "taxable": owners.taxable,
    }
