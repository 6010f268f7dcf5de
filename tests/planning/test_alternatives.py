"""Near-optimal plans: within the slack, different, the most different first."""

import numpy as np
import pytest

from stargate.planning.alternatives import alternatives, built, distance
from stargate.planning.check import recompute
from stargate.planning.invented import invented
from stargate.planning.solve import Effort, solve


def test_alternatives_stay_within_the_slack_and_differ() -> None:
    problem = invented(3, 16, 1, seed=3)
    best = solve(problem, Effort(gap=0.01))
    objective = best.certificate.objective
    found = alternatives(problem, best.choice, objective, slack=0.1, count=2, effort=Effort(gap=0.02))
    assert found
    plans = [best.choice]
    for plan in found:
        again = recompute(problem, plan.choice)
        assert again.worst < 1e-6
        assert plan.objective == pytest.approx(again.objective)
        assert again.objective <= 1.1 * objective * (1 + 1e-9)
        assert plan.distance == pytest.approx(min(distance(problem, plan.choice, other) for other in plans))
        plans.append(plan.choice)
    assert [plan.distance for plan in found] == sorted((plan.distance for plan in found), reverse=True)


def test_distance_is_a_share_of_what_is_built() -> None:
    problem = invented(2, 8, 1, seed=1)
    choice = solve(problem, Effort(gap=0.05)).choice
    assert distance(problem, choice, choice) == 0.0
    assert 0 <= distance(problem, choice, solve(invented(2, 8, 1, seed=1, capital=0.2), Effort(gap=0.05)).choice) <= 1
    parts = built(problem, choice)
    assert parts[:2].sum() == pytest.approx(1.0) or np.all(choice.starts == 0)
