"""Money by year: all of it is booked, whatever the years shown, and candidates alone cost nothing."""

import pytest

import stargate as sg
from stargate.futures.capital import capital

COSTS = {
    "costs.construction": "10 USD bn/GW [assumed]",
    "costs.compute": "30 USD bn/GW [assumed]",
    "spending.construction": "24 months [assumed]",
    "spending.compute": "3 months [assumed]",
}


@pytest.mark.parametrize("day", ["2024-01-31", "2025-01-31", "2026-05-31"])
def test_money_spent_before_the_first_year_is_booked_there(lone, day):
    """1,000 MW at 40 bn USD per GW are 40 bn, however early they were spent."""
    phase = f"ramp: 1 month [assumed]\nenergised:\n  observed: {day} [assumed]"
    folder = lone("finished: 2024-01-01 [assumed]", phase=phase, it_power="1_000 MW")
    found = capital(sg.simulate(sg.announced(sg.read(folder, changes=COSTS)), n=3))
    assert found.need == pytest.approx(40_000)
    assert found.years[0] == 2024
    assert found.by_year.sum() == pytest.approx(40_000)


def test_money_of_stated_prices_before_the_first_year(lone):
    """Half of 24 months at the middle of 2023, half spread over 2024, in prices of 2024 that rise by 10%."""
    phase = "ramp: 1 month [assumed]\nenergised:\n  observed: 2025-01-01 [assumed]"
    folder = lone("finished: 2024-01-01 [assumed]", phase=phase, it_power="1_000 MW")
    prices = {"costs.construction": "10 USD2024 bn/GW [assumed]", "costs.compute": "0 USD bn/GW [assumed]"}
    changes = COSTS | prices | {"price_index": "10 %/year [assumed]"}
    found = capital(sg.simulate(sg.announced(sg.read(folder, changes=changes)), n=3))
    assert found.need == pytest.approx(10_000 * 1.1**-0.5)


def test_candidates_alone(lone, tmp_path):
    """Nothing is needed, and the report can be written."""
    site = "acceptance:\n  chance: 40% [assumed]"
    folder = lone("duration: 10 months [assumed]", status="candidate", site=site)
    futures = sg.simulate(sg.announced(sg.read(folder)), n=100)
    assert capital(futures).need == pytest.approx(0)
    sg.report(futures, to=tmp_path / "report.html")
    assert (tmp_path / "report.html").exists()
