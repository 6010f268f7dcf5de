"""Cuts: planes below what the years of sites cost to operate."""

from typing import NamedTuple

import numpy as np
from jaxtyping import Float, Int

from stargate.planning.columns import MONEY, NONE, Columns, shared
from stargate.planning.problem import PlanningProblem

SCALE = 0.1  #: of rows of cuts: their coefficients are then of the size of other rows'


class Pool(NamedTuple):
    """Cuts of sites and years: V_sy >= load I_sy + capacity K_sy + allowance A_sy [USD m/year]."""

    site: Int[np.ndarray, " cut"]
    year: Int[np.ndarray, " cut"]
    load: Float[np.ndarray, " cut"]
    capacity: Float[np.ndarray, "cut option"]
    allowance: Float[np.ndarray, "cut use"]

    def take(self, which: np.ndarray) -> "Pool":
        """Some of them."""
        return Pool(*(part[which] for part in self))


def joined(*pools: Pool) -> Pool:
    """One pool of several, in their order."""
    return Pool(*(np.concatenate(parts) for parts in zip(*pools, strict=True)))


def none(problem: PlanningProblem) -> Pool:
    """A pool without cuts."""
    empty = np.zeros(0)
    whole = empty.astype(int)
    return Pool(whole, whole, empty, np.zeros((0, len(problem.options.names))), np.zeros((0, len(problem.uses))))


def written(
    problem: PlanningProblem, columns: Columns, pool: Pool
) -> tuple[Float[np.ndarray, " cut"], Float[np.ndarray, "cut entry"], Int[np.ndarray, "cut entry"]]:
    """Rows of cuts: lower limits, coefficients and their columns, nought where a cut has less of them.

    theta - load I - capacity K - allowance A >= 0 in USD bn, times `SCALE`; an allowance that sites do not share is
    what the site has and what its load adds.
    """
    where = pool.site, pool.year
    together = shared(problem)[:, pool.year].T
    shape = len(problem.uses), len(pool.site)
    allowed = np.array([use.allowed[where] for use in problem.uses]).reshape(shape).T
    per_load = np.array([use.allowed_per_load[where] for use in problem.uses]).reshape(shape).T
    own = np.where(together, 0.0, pool.allowance)
    lower = (own * np.where(own != 0, allowed, 0.0)).sum(axis=1)
    load = pool.load + (own * per_load).sum(axis=1)
    coefficients = np.column_stack([-load, -pool.capacity, np.where(together, -pool.allowance, 0.0)]) * MONEY
    at = np.column_stack(
        [columns.running[where], columns.capacity[pool.site, :, pool.year], columns.allowance[:, *where].T]
    )
    operation = columns.operation[where]
    coefficients = np.column_stack([np.ones(len(operation)), coefficients])
    at = np.column_stack([operation, at])
    return SCALE * MONEY * lower, np.where(at == NONE, 0.0, SCALE * coefficients), np.where(at == NONE, 0, at)
