"""The largest training run that a programme can have finished by each month, in every future (K2).

Its operations are the integral, over the length of a run, of what the accelerators that train advance it by: not of
what stands there at the end. Research and training have their part of every campus; how well they are used, and what
failures leave, is as published (`catalogue/training`); how campuses are joined stands in `compute/largest.py`. A
checkpoint holds the parameters of the model that such a run would train: with D = k P tokens for P parameters,
C = 6 P D, so that P = sqrt(C / 6 k).
"""

from dataclasses import dataclass, field

import numpy as np
from jaxtyping import Float

from stargate.compute.demand import PublishedRun, Runs
from stargate.compute.largest import PEAK, SECONDS, finished_by, joined, useful_rate
from stargate.compute.training_practice import BYTES_PER_PARAMETER, TrainingPractice
from stargate.compute.trend import pace
from stargate.computing.demand import value
from stargate.computing.fleet import SUCCESSORS, Fleet
from stargate.errors import StargateError
from stargate.futures.drawn import Drawn
from stargate.futures.quantiles import mean, quantiles
from stargate.programme.catalogue import entry
from stargate.programme.equipped import known
from stargate.programme.knowledge import parts
from stargate.quantity.figure import Figure

Sites = Float[np.ndarray, "site row month"]
_YOTTA = 1e24
_TERA = 1e12
_HOURS = SECONDS / 3600  #: of a month


@dataclass(frozen=True)
class LargestRun:
    """Operations of the largest run finished by the end of each month [YFLOP]. The first row is that at medians."""

    fleet: Fleet = field(repr=False)
    by_site: Float[np.ndarray, "site row month"] = field(repr=False)  #: on each of the fleet's campuses alone
    joined: Float[np.ndarray, "row month"] = field(repr=False)  #: on all of them, over links between them
    trend: Float[np.ndarray, "row month"] | None = field(repr=False)  #: of the largest of all; None where nobody says
    published: tuple[PublishedRun, ...]  #: what was known of others by the programme's date, in the order of time

    @property
    def alone(self) -> Float[np.ndarray, "row month"]:
        """On the campus that is best for it."""
        return self.by_site.max(axis=0)

    def keeps_up(self) -> Float[np.ndarray, " month"] | None:
        """Chance that the largest run is no smaller than the trend; None where nobody says one."""
        if self.trend is None:
            return None
        return mean((self.joined >= self.trend)[1:].astype(float), self.fleet.weight)

    def percentiles(self, values: Float[np.ndarray, "row *rest"]) -> Float[np.ndarray, "3 *rest"]:
        """P10, P50 and P90 over futures of anything that has rows first."""
        return quantiles(values[1:], self.fleet.weight, (0.1, 0.5, 0.9))


def largest_run(fleet: Fleet) -> LargestRun:
    """The largest training run finished by the end of each month in the futures of a fleet.

    Raises StargateError where the programme says nothing of runs, or of what part of its compute trains.
    """
    futures = fleet.futures
    contents = futures.programme.contents
    runs = contents.demand.runs if contents.demand else None
    if runs is None:
        raise StargateError(f"{futures.programme.name} says nothing of training runs\n  write: runs: in demand.yaml")
    practice = entry("training", "published", TrainingPractice)
    drawn = Drawn(_figures(fleet, runs, practice), futures, fleet.n)
    there = _accelerators(fleet, practice, drawn)
    rates = np.stack([_rate(k, fleet, there, runs, practice, drawn) for k in range(len(fleet.sites))])
    lasts = drawn(runs.duration)
    together = joined(rates, drawn(runs.batch) * 1e9, drawn(runs.wide_area) * _TERA)
    published = tuple(sorted(runs.published.values(), key=lambda run: run.published.p50))
    return LargestRun(
        fleet,
        np.stack([finished_by(rate, lasts) for rate in rates]) / _YOTTA,
        finished_by(together, lasts) / _YOTTA,
        _trend(published, runs, drawn, rates.shape[2]),
        published,
    )


def _figures(fleet: Fleet, runs: Runs, practice: TrainingPractice) -> list[Figure]:
    chips = [fleet.equipment.shelf[name].failure_interval for name in fleet.chips]
    below = [*parts(runs), *parts(practice), *chips]
    return [figure for figure in below if isinstance(figure, Figure) and known(figure)]


def _rate(
    k: int, fleet: Fleet, there: tuple[Sites, Sites], runs: Runs, practice: TrainingPractice, drawn: Drawn
) -> Float[np.ndarray, "row month"]:
    """What the k-th campus advances a run by at the end of each month [FLOP/s]."""
    h100e, every = fleet.training(fleet.sites[k]), fleet.h100e[k]
    number, failures = (each[k] for each in there)
    interval = np.divide(number, failures, out=np.ones_like(number), where=failures > 0)
    mfu, lasts = drawn(practice.mfu_8_bit)[:, None], drawn(runs.duration)[:, None]
    size = h100e * PEAK * mfu * lasts * SECONDS  # were there no failures
    parameters = np.sqrt(size / (6 * drawn(runs.tokens_per_parameter)[:, None]))
    written = parameters * BYTES_PER_PARAMETER / (drawn(practice.checkpoint_bandwidth)[:, None] * _TERA) / 3600
    training = number * np.divide(h100e, every, out=np.zeros_like(every), where=every > 0)
    together = value(drawn, runs.stops_together, np.inf)[:, None]
    return useful_rate(h100e, training, mfu, together, interval, written, drawn(practice.restart)[:, None] * _HOURS)


def _accelerators(fleet: Fleet, practice: TrainingPractice, drawn: Drawn) -> tuple[Sites, Sites]:
    """How many there are on each campus, and how many of them fail in an hour."""
    number, failures = (np.zeros_like(fleet.h100e) for _ in range(2))
    for name in (*fleet.chips, SUCCESSORS):
        interval = fleet.equipment.shelf[name].failure_interval if name != SUCCESSORS else None
        hours = drawn(interval if known(interval) else practice.failure_interval)[:, None] * _HOURS
        there = fleet.accelerators_by_site(name)
        number += there
        failures += there / hours
    return number, failures


def _trend(
    published: tuple[PublishedRun, ...], runs: Runs, drawn: Drawn, months: int
) -> Float[np.ndarray, "row month"] | None:
    """The largest published run, grown at its pace from the day that it came out; never less than it before."""
    if not published or not known(runs.growth):
        return None
    largest = max(published, key=lambda run: run.operations.p50)
    years = (np.arange(1.0, months + 1) - drawn(largest.published)[:, None]) / 12
    return drawn(largest.operations)[:, None] * np.exp(pace(drawn(runs.growth))[:, None] * years)
