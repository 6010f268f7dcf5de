"""The power-only problem that is timed against PyPSA is the same problem there; never timed here."""

import importlib
import sys
from pathlib import Path

import pytest

from stargate.planning.mistakes import mistakes
from stargate.planning.solve import Effort, solve

FOLDER = Path(__file__).resolve().parents[2] / "benchmarks"


def test_pypsa_and_here_cost_the_same(monkeypatch):
    pytest.importorskip("pypsa")
    monkeypatch.syspath_prepend(str(FOLDER))
    capacity = importlib.import_module("capacity")
    problem = capacity.power_only(2, 3, 2)
    assert mistakes(problem) == []
    solution = solve(problem, Effort(gap=1e-7))
    _, _, objective, _ = capacity._pypsa(problem, "choose")
    assert solution.certificate.objective == pytest.approx(objective, rel=1e-6)
    assert solution.bound == pytest.approx(objective, rel=1e-6)
    for name in ("capacity", "_capacity", "_measured"):
        sys.modules.pop(name, None)
