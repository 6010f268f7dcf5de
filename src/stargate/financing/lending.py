"""The term loan: how large it is, and what of it is to be owed when (F4)."""

from typing import NamedTuple

from jaxtyping import Array, Float, Int

from stargate.financing.building import Seen
from stargate.financing.clock import Clock, now
from stargate.financing.depreciation import entries
from stargate.financing.engine import jnp, lax
from stargate.financing.terms import Closing, Flows, Terms


class Schedule(NamedTuple):
    """What is to be owed and held at the end of each period."""

    left: Float[Array, "period lane"]  #: of one USD lent
    service_held: Float[Array, "period lane"]  #: of it, service of the coming `reserve` years
    cost_held: Float[Array, "period lane"]  #: running cost of the coming `working` years [USD m]


def annuity(clock: Clock) -> Float[Array, " lane"]:
    """Present value, when principal begins, of 1 a period from then to the end of the tenor: paid at periods' ends.

    The first and last period may lie within it by a part only, and pay that part. A perpetuity from x is worth
    F(x) = q^a (a - x + 1/r), a the first end of a period after x, q = 1 / (1 + r); the annuity is F(0) - F(n).
    """
    begins = clock.conversion + clock.interest_only
    first = jnp.floor(begins) + 1 - begins
    length = clock.tenor - clock.interest_only
    last = first + jnp.floor(length - first) + 1
    log = jnp.log1p(clock.rate)
    whole = clock.rate > 0
    rate = jnp.where(whole, clock.rate, 1.0)
    near, far = jnp.exp(-log * first), jnp.exp(-log * last)
    level = jnp.where(whole, near * -jnp.expm1(-log * (last - first)) / rate, last - first)
    return first * near - (last - length) * far + level


def schedule(flows: Flows, terms: Terms, clock: Clock, seen: Seen, per_year: int) -> Schedule:
    """What is to be owed of 1 lent: nought when the tenor ends.

    Sculpted, service follows expected cash E; level, it is the same in each period; both leave the present value of
    what is still to be paid: rho_t = sum_{u > t} s_u DF_u / (DF_t sum s_u DF_u). Even, principal is the same in each
    period. Reserves hold what is to be paid in the time that they cover, between two periods' sums by interpolation.
    """
    sculpted, even = terms.sculpted > 0, terms.even > 0
    later = jnp.exp(-jnp.log1p(clock.rate) * clock.interest_only)
    total = jnp.where(sculpted, seen.tenor, annuity(clock))
    total = jnp.where(total > 0, total, 1.0)
    length = jnp.maximum(clock.tenor - clock.interest_only, 1e-9)

    def step(
        carry: tuple[Float[Array, " lane"], ...],
        period: tuple[Int[Array, ""], Float[Array, " lane"], Float[Array, " lane"]],
    ) -> tuple[tuple[Float[Array, " lane"], ...], tuple[Float[Array, " lane"], ...]]:
        factor, paid, before, service, cost = carry
        t, expected, running = period
        at = now(clock, t)
        factor = factor / (1 + at.rate)
        repays = at.age - clock.interest_only
        level = (jnp.clip(repays, 0, 1) - jnp.clip(at.age - clock.tenor, 0, 1)) / later
        paid = paid + jnp.where(sculpted, at.lent * jnp.maximum(expected, 0), level) * factor
        left = jnp.where(repays > 0, (total - paid) * later / (total * factor), 1.0)
        left = jnp.where(even & ~sculpted, 1 - jnp.clip(repays / length, 0, 1), left)
        left = jnp.where(at.age >= clock.tenor - 1e-9, 0.0, left)
        owed = left * at.closed
        service = service + (before + at.closing) * (1 + at.rate) - owed
        cost = cost + at.counted * running
        return (factor, paid, owed, service, cost), (left, service, cost)

    none = jnp.zeros_like(clock.conversion)
    _, (left, service, cost) = lax.scan(
        step, (none + 1, none, none, none, none), (jnp.arange(len(flows.cost)), flows.expected, flows.cost)
    )
    return Schedule(left, _coming(service, terms.reserve * per_year), _coming(cost, terms.working * per_year))


def _coming(total: Float[Array, "period lane"], span: Float[Array, " lane"]) -> Float[Array, "period lane"]:
    """What a running total gains in the coming span [period], its last value standing for what comes after."""
    last = len(total) - 1
    whole = jnp.floor(span)
    row = jnp.arange(len(total))[:, None] + whole.astype(jnp.int32)
    below = entries(total, jnp.minimum(row, last))
    above = entries(total, jnp.minimum(row + 1, last))
    return below + (span - whole) * (above - below) - total


def closing(
    terms: Terms, clock: Clock, seen: Seen, held: tuple[Float[Array, " lane"], Float[Array, " lane"]]
) -> Closing:
    """The term loan: the lesser of what gearing allows and what coverage carries.

    D = min(g (C + x n) / (1 - g (f + x m)), PV / coverage): C is cost so far, f the fee on D, m D + n the reserve at
    conversion and x the share of it that counts as cost: the fee and reserve that D asks for are lent on without a
    circle; where they ask for more than D, nothing is lent. At most 100% of cost. The loan life cover ratio is PV / D,
    so equal to the DSCR where that binds.
    """
    service_held, cost_held = held[0] * terms.reserve_in_cost, held[1] * terms.reserve_in_cost
    asked = terms.coverage > 0
    sized = jnp.where(asked, seen.tenor / jnp.where(asked, terms.coverage, 1.0), 0.0)
    gearing = jnp.minimum(terms.gearing, 1.0) * clock.lends
    paid = 1 - gearing * (terms.term_fee + service_held)  # by owners, of what one more USD of debt asks for
    most = jnp.where(paid > 0, gearing * (seen.cost + cost_held) / jnp.where(paid > 0, paid, 1.0), 0.0)
    debt = jnp.where(asked, jnp.minimum(most, sized), most)
    serviced = (clock.tenor > clock.interest_only) & ((terms.sculpted <= 0) | (seen.tenor > 0))
    debt = jnp.where(serviced, jnp.maximum(debt, 0), 0.0)
    lent = debt > 0
    over = jnp.where(lent, debt, 1.0)
    cost = seen.cost + terms.term_fee * debt
    reserve = (held[0] * debt + held[1]) * clock.lends
    cover = (jnp.where(lent, worth / over, 0.0) for worth in (seen.tenor, seen.life))
    return Closing(cost, debt, reserve, sized, *cover)
