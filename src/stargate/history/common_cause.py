"""What makes projects late together: one shock that all share, month by month, on the rate at which they finish.

The rate of every project is multiplied by exp(x(t) - var x(t) / 2), t months after the forecast, with x an
Ornstein-Uhlenbeck process that begins at 0 and forgets half of itself in 36 months:

    dx = -theta x dt + volatility dW,   theta = ln(2) / 36,

per month: an unobserved dynamic frailty (Duffie, Eckner, Horel and Saita, J. Finance 64, 2009,
doi:10.1111/j.1540-6261.2009.01495.x). Its mean is one, so that it widens totals and does not move the expected rate.

The volatility is found from how earlier forecasts missed together. The model is fitted again on what was known at
earlier days; each of those cohorts then gives, by interval, the number N that finished and the number E that the fit
expected of the time at risk. N ~ Poisson(E exp(x + e)) is the likelihood, with e what the fit did not know of its own
coefficients (normal, from their covariance) and both integrated out by Laplace's method.
Cohorts overlap, so together they count for as much as the one with most events. The prior of the volatility is half
normal with standard deviation 0.15 per root month: a rate that after a year is typically off by a factor of 1.6. With
few finished records it is wider, and all of it remains where there are no earlier cohorts.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from jaxtyping import Float

from stargate.history.hazard import FINISHING, INTERVALS, Exposure, Rate, events_seen, fit

HALF_LIFE = 36.0  # [months]
PRIOR = 0.15  # [1/sqrt(month)]
VOLATILITIES = np.array([0.005, 0.02, 0.04, 0.06, 0.08, 0.1, 0.13, 0.16, 0.2, 0.25, 0.3, 0.4, 0.5])  # [1/sqrt(month)]
_THETA = np.log(2) / HALF_LIFE
_APART, _COHORTS = 3.0, 8  # [months] between cohorts at least, and how many
_FEWEST = 12  # events before a cohort is fitted


@dataclass(frozen=True)
class Cohort:
    """What one earlier forecast expected, and what came, by interval since it."""

    day: float  #: of the forecast [month]
    middle: Float[np.ndarray, " interval"]  #: of each interval [months after the day]
    expected: Float[np.ndarray, " interval"]  #: finished, given the time at risk
    came: Float[np.ndarray, " interval"]  #: finished
    unsure: Float[np.ndarray, "interval interval"]  #: covariance of the logarithm of `expected`, from the coefficients

    @property
    def ratio(self) -> float:
        """What came for each that was expected."""
        return float(self.came.sum() / self.expected.sum())


@dataclass(frozen=True)
class CommonCause:
    """The posterior of the volatility, and the cohorts that it rests on."""

    probability: Float[np.ndarray, " volatility"]  #: of each of VOLATILITIES
    cohorts: tuple[Cohort, ...]

    @property
    def volatility(self) -> float:
        """Its posterior mean [1/sqrt(month)]."""
        return float(self.probability @ VOLATILITIES)

    def paths(
        self, months: Float[np.ndarray, " step"], n: int, random: np.random.Generator
    ) -> Float[np.ndarray, "step draw"]:
        """x(t) - var x(t) / 2 at some months after the forecast, drawn n times."""
        volatility = random.choice(VOLATILITIES, n, p=self.probability)
        x, paths = np.zeros(n), []
        for before, month in pairwise(np.append(0.0, months)):
            kept = np.exp(-_THETA * (month - before))
            x = kept * x + volatility * np.sqrt((1 - kept**2) / (2 * _THETA)) * random.standard_normal(n)
            paths.append(x - volatility**2 * (1 - np.exp(-2 * _THETA * month)) / (4 * _THETA))
        return np.array(paths)


def common_cause(seen: Exposure, day: float, prior: float = PRIOR) -> CommonCause:
    """The common cause as earlier cohorts show it, with `prior` the standard deviation of its volatility's prior."""
    cohorts = _cohorts(seen, day)
    log = -0.5 * (VOLATILITIES / prior) ** 2
    if cohorts:
        counts = [cohort.came.sum() for cohort in cohorts]
        likelihood = [[log_likelihood(cohort, v) for v in VOLATILITIES] for cohort in cohorts]
        log += max(counts) / max(sum(counts), 1.0) * np.sum(likelihood, axis=0)
    weight = np.exp(log - log.max()) * np.gradient(VOLATILITIES)
    return CommonCause(weight / weight.sum(), tuple(cohorts))


def _cohorts(seen: Exposure, day: float) -> list[Cohort]:
    """Earlier forecasts, the latest first: each fitted on what was known then, at least half a year ago."""
    cohorts: list[Cohort] = []
    for landmark in range(len(seen.days) - 1, -1, -1):
        then = float(seen.days[landmark])
        latest = cohorts[-1].day if cohorts else day - _APART
        if then > latest - _APART + 0.1:
            continue
        before = seen.until(then)
        if not len(before.months) or events_seen(before) < _FEWEST:
            break
        cohorts.append(_cohort(fit(before, before.finished, FINISHING), seen.cohort(landmark), then))
        if len(cohorts) == _COHORTS:
            break
    return cohorts


def _cohort(rate: Rate, after: Exposure, day: float) -> Cohort:
    size = int(after.interval.max()) + 1
    each, z = rate.at(after.covariates) * after.months, rate.scaled(after.covariates)
    expected = np.maximum(np.bincount(after.interval, each, size), 1e-9)
    slope = np.zeros((size, z.shape[1]))
    np.add.at(slope, after.interval, each[:, None] * z)
    slope /= expected[:, None]
    return Cohort(
        day, ((INTERVALS[:-1] + INTERVALS[1:]) / 2)[:size], expected, np.bincount(after.interval, after.finished, size),
        slope @ rate.covariance @ slope.T,
    )  # fmt: skip


def log_likelihood(cohort: Cohort, volatility: float) -> float:
    """Log-probability of what came, up to a constant, by Laplace's method around the likeliest x."""
    t, came = cohort.middle, cohort.came
    before = np.exp(-_THETA * np.abs(t[:, None] - t)) - np.exp(-_THETA * (t[:, None] + t))
    covariance = volatility**2 / (2 * _THETA) * before + cohort.unsure + 1e-9 * np.eye(len(t))
    precision, x = np.linalg.inv(covariance), np.zeros(len(t))
    for _ in range(50):
        mean = cohort.expected * np.exp(x)
        step = np.linalg.solve(precision + np.diag(mean), came - mean - precision @ x)
        x = x + np.clip(step, -1, 1)
        if np.abs(step).max() < 1e-9:
            break
    mean = cohort.expected * np.exp(x)
    _, curvature = np.linalg.slogdet(covariance @ (precision + np.diag(mean)))
    return float(came @ x - mean.sum() - x @ precision @ x / 2 - curvature / 2)
