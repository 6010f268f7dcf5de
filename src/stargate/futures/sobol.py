"""How much of an outcome's variance goes with whole groups of figures: grouped Sobol' indices (T8).

Groups are drivers, risks, agreements, and each site's own figures. With f_A and f_B the outcome in two independent sets
of futures, and f_g the outcome of A with the random numbers of group g from B, centred,

    first_g = E(f_B (f_g - f_A)) / V,   total_g = E((f_A - f_g)^2) / (2 V),   V = Var(f)

the former (Saltelli et al. 2010, <https://doi.org/10.1016/j.cpc.2009.09.018>) what goes once the group is known, the
latter (Jansen 1999, <https://doi.org/10.1016/S0010-4655(98)00154-4>) what is left once all others are. They are equal
where groups do not act together. Standard errors are those of the ratios of means.

Where elapsed time is evidence, futures weigh by what it says of drivers and risks, which then depend on each other:
they are one group. Two futures that share these count once for it, others both, and the former's first-order index is
1 - E((f_B - f_g)^2) / (2 V).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from jaxtyping import Float, Int

from stargate.errors import StargateError
from stargate.futures.simulate import BLOCK, run
from stargate.futures.targets import target
from stargate.programme.compiled import Model, model
from stargate.programme.model import Basis
from stargate.programme.timed import buildup
from stargate.quantity.threads import spread

if TYPE_CHECKING:
    from stargate.futures.result import Futures

CAUSES = "drivers and risks"
_ENOUGH = 4_000  # futures of each set
_OTHER_SEED = 2**62  # so far from any seed in use that B is no set that anyone looks at beside A


@dataclass(frozen=True)
class GroupShare:
    """The shares of an outcome's variance that go with a group of figures."""

    group: str  #: `drivers`, `risks`, `drivers and risks`, `agreements`, `programme`, or the address of a site
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
    first, other = _plain(futures.model), model(futures.plan, futures.seed ^ _OTHER_SEED)
    weighs = bool(len(first.evidence.activity))
    own = {address: _group(address, weighs) for address in _addresses(first)}
    groups = sorted(set(own.values()))
    every = frozenset(groups)
    outcomes = {g: _outcome(futures, _mixed(first, other, g, weighs), of, at, below) for g in ((), every, *groups)}
    a, b = outcomes[()], outcomes[every]
    if not np.ptp(a.values) > 0:
        raise StargateError(f"{of} is the same in every future: there is no variance to share")
    found = [GroupShare(g, *indices(a, b, outcomes[g].values, carries=g == CAUSES)) for g in groups]
    return sorted((s for s in found if s.total > 0), key=lambda s: (-s.total, s.group))


class Outcomes(NamedTuple):
    """An outcome in one set of futures, and how much they count."""

    values: Float[np.ndarray, " future"]
    weight: Float[np.ndarray, " future"]


def indices(
    of_a: Outcomes, of_b: Outcomes, mixed: Float[np.ndarray, " future"], *, carries: bool = False
) -> tuple[float, float, float, float]:
    """First-order and total index, each with its standard error, of the group that `mixed` takes from B.

    `carries` says that the group is the one that weights are owed to: then `mixed` weighs as B does, else as A.
    """
    own_a, own_b = (each.weight / each.weight.sum() for each in (of_a, of_b))
    mean = (own_a @ of_a.values + own_b @ of_b.values) / 2
    a, b, g = of_a.values - mean, of_b.values - mean, mixed - mean
    both = own_a * own_b / (own_a @ own_b)
    variance = (own_a @ a**2 + own_b @ b**2) / 2
    spread = (own_a * (a**2 - variance) + own_b * (b**2 - variance)) / 2

    def ratio(values: np.ndarray, weight: np.ndarray) -> tuple[float, float]:
        found = float(weight @ values / variance)
        off = weight * (values - weight @ values) - found * spread
        return found, float(np.sqrt((off**2).sum()) / variance)

    if carries:
        left, error = ratio((b - g) ** 2 / 2, own_b)
        return 1 - left, error, *ratio((a - g) ** 2 / 2, both)
    return *ratio(b * (g - a), both), *ratio((a - g) ** 2 / 2, own_a)


def _plain(compiled: Model) -> Model:
    """Without Sobol' numbers: two scramblings of one point go together within a replicate, plain numbers never.

    Under a scenario, what elapsed time says is left out too: its weights are those of other futures.
    """
    none, no_event = np.zeros_like(compiled.columns.sobol), np.zeros_like(compiled.events.sobol)
    columns = compiled.columns._replace(sobol=none)
    if compiled.witness is not None:
        columns = columns._replace(centre=np.zeros(len(none)), width=np.ones(len(none)))
    return replace(
        compiled,
        witness=None,
        columns=columns,
        events=compiled.events._replace(sobol=no_event),
    )


def _addresses(compiled: Model) -> list[str]:
    """Addresses of all that is drawn."""
    drawn = [figure.address for figure in compiled.figures if figure.uncertain]
    rounds = [compiled.activities[a].address for a in compiled.open_agreements]
    return [*drawn, *compiled.event_addresses, *rounds]


def _group(address: str, weighs: bool) -> str:
    first, _, rest = address.partition(".")
    if first == "sites":
        return f"{first}.{rest.partition('.')[0]}"
    if weighs and first in ("drivers", "risks"):
        return CAUSES
    return first if first in ("drivers", "risks", "agreements") else "programme"


def _mixed(first: Model, other: Model, group: str | Collection[str], weighs: bool) -> Model:
    """`first` with the random numbers of one group, or of several, from `other`."""
    groups = {group} if isinstance(group, str) else group

    def taken(addresses: Sequence[str], own: np.ndarray, others: np.ndarray) -> Int[np.ndarray, " figure"]:
        return np.where([_group(address, weighs) in groups for address in addresses], others, own)

    figures = [figure.address for figure in first.figures]
    activities = [activity.address for activity in first.activities]
    return replace(
        first,
        columns=first.columns._replace(key=taken(figures, first.columns.key, other.columns.key)),
        events=first.events._replace(key=taken(first.event_addresses, first.events.key, other.events.key)),
        tasks=first.tasks._replace(rounds_key=taken(activities, first.tasks.rounds_key, other.tasks.rounds_key)),
    )


def _outcome(futures: "Futures", compiled: Model, of: str, at: str, below: str) -> Outcomes:
    numbers = futures.numbers[:_ENOUGH]

    def some(begin: int) -> tuple[np.ndarray, np.ndarray]:
        own = numbers[begin : begin + BLOCK]
        block = run(compiled, own)
        built = buildup(compiled, block)
        part = replace(futures, model=compiled, n=len(own), numbers=own, weight=block.weight, buildup=built)
        return target(part, of, at, below).values, block.weight

    parts = list(spread(some, range(0, len(numbers), BLOCK)))
    values, weight = (np.concatenate(each) for each in zip(*parts, strict=True))
    if not np.isfinite(values).all():
        raise StargateError(f"{below or 'this'} does not come in every future: its date has no variance")
    return Outcomes(values, weight)
