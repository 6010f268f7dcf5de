"""A problem and a choice for the small programme, made by hand: what tests of adopted plans, exports and pages rest on."""

from dataclasses import replace

import numpy as np

from stargate.planning.choice import Choice
from stargate.planning.invented import invented
from stargate.planning.problem import PlanningProblem
from stargate.programme.programme import Programme

SITES = ("north", "south", "west", "plains")
OPTIONS = ("grid", "gas_engines", "bridge.aero_turbines", "solar", "nuclear", "battery")
CHIPS = ("vr200", "rubin_ultra", "rubin_ultra.2030")


def problem_of(programme: Programme) -> PlanningProblem:
    """Six years from 2027; north and south stand, west and plains are prospects with phases of 100 MW."""
    made = invented(4, 24, 2, seed=3)
    blocks, prospects = made.blocks, programme.contents.prospects
    kept = {f: getattr(blocks, f)[2:] for f in ("site", "crews", "group")}
    blocks = replace(
        blocks,
        **kept,
        names=("prospects.west", "prospects.plains"),
        it_power=np.array([1e-3 * prospects[name].phase.p50 for name in ("west", "plains")]),
        most=np.array([6, 4]),
        lag=np.array([7, 7]),
        earliest=np.array([2, 2]),
        pace=np.array([2, 1]),
        cost=np.full((2, 24), 1_200.0),
    )
    return replace(
        made,
        sites=SITES,
        opened=np.array([True, True, False, False]),
        blocks=blocks,
        options=replace(made.options, names=OPTIONS),
        chips=replace(made.chips, names=CHIPS, compute=np.array([2.7, 3.4, 4.5])),
        shell=np.array([[0.3] * 6, [0.2] * 6, [0.0] * 6, [0.0] * 6]),
    )


def choice_of(problem: PlanningProblem) -> Choice:
    """A phase at west in 2027-Q3 and one in 2028-Q2: engines first, the grid in 2031, a battery; plains is left."""
    sites, years, options = len(problem.sites), problem.years, len(problem.options.names)
    starts = np.zeros((2, problem.quarters), dtype=np.int64)
    starts[0, 2:] += 1
    starts[0, 5:] += 1
    placed, bought = np.zeros((sites, years)), np.zeros((len(CHIPS), years))
    placed[2, 2:4] = (0.1, 0.1)
    bought[0, 2], bought[1, 3] = placed[2, 2], placed[2, 3]
    capacity = np.zeros((sites, options, years))
    capacity[2, 1, 2:] = 0.05
    capacity[2, 2, 2:4] = 0.2
    capacity[2, 0, 4:] = 0.25
    capacity[2, 3, 3:] = 0.1
    capacity[2, 5, 3:] = 0.05
    capacity[1, 5, 3:] = 0.02
    return Choice(
        opened=np.array([True, True, True, False]),
        starts=starts,
        bought=bought,
        placed=placed,
        capacity=capacity,
        allowance=np.full((len(problem.uses), sites, years), np.inf),
        sold=np.zeros(years),
        shortfall=np.zeros(years),
    )
