"""What computers do by the hour (O3)."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import stargate as sg
from stargate.compute.workload import inference_shape, it_load
from stargate.errors import ProgrammeError
from stargate.market.calendar import calendar

WEEKEND = calendar(2027).weekend


def read(small_folder, **changes):
    changes = {f"workload.{name}": text for name, text in changes.items()}
    return sg.read(small_folder, changes=changes).contents.workload


def test_a_year_has_the_utilisation_that_is_written(small_folder):
    work = read(small_folder, utilisation="80% [assumed]")
    load = it_load(work, np.full(8760, 100.0), WEEKEND)
    assert load.total.mean() == pytest.approx(80.0, rel=1e-9)
    assert load.total.max() < 100


def test_training_is_flat_and_inference_follows_the_day(small_folder):
    flat = read(small_folder, training="100% [assumed]", utilisation="75% [assumed]")
    assert it_load(flat, np.full(8760, 40.0), WEEKEND).total == pytest.approx(np.full(8760, 30.0))
    people = read(small_folder, training="0% [assumed]", peak_hour="14 [assumed]", weekend="50% [assumed]")
    shape = inference_shape(people, WEEKEND)
    day = shape[~WEEKEND].reshape(-1, 24)
    assert (day.argmax(axis=1) == 14).all()
    assert (day.argmin(axis=1) == 2).all()
    assert shape.mean() == pytest.approx(1.0, abs=1e-12)
    assert shape[WEEKEND].mean() / shape[~WEEKEND].mean() == pytest.approx(0.5, rel=1e-9)


def test_a_range_of_utilisation_is_ordered(small_folder):
    work = read(small_folder, utilisation="70 to 90% [assumed]")
    low, mid, high = (it_load(work, np.full(8760, 10.0), WEEKEND, q).total.mean() for q in (0.1, 0.5, 0.9))
    assert low == pytest.approx(7.0)
    assert 7.0 < mid < 9.0
    assert high == pytest.approx(9.0, rel=0.01)  # some peaks of the day would exceed what is energised


@given(
    used=st.floats(1, 99), training=st.floats(0, 60), swing=st.floats(0, 99), weekend=st.floats(1, 99),
    energised=st.lists(st.floats(0, 5000), min_size=12, max_size=12),
)  # fmt: skip
def test_load_never_exceeds_what_is_energised(used, training, swing, weekend, energised):
    work = sg.read(
        "programmes/small",
        changes={
            "workload.utilisation": f"{used:.6f}% [assumed]",
            "workload.training": f"{training:.6f}% [assumed]",
            "workload.daily_swing": f"{swing:.6f}% [assumed]",
            "workload.weekend": f"{weekend:.6f}% [assumed]",
        },
    ).contents.workload
    hours = np.repeat(energised, 730)
    load = it_load(work, hours, WEEKEND)
    assert (load.total >= 0).all()
    assert (load.total <= hours).all()
    assert (load.curtailable <= load.total).all()


@pytest.mark.parametrize(
    ("address", "text", "said"),
    [
        ("training", "110% [assumed]", "share"),
        ("deferrable", "60% [assumed]", "more than all of the load"),
        ("peak_hour", "25 [assumed]", "no hour of the day"),
        ("peak_hour", "12 to 14 [assumed]", "no hour of the day"),
        ("value_of_compute", "-5 USD/MWh [assumed]", "less than nothing"),
        ("utilisation", "80 MW [assumed]", "share"),
    ],
)
def test_what_cannot_be_is_said(small_folder, address, text, said):
    with pytest.raises(ProgrammeError, match=said) as raised:
        sg.read(small_folder, changes={f"workload.{address}": text})
    assert f"workload.{address}" in str(raised.value) or "workload.training" in str(raised.value)
