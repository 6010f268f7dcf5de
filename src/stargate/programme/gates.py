"""Shared supplies as arrays: who claims what of them, in what turn (T6)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

import numpy as np
from jaxtyping import Float, Int

from stargate.programme.knowledge import full
from stargate.programme.model import Contents
from stargate.programme.plan import Plan
from stargate.quantity.figure import Figure
from stargate.schedule.activity import Activity
from stargate.schedule.durations import UNDER_WAY
from stargate.schedule.gating import Claims, Pass, prepared
from stargate.schedule.limit import Limit, Needed, Sharing, Take, span
from stargate.schedule.network import Network
from stargate.schedule.supply import Supplies


@dataclass(frozen=True)
class Gates:
    """Shared supplies, and who claims what of them in what turn."""

    supplies: Supplies
    claims: Claims
    limits: tuple[str, ...]  #: addresses of the supplies
    owners: tuple[str, ...]  #: addresses of the activities that claim, claim by claim

    @property
    def columns(self) -> Int[np.ndarray, " figure"]:
        """Columns of the figures that waiting depends on."""
        supplies, claims = self.supplies, self.claims
        found = np.concatenate([supplies.share, supplies.amount, supplies.fund, supplies.capacity, claims.need])
        return np.unique(found[found >= 0])

    @property
    def events(self) -> set[int]:
        """Events that waiting depends on: commitments that fill a supply, candidates that take of one."""
        found = np.concatenate([self.supplies.arrives, self.claims.event])
        return set(found[found >= 0].tolist())

    def prepared(
        self,
        network: Network,
        duration: Float[np.ndarray, "future activity"],
        values: Float[np.ndarray, "future figure"],
        happened: Int[np.ndarray, "future event"],
    ) -> Pass:
        """A pass of the network that waits for supplies."""
        return prepared(network, self.supplies, self.claims, duration, values, happened)


class Claim(NamedTuple):
    """What an activity takes of a supply, as columns that add up."""

    supply: int
    needs: list[int]


class Compiler:
    """Makes gates of a plan; columns and events are those of the model's compiler."""

    def __init__(self, plan: Plan, column: Callable[[Figure | None], int], events: Sequence[str], zero: float) -> None:
        self.plan, self.contents, self.column, self.events, self.zero = (
            plan, plan.programme.contents, column, events, zero,
        )  # fmt: skip
        self.limits = self.contents.limits
        self.index = {name: i for i, name in enumerate(self.limits)}

    def gates(self, activities: Sequence[Activity], waits: Mapping[str, list[str]], state: Sequence[int]) -> Gates:
        """The gates of the plan's activities."""
        claims = [self._claims(activity) for activity in activities]
        flat = [claim for each in claims for claim in each]
        owner = [a for a, each in enumerate(claims) for _ in each]
        index = {activity.address: a for a, activity in enumerate(activities)}
        before = [[index[other] for other in waits[activity.address]] for activity in activities]
        ranks = [(s != UNDER_WAY, rank) for s, rank in zip(state, self._ranks(index, before), strict=True)]
        return Gates(
            supplies=self._supplies(),
            claims=Claims(
                order=_integers(in_turn(ranks, before, [bool(each) for each in claims])),
                first_ready=int(self.contents.sharing is Sharing.READY),
                event=_integers(self._event(activity) for activity in activities),
                claim_from=_from(claims),
                supply=_integers(claim.supply for claim in flat),
                owner=_integers(owner),
                need_from=_from([claim.needs for claim in flat]),
                need=_integers(column for claim in flat for column in claim.needs),
            ),
            limits=tuple(limit.address for limit in self.limits.values()),
            owners=tuple(activities[a].address for a in owner),
        )

    def _supplies(self) -> Supplies:
        limits = list(self.limits.values())
        periods = [sorted(limit.periods.items(), key=lambda item: span(item[0])) for limit in limits]
        funds = [[self.contents.commitments[name] for name in known_funds(limit, self.contents)] for limit in limits]
        return Supplies(
            at_finish=_integers(limit.needed_at is Needed.FINISH for limit in limits),
            capacity=_integers(self.column(limit.capacity) for limit in limits),
            share=_integers(self.column(limit.share) for limit in limits),
            period_from=_from(periods),
            amount=_integers(self.column(figure) for each in periods for _, figure in each),
            begin=np.array([span(name)[0] - self.zero for each in periods for name, _ in each], dtype=np.float64),
            end=np.array([span(name)[1] - self.zero for each in periods for name, _ in each], dtype=np.float64),
            fund_from=_from(funds),
            fund=_integers(self.column(fund.amount) for each in funds for fund in each),
            arrives=_integers(self.events.index(fund.address) for each in funds for fund in each),
        )

    def _claims(self, activity: Activity) -> list[Claim]:
        return [
            Claim(self.index[name], [self.column(figure) for figure in self._amounts(activity, take)])
            for name, take in activity.takes.items()
            if name in self.limits
        ]

    def _amounts(self, activity: Activity, take: Take) -> list[Figure]:
        """What a claim adds up from: its own amount, or the IT power of phases that are known."""
        own = [getattr(take, kind) for kind in take.kinds if not take.phases]
        phases = {p.address: p.phase for p in self.plan.phases}
        site = activity.address.split(".activities.")[0]
        named = [phases.get(f"{site}.phases.{name}") for name in take.phases]
        return own + [phase.it_power for phase in named if phase is not None]

    def _event(self, activity: Activity) -> int:
        """The acceptance of a candidate, without which its activities take nothing."""
        accepted = f"{activity.address.split('.activities.')[0]}.acceptance"
        return self.events.index(accepted) if accepted in self.events else -1

    def _ranks(self, index: Mapping[str, int], before: Sequence[Sequence[int]]) -> list[tuple[float, ...]]:
        """Of each activity, where the first phase that waits for it stands."""
        written = self.contents.sharing is Sharing.WRITTEN
        found: dict[int, tuple[float, ...]] = {}
        places = [
            (
                ((float(i),) if written else (p.candidate, np.inf if p.announced is None else p.announced, float(i))),
                [index[full(name, p.site)] for name in p.phase.needs],
            )
            for i, p in enumerate(self.plan.phases)
        ]
        for place, needs in sorted(places):
            waiting = list(needs)
            while waiting:
                a = waiting.pop()
                if a not in found:
                    found[a] = place
                    waiting += before[a]
        last = (np.inf,) * (1 if written else 3)
        return [found.get(a, last) for a in range(len(before))]


def known_funds(limit: Limit, contents: Contents) -> list[str]:
    """The commitments that fill a supply, and are known."""
    return [name for name in limit.commitments if name in contents.commitments]


def in_turn(ranks: Sequence[tuple], before: Sequence[Sequence[int]], claims: Sequence[bool]) -> list[int]:
    """Activities in turn: who claims by rank, each after all it waits for, and all others where they are waited for.

    >>> in_turn([(2,), (1,), (0,)], [[], [], [0]], [True, True, True])
    [0, 2, 1]
    """
    order: list[int] = []
    done = [False] * len(before)
    for first in sorted(range(len(before)), key=lambda a: (not claims[a], ranks[a], a)):
        waiting = [first]
        while waiting:
            a = waiting[-1]
            missing = [b for b in before[a] if not done[b]]
            if missing and not done[a]:
                waiting += sorted(missing, key=lambda b: (ranks[b], b), reverse=True)
                continue
            waiting.pop()
            if not done[a]:
                done[a] = True
                order.append(a)
    return order


def _integers(values: Iterable[int]) -> Int[np.ndarray, " value"]:
    return np.array(list(values), dtype=np.int64)


def _from(rows: Sequence[Sequence[object]]) -> Int[np.ndarray, " row+1"]:
    return _integers(accumulate(map(len, rows), initial=0))
