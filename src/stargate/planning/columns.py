"""Where the decisions of a planning problem stand among the columns of its master."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from jaxtyping import Float, Int

from stargate.planning.choice import Choice
from stargate.planning.problem import PlanningProblem

MONEY = 1e-3  #: of a USD m in a USD bn, in which masters count
NONE = -1  #: where there is no such column: the value is nought


@dataclass(frozen=True, eq=False)
class Columns:
    """Numbers of columns; money among them stands in USD bn, all else as in the problem."""

    open: Int[np.ndarray, " site"]
    starts: Int[np.ndarray, "block quarter"]  #: cumulative; after the last start that counts its column again
    bought: Int[np.ndarray, "chip year"]
    placed: Int[np.ndarray, "site year"]
    running: Int[np.ndarray, "site year"]  #: IT load
    capacity: Int[np.ndarray, "site option year"]
    allowance: Int[np.ndarray, "use site year"]  #: of uses that sites share in the year
    kept: Int[np.ndarray, "fund quarter"]  #: what came and is not spent yet [USD bn]
    sold: Int[np.ndarray, " year"]
    shortfall: Int[np.ndarray, " year"]
    operation: Int[np.ndarray, "site year"]  #: at least what the year of a site costs [USD bn]
    count: int

    @cached_property
    def whole(self) -> Int[np.ndarray, " whole"]:
        """Columns that take whole numbers."""
        begun = np.unique(self.starts)
        return np.concatenate([self.open, begun[begun != NONE]])

    def read(self, values: Float[np.ndarray, " column"], array: np.ndarray, absent: float = 0.0) -> np.ndarray:
        """Values of an array of columns, `absent` where there is none."""
        return np.append(values, absent)[array]

    def choice(self, values: Float[np.ndarray, " column"]) -> Choice:
        """What the values of the columns decide, whole numbers rounded."""
        starts = np.round(self.read(values, self.starts)).astype(int)
        return Choice(
            opened=np.round(values[self.open]) > 0,
            starts=starts,
            bought=values[self.bought],
            placed=values[self.placed],
            capacity=values[self.capacity],
            allowance=self.read(values, self.allowance, np.inf),
            sold=values[self.sold],
            shortfall=values[self.shortfall],
        )

    def values(self, problem: PlanningProblem, choice: Choice) -> Float[np.ndarray, " column"]:
        """Values of the columns in a choice, nought for what years cost to operate."""
        found = np.zeros(self.count + 1)
        found[self.open], found[self.starts] = choice.opened, choice.starts
        found[self.bought], found[self.placed] = choice.bought, choice.placed
        found[self.running] = running(problem, choice.placed)
        found[self.capacity] = choice.capacity
        found[self.allowance] = choice.allowance
        found[self.sold], found[self.shortfall] = choice.sold, choice.shortfall
        return found[:-1]


def running(problem: PlanningProblem, placed: Float[np.ndarray, "site year"]) -> Float[np.ndarray, "site year"]:
    """IT load that runs: committed chips and those placed within their life [IT GW]."""
    total = np.cumsum(placed, axis=1)
    gone = np.zeros_like(total)
    if problem.years > problem.chips.life:
        gone[:, problem.chips.life :] = total[:, : -problem.chips.life]
    return problem.there + total - gone


def shared(problem: PlanningProblem) -> np.ndarray:
    """Whether sites share a use in a year, Bool[use, year]."""
    together = [np.isfinite(use.together) for use in problem.uses]
    return np.array(together, dtype=bool).reshape(-1, problem.years)


def columns(problem: PlanningProblem) -> Columns:
    """The columns of a problem, one behind the other."""
    sites, years, options = len(problem.sites), problem.years, len(problem.options.names)
    count = 0

    def take(*shape: int) -> np.ndarray:
        nonlocal count
        first, count = count, count + int(np.prod(shape))
        return np.arange(first, count).reshape(shape)

    opens, starts = take(sites), np.full((len(problem.blocks.site), problem.quarters), NONE)
    for block, row in enumerate(starts):
        first, last = int(problem.blocks.earliest[block]), problem.latest(block)
        if first <= last:
            row[first : last + 1] = take(last + 1 - first)
            row[last + 1 :] = row[last]
    allowance = np.full((len(problem.uses), sites, years), NONE)
    there = np.broadcast_to(shared(problem)[:, None], allowance.shape)
    allowance[there] = take(int(there.sum()))
    return Columns(
        open=opens,
        starts=starts,
        bought=take(len(problem.chips.names), years),
        placed=take(sites, years),
        running=take(sites, years),
        capacity=take(sites, options, years),
        allowance=allowance,
        kept=take(len(problem.funds.names), problem.quarters),
        sold=take(years),
        shortfall=take(years),
        operation=take(sites, years),
        count=count,
    )


def bounds(
    problem: PlanningProblem, columns: Columns
) -> tuple[Float[np.ndarray, " column"], Float[np.ndarray, " column"]]:
    """Least and most of every column, whatever limits say."""
    lower, upper = np.zeros(columns.count + 1), np.full(columns.count + 1, np.inf)
    blocks = np.zeros(len(problem.sites), dtype=bool)
    blocks[problem.blocks.site] = True
    lower[columns.open], upper[columns.open] = problem.opened, problem.opened | blocks
    upper[columns.starts] = problem.blocks.most[:, None]
    most = (problem.shell[:, -1] + _shells(problem))[:, None] + np.zeros(problem.years)
    upper[columns.placed] = np.where(problem.chips.most.sum(axis=0) > 0, most, 0.0) if len(problem.chips.names) else 0
    lower[columns.running], upper[columns.running] = problem.there, problem.there + most
    lower[columns.capacity] = problem.options.least
    for use, row in zip(problem.uses, columns.allowance, strict=True):
        upper[row] = np.minimum(np.where(use.allowed_per_load > 0, np.inf, use.allowed), use.together)
    return lower[:-1], upper[:-1]


def _shells(problem: PlanningProblem) -> Float[np.ndarray, " site"]:
    """IT power of all phases that may be built [IT GW]."""
    found = np.zeros(len(problem.sites))
    np.add.at(found, problem.blocks.site, problem.blocks.most * problem.blocks.it_power)
    return found
