"""Waiting for supplies that campuses share: which, how long, and behind whom (T6)."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from stargate.futures.quantiles import mean
from stargate.futures.result import Futures
from stargate.reports.causes import name_of
from stargate.reports.words import chance, listed, plural

_LEAST = 0.05  # months: less is not worth a word


@dataclass(frozen=True)
class Queue:
    """Months on the binding path to a phase that pass waiting for one supply, in the mean over futures."""

    address: str  # of the supply
    name: str
    months: float
    share: float  # of futures in which the path waits for it
    alone: float  # months it would have waited had nobody claimed before
    behind: dict[str, float]  # months behind the claims of each campus, largest first
    never: float  # share of futures in which the supply never covers it


@dataclass(frozen=True)
class Waiting:
    """A phase, and what it waits for."""

    address: str
    name: str
    it_power: float  # [IT MW]
    later: float  # mean months of its full load, against unlimited supplies in the same futures
    queues: list[Queue]


@dataclass(frozen=True)
class Shared:
    """Who waits for what, longest first."""

    title: str
    subtitle: str
    note: str
    rows: list[Waiting]


def shared_figure(futures: Futures) -> Shared:
    """The figure of waiting for shared supplies, without rows where nobody does."""
    rows = [waiting(futures, phase) for phase in range(len(futures.plan.phases))]
    rows = sorted((row for row in rows if row.queues), key=lambda row: (-row.later, row.address))
    return Shared(
        title=title(rows),
        subtitle="Mean months by which waiting for shared supplies puts off the full load of each phase, and what it "
        "waits for on the way, behind whom",
        note="Later against the same futures with unlimited supplies; the wait on the binding path differs from it "
        "where another path would hold the phase nearly as long.",
        rows=rows,
    )


def title(rows: list[Waiting]) -> str:
    """What the figure says."""
    if not rows:
        return "No phase waits for a supply that campuses share"
    worst, never = max(((row, queue.never) for row in rows for queue in row.queues), key=lambda found: found[1])
    if never >= 0.5:
        short = max(worst.queues, key=lambda queue: queue.never)
        return (
            f"{worst.name} is never within the horizon in {chance(never)} of futures, for want of {_lower(short.name)}"
        )
    first = rows[0]
    longest = max(first.queues, key=lambda queue: queue.months)
    return f"{first.name} waits longest: {first.later:.0f} months later, mostly for {_lower(longest.name)}"


def _lower(name: str) -> str:
    """A title inside a sentence: proper names keep their capital."""
    return name if "'" in name.split()[0] else name[0].lower() + name[1:]


def waiting(futures: Futures, phase: int) -> Waiting:
    """What one phase waits for; candidates in the futures in which they are accepted."""
    planned = futures.plan.phases[phase]
    comes = np.isfinite(futures.dates[:, phase])
    without = futures.unlimited.ready[:, phase]
    later = futures.buildup.ready[comes, phase] - without[comes]
    return Waiting(
        address=planned.address,
        name=f"{planned.site.name}, {planned.phase.name}",
        it_power=round(planned.it_power, 3),
        later=round(float(mean(later, futures.weight[comes])), 2) if comes.any() else 0.0,
        queues=list(_queues(futures, phase)),
    )


def _queues(futures: Futures, phase: int) -> Iterator[Queue]:
    """Supplies that the binding path to a phase waits for, longest first."""
    shared = futures.shared
    if shared is None:
        return
    for supply in np.argsort(-shared.held[phase], kind="stable"):
        months, never = float(shared.held[phase, supply]), float(shared.never[phase, supply])
        if months < _LEAST and never == 0.0:
            continue
        behind: dict[str, float] = {}
        for claim in np.flatnonzero((shared.supply == supply) & (shared.behind[phase] > 0)):
            whose = _campus(futures, shared.owners[claim])
            behind[whose] = behind.get(whose, 0.0) + float(shared.behind[phase, claim])
        address = shared.limits[supply]
        yield Queue(
            address=address,
            name=name_of(futures.programme, address),
            months=round(months, 2),
            share=round(float(shared.share[phase, supply]), 4),
            alone=round(months - sum(behind.values()), 2),
            behind={w: round(m, 2) for w, m in sorted(behind.items(), key=lambda i: -i[1]) if m >= _LEAST},
            never=round(never, 4),
        )


def _campus(futures: Futures, activity: str) -> str:
    head, name, *_ = activity.split(".")
    return futures.programme.contents.sites[name].name if head == "sites" else name.replace("_", " ")


def in_words(queue: Queue) -> str:
    """One supply's wait, in a sentence's end."""
    ahead = [f"{whose} ({months:.1f})" for whose, months in queue.behind.items()]
    said = f"{queue.months:.1f} months in the mean, in {queue.share:.0%} of futures"
    said += f"; behind {listed(ahead)}" if ahead else ""
    return said + (f"; never within the horizon in {queue.never:.1%} of futures" if queue.never >= 0.0005 else "")


def caveat(futures: Futures) -> str:
    """What a reader must know of shared supplies."""
    if futures.shared is None:
        return (
            "Supplies that campuses share (turbines, transformers, chips, crews, capital) hold no phase back here: "
            "phases wait for their own activities and shared causes only."
        )
    supplies = [name_of(futures.programme, address) for address in futures.shared.limits]
    return (
        f"Phases wait for {plural(len(supplies), 'supply', 'supplies')} that campuses share: {listed(supplies)}. Who "
        "claims first is a rule of the programme, and what is under way claims before what is not; dates are "
        "calibrated without them."
    )
