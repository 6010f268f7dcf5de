"""How many futures are enough: until the Monte Carlo error of what is asked is below a tolerance (T9)."""

from collections.abc import Callable
from math import ceil

import numpy as np
from jaxtyping import Float

from stargate.errors import StargateError
from stargate.futures.quantiles import quantile_error
from stargate.futures.result import Futures
from stargate.futures.simulate import MOST_FUTURES, simulate
from stargate.programme.plan import Plan
from stargate.quantity.sobol import REPLICATES

PERCENTILES = (10, 50, 90)
_FIRST = 100 * REPLICATES
_MORE = 1.2  # than the error of the last try says, which is itself uncertain


def errors(futures: Futures, outcome: Float[np.ndarray, " future"]) -> list[float]:
    """The standard errors of P10, P50 and P90 of an outcome, in its unit."""
    return [quantile_error(outcome, futures.weight, percent / 100) for percent in PERCENTILES]


def enough(
    plan: Plan, outcome: Callable[[Futures], Float[np.ndarray, " future"]], tolerance: float, seed: int = 1
) -> int:
    """The number of futures with which no standard error of P10, P50 and P90 of an outcome exceeds `tolerance`.

    Each try draws as many as the error e of the one before asks for, n (e / tolerance)^2, and some more.
    Raises StargateError where the tolerance is no positive number, or more futures than can be drawn would be needed.
    """
    if not tolerance > 0:
        raise StargateError(f"{tolerance:g} is no tolerance; write a number of IT MW above 0, such as 10")
    n = _FIRST
    while True:
        futures = simulate(plan, n, seed)
        error = max(errors(futures, outcome(futures)))
        if error <= tolerance or futures.n < n:  # or dates are taken at their word
            return futures.n
        if n == MOST_FUTURES:
            raise StargateError(
                f"{n:_} futures have a standard error of {error:.3g} IT MW, above {tolerance:g}\n"
                "  write: a larger tolerance"
            )
        n = min(MOST_FUTURES, REPLICATES * ceil(n * min(max(_MORE * (error / tolerance) ** 2, 1.5), 64) / REPLICATES))
