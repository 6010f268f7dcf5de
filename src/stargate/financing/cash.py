"""From dates and contracts to what units spend, earn and pay, before anybody lends (F1).

Of a month t that runs from t to t + 1, with c the month in which phase i is complete, y = max(0, t + 1/2 - c) / 12,
x the years since the programme's as-of, MW(t) the phase's mean IT load in the month (T5), and s(t) the share of it in
which a generation of chips is in use:

    rent(t) = MW(t) rent (1 + e)^y / 12
    compute(t) = MW(t) price (1 + e)^y max(take_or_pay, used) honoured s(t) / 12
    power(t) = MW(t) used facility price (1 + e)^x 8766 s(t) / 12 / 10^6
    operation(t) = (MW(t) fixed (1 + g)^x + of_cost cost MW(t) / MW_i) s(t) / 12

Rent is paid until the lease's term from c is over; what computing earns is multiplied by `renewal` after its own.
What is built is paid evenly over the time before its completion, as in `capital.need`; each generation k of chips costs
`replacement`^k of the first, and prices rise with the programme's index g, those of a month being those of its middle.
At the end of its life, or of the lease, a unit is worth a share of its cost, and a guarantee makes up what that lacks.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from jaxtyping import Array, Float

from stargate.financing.depreciation import rates
from stargate.financing.engine import jnp
from stargate.financing.model import ByPhase, ByUnit, Model
from stargate.financing.terms import Flows, Terms
from stargate.futures.drawn import HOURS
from stargate.schedule.energise import Buildup


class Dates(NamedTuple):
    """How the phases that are financed come up."""

    ready: Float[Array, "future phase"]  #: [month]; infinite for never
    cadence: Float[Array, "future phase"]  #: [months]
    ramp: Float[Array, "future phase"]  #: [months]
    it_power: Float[Array, "future phase"]  #: [IT MW]


def dates_of(model: Model, buildup: Buildup, rows: Sequence[int]) -> Dates:
    """How the phases that are financed come up in some futures."""
    return Dates(*(getattr(buildup, name)[rows][:, model.phases] for name in Dates._fields))


class Operating(NamedTuple):
    """What revenue, cost and residual of units are made of [USD m]: lines of the ledger, received or paid by it."""

    rent: Float[Array, "period unit future"]  #: received by shells, paid by chips
    compute: Float[Array, "period unit future"]
    power: Float[Array, "period unit future"]
    operation: Float[Array, "period unit future"]
    residual: Float[Array, "period unit future"]
    guarantee: Float[Array, "period unit future"]
    load: Float[Array, "period unit future"]  #: mean IT load energised [IT MW]; no line of the ledger


class Span(NamedTuple):
    """From when to when a unit is in use; infinite where it never is."""

    begin: Float[Array, "unit future"]  #: [month]
    end: Float[Array, "unit future"]  #: [month]
    real: Float[Array, "unit future"]  #: whether it ever is


class Rates(NamedTuple):
    """What a month of a phase's full IT load earns and costs [USD m / IT MW]."""

    rent: Float[Array, "period phase future"]
    compute: Float[Array, "period phase future"]
    power: Float[Array, "period phase future"]
    prices: Float[Array, "period future"]  #: their index, 1 at the as-of date and before


def cash(
    model: Model,
    dates: Dates,
    drawn: Float[Array, "future figure"],
    medians: Float[Array, "1 figure"],
) -> tuple[Flows, Terms, Operating]:
    """What units spend, earn and pay, and on what terms they borrow; by period, unit and future.

    Lenders size debt on the same dates, with figures of operation at their medians, no more bought than must be paid
    for, and everything paid that is owed.
    """
    full, comes, dates = _complete(model, dates)
    load = _load(model, dates, comes)
    phase, unit = _by_phase(model, drawn), _by_unit(model, drawn)
    span = _span(model, phase, full, comes)
    capital = _capital(model, unit, span, dates, drawn)
    run = load[:, model.phase_of] * _in_use(model, span)
    share = run / jnp.where(dates.it_power > 0, dates.it_power, 1.0)[model.phase_of]
    cost = capital.sum(axis=0)
    bought = jnp.maximum(phase.take_or_pay, phase.used) * phase.honoured
    parts = _operating(model, unit, _rates(model, phase, full, bought, drawn), run, share, cost)
    sold = _sold(model, span) * cost
    parts = parts._replace(
        residual=sold * unit.residual, guarantee=sold * jnp.maximum(unit.guaranteed - unit.residual, 0.0)
    )
    middle, sure = _by_phase(model, medians), _by_unit(model, medians)
    counted = _operating(model, sure, _rates(model, middle, full, middle.take_or_pay, medians), run, share, cost)
    flows = Flows(
        capital=capital,
        revenue=_revenue(model, parts),
        cost=_cost(model, parts),
        expected=_revenue(model, counted) - _cost(model, counted),
        residual=parts.residual + parts.guarantee,
    )
    known = _span(model, middle, full, comes)
    return flows, _terms(model, unit, span, known.end - known.begin, drawn), parts


def _complete(model: Model, dates: Dates) -> tuple[Array, Array, Dates]:
    """When phases are complete, whether they are in time, and their dates with noughts where not; phases first."""
    full = dates.ready + (jnp.array(model.buildings) - 1.0) * dates.cadence + dates.ramp
    comes = (full <= model.latest).T
    return jnp.where(comes, full.T, 0.0), comes, Dates(*(jnp.where(comes, each.T, 0.0) for each in dates))


def _months(model: Model) -> Array:
    """The begin of each month, by period, unit and future."""
    return (model.first_month + jnp.arange(model.months, dtype=float))[:, None, None]


def _by_phase(model: Model, values: Float[Array, "future figure"]) -> ByPhase:
    return ByPhase(*(values[:, columns].T for columns in model.by_phase))


def _by_unit(model: Model, values: Float[Array, "future figure"]) -> ByUnit:
    return ByUnit(*(values[:, columns].T for columns in model.by_unit))


def _inside(begin: Array | float, end: Array, months: Array) -> Array:
    """The share of each month that lies between two times."""
    return jnp.clip(end - months, 0.0, 1.0) - jnp.clip(begin - months, 0.0, 1.0)


def _load(model: Model, dates: Dates, comes: Array) -> Float[Array, "period phase future"]:
    """Mean IT MW of each month: the difference of what has been served to its end and to its begin (T5)."""
    counts = model.buildings
    rows = np.repeat(np.arange(len(counts)), counts)
    nth = np.concatenate([np.arange(count) for count in counts])[:, None]
    begin, ramp = dates.ready[rows] + nth * dates.cadence[rows], jnp.maximum(dates.ramp[rows], 1e-9)
    each = (jnp.where(comes, dates.it_power, 0.0) / counts[:, None])[rows]
    rising = int(model.latest) + 2 - model.first_month  # months after which everything has its full load
    edges = (model.first_month + jnp.arange(rising + 1, dtype=float))[:, None, None]
    risen = jnp.maximum(edges - begin, 0.0)
    share = jnp.minimum(risen / ramp, 1.0)
    served = each * (risen - ramp * share + ramp * share**2 / 2)
    load = _joined(served[1:] - served[:-1], rows)
    later = jnp.broadcast_to(dates.it_power, (model.months - rising, *load.shape[1:]))
    return jnp.concatenate([load, later])


def _joined(by_building: Array, rows: np.ndarray) -> Float[Array, "period phase future"]:
    """Sums over the buildings of each phase."""
    membership = (rows == np.arange(rows.max() + 1)[:, None]).astype(float)
    return jnp.einsum("pb,tbf->tpf", membership, by_building)


def _span(model: Model, phase: ByPhase, full: Array, comes: Array) -> Span:
    """Chips follow each other until the lease ends; the last are not replaced within half a life of that."""
    life, term, full = phase.life[model.phase_of], phase.term[model.phase_of], full[model.phase_of]
    number, shell = model.generation[:, None], model.is_shell[:, None] > 0
    there = (number == 0) | (number * life < term - life / 2)
    last = shell | model.final[:, None] | ((number + 1) * life >= term - life / 2)
    begin = full + jnp.where(number > 0, number * life, 0.0)
    end = full + jnp.where(last, term, (number + 1) * life)
    real = comes[model.phase_of] & there
    return Span(jnp.where(real, begin, 0.0), jnp.where(real, end, 0.0), real)


def _in_use(model: Model, span: Span) -> Float[Array, "period unit future"]:
    """The share of each month in which a unit is in use; the first from its first building on."""
    begin = jnp.where(model.generation[:, None] > 0, span.begin, -1e6)
    return jnp.where(span.real, _inside(begin, span.end, _months(model)), 0.0)


def _grown(columns: np.ndarray, values: Array, months: np.ndarray) -> Float[Array, "period column future"]:
    """(1 + rate)^(months / 12) by month: each rate once, however many phases have it."""
    once, where = np.unique(columns, return_inverse=True)
    return ((1.0 + values[:, once].T) ** (months[:, None, None] / 12))[:, where]


def _rates(model: Model, phase: ByPhase, full: Array, bought: Array, values: Array) -> Rates:
    middle, months = model.first_month + np.arange(model.months) + 0.5, _months(model)
    known = np.maximum(middle - model.as_of, 0.0)
    since = months + 0.5 - full > 0.0

    def escalated(columns: np.ndarray, rate: Array) -> Array:
        return jnp.where(since, _grown(columns, values, middle) * (1.0 + rate) ** (-full / 12), 1.0)

    yearly = jnp.where(model.hourly[:, None] > 0, phase.price * HOURS / phase.chip_power, phase.price)
    within = _inside(-1e6, full + phase.purchase_term, months)
    energy = jnp.where(
        np.isnan(model.energy_cost)[:, None],
        phase.facility * phase.power_price,
        values[:, model.energy_cost_at].T,
    )
    columns = model.by_phase
    return Rates(
        rent=escalated(columns.rent_escalation, phase.rent_escalation) * phase.rent / 12,
        compute=escalated(columns.price_escalation, phase.price_escalation)
        * (within + (1.0 - within) * phase.renewal)
        * (yearly * bought / 12),
        power=_grown(columns.power_escalation, values, known) * (energy * phase.power_used * HOURS / 12e6),
        prices=_grown(np.array([model.price_index]), values, known)[:, 0],
    )


def _capital(model: Model, unit: ByUnit, span: Span, dates: Dates, drawn: Array) -> Float[Array, "period unit future"]:
    """What building costs by month [USD m]; what comes before the first month is booked in it."""
    months, window = _months(model), jnp.maximum(unit.window, 1e-6)
    begin = jnp.where(months == model.first_month, -1e6, months)
    spent = jnp.maximum(jnp.minimum(months + 1.0, span.begin) - jnp.maximum(begin, span.begin - window), 0.0) / window
    nominal, number = np.isnan(model.price_month)[:, None], model.generation[:, None]
    index = drawn[:, model.price_index]
    middle = model.first_month + np.arange(model.months) + 0.5
    rise = (1.0 + index) ** (middle[:, None, None] / 12)
    at_base = (1.0 + index) ** (-np.nan_to_num(model.price_month)[:, None] / 12)
    later = (1.0 + index) ** ((span.begin - span.begin[model.first_of]) / 12)  # of nominal prices of replaced chips
    amount = jnp.where(span.real, dates.it_power[model.phase_of] * unit.cost * unit.replacement**number, 0.0)
    return spent * jnp.where(nominal, amount * later, amount * at_base * rise)


def _operating(model: Model, unit: ByUnit, rates: Rates, run: Array, share: Array, cost: Array) -> Operating:
    """Lines of operation; nothing is sold here."""
    of, chips = model.phase_of, 1.0 - model.is_shell[:, None]
    nothing = jnp.zeros((1, 1, 1))
    return Operating(
        rent=run * rates.rent[:, of],
        compute=run * rates.compute[:, of] * chips,
        power=run * rates.power[:, of] * chips,
        operation=run * rates.prices[:, None] * unit.fixed / 12 + share * (unit.of_cost / 12 * cost),
        residual=nothing,
        guarantee=nothing,
        load=run,
    )


def _sold(model: Model, span: Span) -> Float[Array, "period unit future"]:
    """The end of life, shared between the two ends of months about it, so that it moves smoothly."""
    ends = jnp.where(span.real, span.end, -1e6)
    return jnp.maximum(0.0, 1.0 - jnp.abs(_months(model) + 1.0 - ends))


def _revenue(model: Model, parts: Operating) -> Float[Array, "period unit future"]:
    return jnp.where(model.is_shell[:, None] > 0, parts.rent, parts.compute)


def _cost(model: Model, parts: Operating) -> Float[Array, "period unit future"]:
    return parts.operation + jnp.where(model.is_shell[:, None] > 0, 0.0, parts.rent + parts.power)


def _terms(model: Model, unit: ByUnit, span: Span, life: Array, drawn: Array) -> Terms:
    """What lenders, owners and the tax office ask, with times in periods from the first and in years.

    No loan runs longer than the life that its lenders count on [months].
    """
    base, shape = drawn[:, model.base_rate], unit.gearing.shape
    none = jnp.zeros(shape)
    return Terms(
        conversion=jnp.where(span.real, span.begin - model.first_month, jnp.inf),
        early=jnp.broadcast_to((model.generation == 0).astype(float)[:, None], shape),
        end=jnp.where(span.real, span.end - model.first_month, jnp.inf),
        gearing=unit.gearing,
        coverage=unit.coverage,
        building_interest=jnp.maximum(base + unit.building_margin / 100, 0.0),  # as loans have it: floored at nought
        interest=jnp.maximum(base + unit.margin / 100, 0.0),
        tenor=jnp.clip(unit.tenor, 0.0, life) / 12,
        interest_only=none,
        sculpted=jnp.broadcast_to(model.sculpted[:, None], shape),
        even=jnp.broadcast_to(model.even[:, None], shape),
        fee=unit.fee,
        term_fee=none,
        reserve=unit.reserve / 12,
        working=none,
        reserve_in_cost=none,
        reserve_interest=jnp.broadcast_to(base, shape),
        lock_up=unit.lock_up,
        recourse=none,
        sweep=unit.sweep,
        owners_loan=unit.owners_share,
        owners_interest=jnp.maximum(unit.owners_interest, 0.0),
        tax=unit.tax,
        losses_used=unit.losses_used,
        losses_limit=unit.losses_limit,
        depreciation=rates(unit.five_years, unit.fifteen_years, unit.bonus),
    )
