"""Twenty random small problems: what is solved in parts is what is solved whole, as LP and with whole numbers."""

import numpy as np
import pytest

from stargate.planning.check import recompute
from stargate.planning.solve import Effort, relaxed, solve

EQUAL = 1e-5  # of linear programmes, relative
GAP = 1e-3  # of those with whole numbers
WIDER = 3e-3  # what the whole is solved to, which takes longest
SIZES = {(2, 12, 1): range(10), (3, 8, 2): range(10, 20)}


@pytest.mark.parametrize(("size", "seeds"), list(SIZES.items()), ids=map(str, SIZES))
def test_parts_and_whole_agree(cases, monoliths, size, seeds):
    problems = [cases.case(size, seed) for seed in seeds]
    for seed, problem, whole in zip(seeds, problems, monoliths(problems), strict=True):
        said = f"{size}, seed {seed}"
        linear, _, parts = whole.solve(whole=False)
        bound = relaxed(problem, EQUAL / 10).bound
        assert bound == pytest.approx(linear, rel=EQUAL), said
        assert recompute(problem, parts).objective == pytest.approx(linear, rel=1e-9), said
        objective, lowest, choice = whole.solve(whole=True, gap=WIDER)
        solution = solve(problem, Effort(gap=GAP))
        certificate = solution.certificate
        assert certificate.status == "solved", said
        assert certificate.gap <= GAP, said
        assert certificate.violation <= 1e-6, said
        slack = 1e-6 * abs(objective)
        assert certificate.bound <= objective + slack, said
        assert lowest <= certificate.objective + slack, said
        checked = recompute(problem, choice)
        assert checked.objective == pytest.approx(objective, rel=1e-9), said
        assert checked.worst <= 1e-6, said
        assert np.isclose(certificate.objective, objective, rtol=GAP + WIDER), said
