"""From dates to IT MW: ramps, buildings, and the sums that must hold."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stargate.schedule.energise import Buildup, buildings_by, energised, energised_month


def built(ready, cadence, ramp, power, buildings):
    return Buildup(*(np.array([[v]], dtype=float) for v in (ready, cadence, ramp, power)), np.array([buildings]))


def series(buildup, months):
    out = np.zeros((1, months))
    energised(buildup, np.array([0]), out, np.empty(months + 1))
    return out[0]


def test_a_hand_case():
    """Two buildings of 100 MW, ready at 2.5, two months apart, each rising over one month."""
    out = series(built(2.5, 2.0, 1.0, 200.0, 2), 7)
    assert out == pytest.approx([0, 0, 50, 100, 150, 200, 200])


def slow(buildup, months):
    """The definition of T5, month by month."""
    ready, cadence, ramp, power = (float(v[0, 0]) for v in buildup[:4])
    count = int(buildup.buildings[0])
    out = np.zeros(months)
    for month in range(months):
        for k in range(count):
            risen = (month + 1 - ready - k * cadence) / ramp if ramp > 0 else float(month + 1 >= ready + k * cadence)
            out[month] += power / count * min(1.0, max(0.0, risen))
    return out


@given(
    st.floats(-5, 40), st.floats(0, 6), st.floats(0.05, 5), st.floats(1, 2000), st.integers(1, 6), st.integers(1, 30)
)
def test_against_the_definition(ready, cadence, ramp, power, buildings, months):
    buildup = built(ready, cadence, ramp, power, buildings)
    assert series(buildup, months) == pytest.approx(slow(buildup, months), abs=1e-6 * power)


def test_never_is_nothing():
    assert series(built(np.inf, 1.0, 1.0, 100.0, 2), 12).sum() == 0


@given(st.floats(0, 30), st.floats(0, 3), st.floats(0.1, 3), st.integers(1, 5))
def test_all_is_energised_at_the_stated_month(ready, cadence, ramp, buildings):
    buildup = built(ready, cadence, ramp, 100.0, buildings)
    last = energised_month(buildup)[0, 0]
    count = np.empty(1, dtype=np.int64)
    buildings_by(buildup, np.array([0]), last + 1e-9, count)
    assert count[0] == buildings
    buildings_by(buildup, np.array([0]), last - 1e-6, count)
    assert count[0] < buildings
