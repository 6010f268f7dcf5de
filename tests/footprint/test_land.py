"""Land: what is stated, when it is taken, and what is not known."""

import numpy as np
import pytest

import stargate as sg
from stargate.footprint.land import land, plots
from stargate.operations.operate import operate
from stargate.programme.land_use import published

ACRE = 0.40468564224


@pytest.fixture(scope="module")
def stated(small):
    return small.override({"sites.north.land": "100 acres [assumed]", "sites.south.land": "300 acres [assumed]"})


@pytest.fixture(scope="module")
def account(stated):
    plan = sg.announced(stated)
    return sg.account(operate(plan, 2029, sg.built_out(plan), only="north"), sg.simulate(plan, n=120, seed=1))


def test_land_is_taken_with_its_activity(account):
    """North Ridge's land was in hand in 2024; South Fork's comes in 2026 at the medians."""
    first, second = plots(account)
    assert second.site.id == "south"  # land does not wait for an operated year
    assert first.area[0] == pytest.approx(100 * ACRE)
    assert (first.taken == first.taken[0]).all()
    assert land(account, 2023)[0] == 0.0
    assert land(account, 2024)[0] == pytest.approx(100 * ACRE)
    assert land(account, 2030)[0] == pytest.approx(400 * ACRE)
    assert first.per_it_power == pytest.approx(first.area[0] / first.it_power)


def test_dates_of_land_are_those_of_the_futures(account):
    second = plots(account)[1]
    futures = account.futures
    at = [activity.address for activity in futures.model.activities].index("sites.south.activities.land")
    assert len(second.taken) == futures.n + 1
    for number in (0, 7):
        assert second.taken[number + 1] == futures[number]._block.finish[0, at]


def test_land_never_shrinks(account):
    by_year = np.stack([land(account, year) for year in range(2023, 2033)])
    assert (np.diff(by_year, axis=0) >= 0).all()


def test_land_that_nobody_states_is_in_no_sum(small_account):
    assert all(plot.area is None and plot.per_it_power is None for plot in plots(small_account))
    assert land(small_account, 2030)[0] == 0.0


def test_without_an_activity_land_is_taken_at_the_latest_when_the_campus_runs(reference):
    plan = sg.announced(reference)
    found = sg.account(operate(plan, 2029, sg.built_out(plan), only="dona_ana"))
    by_id = {plot.site.id: plot for plot in plots(found)}
    assert not by_id["dona_ana"].bought
    assert by_id["abilene"].bought
    assert by_id["abilene"].taken[0] == pytest.approx(reference.month("2024-05-31"), abs=0.1)
    assert by_id["piketon"].candidate


def test_intensity_of_the_reference_programme_is_as_published(reference):
    """Published: 1,200 acres for 1,400 MW in Shackelford County."""
    plan = sg.announced(reference)
    found = sg.account(operate(plan, 2029, sg.built_out(plan), only="lordstown"))
    plot = next(plot for plot in plots(found) if plot.site.id == "shackelford")
    assert plot.per_it_power == pytest.approx(published().per_power.quantile(0.1), rel=0.05)
