"""A plan as arrays: addresses become columns here, and nowhere else."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from functools import cached_property
from itertools import accumulate

import numpy as np

from stargate.capital.commitment import Commitment
from stargate.errors import StargateError
from stargate.programme.gates import Compiler as GateCompiler
from stargate.programme.gates import Gates, known_funds
from stargate.programme.knowledge import full
from stargate.programme.model import Basis, Contents
from stargate.programme.plan import Plan, PlannedPhase
from stargate.programme.site import Milestone, Phase
from stargate.quantity import laws
from stargate.quantity.draws import Columns, columns, key
from stargate.quantity.figure import Figure
from stargate.quantity.notation import date_of
from stargate.schedule.activity import Activity, Start
from stargate.schedule.durations import FINISHED, UNDER_WAY, WAITING, Events, Tasks
from stargate.schedule.energise import Rising
from stargate.schedule.evidence import Evidence
from stargate.schedule.limit import Sharing
from stargate.schedule.network import Network, in_order


@dataclass(frozen=True)
class Phases:
    """Columns and constants of the plan's phases."""

    it_power: np.ndarray  # column
    cadence: np.ndarray  # column, -1 for none
    ramp: np.ndarray  # column
    buildings: np.ndarray


@dataclass(frozen=True)
class Model:
    """Everything the kernels need, and what its rows and columns are called."""

    plan: Plan
    figures: tuple[Figure, ...]  # one a column
    columns: Columns
    tasks: Tasks
    events: Events
    event_addresses: tuple[str, ...]
    network: Network
    gates: Gates | None  # None where nobody waits for shared supplies
    activities: tuple[Activity, ...]
    phases: Phases
    rising: Rising
    evidence: Evidence
    witness: "Model | None" = field(default=None, kw_only=True)  #: of the base case, whose futures' weights these have
    months: int

    @cached_property
    def time(self) -> np.ndarray:
        """The last day of every month of the series."""
        zero = self.plan.programme.month_zero
        return np.array([date_of(zero + month + 1) for month in range(self.months)], dtype="datetime64[D]") - 1

    @cached_property
    def by_address(self) -> dict[str, Activity]:
        """The activities by their addresses."""
        return {activity.address: activity for activity in self.activities}

    @cached_property
    def open_agreements(self) -> list[int]:
        """Indices of agreements that are not finished."""
        return [i for i, a in enumerate(self.activities) if a.parties and self.tasks.state[i] != FINISHED]

    def column(self, address: str) -> int:
        """Where the figure at `address` stands."""
        return next(i for i, figure in enumerate(self.figures) if figure.address == address)


def model(plan: Plan, seed: int) -> Model:
    """`plan` as arrays, with random numbers keyed by `seed`.

    Raises StargateError where a phase has neither activities nor a date to come by, or a chance has no value.
    """
    return _Compiler(plan, seed).compile()


class _Compiler:
    def __init__(self, plan: Plan, seed: int) -> None:
        self.plan, self.seed, self.programme = plan, seed, plan.programme
        self.contents = plan.programme.contents
        self.zero, self.now = plan.programme.month_zero, plan.programme.as_of_month
        self.at_its_word = plan.programme.scenario.basis is Basis.ANNOUNCED
        self.columns: dict[str, int] = {}
        self.figures: list[Figure] = []
        sites = {
            activity.address: site for site in self.contents.sites.values() for activity in site.activities.values()
        }
        found = {activity.address: activity for activity in self.contents.activities()}
        self.waits = {
            address: [full(name, sites.get(address)) for name in activity.after] for address, activity in found.items()
        }
        self.activities = tuple(found[address] for address in in_order(self.waits))
        self.index = {activity.address: i for i, activity in enumerate(self.activities)}
        self.candidates = [site for site in self.contents.candidates() if site.acceptance]

    def compile(self) -> Model:
        states = [self._state(activity) for activity in self.activities]
        events, event_addresses = self._events()
        tasks, network, phases = self._tasks(states), self._network(states), self._phases()
        rising, gates = self._rising(), self._gates(states, event_addresses)
        figures = tuple(self.figures)
        return Model(
            plan=self.plan,
            figures=figures,
            columns=columns(figures, self.seed, self.zero, dimensions(self.contents)),
            tasks=tasks,
            events=events,
            event_addresses=event_addresses,
            network=network,
            gates=gates,
            activities=self.activities,
            phases=phases,
            rising=rising,
            evidence=Evidence(_integers([]), np.empty(0), _integers([])),
            months=int(self.programme.month(self.contents.horizon)) + 1,
        )

    def _column(self, figure: Figure | None) -> int:
        """The column of a figure; the same for the same address."""
        if figure is None or not figure.has_value:
            return -1
        if figure.address not in self.columns:
            self.columns[figure.address] = len(self.figures)
            self.figures.append(figure)
        return self.columns[figure.address]

    def _needed(self, figure: Figure | None) -> int:
        """The column of a figure that the kernels cannot do without."""
        column = self._column(figure)
        if column < 0:
            assert figure is not None  # the schema or `check` asks for it
            raise StargateError(
                f"{figure.where}: {figure.address}\n  this figure has no value as of {self.programme.as_of}\n"
                f"  write: one more reading: {figure.dimension.example} [assumed]"
            )
        return column

    def _state(self, activity: Activity) -> int:
        if activity.finished is not None and activity.finished.has_value:
            return FINISHED
        return UNDER_WAY if activity.started is not None and activity.started.has_value else WAITING

    def _fact(self, figure: Figure | None) -> float:
        return figure.p50 - self.zero if figure is not None and figure.has_value else np.nan

    def _tasks(self, states: list[int]) -> Tasks:
        drivers = [
            [self._column(self.contents.drivers[name].stretch) for name in _there(a.drivers, self.contents.drivers)]
            for a in self.activities
        ]
        risks = [
            [i for i, risk in enumerate(self.contents.risks.values()) if _affects(risk.affects, a)]
            for a in self.activities
        ]
        parties = [[self._column(answer) for answer in a.parties.values() if answer.has_value] for a in self.activities]
        return Tasks(
            state=_integers(states),
            elapsed=np.array(
                [
                    self.now - self._fact(a.started) if s == UNDER_WAY else 0.0
                    for a, s in zip(self.activities, states, strict=True)
                ]
            ),
            figure=_integers(
                self._column(a.duration) if s != FINISHED else -1 for a, s in zip(self.activities, states, strict=True)
            ),
            **_ragged("driver", drivers),
            **_ragged("risk", risks),
            **_ragged("party", parties),
            another_round=_integers(
                (self._column if s == FINISHED else self._needed)(a.another_round) if a.parties else -1
                for a, s in zip(self.activities, states, strict=True)
            ),
            rounds_key=np.array([key(f"{a.address}.rounds", self.seed) for a in self.activities], dtype=np.uint64),
        )

    def _events(self) -> tuple[Events, tuple[str, ...]]:
        risks = list(self.contents.risks.values())
        gates = [site.acceptance for site in self.candidates if site.acceptance]
        funds = self._funds() if self._gated else []
        addresses = tuple(noun.address for noun in [*risks, *gates, *funds])
        rest = len(gates) + len(funds)
        nothing, nothing_spread = [-1] * rest, [0] * rest
        worth = [getattr(self.contents.chances, str(fund.status.value)) for fund in funds]
        own = [f"{noun.address}.happens" for noun in [*risks, *gates]] + [f"{fund.address}.arrives" for fund in funds]
        return Events(
            chance=_integers([self._needed(chance) for chance in [noun.chance for noun in [*risks, *gates]] + worth]),
            key=np.array([key(name, self.seed) for name in own], dtype=np.uint64),
            sobol=_integers([*(int(risk.sobol or 0) for risk in risks), *nothing_spread]),
            factor=_integers([self._column(risk.factor) for risk in risks] + nothing),
            delay=_integers([self._column(risk.delay) for risk in risks] + nothing),
        ), addresses

    @property
    def _gated(self) -> bool:
        unlimited = self.contents.sharing is Sharing.UNLIMITED
        return bool(self.contents.limits) and self.plan.gated and not unlimited and not self.at_its_word

    def _funds(self) -> list[Commitment]:
        """Commitments that fill a shared supply of money."""
        names = [name for limit in self.contents.limits.values() for name in known_funds(limit, self.contents)]
        return [self.contents.commitments[name] for name in dict.fromkeys(names)]

    def _gates(self, states: list[int], events: tuple[str, ...]) -> Gates | None:
        if not self._gated:
            return None
        return GateCompiler(self.plan, self._column, events, self.zero).gates(self.activities, self.waits, states)

    def _network(self, states: list[int]) -> Network:
        links = [list(zip(self.waits[a.address], a.after.values(), strict=True)) for a in self.activities]
        gates = {site.address: len(self.contents.risks) + i for i, site in enumerate(self.candidates)}
        return Network(
            state=_integers(states),
            start=np.array([self._fact(_first_known(a.started, a.finished)) for a in self.activities]),
            finish=np.array([self._fact(a.finished) for a in self.activities]),
            not_before=_integers(self._column(a.not_before) for a in self.activities),
            **_ragged("wait", [[self.index[other] for other, _ in each] for each in links]),
            wait_start=_integers(link.of is Start.START for each in links for _, link in each),
            lag=_integers(self._column(link.lag) for each in links for _, link in each),
            **_ragged("need", [[self.index[full(name, p.site)] for name in p.phase.needs] for p in self.plan.phases]),
            ready=np.array([self._ready(p) for p in self.plan.phases]),
            event=_integers(gates.get(p.site.address, -1) for p in self.plan.phases),
            settled=_integers(
                self._column(p.site.acceptance.by) if p.candidate and p.site.acceptance else -1
                for p in self.plan.phases
            ),
            now=self.now,
        )

    def _ready(self, planned: PlannedPhase) -> float:
        """When the first building took load, where that is a fact or taken at its word; nan where it is not known."""
        phase = planned.phase
        build_up = (phase.buildings.p50 - 1) * (phase.cadence.p50 if phase.cadence else 0.0) + phase.ramp.p50
        if self.at_its_word:
            assert planned.announced is not None  # `announced` leaves others out
            return planned.announced - build_up
        full, first = self._seen(phase.energised), self._seen(phase.first_power)
        if not np.isnan(full):
            return full - build_up
        if not np.isnan(first):
            return first
        if not phase.needs:
            raise StargateError(
                f"{phase.where}: {phase.address}\n  nothing says when this phase can run\n  write: needs: [an activity]"
            )
        return np.nan

    def _seen(self, milestone: Milestone | None) -> float:
        return self._fact(milestone.observed) if milestone else np.nan

    def _settled(self, phase: Phase, figure: Figure | None) -> Figure | None:
        """How a phase that has come came up is no longer drawn: its last building has its date."""
        if figure is None or (np.isnan(self._seen(phase.energised)) and not self.at_its_word):
            return figure
        return replace(figure, law=laws.point(figure.p50), changes=())

    def _phases(self) -> Phases:
        phases = [planned.phase for planned in self.plan.phases]
        return Phases(
            it_power=_integers(self._column(phase.it_power) for phase in phases),
            cadence=_integers(self._column(self._settled(phase, phase.cadence)) for phase in phases),
            ramp=_integers(self._column(self._settled(phase, phase.ramp)) for phase in phases),
            buildings=_integers(int(phase.buildings.p50) for phase in phases),
        )

    def _rising(self) -> Rising:
        rising = [
            p.phase
            for p in self.plan.phases
            if np.isnan(self._seen(p.phase.energised))
            and not np.isnan(self._seen(p.phase.first_power))
            and not self.at_its_word
        ]
        steps = _integers(int(phase.buildings.p50) - 1 for phase in rising)
        cadence = _integers(self._column(phase.cadence) for phase in rising)
        return Rising(
            cadence=cadence,
            ramp=_integers(self._column(phase.ramp) for phase in rising),
            steps=steps,
            elapsed=np.array([self.now - self._seen(phase.first_power) for phase in rising]),
        )


def dimensions(contents: Contents) -> dict[str, int]:
    """The dimensions of the drivers' Sobol' numbers, by the addresses of their stretches."""
    return {driver.stretch.address: int(driver.sobol) for driver in contents.drivers.values() if driver.sobol}


def _first_known(*figures: Figure | None) -> Figure | None:
    return next((figure for figure in figures if figure is not None and figure.has_value), None)


def _there(names: Iterable[str], known: Iterable[str]) -> list[str]:
    """The names that are known at the date of the programme."""
    known = set(known)
    return [name for name in names if name in known]


def _affects(patterns: Iterable[str], activity: Activity) -> bool:
    return any(fnmatchcase(activity.address, pattern) for pattern in patterns)


def _integers(values: Iterable[int]) -> np.ndarray:
    return np.array(list(values), dtype=np.int64)


def _ragged(name: str, rows: Sequence[Sequence[int]]) -> dict[str, np.ndarray]:
    """Rows of different lengths as one array and where each begins."""
    return {
        f"{name}_from": _integers(accumulate(map(len, rows), initial=0)),
        name: _integers(v for row in rows for v in row),
    }
