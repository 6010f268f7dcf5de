"""Construction: what is drawn, what its interest and fees come to, and what lenders expect afterwards (F2, F4)."""

from typing import NamedTuple

from jaxtyping import Array, Float, Int

from stargate.financing.clock import Clock, now
from stargate.financing.engine import jnp, lax
from stargate.financing.terms import Flows, Terms


class Built(NamedTuple):
    """Lines of the construction loan [USD m]."""

    interest: Float[Array, "period lane"]
    fee: Float[Array, "period lane"]
    draw: Float[Array, "period lane"]
    repaid: Float[Array, "period lane"]
    owed: Float[Array, "period lane"]  #: at the end of a period
    undrawn: Float[Array, "period lane"]  #: drawn only after it


class Seen(NamedTuple):
    """What is known when construction ends, by lane [USD m]; present values at conversion."""

    loan: Float[Array, " lane"]  #: drawn for construction, before any of it is repaid
    owed: Float[Array, " lane"]  #: what is left of it
    cost: Float[Array, " lane"]  #: capital with interest and fees
    factor: Float[Array, " lane"]  #: of discount, at the end of the last period
    tenor: Float[Array, " lane"]  #: present value of expected cash while the term loan runs
    life: Float[Array, " lane"]  #: and of all of it


def built(flows: Flows, terms: Terms, clock: Clock) -> tuple[Built, Seen]:
    """The construction loan, pro rata with equity, and the present value of what is expected.

    Interest runs on the opening balance, so nothing is circular. With g the gearing, f the fee, k capital:
    idc_t = L_{t-1} ((1 + i_c)^{b_t / p} - 1), draw_t = g (k_t + idc_t) / (1 - g f), fee_t = f draw_t,
    L_t = L_{t-1} + draw_t; b_t is the share of the period before conversion. E is cash expected, none of it counted
    below nought: PV = sum w_t E_t (1 + i)^{-(t + 1 - c)/p}, w_t the share of the period within the tenor.
    """
    gearing = terms.gearing * clock.lends
    share = gearing / (1 - gearing * terms.fee)

    def step(
        seen: Seen, period: tuple[Int[Array, ""], Float[Array, " lane"], Float[Array, " lane"]]
    ) -> tuple[Seen, Built]:
        t, capital, expected = period
        at = now(clock, t)
        interest = seen.loan * at.building_rate
        draw = jnp.where(at.before > 0, share * (capital + interest), 0)
        fee = terms.fee * draw
        loan = seen.loan + draw
        owed = loan * (1 - at.closed)
        factor = seen.factor / (1 + at.rate)
        worth = jnp.maximum(expected, 0) * factor
        cost = seen.cost + capital + interest + fee
        after = Seen(loan, owed, cost, factor, seen.tenor + at.lent * worth, seen.life + at.counted * worth)
        return after, Built(interest, fee, draw, seen.owed + draw - owed, owed, -loan)

    none = jnp.zeros_like(clock.conversion)
    seen, lines = lax.scan(
        step,
        Seen(none, none, none, none + 1, none, none),
        (jnp.arange(len(flows.capital)), flows.capital, flows.expected),
    )
    return lines._replace(undrawn=seen.loan + lines.undrawn), seen
