"""A plan against the one that was announced: both costed alike, dates side by side, and what the announced one breaks."""

from dataclasses import dataclass

import numpy as np

from stargate.planning.built import begun, by_year
from stargate.planning.choice import Choice
from stargate.planning.columns import running
from stargate.planning.problem import PlanningProblem
from stargate.planning.summary import Summary
from stargate.planning.words import money, quarter


@dataclass(frozen=True)
class Dated:
    """When phases are begun and have their full load, announced and in the plan; empty where they are not built."""

    phases: str  #: name of their block
    announced: tuple[str, ...]  #: quarters of full load, one for each phase
    planned: tuple[str, ...]  #: the same


@dataclass(frozen=True)
class Against:
    """What a plan gains on the announced one."""

    gain: float | None  #: by how much its objective is better [USD m]; None where the announced one breaks a limit
    announced: Summary | None  #: of the announced one, with the best chips and power that its dates allow
    dates: tuple[Dated, ...]  #: of phases that either builds
    it_power: dict[int, tuple[float, float | None]]  #: planned, announced, by year [IT GW]
    capital: dict[int, tuple[float, float | None]]  #: the same of what is spent [USD m]
    broken: tuple[str, ...]  #: limits that the announced one breaks, by how much, in words
    words: str  #: what it comes to
