"""What agreements do to the programme: each party's part, and what fewer rounds or parties are worth (T4).

A round ends with the slowest party. What a party costs is the difference it makes when the same futures are run again
without it; the parts of several parties do not add up, because another party is then the slowest. An agreement that is
finished is looked at in the unconditional futures whose length comes nearest to what it took.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float

from stargate.futures.quantiles import quantile
from stargate.futures.simulate import lengths, run
from stargate.programme.compiled import Model, dimensions
from stargate.programme.timed import Block, buildup, timed
from stargate.quantity import laws
from stargate.quantity.draws import columns
from stargate.schedule.activity import Activity
from stargate.schedule.durations import FINISHED, WAITING
from stargate.schedule.energise import energised_at, energised_month

if TYPE_CHECKING:
    from stargate.futures.result import Futures

_ENOUGH = 2_000  # futures: differences in the same random numbers need few
_NEAREST = 0.05
MOST = 8  # agreements, open and finished, that are run again: each costs as much as its parties


@dataclass(frozen=True)
class Effect:
    """What a change of an agreement is worth on average."""

    shorter: float  # the agreement itself [months]
    earlier: float  # full load of the phases that wait for it, on average over them [months]
    gained: float  # at the day asked for [IT MW]


@dataclass(frozen=True)
class Agreement:
    """An agreement of several parties. Effects on phases are nought where it is finished."""

    activity: Activity = field(repr=False)
    took: float | None  # what it took, where it is finished [months]
    left: tuple[float, float, float]  # P10, P50, P90 of what is left from now on, or from its start [months]
    without: Mapping[str, Effect]  # by party, largest first
    one_round: Effect  # no round is followed by another from now on


def agreements(futures: "Futures", at: str) -> list[Agreement]:
    """Agreements of two parties or more, with IT MW gained at the day `at`.

    At most MOST open ones, those that hold most IT MW back, and MOST finished ones, those that took longest.
    """
    model = futures.model
    several = [i for i, activity in enumerate(model.activities) if len(_answers(activity)) > 1]
    is_open = [i for i in several if model.tasks.state[i] != FINISHED]
    holds = np.array([planned.it_power for planned in futures.plan.phases]) @ futures.months[:, is_open]
    finished = [i for i in several if model.tasks.state[i] == FINISHED]
    took = np.nan_to_num((model.network.finish - model.network.start)[finished])
    as_is = run(model, futures.numbers[:_ENOUGH])
    told = [_Open(futures, i, at, as_is).told() for i in _largest(is_open, holds)]
    return told + [past for i in _largest(finished, took) if (past := _past(futures, i)) is not None]


def _largest(indices: list[int], sizes: Float[np.ndarray, " activity"]) -> list[int]:
    return [indices[k] for k in np.argsort(-sizes, kind="stable")[:MOST]]


def _answers(activity: Activity) -> dict[str, str]:
    """Addresses of the parties' answering times."""
    return {party: answer.address for party, answer in activity.parties.items() if answer.has_value}


def settled(model: Model, points: Mapping[str, float], seed: int) -> Model:
    """`model` with the figures at some addresses known [canonical unit]; all other draws are the same."""
    figures = tuple(
        replace(figure, law=laws.point(points[figure.address]), offset=0.0, changes=())
        if figure.address in points
        else figure
        for figure in model.figures
    )
    programme = model.plan.programme
    drawn = columns(figures, seed, programme.month_zero, dimensions(programme.contents))
    return replace(
        model, figures=figures, columns=drawn._replace(centre=model.columns.centre, width=model.columns.width)
    )


class _Open:
    """An agreement that is not finished: run again with changes, in the same futures."""

    def __init__(self, futures: "Futures", index: int, at: str, as_is: Block) -> None:
        self.futures, self.index, self.model = futures, index, futures.model
        self.activity = self.model.activities[index]
        self.numbers = futures.numbers[:_ENOUGH]
        self.weight = futures.weight[:_ENOUGH]
        self.month = futures.end_of(at)
        self.own = np.array(futures.phases(), dtype=np.int64)
        self.waiting = _waiting_for(self.model, index)
        self.as_is = as_is
        self.full_load, self.load = self._full_load(as_is), self._load(as_is)

    def told(self) -> Agreement:
        """Its length, and the effect of each party and of further rounds."""
        return _agreement(self.activity, None, self._left(self.as_is), self.weight, self._effect)

    def _left(self, block: Block) -> Float[np.ndarray, " future"]:
        now = self.model.network.now
        return block.finish[:, self.index] - np.maximum(block.start[:, self.index], now)

    def _effect(self, points: Mapping[str, float]) -> Effect:
        changed = settled(self.model, points, self.futures.seed)
        duration = self.as_is.duration.copy()
        duration[:, [self.index]] = lengths(changed, [self.index], self.numbers)
        other = timed(self.model, self.as_is.weight, self.as_is.values, self.as_is.happened, duration)
        shorter = self._mean(self._left(self.as_is) - self._left(other))
        earlier = self._earlier(self.full_load, self._full_load(other))
        gained = self._mean(self._load(other) - self.load)
        return Effect(shorter, earlier, gained)

    def _earlier(self, before: Float[np.ndarray, "future phase"], after: Float[np.ndarray, "future phase"]) -> float:
        """Over futures in which the phases come: a candidate's do not in all of them."""
        come = np.isfinite(before).all(axis=1)
        if not before.shape[1] or not come.any():
            return 0.0
        return float(np.average((before[come] - after[come]).mean(axis=1), weights=self.weight[come]))

    def _full_load(self, block: Block) -> Float[np.ndarray, "future phase"]:
        """Of the phases that wait for it."""
        return energised_month(buildup(self.model, block))[:, self.waiting]

    def _load(self, block: Block) -> Float[np.ndarray, " future"]:
        out = np.empty(len(self.numbers))
        energised_at(buildup(self.model, block), self.own, self.month, out)
        return out

    def _mean(self, values: Float[np.ndarray, " future"]) -> float:
        return float(np.average(values, weights=self.weight))


def _waiting_for(model: Model, index: int) -> list[int]:
    """Phases that an activity holds back, through whatever lies between and has not started."""
    network, reached = model.network, {index}
    for a in np.flatnonzero(network.state == WAITING).tolist():
        if reached & set(network.wait[network.wait_from[a] : network.wait_from[a + 1]].tolist()):
            reached.add(a)
    needs = [network.need[a:b].tolist() for a, b in pairwise(network.need_from)]
    return [phase for phase, need in enumerate(needs) if reached & set(need)]


def _past(futures: "Futures", index: int) -> Agreement | None:
    """A finished agreement, seen from the futures that took as long; None where that or its rounds are not known."""
    model, activity = futures.model, futures.model.activities[index]
    took = float(model.network.finish[index] - model.network.start[index])
    if not took > 0 or model.tasks.another_round[index] < 0:
        return None
    state, numbers = model.tasks.state.copy(), futures.numbers[:_ENOUGH]
    state[index] = WAITING
    begun = replace(model, tasks=model.tasks._replace(state=state))

    def months(points: Mapping[str, float]) -> Float[np.ndarray, " future"]:
        return lengths(settled(begun, points, futures.seed), [index], numbers)[:, 0]

    as_is, weight = months({}), futures.weight[: len(numbers)]
    nearest = np.argsort(np.abs(as_is - took), kind="stable")[: max(1, int(_NEAREST * len(as_is)))]

    def effect(points: Mapping[str, float]) -> Effect:
        shorter = np.average((as_is - months(points))[nearest], weights=weight[nearest])
        return Effect(float(shorter), 0.0, 0.0)

    return _agreement(activity, took, as_is, weight, effect)


def _agreement(
    activity: Activity,
    took: float | None,
    months: Float[np.ndarray, " future"],
    weight: Float[np.ndarray, " future"],
    effect: Callable[[Mapping[str, float]], Effect],
) -> Agreement:
    again = activity.another_round
    without = {party: effect({address: 0.0}) for party, address in _answers(activity).items()}
    p10, p50, p90 = (float(quantile(months, weight, p)) for p in (0.1, 0.5, 0.9))
    return Agreement(
        activity=activity,
        took=took,
        left=(p10, p50, p90),
        without=dict(sorted(without.items(), key=lambda item: -item[1].shorter)),
        one_round=effect({again.address: 0.0} if again is not None else {}),
    )


def waits_by_partner(futures: "Futures") -> dict[str, float]:
    """Months that the average IT MW still waits on activities in which each partner must act, largest first.

    An activity of several partners counts for each of them, so that the months do not add up.
    """
    model, phases = futures.model, futures.phases()
    power = np.array([futures.plan.phases[i].it_power for i in phases])
    open_ones = np.isnan(model.network.ready[phases])
    if not open_ones.any():
        return {}
    waits = power[open_ones] @ futures.months[phases][open_ones] / power[open_ones].sum()
    found: dict[str, float] = {}
    for activity, months in zip(model.activities, waits, strict=True):
        for partner in dict.fromkeys([*activity.who, *activity.parties]):
            found[partner] = found.get(partner, 0.0) + float(months)
    return dict(sorted(((p, m) for p, m in found.items() if m > 0), key=lambda item: -item[1]))
