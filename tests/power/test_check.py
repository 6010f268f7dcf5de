"""What nobody can mean is refused, with where it stands and what to write."""

import numpy as np
import pytest

from stargate.errors import StargateError
from stargate.power.dispatch import dispatch
from stargate.power.element import Export, Flexible, PeakCharge, Problem, Source, Store

ONES = np.ones(4)
GRID = Source("grid", ONES, ONES)
NAN = np.array([1.0, 1.0, np.nan, 1.0])
INFINITE = np.array([1.0, np.inf, 1.0, 1.0])
NO_HOURS = np.zeros(0)
YEAR = np.zeros(4, dtype=int)


def store(**figures):
    return Store("battery", **({"charge_power": 1.0, "discharge_power": 1.0, "energy": 4.0, "initial": 0.0} | figures))


@pytest.mark.parametrize(
    ("problem", "said"),
    [
        (Problem(NAN, (GRID,), 1.0), "demand is nan in hour 2"),
        (Problem(-ONES, (GRID,), 1.0), "demand is -1.0 in hour 0"),
        (Problem(NO_HOURS, (), 1.0), "demand has 0 hours"),
        (Problem(np.ones((2, 2)), (), 1.0), "demand is no row of numbers"),
        (Problem(ONES, (GRID,), np.nan), "unserved_cost is nan"),
        (Problem(ONES, (GRID,), np.inf), "unserved_cost is inf"),
        (Problem(ONES, (GRID, GRID), 1.0), "source 'grid' stands there more than once"),
        (Problem(ONES, (Source("grid", INFINITE, ONES),), 1.0), "source 'grid': capacity is inf in hour 1"),
        (Problem(ONES, (Source("grid", -ONES, ONES),), 1.0), "source 'grid': capacity is -1.0 in hour 0"),
        (Problem(ONES, (Source("grid", ONES[:3], ONES),), 1.0), "capacity has 3 hours"),
        (Problem(ONES, (Source("grid", ONES, NAN),), 1.0), "source 'grid': cost is nan in hour 2"),
        (Problem(ONES, (GRID,), 1.0, (store(charge_efficiency=1.1),)), "charge_efficiency is 1.1"),
        (Problem(ONES, (GRID,), 1.0, (store(discharge_efficiency=0.0),)), "discharge_efficiency is 0\n"),
        (Problem(ONES, (GRID,), 1.0, (store(retention=0.0),)), "retention is 0\n"),
        (Problem(ONES, (GRID,), 1.0, (store(energy=-4.0),)), "energy is -4.0"),
        (Problem(ONES, (GRID,), 1.0, (store(energy=None),)), "energy is None"),
        (Problem(ONES, (GRID,), 1.0, (store(charge_power=np.nan),)), "charge_power is nan"),
        (Problem(ONES, (GRID,), 1.0, (store(initial=5.0),)), "store 'battery': initial is 5.0"),
        (Problem(ONES, (GRID,), 1.0, (store(final=-1.0),)), "store 'battery': final is -1.0"),
        (Problem(ONES, (GRID,), 1.0, flexible=Flexible(NAN, 1.0)), "flexible: power is nan in hour 2"),
        (Problem(ONES, (GRID,), 1.0, flexible=Flexible(ONES, -1.0)), "flexible: budget is -1.0"),
        (Problem(ONES, (GRID,), 1.0, export=Export(ONES, NAN)), "export: price is nan in hour 2"),
        (Problem(ONES, (GRID,), 1.0, peak=PeakCharge("gas", 1.0, YEAR)), "peak bills 'gas', which is no source"),
        (Problem(ONES, (GRID,), 1.0, peak=PeakCharge("grid", 1.0, ONES)), "peak: period holds float64"),
        (Problem(ONES, (GRID,), 1.0, peak=PeakCharge("grid", 1.0, YEAR - 1)), "peak: period is -1 in hour 0"),
    ],
)
def test_one_clear_message(problem, said):
    with pytest.raises(StargateError) as error:
        dispatch(problem)
    assert said in str(error.value)
    assert str(error.value).count("write:") == 1


def test_everything_wrong_is_said_at_once():
    with pytest.raises(StargateError) as error:
        dispatch(Problem(NAN, (Source("grid", NAN, INFINITE),), 1.0))
    assert str(error.value).count("write:") == 3
