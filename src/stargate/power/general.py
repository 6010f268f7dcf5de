"""Any dispatch through HiGHS: several stores, and units that start and stop.

One store without units is solved faster by the exact recursion; both solve the same linear programme (O4): outputs,
charge, discharge, load left out, load unserved, sales and peaks, each between 0 and its limit, at least cost, with

    sum of outputs + discharge + left out + unserved = demand + charge + sold [MW], in every hour
    output of the source that is billed <= peak of its billing period [MW]
    sum of left out <= budget [MWh];  left out + unserved <= demand [MW], in every hour

A source with a minimum, a no-load cost or a start cost runs whole units, n of them in an hour. They have equal shares
of what is available, and their size is the most of it that there ever is:

    minimum x size x n <= output <= available x n / units [MW]

What runs in the first hour ran before it, and starts at no cost.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from jaxtyping import Float, Int

from stargate.power.element import Dispatch, PeakCharge, Problem, Source, Store
from stargate.power.sheet import Draft, Sheet

GAP = 1e-7  #: the largest of a linear programme that counts as solved (C7)
_FEASIBLE = 2  # kSolutionStatusFeasible of HiGHS
_MISSED = 1e-6  # [MW]: the most by which a balance or a limit may be missed


def solve(problem: Problem, *, gap: float = 1e-3, seconds: float = 60.0) -> Dispatch:
    """Least-cost dispatch of any problem that `power.check` lets pass, with its prices and its bound.

    A linear programme is solved to a gap of 1e-7. With units that start and stop, the search ends at `gap` or after
    `seconds`; where the gap is not reached by then, the status says so and is not `solved`. Prices are then those of
    the linear programme in which the running units are given.

    HiGHS: Huangfu, Hall (2018), doi:10.1007/s12532-017-0130-5.
    """
    return Model(problem, gap=gap, seconds=seconds).solve()


class Model:
    """A problem as HiGHS holds it, to be solved again when costs or limits have changed."""

    def __init__(self, problem: Problem, *, gap: float = 1e-3, seconds: float = 60.0, **options: str | float) -> None:
        """`gap` and `seconds` as `solve` takes them; `options` go to HiGHS as they are."""
        self._problem, self._gap = problem, gap
        self._sheet, self._places = _written(problem)
        limits = {"mip_rel_gap": gap, "time_limit": seconds} if self._sheet.whole.any() else {}
        self._highs = self._sheet.highs(**limits, **options)

    def change(self, problem: Problem) -> None:
        """Takes over costs and limits of another problem; the next solve starts from where the last one ended.

        Raises ValueError where the problems differ in more.
        """
        sheet, places = _written(problem)
        if not sheet.same_matrix(self._sheet):
            raise ValueError("the problems differ in more than costs and limits: make another model")
        sheet.hand_to(self._highs)
        self._problem, self._sheet, self._places = problem, sheet, places

    def solve(self) -> Dispatch:
        """Least-cost dispatch, as `solve` gives it."""
        self._highs.run()
        found = np.asarray(self._highs.getSolution().col_value)
        if not found.size or self._highs.getInfo().primal_solution_status != _FEASIBLE:
            return self._nothing()
        if not self._sheet.whole.any():
            return self._dispatch(self._sheet, self._highs)
        return self._with_units(found, self._highs.getInfo().mip_dual_bound)

    def _with_units(self, found: Float[np.ndarray, "column"], bound: float) -> Dispatch:
        """Running units are given; outputs and prices are those of the linear programme that is left."""
        given = self._sheet.given(found)
        highs = given.highs()
        highs.run()
        result = self._dispatch(given, highs)
        if result.status != "solved":
            return result
        result = replace(result, engine="HiGHS, whole units by branch and bound", bound=bound, tolerance=self._gap)
        if result.gap <= self._gap:
            return result
        left = f"a gap of {result.gap:.2%} is left, above the {self._gap:.2%} asked for"
        return replace(result, status=f"{_said(self._highs)}: {left}")

    def _dispatch(self, sheet: Sheet, highs: Any) -> Dispatch:
        """What HiGHS found, held against the rows and against the bound of its own prices."""
        solution, at = highs.getSolution(), self._places
        x = np.clip(np.asarray(solution.col_value), sheet.lower, sheet.upper)
        prices = np.asarray(solution.row_dual)
        result = Dispatch(
            status="solved",
            engine="HiGHS, linear programme",
            objective=float(sheet.cost @ x),
            bound=sheet.bound(prices),
            price=prices[at.balance],
            **at.taken_from(x),
        )
        if sheet.missed(x) > _MISSED:
            return replace(result, status=f"HiGHS misses a row by {sheet.missed(x):.2g}")
        if result.gap > GAP:
            return replace(result, status=f"the bound of its own prices is {result.gap:.2g} below: not proven")
        return result

    def _nothing(self) -> Dispatch:
        """Why there is no dispatch; all of it is nought, and there to be read by nobody."""
        said = _said(self._highs)
        ends = [f"{store.name} at {store.final:g} MWh" for store in self._problem.stores if store.final is not None]
        if "infeasible" in said and ends:
            said = f"infeasible: cannot end with {' and '.join(ends)}"
        prices = np.zeros(len(self._problem.demand))
        nought = self._places.taken_from(np.zeros_like(self._sheet.cost))
        return Dispatch(status=said, engine="HiGHS", objective=0.0, bound=0.0, price=prices, **nought)


def _said(highs: Any) -> str:
    return highs.modelStatusToString(highs.getModelStatus()).lower()


_ABSENT = -1  # the column of what a problem does not have: a nought behind the others


@dataclass(frozen=True)
class _Places:
    """Where the balance stands among the rows, and each quantity among the columns."""

    balance: Int[np.ndarray, "hour"]
    columns: dict[str, np.ndarray]  # by their names in Dispatch

    def taken_from(self, x: Float[np.ndarray, "column"]) -> dict[str, Any]:
        return {name: np.append(x, 0.0)[columns] for name, columns in self.columns.items()}


def _written(problem: Problem) -> tuple[Sheet, _Places]:
    """The programme of a problem. What uses power is entered with -1 in the balance of its hour."""
    draft, hours = Draft(), len(problem.demand)
    balance = draft.rows(problem.demand, problem.demand)

    def placed(columns: np.ndarray, sign: float) -> np.ndarray:
        draft.enter(balance, columns, np.full(hours, sign))
        return columns

    absent = np.full(hours, _ABSENT)
    output = [placed(draft.columns(source.capacity, source.cost), 1.0) for source in problem.sources]
    unserved = placed(draft.columns(problem.demand, problem.unserved_cost), 1.0)
    stores = [_store(draft, store, hours) for store in problem.stores]
    for charge, discharge, _ in stores:
        placed(charge, -1.0)
        placed(discharge, 1.0)
    left_out = exported = absent
    if problem.flexible:
        left_out = placed(draft.columns(np.minimum(problem.flexible.power, problem.demand), problem.flexible.cost), 1.0)
        draft.enter(np.repeat(draft.rows(-np.inf, problem.flexible.budget), hours), left_out)
        lost = draft.rows(np.full(hours, -np.inf), problem.demand)
        draft.enter(lost, left_out)
        draft.enter(lost, unserved)
    if problem.export:
        exported = placed(draft.columns(problem.export.limit, -problem.export.price), -1.0)
    if problem.peak:
        billed = next(at for at, source in enumerate(problem.sources) if source.name == problem.peak.source)
        _peaks(draft, problem.peak, problem.sources[billed], output[billed])
    for source, columns in zip(problem.sources, output, strict=True):
        if source.has_units:
            _units(draft, source, columns)
    empty = np.zeros((0, hours), int)
    charge, discharge, level = (np.stack(part) for part in zip(*stores, strict=True)) if stores else (empty,) * 3
    columns = {"output": np.stack(output) if output else empty, "charge": charge, "discharge": discharge}
    columns |= {"level": level, "left_out": left_out, "unserved": unserved, "exported": exported}
    return draft.sheet(), _Places(balance, columns)


def _store(draft: Draft, store: Store, hours: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Columns of charge, discharge and level; with no level given before the first hour, it is that after the last."""
    charge = draft.columns(np.full(hours, store.charge_power), store.charge_cost)
    discharge = draft.columns(np.full(hours, store.discharge_power), store.discharge_cost)
    lowest, highest, before = np.zeros(hours), np.full(hours, store.energy), np.zeros(hours)
    if store.initial is not None:
        before[0] = store.retention * store.initial
    if store.final is not None:
        lowest[-1] = highest[-1] = store.final
    level = draft.columns(highest, 0.0, lower=lowest)
    rows = draft.rows(before, before)
    draft.enter(rows, level)
    draft.enter(rows, charge, -store.charge_efficiency)
    draft.enter(rows, discharge, 1 / store.discharge_efficiency)
    first = 0 if store.initial is None else 1
    draft.enter(rows[first:], np.roll(level, 1)[first:], -store.retention)
    return charge, discharge, level


def _peaks(draft: Draft, charge: PeakCharge, source: Source, output: Int[np.ndarray, "hour"]) -> None:
    """A column for the peak of each billing period, and a row for each of its hours."""
    highest = np.zeros(charge.period.max() + 1)
    np.maximum.at(highest, charge.period, source.capacity)
    peaks = draft.columns(highest, charge.price)
    rows = draft.rows(np.full(len(output), -np.inf), 0.0)
    draft.enter(rows, output)
    draft.enter(rows, peaks[charge.period], -1.0)


def _units(draft: Draft, source: Source, output: Int[np.ndarray, "hour"]) -> None:
    """Columns of running units and of starts, and what they let the source give."""
    hours, size = len(output), source.capacity.max() / source.units
    running = draft.columns(np.full(hours, source.units), source.no_load_cost, whole=True)
    most = draft.rows(np.full(hours, -np.inf), 0.0)
    draft.enter(most, output)
    draft.enter(most, running, -source.capacity / source.units)
    if source.minimum > 0:
        least = draft.rows(np.zeros(hours), np.inf)
        draft.enter(least, output)
        draft.enter(least, running, -source.minimum * size)
    if source.start_cost > 0:
        starts = draft.columns(np.full(hours - 1, source.units), source.start_cost)
        begun = draft.rows(np.full(hours - 1, -np.inf), 0.0)
        draft.enter(begun, running[1:])
        draft.enter(begun, running[:-1], -1.0)
        draft.enter(begun, starts, -1.0)
