"""Runs that span campuses: gradients over wide-area links, every step or every so many (K2).

Each site holds replicas. After so many steps the sites add up what has changed, on a ring: each sends and receives
2 (S - 1) / S of it over its link, in 2 (S - 1) messages. Every step, that is plain synchronous training; every H steps
it is the outer step of DiLoCo (Douillard et al. 2023, <https://arxiv.org/abs/2311.08105>, with H = 500 and eight
replicas). What learning loses to rarer exchanges is not modelled.
"""

from stargate.errors import StargateError

GRADIENT_BYTES = 2.0  # of a parameter, in 16 bits


def exchange_seconds(parameters: float, sites: int, bandwidth: float, latency: float = 0.0) -> float:
    """Time of an exchange among so many sites [s], each with a link of `bandwidth` [byte/s] one way and `latency` [s].

    t = 2 (S - 1) (G / (S B) + latency), with G the bytes of all gradients. Nought for one site.
    """
    return 2 * (sites - 1) * (GRADIENT_BYTES * parameters / (sites * bandwidth) + latency)


def slowdown(step: float, exchange: float, every: int = 1, hidden: float = 0.0) -> float:
    """Time that exchanges of so many seconds add to steps of `step` [s], as a share of them.

    One comes `every` so many steps, and `hidden` seconds of it pass while work goes on: up to all of those steps where
    what is exchanged may count one exchange late.
    """
    return max(0.0, exchange - hidden) / (every * step)


def bandwidth_needed(
    parameters: float,
    sites: int,
    step: float,
    share: float,
    every: int = 1,
    latency: float = 0.0,
    hidden: float = 0.0,
) -> float:
    """Link of each site, one way, with which a run is slowed down by no more than `share` [byte/s].

    `slowdown` turned round. Raises StargateError where latency alone takes longer than that.
    """
    if sites == 1:
        return 0.0
    left = share * every * step + hidden - 2 * (sites - 1) * latency
    if left <= 0:
        raise StargateError(
            f"no bandwidth keeps the slowdown within {share:.1%}: latency alone takes longer\n"
            "  write: rarer exchanges (--every), or fewer --sites"
        )
    return 2 * (sites - 1) * GRADIENT_BYTES * parameters / (sites * left)
