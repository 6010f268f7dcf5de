"""Carbon of making campuses: by hand, booked and spread."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import stargate as sg
from stargate.footprint.embodied import PARTS, Embodied, making, replaced
from stargate.programme.catalogue import entry
from stargate.schedule.energise import energised_month

CHIP = """
name: Own
supplier: Nobody
peak_8_bit: 5 PFLOP/s [assumed]
power: 2_000 W [assumed]
embodied: 200 kg [assumed]
"""


def one(power, first=50.0, after=60.0, full=1.0, life=3.0):
    row = np.array([[float(value) for value in power]])
    return replaced(row, *(np.array([value]) for value in (first, after, full, life)))


def test_chips_that_are_replaced_by_hand():
    """100 IT MW in month 1, there at its end: again at the ends of months 4 and 7."""
    found = one([100] * 8)
    assert found.booked[0].tolist() == [5000, 0, 0, 6000, 0, 0, 6000, 0]
    assert found.spread[0, :3] == pytest.approx(5000 / 3)
    assert found.spread[0, 3:] == pytest.approx(6000 / 3)


def test_what_never_ends_is_booked_once_and_spread_nowhere():
    found = one([0, 40, 100, 100], full=3.0, life=np.inf)
    assert found.booked[0].tolist() == [0, 2000, 3000, 0]
    assert (found.spread == 0).all()


def test_what_never_comes_is_not_made():
    found = one([0, 0, 0], full=np.inf)
    assert (found.booked == 0).all()
    assert (found.spread == 0).all()


@given(st.integers(1, 12), st.floats(0, 1000), st.floats(0, 500))
def test_a_life_spread_is_what_was_booked(life, it_power, heavy):
    found = one([it_power] * life, first=heavy, full=0.5, life=float(life))
    assert found.spread.sum() == pytest.approx(found.booked[0, 0], abs=1e-9)
    assert (found.booked >= 0).all()


@pytest.fixture
def chips(lone):
    """A campus of 100 IT MW with chips of its own, behind ten months of work."""
    folder = lone("duration: 10 months [assumed]", phase="ramp: 0 months [assumed]\nchip: own")
    (folder / "chips").mkdir(exist_ok=True)
    (folder / "chips" / "own.yaml").write_text(CHIP)
    return making(sg.simulate(sg.announced(sg.read(folder)), n=50, seed=1))


def test_accelerators_by_hand(chips):
    """Of 2,000 W each 500 an IT MW, of 200 kg each: 100 t/MW as they come, and again at the end of each life."""
    assert chips.left_out == {}
    life, months = entry("embodied", "campus", Embodied).chip_life.p50, chips.futures.model.months
    full = energised_month(chips.futures.at_medians)[0, 0]
    assert chips.booked("chips")[0].sum() == pytest.approx(100 * 100 * (1 + (months - full) // life))
    assert chips.spread("chips")[0].sum() == pytest.approx(100 * 100 * np.ceil(months - full) / life, rel=0.02)


def test_shells_are_booked_once_and_spread_from_then_on(chips):
    record = entry("embodied", "campus", Embodied)
    booked, spread = chips.booked("shell")[0], chips.spread("shell")[0]
    assert booked.sum() == pytest.approx(record.shell.p50 * 100)
    assert spread[-1] == pytest.approx(record.shell.p50 * 100 / record.shell_life.p50 * 12)
    assert spread.sum() < booked.sum()


def test_a_campus_without_generation_makes_no_power_plant(chips):
    assert (chips.booked("power plant") == 0).all()


def test_parts_and_campuses_add_up(small_futures):
    found = making(small_futures, 50)
    for of in (found.booked, found.spread):
        assert sum(of(part) for part in PARTS) == pytest.approx(of())
        assert sum(of("", [site]) for site in found.sites) == pytest.approx(of())
    assert len(found.years) == found.booked().shape[1]
    months = sum(made.booked.sum(axis=(0, 2)) for made in found.parts.values())
    assert found.booked().sum(axis=1) == pytest.approx(months, rel=1e-9)


def test_chips_that_nobody_knows_are_named(lone):
    futures = sg.simulate(sg.announced(sg.read(lone("duration: 10 months [assumed]"))), n=10, seed=1)
    assert set(making(futures).left_out.values()) == {"no chip is named"}


def test_chips_without_their_carbon_are_named(lone):
    folder = lone("duration: 10 months [assumed]", phase="ramp: 0 months [assumed]\nchip: own")
    (folder / "chips").mkdir(exist_ok=True)
    (folder / "chips" / "own.yaml").write_text(CHIP.replace("embodied: 200 kg [assumed]", ""))
    found = making(sg.simulate(sg.announced(sg.read(folder)), n=10, seed=1))
    assert set(found.left_out.values()) == {"the embodied carbon of Own is not known"}
    assert found.booked("chips").sum() == 0


def test_a_campus_without_load_is_made_of_nothing(small):
    """Its plant has no IT MW to be booked with: nought, and no number that is none."""
    changes = {
        "sites.south.phases.one.it_power": "0 MW [assumed]",
        "sites.south.phases.one.accelerators": "0 [assumed]",
    }
    futures = sg.simulate(sg.announced(small.override(changes)), n=3)
    found = making(futures, 3)
    assert np.isfinite(found.booked()).all()
    assert found.booked("", ["south"]).max() == 0.0
