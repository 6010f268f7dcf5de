"""When projects that are open will finish, one by one and together.

The rates of `hazard` are fitted on what records knew on a day, and the shock that all projects share is found by
`common_cause`. Both are drawn n times: coefficients from their posterior, the shock as a path. Given a draw, project i
has finished by month k with the chance

    F_i = sum_k lambda_k / (lambda_k + mu_k) S_k (1 - exp(-(lambda_k + mu_k) dt)),

with mu the rate of dropping out, S_k the chance to be open still and dt the length of a step. Its own forecast is the
mean of F_i over draws; what is drawn for the fleet keeps the draws together, so that a bad year is bad for all. What
never finishes has no date: its month is inf.
"""

from dataclasses import dataclass, field

import numpy as np
from jaxtyping import Float

from stargate.errors import StargateError
from stargate.history.common_cause import PRIOR, CommonCause, common_cause
from stargate.history.hazard import (
    DROPPING,
    FINISHING,
    LOG_RATES,
    Exposure,
    Rate,
    covariates,
    events_seen,
    exposure,
    fit,
)
from stargate.history.known import Known, View, known
from stargate.history.records import Records
from stargate.quantity.notation import date_text

MONTHS = np.concatenate([np.arange(37.0), [42, 48, 60, 72, 84, 96, 120]])  # after the forecast
ENOUGH, FEWEST = 20, 5  # finished records: below the first the forecast is widened, below the second refused
_AT_ONCE = 64  # projects: as many as fit into the processor's caches


@dataclass(frozen=True)
class Forecast:
    """What a fit says of each open project; chances are given at MONTHS after the day of the fit."""

    day: float  #: of the fit [months since year 0]
    id: np.ndarray = field(repr=False)  #: projects, by name
    kind: np.ndarray = field(repr=False)  #: their classes
    size_mw: Float[np.ndarray, " project"] = field(repr=False)  #: their sizes, the median where not known [MW]
    promised: Float[np.ndarray, " project"] = field(repr=False)  #: as promised on that day [months after it]
    chance: Float[np.ndarray, "project month"] = field(repr=False)  #: that it has finished
    finish: Float[np.ndarray, "project draw"] = field(repr=False)  #: drawn together [months after the day], inf: never
    cause: CommonCause = field(repr=False)  #: that they share
    learned: float  #: projects that were seen to finish
    widened: float  #: by how much coefficients and common cause are widened for want of records; 1 where not
    sizeless: int  #: projects of unknown size
    unpromised: int  #: projects without a promise

    @property
    def never(self) -> Float[np.ndarray, " project"]:
        """Chance that it does not finish within ten years, or never."""
        return 1 - self.chance[:, -1]

    def alone(self) -> Float[np.ndarray, "project draw"]:
        """The same finishes as if no cause were shared: each project with draws of its own."""
        return np.random.default_rng(len(self.id)).permuted(self.finish, axis=1)


def forecast(records: Records, day: float, n: int = 1000, seed: int = 1) -> Forecast:
    """Forecasts each project that was open on `day` [months since year 0] from what records knew then.

    Raises StargateError where they knew nothing yet, nothing was open, or fewer than five had finished.
    """
    _check(records, day)
    past = known(records, day)
    now = past.view(day)
    if not len(now.project):
        wrong = f"no project was open on {date_text(day)}: all had finished or been cancelled"
        raise StargateError(f"{records.file}\n  {wrong}\n  write: a day on which some were under way")
    seen = exposure(past)
    learned = events_seen(seen)
    if learned < FEWEST:
        wrong = f"{learned:.0f} projects had been seen to finish by {date_text(day)}, of {FEWEST} that a forecast needs"
        raise StargateError(f"{records.file}\n  {wrong}\n  write: a later day, or records that reach further back")
    widened = max(1.0, float(np.sqrt(ENOUGH / learned)))
    cause = common_cause(seen, day, PRIOR * widened)
    rates = fit(seen, seen.finished, FINISHING), fit(seen, seen.dropped, DROPPING)
    chance, finish = _drawn(now, past, seen, rates, widened, cause, n, np.random.default_rng(seed))
    return Forecast(
        day, past.rows.id[past.begin][now.project], np.array(past.kinds)[now.kind],
        np.nan_to_num(now.size_mw, nan=seen.size_mw), now.promised - day, chance, finish, cause, learned, widened,
        int(np.isnan(now.size_mw).sum()), past.unpromised,
    )  # fmt: skip


def _check(records: Records, day: float) -> None:
    first = float(records.as_of.min())
    if day < first:
        wrong = f"nothing was known on {date_text(day)}: the first record is as of {date_text(first)}"
        raise StargateError(f"{records.file}\n  {wrong}\n  write: {date_text(first)} or later")


def _drawn(
    now: View, past: Known, seen: Exposure, rates: tuple[Rate, Rate], widened: float, cause: CommonCause, n: int,
    random: np.random.Generator,
) -> tuple[Float[np.ndarray, "project month"], Float[np.ndarray, "project draw"]]:  # fmt: skip
    """Chances of each project, and finishes drawn together."""
    finishing, dropping = rates
    steps, middle = np.diff(MONTHS), (MONTHS[1:] + MONTHS[:-1]) / 2
    draws = random.multivariate_normal(finishing.coefficients, finishing.covariance * widened**2, n, method="cholesky")
    shock, spread = cause.paths(middle, n, random), random.random((len(now.project), n))
    chances, finishes = [], []
    for first in range(0, len(now.project), _AT_ONCE):
        some = np.arange(first, min(first + _AT_ONCE, len(now.project)))
        shape = (len(some), len(steps), n)
        x = covariates(now.take(np.repeat(some, len(steps))), np.tile(middle, len(some)), len(past.kinds), seen.size_mw)
        log = (finishing.scaled(x) @ draws.T).reshape(shape) + shock
        rate = np.exp(np.clip(log, *LOG_RATES, out=log), out=log) * steps[:, None]
        drop = (dropping.at(x).reshape(shape[:2]) * steps)[..., None]
        each = _finished(rate, drop)
        chances.append(each.mean(axis=2))
        finishes.append(_when(each, spread[some]))
    return np.concatenate(chances), np.concatenate(finishes)


def _finished(
    rate: Float[np.ndarray, "project step draw"], drop: Float[np.ndarray, "project step one"]
) -> Float[np.ndarray, "project month draw"]:
    """Chance of having finished by each month, where dropping out competes; both summed over each step."""
    both = rate + drop
    staying = np.exp(-np.cumsum(both, axis=1) + both) * -np.expm1(-both)  # chance that it ends in the step
    chance = np.zeros((rate.shape[0], rate.shape[1] + 1, rate.shape[2]))
    np.cumsum(staying * rate / both, axis=1, out=chance[:, 1:])
    return chance


def _when(
    chance: Float[np.ndarray, "project month draw"], spread: Float[np.ndarray, "project draw"]
) -> Float[np.ndarray, "project draw"]:
    """The month by which the chance reaches a number drawn from 0 to 1; inf where it never does."""
    step = (chance < spread[:, None]).sum(axis=1)
    never = step == chance.shape[1]
    after = np.minimum(step, chance.shape[1] - 1)[:, None]
    low, high = (np.take_along_axis(chance, at, axis=1)[:, 0] for at in (np.maximum(after - 1, 0), after))
    begin, end = MONTHS[np.maximum(after[:, 0] - 1, 0)], MONTHS[after[:, 0]]
    part = np.clip((spread - low) / np.maximum(high - low, 1e-12), 0, 1)
    return np.where(never, np.inf, begin + part * (end - begin))
