"""A chosen plan as files: PyPSA runs its power at the same cost, and every number is there to be read."""

import warnings
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from python_calamine import load_workbook

import stargate as sg
from stargate.errors import StargateError
from stargate.exports.plan_pypsa import parts_of, write_plan
from stargate.planning.check import allowances, running
from stargate.planning.choice import Choice
from stargate.planning.invented import invented
from stargate.planning.plan import plan
from stargate.planning.problem import PlanningProblem
from stargate.planning.result import Chosen
from stargate.planning.served import served
from stargate.planning.solve import Effort


@pytest.fixture(scope="module")
def chosen() -> Chosen:
    """A plan of the small programme."""
    return plan(sg.read("programmes/small"), effort=Effort(gap=0.05))


@pytest.fixture(scope="module")
def problem() -> PlanningProblem:
    """Two sites that take water, with every kind of power."""
    return invented(2, 8, 2, seed=5)


@pytest.fixture(scope="module")
def choice(problem: PlanningProblem) -> Choice:
    """Some load and some of every kind of power, more of it in the second year."""
    draw = np.random.Generator(np.random.PCG64(1))
    sites, years, kinds = len(problem.sites), problem.years, len(problem.options.names)
    return Choice(
        opened=np.ones(sites, dtype=bool),
        starts=np.zeros((len(problem.blocks.names), problem.quarters), dtype=np.int64),
        bought=np.zeros((len(problem.chips.names), years)),
        placed=draw.uniform(0.05, 0.12, (sites, years)),
        capacity=np.sort(draw.uniform(0.01, 0.12, (sites, kinds, years)), axis=2),
        allowance=np.full((1, sites, years), np.inf),
        sold=np.zeros(years),
        shortfall=np.zeros(years),
    )


def test_pypsa_runs_a_year_at_the_same_cost(problem: PlanningProblem, choice: Choice, tmp_path: Path) -> None:
    """Optimised by PyPSA, the last year costs what independent code says that its hours cost."""
    pypsa = pytest.importorskip("pypsa")
    network = pypsa.Network(write_plan(problem, choice, tmp_path / "plan.pypsa.nc", "two sites"))
    periods = network.snapshots.get_level_values(0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        network.optimize(
            snapshots=network.snapshots[periods == problem.first_year + 1],
            multi_investment_periods=True,
            solver_name="highs",
            solver_options={"output_flag": False},
        )
    found = network.objective / 1e6 / problem.worth_of_year[1]
    load, allowed = running(problem, choice), allowances(problem, choice)
    costs = [served(problem, s, load[s], choice.capacity[s], allowed[:, s]).cost[1] for s in range(2)]
    assert found == pytest.approx(sum(costs), rel=1e-6)


def test_what_is_limited_passes_a_bus_of_its_own(problem: PlanningProblem, choice: Choice) -> None:
    """Water that a site may take is a generator a year; a battery is a store for each day."""
    parts = parts_of(problem, choice)
    water = parts["generators"]["site_1 water 2028"]
    assert water["e_sum_max"] == problem.uses[0].allowed[0, 1]
    assert parts["links"]["site_1 gas"]["bus2"] == "site_1 water"
    assert [name for name in parts["stores"] if name.startswith("site_2")] == [
        "site_2 battery day 1",
        "site_2 battery day 2",
    ]


def test_decisions_are_labelled_arrays(chosen: Chosen, tmp_path: Path) -> None:
    """The file holds what was decided, with units, and its certificate."""
    path = sg.export(chosen, tmp_path / "plan.nc")
    with xr.open_dataset(path) as file:
        assert file.attrs["Conventions"] == "CF-1.11"
        assert file.attrs["gap"] == pytest.approx(chosen.certificate.gap)
        assert file["it_power"].attrs["units"] == "MW"
        last = chosen.problem.first_year + chosen.problem.years - 1
        total = float(file["it_power"].sel(year=last).sum())
        assert total == pytest.approx(1e3 * chosen.summary.it_power[last])
        assert file["begun"].sum() == sum(start.count for campus in chosen.sites for start in campus.starts)


def test_the_workbook_says_all_of_it(chosen: Chosen, tmp_path: Path) -> None:
    """A sheet for each thing, with the numbers of the plan."""
    book = load_workbook(sg.export(chosen, tmp_path / "plan.xlsx"))
    sheets = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
    assert {"Plan", "Sites", "Phases", "Power", "Chips", "Money", "Limits", "Left", "Announced"} <= sheets.keys()
    said = {row[0]: row[1] for row in sheets["Plan"]}
    assert said["Bound"] == pytest.approx(chosen.certificate.bound)
    assert len(sheets["Left"]) == 1 + len(chosen.rejected)


def test_a_suffix_that_names_no_format_is_refused(chosen: Chosen, tmp_path: Path) -> None:
    """In words, with what to write."""
    with pytest.raises(StargateError, match=r"\.nc, \.pypsa\.nc or \.xlsx"):
        sg.export(chosen, tmp_path / "plan.csv")
