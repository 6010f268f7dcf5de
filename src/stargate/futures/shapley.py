"""Parts of a whole that add up, whatever acts together: Shapley's value over groups, Owen's within them.

With v(S) what the groups in S achieve, k of them in all, and S without g,

    phi_g = sum_S |S|! (k - |S| - 1)! / k! * (v(S + g) - v(S))

These add up to what all achieve beyond none. Shapley (1953), <https://doi.org/10.1515/9781400881970-018>. Members of a
group divide what is the group's by Owen's value (1977, <https://doi.org/10.1007/978-3-642-45494-3_7>): what a member
adds on average when groups, and members within them, enter in random order (sampled: Castro et al. 2009,
<https://doi.org/10.1016/j.cor.2008.04.004>). The sum of a group is known, so that the estimates e_m of variance s_m^2
are held to it by least squares:

    phi_m = e_m + s_m^2 / sum_j s_j^2 * (phi_g - sum_j e_j)

What is divided here is a mean. The same values of a variance are Shapley effects (Owen 2014,
<https://doi.org/10.1137/130936233>; Song et al. 2016, <https://doi.org/10.1137/15M1048070>): they say what spreads an
outcome, not what makes it late.
"""

from collections.abc import Sequence
from math import factorial

import numpy as np
from jaxtyping import Bool, Float, Int


def coalitions(groups: Sequence[Sequence[int]], players: int) -> Bool[np.ndarray, "coalition player"]:
    """The players of every coalition of groups; the bits of a coalition's number are the groups in it."""
    on = np.zeros((2 ** len(groups), players), dtype=bool)
    for i, members in enumerate(groups):
        within = np.flatnonzero(np.arange(len(on)) >> i & 1)
        on[np.ix_(within, np.array(members, dtype=np.int64))] = True
    return on


def shapley(values: Float[np.ndarray, "*rest coalition 2"]) -> Float[np.ndarray, "*rest group 2"]:
    """What each group adds to the value of all, from the values of all `coalitions`."""
    count = values.shape[-2]
    k = count.bit_length() - 1
    numbers = np.arange(count)
    sizes = np.array([number.bit_count() for number in range(count)])
    chance = np.array([factorial(s) * factorial(k - s - 1) / factorial(k) for s in range(k)])
    found = np.empty((*values.shape[:-2], k, values.shape[-1]))
    for group in range(k):
        without = numbers[(numbers >> group & 1) == 0]
        adds = values[..., without | 1 << group, :] - values[..., without, :]
        found[..., group, :] = np.einsum("s,...sx->...x", chance[sizes[without]], adds)
    return found


def orders(groups: Sequence[Sequence[int]], pairs: int, seed: int) -> Int[np.ndarray, "order member"]:
    """Random orders in which groups enter, and members within them; behind the first half, each of it in reverse."""
    random = np.random.default_rng(seed)
    half = [[m for g in random.permutation(len(groups)) for m in random.permutation(groups[g])] for _ in range(pairs)]
    forth = np.array(half, dtype=np.int64).reshape(pairs, -1)
    return np.concatenate([forth, forth[:, ::-1]])


def entering(order: Int[np.ndarray, "order member"], players: int) -> Bool[np.ndarray, "step order player"]:
    """Who is in after each step of each order: nobody, then one more at a time."""
    steps = order.shape[1]
    entered = np.full((len(order), players), steps + 1)
    np.put_along_axis(entered, order, np.arange(1, steps + 1)[None, :], axis=1)
    return entered <= np.arange(steps + 1)[:, None, None]


def added(
    order: Int[np.ndarray, "order member"], values: Float[np.ndarray, "order step 2"]
) -> Float[np.ndarray, "pair member 2"]:
    """What each member adds when it enters, members by their number, mean of each order and its reverse."""
    adds = np.take_along_axis(np.diff(values, axis=1), np.argsort(order, axis=1)[:, :, None], axis=1)
    return adds.reshape(2, len(adds) // 2, *adds.shape[1:]).mean(axis=0)


def held_to_sum(
    estimates: Float[np.ndarray, "pair member 2"], total: Float[np.ndarray, " 2"]
) -> tuple[Float[np.ndarray, "member 2"], Float[np.ndarray, "member 2"]]:
    """Members' means that sum to `total`, and what share of the missing each was given."""
    mean, variance = estimates.mean(axis=0), estimates.var(axis=0)
    known = variance.sum(axis=0) > 0
    share = np.where(known, variance / np.where(known, variance.sum(axis=0), 1.0), 1 / len(mean))
    return mean + share * (total - mean.sum(axis=0)), share
