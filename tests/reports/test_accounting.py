"""What is said of an account."""

import json

import pytest

import stargate as sg
from stargate.operations.operate import operate
from stargate.reports.accounting import accounted, table, told


@pytest.fixture(scope="module")
def lordstown(reference):
    plan = sg.announced(reference)
    return sg.account(operate(plan, 2028, sg.built_out(plan), only="lordstown"))


def sections(found, year):
    return {section.name: section for section in accounted(found, year)}


def test_everything_has_its_table(lordstown):
    found = sections(lordstown, 2028)
    assert list(found) == ["taken", "land", "regions", "forecasts", "water", "counties", "cooling", "carbon", "jobs"]
    for section in found.values():
        assert all(len(cells) == len(section.heads) for cells in section.cells)
        assert not any("nan" in cell or "inf" in cell for cells in section.cells for cell in cells)


def test_what_is_not_known_is_said(lordstown):
    found = sections(lordstown, 2028)
    assert (
        "No source states the land of Lordstown, Milam County and Piketon: they are in no sum." in found["land"].words
    )
    assert any("first fill of closed loops" in word for word in found["water"].words)
    assert any("30% of the 176" in word for word in found["forecasts"].words)
    assert any("12.5 times" in word for word in found["water"].words)


def test_the_stated_water_stands_beside_the_computed(reference):
    plan = sg.announced(reference)
    found = sg.account(operate(plan, 2028, sg.built_out(plan), only="dona_ana"))
    words = sections(found, 2028)["water"].words
    (said,) = [word for word in words if word.startswith("Doña Ana County: ")]
    assert said.startswith("Doña Ana County: 20,000 to 1,000,000 gallons a day are stated, 11")


def test_programs_get_numbers(lordstown):
    found = told(lordstown, 2028)
    text = json.loads(json.dumps(found, allow_nan=False, default=str))
    assert text["counties"]["rows"][0]["name"] == "Trumbull County, OH"
    assert text["taken"]["rows"][0]["amounts"]["it_energy"]["p50"] > 0
    assert {row["forecast"]["forecast"] for row in text["forecasts"]["rows"]} == {"epri", "iea", "lbnl", "mckinsey"}


def test_a_programme_of_candidates_alone_has_no_total(reference):
    plan = sg.announced(reference)
    found = sg.account(operate(plan, 2030, sg.built_out(plan), only="piketon"))
    by_name = sections(found, 2030)
    assert by_name["taken"].cells[0][0] == "Piketon (candidate, in no total)"
    assert by_name["taken"].cells[-1][1] == "0.00"
    assert by_name["cooling"].words == ["No campus of the programme runs."]
    assert table(found, 2030) is not None
