"""Supply of compute against what is asked for, by month and future, and who is short (K3).

The fleet and what its offtakers have elsewhere train and serve. Research and training have their part s_T of all, as
far as accelerators can train, work that may wait has s_W, and of the rest a reserve r stays free for peaks and
failures, so that

    capacity = (fleet + elsewhere) (1 - s_T - s_W) (1 - r)   [H100e]

serves. Groups of users are served in the order of what an H100e-hour earns with them in that month and future, at
today's prices; those who pay nothing come last, in the order of their products' file:

    served_k = min(need_k, max(0, capacity - sum_{j before k} need_j))

Who gets less than is needed is short. What is left over goes to training. That the dearest hour is served first is
assumed: nobody publishes whom a provider slows down.
"""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from jaxtyping import Float, Int

from stargate.compute.demand import Capacity
from stargate.compute.trend import through
from stargate.computing.demand import Asked, Trends, asked, demand_of, figures, value
from stargate.computing.fleet import Fleet
from stargate.errors import StargateError
from stargate.futures.drawn import Drawn
from stargate.futures.quantiles import mean, quantiles
from stargate.programme.equipped import known

_ROUNDING = 1e-9  # of the need: below it nobody is short


@dataclass(frozen=True)
class Allocation:
    """Who is served by month and future. The first row of every array is the future at medians."""

    fleet: Fleet = field(repr=False)
    asked: Asked = field(repr=False)
    elsewhere: Float[np.ndarray, "row month"] = field(repr=False)  #: of the same offtakers [H100e]
    training: Float[np.ndarray, "row month"] = field(repr=False)  #: for research and training [H100e]
    capacity: Float[np.ndarray, "row month"] = field(repr=False)  #: what serves [H100e]
    served: Float[np.ndarray, "group row month"] = field(repr=False)  #: [H100e]

    @cached_property
    def total(self) -> Float[np.ndarray, "row month"]:
        """The fleet and what there is elsewhere [H100e]."""
        return self.fleet.total() + self.elsewhere

    @cached_property
    def need(self) -> Float[np.ndarray, "row month"]:
        """What all groups need [H100e]."""
        return self.asked.need.sum(axis=0)

    @cached_property
    def short(self) -> Float[np.ndarray, "group row month"]:
        """What groups need and do not get [H100e]."""
        return self.asked.need - self.served

    @cached_property
    def spare(self) -> Float[np.ndarray, "row month"]:
        """Capacity that nobody asks for, and that trains [H100e]."""
        return np.maximum(self.capacity - self.served.sum(axis=0), 0.0)

    @cached_property
    def share_training(self) -> Float[np.ndarray, "row month"]:
        """Part of all compute that research and training take; nought where there is none."""
        return np.divide(self.training, self.total, out=np.zeros_like(self.total), where=self.total > 0)

    @cached_property
    def tokens_asked(self) -> Float[np.ndarray, "row month"]:
        """Tokens that all groups ask for [trillion/month]."""
        return self.asked.tokens.sum(axis=0) / 1e6

    @cached_property
    def tokens_supplied(self) -> Float[np.ndarray, "row month"]:
        """Tokens that the capacity could serve, mixed as they are asked for [trillion/month]."""
        return self.tokens_asked * self.capacity / self.need

    @cached_property
    def it_power(self) -> Float[np.ndarray, "row month"]:
        """IT MW that what is needed would take on the programme's accelerators of that month.

        Before its first ones run, of those; of what its first phase is built for where they never do.
        """
        built, total = self.fleet.it_power.sum(axis=0), self.fleet.total()
        watts = np.divide(built, total, out=np.zeros_like(built), where=total > 0)
        first = np.take_along_axis(watts, (watts > 0).argmax(axis=1)[:, None], axis=1)
        planned = 1 / self.fleet.density(0, 0)[:, None]
        return self.need * np.where(watts > 0, watts, np.where(first > 0, first, planned))

    def is_short(self, group: int | None = None) -> Float[np.ndarray, "future month"]:
        """1 where a group, or any of them where None, gets less than it needs, else 0."""
        need = self.asked.need if group is None else self.asked.need[group : group + 1]
        short = self.short if group is None else self.short[group : group + 1]
        return np.any(short > _ROUNDING * need, axis=0)[1:].astype(float)

    def chance(self, group: int | None = None) -> Float[np.ndarray, " month"]:
        """Chance that a group, or any of them where None, is short at the end of each month."""
        return mean(self.is_short(group), self.fleet.weight)

    def share_short(self, group: int) -> Float[np.ndarray, "row month"]:
        """Part of what a group needs that it does not get."""
        need = self.asked.need[group]
        return np.divide(self.short[group], need, out=np.zeros_like(need), where=need > 0)

    def percentiles(self, values: Float[np.ndarray, "row *rest"]) -> Float[np.ndarray, "3 *rest"]:
        """P10, P50 and P90 over futures of anything that has rows first."""
        return quantiles(values[1:], self.fleet.weight, (0.1, 0.5, 0.9))


def allocation(fleet: Fleet) -> Allocation:
    """Supply against demand in the futures of a fleet, at the end of each month.

    Raises StargateError where the programme says nothing of demand, of products or of how its computers are used.
    """
    futures = fleet.futures
    demand, workload = demand_of(futures), futures.programme.contents.workload
    if workload is None or not known(workload.training):
        raise StargateError("nothing says what trains\n  write: training: 60 to 80% [source-key], in workload.yaml")
    drawn = Drawn(figures(futures), futures, fleet.n)
    wanted = asked(futures, drawn)
    outside = elsewhere(demand.elsewhere, fleet, drawn, Trends(demand, drawn, futures.programme.as_of_month))
    training = fleet.training() + value(drawn, workload.training)[:, None] * outside
    waits = value(drawn, workload.deferrable)[:, None] * (fleet.total() + outside)
    rest = np.maximum(fleet.total() + outside - training - waits, 0.0)
    capacity = rest * (1 - value(drawn, demand.reserve))[:, None]
    return Allocation(fleet, wanted, outside, training, capacity, allocate(capacity, wanted.need, wanted.worth))


def allocate(
    capacity: Float[np.ndarray, "row month"],
    need: Float[np.ndarray, "group row month"],
    worth: Float[np.ndarray, "group row month"],
) -> Float[np.ndarray, "group row month"]:
    """What each group gets where those who are worth most are served first, and equals in the order they stand in."""
    order: Int[np.ndarray, "group row month"] = np.argsort(-worth, axis=0, kind="stable")
    sorted_need = np.take_along_axis(need, order, axis=0)
    before = np.cumsum(sorted_need, axis=0) - sorted_need
    served = np.minimum(sorted_need, np.maximum(capacity - before, 0.0))
    found = np.empty_like(served)
    np.put_along_axis(found, order, served, axis=0)
    return found


def elsewhere(capacity: Capacity | None, fleet: Fleet, drawn: Drawn, trends: Trends) -> Float[np.ndarray, "row month"]:
    """What offtakers of the programme have outside it at the end of each month [H100e]; nothing where nobody says.

    Published is what they have in all, H_P, between its days by an even growth. Of that the fleet's own H is taken off
    up to the last day T; after it what is left grows on:

        H_E(t) = max(0, H_P(t) - H(t))
        H_E(t) = H_E(T) G(t) / G(T)
    """
    total = fleet.total()
    days = [] if capacity is None else sorted(day for day, figure in capacity.h100e.items() if known(figure))
    if capacity is None or not days:
        return np.zeros_like(total)
    at = np.array([fleet.futures.end_of(day) for day in days])
    published = np.stack([drawn(capacity.h100e[day]) for day in days])
    ends = np.arange(1.0, total.shape[1] + 1)
    times = np.minimum(ends, at[-1])
    grown = trends.grown(at[-1], capacity.growth, ends)
    return np.maximum(through(at, published, times) - _at(total, times), 0.0) * grown


def _at(values: Float[np.ndarray, "row month"], times: Float[np.ndarray, " time"]) -> Float[np.ndarray, "row time"]:
    """Values of month ends at other times, on straight lines; before the first end as there."""
    low = np.clip(np.floor(times).astype(int) - 1, 0, values.shape[1] - 1)
    high = np.minimum(low + 1, values.shape[1] - 1)
    part = np.clip(times - 1 - low, 0.0, 1.0)
    return values[:, low] * (1 - part) + values[:, high] * part
