"""Futures in which only some sources are drawn and all others stand at their medians, in the same random numbers.

A source is a record with numbers of its own: an activity, a shared cause, a risk, a candidate's acceptance, or how a
phase comes up. Where it is not drawn, each of its random numbers is one half, as in the future at medians (T6a): an
event happens where its chance is better than even, and what is under way takes the median of what its causes leave.
With all sources drawn these are the futures themselves, with none the future at medians. Only candidates differ: they
are taken as accepted, which is a condition of their dates and no cause of delay.
"""

from dataclasses import replace
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from jaxtyping import Bool, Float, Int

from stargate.futures.simulate import run
from stargate.programme.compiled import Model
from stargate.programme.timed import Block, buildup, medians, timed
from stargate.quantity.draws import MEDIAN
from stargate.schedule.durations import FINISHED, WAITING, durations
from stargate.schedule.energise import energised_at, energised_month
from stargate.schedule.evidence import Evidence
from stargate.schedule.network import NOTHING

if TYPE_CHECKING:
    from stargate.futures.result import Futures


class Slip(NamedTuple):
    """How far some phases are behind what was announced."""

    months: float  #: mean by IT MW of how late full load is; what comes later than the horizon counts to it [months]
    load: float  #: what is missing at a day [IT MW]


class Behind(NamedTuple):
    """Phases and their announcement, by which a future's slip is told."""

    phases: Int[np.ndarray, " chosen"]
    share: Float[np.ndarray, " chosen"]  #: of their IT MW
    announced: Float[np.ndarray, " chosen"]  #: [month]
    until: float  #: no date counts as later: the horizon [month]
    day: float  #: [month]
    load: float  #: announced for that day [IT MW]

    def slips(self, model: Model, block: Block) -> Float[np.ndarray, "future 2"]:
        """`Slip` of each future."""
        rising = buildup(model, block)
        there = np.empty(len(block.ready))
        energised_at(rising, self.phases, self.day, there)
        late = np.minimum(energised_month(rising)[:, self.phases], self.until) - np.minimum(self.announced, self.until)
        return np.stack([late @ self.share, self.load - there], axis=1)


class Sources(NamedTuple):
    """Who draws what."""

    addresses: tuple[str, ...]  #: of the records
    of_column: Int[np.ndarray, " figure"]
    of_activity: Int[np.ndarray, " activity"]
    of_event: Int[np.ndarray, " event"]
    drawn: tuple[int, ...]  #: those that are uncertain and that the phases asked about depend on


class Coalitions:
    """Futures to be run again with some of their sources drawn."""

    def __init__(self, futures: "Futures", behind: Behind) -> None:
        self.behind = behind
        reached = _reached(futures.model, behind.phases)
        self.model = _without_others(futures.model, reached)
        self.sources = _sources(self.model, reached, behind.phases)
        self.numbers, self.weight = futures.numbers, futures.weight
        self.middle = medians(self.model)
        self.causes = set(self.sources.of_column[_columns_of_causes(self.model)].tolist())
        self.evidence = _with_evidence(futures.model, self.sources)

    @cached_property
    def unlimited(self) -> Float[np.ndarray, " 2"]:
        """`Slip` with every figure at its median and nothing waited for."""
        ungated = replace(self.model, gates=None)
        return self.behind.slips(ungated, medians(ungated))[0]

    def drawn(self, rows: slice) -> "Drawn":
        """Some of the futures, drawn once."""
        return Drawn(self, rows)


class Drawn:
    """Futures drawn once: a coalition only mixes what is drawn with what stands at its median."""

    def __init__(self, coalitions: Coalitions, rows: slice) -> None:
        self.model, self.sources, self.behind = coalitions.model, coalitions.sources, coalitions.behind
        self.numbers, self.weight, self.middle = coalitions.numbers[rows], coalitions.weight[rows], coalitions.middle
        self.evidence = coalitions.evidence
        self.whole = run(self.model, self.numbers)
        self.used = _used_after_durations(self.model)
        self.causes = np.array(sorted(coalitions.causes), dtype=np.int64)
        self.values = self.whole.values.copy()
        self.known: np.ndarray | None = None  # the causes that were on when the next two were computed
        self.own, self.at_median = np.empty_like(self.whole.duration), np.empty_like(self.whole.duration)

    def slips(self, on: Bool[np.ndarray, "future source"]) -> Float[np.ndarray, "future 2"]:
        """`Slip` of each future where the sources that are `on` are drawn; a single row of `on` stands for all."""
        self._stretch(on)
        duration = np.where(on[:, self.sources.of_activity], self.own, self.at_median)
        self.values[:, self.used] = self._mixed(on, slice(None), self.used)
        happened = np.where(on[:, self.sources.of_event], self.whole.happened, self.middle.happened)
        return self.behind.slips(self.model, timed(self.model, self.weight, self.values, happened, duration))

    def weights(self, on: Bool[np.ndarray, "future source"]) -> Float[np.ndarray, " future"]:
        """How much each future counts: all alike where no cause is on that elapsed time tells about (T2)."""
        return np.where(on[:, self.evidence].any(axis=1), self.weight, 1.0)

    def _mixed(
        self, on: Bool[np.ndarray, "future source"], rows: slice | np.ndarray, columns: slice | np.ndarray
    ) -> Float[np.ndarray, "future figure"]:
        drawn = self.whole.values[rows][:, columns]
        return np.where(on[:, self.sources.of_column[columns]], drawn, self.middle.values[:, columns])

    def _stretch(self, on: Bool[np.ndarray, "future source"]) -> None:
        """Durations under the shared causes and risks that are on, with each activity's own numbers and without them.

        Only futures in which other causes are on than before are computed.
        """
        causes = np.broadcast_to(on[:, self.causes], (len(self.numbers), len(self.causes)))
        every = np.ones(len(causes), dtype=bool)
        rows = np.flatnonzero(every if self.known is None else (causes != self.known).any(axis=1))
        if not len(rows):
            return
        self.known = causes
        for out, own in ((self.own, True), (self.at_median, False)):
            mixed = np.full((len(rows), on.shape[1]), own)
            mixed[:, self.causes] = causes[rows]
            values = self._mixed(mixed, rows, slice(None))
            happened = np.where(mixed[:, self.sources.of_event], self.whole.happened[rows], self.middle.happened)
            numbers = self.numbers[rows] if own else np.full(len(rows), MEDIAN)
            found = np.empty((len(rows), out.shape[1]))
            durations(self.model.tasks, self.model.events, self.model.columns, values, happened, numbers, found)
            out[rows] = found


def _reached(model: Model, phases: Int[np.ndarray, " chosen"]) -> set[int]:
    """The activities still to come that some phases wait for, through whatever has not started.

    Where supplies are shared, whoever claims of them is among these.
    """
    network = model.network
    reached: set[int] = set(model.gates.claims.owner.tolist()) if model.gates else set()
    for phase in phases:
        if np.isnan(network.ready[phase]):
            reached.update(network.need[network.need_from[phase] : network.need_from[phase + 1]].tolist())
    for a in reversed(range(len(model.activities))):  # in their order, each comes after all it waits for
        if a in reached and network.state[a] == WAITING:
            reached.update(network.wait[network.wait_from[a] : network.wait_from[a + 1]].tolist())
    return {a for a in reached if network.state[a] != FINISHED}


def _without_others(model: Model, reached: set[int]) -> Model:
    """`model` that computes the activities `reached` alone and takes candidates as accepted.

    What else is open is skipped as if it were finished.
    """
    skipped = np.array([a not in reached for a in range(len(model.activities))], dtype=bool)
    state = np.where(skipped, FINISHED, model.tasks.state)
    accepted = np.full_like(model.network.event, NOTHING)
    network = model.network._replace(state=state, event=accepted)
    unseen = Evidence(*(column[:0] for column in model.evidence))  # weights are those of the futures
    return replace(model, tasks=model.tasks._replace(state=state), network=network, evidence=unseen, witness=None)


def _sources(model: Model, reached: set[int], phases: Int[np.ndarray, " chosen"]) -> Sources:
    contents = model.plan.programme.contents
    records = [noun.address for noun in (*contents.drivers.values(), *model.activities)]
    records += [
        *model.event_addresses,
        *(limit.address for limit in contents.limits.values()),
        contents.chances.address,
    ]
    records += [*(planned.address for planned in model.plan.phases)]
    index = {address: i for i, address in enumerate(records)}
    of_column = np.array([_record(figure.address, index) for figure in model.figures])
    of_event = np.array([index[address] for address in model.event_addresses], dtype=np.int64)
    of_activity = np.array([index[activity.address] for activity in model.activities], dtype=np.int64)
    matters = _matters(model, reached, phases)
    uncertain = {int(of_column[i]) for i, figure in enumerate(model.figures) if i in matters and figure.uncertain}
    uncertain |= {int(of_activity[a]) for a in reached if model.tasks.figure[a] < 0}
    uncertain |= {int(of_event[e]) for e in _risks(model, reached) if _open(model, e)}
    return Sources(tuple(records), of_column, of_activity, of_event, tuple(sorted(uncertain)))


def _record(address: str, index: dict[str, int]) -> int:
    """The record that a figure belongs to."""
    above = list(accumulate(address.split("."), lambda a, part: f"{a}.{part}"))
    return next(index[a] for a in reversed(above) if a in index)


def _matters(model: Model, reached: set[int], phases: Int[np.ndarray, " chosen"]) -> set[int]:
    """Columns of the figures that dates and IT MW of the phases depend on."""
    tasks, network, own = model.tasks, model.network, sorted(reached)
    found: list[np.ndarray] = [tasks.figure[own], network.not_before[own], network.settled[phases]]
    found += [model.phases.it_power[phases], model.phases.cadence[phases], model.phases.ramp[phases]]
    for a in own:
        found.append(tasks.driver[tasks.driver_from[a] : tasks.driver_from[a + 1]])
        found.append(network.lag[network.wait_from[a] : network.wait_from[a + 1]])
    for e in _risks(model, reached):
        found.append(np.array([column[e] for column in (model.events.chance, model.events.factor, model.events.delay)]))
    if model.gates:
        found.append(model.gates.columns)
    return set(np.concatenate(found).tolist()) - {-1}


def _risks(model: Model, reached: set[int]) -> set[int]:
    """The risks of some activities, and events that waiting for shared supplies depends on."""
    tasks = model.tasks
    own = {e for a in reached for e in tasks.risk[tasks.risk_from[a] : tasks.risk_from[a + 1]].tolist()}
    return own | (model.gates.events if model.gates else set())


def _open(model: Model, event: int) -> bool:
    """Whether an event is neither sure to happen nor sure not to."""
    return 0 < model.figures[model.events.chance[event]].p50 < 1


def _columns_of_causes(model: Model) -> Int[np.ndarray, " figure"]:
    """Figures of shared causes and risks, which stretch the activities of others."""
    events = model.events
    return _some(model.tasks.driver, events.chance, events.factor, events.delay)


def _with_evidence(model: Model, sources: Sources) -> Int[np.ndarray, " source"]:
    """The sources that the weights of futures tell about: causes of what is under way, and what changes it."""
    told = model.witness or model
    tasks, seen = told.tasks, told.evidence.activity.tolist()
    risks = [e for a in seen for e in tasks.risk[tasks.risk_from[a] : tasks.risk_from[a + 1]].tolist()]
    alone = [a for a in seen if tasks.figure[a] < 0 or told.figures[tasks.figure[a]].changes]
    index = {address: i for i, address in enumerate(sources.addresses)}
    found = [told.figures[column].address.removesuffix(".stretch") for column in told.evidence.driver]
    found += [told.event_addresses[e] for e in risks] + [told.activities[a].address for a in alone]
    return np.array([index[address] for address in found if address in index], dtype=np.int64)


def _used_after_durations(model: Model) -> Int[np.ndarray, " figure"]:
    network, phases = model.network, model.phases
    waiting = model.gates.columns if model.gates else network.lag[:0]
    return _some(
        network.lag, network.not_before, network.settled, phases.cadence, phases.ramp, phases.it_power, waiting
    )


def _some(*columns: Int[np.ndarray, " link"]) -> Int[np.ndarray, " figure"]:
    found = np.unique(np.concatenate(columns))
    return found[found >= 0]
