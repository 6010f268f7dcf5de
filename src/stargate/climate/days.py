"""The states of days: how warm, humid, clear, windy and wide in range each is, in normal scores that go together."""

from itertools import accumulate

import numpy as np
from jaxtyping import Float

from stargate.climate.general import STATES, General, Signs
from stargate.climate.months import MONTH_OF_DAY, ranked

_YEARS = 30  # are drawn, of which one is taken
_SPIN_UP = 30  # days, so that the year begins in no particular state


def day_states(general: General, signs: Signs, random: np.random.Generator) -> Float[np.ndarray, "state day"]:
    """States of each day of a typical year: autoregressions of two days with the correlations of each month.

    z[d] = a z[d-1] + b z[d-2] + e[d] for each state, with e such that the month's correlations of z result; then each
    state takes its evenly spaced normal scores within each month, in the order drawn.
    """
    from scipy.special import ndtri

    replies = _followed(np.eye(1, _SPIN_UP)[:, None] * np.ones((len(STATES), 1)), general.days)[0]
    overlap = replies @ replies.T
    size = np.sqrt(np.diag(overlap))
    wanted = general.correlations(signs)
    roots = np.array([_root(each * np.outer(size, size) / overlap) for each in wanted])
    months = np.concatenate([np.zeros(_SPIN_UP, int), MONTH_OF_DAY])
    noise = random.standard_normal((_YEARS, len(months), len(STATES)))
    drawn = np.einsum("dij,ydj->yid", roots[months], noise)
    years = _followed(drawn, general.days)[..., _SPIN_UP:]
    return _most_typical(np.array([[ndtri(ranked(state)) for state in year] for year in years]), wanted)


def _followed(
    drawn: Float[np.ndarray, "year state day"], days: Float[np.ndarray, "state lag"]
) -> Float[np.ndarray, "year state day"]:
    """z[d] = a z[d-1] + b z[d-2] + e[d] for each state: plain, since scipy.signal takes a second to import."""
    (a, b), states = days.T, np.array(drawn)
    for day in range(1, states.shape[-1]):
        states[..., day] += a * states[..., day - 1]
        if day > 1:
            states[..., day] += b * states[..., day - 2]
    return states


def _most_typical(
    years: Float[np.ndarray, "year state day"], wanted: Float[np.ndarray, "month state state"]
) -> Float[np.ndarray, "state day"]:
    """The year nearest to what all show of persistence, and to the correlations `wanted`, in squares."""
    follows = np.array([(years[..., lag:] * years[..., :-lag]).mean(-1) for lag in (1, 2)])
    off = (follows - follows.mean(1, keepdims=True)) ** 2
    together = np.einsum("yid,yjd->yij", years, years) / years.shape[-1]
    apart = (together - wanted[MONTH_OF_DAY].mean(0)) ** 2
    return years[np.argmin(off.sum((0, 2)) + apart.sum((1, 2)) / 2)]


def _root(covariance: Float[np.ndarray, "state state"]) -> Float[np.ndarray, "state state"]:
    """A root of the nearest covariance that is one."""
    values, vectors = np.linalg.eigh(covariance)
    return vectors * np.sqrt(np.maximum(values, 1e-6))


def lasting(drawn: Float[np.ndarray, "hour"], persistence: float) -> Float[np.ndarray, "hour"]:
    """Normal scores that last from hour to hour: z[h] = p z[h-1] + sqrt(1 - p^2) e[h]."""
    news = (np.sqrt(1 - persistence**2) * drawn).tolist()
    return np.array(list(accumulate(news, lambda before, new: persistence * before + new)))
