"""Where a period lies against conversion: shares of it, and what interest runs in it."""

from typing import NamedTuple

from jaxtyping import Array, Float, Int

from stargate.financing.engine import jnp
from stargate.financing.terms import Terms


class Clock(NamedTuple):
    """What is the same in every period of a lane."""

    conversion: Float[Array, " lane"]  #: finite; beyond the last period where it never comes
    lends: Float[Array, " lane"]  #: 1; nought where conversion never comes
    tenor: Float[Array, " lane"]  #: [period]
    interest_only: Float[Array, " lane"]  #: [period]
    building_rate: Float[Array, " lane"]  #: of a whole period
    building_stub: Float[Array, " lane"]  #: of the part of a period that ends at conversion
    rate: Float[Array, " lane"]  #: of a whole period
    stub: Float[Array, " lane"]  #: of the part that begins there
    early: Float[Array, " lane"]  #: whether cash flows before conversion too


def clock(terms: Terms, periods: int, per_year: int) -> Clock:
    """Rates of periods from annual effective ones: $(1 + i)^{s/p} - 1$ over the share s of a period, p in a year."""
    comes = terms.conversion < periods + 1
    conversion = jnp.where(comes, terms.conversion, periods + 1.0)
    before = conversion - jnp.floor(conversion)  # share of its period before it; nought where it lies between two
    rate = jnp.log1p(terms.interest) / per_year
    building = jnp.log1p(terms.building_interest) / per_year
    return Clock(
        conversion,
        jnp.isfinite(terms.conversion).astype(conversion.dtype),
        terms.tenor * per_year,
        jnp.where(terms.sculpted > 0, 0.0, terms.interest_only * per_year),
        jnp.expm1(building),
        jnp.expm1(building * before),
        jnp.expm1(rate),
        jnp.expm1(rate * (1 - before)),
        terms.early,
    )


class Now(NamedTuple):
    """A period t of every lane; c is its conversion. Shares of the period."""

    before: Float[Array, " lane"]  #: before conversion: clip(c - t, 0, 1)
    after: Float[Array, " lane"]  #: the rest
    counted: Float[Array, " lane"]  #: share of the period's cash that is after conversion
    closed: Float[Array, " lane"]  #: booked as converted by its end: 1 - clip(c - t - 1, 0, 1)
    closing: Float[Array, " lane"]  #: of that, in this period
    lent: Float[Array, " lane"]  #: share of the period's cash that is within the tenor
    age: Float[Array, " lane"]  #: of the loan at its end [period]; below nought before conversion
    building_rate: Float[Array, " lane"]  #: interest of the construction loan on its opening balance
    rate: Float[Array, " lane"]  #: of the term loan, on what is open and drawn


def now(clock: Clock, t: Int[Array, ""]) -> Now:
    """Shares of period t.

    What is settled at a conversion within a period is booked at the ends of the two periods it lies between, by
    nearness, so that the ledger is continuous in dates: a date's gradient moves whole payments.
    """
    left = clock.conversion - t
    before, still = jnp.clip(left, 0, 1), jnp.clip(left - 1, 0, 1)
    after, age = 1 - before, 1 - left
    begun = jnp.where(after > 0, 1.0, 0.0)
    counted = clock.early * after + (1 - clock.early) * begun
    lent = jnp.clip(age, 0, 1) - jnp.clip(age - clock.tenor, 0, 1)
    begins = (after > 0) & (after < 1)
    return Now(
        before,
        after,
        counted,
        1 - still,
        jnp.where(t == 0, 1, before) - still,
        jnp.where(begins, lent / jnp.where(begins, after, 1.0) * counted, lent),
        age,
        jnp.where(before >= 1, clock.building_rate, jnp.where(before > 0, clock.building_stub, 0)),
        jnp.where(after >= 1, clock.rate, jnp.where(after > 0, clock.stub, 0)),
    )
