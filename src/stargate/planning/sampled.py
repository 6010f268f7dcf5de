"""Futures of a planning problem: what may come otherwise than its medians, drawn future by future (C5, C6).

What is drawn stretches many figures at once: the time that building takes and the wait for the grid (one cause that all
sites share, one of each site), the cost of building, what chips cost and how many there are, equipment, capital that
comes, demand for compute and its price. A factor is exp(sigma z), its median one. Demand and price wander: their spread
grows with the square root of the years, up to the stated one in the last. Operating costs are not drawn, so that every
future shares the cuts of every other.
"""

from dataclasses import dataclass, fields, replace

import numpy as np
from jaxtyping import Float, Int

from stargate.planning.problem import QUARTERS, Blocks, Funds, Options, PlanningProblem
from stargate.quantity.draws import key

SHARED = 0.5  # part of the variance of times that all sites have in common


@dataclass(frozen=True)
class Spread:
    """Standard deviations of the logarithms of what is drawn; nought: not drawn."""

    building: float = 0.25  #: time from a phase's start to its full load
    grid: float = 0.35  #: time to a connection
    cost: float = 0.15  #: of building
    chip_cost: float = 0.15  #: of accelerators
    chip_supply: float = 0.35  #: of accelerators
    equipment: float = 0.3  #: supply of turbines, transformers
    capital: float = 0.3  #: that comes after what is decided now
    demand: float = 0.5  #: for compute, in the last year
    value: float = 0.4  #: of compute, in the last year


@dataclass(frozen=True)
class Drawn:
    """The factors of one future."""

    building: Float[np.ndarray, " site"]
    grid: Float[np.ndarray, " site"]
    cost: float
    chip_cost: float
    chip_supply: float
    equipment: float
    capital: float
    demand: float
    value: float


def drawn(problem: PlanningProblem, spread: Spread, future: int, seed: int) -> Drawn:
    """The factors of a future: the same whatever other futures or sites there are."""

    def normal(name: str) -> float:
        bits = np.random.Philox(key=key(f"plan.{name}", seed), counter=[future, 0, 0, 0])
        return float(np.random.Generator(bits).standard_normal())

    def by_site(name: str) -> Float[np.ndarray, " site"]:
        own = np.array([normal(f"{name}.{site}") for site in problem.sites])
        mixed = np.sqrt(SHARED) * normal(name) + np.sqrt(1 - SHARED) * own
        return np.exp(getattr(spread, name) * mixed)

    names = [f.name for f in fields(Spread) if f.name not in ("building", "grid")]
    single = {name: float(np.exp(getattr(spread, name) * normal(name))) for name in names}
    return Drawn(building=by_site("building"), grid=by_site("grid"), **single)


def future_of(problem: PlanningProblem, factors: Drawn, decided: int) -> PlanningProblem:
    """The problem as it is in one future. What the first `decided` quarters settle can be carried out in it:

    phases begun are finished later, not refused, equipment ordered until then is delivered, capital committed comes.
    """
    later = np.arange(problem.years) > decided // QUARTERS
    growing = np.sqrt((np.arange(problem.years) + 0.5) / problem.years)
    chips = problem.chips
    return replace(
        problem,
        blocks=_blocks(problem, factors),
        options=_options(problem, factors, later),
        chips=replace(
            chips,
            cost=chips.cost * factors.chip_cost,
            most=chips.most * factors.chip_supply,
            supply=chips.supply * factors.chip_supply,
        ),
        at_once=problem.at_once * 2,  # what takes longer stands beside what is begun after it
        demand=problem.demand * factors.demand**growing,
        value=problem.value * factors.value**growing,
        funds=_funds(problem, factors, decided),
    )


def _funds(problem: PlanningProblem, factors: Drawn, decided: int) -> Funds:
    """Capital after what is decided comes in other amounts; what is begun by then is paid for, whatever it costs."""
    funds = problem.funds
    after = np.arange(problem.quarters) >= decided
    inflow = np.where(after, funds.inflow * factors.capital, funds.inflow * max(1.0, factors.cost))
    if not np.isfinite(inflow).all():
        return replace(funds, inflow=inflow)
    longest = decided + 2 * int(problem.blocks.lag.max(initial=0))
    due = np.cumsum(funds.inflow, axis=1) * max(1.0, factors.cost)
    due[:, longest:] = 0.0
    come = np.maximum(np.cumsum(inflow, axis=1), due)
    return replace(funds, inflow=np.diff(np.maximum.accumulate(come, axis=1), axis=1, prepend=0.0))


def _blocks(problem: PlanningProblem, factors: Drawn) -> Blocks:
    blocks = problem.blocks
    stretch = factors.building[blocks.site] if len(blocks.site) else np.zeros(0)
    lag: Int[np.ndarray, " block"] = np.maximum(1, np.rint(blocks.lag * stretch)).astype(np.int64)
    return replace(blocks, lag=lag, cost=blocks.cost * factors.cost, crews_there=blocks.crews_there * 2)


def _options(problem: PlanningProblem, factors: Drawn, later: np.ndarray) -> Options:
    """Connections to the grid come later or sooner, whole years; supplies of equipment change after what is decided."""
    options = problem.options
    most = options.most.copy()
    if "grid" in options.names:
        grid = options.names.index("grid")
        for site, factor in enumerate(factors.grid):
            most[site, grid] = _delayed(options.most[site, grid], options.least[site, grid], float(factor))
    supply = np.where(later, options.supply * factors.equipment, options.supply)
    return replace(options, most=most, supply=supply)


def _delayed(
    most: Float[np.ndarray, " year"], least: Float[np.ndarray, " year"], factor: float
) -> Float[np.ndarray, " year"]:
    """What can be had by year, each step of it after `factor` times its wait; never below what is there."""
    out = np.zeros_like(most)
    steps = np.diff(most, prepend=0.0)
    for year, step in enumerate(steps):
        to = year if year == 0 else round(year * factor)
        if to < len(out):
            out[to:] += step
    return np.maximum(out, least)
