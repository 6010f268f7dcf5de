"""From the linear programme to whole numbers: openings first, then schedules, a few sites at a time (P3)."""

import numpy as np
from jaxtyping import Float, Int

from stargate.planning.benders import Planes, answered
from stargate.planning.master import Master, Solved

CLOSED, OPEN = 0.02, 0.5  #: below, above: a site is closed, opened, without further ado
WORTH = 0.8  #: closing sites may cost this part of what opening them would
SHIFTS = (0.6, 0.7, 0.8, 0.9)  #: X becomes floor(X + r): rounded up more than down, for late starts cost more
LATER = (0.4, 0.2, 0.0)  #: where these break a limit
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
            _hold(master, at[sure], part[sure] > OPEN)
            if sure.size == doubt.size:
                return _run(master, source, True)
            solved = _run(master, source, False)
            continue
        least = doubt[np.argsort(part[doubt])][: max(1, doubt.size // 3)]
        _hold(master, at[least], np.zeros(least.size))
        closed = master.run()
        may = WORTH * float((1 - part[least]) @ cost[least]) * 1e3
        if closed.status != "optimal" or closed.objective - solved.objective > may:
            _hold(master, at[least], np.ones(least.size))
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


def _hold(master: Master, columns: Int[np.ndarray, " column"], values: Float[np.ndarray, " column"]) -> None:
    values = np.asarray(values, float)
    master.bind(columns, values, values)


def schedules(master: Master, source: Planes, solved: Solved, every: int = 3) -> Solved:
    """Makes the starts of all sites whole, the most whole ones first."""
    starts, site = master.columns.starts, master.problem.blocks.site
    left = np.unique(site)
    round_ = 0
    while left.size:
        values = master.columns.read(solved.values, starts)
        away = abs(values - np.round(values)).sum(axis=1)
        of_site = np.bincount(site, away, minlength=len(master.problem.sites))[left]
        whole = left[of_site < FRACTION]
        if whole.size:  # costs nothing
            _fix(master, np.isin(site, whole), np.round(values))
            left = left[of_site >= FRACTION]
            continue
        chosen = left[np.argsort(of_site)][:TOGETHER]
        solved = _rounded(master, values, np.isin(site, chosen), solved)
        left = np.setdiff1d(left, chosen)
        round_ += 1
        if round_ % every == 0:
            answered(master, source, solved)
            solved = master.run()
    return solved


def _fix(master: Master, blocks: np.ndarray, values: Float[np.ndarray, "block quarter"]) -> None:
    columns = master.columns.starts[blocks]
    there = columns >= 0
    _hold(master, columns[there], values[blocks][there])


def _rounded(master: Master, values: Float[np.ndarray, "block quarter"], blocks: np.ndarray, before: Solved) -> Solved:
    """Fixes blocks at the shift that keeps their sum best; a later one where that breaks a limit."""

    def off(shift: float) -> float:
        away = np.floor(values[blocks] + shift + FRACTION) - values[blocks]
        return abs(away.sum()) + 0.3 * abs(away).sum()

    for shift in [*sorted(SHIFTS, key=off)[:1], *LATER]:
        _fix(master, blocks, np.floor(values + shift + FRACTION))
        solved = master.run()
        if solved.status == "optimal":
            return solved
    _fix(master, blocks, np.zeros_like(values))
    return master.run()
