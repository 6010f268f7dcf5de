"""Better plans next to one: a few sites are set free, and made whole again another way (P3)."""

from collections.abc import Iterator

import numpy as np
from jaxtyping import Int

from stargate.planning.choice import Choice
from stargate.planning.columns import NONE
from stargate.planning.master import Master, Solved
from stargate.planning.rounding import fitted, hold

SHIFTS = (0.3, 0.5, 0.6, 0.7, 0.8, 0.9)  #: X becomes floor(X + r), whichever costs least
SIZES = (2, 3, 4)  #: sites set free at a time
BETTER = 1e-6  #: what counts as better, relative
OPEN = 0.3  #: a site that is this much open in the linear programme is opened


def improved(master: Master, choice: Choice, draw: np.random.Generator, tries: int) -> Iterator[Choice | None]:
    """Tries in turn, each giving a better choice by the cuts there are, or nothing; the next starts from the better.

    Whole numbers of the master are held at the best choice whenever it is handed out; whoever takes it may add cuts.
    """
    sites = np.unique(master.problem.blocks.site)
    master.fix_integers(choice)
    now = master.run().objective
    for at in range(tries):
        picked = draw.choice(sites, size=min(SIZES[at % len(SIZES)], len(sites)), replace=False)
        found = _another(master, choice, picked, now - BETTER * abs(now))
        choice = choice if found is None else found
        master.fix_integers(choice)
        yield found
        if found is not None:
            now = master.run().objective


def schedules(master: Master, solved: Solved) -> Solved:
    """Makes the starts of all sites whole where openings are held: the least whole first, each as it costs least."""
    problem, site = master.problem, master.problem.blocks.site
    left, held = np.unique(site), np.zeros(master.columns.starts.shape, dtype=int)
    while left.size and solved.status == "optimal":
        values = master.columns.read(solved.values, master.columns.starts)
        away = np.bincount(site, abs(values - np.round(values)).sum(axis=1), minlength=len(problem.sites))[left]
        one = left[np.argmax(away)]
        left = left[left != one]
        solved = _cheapest(master, solved, (site == one).nonzero()[0], held)
    return solved


def _another(master: Master, choice: Choice, sites: Int[np.ndarray, " some"], most: float) -> Choice | None:
    """Schedules of some sites that cost less than `most` together with all else; nothing where none is found."""
    columns, site = master.columns, master.problem.blocks.site
    blocks = np.isin(site, sites).nonzero()[0]
    starts = columns.starts[blocks]
    free = np.concatenate([starts[starts != NONE], columns.open[sites]])
    master.bind(free, master.sheet.lower[free], master.sheet.upper[free])
    solved = master.run()
    if solved.status != "optimal" or solved.objective >= most:
        return None
    hold(master, columns.open[sites], solved.values[columns.open[sites]] > OPEN)
    solved = master.run()
    held = choice.starts.copy()
    held[blocks] = 0
    for one in sites:
        if solved.status != "optimal" or solved.objective >= most:
            return None
        solved = _cheapest(master, solved, (site == one).nonzero()[0], held)
    if solved.status != "optimal" or solved.objective >= most:
        return None
    return columns.choice(solved.values)


def _cheapest(
    master: Master, solved: Solved, blocks: Int[np.ndarray, " some"], held: Int[np.ndarray, "block quarter"]
) -> Solved:
    """Holds blocks at the whole starts that cost least, of several shifts."""
    columns = master.columns.starts
    values = master.columns.read(solved.values, columns)
    ways = {
        way[blocks].tobytes(): way for way in (fitted(master.problem, values, blocks, held, r) for r in SHIFTS)
    }.values()
    costs = []
    for way in ways:
        hold(master, columns[blocks], way[blocks])
        costs.append(master.run().objective)
    best = list(ways)[int(np.argmin(costs))]
    held[blocks] = best[blocks]
    hold(master, columns[blocks], best[blocks])
    return master.run()
