"""From the linear programme to whole numbers: openings first, then schedules, a few sites at a time (P3)."""

import numpy as np
from jaxtyping import Float, Int

from stargate.planning.benders import Planes, answered
from stargate.planning.columns import NONE
from stargate.planning.master import Master, Solved
from stargate.planning.problem import PlanningProblem

CLOSED, OPEN = 0.02, 0.5  #: below, above: a site is closed, opened, without further ado
WORTH = 0.8  #: closing sites may cost this part of what opening them would
SHIFTS = (0.6, 0.7, 0.8, 0.9)  #: X becomes floor(X + r): rounded up more than down, for late starts cost more
TOGETHER = 3  #: sites whose schedules are rounded at once
FRACTION = 1e-6


def openings(master: Master, source: Planes, solved: Solved, every: int = 2) -> Solved:
    """Opens or closes every site, the least open third of those in doubt at a time."""
    at, round_ = master.columns.open, 0
    cost = master.sheet.cost[at]
    while True:
        part = solved.values[at]
        doubt = (master.lower[at] < master.upper[at]).nonzero()[0]
        if not doubt.size:
            return solved
        sure = doubt[(part[doubt] > OPEN) | (part[doubt] < CLOSED)]
        if sure.size:
            hold(master, at[sure], part[sure] > OPEN)
            if sure.size == doubt.size:
                return _run(master, source, True)
            solved = _run(master, source, False)
            continue
        least = doubt[np.argsort(part[doubt])][: max(1, doubt.size // 3)]
        hold(master, at[least], np.zeros(least.size))
        closed = master.run()
        may = WORTH * float((1 - part[least]) @ cost[least]) * 1e3
        if closed.status != "optimal" or closed.objective - solved.objective > may:
            hold(master, at[least], np.ones(least.size))
            closed = master.run()
        round_ += 1
        solved = closed
        if round_ % every == 0:
            answered(master, source, solved)
            solved = master.run()


def _run(master: Master, source: Planes, cut: bool) -> Solved:
    solved = master.run()
    if cut and solved.status == "optimal":
        answered(master, source, solved)
        solved = master.run()
    return solved


def hold(master: Master, columns: np.ndarray, values: np.ndarray) -> None:
    """Holds columns at values, where there are such columns."""
    there = columns != NONE
    master.bind(columns[there], values[there].astype(float), values[there].astype(float))


def schedules(master: Master, source: Planes, solved: Solved, every: int = 3) -> Solved:
    """Makes the starts of all sites whole, the most whole ones first."""
    problem, starts = master.problem, master.columns.starts
    site, left, round_ = problem.blocks.site, np.unique(problem.blocks.site), 0
    held = np.zeros(starts.shape, dtype=int)  # starts that are whole already, nought of others
    while left.size and solved.status == "optimal":
        values = master.columns.read(solved.values, starts)
        away = np.bincount(site, abs(values - np.round(values)).sum(axis=1), minlength=len(problem.sites))[left]
        whole = left[away < FRACTION]
        chosen = whole if whole.size else left[np.argsort(away)][:TOGETHER]
        blocks = np.isin(site, chosen).nonzero()[0]
        if whole.size:
            held[blocks] = np.round(values[blocks])
            hold(master, starts[blocks], held[blocks])
        else:
            solved = _rounded(master, values, blocks, held)
            round_ += 1
        left = np.setdiff1d(left, chosen)
        if not whole.size and round_ % every == 0 and solved.status == "optimal":
            answered(master, source, solved)
            solved = master.run()
    return solved


def _rounded(
    master: Master,
    values: Float[np.ndarray, "block quarter"],
    blocks: Int[np.ndarray, " some"],
    held: Int[np.ndarray, "block quarter"],
) -> Solved:
    """Holds blocks at the shift that keeps their sum best, later where crews are taken; else they are not begun."""

    def off(whole: Int[np.ndarray, "block quarter"]) -> float:
        away = whole[blocks] - values[blocks]
        return abs(away.sum()) + 0.3 * abs(away).sum()

    ways = [fitted(master.problem, values, blocks, held, shift) for shift in SHIFTS]
    idle = held.copy()
    for whole in [min(ways, key=off), fitted(master.problem, values, blocks, held, 0.0), idle]:
        hold(master, master.columns.starts[blocks], whole[blocks])
        solved = master.run()
        if solved.status == "optimal":
            break
    held[blocks] = whole[blocks]
    return solved


def fitted(
    problem: PlanningProblem,
    values: Float[np.ndarray, "block quarter"],
    blocks: Int[np.ndarray, " some"],
    held: Int[np.ndarray, "block quarter"],
    shift: float,
) -> Int[np.ndarray, "block quarter"]:
    """Whole starts beside those held: floor(X + shift), or as soon after as the crews and limits of sites allow."""
    found, of = held.copy(), problem.blocks
    for block in blocks:
        crews = _spare(problem, found, of.group == of.group[block], of.crews)
        crews = crews + of.crews_there[of.group[block]]
        at_once = _spare(problem, found, of.site == of.site[block], np.ones(len(of.site)))
        at_once = at_once + problem.at_once[of.site[block]]
        lag, begun = int(of.lag[block]), 0
        for quarter in range(int(of.earliest[block]), problem.latest(block) + 1):
            wanted = int(np.floor(values[block, quarter] + shift + FRACTION)) - begun
            during = slice(quarter, quarter + lag)
            may = min(crews[during].min() / max(of.crews[block], 1e-9), at_once[during].min(), float(of.pace[block]))
            now = max(0, min(wanted, int(min(may, 1e6) + FRACTION)))
            crews[during] -= now * of.crews[block]
            at_once[during] -= now
            begun += now
            found[block, quarter] = begun
        found[block, problem.latest(block) + 1 :] = begun
    return found


def _spare(
    problem: PlanningProblem,
    starts: Int[np.ndarray, "block quarter"],
    which: np.ndarray,
    each: Float[np.ndarray, " block"],
) -> Float[np.ndarray, " quarter"]:
    """Minus what phases under construction take of something."""
    spare = np.zeros(problem.quarters)
    for block in which.nonzero()[0]:
        lag = int(problem.blocks.lag[block])
        before = np.concatenate([np.zeros(min(lag, problem.quarters), int), starts[block, :-lag]])
        spare -= each[block] * (starts[block] - before)
    return spare
