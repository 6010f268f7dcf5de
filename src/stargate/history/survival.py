"""How long things take where many are not over yet: censored, seen late, or given up first.

Of every project the time from its start is known to be `exit` (it finished or was given up then), or above it (it was
open when last seen). One that was first seen at the age `entry` says nothing of what ended younger: its likelihood is
that of an end after `entry` (left truncation). Finishing, f, and being given up, c, compete. Each has a hazard h and a
survival S of its own, fitted with the other as censoring, and the chance F to have finished by t is (Prentice et al.
1978, doi:10.2307/2529617)

    F(t) = integral h_f(u) S_f(u) S_c(u) du, 0 < u < t,   never = 1 - F(oo)

The laws are lognormal, Weibull, log-logistic and generalised gamma, the one with the least AIC is taken; giving up is
exponential or Weibull. Ranges hold the error of the fit: F is the mean over draws of the parameters from their
asymptotic normal, of positive ones in logarithms. Aalen and Johansen's estimate (1978) needs no law, and says how far
the fitted F is from what was seen.
"""

import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Bool, Float

_DRAWS, _POINTS = 400, 600  # of parameters; of times on the grid
_LONGEST = 1200.0  # [months] what has not come by then never does
_LEAST = 1 / 60  # [months] half a day: what starts and ends on one day took some time
_AT_RISK = 5  # fewer say nothing of a curve
_FEW_ENDS = 5  # fewer cannot tell a Weibull from an exponential
_MANY_ENDS = 20  # fewer cannot tell the third parameter of a generalised gamma
_STEEPEST = 3.0  # beyond, a generalised gamma is an edge and no law: lognormal has lambda 0, Weibull 1
GENERALISED = "generalised gamma"


@dataclass(frozen=True)
class Spells:
    """What is known of how long some projects took, in months from their start."""

    entry: Float[np.ndarray, " record"]  #: age at which each was first seen [months]
    exit: Float[np.ndarray, " record"]  #: age at its end, or when last seen open [months]
    finished: Bool[np.ndarray, " record"]  #: whether it ended by finishing
    cancelled: Bool[np.ndarray, " record"]  #: whether it ended by being given up
    size_mw: Float[np.ndarray, " record"]  #: nan where not known [MW]

    def where(self, some: Bool[np.ndarray, " record"]) -> "Spells":
        """Some of them."""
        return Spells(
            *(column[some] for column in (self.entry, self.exit, self.finished, self.cancelled, self.size_mw))
        )

    @classmethod
    def of(
        cls,
        entry: Float[np.ndarray, " record"],
        exit_: Float[np.ndarray, " record"],
        finished: Bool[np.ndarray, " record"],
        cancelled: Bool[np.ndarray, " record"],
        size_mw: Float[np.ndarray, " record"],
    ) -> "Spells":
        """Those that were open when first seen and seen for some time; the others say nothing."""
        entry, exit_ = np.maximum(entry, 0.0), np.where(finished | cancelled, np.maximum(exit_, _LEAST), exit_)
        return cls(entry, exit_, finished, cancelled, size_mw).where(exit_ > entry)


@dataclass(frozen=True)
class Fitted:
    """A law fitted to ends of one kind."""

    law: str  #: its name
    parameters: dict[str, float]  #: by name
    aic: float  #: Akaike's criterion
    log_likelihood: float  #: of the ends
    fitter: Any  #: of lifelines, which knows the law's formula

    def survival(self, times: Float[np.ndarray, " time"], parameters: Any = None) -> Float[np.ndarray, " time"]:
        """The chance that the end comes after each time, for its own or for other parameters."""
        own = list(self.parameters.values()) if parameters is None else parameters
        return np.exp(-np.asarray(self.fitter._cumulative_hazard(own, times)))

    def drawn(self, n: int) -> Float[np.ndarray, "draw parameter"]:
        """`n` sets of parameters as likely as the error of the fit allows, the same whenever asked."""
        at = np.array(list(self.parameters.values()))
        cover = np.asarray(self.fitter.variance_matrix_, dtype=float)
        positive = np.array([low is not None for low, _ in self.fitter._bounds])
        scale = np.where(positive, 1 / at, 1.0)
        normal = np.random.Generator(np.random.Philox(0)).standard_normal((n, len(at)))
        values, vectors = np.linalg.eigh(cover * np.outer(scale, scale))
        moved = normal * np.sqrt(np.maximum(values, 0.0)) @ vectors.T
        return np.where(positive, at * np.exp(np.where(positive, moved, 0.0)), at + moved)

    def averaged(self, times: Float[np.ndarray, " time"]) -> Float[np.ndarray, " time"]:
        """The survival with the error of the fit in it."""
        with _quiet():
            curves = np.array([self.survival(times, parameters) for parameters in self.drawn(_DRAWS)])
        return np.mean(curves[np.isfinite(curves).all(axis=1)], axis=0)

    def __str__(self) -> str:
        return f"{self.law} ({', '.join(f'{name} {value:.4g}' for name, value in self.parameters.items())})"


@dataclass(frozen=True)
class Race:
    """Finishing and giving up: the chance to have finished by each time, with the error of the fit in it."""

    finish: Fitted  #: how projects finish
    give_up: Fitted | float  #: how they are given up; a rate where few were [1/month]
    times: Float[np.ndarray, " time"]  #: from the start [months]
    by: Float[np.ndarray, " time"]  #: the chance to have finished by then
    fitted: Float[np.ndarray, " time"]  #: the same of the fitted laws alone
    distance: float  #: the largest distance of the fitted law to Aalen and Johansen's estimate

    @property
    def never(self) -> float:
        """The chance of never finishing."""
        return float(1 - self.by[-1])

    def quantile(self, p: float) -> float:
        """The time within which a share `p` of those finish that ever do [months]."""
        return _within(p, self.by, self.times)

    @property
    def widened(self) -> float:
        """How much wider its P10 to P90 is than that of the fitted laws alone, as a factor between their logarithms."""
        wide, narrow = (
            np.log(_within(0.9, c, self.times) / _within(0.1, c, self.times)) for c in (self.by, self.fitted)
        )
        return float(wide / narrow)


def race(spells: Spells) -> Race:
    """Finishing against giving up, from what is known of some projects.

    Raises ValueError where no law can be fitted.
    """
    finish = best(spells, spells.finished, positive_laws(int(spells.finished.sum())))
    give_up = _giving_up(spells)
    times = np.concatenate([[0.0], np.geomspace(0.05, _LONGEST, _POINTS)])
    many = list(give_up.drawn(_DRAWS)) if isinstance(give_up, Fitted) else [None] * _DRAWS
    pairs = zip(finish.drawn(_DRAWS), many, strict=True)
    with _quiet():
        curves = [_by(finish.survival(times, a), _left(times, give_up, b)) for a, b in pairs]
        fitted = _by(finish.survival(times), _left(times, give_up, None))
    kept = [curve for curve in curves if np.isfinite(curve).all()]
    return Race(finish, give_up, times, np.mean(kept or [fitted], axis=0), fitted, _distance(spells, times, fitted))


def _within(p: float, by: Float[np.ndarray, " time"], times: Float[np.ndarray, " time"]) -> float:
    return float(np.interp(p, by / by[-1], times))


def _by(open_: Float[np.ndarray, " time"], wanted: Float[np.ndarray, " time"]) -> Float[np.ndarray, " time"]:
    """The chance to have finished by each time."""
    steps = -np.diff(open_) * (wanted[1:] + wanted[:-1]) / 2
    return np.concatenate([[0.0], np.cumsum(steps)])


def _left(times: Float[np.ndarray, " time"], give_up: Fitted | float, parameters: Any) -> Float[np.ndarray, " time"]:
    """The chance not to have been given up by each time."""
    return give_up.survival(times, parameters) if isinstance(give_up, Fitted) else np.exp(-give_up * times)


def _giving_up(spells: Spells) -> Fitted | float:
    """How projects are given up; of few, Jeffreys' estimate of a constant rate: (ends + 1/2) / time seen."""
    if spells.cancelled.sum() < _FEW_ENDS:
        return float((spells.cancelled.sum() + 0.5) / (spells.exit - spells.entry).sum())
    from lifelines import ExponentialFitter, WeibullFitter

    return best(spells, spells.cancelled, {"exponential": ExponentialFitter, "Weibull": WeibullFitter})


def positive_laws(ends: int) -> dict[str, Any]:
    """Laws of positive times by name; the one of three parameters where there are ends enough to tell them."""
    from lifelines import GeneralizedGammaFitter, LogLogisticFitter, LogNormalFitter, WeibullFitter

    two = {"lognormal": LogNormalFitter, "Weibull": WeibullFitter, "log-logistic": LogLogisticFitter}
    return two | ({GENERALISED: GeneralizedGammaFitter} if ends >= _MANY_ENDS else {})


def best(spells: Spells, ends: Bool[np.ndarray, " record"], laws: dict[str, Callable[[], Any]]) -> Fitted:
    """The law with the least AIC, all other ends taken as censoring.

    Raises ValueError where none can be fitted.
    """
    fits = [fit for name, law in laws.items() for fit in _fits(name, law(), spells, ends)]
    if not fits:
        raise ValueError("no law fits")
    return min(fits, key=lambda fit: fit.aic)


def _fits(name: str, fitter: Any, spells: Spells, ends: Bool[np.ndarray, " record"]) -> Iterable[Fitted]:
    """The law fitted; nothing where the search does not end in a point with a finite error."""
    from lifelines.exceptions import StatError

    with _quiet():
        try:
            fitter.fit(spells.exit, ends, entry=spells.entry)
        except (StatError, ValueError, ArithmeticError, np.linalg.LinAlgError):
            return []
    parameters = {str(name): float(value) for name, value in fitter.params_.items()}
    errors = np.diag(np.asarray(fitter.variance_matrix_, dtype=float))
    sound = np.isfinite([*parameters.values(), *errors]).all() and (errors > 0).all()
    sound &= abs(parameters.get("lambda_", 0.0) if name == GENERALISED else 0.0) < _STEEPEST
    names = {key.strip("_").replace("_", " "): value for key, value in parameters.items()}
    return [Fitted(name, names, float(fitter.AIC_), float(fitter.log_likelihood_), fitter)] if sound else []


def _distance(spells: Spells, times: Float[np.ndarray, " time"], fitted: Float[np.ndarray, " time"]) -> float:
    """The largest distance of a fitted curve to Aalen and Johansen's, while enough projects are at risk."""
    from lifelines import AalenJohansenFitter

    kind = np.where(spells.finished, 1, np.where(spells.cancelled, 2, 0))
    with _quiet():
        seen = AalenJohansenFitter(calculate_variance=False, seed=0).fit(spells.exit, kind, 1, entry=spells.entry)
    at, by = seen.cumulative_density_.index.to_numpy(), seen.cumulative_density_.to_numpy()[:, 0]
    risk = (spells.entry[:, None] < at) & (spells.exit[:, None] >= at)
    told = risk.sum(axis=0) >= _AT_RISK
    before = np.concatenate([[0.0], by[:-1]])
    model = np.interp(at, times, fitted)
    return float(np.maximum(abs(by - model), abs(before - model))[told].max(initial=0.0))


def size_effect(spells: Spells) -> tuple[float, float]:
    """The power of size that durations grow with, and its p by the likelihood ratio; (0, 1) where sizes do not differ.

    log T = a + power * log(size) + error, lognormal, over those whose size is known.
    """
    from lifelines import LogNormalAFTFitter
    from lifelines.exceptions import StatError
    from pandas import DataFrame
    from scipy.stats import chi2

    known = spells.where(np.isfinite(spells.size_mw))
    if known.finished.sum() < 2 * _FEW_ENDS or np.ptp(np.log(known.size_mw)) < 1e-9:
        return 0.0, 1.0
    rows = DataFrame({"exit": known.exit, "finished": known.finished, "entry": known.entry})
    sized = rows.assign(size=np.log(known.size_mw / np.median(known.size_mw)))
    with _quiet():
        try:
            alone, with_size = (
                LogNormalAFTFitter().fit(f, "exit", "finished", entry_col="entry") for f in (rows, sized)
            )
        except (StatError, ValueError, ArithmeticError, np.linalg.LinAlgError):
            return 0.0, 1.0
    gain = 2 * (with_size.log_likelihood_ - alone.log_likelihood_)
    return float(with_size.params_[("mu_", "size")]), float(chi2.sf(gain, 1))


@contextmanager
def _quiet() -> Iterator[None]:
    """Without the warnings of a search for a maximum: what it finds is judged afterwards."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        yield
