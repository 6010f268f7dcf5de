"""The gradient of an expected outcome: what one more unit of every figure is worth, by address (T8).

One more unit of a figure is its value in every future plus one of its own unit, behind all its changes, as
`--set 'ADDRESS=+ 1 month'` lays it, everything else equal. Dates, durations, factors and amounts act along the path of
each future:

    d E(f) / d x = E(d f / d x) + Cov(f, d ln weight / d x)

found for all figures at once by one pass back (see `stargate.schedule.adjoint`); E and Cov are those of the weighted
futures, and weights move with what elapsed time says of shared causes. A chance has no such path, since an
event either happens or does not: of events and further rounds of agreements, its slope is the difference that they
make to the conditional mean, as the covariance of outcome and score (Glynn 1990, <https://doi.org/10.1145/84537.84552>).
Counts (buildings, crews) have no slope at all.

Where phases wait for shared supplies, paths lead through the queue as it is in each future
(`stargate.schedule.adjoint_gates`). There dates also jump, where a claim no longer fits before another; such jumps are
in no slope, though they count in the mean. Of most figures they make next to nothing; of a supply's own part they can
make a third, as two runs with and without `--set 'ADDRESS=+ 1 GW'` tell.

Standard errors come from what lies between replicates.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from jaxtyping import Float, Int

from stargate.errors import StargateError
from stargate.futures.reach import Reach
from stargate.futures.simulate import BLOCK, run
from stargate.futures.targets import Target, target
from stargate.programme.compiled import Model
from stargate.programme.model import Basis
from stargate.programme.timed import Block
from stargate.quantity import units
from stargate.quantity.figure import Figure
from stargate.quantity.sobol import REPLICATES
from stargate.quantity.threads import spread
from stargate.schedule.adjoint import Facts, reverse_durations, reverse_network
from stargate.schedule.adjoint_gates import reverse_gated
from stargate.schedule.durations import FINISHED, UNDER_WAY
from stargate.schedule.outcomes import ByPhase, reverse_rise

if TYPE_CHECKING:
    from stargate.futures.result import Futures

_STEPS = {  # of one more unit, as it is read: how much that is [canonical unit], and in words
    units.DURATION: (1.0, "one month"),
    units.DATE: (1.0, "one month"),
    units.SHARE: (0.01, "one percentage point"),
    units.FACTOR: (0.1, "0.1 of the factor"),
    units.IT_POWER: (1.0, "one IT MW"),
    units.RATE: (0.01, "one percentage point a year"),
    units.GRID_POWER: (1.0, "one grid MW"),
    units.GENERATION_POWER: (1.0, "one generation MW"),
    units.COUNT: (1.0, "one"),
    units.MONEY: (1000.0, "one USD bn"),
    units.MONEY_PER_IT_POWER: (1.0, "one USD bn/GW"),
    units.MONEY_PER_IT_POWER_YEAR: (0.012, "one USD/kW/month"),
    units.SPREAD: (0.1, "ten basis points"),
}
_FEWEST = 2  # futures that have a standard error
_ROUNDING = 1e-11  # of a sum, as a share of it


@dataclass(frozen=True, repr=False)
class Slope:
    """What one more unit of a figure is worth on average, everything else equal."""

    address: str  #: of the figure
    value: float  #: change of the expected outcome for one more canonical unit of the figure
    error: float  #: Monte Carlo standard error of `value`
    unit: str  #: of the outcome
    step: float  #: what is read as one more [canonical unit of the figure]
    step_text: str  #: the same in words
    pathwise: bool  #: or else a difference of conditional means, as of chances

    @property
    def effect(self) -> float:
        """Change of the expected outcome for one more step."""
        return self.value * self.step

    def __str__(self) -> str:
        worth = f"{self.effect:+.3g} {self.unit} (+-{self.error * self.step:.2g})"
        return f"{self.step_text} more of {self.address}: {worth}"

    __repr__ = __str__


@dataclass(frozen=True, repr=False)
class Gradient:
    """The slopes of one expected outcome, largest effect first; figures without any effect are left out."""

    of: str  #: `energised`, `served`, `full_load`, `first_power` or `need`
    at: str  #: a day; empty where the outcome is of none
    below: str  #: an address, `dated`, or empty for the programme
    expected: float  #: the outcome's mean
    unit: str  #: of the outcome
    slopes: tuple[Slope, ...]  #: largest effect first
    notes: tuple[str, ...]  #: what is not in it

    @cached_property
    def _by_address(self) -> dict[str, Slope]:
        return {slope.address: slope for slope in self.slopes}

    def __getitem__(self, address: str) -> Slope:
        """The slope of the figure at an address. Raises StargateError where it has none."""
        if address not in self._by_address:
            raise StargateError(f"{address} does not move {self.of}, or is no figure of the programme")
        return self._by_address[address]

    def __str__(self) -> str:
        return "\n".join(map(str, self.slopes[:20]))

    __repr__ = __str__


def gradient(futures: "Futures", of: str, at: str, below: str) -> Gradient:
    """What one more unit of every figure is worth.

    Raises StargateError where nothing is drawn, turns are sorted anew, or the outcome has no gradient.
    """
    _refuse(futures)
    return _Gradient(futures, target(futures, of, at, below), futures.n).found(of, at, below)


def of_target(futures: "Futures", wanted: Target, n: int, of: str, below: str) -> Gradient:
    """The gradient of an outcome of the first `n` futures that another room has followed back to dates.

    Raises StargateError as `gradient` does.
    """
    _refuse(futures)
    return _Gradient(futures, wanted, n).found(of, "", below)


def along_paths(futures: "Futures", outcomes: Sequence[tuple[str, str]], most: int) -> list[Gradient]:
    """The gradients of outcomes (of, at) of the programme, of the same first futures, without chances and evidence.

    Raises StargateError as `gradient` does.
    """
    _refuse(futures)
    n = min(most, futures.n)
    blocks = list(
        spread(lambda begin: run(futures.model, futures.numbers[begin : min(begin + BLOCK, n)]), range(0, n, BLOCK))
    )
    return [_Gradient(futures, target(futures, of, at, ""), n, blocks).found(of, at, "") for of, at in outcomes]


def _refuse(futures: "Futures") -> None:
    if futures.programme.scenario.basis is Basis.ANNOUNCED:
        raise StargateError("dates are taken at their word: no figure moves them\n  write: --scenario base")
    if sorts_anew(futures):
        raise StargateError(
            "sharing: in each future whoever is ready first claims first; slopes are not followed through re-sorting\n"
            "  write: --set sharing=announced"
        )
    if futures.n < _FEWEST:
        raise StargateError("one future has no standard error\n  write: --futures 1000 or more")


def sorts_anew(futures: "Futures") -> bool:
    """Whether turns to claim shared supplies are given in each future."""
    return futures.model.gates is not None and bool(futures.model.gates.claims.first_ready)


class _Gradient:
    """Of the first `n` futures; with their blocks, of paths alone."""

    def __init__(self, futures: "Futures", wanted: Target, n: int, blocks: Sequence[Block] = ()) -> None:
        self.futures, self.model, self.target, self.n, self.blocks = futures, futures.model, wanted, n, blocks
        self.figures: list[Figure] = list(self.model.figures)
        self.facts = self._facts()
        self.slots = len(self.figures)
        chances = np.concatenate([self.model.events.chance, self.model.tasks.another_round])
        self.chances = {self.figures[column].address for column in chances[chances >= 0]}
        comes = np.isfinite(wanted.values[: self.n])
        if not comes.any():
            raise StargateError("this comes in no future: it has no expected date")
        self.weight = np.where(comes, futures.weight[: self.n], 0.0)
        self.weight /= self.weight.sum()
        self.expected = float(self.weight[comes] @ wanted.values[: self.n][comes])
        self.settled = self._settled()
        self.scores = _scores(self.model, wanted, self.weight)
        if blocks:
            self.scores.off[:] = 0.0

    def _slot(self, figure: Figure | None) -> int:
        if figure is None or not figure.has_value:
            return -1
        self.figures.append(figure)
        return len(self.figures) - 1

    def _facts(self) -> Facts:
        """Slots of dates that are facts, behind the columns of the model."""
        started, finished, ready = [], [], []
        for activity, state in zip(self.model.activities, self.model.tasks.state, strict=True):
            finished.append(self._slot(activity.finished) if state == FINISHED else -1)
            begun = self._slot(activity.started) if state in (FINISHED, UNDER_WAY) else -1
            started.append(begun if begun >= 0 else finished[-1])
        for planned in self.futures.plan.phases:
            seen = [m.observed for m in (planned.phase.energised, planned.phase.first_power) if m and m.observed]
            ready.append(self._slot(next((figure for figure in seen if figure.has_value), None)))
        return Facts(*(np.array(each, dtype=np.int64) for each in (started, finished, ready)))

    def _settled(self) -> Int[np.ndarray, " some"]:
        """Phases seen at full load: their first building's date is that less their build-up."""
        return np.array(
            [
                i
                for i, planned in enumerate(self.futures.plan.phases)
                if (m := planned.phase.energised) and m.observed and m.observed.has_value
            ],
            dtype=np.int64,
        )

    def found(self, of: str, at: str, below: str) -> Gradient:
        blocks = list(spread(self._block, range(0, self.n, BLOCK)))
        sums, held = (np.sum(each, axis=0) for each in zip(*blocks, strict=True))
        if self.target.by_figure is not None:
            sums = np.hstack([sums, _by_replicate(0, self.weight, self.target.by_figure[: self.n])])
            self.figures += self.target.figures
        first, error = sums.sum(axis=0), self._error(sums)
        slopes = [
            self._slope(figure, float(first[i]), float(error[i]))
            for i, figure in enumerate(self.figures)
            if first[i] != 0.0 or error[i] != 0.0
        ]
        slopes.sort(key=lambda slope: (-abs(slope.effect), slope.address))
        return Gradient(of, at, below, self.expected, self.target.unit, tuple(slopes), tuple(self._notes(held)))

    def _error(self, sums: Float[np.ndarray, "replicate slot"]) -> Float[np.ndarray, " slot"]:
        """Of the weighted mean of replicates, from what lies between them."""
        mass = _by_replicate(0, self.weight, np.ones((self.n, 1)))
        there = mass[:, 0] > 0
        mass, sums = mass[there], sums[there]
        off = sums - mass * sums.sum(axis=0)
        error = np.sqrt((off**2).sum(axis=0) * len(mass) / max(1, len(mass) - 1))
        return np.where(error < _ROUNDING * np.abs(sums.sum(axis=0)), 0.0, error)

    def _block(self, begin: int) -> tuple[Float[np.ndarray, "replicate slot"], Int[np.ndarray, " activity"]]:
        """Weighted sums of slopes over a block, and how often agreements passed nothing back."""
        rows = slice(begin, min(begin + BLOCK, self.n))
        block = self.blocks[begin // BLOCK] if self.blocks else run(self.model, self.futures.numbers[rows])
        slope = np.zeros((len(block.ready), self.slots))
        held = self._reverse(block, rows, slope)
        slope[self.weight[rows] == 0.0] = 0.0
        return _by_replicate(begin, self.weight[rows], slope), held

    def _reverse(self, block: Block, rows: slice, slope: np.ndarray) -> Int[np.ndarray, " activity"]:
        model, numbers, by = self.model, self.futures.numbers[rows], self.target.back(rows)
        scores = self.scores.of(rows)
        by_duration, held = np.empty_like(block.duration), np.zeros(len(model.activities), dtype=np.int64)
        self._reverse_dates(block, by.ready, by_duration, slope)
        reverse_durations(
            model.tasks,
            model.events,
            model.columns,
            self.facts,
            block.values,
            block.happened,
            numbers,
            block.duration,
            by_duration,
            scores.activity,
            scores.off,
            slope,
            held,
        )
        self._reverse_phases(block, numbers, by, scores, slope)
        _reverse_chances(model, block, scores, slope)
        return held

    def _reverse_dates(self, block: Block, by_ready: np.ndarray, by_duration: np.ndarray, slope: np.ndarray) -> None:
        network, by_end = self.model.network, np.empty((3, len(self.model.activities)))
        if block.gated is not None:
            reverse_gated(block.gated, self.facts, by_ready, by_end, by_duration, slope)
            return
        reverse_network(
            network,
            self.facts,
            block.values,
            block.happened,
            block.start,
            block.finish,
            by_ready,
            by_end,
            by_duration,
            slope,
        )

    def _reverse_phases(
        self, block: Block, numbers: np.ndarray, by: ByPhase, scores: "_Scores", slope: np.ndarray
    ) -> None:
        phases, rising, settled = self.model.phases, self.model.rising, self.settled
        by.cadence[:, settled] -= (phases.buildings[settled] - 1) * by.ready[:, settled]
        by.ramp[:, settled] -= by.ready[:, settled]
        slope[:, phases.it_power] += by.it_power
        rises = np.isin(phases.ramp, rising.ramp)
        paced = ~rises & (phases.cadence >= 0)
        slope[:, phases.ramp[~rises]] += by.ramp[:, ~rises]
        slope[:, phases.cadence[paced]] += by.cadence[:, paced]
        by_cadence, by_ramp = (np.ascontiguousarray(each[:, rises]) for each in (by.cadence, by.ramp))
        reverse_rise(
            rising,
            self.model.columns,
            numbers,
            block.values,
            by_cadence,
            by_ramp,
            self.facts.ready[rises],
            scores.off[scores.rising],
            slope,
        )

    def _slope(self, figure: Figure, value: float, error: float) -> Slope:
        step, text = _STEPS.get(figure.dimension, (1.0, f"one {figure.unit}"))
        pathwise = figure.address not in self.chances
        return Slope(figure.address, value, error, self.target.unit, step, text, pathwise)

    def _notes(self, held: Int[np.ndarray, " activity"]) -> Iterator[str]:
        for a in np.flatnonzero(held):
            share = 100 * held[a] / self.n
            yield (
                f"{self.model.activities[a].address}: under way for longer than nearly all it could take in "
                f"{share:.0f}% of futures; these are taken as they are"
            )
        if self.model.gates is not None:
            yield "dates that jump where a claim no longer fits before another are left out; --set counts them"
        if (missing := (self.weight == 0).sum()) > 0:
            yield f"of the {100 * (1 - missing / self.n):.0f}% of futures in which it comes"


def _by_replicate(
    begin: int, weight: Float[np.ndarray, " future"], slope: Float[np.ndarray, "future slot"]
) -> Float[np.ndarray, "replicate slot"]:
    """Weighted sums over the futures of each replicate, the first of which has the number `begin`."""
    firsts = [(replicate - begin) % REPLICATES for replicate in range(REPLICATES)]
    return np.stack([weight[first::REPLICATES] @ slope[first::REPLICATES] for first in firsts])


class _Scores(NamedTuple):
    """What of the outcome may follow from what has a score, less its mean: anything else would only add noise."""

    off: Float[np.ndarray, "score future"]
    activity: Int[np.ndarray, " activity"]  # rows of `off`; -1 where nothing is scored
    event: Int[np.ndarray, " event"]
    rising: Int[np.ndarray, " rising"]

    def of(self, rows: slice) -> "_Scores":
        """The same for some futures."""
        return self._replace(off=np.ascontiguousarray(self.off[:, rows]))


def _scores(model: Model, wanted: Target, weight: Float[np.ndarray, " future"]) -> _Scores:
    """What is evidence on shared causes moves all that they move; anything else what waits for it."""
    reach, rows = Reach(model), dict[frozenset[int], int]()
    seen, everything = set(model.evidence.activity.tolist()), frozenset(range(len(model.plan.phases)))

    def row(phases: frozenset[int]) -> int:
        return rows.setdefault(phases, len(rows))

    activity = np.full(len(model.activities), -1)
    activity[model.open_agreements] = [row(reach.of({a})) for a in model.open_agreements]
    activity[model.evidence.activity] = row(everything)
    event = [
        row(everything if reach.affected(e) & seen else reach.of_event(e)) for e in range(len(model.event_addresses))
    ]
    rising = [row(frozenset({int(i)})) for i in np.flatnonzero(np.isin(model.phases.ramp, model.rising.ramp))]
    off = np.zeros((len(rows), len(weight)))
    for phases, i in rows.items():
        owed = np.where(weight > 0, wanted.owed_to(phases)[: len(weight)], 0.0)
        if np.ptp(owed) > 0:
            off[i] = np.where(weight > 0, owed - weight @ owed, 0.0)
    return _Scores(off, activity, np.array(event, dtype=np.int64), np.array(rising, dtype=np.int64))


def _reverse_chances(model: Model, block: Block, scores: _Scores, slope: np.ndarray) -> None:
    """Chances of events, by their scores."""
    chance = block.values[:, model.events.chance]
    drawn = (chance > 0) & (chance < 1)
    safe = np.where(drawn, chance, 0.5)
    score = np.where(drawn, np.where(block.happened == 1, 1 / safe, -1 / (1 - safe)), 0.0)
    for event, column in enumerate(model.events.chance):  # which events may share
        slope[:, column] += scores.off[scores.event[event]] * score[:, event]
