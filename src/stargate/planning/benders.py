"""The linear programme behind a plan, by cuts of site-years (P3, Benders 1962, doi:10.1007/BF01386316)."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float

from stargate.planning import cuts as planes
from stargate.planning.columns import MONEY, shared
from stargate.planning.cuts import Pool
from stargate.planning.master import Master, Solved
from stargate.planning.operation import Cuts, Operation, allowance
from stargate.planning.problem import PlanningProblem

MOVED = 1e-9  #: a site-year that moved less than this, relative, is not evaluated again
NEW = 1e-7  #: a cut this far above what the master says of a site-year is worth adding, relative


@dataclass(frozen=True, eq=False)
class Round:
    """A solve of the master, and what its choice costs in truth."""

    solved: Solved
    objective: float  #: of its choice with what operation costs in truth [USD m]
    added: int  #: cuts that cut it off

    @property
    def gap(self) -> float:
        """(objective - bound) / |objective|."""
        return (self.objective - self.solved.bound) / max(1e-9, abs(self.objective))


class Planes:
    """Where cuts come from: evaluates operation at values of a master, and remembers where it did."""

    def __init__(self, problem: PlanningProblem, operation: Operation) -> None:
        self.problem, self.operation = problem, operation
        self.together = shared(problem)
        shape = len(problem.sites), problem.years
        parts = 1 + len(problem.options.names) + len(problem.uses)
        self._at = np.full((shape[0], parts, shape[1]), np.nan)
        self._cost = np.zeros(shape)

    def cut(self, master: Master, values: Float[np.ndarray, " column"]) -> tuple[Float[np.ndarray, "site year"], Pool]:
        """What operation costs at the values [USD m/year], and cuts where that is more than the values say."""
        load, capacity, allowed = self._point(master, values)
        said = values[master.columns.operation] / MONEY
        point = np.concatenate(
            [load[:, None], capacity, np.moveaxis(np.where(np.isfinite(allowed), allowed, -1.0), 0, 1)], axis=1
        )
        which: Bool[np.ndarray, "site year"] = np.asarray(
            ~(abs(point - self._at) <= MOVED * (1 + abs(point))).all(axis=1)
        )
        found = self.operation.evaluate(load, capacity, allowed, which)
        self._at = np.where(which[:, None], point, self._at)
        self._cost = np.where(which, found.cost, self._cost)
        site, year = np.nonzero(which & (found.cost - said > NEW * (1 + abs(found.cost))))
        return self._cost, pooled(found, site, year)

    def forget(self) -> None:
        """Evaluates all site-years next time, as cuts found where they last were may be gone."""
        self._at = np.full_like(self._at, np.nan)

    def seeds(self) -> Pool:
        """Cuts of several mixes of power, found for the first year and proven for all."""
        problem, options = self.problem, self.problem.options
        sites, years = len(problem.sites), problem.years
        peak = problem.load.max(axis=(1, 2))
        which = np.zeros((sites, years), dtype=bool)
        which[:, 0] = True
        load = np.ones((sites, years))
        allowed = allowance(problem, load)
        count = len(options.names)
        mixes = np.vstack([np.zeros(count), 1.15 * np.eye(count), np.full(count, 0.5), np.full(count, 0.25)])
        if problem.battery is not None:
            mixes = np.delete(mixes, 1 + problem.battery.option, axis=0)
        found = [planes.none(problem)]
        for mix in mixes:
            capacity = np.repeat((peak[:, None] * mix)[..., None], years, axis=2)
            self.operation.evaluate(load, capacity, allowed, which)
            for site in range(sites):
                carried = self.operation.carry(site, 0)
                pool = pooled(carried, np.zeros(years, dtype=int), np.arange(years))
                found.append(pool._replace(site=np.full(years, site)))
        return planes.joined(*found)

    def _point(
        self, master: Master, values: Float[np.ndarray, " column"]
    ) -> tuple[
        Float[np.ndarray, "site year"], Float[np.ndarray, "site option year"], Float[np.ndarray, "use site year"]
    ]:
        """Load, capacities and allowances that the values stand for; never below nought."""
        at = master.columns
        load = np.maximum(values[at.running], 0)
        allowed = allowance(self.problem, load)
        own = np.broadcast_to(self.together[:, None], allowed.shape)
        allowed = np.where(own, np.maximum(at.read(values, at.allowance), 0), allowed)
        return load, np.maximum(values[at.capacity], 0), allowed


def pooled(found: Cuts, site: np.ndarray, year: np.ndarray) -> Pool:
    """Some of the cuts of an evaluation."""
    return Pool(
        site, year, found.of_load[site, year], found.of_capacity[site, :, year], found.of_allowance[:, site, year].T
    )


def turn(master: Master, source: Planes) -> Round:
    """Solves the master, and gives it the cuts that cut its solution off."""
    solved = master.run()
    return answered(master, source, solved)


def answered(master: Master, source: Planes, solved: Solved) -> Round:
    """What a solution costs in truth; gives the master the cuts that cut it off."""
    cost, pool = source.cut(master, solved.values)
    said = solved.values[master.columns.operation]
    more = master.sheet.cost[master.columns.operation] * (cost * MONEY - said)
    master.add_cuts(pool)
    return Round(solved, solved.objective + float(more.sum()) / MONEY, len(pool.site))
