"""The plan that the numbers chose: a plan as every verb takes it, and what it says."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np

from stargate.planning.against import Against, against, in_time
from stargate.planning.aim import Objective, Target
from stargate.planning.alternatives import Alternative, alternatives
from stargate.planning.binding import Binding, binding
from stargate.planning.built import Campus, campuses
from stargate.planning.check import Recomputed, recompute
from stargate.planning.choice import Certificate, Choice
from stargate.planning.given import Given
from stargate.planning.problem import PlanningProblem
from stargate.planning.refused import broken, nothing_more
from stargate.planning.rejected import Rejected, rejected
from stargate.planning.solve import Solution, completed, relaxed
from stargate.planning.spread import spread_of
from stargate.planning.summary import Summary, summary
from stargate.planning.uncertain import Hedged, Measure, hedge
from stargate.planning.words import number, share
from stargate.programme.plan import Plan

_SHED = 1e-3  # of a year's energy: what is missed by less is an hour at its peak


@dataclass(frozen=True, kw_only=True)
class Chosen(Plan):
    """A plan chosen by the numbers, which every verb takes as it takes the announced one."""

    objective: Objective  #: what it was chosen by
    target: Target | None  #: what was asked for beside the programme's own targets
    given: Given = field(repr=False)  #: what it was chosen from
    solution: Solution = field(repr=False)  #: what was found, and how good that is

    @property
    def problem(self) -> PlanningProblem:
        """What was minimised, as bare arrays."""
        return self.solution.problem

    @property
    def choice(self) -> Choice:
        """What was decided, as bare arrays."""
        return self.solution.choice

    @property
    def certificate(self) -> Certificate:
        """How good it is, proven."""
        return self.solution.certificate

    @cached_property
    def sites(self) -> tuple[Campus, ...]:
        """What is built where and when, with IT load, power and chips by year."""
        return campuses(self.problem, self.choice)

    @cached_property
    def summary(self) -> Summary:
        """What it comes to, in numbers."""
        return summary(self.problem, self.choice, self._recomputed)

    @cached_property
    def binding(self) -> tuple[Binding, ...]:
        """Limits that bind and what one more unit is worth, those that matter most first."""
        demanded = self.objective is Objective.NPV  # by cost, what is asked for is no limit
        told = (each for each in self.solution.marginals if demanded or each.limit != "demand")
        return binding(self.problem, told)

    @cached_property
    def rejected(self) -> tuple[Rejected, ...]:
        """Phases that are not begun, and what would have to be true for one more of them to enter."""
        return rejected(self.problem, self.choice, relaxed(self.problem))

    @cached_property
    def against_announced(self) -> Against:
        """The plan beside the announced one: dates, money, IT load, and the limits that the announced one breaks."""
        problem, (opened, starts) = self.problem, self.given.announced
        said = replace(nothing_more(problem), opened=opened, starts=starts)
        kept = replace(said, starts=in_time(problem, starts))
        held = completed(problem, kept, pool=self.solution.pool)
        near = None if held is None else recompute(problem, held.choice)
        gain = None if near is None else near.objective - self._recomputed.objective
        numbers = None if held is None or near is None else summary(problem, held.choice, near)
        return against(problem, self.choice, self.summary, said, numbers, gain, broken(problem, said))

    def near_optimal(self, count: int = 3, slack: float = 0.02) -> tuple[Alternative, ...]:
        """Up to `count` plans that cost at most a part `slack` more than this one, most different first (P5)."""
        objective = self.certificate.objective
        return alternatives(self.problem, self.choice, objective, slack=slack, count=count)

    def hedged(
        self, futures: int = 12, fresh: int = 24, averse: float = 0.0, quarters: int = 4, seed: int = 1
    ) -> Hedged:
        """What to begin and order first, decided against sampled futures and priced on fresh ones (P5).

        That is in the first `quarters`; `averse` is the weight of the mean of the dearest fifth of futures. What is
        drawn spreads as far as the programme's own ranges do (`spread_of`).
        """
        return hedge(
            self.problem, self.choice, self.solution.pool, spread=spread_of(self.given.programme),
            quarters=quarters, futures=futures, fresh=fresh, measure=Measure(averse), seed=seed,
        )  # fmt: skip

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader must know: what is taken for what, and what the plan leaves undone."""
        asked = self.objective is Objective.NPV and (self.given.compute_target > 0).any()
        unused = ["compute_target: of planning.yaml counts only where cost is minimised."] if asked else []
        return (*self.given.notes, *unused, *_undone(self.problem, self.choice, self._recomputed, self.objective))

    def told(self) -> dict[str, Any]:
        """All of it as JSON takes it."""
        return {
            "objective": str(self.objective),
            "target": None if self.target is None else self.target.written,
            "certificate": {**asdict(self.certificate), "gap": self.certificate.gap},
            "summary": asdict(self.summary),
            "sites": [asdict(campus) for campus in self.sites],
            "binding": [asdict(each) for each in self.binding],
            "rejected": [{**asdict(each), "words": each.words} for each in self.rejected],
            "against_announced": asdict(self.against_announced),
            "notes": list(self.notes),
        }

    @cached_property
    def _recomputed(self) -> Recomputed:
        return recompute(self.problem, self.choice)


def _undone(problem: PlanningProblem, choice: Choice, found: Recomputed, objective: Objective) -> Iterator[str]:
    """Targets that are missed at their price, and load that is not served at its own."""
    asked = [(problem.target, choice.shortfall, "IT GW")]
    asked += [(problem.demand, problem.demand - choice.sold, "m H100e")] if objective is Objective.COST else []
    for target, missing, unit in asked:
        for year in np.flatnonzero(missing > 1e-6 * np.maximum(target, 1.0)):
            short = f"In {problem.first_year + int(year)}, {number(missing[year])} {unit} of the target of"
            yield f"{short} {number(target[year])} are missing: to miss them costs less than to have them."
    served = found.energy.sum(axis=(0, 1))
    for year in np.flatnonzero(found.unserved.sum(axis=0) > _SHED * (served + 1e-9)):
        part = found.unserved[:, year].sum() / (served[year] + found.unserved[:, year].sum())
        where = [problem.sites[s] for s in np.argsort(-found.unserved[:, year])[:3] if found.unserved[s, year] > 0]
        calendar = problem.first_year + int(year)
        yield f"In {calendar}, {share(part)} of the energy that IT load needs is not served, most at {where[0]}."
