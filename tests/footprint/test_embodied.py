"""Carbon of making campuses: by hand, booked and spread."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import stargate as sg
from stargate.capital.company import Use
from stargate.capital.contracts.procurement import Procurement
from stargate.footprint.embodied import Embodied, making, replaced
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


@pytest.fixture(scope="module")
def chips(tmp_path_factory, small_folder):
    """The small programme with chips of its own in its northern campus."""
    import shutil

    folder = tmp_path_factory.mktemp("made") / "programme"
    shutil.copytree(small_folder, folder)
    (folder / "chips").mkdir()
    (folder / "chips" / "own.yaml").write_text(CHIP)
    north = folder / "sites" / "north.yaml"
    north.write_text(
        north.read_text().replace("    ramp: 1 month [assumed]", "    ramp: 1 month [assumed]\n    chip: own")
    )
    return making(sg.simulate(sg.announced(sg.read(folder)), n=50, seed=1))


def test_accelerators_by_hand(chips):
    """Of 2,000 W each 500 an IT MW, of 200 kg each: 100 t/MW as they come, and whenever they are replaced."""
    full = chips.futures.at_medians.it_power[0, chips.futures.phases("sites.north")].sum()
    booked = chips.parts["chips"].booked[chips.sites.index("north"), 0]
    life = chips.futures.programme.contents.contracts.at(Procurement, "north", Use.COMPUTE).life
    assert life.p50 == 60
    phases = chips.futures.phases("sites.north")
    ups, months = chips.futures.at_medians, chips.futures.model.months
    lives = (months - energised_month(ups)[0, phases]) // 60
    assert booked.sum() == pytest.approx(100 * (full + (ups.it_power[0, phases] * lives).sum()))
    assert [address for address in chips.left_out if "north" in address] == []


def test_shells_are_booked_once_as_they_come(chips):
    record = entry("embodied", "campus", Embodied)
    full = chips.futures.at_medians.it_power[0, chips.futures.phases("sites.north")].sum()
    assert chips.booked("shell", ["north"])[0].sum() == pytest.approx(record.shell.p50 * full)


def test_parts_and_campuses_add_up(chips):
    for of in (chips.booked, chips.spread):
        assert sum(of(part) for part in chips.parts) == pytest.approx(of())
        assert sum(of("", [site]) for site in chips.sites) == pytest.approx(of())
    assert len(chips.years) == chips.booked().shape[1]
    months = sum(made.booked.sum(axis=(0, 2)) for made in chips.parts.values())
    assert chips.booked().sum(axis=1) == pytest.approx(months, rel=1e-9)


def test_chips_that_nobody_knows_are_named(small_futures):
    left = making(small_futures, 10).left_out
    assert set(left.values()) == {"no chip is named"}
