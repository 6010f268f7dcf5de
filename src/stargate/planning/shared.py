"""What is left for a plan of supplies that campuses share, at medians: what comes, less what phases begun still take.

What comes is kept until it is taken (T6). So with A(t) all that has come by a time t less all that is claimed by then,
a plan may take by t no more than the least A from t on, and in a quarter what that rises by.
"""

from collections.abc import Iterable, Iterator

import numpy as np
from jaxtyping import Float

from stargate.planning.horizon import Horizon
from stargate.planning.problem import QUARTERS
from stargate.planning.timing import Timing
from stargate.programme.gates import known_funds
from stargate.programme.model import Contents
from stargate.programme.programme import Programme
from stargate.quantity.figure import value
from stargate.schedule.activity import Activity
from stargate.schedule.limit import Limit, Needed, Take, span


def left(
    limit: Limit, owners: Iterable[str], timing: Timing, programme: Programme, horizon: Horizon
) -> Float[np.ndarray, " quarter"]:
    """What of a supply a plan may take in each quarter [the supply's unit]; `owners` are activities that go before."""
    name = limit.address.rpartition(".")[2]
    ends = horizon.start + 3.0 * np.arange(horizon.quarters + 1)
    come = np.array([_come(limit, programme, end) for end in ends])
    claims = [(_when(limit, timing.spans[a]), claim(timing.activities[a], name, programme.contents)) for a in owners]
    claimed = np.array([sum(amount for month, amount in claims if month <= end) for end in ends])
    free = np.maximum(np.minimum.accumulate((come - claimed)[::-1])[::-1], 0.0)
    found = np.diff(free)
    found[0] += free[0]  # what came before and nobody took
    return found


def by_year(quarters: Float[np.ndarray, " quarter"]) -> Float[np.ndarray, " year"]:
    """Sums of years."""
    return quarters.reshape(-1, QUARTERS).sum(axis=1)


def claimants(limit: Limit, activities: Iterable[str], timing: Timing) -> Iterator[str]:
    """Those of some activities that still take of a supply: what is finished has taken it."""
    name = limit.address.rpartition(".")[2]
    for address in sorted(activities):
        activity = timing.activities[address]
        if name in activity.takes and value(activity.finished) is None:
            yield address


def at_work(
    limit: Limit, activities: Iterable[str], timing: Timing, programme: Programme, horizon: Horizon
) -> Float[np.ndarray, " quarter"]:
    """What activities have of a capacity while they last, means of quarters."""
    name, begin = limit.address.rpartition(".")[2], horizon.start + 3.0 * np.arange(horizon.quarters)
    total = np.zeros(horizon.quarters)
    for address in claimants(limit, activities, timing):
        start, finish = timing.spans[address]
        share = np.clip(np.minimum(begin + 3, finish) - np.maximum(begin, start), 0.0, 3.0) / 3
        total += share * claim(timing.activities[address], name, programme.contents)
    return total


def _come(limit: Limit, programme: Programme, month: float) -> float:
    """All that has come by a month: money of commitments with the chance of its standing, from the beginning."""
    contents, zero = programme.contents, programme.month_zero
    part = 1.0 if limit.share is None else limit.share.p50
    total = 0.0
    for period, figure in limit.periods.items():
        begin, end = (edge - zero for edge in span(period))
        total += part * figure.p50 * min(1.0, max(0.0, (month - begin) / (end - begin)))
    for name in known_funds(limit, contents):
        fund = contents.commitments[name]
        chance = getattr(contents.chances, str(fund.status.value))
        total += (value(fund.amount) or 0.0) * chance.p50
    return total


def _when(limit: Limit, when: tuple[float, float]) -> float:
    return when[1] if limit.needed_at is Needed.FINISH else when[0]


def claim(activity: Activity, name: str, contents: Contents) -> float:
    """What an activity takes of a supply [the supply's unit]; nought where it takes none."""
    take = activity.takes.get(name)
    if take is None:
        return 0.0
    return sum(value(figure) or 0.0 for figure in _figures(activity, take, contents))


def _figures(activity: Activity, take: Take, contents: Contents) -> list:
    site = contents.sites.get(activity.address.split(".")[1])
    phases = [] if site is None else [site.phases[name] for name in take.phases if name in site.phases]
    return [getattr(take, kind) for kind in take.kinds if not take.phases] + [phase.it_power for phase in phases]
