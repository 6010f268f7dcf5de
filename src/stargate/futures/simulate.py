"""Draws many futures of a plan."""

from collections.abc import Callable, Sequence
from threading import local
from typing import NamedTuple

import numpy as np
from jaxtyping import Float, Int

from stargate.errors import StargateError
from stargate.futures.evidence import as_told_by, weights, with_evidence
from stargate.futures.gates import Waiting
from stargate.futures.result import Futures
from stargate.programme.compiled import Model, model
from stargate.programme.model import Basis
from stargate.programme.plan import Plan, announced
from stargate.programme.programme import Programme
from stargate.programme.read import BASE, base_of
from stargate.programme.timed import Block, buildup, drawn, medians, phase_columns, timed
from stargate.quantity.draws import MEDIAN, draw, draw_some
from stargate.quantity.threads import spread
from stargate.schedule.durations import FINISHED
from stargate.schedule.energise import Buildup, rise
from stargate.schedule.network import forward, trace_back
from stargate.schedule.waiting import Waits

BLOCK = 500  # futures computed together: small enough for the caches; sums over a block are always of the same futures
MOST_FUTURES = 2_000_000
SEEDS = 2**63


def simulate(
    plan: Plan,
    n: int = 10_000,
    seed: int = 1,
    *,
    threads: int | None = None,
    progress: Callable[[int], None] | None = None,
    base: Programme | None = None,
) -> Futures:
    """`n` futures of `plan`; the same plan and seed give the same futures, whatever the number of threads.

    A plan whose scenario takes announcements at their word has one future. `progress` is told how many are done.
    Under a scenario, elapsed time counts as in the `base` case, which is read where it is not given.
    Raises StargateError where `n` is no number of futures, `seed` none from 0 to 2^63 - 1, or a phase cannot be timed.
    """
    if not 1 <= n <= MOST_FUTURES:
        raise StargateError(f"{n} futures cannot be simulated; write a number from 1 to {MOST_FUTURES:_}")
    if not 0 <= seed < SEEDS:
        raise StargateError(f"{seed} is no seed; write a number from 0 to {SEEDS - 1}")
    compiled = _compiled(plan, seed, base)
    at_its_word = plan.programme.scenario.basis is Basis.ANNOUNCED
    gathered = _Gathered(compiled, np.array([MEDIAN]) if at_its_word else np.arange(n))
    n = gathered.n
    for done, paths in enumerate(spread(gathered.block, range(0, n, BLOCK), threads)):
        gathered.add(paths)  # in the order of futures, so that sums have the same bits on any number of threads
        if progress is not None:
            progress(min(n, (done + 1) * BLOCK))
    return gathered.futures(seed)


def _compiled(plan: Plan, seed: int, base: Programme | None) -> Model:
    """The model, with what elapsed time says of shared causes in the base case."""
    compiled, programme = model(plan, seed), plan.programme
    if programme.origin.scenario == BASE or programme.scenario.basis is Basis.ANNOUNCED:
        return with_evidence(compiled)
    if base is None or base.as_of != programme.as_of or base.origin.changes != programme.origin.changes:
        base = base_of(programme)
    return as_told_by(compiled, with_evidence(model(announced(base, gated=False), seed)))


def run(compiled: Model, futures: Int[np.ndarray, " future"]) -> Block:
    """The kernels on some futures."""
    values = np.empty((len(futures), len(compiled.figures)))
    draw(compiled.columns, futures, values)
    rise(compiled.rising, compiled.columns, futures, values)
    happened, duration = drawn(compiled, compiled.tasks, values, futures)
    return timed(compiled, weights(compiled, values, happened, futures), values, happened, duration)


def lengths(
    compiled: Model, chosen: Sequence[int], futures: Int[np.ndarray, " future"]
) -> Float[np.ndarray, "future chosen"]:
    """How long some activities take [months], as in `run`, without drawing what only others need."""
    tasks, events, chosen = compiled.tasks, compiled.events, list(chosen)
    drivers = [tasks.driver[tasks.driver_from[a] : tasks.driver_from[a + 1]] for a in chosen]
    risks = np.concatenate([tasks.risk[tasks.risk_from[a] : tasks.risk_from[a + 1]] for a in chosen])
    by_risk = (events.chance[risks], events.factor[risks], events.delay[risks])
    used = np.concatenate([*drivers, *by_risk, tasks.figure[chosen], tasks.another_round[chosen]])
    values = draw_some(compiled.columns, used, futures)
    state = np.full_like(tasks.state, FINISHED)
    state[chosen] = tasks.state[chosen]
    return drawn(compiled, tasks._replace(state=state), values, futures)[1][:, chosen]


class Paths(NamedTuple):
    """What the binding paths of a block add up to, where it is not zero: few phases wait for few activities."""

    where: tuple[Int[np.ndarray, " link"], ...]  # phases and activities
    critical: Float[np.ndarray, " link"]
    months: Float[np.ndarray, " link"]
    waits: Waits | None  # for shared supplies


class _Gathered:
    """All blocks' phases, put where they belong whichever thread finishes first."""

    def __init__(self, compiled: Model, numbers: Int[np.ndarray, " future"]) -> None:
        self.model, self.numbers = compiled, numbers
        self.n = n = len(numbers)
        phases, activities = len(compiled.plan.phases), len(compiled.activities)
        self.ready, self.cadence, self.ramp, self.it_power = (np.empty((n, phases)) for _ in range(4))
        self.happened = np.empty((n, len(compiled.event_addresses)), dtype=np.int8)
        self.lengths = np.empty((n, len(compiled.open_agreements)))
        self.critical, self.months = np.zeros((phases, activities)), np.zeros((phases, activities))
        self.weight = np.empty(n)
        self.waiting = Waiting(compiled.gates, n, phases) if compiled.gates else None
        self.scratch = local()  # a thread's own tables of paths, zero between blocks

    def block(self, first: int) -> Paths:
        """Computes one block, keeps its phases, and gives what its binding paths add up to."""
        rows = slice(first, first + BLOCK)
        block = run(self.model, self.numbers[rows])
        self.weight[rows] = block.weight
        self.ready[rows], self.happened[rows] = block.ready, block.happened
        self.lengths[rows] = block.duration[:, self.model.open_agreements]
        self.cadence[rows], self.ramp[rows], self.it_power[rows] = phase_columns(self.model, block)
        if not hasattr(self.scratch, "tables"):
            self.scratch.tables = np.zeros((2, *self.critical.shape))
        critical, months = self.scratch.tables
        trace_back(
            self.model.network,
            block.duration,
            block.values,
            block.start,
            block.finish,
            block.ready,
            self.weight[rows],
            critical,
            months,
        )
        waits = self._waits(block, rows, months)
        where = np.nonzero(critical)
        paths = Paths(where, critical[where], months[where], waits)
        critical[where] = months[where] = 0.0
        return paths

    def _waits(self, block: Block, rows: slice, months: Float[np.ndarray, "phase activity"]) -> Waits | None:
        """What one block's binding paths wait for shared supplies, and when phases would be ready without them."""
        if self.waiting is None or block.gated is None:
            return None
        start, finish = np.empty_like(block.start), np.empty_like(block.finish)
        ready = self.waiting.ready[rows]
        forward(self.model.network, block.duration, block.values, block.happened, start, finish, ready)
        return self.waiting.traced(block.gated, block.ready, self.weight[rows], months)

    def add(self, paths: Paths) -> None:
        """Adds one block's binding paths."""
        self.critical[paths.where] += paths.critical
        self.months[paths.where] += paths.months
        if self.waiting is not None and paths.waits is not None:
            self.waiting.add(paths.waits)

    def futures(self, seed: int) -> Futures:
        middle, most = medians(self.model), self.weight.max()
        return Futures(
            model=self.model,
            n=self.n,
            numbers=self.numbers,
            seed=seed,
            weight=self.weight / most if most > 0 else np.ones(self.n),
            buildup=Buildup(self.ready, self.cadence, self.ramp, self.it_power, self.model.phases.buildings),
            at_medians=buildup(self.model, middle),
            happened=self.happened,
            lengths=self.lengths,
            critical=self.critical / (self.weight.sum() or 1.0),
            months=self.months / (self.weight.sum() or 1.0),
            shared=self.waiting.shared(self.weight.sum() or 1.0) if self.waiting else None,
        )
