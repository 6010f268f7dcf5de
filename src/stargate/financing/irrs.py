"""Internal rates of return of many lanes at once, compiled, with their derivatives (F8, C7)."""

from functools import partial
from typing import NamedTuple

import numpy as np
from jaxtyping import Array, Bool, Float, Int

from stargate.financing.balance import LARGEST
from stargate.financing.engine import jax, jnp
from stargate.financing.irr import Status, statuses

_ROUNDING = 2.0**-52
_FEWEST, _MOST = 12, 100  # steps of the root finder
_WHOLE = 700.0  # largest exponent of a number


class Irrs(NamedTuple):
    """Internal rates of return by lane."""

    rate: Float[Array, " lane"]  #: annual effective; of no meaning unless solved
    status: Int[Array, " lane"]  #: number of its `Status`
    residual: Float[Array, " lane"]  #: NPV at the rate, as a share of the present value of what is paid in


class _Logs(NamedTuple):
    """Flows as logarithms; a lane without flows of both signs has others in their place."""

    size: Float[Array, "lane period"]
    sign: Float[Array, "lane period"]
    deep: Float[Array, " lane"]  # largest of the logarithms, without sign
    back: Bool[Array, " lane"]
    paid: Bool[Array, " lane"]
    first: Float[Array, " lane"]  # sign of the first flow
    last: Float[Array, " lane"]


class _Search(NamedTuple):
    steps: Int[Array, ""]
    u: Float[Array, " lane"]
    low: Float[Array, " lane"]
    high: Float[Array, " lane"]
    done: Bool[Array, " lane"]


def irrs(flows: Float[Array, "period lane"], per_year: float = 12, nought: float = 0.0) -> Irrs:
    """Internal rates of return of flows [USD m], compiled and differentiable; `settled` completes what they leave open.

    Bracketed Newton on F(u) of `financing.balance`, u the logarithm of 1 plus the rate of one period. That no other
    rate gives nought is proven by the balance outstanding at this one,

        S_k = sum_(m <= k) flow_m exp(-u m)

    where all S_k have one sign (Soper 1959, The Economic Journal 69, 174-177, https://www.jstor.org/stable/2227851).
    Where they have not, or the first and the last flow have one sign, the status is `OPEN`. The derivative is that of
    the implicit function: minus the derivative of the NPV in a flow over that in the rate. Flows up to `nought` [USD m]
    count as none.
    """
    # What a lane adds up lies together; what counts as none has a slope too.
    series = jnp.pad(flows, ((0, max(0, 2 - len(flows))), (0, 0))).T
    series -= jax.lax.stop_gradient(jnp.where(jnp.abs(series) > nought, 0.0, series))
    u = _log_rates(series, per_year)
    status, residual = _judged(_logs(jax.lax.stop_gradient(series)), jax.lax.stop_gradient(u))
    return Irrs(jnp.expm1(per_year * u), status, residual)


def settled(
    found: Irrs, flows: Float[np.ndarray, "period lane"], per_year: float = 12, nought: float = 0.0
) -> tuple[Float[np.ndarray, " lane"], Int[np.ndarray, " lane"], Float[np.ndarray, " lane"]]:
    """Rate (nought unless solved), status and residual: what `irrs` left open is settled as `irr` does, uncompiled."""
    rate, status, residual = (np.array(field) for field in found)
    left = np.flatnonzero(status == Status.OPEN.code)
    rate[left], status[left], residual[left] = statuses(np.asarray(flows)[:, left].T, per_year, nought)
    return rate, status, residual


@partial(jax.custom_jvp, nondiff_argnums=(1,))
def _log_rates(flows: Float[Array, "lane period"], per_year: float) -> Float[Array, " lane"]:
    """A root of F in each lane whose first and last flow differ in sign; nought or of no meaning elsewhere."""
    logs = _logs(flows)
    low, high = _bounds(logs, per_year)
    start = _Search(jnp.int32(0), jnp.clip(0.0, low, high), low, high, logs.first == logs.last)

    def unfinished(search: _Search) -> Bool[Array, ""]:
        return (search.steps < _FEWEST) | ((search.steps < _MOST) & ~search.done.all())

    return jax.lax.while_loop(unfinished, partial(_stepped, logs), start).u


@_log_rates.defjvp
def _(per_year: float, given: tuple[Array], tangents: tuple[Array]) -> tuple[Array, Array]:
    """d u = sum_k exp(-k u) d flow_k / sum_k k exp(-k u) flow_k."""
    (flows,), (moved,) = given, tangents
    u, logs = _log_rates(flows, per_year), _logs(jax.lax.stop_gradient(flows))
    period = jnp.arange(flows.shape[1])
    usual = logs.back & logs.paid & (logs.first != logs.last)
    most = jnp.abs(jax.lax.stop_gradient(flows)).max(axis=1)
    largest = (logs.size - period * jax.lax.stop_gradient(u)[:, None]).max(axis=1) + jnp.log(
        jnp.where(usual, most, 1.0)
    )
    weight = jnp.exp(jnp.minimum(-period * u[:, None] - largest[:, None], _WHOLE))
    slope = (period * weight * flows).sum(axis=1)
    usual &= slope != 0
    return u, jnp.where(usual, (weight * moved).sum(axis=1) / jnp.where(usual, slope, 1.0), 0.0)


def _logs(flows: Float[Array, "lane period"]) -> _Logs:
    sign = jnp.sign(flows)
    back, paid = (sign > 0).any(axis=1), (sign < 0).any(axis=1)
    both = (back & paid)[:, None]
    period = jnp.arange(flows.shape[1])
    sign = jnp.where(both, sign, jnp.select([period == 0, period == 1], [-1.0, 1.0], 0.0))
    logs = jnp.where(sign != 0, jnp.log(jnp.where(both & (sign != 0), jnp.abs(flows), 1.0)), -jnp.inf)
    logs -= logs.max(axis=1, keepdims=True)
    deep = -jnp.where(sign != 0, logs, 0.0).min(axis=1)
    first, last = (jnp.take_along_axis(sign, at[:, None], axis=1)[:, 0] for at in _ends(sign))
    return _Logs(logs, sign, deep, back, paid, first, last)


def _ends(sign: Float[Array, "lane period"]) -> tuple[Int[Array, " lane"], Int[Array, " lane"]]:
    """Periods of the first and the last flow."""
    flows = sign != 0
    return jnp.argmax(flows, axis=1), flows.shape[1] - 1 - jnp.argmax(flows[:, ::-1], axis=1)


def _bounds(logs: _Logs, per_year: float) -> tuple[Float[Array, " lane"], Float[Array, " lane"]]:
    """u below which the last flow, above which the first, outweighs all others together."""
    first, last = (jnp.take_along_axis(logs.size, at[:, None], axis=1)[:, 0] for at in _ends(logs.sign))
    total, limit = jnp.log(jnp.exp(logs.size).sum(axis=1)), LARGEST / per_year
    return -jnp.minimum(jnp.logaddexp(0.0, total - last), limit), jnp.minimum(jnp.logaddexp(0.0, total - first), limit)


def _at(logs: _Logs, u: Float[Array, " lane"]) -> tuple[Float[Array, " lane"], Float[Array, " lane"]]:
    """F and its derivative."""
    period = jnp.arange(logs.size.shape[1])
    worth = logs.sign * _worth(logs, u)
    back, paid = (jnp.maximum(sign * worth, 0.0).sum(axis=1) for sign in (1, -1))
    when_back, when_paid = (jnp.maximum(sign * period * worth, 0.0).sum(axis=1) for sign in (1, -1))
    here = (back > 0) & (paid > 0)
    back, paid = jnp.where(here, back, (back > 0) + 1.0), jnp.where(here, paid, (paid > 0) + 1.0)
    return jnp.log(back) - jnp.log(paid), jnp.where(here, when_paid / paid - when_back / back, 0.0)


def _worth(logs: _Logs, u: Float[Array, " lane"]) -> Float[Array, "lane period"]:
    """Present values of flows without their sign, as shares of the largest."""
    worth = logs.size - jnp.arange(logs.size.shape[1]) * u[:, None]
    return jax.lax.optimization_barrier(
        jnp.exp(worth - worth.max(axis=1, keepdims=True))
    )  # not once for every sum of them


def _noise(logs: _Logs, u: Float[Array, " lane"]) -> Float[Array, " lane"]:
    """What rounding may make of F."""
    return _ROUNDING * (8 + logs.deep + logs.size.shape[1] * jnp.abs(u))


def _stepped(logs: _Logs, search: _Search) -> _Search:
    """A step of Newton's within the bracket, whose ends may be touched; half of it where that leads out."""
    value, slope = _at(logs, search.u)
    above = jnp.sign(value) == logs.first
    low, high = jnp.where(above, search.low, search.u), jnp.where(above, search.u, search.high)
    there = search.u - value / jnp.where(slope == 0, 1.0, slope)
    inside = (slope != 0) & (there >= low) & (there <= high)
    done = search.done | (jnp.abs(value) <= _noise(logs, search.u))
    u = jnp.where(done, search.u, jnp.where(inside, there, (low + high) / 2))
    return _Search(search.steps + 1, u, low, high, done)


def _judged(logs: _Logs, u: Float[Array, " lane"]) -> tuple[Int[Array, " lane"], Float[Array, " lane"]]:
    """Status of each lane and F at what was found."""
    residual = jnp.abs(_at(logs, u)[0])
    root = (logs.first != logs.last) & (residual <= 64 * _noise(logs, u)) & _alone(logs, u)
    code = jnp.select(
        [~logs.back & ~logs.paid, ~logs.paid, ~logs.back, root],
        [status.code for status in (Status.NOTHING, Status.NOTHING_IN, Status.NOTHING_BACK, Status.SOLVED)],
        Status.OPEN.code,
    )
    return code.astype(jnp.int32), residual


def _alone(logs: _Logs, u: Float[Array, " lane"]) -> Bool[Array, " lane"]:
    """Whether the balance outstanding has one sign until the last flow, beyond what rounding may make of it.

    It is what has flowed by then, or minus what flows later, whichever is known better.
    """
    size = _worth(logs, u)
    flow = logs.sign * size
    gone, gone_size, later, later_size = (jnp.cumsum(x, axis=1) for x in (flow, size, flow[:, ::-1], size[:, ::-1]))
    later, later_size = (jnp.pad(x[:, -2::-1], ((0, 0), (0, 1))) for x in (later, later_size))
    balance = jnp.where(gone_size <= later_size, gone, -later)
    known = jnp.minimum(gone_size, later_size)
    clear = jnp.abs(balance) > 8 * _noise(logs, u)[:, None] * known
    return ((known == 0) | (clear & (jnp.sign(balance) == logs.first[:, None]))).all(axis=1)
