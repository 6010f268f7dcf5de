"""Phases that a plan may begin: prospects' equal ones, and those of campuses that are not begun, one by one."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import ceil, floor

import numpy as np
from jaxtyping import Float

from stargate.planning.horizon import Horizon
from stargate.planning.places import Place
from stargate.planning.prices import Prices
from stargate.planning.problem import Blocks
from stargate.planning.shared import at_work, claim
from stargate.planning.timing import TimedPhase, Timing
from stargate.programme.programme import Programme
from stargate.quantity.figure import value

_QUARTER = 3.0  # [months]
_ROUNDING = 1e-6
ELSEWHERE = "elsewhere"  #: crews that nothing limits


@dataclass(frozen=True)
class Block:
    """Equal phases of one place."""

    site: int
    place: Place = field(repr=False)
    phase: TimedPhase | None  #: of a campus; None of a prospect
    it_power: float  #: of one phase [IT GW]
    most: int
    start: float  #: the earliest [month]
    lag: float  #: to full load [months]
    pace: int
    crews: float  #: of one phase, while it is built
    group: str  #: the capacity in limits.yaml whose crews they are

    @property
    def name(self) -> str:
        """Its address."""
        return self.place.record.address if self.phase is None else self.phase.planned.address

    def earliest(self, horizon: Horizon) -> int:
        """Quarter of the first start: the first that begins when it may."""
        return max(0, ceil(horizon.quarter(self.start) - _ROUNDING))

    def quarters(self, horizon: Horizon) -> int:
        """Quarters to full load; of a phase that begins once, to the first quarter that begins with its full load."""
        if self.phase is None:
            return max(1, ceil(self.lag / _QUARTER - _ROUNDING))
        done = horizon.quarter(self.start + self.lag) - self.earliest(horizon)
        return max(1, ceil(done - _ROUNDING))


def blocks_of(sites: Sequence[Place], timing: Timing, programme: Programme, peak_jobs: float) -> tuple[Block, ...]:
    """All of them; a phase takes `peak_jobs` people by IT MW where its activities say nothing."""
    found = []
    for s, place in enumerate(sites):
        if place.prospect is not None:
            found.append(_of_prospect(s, place, programme, peak_jobs))
        for phase in place.to_begin:
            crews, group = _crews(phase, timing, programme)
            power = phase.planned.it_power
            crews = power * peak_jobs if crews is None else crews
            found.append(Block(s, place, phase, power / 1e3, 1, phase.start, phase.lag, 1, crews, group))
    return tuple(found)


def _of_prospect(s: int, place: Place, programme: Programme, peak_jobs: float) -> Block:
    record = place.prospect
    assert record is not None
    power = record.phase.p50
    start = programme.as_of_month + record.opening.p50
    most, lag = floor(record.most.p50 / power + _ROUNDING), record.build.p50
    group = record.shared_crews if record.shared_crews in programme.contents.limits else ""
    return Block(s, place, None, power / 1e3, most, start, lag, round(record.pace.p50), power * peak_jobs, group)


def _crews(phase: TimedPhase, timing: Timing, programme: Programme) -> tuple[float | None, str]:
    """The most that its activities have of a capacity at work, and which."""
    for name, limit in programme.contents.limits.items():
        if limit.capacity is not None:
            takes = [timing.activities[a].takes.get(name) for a in phase.work]
            counts = [found for take in takes if take and (found := value(take.units)) is not None]
            if counts:
                return max(counts), name
    return None, ""


def at_once(block: Block) -> int:
    """Phases under construction at a time: as a prospect says, and as its own crews can man."""
    record = block.place.prospect
    if record is None:
        return 1
    crews = value(record.crews)
    manned = record.at_once.p50 if crews is None else crews / block.crews
    return max(1, floor(min(record.at_once.p50, manned) + _ROUNDING))


def blocks(
    found: Sequence[Block], timing: Timing, programme: Programme, horizon: Horizon, prices: Prices, life: int
) -> Blocks:
    """Phases as a plan sees them."""
    groups = tuple(dict.fromkeys([*(block.group for block in found if block.group), ELSEWHERE]))
    return Blocks(
        names=tuple(block.name for block in found),
        site=np.array([block.site for block in found], dtype=np.int64),
        it_power=np.array([block.it_power for block in found]),
        most=np.array([block.most for block in found], dtype=np.int64),
        lag=np.array([block.quarters(horizon) for block in found], dtype=np.int64),
        earliest=np.array([block.earliest(horizon) for block in found], dtype=np.int64),
        pace=np.array([block.pace for block in found], dtype=np.int64),
        cost=np.array([_cost(block, programme, horizon, prices) for block in found]).reshape(-1, horizon.quarters),
        drawn=np.array([_drawn(block, timing, programme, horizon, prices) for block in found]),
        life=life,
        crews=np.array([block.crews for block in found]),
        group=np.array([groups.index(block.group or ELSEWHERE) for block in found], dtype=np.int64),
        crews_there=np.array([_crews_there(group, timing, programme, horizon) for group in groups]),
        groups=groups,
    )


def _cost(block: Block, programme: Programme, horizon: Horizon, prices: Prices) -> Float[np.ndarray, " quarter"]:
    """Of one phase begun in each quarter, at prices of the middle of its building [USD m]."""
    costs = programme.contents.costs.at(block.place.site.costs if block.place.site else None)
    labour = 1.0 if block.place.prospect is None else block.place.prospect.labour.p50
    half = _QUARTER * block.quarters(horizon) / 2
    months = horizon.start + _QUARTER * np.arange(horizon.quarters) + half
    return np.array([1e3 * block.it_power * labour * prices.paid(costs.construction, month) for month in months])


def _drawn(block: Block, timing: Timing, programme: Programme, horizon: Horizon, prices: Prices) -> float:
    """Part of its cost that waits for capital: all of a prospect's; of a campus's phase what its activities take of it.

    Campuses whose loans are closed take nothing.
    """
    capital = programme.contents.planning.capital if programme.contents.planning else None
    funding = None if capital is None else capital.construction
    if block.phase is None or funding is None:
        return 1.0
    taken = sum(claim(timing.activities[a], funding.limit, programme.contents) for a in block.phase.work)
    share = 1.0 if funding.share is None else funding.share.p50
    begin = min(block.earliest(horizon), horizon.quarters - 1)
    return min(1.0, taken / (share * _cost(block, programme, horizon, prices)[begin]))


def _crews_there(group: str, timing: Timing, programme: Programme, horizon: Horizon) -> Float[np.ndarray, " quarter"]:
    """What a capacity has left beside what is begun."""
    limit = programme.contents.limits.get(group)
    if limit is None or limit.capacity is None:
        return np.full(horizon.quarters, np.inf)
    busy = at_work(limit, timing.waited_for, timing, programme, horizon)
    return np.maximum(limit.capacity.p50 - busy, 0.0)
