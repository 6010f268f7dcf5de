"""How likely projects finish from month to month, by what is known of them (piecewise exponential, by landmarks).

On each of many days (landmarks) the projects then open are followed from what was known of them *then* to the day of
the fit, as one will be when a forecast is made: a promise is taken as it stood, not as it became. Time since the
landmark is cut into intervals, in which project i finishes at the rate

    lambda_i(tau) = exp(a + x_i(tau) . b)        [per month],

and drops out at a rate of the same form. x holds the time tau since the landmark, the slip against the promise at that
time (piecewise linear), what is left to the promise, how far the promise has moved in all and lately, how long the
project has run, how long nothing was heard of it, its size and its class. Exposure begins when a project is first seen
and ends at the day of the fit, which takes care of left truncation and right censoring (van Houwelingen, Scand. J.
Statist. 34, 2007, doi:10.1111/j.1467-9469.2006.00529.x; Holford, Biometrics 36, 1980, doi:10.2307/2529982).

b has a normal prior of standard deviation 0.5 for rates (0.2 for drop-outs, which are few) on covariates scaled to
standard deviation one, so that few records give a plain answer and many a detailed one. A project's month that is seen
from several landmarks counts once: each sight has the weight 1 / number of landmarks that see it.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
from jaxtyping import Float, Int

from stargate.history.known import Known, View

INTERVALS = np.array([0, 1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 18, 21, 24, 30, 36, 48, 60, 84, 120.0])  # [months]
SLIPS = np.array([-9, -6, -3, 0, 3, 6, 12.0])  # [months]: where the rate may bend
FINISHING, DROPPING = 0.5, 0.2  # standard deviations of the priors
LANDMARKS, ROWS = 48, 300_000  # at most
_SAME_DAY = 0.01  # [months]
_SCALE = 3.0  # [months]: below it the logarithms of times are straight


def covariates(
    view: View, tau: Float[np.ndarray, " project"], kinds: int, size_mw: float
) -> Float[np.ndarray, "project covariate"]:
    """x of the module's equation, `tau` months after each view; `size_mw` stands for a size that is not known."""
    lead = view.promised - view.day
    slip = np.clip(tau - lead, SLIPS[0] - 3, SLIPS[-1] + 6)
    ahead, overdue = (np.log1p(np.maximum(months, 0) / _SCALE) for months in (lead, -lead))
    columns = [
        np.minimum(slip, SLIPS[0]),
        *(np.maximum(slip - knot, 0) for knot in SLIPS),
        slip * ahead,
        np.log1p(tau),
        ahead,
        overdue,
        np.clip(view.drift, -0.5, 1.5),
        np.log1p(np.maximum(view.promised - view.first, 0) / _SCALE),
        np.log1p(np.maximum(view.silent, 0)),
        np.log1p(np.maximum(view.day - view.started, 0)),
        np.log(np.maximum(np.nan_to_num(view.size_mw, nan=size_mw), 1)),
        *(view.kind == kind for kind in range(kinds)),
    ]
    return np.stack(columns, axis=1, dtype=float)


@dataclass(frozen=True)
class Exposure:
    """Projects followed from landmarks, one row for each interval in which one was at risk."""

    covariates: Float[np.ndarray, "row covariate"]
    landmark: Int[np.ndarray, " row"]  #: index of the landmark
    interval: Int[np.ndarray, " row"]  #: index of the interval since the landmark
    since: Float[np.ndarray, " row"]  #: when the interval begins [month]
    months: Float[np.ndarray, " row"]  #: at risk in it [months]
    finished: Float[np.ndarray, " row"]  #: 1 where it finished in it
    dropped: Float[np.ndarray, " row"]  #: 1 where it was cancelled in it
    weight: Float[np.ndarray, " row"]
    days: Float[np.ndarray, " landmark"]  #: the landmarks [month]
    size_mw: float  #: median size, for projects of unknown size [MW]

    def until(self, day: float) -> Self:
        """What of it was known on `day`."""
        seen = (self.days[self.landmark] < day) & (self.since < day)
        months = np.minimum(self.months[seen], day - self.since[seen])
        whole = months == self.months[seen]
        return type(self)(
            self.covariates[seen], self.landmark[seen], self.interval[seen], self.since[seen], months,
            self.finished[seen] * whole, self.dropped[seen] * whole, self.weight[seen], self.days, self.size_mw,
        )  # fmt: skip

    def cohort(self, landmark: int) -> Self:
        """The projects seen from one landmark."""
        chosen = self.landmark == landmark
        columns = {name: value[chosen] for name, value in vars(self).items() if name not in ("days", "size_mw")}
        return type(self)(**columns, days=self.days, size_mw=self.size_mw)


def exposure(past: Known) -> Exposure:
    """Every project that was ever seen open, followed from each landmark at which it was."""
    days = _landmarks(past)
    sizes = past.rows.size_mw[np.isfinite(past.rows.size_mw)]
    size = float(np.median(sizes)) if len(sizes) else 1.0
    parts = [_followed(past, float(day), i, size) for i, day in enumerate(days)]
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
    x, landmark, interval, since, months, finished, dropped, project = columns
    first = past.rows.as_of[past.begin][project]
    sights = np.searchsorted(days, since + months / 2) - np.searchsorted(days, first)
    weight = 1 / np.maximum(sights, 1)
    return Exposure(x, landmark, interval, since, months, finished, dropped, weight, days, size)


def _landmarks(past: Known) -> Float[np.ndarray, " landmark"]:
    """Days on which something was known, before the last; thinned evenly where there are many."""
    days = past.days()
    days = days[days < past.day - 0.01] if len(days) > 1 else days
    most = int(np.clip(ROWS / (12 * max(len(past.begin), 1)), 6, LANDMARKS))
    if len(days) <= most:
        return days
    even = np.linspace(days[0], days[-1], most)
    return np.unique(days[np.searchsorted(days, even, side="right") - 1])


def _followed(past: Known, day: float, landmark: int, size: float) -> tuple[np.ndarray, ...]:
    """One landmark's projects by interval: columns of `Exposure` up to `dropped`, and which project.

    What had ended by the landmark without having been looked at since is not followed: it was not open. What a look on
    the very day still called open is heard of late, and ends at once.
    """
    view = past.view(day)
    ended = np.minimum(past.finished, past.cancelled)[view.project]
    view = view.take(np.flatnonzero((ended > day) | (view.silent < _SAME_DAY)))
    finish, cancel = past.finished[view.project], past.cancelled[view.project]
    end = np.maximum(np.minimum(np.minimum(finish, cancel), past.day) - day, 0.02)
    months = np.minimum(INTERVALS[1:], end[:, None]) - INTERVALS[:-1]
    i, j = np.nonzero(months > 1e-9)
    last = end[i] <= INTERVALS[j + 1]
    middle = (INTERVALS[j] + INTERVALS[j + 1]) / 2
    return (
        covariates(view.take(i), middle, len(past.kinds), size), np.full(len(i), landmark), j, day + INTERVALS[j],
        months[i, j], (last & (finish <= past.day)[i]).astype(float),
        (last & (np.isinf(finish) & (cancel <= past.day))[i]).astype(float), view.project[i],
    )  # fmt: skip


@dataclass(frozen=True)
class Rate:
    """A fitted rate: coefficients of covariates scaled to standard deviation one, the constant first."""

    mean: Float[np.ndarray, " covariate"]
    deviation: Float[np.ndarray, " covariate"]
    coefficients: Float[np.ndarray, " coefficient"]
    covariance: Float[np.ndarray, "coefficient coefficient"]

    def scaled(self, x: Float[np.ndarray, "row covariate"]) -> Float[np.ndarray, "row coefficient"]:
        """Covariates as the coefficients take them."""
        return np.column_stack([np.ones(len(x)), (x - self.mean) / self.deviation])

    def at(self, x: Float[np.ndarray, "row covariate"]) -> Float[np.ndarray, " row"]:
        """The rate [per month]."""
        return np.exp(np.clip(self.scaled(x) @ self.coefficients, *LOG_RATES))


LOG_RATES = (-15.0, 3.0)  # what an extrapolated rate is held within


def fit(seen: Exposure, events: Float[np.ndarray, " row"], prior: float) -> Rate:
    """Posterior mode and covariance of a rate by Newton's method; `events` are 0 or 1, `prior` the standard deviation.

    Maximises sum w (y log(lambda m) - lambda m) - |b|^2 / (2 prior^2), a concave function, over months m at risk.
    """
    risk = seen.weight * seen.months
    mean = np.average(seen.covariates, axis=0, weights=risk)
    deviation = np.sqrt(np.average((seen.covariates - mean) ** 2, axis=0, weights=risk))
    deviation[deviation < 1e-9] = 1.0
    z = np.column_stack([np.ones(len(risk)), (seen.covariates - mean) / deviation])
    precision = np.diag(np.append(1e-4, np.full(len(mean), prior**-2)))
    b = np.zeros(z.shape[1])
    b[0] = np.log(((seen.weight * events).sum() + 0.5) / risk.sum())
    curvature = precision
    for _ in range(100):
        expected = risk * np.exp(np.clip(z @ b, -30, 10))
        curvature = (z * expected[:, None]).T @ z + precision
        step = np.linalg.solve(curvature, z.T @ (seen.weight * events - expected) - precision @ b)
        b = b + step * min(1.0, 2 / max(float(np.abs(step).max()), 1e-12))
        if np.abs(step).max() < 1e-8:
            break
    return Rate(mean, deviation, b, np.linalg.inv(curvature))


def events_seen(seen: Exposure) -> float:
    """How many projects finished while they were watched."""
    return float((seen.weight * seen.finished).sum())
