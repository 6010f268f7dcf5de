"""What a forecast must beat: the promise, the promise and the usual slip, and a plain hazard over slip."""

from itertools import pairwise
from typing import NamedTuple

import numpy as np
from jaxtyping import Float

from stargate.history.forecast import MONTHS
from stargate.history.known import Known

_WIDTH, _REACH = 3.0, 36.0  # [months] of slip
_HALF = 0.5  # [months] at risk at the average rate, which every bin has beforehand


class Baselines(NamedTuple):
    """Three forecasts of the same projects."""

    promise: Float[np.ndarray, " project"]  #: the date promised, not before the day of the forecast [months after it]
    slipped: Float[np.ndarray, " project"]  #: the same and the median slip of those that finished [months after it]
    slip: float  #: that slip, against the promise said first [months]
    hazard: Float[np.ndarray, "project month"]  #: chance by MONTHS under the plain hazard


def baselines(past: Known) -> Baselines:
    """The three baselines for the projects open on the day of `past`.

    The hazard counts finishes and months at risk by slip, in bins of three months, of all projects while they were
    watched, with the latest promise throughout; no covariate, no cause shared, no dropping out.
    """
    lead = past.view(past.day).promised - past.day
    slip = _median_slip(past)
    return Baselines(np.maximum(lead, 0), np.maximum(lead + slip, 0), slip, _hazard(past, lead))


def _median_slip(past: Known) -> float:
    """Of projects that were seen open before they finished, against the promise then."""
    watched = np.isfinite(past.finished) & (past.rows.as_of[past.begin] < past.finished)
    slips = past.finished[watched] - past.promised[past.begin[watched]]
    return float(np.median(slips)) if len(slips) else 0.0


def _hazard(past: Known, lead: Float[np.ndarray, " project"]) -> Float[np.ndarray, "project month"]:
    edges = np.arange(-24, _REACH + 1, _WIDTH)
    finishes, risk = np.zeros(len(edges) + 1), np.zeros(len(edges) + 1)
    days = np.append(past.days(), past.day)
    for day, until in pairwise(days):
        view = past.view(day)
        end = np.minimum(np.minimum(past.finished, past.cancelled)[view.project], until)
        at = np.searchsorted(edges, (day + until) / 2 - view.promised, side="right")
        finishes += np.bincount(at, past.finished[view.project] <= until, len(risk))
        risk += np.bincount(at, np.maximum(end - day, 0), len(risk))
    rate = (finishes + _HALF * finishes.sum() / max(risk.sum(), 1e-9)) / (risk + _HALF)
    middle = (MONTHS[1:] + MONTHS[:-1]) / 2
    each = rate[np.searchsorted(edges, middle - lead[:, None], side="right")] * np.diff(MONTHS)
    return np.concatenate([np.zeros((len(lead), 1)), -np.expm1(-np.cumsum(each, axis=1))], axis=1)
