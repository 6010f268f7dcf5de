"""How late things come against what was promised: by some months, or by a multiple of the time they were to take.

Of each project the promise first seen after its start counts: a lead L from the day it was read to the day promised,
and the time T it took from then, known or censored. With D = T - L and R = T / L two kinds of laws are compared by AIC:

    months   D ~ Gumbel, logistic or normal, given T > 0     L + D is the forecast: `announced + slip`
    factor   R ~ lognormal, Weibull or log-logistic          L * R is the forecast: `announced x stretch`

Densities are those of T in both, so that their AIC are of the same data: f_T(t) = f_D(t - L) / S_D(-L) and
f_T(t) = f_R(t / L) / L.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from jaxtyping import Float

from stargate.history.records import Records, latest
from stargate.history.survival import Spells, best, positive_laws

_SHORTEST_LEAD = 1.0  # [months] a promise for this month says nothing of how long
_SPAN = 3.0  # the grid reaches so many times beyond the longest that was seen


@dataclass(frozen=True)
class Slip:
    """How late a class comes."""

    months: bool  #: whether slip adds months, or else is a factor
    law: str  #: its law, with location and scale
    aic: float  #: of it
    other_aic: float  #: of the best law of the other kind
    cases: int  #: promises
    finished: int  #: of them kept, sooner or later
    values: Float[np.ndarray, " time"]  #: of slip, on a grid [months or 1]
    above: Float[np.ndarray, " time"]  #: the chance to slip more, with the error of the fit in it

    def quantile(self, p: float) -> float:
        """The slip that a share `p` stays below [months or 1]."""
        return float(np.interp(p, 1 - self.above, self.values))

    def early(self) -> float:
        """The chance to come as promised or before."""
        return float(1 - np.interp(0.0 if self.months else 1.0, self.values, self.above))


def promises(records: Records, day: float) -> tuple[Records, Records]:
    """The first row of each project that is under way and has a promise a month ahead, and its latest row by `day`."""
    known = records.take(records.as_of <= day)
    rows = np.flatnonzero(known.open & np.isfinite(known.promised))
    rows = rows[np.lexsort((known.as_of[rows], known.id[rows]))]
    first = known.take(rows[np.unique(known.id[rows], return_index=True)[1]])
    now = latest(known, day)
    now = now.take(np.searchsorted(now.id, first.id))
    kept = (first.promised - first.as_of >= _SHORTEST_LEAD) & (last_seen(now) > first.as_of)
    return first.take(kept), now.take(kept)


def last_seen(now: Records) -> Float[np.ndarray, " record"]:
    """The day each project ended, or was last seen open [month]."""
    return np.where(now.open, now.as_of, np.fmin(now.finished, now.cancelled))


def slip(records: Records, day: float) -> Slip | None:
    """How late projects of one class come, as known on `day`; None where no law can be fitted."""
    first, now = promises(records, day)
    lead, took = first.promised - first.as_of, last_seen(now) - first.as_of
    ends = np.isfinite(now.finished), np.isfinite(now.cancelled)
    if not ends[0].any():
        return None
    zero = lead.max() + 1  # keeps what is censored, seen and truncated above zero
    added = Spells(zero - lead, took - lead + zero, *ends, now.size_mw)
    times = Spells(np.zeros_like(lead), took / lead, *ends, now.size_mw)
    try:
        months, factor = best(added, ends[0], _slip_laws()), best(times, ends[0], positive_laws(0))
    except ValueError:
        return None
    factor_aic = factor.aic + 2 * np.log(lead[ends[0]]).sum()  # of T, as that of `months`
    longest = _SPAN * took.max()
    if months.aic <= factor_aic:
        values = np.linspace(-zero, longest, 1000)
        location, scale = months.parameters["mu"] - zero, float(np.exp(months.parameters["ln scale"]))
        law = f"{months.law} (location {location:.4g}, scale {scale:.4g})"
        return Slip(
            True,
            law,
            months.aic,
            float(factor_aic),
            len(lead),
            int(ends[0].sum()),
            values,
            months.averaged(values + zero),
        )
    values = np.concatenate([[0.0], np.geomspace(1e-3, _SPAN * (took / lead).max(), 1000)])
    return Slip(
        False,
        str(factor),
        float(factor_aic),
        months.aic,
        len(lead),
        int(ends[0].sum()),
        values,
        factor.averaged(values),
    )


@cache
def _slip_laws() -> dict[str, Any]:
    """Laws of a location and a scale, for lifelines: made when asked for, because importing it takes long."""
    import autograd.numpy as _anp
    from autograd.scipy.stats import norm
    from lifelines.fitters import ParametricUnivariateFitter

    anp: Any = _anp  # which numpy it has, no type checker sees

    def law(hazard: Any) -> type:
        class Law(ParametricUnivariateFitter):
            _fitted_parameter_names = ["mu_", "ln_scale_"]
            _bounds = [(None, None), (None, None)]

            def _cumulative_hazard(self, params: Any, times: Any) -> Any:
                mu, ln_scale = params
                return hazard((times - mu) / anp.exp(ln_scale))

            def _create_initial_point(self, *args: Any) -> Any:
                seen = args[0][0][np.isfinite(args[0][0])]
                return np.array([np.median(seen), np.log(np.std(seen) + 1)])

        return Law

    return {
        "Gumbel": law(lambda z: -anp.log(-anp.expm1(-anp.exp(-z)))),
        "logistic": law(lambda z: anp.logaddexp(0.0, z)),
        "normal": law(lambda z: -norm.logsf(z)),
    }
