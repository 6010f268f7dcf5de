"""What to begin now when what comes is not known: plans under uncertainty (P5).

Minimise the mean cost over sampled futures, or a mix of it with the mean of the worst (CVaR), over what is decided now:

    min_x (1 - a) mean_k Q_k(x) + a CVaR(Q(x)),    CVaR = min_t t + mean_k max(0, Q_k(x) - t) / (1 - level)

(Rockafellar and Uryasev 2000, <https://doi.org/10.21314/JOR.2000.038>), Q_k the least cost of future k for what was
decided (`recourse`). Slopes of Q_k bound it from below everywhere, and a small integer programme of these bounds names
the next decision, near the best so far (the L-shaped method with a trust region). What is chosen is then priced on
fresh futures, beside the plan that takes every figure at its median, that plan carried out whatever comes, and waiting.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from stargate.planning.choice import Choice
from stargate.planning.cuts import Pool
from stargate.planning.first import First
from stargate.planning.problem import PlanningProblem
from stargate.planning.recourse import Recourse
from stargate.planning.sampled import Spread, drawn, future_of

LEVEL = 0.8  #: CVaR is the mean of the futures beyond this quantile: the dearest fifth


@dataclass(frozen=True)
class Measure:
    """What is minimised: the mean, or a mix of it with the mean of the dearest futures."""

    averse: float = 0.0  #: weight of the CVaR, 0 to 1

    def of(self, costs: Float[np.ndarray, " future"]) -> float:
        """The measure of some costs, each as likely as the others."""
        return (1 - self.averse) * float(costs.mean()) + self.averse * cvar(costs)

    @property
    def words(self) -> str:
        """What it is called."""
        if not self.averse:
            return "mean cost"
        return f"mean cost, weighed {self.averse:.0%} with that of the dearest fifth,"


def cvar(costs: Float[np.ndarray, " future"], level: float = LEVEL) -> float:
    """The mean of the dearest `1 - level` of some costs, the one at the border in part."""
    ordered = np.sort(costs)[::-1]
    share = np.clip((1 - level) * len(costs) - np.arange(len(costs)), 0.0, 1.0)
    return float(ordered @ share / share.sum())


@dataclass(frozen=True, eq=False)
class Way:
    """A way to decide now, priced: over the futures it was chosen on, and over fresh ones [USD m]."""

    title: str
    sampled: Float[np.ndarray, " future"]
    fresh: Float[np.ndarray, " fresh"]


@dataclass(frozen=True, eq=False)
class Hedged:
    """A decision made for many futures, beside others."""

    measure: Measure
    quarters: int  #: that are decided now
    starts: Float[np.ndarray, "block quarter"]  #: cumulative, decided now
    median_starts: Float[np.ndarray, "block quarter"]  #: of the plan at medians
    ways: tuple[Way, ...]  #: the decision, the plan at medians, that plan whatever comes, and waiting
    informed: Float[np.ndarray, " future"]  #: cost for whoever knew each sampled future: no way is better [USD m]
    bound: float  #: no decision measures less over the sampled futures [USD m]

    @property
    def hedged(self) -> Way:
        """The decision."""
        return self.ways[0]

    def gain(self, over: Way) -> tuple[float, float]:
        """How much less the decision measures than another way on fresh futures, and the standard error [USD m].

        By the bootstrap over futures, each with both ways, as the measure is no mean where it holds a CVaR.
        """
        rng = np.random.Generator(np.random.PCG64(1))
        picks = rng.integers(0, len(over.fresh), (400, len(over.fresh)))
        gains = [self.measure.of(over.fresh[p]) - self.measure.of(self.hedged.fresh[p]) for p in picks]
        return self.measure.of(over.fresh) - self.measure.of(self.hedged.fresh), float(np.std(gains))

    @property
    def verdict(self) -> str:
        """Whether it beats the plan at medians on fresh futures, in words."""
        gain, error = self.gain(self.ways[1])
        if np.array_equal(self.starts, self.median_starts) and abs(gain) < error + 1.0:
            return "The plan at medians is what to begin with under uncertainty too."
        said = f"by USD {abs(gain):,.0f} m in {self.measure.words} over fresh futures (standard error {error:,.0f})"
        if gain > 2 * error:
            return f"It beats the plan at medians {said}."
        if gain > 0:
            return f"It is better than the plan at medians {said}: too little to tell it from chance."
        return f"It does not beat the plan at medians: it is worse {said}."

    @property
    def value_of_waiting(self) -> float:
        """What it saves to decide later starts later, against the plan at medians carried out whatever comes [USD m].

        In the measure, on fresh futures.
        """
        return self.measure.of(self.ways[2].fresh) - self.measure.of(self.ways[1].fresh)

    @property
    def cost_of_delay(self) -> float:
        """What it costs to begin and order nothing now, against the decision [USD m]; in the measure, fresh futures."""
        return self.measure.of(self.ways[3].fresh) - self.measure.of(self.hedged.fresh)


Watch = Callable[[str], None]


def hedge(
    problem: PlanningProblem,
    choice: Choice,
    pool: Pool,
    *,
    spread: Spread | None = None,
    quarters: int = 4,
    futures: int = 12,
    fresh: int = 24,
    rounds: int = 8,
    measure: Measure | None = None,
    seed: int = 1,
    threads: int = 1,
    watch: Watch = lambda _: None,
) -> Hedged:
    """The decision of the first `quarters` that measures least over sampled futures, priced on `fresh` others.

    `choice` is the plan at medians, `pool` cuts found for it. Raises StargateError where a decision cannot be carried
    out in a future.
    """
    measure, spread = measure or Measure(), spread or Spread()

    def recourse(future: int) -> Recourse:
        return Recourse(future_of(problem, drawn(problem, spread, future, seed), quarters), quarters, pool)

    with ThreadPoolExecutor(threads) as workers:
        watch(f"{futures} futures, each as if it were known")
        tried = _Tried(list(workers.map(recourse, range(futures))), problem, choice, quarters, workers, measure)
        tried.improve(rounds, watch)
        watch(f"{fresh} fresh futures")
        ways = _ways(recourse, tried, choice, range(futures, futures + fresh), workers)
    shape, first = tried.first.stage.starts.shape, tried.first
    return Hedged(
        measure=measure,
        quarters=quarters,
        starts=first.starts(tried.best).reshape(shape),
        median_starts=first.starts(tried.medians).reshape(shape),
        ways=ways,
        informed=tried.informed,
        bound=min(max(first.bound(), measure.of(tried.informed)), measure.of(tried.costs(tried.best))),
    )


class _Tried:
    """Decisions priced over the sampled futures, and the best of them."""

    def __init__(
        self,
        sampled: list[Recourse],
        problem: PlanningProblem,
        choice: Choice,
        quarters: int,
        workers: ThreadPoolExecutor,
        measure: Measure,
    ) -> None:
        self.sampled, self.workers, self.measure = sampled, workers, measure
        self.first = First(problem, quarters, len(sampled), measure.averse, LEVEL)
        known = list(workers.map(Recourse.free, sampled))
        self.informed = np.array([bound for bound, _ in known])
        self.medians = self.first.stage.decision(choice, self.first.columns)
        self.best, self._costs = self.medians, dict[bytes, Float[np.ndarray, " future"]]()
        self.price(self.medians)
        self.price(self.first.nothing)
        self._learn(np.mean([decided for _, decided in known], axis=0))

    def improve(self, rounds: int, watch: Watch) -> None:
        """Prices what the small programme names, near the best so far and now and then anywhere."""
        for turn in range(rounds):
            watch(f"decision {turn + 1} of at most {rounds}")
            decided = self.first.next(self.best, radius=1 if turn % 4 < 3 else None)
            if decided is None or decided.round(6).tobytes() in self._costs:
                return
            self.price(decided)

    def price(self, decided: Float[np.ndarray, " decided"]) -> None:
        """Prices a decision, and keeps it where it is the best."""
        self._costs[decided.round(6).tobytes()] = self._learn(decided)
        if self.measure.of(self.costs(decided)) < self.measure.of(self.costs(self.best)):
            self.best = decided

    def costs(self, decided: Float[np.ndarray, " decided"]) -> Float[np.ndarray, " future"]:
        """Its cost in each sampled future [USD m]."""
        return self._costs[decided.round(6).tobytes()]

    def _learn(self, decided: Float[np.ndarray, " decided"]) -> Float[np.ndarray, " future"]:
        """What a decision costs in each sampled future, which the small programme learns; it may be one in parts."""
        found = list(self.workers.map(lambda future: future.cost(decided), self.sampled))
        for future, (_, bound, slopes) in enumerate(found):
            self.first.learn(future, bound, slopes, decided)
        return np.array([cost for cost, _, _ in found])


def _ways(
    recourse: Callable[[int], Recourse], tried: _Tried, choice: Choice, fresh: range, workers: ThreadPoolExecutor
) -> tuple[Way, ...]:
    """The ways to decide, each priced in every fresh future."""
    decisions = tried.best, tried.medians, tried.first.nothing

    def prices(future: int) -> list[float]:
        one = recourse(future)
        return [*(one.cost(decided)[0] for decided in decisions), one.rigid(choice)]

    best, medians, nothing, rigid = np.array(list(workers.map(prices, fresh))).T
    always = np.array(list(workers.map(lambda future: future.rigid(choice), tried.sampled)))
    hedged, median, wait = (tried.costs(decided) for decided in decisions)
    return (
        Way("decided for many futures", hedged, best),
        Way("decided at medians, later starts as they suit", median, medians),
        Way("the plan at medians, whatever comes", always, rigid),
        Way("nothing begun or ordered yet", wait, nothing),
    )
