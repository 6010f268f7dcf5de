"""Units that fail one by one: by hand, against all states one by one, and against a published system."""

from itertools import product
from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stargate.errors import StargateError
from stargate.power.reliability import YEAR, Units, firm_capacity, least_units, loss_of_load, outage_table


def test_two_of_three():
    """P(at least 2 of 3 up) = 0.9^3 + 3 0.9^2 0.1 = 0.972."""
    table = outage_table([Units(3, 100.0, 0.1)])
    np.testing.assert_allclose(table.capacity, [0, 100, 200, 300])
    np.testing.assert_allclose(table.chance, [0.001, 0.027, 0.243, 0.729])
    np.testing.assert_allclose(table.short(np.array([0.0, 200.0, 250.0, 301.0])), [0, 0.028, 0.271, 1], atol=1e-15)
    np.testing.assert_allclose(table.unserved(np.array([200.0]))[0], 0.001 * 200 + 0.027 * 100)
    assert firm_capacity([Units(3, 100.0, 0.1)], 0.028 * YEAR + 1e-6) == 200
    assert firm_capacity([Units(3, 100.0, 0.1)], 0.028 * YEAR - 1e-6) == 100


def test_one_unit_fails_as_often_as_it_is_repaired():
    """A cycle of 99 hours up and 1 hour down begins 8,760 / 100 times a year."""
    found = loss_of_load([Units(1, 50.0, 0.01, 1.0)], np.full(8_760, 50.0))
    assert found.hours == pytest.approx(87.6)
    assert found.energy == pytest.approx(87.6 * 50)
    assert found.events == pytest.approx(87.6)
    assert found.duration == pytest.approx(1.0)
    assert loss_of_load([Units(1, 50.0, 0.01)], np.full(10, 50.0)).events is None


def test_two_units_down_together():
    """Either is down for 1/2 h once both are: a spell of both has half the repair time."""
    found = loss_of_load([Units(2, 1.0, 0.1, 1.0)], np.ones(8_760))
    assert found.hours == pytest.approx(0.01 * 8_760)
    assert found.duration == pytest.approx(0.5)


def test_load_that_rises_begins_a_spell():
    """A unit that is nearly never repaired is down in one hour of ten; the load asks for it every second hour."""
    found = loss_of_load([Units(1, 10.0, 0.1, 1e9)], np.tile([0.0, 10.0], 500))
    assert found.events == pytest.approx(50.0, rel=1e-6)
    assert found.duration == pytest.approx(1.0, rel=1e-6)


@st.composite
def fleets(draw):
    size = st.sampled_from([0.0, 1.0, 2.5, 10.0, 10 / 3, 7.3])
    outage = st.sampled_from([0.0, 0.01, 0.1, 0.5, 0.9])
    one = st.builds(Units, st.integers(0, 3), size, outage, st.sampled_from([1.0, 24.0, 100.0]))
    return draw(st.lists(one, min_size=0, max_size=3))


def brute(fleet, load):
    """Chance, unserved MW and frequency by all states of all units one by one."""
    units = [unit for unit in fleet for _ in range(unit.count)]
    short = unserved = often = 0.0
    for up in product([False, True], repeat=len(units)):
        chance = np.prod([1 - u.outage if on else u.outage for u, on in zip(units, up, strict=True)])
        capacity = sum(u.capacity for u, on in zip(units, up, strict=True) if on)
        if capacity < load - 1e-9:
            short, unserved = short + chance, unserved + chance * (load - capacity)
            for u, on in zip(units, up, strict=True):
                if not on and capacity + u.capacity >= load - 1e-9:
                    often += chance / u.repair  # repairs that end the spell
    return short, unserved, often


@given(fleets(), st.sampled_from([0.0, 1.0, 4.0, 10.0, 20.0, 33.0]))
def test_against_all_states(fleet, load):
    table = outage_table(fleet)
    assert table.chance.sum() == pytest.approx(1.0, abs=1e-12)
    mean = sum(u.count * u.capacity * (1 - u.outage) for u in fleet)
    assert table.chance @ table.capacity == pytest.approx(mean, abs=1e-9)
    assert (np.diff(table.capacity) > 0).all()
    short, unserved, often = brute(fleet, load)
    at = np.array([load])
    assert table.short(at)[0] == pytest.approx(short, abs=1e-12)
    assert table.unserved(at)[0] == pytest.approx(unserved, abs=1e-9)
    assert table.failures(at)[0] == pytest.approx(often, abs=1e-12)


@given(st.integers(1, 30), st.floats(0.001, 0.6), st.floats(0.001, 0.3), st.floats(0.1, 500.0))
def test_more_units_and_better_ones_are_never_worse(count, outage, worse, hours):
    load = np.full(10, 0.7 * count * 18.0)
    few, many, bad = Units(count, 18.0, outage), Units(count + 1, 18.0, outage), Units(count, 18.0, outage + worse)
    assert loss_of_load([many], load).energy <= loss_of_load([few], load).energy + 1e-12
    assert loss_of_load([few], load).hours <= loss_of_load([bad], load).hours + 1e-12
    assert firm_capacity([few], hours) <= firm_capacity([many], hours)
    assert firm_capacity([bad], hours) <= firm_capacity([few], hours)


@given(st.floats(1.0, 400.0), st.floats(0.0, 0.4), st.floats(0.1, 100.0))
def test_least_number_of_units(load, outage, hours):
    count = least_units(Units(1, 18.0, outage), load, hours)
    assert firm_capacity([Units(count, 18.0, outage)], hours) >= load - 1e-6
    assert count == 1 or firm_capacity([Units(count - 1, 18.0, outage)], hours) < load


def test_thousands_of_small_units():
    table = outage_table([Units(3_000, 0.3, 0.03)])
    exact = sum(comb(3_000, k) * 0.97**k * 0.03 ** (3_000 - k) for k in range(2_880, 2_884))
    assert table.short(np.array([2_884 * 0.3]))[0] - table.short(np.array([2_880 * 0.3]))[0] == pytest.approx(
        exact, rel=1e-9
    )


def test_sizes_that_are_equal_but_for_rounding_are_one():
    assert outage_table([Units(3, 0.1, 0.1), Units(1, 0.3, 0.1)]).capacity.size == 7


def test_what_is_refused():
    for bad in (
        (-1, 1.0, 0.1),
        (1, float("nan"), 0.1),
        (1, -1.0, 0.1),
        (1, 1.0, 1.0),
        (1, 1.0, float("nan")),
        (1, 1.0, 0.1, 0.0),
    ):
        with pytest.raises(StargateError, match="no units"):
            Units(*bad)
    with pytest.raises(StargateError, match="not finite"):
        loss_of_load([], np.array([1.0, np.nan]))
    with pytest.raises(StargateError, match="too many states"):
        outage_table([Units(3_000, 1.0, 0.1), Units(3_000, 2**0.5, 0.1), Units(3_000, 3**0.5, 0.1)])
    for unit, hours in ((Units(1, 0.0, 0.1), 1.0), (Units(1, 1.0, 0.1), 0.0)):
        with pytest.raises(StargateError, match="no number"):
            least_units(unit, 10.0, hours)
    for load in (float("nan"), float("inf"), -1.0, 1e12):
        with pytest.raises(StargateError, match="no number"):
            least_units(Units(1, 1.0, 0.1), load, 1.0)
    for hours in (-1.0, float("nan")):
        with pytest.raises(StargateError, match="loss of load"):
            firm_capacity([Units(1, 1.0, 0.1)], hours)
    assert least_units(Units(1, 1.0, 0.0), 10.0, 0.0) == 10
    assert loss_of_load([], np.array([1.0, 0.0, -5.0])).energy == 1.0
