"""Why a phase is not in a plan: what would have to be true for it to enter.

At the prices y of everything that sites share (chips, turbines, crews, capital, caps, the target), which are the duals
of the plan's linear relaxation, a site is a problem of its own:

    r = min (c - A y) x - b

over the x that obey the site's own limits and begin at least one phase more than the plan, with b the same minimum
without that phase: r is what the phase costs beyond what it brings. Prices prove that no plan which has it costs less
than their bound and r: Lagrangian duality, Geoffrion (1974), <https://doi.org/10.1007/BFb0120690>. The smallest part d
of a cost g by which that cost must fall is the root of min (c - A y) x - d g(x), found by Dinkelbach's steps
d <- r(x) / g(x) (1967), <https://doi.org/10.1287/mnsc.13.7.492>.
"""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Float, Int

from stargate.planning import cuts as planes
from stargate.planning.benders import pooled
from stargate.planning.choice import Choice
from stargate.planning.columns import MONEY, NONE, Columns
from stargate.planning.cuts import Pool
from stargate.planning.operation import Operation, allowance
from stargate.planning.problem import PlanningProblem
from stargate.planning.solve import Relaxed
from stargate.planning.words import listed, money, number, share

SAME = 0.5  # USD m: what differs by less is no difference
_ROUNDS = 40
GRID = "grid"


@dataclass(frozen=True)
class Rejected:
    """Phases that a plan does not begin, and what would bring in one more of them."""

    site: str  #: its name in the problem
    phases: str  #: the name of their block
    it_power: float  #: of one of them [IT GW]
    begun: int  #: how many the plan begins
    short: float | None  #: what one more costs beyond what it brings, at the plan's prices [USD m]; None: none fits
    building: float | None  #: part by which building there must cost less; None where for nothing is not enough
    energy: float | None  #: by how much its energy must be cheaper [USD/MWh]; None where it would run nothing
    grid: int | None  #: years by which its connection must come sooner; None where that is not enough

    @property
    def words(self) -> str:
        """What keeps it out, and what would bring it in."""
        head = f"One {'phase more' if self.begun else 'phase'} of {self.phases} ({number(self.it_power)} IT GW)"
        if self.short is None:
            return f"{head} does not fit: the site's own limits leave no room for it within the plan."
        if self.enters:
            return (
                f"{head} is a toss-up: at the plan's prices it pays, but whole phases leave no room beside the others."
            )
        ways = [] if self.building is None else [f"building there cost {share(self.building)} less"]
        ways += [] if self.energy is None else [f"its energy were USD {number(self.energy)}/MWh cheaper"]
        later = "year" if self.grid == 1 else "years"
        ways += [] if self.grid is None else [f"its grid connection came {self.grid} {later} sooner"]
        enters = (
            f"at these prices it breaks even if {listed(ways, 'or')}"
            if ways
            else "nothing about the site alone would bring it in"
        )
        return f"{head} costs {money(self.short)} more than it brings; {enters}."

    @property
    def enters(self) -> bool:
        """Whether prices alone do not keep it out: whole phases do not fit, or the plan is not proven best."""
        return self.short is not None and self.short <= SAME


class _Found(NamedTuple):
    value: float  #: [USD m]
    values: Float[np.ndarray, " column"]  #: of the site's columns


def rejected(problem: PlanningProblem, choice: Choice, relaxed: Relaxed) -> tuple[Rejected, ...]:
    """Every block of which phases are left, in the order of the problem, at the prices of the relaxation."""
    operation, found = Operation(problem), []
    for site in range(len(problem.sites)):
        left = [int(b) for b in np.flatnonzero(problem.blocks.site == site) if _left(problem, choice, int(b))]
        if left:
            place = _Place(problem, relaxed, site, operation)
            found += [_rejected(place, choice, b) for b in left]
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

    def __init__(self, problem: PlanningProblem, relaxed: Relaxed, site: int, operation: Operation) -> None:
        sheet = relaxed.sheet
        self.problem, self.sheet, self.site, self.operation = problem, sheet, site, operation
        self.its = owners(problem, sheet.columns) == site
        self.number = np.cumsum(self.its) - 1  # of a column among the site's
        entered = sheet.matrix != 0
        self.own = (entered @ self.its.astype(float) > 0) & (entered @ (~self.its).astype(float) == 0)
        paid = -(sheet.matrix[~self.own].T @ relaxed.duals[~self.own])
        self.cost = (sheet.cost + paid)[self.its] / MONEY
        capital = np.array([label.limit == "capital" for label in sheet.labels], dtype=bool)
        self.drawn = (-(sheet.matrix[capital & ~self.own].T @ relaxed.duals[capital & ~self.own]))[self.its] / MONEY
        self.lower, self.upper = sheet.lower[self.its], sheet.upper[self.its]
        self.whole = np.isin(np.flatnonzero(self.its), sheet.whole).astype(np.uint8)
        self._at, self._cost = np.full((1, problem.years), np.nan), np.zeros(problem.years)  # what was evaluated last
        self._highs = self._passed()
        self._know(relaxed.pool.take(relaxed.pool.site == site))

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

    def least(
        self,
        cost: Float[np.ndarray, " column"],
        lower: Float[np.ndarray, " column"],
        upper: Float[np.ndarray, " column"],
        bar: float = np.inf,
    ) -> _Found | None:
        """Least cost between limits of columns; None where nothing fits between them, or only for more than `bar`."""
        columns = np.arange(len(cost), dtype=np.int32)
        self._highs.changeColsCost(len(columns), columns, cost)
        self._highs.changeColsBounds(len(columns), columns, lower, upper)
        found, value = None, 0.0
        for whole in (np.zeros_like(self.whole), self.whole):  # parts first: quick, and their cuts serve whole numbers
            self._highs.changeColsIntegrality(len(columns), columns, whole)
            for _ in range(_ROUNDS):
                self._highs.run()
                if self._highs.modelStatusToString(self._highs.getModelStatus()) != "Optimal":
                    return None
                values = np.asarray(self._highs.getSolution().col_value)
                value = float(self._highs.getInfo().objective_function_value)
                missing = self._cut(values)
                found = _Found(value + missing, values)
                if missing <= SAME / 10:
                    break
            if value > bar:
                return None
        return found

    def _cut(self, values: Float[np.ndarray, " column"]) -> float:
        """Adds cuts where the site's years cost more than is known of them; gives how much in all [USD m]."""
        problem, at, site = self.problem, self.sheet.columns, self.site
        wide = np.zeros(at.count)
        wide[self.its] = np.maximum(values, 0)
        load, capacity = wide[at.running], wide[at.capacity]
        allowed = np.where(at.allowance == NONE, allowance(problem, load), at.read(wide, at.allowance))
        point = np.concatenate([load[[site]], capacity[site], np.nan_to_num(allowed[:, site], posinf=-1.0)])
        which = np.zeros(load.shape, dtype=bool)
        which[site] = (load[site] > 0) & ~(abs(point - self._at) <= 1e-9).all(axis=0)
        found = self.operation.evaluate(load, capacity, allowed, which)
        self._at, self._cost = point, np.where(which[site] | (load[site] <= 0), found.cost[site], self._cost)
        above = problem.worth_of_year * (self._cost - wide[at.operation[site]] / MONEY)
        years = np.flatnonzero(which[site] & (above > SAME / 100))
        self._know(pooled(found, np.full(years.size, site), years))
        return float(np.maximum(above, 0).sum())

    def _know(self, pool: Pool) -> None:
        """Adds cuts."""
        least, coefficients, at = planes.written(self.problem, self.sheet.columns, pool)
        entered = coefficients != 0
        start = np.concatenate([[0], np.cumsum(entered.sum(axis=1))[:-1]]).astype(np.int32)
        index, value = self.number[at[entered]].astype(np.int32), coefficients[entered]
        self._highs.addRows(len(least), least, np.full(len(least), np.inf), len(value), start, index, value)

    def _passed(self) -> Any:
        """The site's own rows, as HiGHS holds them."""
        import highspy

        rows, lp = self.sheet.matrix[self.own][:, self.its], highspy.HighsLp()
        lp.num_row_, lp.num_col_ = rows.shape
        lp.col_cost_, lp.col_lower_, lp.col_upper_ = self.cost, self.lower, self.upper
        lp.row_lower_, lp.row_upper_ = self.sheet.row_lower[self.own], self.sheet.row_upper[self.own]
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = rows.indptr, rows.indices, rows.data
        highs = highspy.Highs()
        for name, value in (("output_flag", False), ("threads", 1), ("mip_abs_gap", SAME / 2), ("mip_rel_gap", 1e-5)):
            highs.setOptionValue(name, value)
        highs.passModel(lp)
        return highs


def _rejected(place: _Place, choice: Choice, block: int) -> Rejected:
    """One block: without one phase more, with it, and with it where something costs less or comes sooner."""
    problem, at = place.problem, place.sheet.columns
    begun, last = int(choice.starts[block, -1]), place.numbers(at.starts[block, -1:])
    lower, upper = place.lower.copy(), place.upper.copy()
    opened = place.numbers(at.open[[place.site]])
    lower[last], upper[last] = begun + 1, begun
    lower[opened], upper[opened] = 1, float(choice.opened[place.site])
    without, found = place.least(place.cost, place.lower, upper), place.least(place.cost, lower, place.upper)
    short = None if found is None or without is None else found.value - without.value
    building = energy = grid = None
    if found and without and short is not None and short > SAME:
        building = _cheaper(place, place.building, lower, without, found)
        energy = _cheaper(place, place.energy, lower, without, found)
        grid = _sooner(place, lower, without.value)
    return Rejected(
        site=problem.sites[place.site],
        phases=problem.blocks.names[block],
        it_power=float(problem.blocks.it_power[block]),
        begun=begun,
        short=short,
        building=building if building is not None and building < 1 else None,
        energy=energy,
        grid=grid,
    )


def _cheaper(
    place: _Place, priced: Float[np.ndarray, " column"], lower: np.ndarray, without: _Found, found: _Found | None
) -> float | None:
    """The least d at which the phase pays, where d of `priced` is saved on what is done beyond the plan without it."""
    there, less = float(priced @ without.values), 0.0
    while found is not None:
        short, more = float(place.cost @ found.values) - without.value, float(priced @ found.values) - there
        if more <= 1e-9:
            return None
        before, less = less, short / more
        if less - before <= 0.01 * less:
            return less
        found = place.least(place.cost - less * priced, lower, place.upper)
    return None


def _sooner(place: _Place, lower: np.ndarray, base: float) -> int | None:
    """The least number of years by which the site's connection must come sooner for the phase to pay."""
    options, at = place.problem.options, place.sheet.columns
    if GRID not in options.names:
        return None
    grid = options.names.index(GRID)
    columns, most = place.numbers(at.capacity[place.site, grid]), options.most[place.site, grid]
    first = int(np.argmax(most > most[0])) if (most > most[0]).any() else 0
    for sooner in range(1, first + 1):
        upper = place.upper.copy()
        upper[columns] = np.append(most[sooner:], np.full(sooner, most[-1]))
        if place.least(place.cost, lower, upper, base + SAME):
            return sooner
    return None
