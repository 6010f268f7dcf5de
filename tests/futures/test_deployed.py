"""Money spent by a date: by hand, and against what was announced."""

import json

import pytest

import stargate as sg
from stargate.errors import StargateError
from stargate.futures.deployed import deployed

COSTS = {
    "costs.construction": "10 USD bn/GW [assumed]",
    "costs.compute": "30 USD bn/GW [assumed]",
    "spending.construction": "24 months [assumed]",
    "spending.compute": "12 months [assumed]",
}
PHASE = "ramp: 1 month [assumed]\nenergised:\n  observed: 2026-01-01 [assumed]"


@pytest.fixture
def found(lone):
    """1,000 MW with full load at the turn of 2026: 5 bn of building a year for two years, 30 of chips in the second."""
    targets = {"targets.first_deployment": "20 USD bn [assumed]", "targets.investment": "45 USD bn [assumed]"}
    folder = lone("finished: 2024-01-01 [assumed]", phase=PHASE, it_power="1_000 MW")
    return deployed(sg.simulate(sg.announced(sg.read(folder, changes=COSTS | targets)), n=4))


def test_by_hand(found):
    assert found.at("2025-01-01") == pytest.approx(5000)
    assert found.at("2025-07-01") == pytest.approx(5000 + 17_500)
    assert found.at("2026-01-01") == pytest.approx(40_000)
    assert found.at("2019-01-01") == pytest.approx(0)
    assert found.chance(20_000, "2025-03-01") == 0
    assert found.chance(20_000, "2025-07-01") == 1
    with pytest.raises(StargateError, match="after the horizon"):
        found.at("2090-01-01")


def test_against_what_was_announced(found):
    """20 bn are there by the end of 2025; 45 never."""
    first, all_of_it = found.told()["announced"]
    assert dict(zip(found.years, first["chances"], strict=True)) == {year: float(year >= 2025) for year in found.years}
    assert set(all_of_it["chances"]) == {0.0}
    told = found.told()
    assert told["assumed"]
    assert json.loads(json.dumps(told)) == told


def test_500_by_2029(reference_futures):
    """What is announced is dated; the smaller sum is there at least as often as the larger, and later never less."""
    told = deployed(reference_futures).told()
    first, all_of_it = told["announced"]
    assert (first["amount"], all_of_it["amount"]) == (100, 500)
    assert all_of_it["by"] == "2030-01-21"
    assert all(a >= b for a, b in zip(first["chances"], all_of_it["chances"], strict=True))
    assert first["chances"] == sorted(first["chances"])
    assert all_of_it["chance"] < 0.05
    assert deployed(reference_futures).rows() == [("investment in all by 2030-01-21", "500 USD bn", "0% [assumed]")]


def test_money_that_is_all_spent_after_the_horizon(lone):
    late = lone("duration: 90 years [assumed]", phase="ramp: 1 month [assumed]", it_power="1_000 MW")
    found = deployed(sg.simulate(sg.announced(sg.read(late, changes=COSTS)), n=4))
    assert len(found.years) == 1
    assert found.told()["p50"] == [0.0]
