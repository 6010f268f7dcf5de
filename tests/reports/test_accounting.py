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


def test_rows_of_counties_and_regions_are_numbers_throughout(lordstown):
    """As a command prints them: no record in words of its own, and every share that a reader sees."""
    found = told(lordstown, 2028)
    (county,), (region,) = (json.loads(json.dumps(found[name]["rows"])) for name in ("counties", "regions"))
    assert county["withdrawals"] == pytest.approx(
        sum((0.425, 1.001, 12.68, 0.059, 33.85, 4.22)) * 3785.411784, rel=1e-3
    )
    assert county["share"] == pytest.approx(county["on_site"]["p50"] / county["withdrawals"])
    assert county["share_of_public_supply"] == pytest.approx(county["on_site"]["p50"] / county["public_supply"])
    assert region["share"][1] == pytest.approx(region["imported"]["p50"] / region["generation"][1])


def test_a_facility_gigawatt_by_yearly_means_stands_beside_the_hours(small):
    """In Texas 2.60 Mt by eGRID's mean of 2022 and 4.37 by AVERT's marginal of 2023."""
    plan = sg.announced(small)
    words = sections(sg.account(operate(plan, 2029, sg.built_out(plan), only="north")), 2029)["carbon"].words
    assert any("7.45 TWh a year: 2.60 and 4.37 Mt" in word for word in words)
    assert any(word.startswith("By the hour against import times the year's mean") for word in words)


def test_more_water_than_is_allowed_is_said(small):
    changes = {"sites.north.water_limit": "1 m3/day [assumed]", "sites.north.cooling_system": "water_chiller"}
    plan = sg.announced(small.override(changes))
    words = sections(sg.account(operate(plan, 2029, sg.built_out(plan), only="north")), 2029)["water"].words
    assert any(word.startswith("North Ridge: on 365 days of 2029 as operated it takes more than") for word in words)


def test_what_was_not_published_yet_has_no_other_year_to_offer(reference_folder):
    early = sg.announced(sg.read(reference_folder, as_of="2025-09-30"))
    found = sg.account(operate(early, 2028, sg.built_out(early), only="lordstown"))
    words = sections(found, 2028)["forecasts"].words
    assert "the forecast EPRI, February 2026 was not published by 2025-09-30." in words
    (hindsight,) = told(found, 2028)["hindsight"]
    assert hindsight.startswith("Published after 2025-09-30 and used all the same, as hindsight: ")
    assert "avert-2023" in hindsight


def test_what_was_published_by_then_is_no_hindsight(lordstown):
    assert told(lordstown, 2028)["hindsight"] == []
