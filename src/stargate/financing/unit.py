"""One financed unit in every future at once: from its flows and terms to its ledger (F2-F6).

Every lane is a unit in a future; lanes stand side by side in each period, and periods follow each other. Nothing is
circular: interest runs on opening balances, debt is sized on cash before income tax, and the fee and the reserve that
the term loan asks for are solved in closed form.
"""

from functools import partial

from stargate.financing.building import built
from stargate.financing.clock import clock
from stargate.financing.depreciation import written_off
from stargate.financing.engine import jax, jnp
from stargate.financing.lending import closing, schedule
from stargate.financing.terms import Closing, Flows, Ledger, Terms
from stargate.financing.waterfall import Period, waterfall


@partial(jax.jit, static_argnames="per_year")
def financed(flows: Flows, terms: Terms, per_year: int) -> tuple[Ledger, Closing]:
    """The ledger of every lane by period, and what is settled at its conversion [USD m].

    Differentiable in all flows and terms, conversion included: what is settled at it is booked at the ends of the two
    periods it lies between. Where conversion never comes, nothing is lent and flows stay as given. `per_year` is the
    number of periods in a year: 12 for months, 1 for years.
    """
    periods = len(flows.capital)
    units = clock(terms, periods, per_year)
    lines, seen = built(flows, terms, units)
    plan = schedule(flows, terms, units, seen, per_year)
    converted = 1 - jnp.clip(units.conversion - jnp.arange(periods)[:, None] - 1, 0, 1)
    closes = jnp.diff(converted, axis=0, prepend=0)
    held = ((closes * plan.service_held).sum(0), (closes * plan.cost_held).sum(0))
    settled = closing(terms, units, seen, held)
    age = (jnp.arange(1, periods + 1)[:, None] - units.conversion) / per_year
    off = jnp.diff(written_off(terms.depreciation, age) * seen.cost, axis=0, prepend=0)
    drawn = converted * jnp.maximum(settled.debt - lines.undrawn, 0)
    draw = jnp.diff(drawn, axis=0, prepend=0)
    target = plan.service_held * settled.debt + plan.cost_held
    rows = Period(jnp.arange(periods), flows, lines, draw, plan.left * drawn, target, off)
    return waterfall(rows, terms, units, settled.debt, per_year), settled
