"""How much IT load runs when."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import stargate as sg
from stargate.operations.energised import announced_load, by_hour
from stargate.operations.year import DAYS, FIRST, MONTH, by_month


def test_months_have_their_hours():
    assert np.bincount(MONTH).tolist() == [24 * days for days in DAYS]
    assert by_month(np.ones(8_760)).tolist() == [24 * days for days in DAYS]
    assert FIRST[2] == 24 * (31 + 28)


@given(st.lists(st.floats(0, 1e4), min_size=12, max_size=12))
def test_means_of_months_stay(means):
    hours = by_hour("x", means)
    assert by_month(hours) / by_month(np.ones(8_760)) == pytest.approx(np.array(means))


def test_everything_runs_when_it_is_built_out(reference):
    plan = sg.announced(reference)
    built = sg.built_out(plan)
    assert built["abilene"] == pytest.approx(np.full(12, 843.0))
    assert set(built) == set(reference.contents.sites)


def test_what_is_announced_only_grows(reference):
    plan = sg.announced(reference)
    before = announced_load(plan, 2026)
    for year in range(2027, 2031):
        after = announced_load(plan, year)
        for name, hours in after.items():
            assert (np.diff(hours) >= 0).all()
            assert hours[0] >= before[name][-1]
        before = after
    total = sum(hours[-1] for hours in before.values())
    assert total == pytest.approx(plan.announced_it_power(reference.month("2030-12-31")))
