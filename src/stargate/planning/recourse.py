"""What is decided now, and what it costs in one future in which all that follows is chosen knowing that future (P5).

Decided are the campuses opened and the phases begun in the first quarters, and the equipment paid for in them;
connections to the grid are taken as they come, and chips are bought year by year. What follows is a linear programme:
phases begun later may be parts of phases. Its least cost is convex in what is decided, and the worth of each decision
is a slope of it (Van Slyke and Wets 1969, <https://doi.org/10.1137/0117061>).
"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int

from stargate.errors import StargateError
from stargate.planning.benders import Planes, Round, turn
from stargate.planning.choice import Choice
from stargate.planning.columns import MONEY, NONE, Columns
from stargate.planning.cuts import Pool
from stargate.planning.master import Master
from stargate.planning.operation import Operation
from stargate.planning.problem import QUARTERS, PlanningProblem

ENOUGH = 5e-4  # of the cost: what sampling errs by is far more
ROUNDS = 12


@dataclass(frozen=True, eq=False)
class Stage:
    """Which columns of a problem are decided now: `decided` quarters of starts, and what is paid for in them."""

    problem: PlanningProblem
    quarters: int
    opened: Int[np.ndarray, " site"]
    starts: Int[np.ndarray, "block quarter"]
    ordered: Int[np.ndarray, " order"]

    @staticmethod
    def of(problem: PlanningProblem, columns: Columns, quarters: int) -> "Stage":
        """The columns of a problem that are decided in its first `quarters`."""
        owned = problem.options.owned & (np.array(problem.options.names) != "grid")
        years = min(quarters // QUARTERS + 1, problem.years)
        return Stage(
            problem, quarters, columns.open, columns.starts[:, :quarters], columns.capacity[:, owned, :years].ravel()
        )

    @property
    def columns(self) -> Int[np.ndarray, " decided"]:
        """All of them, in the order of a decision's values; a phase that cannot begin yet is nowhere."""
        return np.concatenate([self.opened, self.starts.ravel(), self.ordered])

    def decision(self, choice: Choice, columns: Columns) -> Float[np.ndarray, " decided"]:
        """What a whole plan decides now: campuses that it opens later are not open yet."""
        values = np.append(columns.values(self.problem, choice), 0.0)[self.columns]
        begun = np.zeros(len(self.opened), dtype=bool)
        np.logical_or.at(begun, self.problem.blocks.site, choice.starts[:, self.quarters - 1] > 0)
        values[: len(self.opened)] = begun | self.problem.opened
        return values


class Recourse:
    """One future: its least cost for what was decided, solved again and again from where it was."""

    def __init__(self, problem: PlanningProblem, quarters: int, pool: Pool) -> None:
        self.problem = problem
        self._master = Master(problem)
        self._master.add_cuts(pool)
        self._planes = Planes(problem, Operation(problem))
        self.stage = Stage.of(problem, self._master.columns, quarters)

    def free(self) -> tuple[float, Float[np.ndarray, " decided"]]:
        """The least cost for whoever knows this future now, a lower bound [USD m], and what they decide."""
        at = self.stage.columns
        self._master.free()
        found = self._solve()
        return found.solved.bound, np.append(found.solved.values, 0.0)[at]

    def cost(self, decided: Float[np.ndarray, " decided"]) -> tuple[float, float, Float[np.ndarray, " decided"]]:
        """What the decision costs, a lower bound of it, and the bound's slopes [USD m]."""
        lower, upper = self._held(decided)
        at = self.stage.columns
        self._master.bind(np.arange(len(lower)), lower, upper)
        found = self._solve()
        slopes = np.append(found.solved.reduced / MONEY, 0.0)[at]
        slopes[: len(self.stage.opened)] = np.maximum(slopes[: len(self.stage.opened)], 0.0)
        again = np.setdiff1d(np.arange(len(at)), len(at) - 1 - np.unique(at[::-1], return_index=True)[1])
        slopes[again] = 0.0  # of a column that stands for several quarters, only the last is held
        return found.objective, found.solved.bound, slopes

    def rigid(self, choice: Choice) -> float:
        """What it costs where all starts are those of a choice, whatever comes [USD m]."""
        begun = self._master.columns.starts
        there = begun != NONE
        lower, upper = self._master.sheet.lower.copy(), self._master.sheet.upper.copy()
        lower[begun[there]] = upper[begun[there]] = choice.starts[there]
        self._master.bind(np.arange(len(lower)), lower, upper)
        return self._solve().objective

    def _held(
        self, decided: Float[np.ndarray, " decided"]
    ) -> tuple[Float[np.ndarray, " column"], Float[np.ndarray, " column"]]:
        """Limits of columns that hold a decision; what is open stays open, what is not may be opened later.

        A column that stands for several quarters, as nothing can begin any more, takes the last of them.
        """
        sheet, stage = self._master.sheet, self.stage
        lower, upper = sheet.lower.copy(), sheet.upper.copy()
        sites = len(stage.opened)
        lower[stage.opened] = np.maximum(lower[stage.opened], decided[:sites])
        held = stage.columns[sites:]
        there = held != NONE
        lower[held[there]] = upper[held[there]] = decided[sites:][there]
        return lower, upper

    def _solve(self) -> Round:
        """The linear programme, to a gap of `ENOUGH`."""
        found = turn(self._master, self._planes)
        for _ in range(ROUNDS):
            if found.solved.status != "optimal":
                wrong = (
                    f"a future in which what is decided now cannot be carried out: its plan is {found.solved.status}"
                )
                raise StargateError(wrong)
            if found.gap <= ENOUGH:
                break
            found = turn(self._master, self._planes)
        return found
