"""Whose delay it is: the mean slip against the announcement in parts that add up (T6a, T7).

Slip is how late full load is, a mean over the phases announced with a date by their IT MW. What comes later than the
horizon, or never, counts to the horizon: a restricted mean. Candidates are taken as accepted. Beside it stands the IT
MW that is missing at a day.

v(S) is the weighted mean over futures in which the groups of causes in S are drawn and all others stand at their
medians. v(none) is optimism, in part waiting for shared supplies: what is left of it where they are unlimited is told
apart. v(all) is the mean of the futures, and risk, v(all) - v(none), is divided among the groups
by Shapley's value over all coalitions, within them by Owen's (see `shapley`). Futures weigh what elapsed time says of
shared causes, and alike where none of those is drawn (T2). They are replicates of each other,
every 16th of the same one; standard errors are those of means over replicates.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Bool, Float

from stargate.errors import StargateError
from stargate.futures.coalitions import Behind, Coalitions, Drawn, Slip
from stargate.futures.shapley import added, coalitions, entering, held_to_sum, orders, shapley
from stargate.programme.model import Basis
from stargate.quantity.sobol import REPLICATES
from stargate.quantity.threads import spread
from stargate.schedule.activity import ActivityKind

if TYPE_CHECKING:
    from stargate.futures.result import Futures

Groups = Mapping[str, Sequence[str]]

MOST = 8  # groups: 256 coalitions
ENOUGH = 2_048  # futures
FEWEST = 2 * REPLICATES  # futures
TOLD_APART = 128  # causes: each costs as much as a coalition
REST = "Everything else"
_BLOCK = 256  # futures computed together: whole replicates


@dataclass(frozen=True, repr=False)
class Contribution:
    """What a group of causes, or one cause, adds to the mean slip."""

    name: str  #: of a group; the address of a cause
    mean: Slip  #: what it adds; below nought where it makes good
    error: Slip  #: Monte Carlo standard error
    members: tuple["Contribution", ...] = ()  #: what its causes add, summing to `mean`; none where all are over 128

    def __str__(self) -> str:
        months, load = f"{self.mean.months:+.2f} months (+-{self.error.months:.2f})", f"{self.mean.load:+.0f} IT MW"
        return f"{self.name}: {months}, {load} (+-{self.error.load:.0f})"

    __repr__ = __str__


@dataclass(frozen=True)
class Attribution:
    """The mean slip of some phases in parts that add up: optimism, and what each group of causes adds to it."""

    of: str  #: the address of the phases; empty for all that belong to the programme
    at: str  #: the day at which IT MW are missing
    n: int  #: futures it was computed in
    phases: tuple[str, ...]  #: those that are compared: announced with a date
    load: float  #: announced for that day [IT MW]
    mean: Slip  #: of the futures
    error: Slip  #: its Monte Carlo standard error
    optimism: Slip  #: with every figure at its median
    waiting: Slip  #: the part of optimism that is waiting for shared supplies
    groups: tuple[Contribution, ...]  #: what each adds to optimism, largest first


def attribution(
    futures: "Futures", of: str = "", at: str = "", groups: Groups | None = None, n: int = ENOUGH
) -> Attribution:
    """The mean slip of the phases at or below `of` in parts that add up, from the first `n` futures.

    `at` is the day at which IT MW are missing; where empty, the last of the year by which everything dated was to run.
    `groups` maps names to patterns of addresses of activities, shared causes, risks, acceptances and phases; the first
    that matches counts, and what none matches is a group of its own. By default these are the groups, activities by
    their kinds; of kinds next to each other in a project's life those that add least are merged.
    Raises StargateError where nothing is drawn, no phase has an announced date, futures are fewer than 32 or groups
    more than 8.
    """
    if futures.programme.scenario.basis is Basis.ANNOUNCED:
        raise StargateError("dates are taken at their word: there is no slip to divide; write another scenario")
    at = at or futures.plan.due_day
    behind = _behind(futures, of, at)
    n = min(n, futures.n) // REPLICATES * REPLICATES
    if n < FEWEST:
        raise StargateError(f"too few futures to divide a mean slip: {futures.n}; write {FEWEST} or more")
    found = Coalitions(futures, behind)
    blocks = list(spread(found.drawn, [slice(first, min(first + _BLOCK, n)) for first in range(0, n, _BLOCK)]))
    chosen = _by_kind(found, blocks[:1]) if groups is None else _by_patterns(found, groups)
    chosen = dict(sorted(chosen.items(), key=lambda each: bool(found.causes & set(each[1]))))  # these cost most to turn
    means = _means(blocks, coalitions(list(chosen.values()), len(found.sources.addresses))[:, None])
    return Attribution(
        of=of,
        at=at,
        n=n,
        phases=tuple(futures.plan.phases[i].address for i in behind.phases),
        load=behind.load,
        mean=_slip(means.overall[-1]),
        error=_slip(_error(means.replicates[:, -1])),
        optimism=_slip(means.overall[0]),
        waiting=_slip(means.overall[0] - found.unlimited) if found.model.gates else Slip(0.0, 0.0),
        groups=_contributions(found, blocks, chosen, means, futures.seed),
    )


def _behind(futures: "Futures", of: str, at: str) -> Behind:
    plan = futures.plan
    phases = [i for i in futures.phases(of) if plan.phases[i].announced is not None]
    if not phases:
        where = f"of {of}" if of else f"that belongs to {futures.programme.name}"
        raise StargateError(f"no phase {where} has an announced date: there is nothing to be late against")
    power = np.array([plan.phases[i].it_power for i in phases])
    announced = np.array([plan.phases[i].announced for i in phases], dtype=float)
    day, until = futures.end_of(at), futures.end_of(futures.programme.contents.horizon)
    if not 0 < day <= until:
        raise StargateError(f"{at} lies outside the series, which end on {futures.programme.contents.horizon}")
    return Behind(np.array(phases), power / power.sum(), announced, until, day, float(power[announced <= day].sum()))


@dataclass(frozen=True)
class _Means:
    """Mean slips of coalitions, over all futures and over those of each replicate."""

    overall: Float[np.ndarray, "coalition 2"]
    replicates: Float[np.ndarray, "replicate coalition 2"]


def _means(blocks: list[Drawn], on: Bool[np.ndarray, "coalition replicate source"]) -> _Means:
    """Mean slips with some sources on in each replicate; a single one stands for all."""
    sums = np.sum(list(spread(partial(_sums, on), blocks)), axis=0)
    overall = sums.sum(axis=0)
    return _Means(overall[:, :2] / overall[:, 2:], sums[..., :2] / sums[..., 2:])


def _sums(
    on: Bool[np.ndarray, "coalition replicate source"], block: Drawn
) -> Float[np.ndarray, "replicate coalition 3"]:
    """Weighted sums of both slips, and those of weights."""
    sums = np.empty((REPLICATES, len(on), 3))
    for i, drawn in enumerate(on):
        rows = drawn if len(drawn) == 1 else np.tile(drawn, (len(block.numbers) // REPLICATES, 1))
        weighted = np.column_stack([block.slips(rows), np.ones(len(block.numbers))]) * block.weights(rows)[:, None]
        sums[:, i] = weighted.reshape(-1, REPLICATES, 3).sum(axis=0)
    return sums


def _error(replicates: Float[np.ndarray, "replicate *rest"]) -> Float[np.ndarray, "*rest"]:
    """The standard error of a mean over replicates."""
    return replicates.std(axis=0, ddof=1) / np.sqrt(len(replicates))


def _slip(pair: Float[np.ndarray, " 2"]) -> Slip:
    return Slip(*pair.tolist())


def _contributions(
    found: Coalitions, blocks: list[Drawn], groups: Mapping[str, Sequence[int]], means: _Means, seed: int
) -> tuple[Contribution, ...]:
    """Every group with its members."""
    overall, replicates = shapley(means.overall), shapley(means.replicates)
    adds = _added(found, blocks, list(groups.values()), seed)
    told = []
    for i, (name, members) in enumerate(groups.items()):
        own = {found.sources.addresses[m]: adds[m] for m in members if m in adds}
        pairs = replicates[:, i].reshape(2, -1, 2).mean(axis=0)
        error = _slip(_error(replicates[:, i]))
        told.append(Contribution(name, _slip(overall[i]), error, _within(own, overall[i], pairs)))
    return _largest_first(told)


def _added(
    found: Coalitions, blocks: list[Drawn], groups: Sequence[Sequence[int]], seed: int
) -> dict[int, Float[np.ndarray, "pair 2"]]:
    """What each source adds when it enters, in every pair of replicates; nothing where they are too many."""
    if sum(map(len, groups)) > TOLD_APART:
        return {}
    order = orders(groups, REPLICATES // 2, seed)
    chain = _means(blocks, entering(order, len(found.sources.addresses)))
    return dict(zip(np.sort(order[0]).tolist(), np.moveaxis(added(order, chain.replicates), 1, 0), strict=True))


def _within(
    adds: Mapping[str, Float[np.ndarray, "pair 2"]], total: Float[np.ndarray, " 2"], pairs: Float[np.ndarray, "pair 2"]
) -> tuple[Contribution, ...]:
    """The members of a group that adds `total`, and `pairs` in each pair of replicates."""
    if not adds:
        return ()
    estimates = np.stack(list(adds.values()), axis=1)
    means, share = held_to_sum(estimates, total)
    errors = _error(estimates + share * (pairs - estimates.sum(axis=1))[:, None])
    parts = zip(adds, means, errors, strict=True)
    return _largest_first(Contribution(address, _slip(mean), _slip(error)) for address, mean, error in parts)


def _largest_first(told: Iterable[Contribution]) -> tuple[Contribution, ...]:
    return tuple(sorted(told, key=lambda each: (-each.mean.months, each.name)))


def _by_patterns(found: Coalitions, groups: Groups) -> dict[str, list[int]]:
    chosen: dict[str, list[int]] = {name: [] for name in groups}
    for source in found.sources.drawn:
        address = found.sources.addresses[source]
        name = next((n for n, each in groups.items() if any(fnmatchcase(address, p) for p in each)), REST)
        chosen.setdefault(name, []).append(source)
    if len(chosen) > MOST:
        raise StargateError(f"{len(chosen)} groups of causes have too many coalitions; write {MOST} or fewer")
    return chosen


def _by_kind(found: Coalitions, blocks: list[Drawn]) -> dict[str, list[int]]:
    """Groups by what sources are; activities by kind, neighbours in a project's life merged where there are many."""
    kinds = {activity.address: activity.kind for activity in found.model.activities}
    by_kind: dict[ActivityKind, list[int]] = {}
    others: dict[str, list[int]] = {}
    for source in found.sources.drawn:
        address = found.sources.addresses[source]
        if address in kinds:
            by_kind.setdefault(kinds[address], []).append(source)
        else:
            others.setdefault(_what(address), []).append(source)
    in_life = [[kind] for kind in ActivityKind if kind in by_kind]
    if len(in_life) + len(others) > MOST:
        effects = _effects(found, blocks, [by_kind[kind] for (kind,) in in_life])
        in_life = _merged(in_life, effects, MOST - len(others))
    names = {", ".join(each).capitalize(): each for each in in_life}
    return {name: [source for kind in each for source in by_kind[kind]] for name, each in names.items()} | others


def _what(address: str) -> str:
    match address.split("."):
        case ["drivers", *_]:
            return "Shared causes"
        case ["risks", *_]:
            return "Risks"
        case ["sites", _, "acceptance"]:
            return "Acceptance of candidates"
        case ["limits" | "commitments" | "chances", *_]:
            return "Uncertain supplies"
    return "Build-up of phases"


def _effects(found: Coalitions, blocks: list[Drawn], groups: list[list[int]]) -> list[float]:
    """How many months each group adds by itself and last of all, on average, whichever way."""
    alone = np.zeros((1 + len(groups), len(found.sources.addresses)), dtype=bool)
    for i, members in enumerate(groups):
        alone[1 + i, members] = True
    everything = np.isin(np.arange(alone.shape[1]), found.sources.drawn)
    means = _means(blocks, np.concatenate([alone, everything & ~alone])[:, None]).overall[:, 0]
    without, all_but = np.split(means, 2)
    return np.abs((without[1:] - without[0] + all_but[0] - all_but[1:]) / 2).tolist()


def _merged(kinds: list[list[ActivityKind]], effects: list[float], most: int) -> list[list[ActivityKind]]:
    """At most so many groups: time and again those two neighbours that add least together become one."""
    while len(kinds) > most:
        least = min(range(len(kinds) - 1), key=lambda i: effects[i] + effects[i + 1])
        kinds = [*kinds[:least], kinds[least] + kinds[least + 1], *kinds[least + 2 :]]
        effects = [*effects[:least], effects[least] + effects[least + 1], *effects[least + 2 :]]
    return kinds
