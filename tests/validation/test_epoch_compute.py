"""H100 equivalents of an IT MW from the catalogue's chips against what Epoch AI publishes, each of its figures by itself.

Epoch counts facility MW; six of the seven campuses have 1.40 of it for each IT MW (AI Data Centers, CC-BY 4.0).
"""

import csv

import numpy as np
import pytest

import stargate as sg
from stargate.compute.chip import H100E_PEAK
from stargate.programme.catalogue import catalogue
from stargate.quantity.draws import columns, draw

FACILITY_OVER_IT = 1.40
MEDIAN_CAMPUS = 1132  # H100e/IT MW, median of campuses (AI Data Centers, August 2026)
NVIDIA_2025 = 991  # of Nvidia's accelerators at the end of 2025 (ai-compute-users, July 2026)
FLEETS_2025 = {"trainium2": 754}  # the same of others' fleets that hold one chip
END_OF_2028 = (2880, 2914)  # what it takes for campuses dated to the end of 2028


def density(name, n=20_000):
    """Draws of H100e/IT MW of a chip."""
    chip = catalogue().chips[name]
    values = np.empty((n, 2))
    draw(columns([chip.peak_8_bit, chip.power], 1, 0.0), np.arange(n), values)
    return values[:, 0] / H100E_PEAK * 1e6 / values[:, 1]


def within(name, value):
    low, high = np.quantile(density(name), [0.1, 0.9])
    return low <= value <= high


@pytest.fixture(scope="module")
def timelines(reference_data):
    path = reference_data / "epoch" / "data_center_timelines_2026-03.csv"
    if not path.is_file():
        pytest.skip("Epoch's timelines are not among the data")
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def last(timelines, site):
    """H100e and facility MW of a campus when it is whole."""
    rows = [row for row in timelines if row["Data center"] == site and row["H100 equivalents"]]
    return max((float(row["H100 equivalents"]), float(row["Power (MW)"])) for row in rows)


def test_abilene_by_its_chips(timelines):
    """1,211 by Epoch, 1,209 at our medians; its IT MW is 1,180 / 1.40."""
    h100e, facility = last(timelines, "OpenAI Stargate Abilene")
    epoch = h100e / (facility / FACILITY_OVER_IT)
    assert epoch == pytest.approx(1211, abs=1)
    assert within("gb200", epoch)
    assert np.median(density("gb200")) == pytest.approx(epoch, rel=0.01)


def test_abilene_in_the_futures_of_the_programme(timelines, reference_futures):
    h100e, facility = last(timelines, "OpenAI Stargate Abilene")
    fleet = sg.fleet(reference_futures, n=500)
    month = int(np.searchsorted(fleet.time, np.datetime64("2027-12-31")))
    abilene = fleet.total("abilene")[:, month]
    low, high = fleet.percentiles(abilene, [10, 90])
    assert low <= h100e <= high
    assert abilene[0] == pytest.approx(h100e, rel=0.02)
    assert abilene[0] / (facility / FACILITY_OVER_IT) == pytest.approx(1211, rel=0.02)


def test_the_median_campus():
    """Most hold Blackwell."""
    assert within("gb200", MEDIAN_CAMPUS)
    assert within("gb300", MEDIAN_CAMPUS)


def test_a_chip_of_which_a_whole_fleet_is():
    for name, value in FLEETS_2025.items():
        assert np.median(density(name)) == pytest.approx(value, rel=0.01)


def test_nvidias_mix_lies_between_its_generations():
    """Of Hopper and Blackwell; by compute three quarters of it are Blackwell, as the supply of 2025 has it."""
    hopper, blackwell = (np.median(density(name)) for name in ("h100", "gb200"))
    assert hopper < NVIDIA_2025 < blackwell
    part = (1 / hopper - 1 / NVIDIA_2025) / (1 / hopper - 1 / blackwell)
    assert 0.5 < part < 0.8


def test_campuses_of_2028(timelines):
    """Rubin: Epoch's figure lies in the upper part of our range, since it takes the rack's lower power."""
    assert all(within("vr200", value) for value in END_OF_2028)
    h100e, facility = last(timelines, "OpenAI Stargate Shackelford")
    assert within("vr200", h100e / (facility / FACILITY_OVER_IT))


def test_blackwell_that_was_shipped_in_a_quarter():
    """2.5 GW of IT load in the last quarter of 2025."""
    shelf = catalogue().chips
    watts = sum(shelf[name].shipments["2025-Q4"].p50 * shelf[name].power.p50 for name in ("gb200", "gb300"))
    assert watts / 1e9 == pytest.approx(2.52, abs=0.005)
