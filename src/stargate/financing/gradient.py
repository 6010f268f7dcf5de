"""What one more unit of every figure is worth to an investment: through its money, and through the dates (T8).

Money is followed back by automatic differentiation to the dates of phases and to the contracts' figures; dates are
followed on by the schedule's own way back (`futures.gradient`), so that

    d E(IRR) / d x = E(sum_i d IRR / d date_i * d date_i / d x + d IRR / d x)

over phases i. A figure's median moves with it, and with that what lenders count on.
"""

import pickle
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Array, Float

from stargate.errors import StargateError
from stargate.financing.block import KEPT, Series, sums
from stargate.financing.cash import Dates
from stargate.financing.engine import jax, jnp
from stargate.financing.irrs import irrs
from stargate.financing.model import Model
from stargate.financing.returns import npv
from stargate.financing.worth import NOUGHT, discount_rate
from stargate.futures.gradient import Gradient, of_target
from stargate.futures.targets import Target
from stargate.schedule.energise import Buildup
from stargate.schedule.outcomes import ByPhase, nought

if TYPE_CHECKING:
    from stargate.financing.result import Financing

WIDTH = 8  # futures that are followed back together: what they went through is kept until then
FOLLOWED = 64  # futures of a gradient, unless asked for more
OUTCOMES = ("irr", "npv")


def gradient(financing: "Financing", of: str, investment: str, n: int) -> Gradient:
    """The gradient of an investment's expected `irr` [percentage points] or `npv` [USD m] in its first `n` futures.

    Futures without an IRR are left out. Raises StargateError where there is no such outcome or investment, and as
    `futures.gradient` does.
    """
    if of not in OUTCOMES:
        raise StargateError(f"there is no gradient of {of!r}\n  write: one of {', '.join(OUTCOMES)}")
    values = getattr(financing.irr(investment), of)[:n] * (100.0 if of == "irr" else 1.0)
    n = len(values)
    if not np.isfinite(values).any():
        raise StargateError(
            f"{investment}: no future has an IRR\n  write: npv, or another of {', '.join(financing.returns)}"
        )
    by_dates, by_values = _followed_back(financing, of, investment, n)
    return of_target(financing.futures, _target(financing, of, values, by_dates, by_values), n, of, investment)


def _followed_back(
    financing: "Financing", of: str, investment: str, n: int
) -> tuple[Dates, Float[np.ndarray, "future column"]]:
    """Derivatives by the dates of the phases that are financed, and by the contracts' figures, of each future."""
    made = financing.model
    series = financing.series.only(list(financing.returns).index(investment))
    back = _back(pickle.dumps(made.structure), of)
    found = []
    for begin in range(0, n, WIDTH):
        rows = [min(begin + i, n - 1) for i in range(WIDTH)]
        dates, drawn, medians = back(
            financing.dates(rows), financing.values[rows], np.repeat(financing.case.values, WIDTH, axis=0), series
        )
        count = min(WIDTH, n - begin)
        parts = (*dates, np.asarray(drawn) + np.asarray(medians))
        found.append([np.nan_to_num(each)[:count] for each in parts])
    *by_dates, by_values = (np.concatenate(parts) for parts in zip(*found, strict=True))
    return Dates(*map(jnp.asarray, by_dates)), by_values


@lru_cache(maxsize=KEPT)
def _back(structure: bytes, of: str) -> Callable[..., tuple[Dates, Array, Array]]:
    made = pickle.loads(structure)
    return jax.jit(jax.grad(lambda *given: _worth(made, of, *given).sum(), argnums=(0, 1, 2)))


def _worth(made: Model, of: str, dates: Dates, drawn: Array, medians: Array, series: Series) -> Float[Array, " future"]:
    """The outcome in each future; nought where there is none. The investment is given, so that all compile to one."""
    flows = sums(made, series, dates, drawn, medians).flows[0]
    if of == "npv":
        rate = discount_rate(made, drawn)
        return npv(flows, rate) * (1.0 + rate) ** (-made.first_month / 12)
    rate = irrs(flows, nought=NOUGHT).rate
    return jnp.where(jnp.isfinite(rate), 100.0 * rate, 0.0)


def _target(
    financing: "Financing", of: str, values: np.ndarray, by_dates: Dates, by_values: Float[np.ndarray, "future column"]
) -> Target:
    made, futures = financing.model, financing.futures
    count, figures = len(values), made.columns.figures
    parts = np.full((futures.n, 1), np.inf)
    parts[:count, 0] = np.where(np.isfinite(values), values, np.inf)

    def back(rows: slice) -> ByPhase:
        part: Buildup = futures.buildup.of(rows)
        by = nought(part)
        for name in Dates._fields:
            getattr(by, name)[: count - rows.start, made.phases] = getattr(by_dates, name)[rows]
        return by

    by_figure = np.zeros((futures.n, len(figures)))
    by_figure[:count] = by_values[:, : len(figures)]
    unit = "percentage points" if of == "irr" else "USD m"
    return Target(unit, made.phases[:1], parts, np.add, back, tuple(figures), by_figure)
