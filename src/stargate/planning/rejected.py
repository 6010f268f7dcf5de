"""Why a phase is not in a plan: what would have to be true for it to enter.

At the prices y of everything that sites share (chips, turbines, crews, capital, caps, the target), which are the duals
of the plan's linear relaxation, a site is a problem of its own:

    r = min { (c - A'y) x : x obeys the site's own limits, at least one phase more than planned begins } - base

with `base` the same minimum without that phase, so that r is what the phase costs beyond what it brings. Prices prove
that no plan which has it costs less than their bound and r (Lagrangian duality, Geoffrion (1974),
<https://doi.org/10.1007/BFb0120690>). The smallest part d of a cost g by which that cost must fall is the root of
min { (c - A'y) x - d g(x) }, found by Dinkelbach's steps d <- r(x) / g(x) (1967),
<https://doi.org/10.1287/mnsc.13.7.492>.
"""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Float, Int

from stargate.planning import cuts as planes
from stargate.planning.choice import Choice
from stargate.planning.columns import MONEY, NONE, Columns
from stargate.planning.cuts import Pool
from stargate.planning.master import Sheet
from stargate.planning.operation import Operation, allowance
from stargate.planning.problem import PlanningProblem

_SAME = 0.05  # USD m: what differs by less is no difference
_ROUNDS = 40
GRID = "grid"


@dataclass(frozen=True)
class Rejected:
    """Phases that a plan does not begin, and what would bring in one more of them."""

    site: str  #: its name in the problem
    phases: str  #: the name of their block
    begun: int  #: phases of it that the plan begins
    short: float  #: what one more costs beyond what it brings, at the plan's prices [USD m]
    building: float | None  #: part by which building there must cost less; None where for nothing is not enough
    energy: float | None  #: by how much its energy must be cheaper [USD/MWh]; None where it would run nothing
    grid: int | None  #: years by which its connection must come sooner; None where that is not enough

    @property
    def enters(self) -> bool:
        """Whether prices alone do not keep it out: whole phases do not fit, or the plan is not proven best."""
        return self.short <= _SAME


class _Found(NamedTuple):
    value: float  #: [USD m]
    values: Float[np.ndarray, " column"]  #: of the site's columns


class Prices(NamedTuple):
    """What a relaxation proves of everything that sites share."""

    duals: Float[np.ndarray, " row"]  #: of rows of the sheet [USD bn per scaled unit]
    pool: Pool  #: cuts that are known


def rejected(problem: PlanningProblem, choice: Choice, sheet: Sheet, prices: Prices) -> tuple[Rejected, ...]:
    """Every block of which phases are left, in the order of the problem."""
    operation, found = Operation(problem), []
    for site in range(len(problem.sites)):
        left = [b for b in np.flatnonzero(problem.blocks.site == site) if _left(problem, choice, b)]
        if left:
            place = _Place(problem, sheet, prices, site, operation)
            found += [_rejected(place, choice, int(b)) for b in left]
    return tuple(found)


def _left(problem: PlanningProblem, choice: Choice, block: int) -> bool:
    """Whether a phase more could run within the plan."""
    in_time = int(problem.blocks.earliest[block]) <= problem.latest(block)
    return in_time and choice.starts[block, -1] < problem.blocks.most[block]


def owners(problem: PlanningProblem, columns: Columns) -> Int[np.ndarray, " column"]:
    """Site of every column, NONE of those of the programme."""
    owner = np.full(columns.count + 1, NONE)
    sites = np.arange(len(problem.sites))
    owner[columns.open] = sites
    owner[columns.starts] = problem.blocks.site[:, None]
    for array in (columns.placed, columns.running, columns.operation):
        owner[array] = sites[:, None]
    owner[columns.capacity] = sites[:, None, None]
    owner[columns.allowance] = sites[:, None]
    return owner[:-1]


class _Place:
    """A site's own problem at given prices: its columns, its own rows, cuts of its years."""

    def __init__(self, problem: PlanningProblem, sheet: Sheet, prices: Prices, site: int, operation: Operation) -> None:
        self.problem, self.sheet, self.site, self.operation = problem, sheet, site, operation
        self.its = owners(problem, sheet.columns) == site
        self.number = np.cumsum(self.its) - 1  # of a column among the site's
        entered = sheet.matrix != 0
        self.own = (entered @ self.its.astype(float) > 0) & (entered @ (~self.its).astype(float) == 0)
        paid = -(sheet.matrix[~self.own].T @ prices.duals[~self.own])
        self.cost = (sheet.cost + paid)[self.its] / MONEY
        capital = np.array([name == "capital" for name in sheet.limit], dtype=bool)
        self.drawn = (-(sheet.matrix[capital & ~self.own].T @ prices.duals[capital & ~self.own]))[self.its] / MONEY
        self.lower, self.upper = sheet.lower[self.its], sheet.upper[self.its]
        self.pool = prices.pool.take(prices.pool.site == site)

    def numbers(self, columns: np.ndarray) -> np.ndarray:
        """Where columns of the sheet stand among the site's."""
        return self.number[columns[columns != NONE]]

    @property
    def building(self) -> Float[np.ndarray, " column"]:
        """What opening and phases cost, with what the capital they draw is worth [USD m]."""
        at = self.sheet.columns
        found = np.zeros(len(self.cost))
        blocks = np.flatnonzero(self.problem.blocks.site == self.site)
        of = self.numbers(np.append(np.unique(at.starts[blocks]), at.open[self.site]))
        found[of] = self.sheet.cost[self.its][of] / MONEY + self.drawn[of]
        return found

    @property
    def energy(self) -> Float[np.ndarray, " column"]:
        """What a USD/MWh on all its energy costs [USD m]."""
        found, problem = np.zeros(len(self.cost)), self.problem
        gwh = float(problem.weight @ problem.load[self.site].sum(axis=1))
        found[self.numbers(self.sheet.columns.running[self.site])] = 1e-3 * gwh * problem.worth_of_year
        return found

    def least(self, cost: Float[np.ndarray, " column"], lower: np.ndarray, upper: np.ndarray) -> _Found | None:
        """Exact least cost between limits of columns; None where nothing fits between them."""
        for _ in range(_ROUNDS):
            found = _solved(self._model(cost, lower, upper))
            if found is None:
                return None
            missing = self._cut(found.values)
            if missing <= _SAME / 10:
                break
        return _Found(found.value + missing, found.values)

    def _cut(self, values: Float[np.ndarray, " column"]) -> float:
        """Adds cuts where the site's years cost more than is known of them; gives how much in all [USD m]."""
        problem, at, site = self.problem, self.sheet.columns, self.site
        wide = np.zeros(at.count)
        wide[self.its] = values
        load, capacity = np.maximum(wide[at.running], 0), np.maximum(wide[at.capacity], 0)
        shared = np.append(wide, np.inf)[at.allowance]
        allowed = np.maximum(np.where(at.allowance == NONE, allowance(problem, load), shared), 0)
        which = np.zeros(load.shape, dtype=bool)
        which[site] = True
        found = self.operation.evaluate(load, capacity, allowed, which)
        above = problem.worth_of_year * (found.cost[site] - wide[at.operation[site]] / MONEY)
        years = np.flatnonzero(above > _SAME / 100)
        if years.size:
            more = Pool(
                np.full(years.size, site),
                years,
                found.of_load[site, years],
                found.of_capacity[site, :, years],
                found.of_allowance[:, site, years].T,
            )
            self.pool = planes.joined(self.pool, more)
        return float(np.maximum(above, 0).sum())
