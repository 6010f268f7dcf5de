"""How much of an outcome's variance goes with whole groups of figures: grouped Sobol' indices (T8).

Groups are drivers, risks, agreements, and each site's own figures. With f_A and f_B the outcome in two independent sets
of futures, and f_g the outcome of A with the random numbers of group g from B, centred,

    first_g = E(f_B (f_g - f_A)) / V,   total_g = E((f_A - f_g)^2) / (2 V),   V = Var(f)

the former (Saltelli et al. 2010, <https://doi.org/10.1016/j.cpc.2009.09.018>) what goes once the group is known, the
latter (Jansen 1999, <https://doi.org/10.1016/S0010-4655(98)00154-4>) what is left once all others are. They are equal
where groups do not act together. Standard errors are those of the ratios of means.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Bool, Float, Int

from stargate.errors import StargateError
from stargate.futures.model import Model, model
from stargate.futures.simulate import BLOCK, buildup, run
from stargate.futures.targets import target
from stargate.futures.threads import spread
from stargate.programme.model import Basis

if TYPE_CHECKING:
    from stargate.futures.result import Futures

_ENOUGH = 4_000  # futures of each set
_OTHER_SEED = 2**62  # so far from any seed in use that B is no set that anyone looks at beside A


@dataclass(frozen=True)
class GroupShare:
    """The shares of an outcome's variance that go with a group of figures."""

    group: str  #: `drivers`, `risks`, `agreements`, `programme`, or the address of a site
    first: float  #: what goes once the group is known
    first_error: float  #: its Monte Carlo standard error
    total: float  #: what is left once all other groups are known
    total_error: float  #: its Monte Carlo standard error


def group_shares(futures: "Futures", of: str, at: str, below: str) -> list[GroupShare]:
    """Every group with a share, largest total first.

    Raises StargateError where fewer than two futures are drawn, the outcome is unknown or the same in all of them.
    """
    if of == "need":
        raise StargateError("the need of money is not split into groups\n  write: energised, served or full_load")
    if futures.n < 2 or futures.programme.scenario.basis is Basis.ANNOUNCED:
        raise StargateError("one future has no variance\n  write: --futures 1000 or more")
    first = futures.model
    other = model(futures.plan, futures.seed ^ _OTHER_SEED)
    groups = sorted({*map(_group, _addresses(first))})
    mixes = [first, other, *(_mixed(first, other, group) for group in groups)]
    outcomes = [_outcome(futures, mix, of, at, below) for mix in mixes]
    if not np.ptp(outcomes[0]) > 0:
        raise StargateError(f"{of} is the same in every future: there is no variance to share")
    weight = futures.weight[: len(outcomes[0])]
    found = [
        GroupShare(group, *indices(outcomes[0], outcomes[1], mixed, weight))
        for group, mixed in zip(groups, outcomes[2:], strict=True)
    ]
    return sorted((s for s in found if s.total > 0), key=lambda s: (-s.total, s.group))


def indices(
    of_a: Float[np.ndarray, " future"],
    of_b: Float[np.ndarray, " future"],
    mixed: Float[np.ndarray, " future"],
    weight: Float[np.ndarray, " future"],
) -> tuple[float, float, float, float]:
    """First-order and total index, each with its standard error, of the group that `mixed` takes from B."""
    both = np.concatenate([of_a, of_b])
    mean = np.average(both, weights=np.tile(weight, 2))
    a, b, g = of_a - mean, of_b - mean, mixed - mean
    spread = (a**2 + b**2) / 2
    first, total = _ratio(b * (g - a), spread, weight), _ratio((a - g) ** 2 / 2, spread, weight)
    return *first, *total


def _ratio(
    above: Float[np.ndarray, " future"], below: Float[np.ndarray, " future"], weight: Float[np.ndarray, " future"]
) -> tuple[float, float]:
    """A ratio of means, and its standard error to first order."""
    share = weight / weight.sum()
    variance = share @ below
    ratio = float(share @ above / variance)
    return ratio, float(np.sqrt(share**2 @ (above - ratio * below) ** 2) / variance)


def _addresses(compiled: Model) -> list[str]:
    """Addresses of all that is drawn."""
    drawn = [figure.address for figure in compiled.figures if figure.uncertain]
    rounds = [compiled.activities[a].address for a in compiled.open_agreements]
    return [*drawn, *compiled.event_addresses, *rounds]


def _group(address: str) -> str:
    first, _, rest = address.partition(".")
    if first == "sites":
        return f"{first}.{rest.partition('.')[0]}"
    return first if first in ("drivers", "risks", "agreements") else "programme"


def _mixed(first: Model, other: Model, group: str) -> Model:
    """`first` with the random numbers of one group from `other`."""

    def taken(addresses: Sequence[str], own: np.ndarray, others: np.ndarray) -> Int[np.ndarray, " figure"]:
        chosen: Bool[np.ndarray, " figure"] = np.array([_group(address) == group for address in addresses], dtype=bool)
        return np.where(chosen, others, own)

    figures = [figure.address for figure in first.figures]
    activities = [activity.address for activity in first.activities]
    return replace(
        first,
        columns=first.columns._replace(key=taken(figures, first.columns.key, other.columns.key)),
        events=first.events._replace(key=taken(first.event_addresses, first.events.key, other.events.key)),
        tasks=first.tasks._replace(
            rounds_key=taken(activities, first.tasks.rounds_key, other.tasks.rounds_key),
        ),
    )


def _outcome(futures: "Futures", compiled: Model, of: str, at: str, below: str) -> Float[np.ndarray, " future"]:
    numbers = futures.numbers[:_ENOUGH]

    def some(begin: int) -> Float[np.ndarray, " future"]:
        own = numbers[begin : begin + BLOCK]
        weight, built = futures.weight[: len(own)], buildup(compiled, run(compiled, own))
        part = replace(futures, model=compiled, n=len(own), numbers=own, weight=weight, buildup=built)
        return target(part, of, at, below).values

    found = np.concatenate(list(spread(some, range(0, len(numbers), BLOCK))))
    if not np.isfinite(found).all():
        raise StargateError(f"{below or 'this'} does not come in every future: its date has no variance")
    return found
