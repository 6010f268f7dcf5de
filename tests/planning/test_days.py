"""Days that stand for a year: real days, exact weights, extremes kept, means of the year kept."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stargate.planning.days import DAYS, by_day, extreme_days, representative

HOURS = DAYS * 24


def year(seed, series=2):
    """Seasons, days and noise, above nought."""
    draw, hour = np.random.Generator(np.random.PCG64(seed)), np.arange(HOURS)
    season = 1 + 0.4 * np.sin(2 * np.pi * hour / HOURS + draw.uniform(0, 6, (series, 1)))
    return season * (1 + 0.3 * np.sin(2 * np.pi * hour / 24)) * draw.lognormal(0, 0.2, (series, HOURS))


@settings(max_examples=15)
@given(st.integers(0, 10_000), st.integers(1, 30))
def test_weights_are_exact_and_extremes_stand_for_themselves(seed, count):
    load, price = year(seed), year(seed + 1, 3)
    extremes = extreme_days(load, price, load[:0])
    days = representative([load, price], extremes, count)
    assert len(days.day) == count
    assert days.weight.sum() == DAYS
    assert (np.diff(days.day) > 0).all()
    kept = list(dict.fromkeys(extremes))[: count - 1]
    assert set(days.day[days.extreme]) == set(kept)
    assert (days.weight[days.extreme] == 1).all()
    assert (days.weight >= 1).all()


@settings(max_examples=15)
@given(st.integers(0, 10_000), st.integers(2, 12))
def test_representatives_are_days_of_the_year_and_the_same_each_time(seed, count):
    load = year(seed)
    first, again = (representative([load], [5], count) for _ in range(2))
    assert (first.day == again.day).all()
    assert (first.weight == again.weight).all()
    assert (first.of(load) == by_day(load)[:, first.day]).all()


@settings(max_examples=15)
@given(st.integers(0, 10_000), st.integers(2, 12), st.floats(0.3, 1.0))
def test_the_mean_of_the_year_is_kept(seed, count, most):
    load, price = year(seed), year(seed + 1) - 1
    days = representative([load, price], [5, 9], count)
    assert days.mean(days.scaled(load[0])) == pytest.approx(load[0].mean(), rel=1e-9)
    assert days.mean(days.shifted(price[0])) == pytest.approx(price[0].mean(), abs=1e-9)
    sun = np.minimum(load[0] / load[0].max() * 1.3, 1.0) * most
    assert days.mean(days.scaled(sun, most)) == pytest.approx(sun.mean(), rel=1e-9)
    assert days.scaled(sun, most).max() <= most * (1 + 1e-12)


def test_extreme_days_stay_as_they_are():
    load = year(3)
    days = representative([load], [17, 200], 6)
    assert (days.scaled(load[0])[days.extreme] == by_day(load[0])[[17, 200]]).all()
    assert (days.shifted(load[0])[days.extreme] == by_day(load[0])[[17, 200]]).all()


def test_three_kinds_of_days_are_found():
    """A hand case: 100, 200 and 65 days of three shapes, told by one of each."""
    shapes = np.array([np.full(24, 1.0), np.linspace(1, 2, 24), np.linspace(3, 1, 24)])
    kind = np.repeat([0, 1, 2], [100, 200, 65])
    days = representative([shapes[kind].reshape(1, -1)], [], 3)
    assert dict(zip(kind[days.day], days.weight, strict=True)) == {0: 100, 1: 200, 2: 65}


def test_all_days_of_a_year():
    days = representative([year(1)], [3], 400)
    assert (days.day == np.arange(DAYS)).all()
    assert (days.weight == 1).all()


def test_which_days_are_extreme():
    load, price, sun = np.ones((1, DAYS, 24)), np.ones((1, DAYS, 24)), np.full((1, DAYS, 24), 0.5)
    load[0, 100:300] = 1.1
    load[0, 250, 15], price[0, 30] = 1.4, 9.0
    sun[0, 10], sun[0, 260] = 0.0, 0.1  # the tenth day is darker, but of low load
    flat = [each.reshape(1, -1) for each in (load, price, sun)]
    assert extreme_days(*flat) == [250, 30, 260]


def test_days_show_costs_of_the_whole_year():
    """More days tell the dear tenth of a year better."""
    price = year(8, 1)
    truth = np.sort(price[0])[-HOURS // 10 :].mean()

    def told(count):
        days = representative([price], extreme_days(price, price, price[:0]), count)
        hours, weight = days.of(price)[0].ravel(), np.repeat(days.weight, 24)
        order = np.argsort(-hours)
        reached = np.cumsum(weight[order]) <= HOURS / 10
        return np.average(hours[order][reached], weights=weight[order][reached])

    assert abs(told(40) - truth) < abs(told(4) - truth)
    assert told(365) == pytest.approx(truth, rel=1e-3)
