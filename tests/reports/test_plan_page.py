"""The page of a chosen plan says what the plan says, and leaves out what there is nothing of."""

from dataclasses import asdict

import numpy as np
import pytest

import stargate as sg
from stargate.planning.alternatives import Alternative
from stargate.planning.choice import Choice
from stargate.planning.plan import plan
from stargate.planning.result import Chosen
from stargate.planning.solve import Effort
from stargate.reports.page import page_of_panels, script_json
from stargate.reports.panels import Gantt, SpotMap
from stargate.reports.plan_page import plan_page


@pytest.fixture(scope="module")
def chosen() -> Chosen:
    """A plan of the small programme."""
    return plan(sg.read("programmes/small"), effort=Effort(gap=0.05))


def _figures(page) -> dict:
    return {figure.id: figure for panel in page.panels for figure in panel.figures}


def test_its_figures_are_those_of_the_plan(chosen: Chosen) -> None:
    """Sites on the map, columns that add up to the IT load, money as it is spent, and the certificate."""
    page = plan_page(chosen, command="stargate plan programmes/small")
    figures = _figures(page)
    assert list(figures)[:5] == ["sites", "it-power", "schedule", "power", "capital"]
    load = list(chosen.summary.it_power.values())
    drawn = np.sum([column.values for column in figures["it-power"].columns], axis=0)
    assert drawn == pytest.approx(load, abs=2e-3)
    spent = np.sum([column.values for column in figures["capital"].columns], axis=0)
    rows = chosen.summary.capital.values()
    assert spent == pytest.approx([sum(row[year] for row in rows) / 1e3 for year in chosen.summary.it_power], abs=5e-3)
    assert figures["certificate"].table["rows"][2][0] == "Gap"
    assert "fund" not in figures  # nothing limits its money
    assert "</script" not in script_json(asdict(page))
    assert "Small: plan as of" in page_of_panels(page)


def test_sites_that_are_left_are_on_the_map_and_in_a_table(chosen: Chosen) -> None:
    """An empty ring, and what would let one more phase enter."""
    figures = _figures(plan_page(chosen))
    spots = figures["sites"]
    assert isinstance(spots, SpotMap)
    built = {campus.site for campus in chosen.sites}
    assert {spot.id for spot in spots.spots if spot.value == 0} == set(chosen.problem.sites) - built
    assert len(figures["left"].table["rows"]) == len(chosen.rejected)


def test_its_schedule_has_what_is_begun(chosen: Chosen) -> None:
    """Every start once, with its full load after its begin."""
    figure = _figures(plan_page(chosen))["schedule"]
    assert isinstance(figure, Gantt)
    planned = [each for row in figure.rows for each in row.planned]
    assert sum(each.count for each in planned) == chosen.choice.starts[:, -1].sum()
    assert all(each.full > each.begin for each in planned)


def test_other_plans_are_listed_where_there_are_any(chosen: Chosen) -> None:
    """Near-optimal plans by what they build more and fewer of."""
    starts = chosen.choice.starts.copy()
    starts[0] = starts[0, -1] + np.arange(chosen.problem.quarters).clip(max=1)
    other = Alternative(Choice(**{**vars(chosen.choice), "starts": starts}), 0.0, 0.013, 0.25)
    table = _figures(plan_page(chosen, others=[other]))["alternatives"].table
    assert table["rows"][0][1:3] == ["1.3%", "25%"]
    assert "+1" in table["rows"][0][3]
    assert "alternatives" not in _figures(plan_page(chosen))
