"""Scores of forecasts by what came within a window; what comes after the window is censored in the score too.

A forecast is a chance F of having finished, piecewise linear in time since it was made; an outcome y is a time, or inf
where it was not finished by the end h of the window. Every score here looks at F and y up to h only, so it is known
whatever comes later, and is best on average for the truth (proper).
"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

BINS = 10
LOW, HIGH = 0.1, 0.9


def crps(
    months: Float[np.ndarray, " month"],
    chance: Float[np.ndarray, "project month"],
    outcome: Float[np.ndarray, " project"],
    window: float,
) -> Float[np.ndarray, " project"]:
    """Continuous ranked probability score of each project up to the window's end [months].

    int_0^h (F(t) - 1{y <= t})^2 dt, the threshold-weighted score with weight one within the window (Gneiting and
    Ranjan, J. Business & Economic Statistics 29, 2011, doi:10.1198/jbes.2010.08110), integrated exactly.
    """
    end = np.clip(outcome, 0, window)[:, None]
    ends = np.minimum(np.append(months, np.inf), window)
    cuts = np.concatenate([np.tile(ends, (len(chance), 1)), end], axis=1)
    cuts.sort(axis=1)
    value = interpolate(months, chance, cuts)
    before = cuts[:, 1:] <= end
    a, b = (np.where(before, each, 1 - each) for each in (value[:, :-1], value[:, 1:]))
    return (np.diff(cuts, axis=1) * (a * a + a * b + b * b) / 3).sum(axis=1)


def crps_of_date(
    date: Float[np.ndarray, " project"], outcome: Float[np.ndarray, " project"], window: float
) -> Float[np.ndarray, " project"]:
    """The same score of a single date: how far it is from the outcome, both within the window [months]."""
    return np.abs(np.clip(date, 0, window) - np.clip(outcome, 0, window))


def interval_score(
    low: Float[np.ndarray, " project"],
    high: Float[np.ndarray, " project"],
    outcome: Float[np.ndarray, " project"],
    window: float,
    outside: float = 0.2,
) -> Float[np.ndarray, " project"]:
    """Width of an interval plus 2 / `outside` for each month by which the outcome misses it [months].

    All three are held within the window, of which quantiles are quantiles again (Gneiting and Raftery, J. American
    Statistical Association 102, 2007, doi:10.1198/016214506000001437).
    """
    low, high, outcome = (np.clip(value, 0, window) for value in (low, high, outcome))
    missed = np.maximum(low - outcome, 0) + np.maximum(outcome - high, 0)
    return high - low + 2 / outside * missed


def interpolate(
    months: Float[np.ndarray, " month"],
    chance: Float[np.ndarray, "project month"],
    at: Float[np.ndarray, "project time"],
) -> Float[np.ndarray, "project time"]:
    """Chance of having finished by each time; that of the last month after it."""
    step = np.clip(np.searchsorted(months, at, side="right") - 1, 0, len(months) - 2)
    low, high = (np.take_along_axis(chance, i, axis=1) for i in (step, step + 1))
    part = np.clip((at - months[step]) / (months[step + 1] - months[step]), 0, 1)
    return low + part * (high - low)


def quantile(
    months: Float[np.ndarray, " month"], chance: Float[np.ndarray, "project month"], p: float
) -> Float[np.ndarray, " project"]:
    """The time by which the chance of having finished reaches p; inf where it never does."""
    step = (chance < p).sum(axis=1)
    at = np.clip(step, 1, len(months) - 1)[:, None]
    low, high = (np.take_along_axis(chance, i, axis=1)[:, 0] for i in (at - 1, at))
    begin, end = months[at[:, 0] - 1], months[at[:, 0]]
    part = np.clip((p - low) / np.maximum(high - low, 1e-12), 0, 1)
    return np.where(step == len(months), np.inf, begin + part * (end - begin))


@dataclass(frozen=True)
class Pit:
    """Probability integral transform: where in its forecast each outcome lay; uniform on (0, 1) if forecasts are right.

    That of what finished is F(y). That of what was open at the end is known to lie above F(h) and is spread evenly over
    what is left, which keeps it uniform (non-randomised form: Czado, Gneiting and Held, Biometrics 65, 2009,
    doi:10.1111/j.1541-0420.2009.01191.x).
    """

    lower: Float[np.ndarray, " project"]
    upper: Float[np.ndarray, " project"]

    def share(self, low: float, high: float) -> Float[np.ndarray, " project"]:
        """How much of each lies from `low` up to `high`, which counts where 1 is its upper end."""
        width = self.upper - self.lower
        within = np.clip(np.minimum(self.upper, high) - np.maximum(self.lower, low), 0, None)
        last = (self.lower == high) & (high == 1)
        point = ((self.lower >= low) & (self.lower < high)) | last
        return np.where(width > 0, within / np.where(width > 0, width, 1), point)

    def histogram(self, bins: int = BINS) -> Float[np.ndarray, " bin"]:
        """Share of projects in each of some bins of equal width."""
        edges = np.linspace(0, 1, bins + 1)
        return np.array([self.share(edges[i], edges[i + 1]).mean() for i in range(bins)])


def pit(
    months: Float[np.ndarray, " month"],
    chance: Float[np.ndarray, "project month"],
    outcome: Float[np.ndarray, " project"],
    window: float,
) -> Pit:
    """Where each outcome lay in its forecast."""
    lower = interpolate(months, chance, np.minimum(outcome, window)[:, None])[:, 0]
    return Pit(lower, np.where(outcome <= window, lower, 1.0))


@dataclass(frozen=True)
class Coverage:
    """How outcomes lay against P10 to P90, each tail apart; shares of projects."""

    within: float  #: from P10 to P90
    before: float  #: before P10; 10% if forecasts are right
    after: float  #: after P90; 10% if forecasts are right
    projects: int  #: all that were forecast
    finished_within: float | None  #: of those that finished in the window alone: selected by outcome, so early ones
    finished: int  #: that finished in the window
    decided_before: float | None  #: before P10, of those whose P10 lies in the window: known without any assumption
    decided_early: int  #: whose P10 lies in the window
    decided_after: float | None  #: after P90, of those whose P90 lies in the window: known without any assumption
    decided_late: int  #: whose P90 lies in the window


def coverage(
    months: Float[np.ndarray, " month"],
    chance: Float[np.ndarray, "project month"],
    outcome: Float[np.ndarray, " project"],
    window: float,
) -> Coverage:
    """Coverage of P10 to P90; what was open at the end counts by the share of its remaining forecast in each part."""
    where = pit(months, chance, outcome, window)
    low, high = (quantile(months, chance, p) for p in (LOW, HIGH))
    came = outcome <= window
    held = (outcome >= low) & (outcome <= high)
    early, late = low <= window, high <= window
    return Coverage(
        within=float(1 - where.share(0, LOW).mean() - where.share(HIGH, 1).mean()),
        before=float(where.share(0, LOW).mean()),
        after=float(where.share(HIGH, 1).mean()),
        projects=len(outcome),
        finished_within=_mean(held[came]),
        finished=int(came.sum()),
        decided_before=_mean((outcome < low)[early]),
        decided_early=int(early.sum()),
        decided_after=_mean((outcome > high)[late]),
        decided_late=int(late.sum()),
    )


def _mean(values: np.ndarray) -> float | None:
    return float(values.mean()) if len(values) else None
