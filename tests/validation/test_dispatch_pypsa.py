"""The dispatch of random years against PyPSA with HiGHS, through the file that is written for it."""

import importlib.util
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from stargate.exports.pypsa import write_pypsa
from stargate.power.dispatch import dispatch
from stargate.power.element import Store
from stargate.power.general import solve

pytestmark = pytest.mark.filterwarnings("ignore")  # PyPSA and linopy warn of changes to come


def _loaded(name):
    path = Path(__file__).resolve().parents[2] / "benchmarks" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(name, path)
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


years = _loaded("_site_years")


@pytest.fixture(scope="module")
def optimised():
    """What PyPSA makes of the file of a problem."""
    pypsa = pytest.importorskip("pypsa")
    pypsa.options.general.allow_network_requests = False

    def network(problem, folder, **options):
        network = pypsa.Network(write_pypsa(problem, folder / "site.pypsa.nc", "A site", date(2027, 1, 1)))
        status = network.optimize(log_to_console=False, progress=False, include_objective_constant=False, **options)
        assert status == ("ok", "optimal")
        return network

    return network


CASES = {
    "fixed ends": {"store", "negative", "export"},
    "leak, free end": {"store", "leak", "wear", "negative", "limited"},
    "cyclic, yearly charge": {"store", "cyclic", "leak", "limited", "yearly"},
    "budget, monthly charge": {"store", "flexible", "monthly", "limited"},
    "no store": {"limited", "flexible", "yearly", "negative"},
}


@pytest.mark.parametrize("seed", range(len(CASES)))
def test_same_optimum(seed, optimised, tmp_path):
    problem = years.site_year(seed, list(CASES.values())[seed], hours=340)
    network = optimised(problem, tmp_path)
    for result in (solve(problem), dispatch(problem)):
        assert result.status == "solved"
        assert result.objective == pytest.approx(network.objective, rel=1e-8)
        assert abs(result.gap) <= 1e-7
        assert np.mean(np.abs(result.price - network.buses_t.marginal_price["site"]) < 1e-2) > 0.97  # or one of two


def test_two_stores_and_units(optimised, tmp_path):
    problem = years.with_units(years.site_year(7, {"store", "leak"}, hours=72), units=2)
    second = Store("long", 30.0, 20.0, 900.0, 0.8, 0.9, 0.999, discharge_cost=1.0, initial=400.0, final=300.0)
    problem = replace(problem, stores=(*problem.stores, second))
    network = optimised(problem, tmp_path, solver_options={"mip_rel_gap": 1e-6})
    result = solve(problem, gap=1e-6)
    assert result.status == "solved"
    assert result.output[-1].min() == 0 < result.output[-1].max()
    assert result.objective == pytest.approx(network.objective, rel=2e-6)
