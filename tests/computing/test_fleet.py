"""The fleet: told again in plain loops, by hand, and by what must always hold."""

import os
import subprocess
import sys
from math import inf, isinf

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import stargate as sg
from stargate.compute.chip import H100E_PEAK
from stargate.compute.generations import Buildings, held
from stargate.computing.fleet import SUCCESSORS
from stargate.errors import StargateError
from stargate.programme.equipped import chips_of

OWN = """\
name: Aspen One
supplier: Alder
peak_16_bit: 1 PFLOP/s [assumed]
peak_8_bit: 3.958 PFLOP/s [assumed]
power: 2_000 W [assumed]
"""
CHIP = "ramp: 0 months [assumed]\nchip: "


@pytest.fixture(scope="module")
def fleet(small_futures):
    return sg.fleet(small_futures, n=400)


def test_one_chip_by_hand(lone):
    """100 MW of 2 kW each are 50,000, each of two H100 equivalents; they come when the phase does."""
    folder = lone("duration: 10 months [assumed]", phase=CHIP + "aspen_one")
    (folder / "chips").mkdir()
    (folder / "chips" / "aspen_one.yaml").write_text(OWN)
    futures = sg.simulate(sg.announced(sg.read(folder)), n=3)
    fleet = sg.fleet(futures)
    full = futures.dates[0, 0]
    there = np.arange(1, futures.model.months + 1) > full
    assert fleet.n == 3
    assert fleet.chips == ("aspen_one",)
    assert (fleet.total() == np.where(there, 100_000, 0)).all()
    assert (fleet.accelerators("aspen_one") == np.where(there, 50_000, 0)).all()
    assert fleet.peak(16)[0, -1] == 50_000
    assert fleet.peak(8)[0, -1] == pytest.approx(197_900)
    assert fleet.peak(4)[0, -1] == 0
    assert fleet.lacking(4) == ("aspen_one",)
    assert not fleet.lacking(8)
    assert fleet.accelerators(SUCCESSORS).max() == 0


def test_a_chip_is_one_file_and_a_mix_takes_its_shares(written):
    (written.folder / "chips").mkdir()
    (written.folder / "chips" / "aspen_one.yaml").write_text(OWN)
    folder = written("sites/north.yaml", "      mi450: 40%", "      aspen_one: 40%")
    fleet = sg.fleet(sg.simulate(sg.announced(sg.read(folder)), n=20))
    phase = fleet.phases.index(fleet.futures.plan.phases.index(_phase(fleet, "sites.north.phases.two")))
    month = np.argmax(fleet.it_power[phase, 0])
    assert fleet.accelerators("aspen_one")[0, month] == pytest.approx(0.4 * fleet.it_power[phase, 0, month] * 500)


def _phase(fleet, address):
    return next(p for p in fleet.futures.plan.phases if p.address == address)


@pytest.mark.parametrize(("first", "is_late"), [("2024-03-01", False), ("2031-01-01", True)])
def test_a_chip_that_has_not_shipped_gives_way_to_the_one_before(lone, first, is_late):
    folder = lone("duration: 10 months [assumed]", phase=CHIP + "aspen_two")
    (folder / "chips").mkdir()
    (folder / "chips" / "aspen_one.yaml").write_text(OWN)
    two = OWN.replace("One", "Two").replace("3.958", "7.916")
    (folder / "chips" / "aspen_two.yaml").write_text(f"{two}follows: aspen_one\nfirst_volume: {first} [assumed]\n")
    fleet = sg.fleet(sg.simulate(sg.announced(sg.read(folder)), n=1))
    assert fleet.chips == ("aspen_two", "aspen_one")
    assert fleet.total()[0, -1] == pytest.approx(100_000 if is_late else 200_000)
    assert fleet.accelerators("aspen_one")[1, -1] == (50_000 if is_late else 0)


def retold(fleet, row):
    """H100 equivalents and accelerators of every phase in one future, month by month in plain loops."""
    futures, contents = fleet.futures, fleet.futures.programme.contents
    shelf, drawn = chips_of(contents), fleet.drawn
    buildup, at = (futures.at_medians, 0) if row == 0 else (futures.buildup, row - 1)
    progress = drawn(contents.chip_progress)[row]
    h100e, counts = [], []
    for i in fleet.phases:
        phase, site = futures.plan.phases[i].phase, futures.plan.phases[i].site
        life = drawn(_life(contents, site.id))[row]
        by_month, number = (
            np.zeros(futures.model.months),
            {name: np.zeros(futures.model.months) for name in fleet.chips},
        )
        for k in range(buildup.buildings[i]):
            starts = buildup.ready[at, i] + k * (buildup.cadence[at, i] if k else 0)
            full = starts + buildup.ramp[at, i]
            if isinf(full):
                continue
            size = buildup.it_power[at, i] / buildup.buildings[i]
            for month in range(futures.model.months):
                now = month + 1
                part = 1.0 if now >= full else max(0.0, (now - starts) / buildup.ramp[at, i])
                generation = 0
                while now > full + (generation + 1) * life:
                    generation += 1
                named, grown = phase, generation
                wanted = {phase.chip: 1.0} if phase.chip else {n: drawn(s)[row] for n, s in phase.chips.items()}
                came = full
                if generation and phase.refresh:
                    wanted, grown, came = {named.refresh: 1.0}, generation - 1, full + life
                for name, share in wanted.items():
                    chip = name
                    while shelf[chip].follows and drawn(shelf[chip].first_volume)[row] > came:
                        chip = shelf[chip].follows
                    watts, peak = drawn(shelf[chip].power)[row], drawn(shelf[chip].peak_8_bit)[row]
                    there = size * part * share / sum(wanted.values()) * 1e6 / watts
                    by_month[month] += there * peak / H100E_PEAK * (1 + progress) ** (grown * life / 12)
                    number[chip][month] += there if grown == 0 else 0
        h100e.append(by_month)
        counts.append(number)
    return np.array(h100e), counts


def _life(contents, site):
    from stargate.capital.company import Use
    from stargate.capital.contracts.procurement import Procurement

    return contents.contracts.at(Procurement, site, Use.COMPUTE).life


@pytest.mark.parametrize("row", [0, 1, 37, 400])
def test_the_same_as_told_month_by_month(fleet, row):
    h100e, counts = retold(fleet, row)
    assert fleet.h100e_of_phase[:, row] == pytest.approx(h100e, rel=1e-9)
    for name in fleet.chips:
        expected = sum(number[name] for number in counts)
        assert fleet.accelerators(name)[row] == pytest.approx(expected, rel=1e-9, abs=1e-6)


def test_the_same_as_told_month_by_month_in_the_reference_programme(reference_futures):
    fleet = sg.fleet(reference_futures, n=30)
    h100e, _ = retold(fleet, 30)
    assert fleet.h100e_of_phase[:, 30] == pytest.approx(h100e, rel=1e-9)
    assert not fleet.left_out


def test_it_power_is_that_of_the_schedule(fleet):
    for place, i in enumerate(fleet.phases):
        series = fleet.futures.energised_of([i])
        assert fleet.it_power[place, 0] == pytest.approx(series.at_medians)


def test_sites_and_phases_add_up(fleet):
    assert fleet.h100e.sum(axis=0) == pytest.approx(fleet.total())
    assert fleet.h100e_of_phase.sum(axis=0) == pytest.approx(fleet.total())
    north = [place for place, i in enumerate(fleet.phases) if fleet.futures.plan.phases[i].site.id == "north"]
    for of in ("north", "sites.north"):
        assert fleet.h100e_of_phase[north].sum(axis=0) == pytest.approx(fleet.total(of))
    assert fleet.total("sites.north.phases.one") == pytest.approx(fleet.h100e_of_phase[north[0]])
    assert fleet.at("2029-12-31") == pytest.approx(fleet.total()[:, 71])


def test_accelerators_and_their_successors_fill_the_halls(fleet):
    """What all named chips and their successors draw is the IT power."""
    drawn, shelf = fleet.drawn, fleet.equipment.shelf
    south = fleet.accelerators("vr200", "south") + fleet.accelerators("gb300", "south")
    assert south.max() > 0
    watts = sum(
        fleet.accelerators(name, "north") * drawn(shelf[name].power)[: fleet.n + 1, None] for name in fleet.chips
    )
    first = fleet.it_power[[0, 1]].sum(axis=0)
    before = np.arange(1, first.shape[1] + 1) < (fleet.equipment.buildings.full + 60).min()
    assert (watts / 1e6)[:, before] == pytest.approx(first[:, before])


def test_compute_never_falls_before_anything_is_replaced(fleet):
    ends = fleet.equipment.buildings.full + fleet.equipment.buildings.life
    for row in range(0, fleet.n + 1, 7):
        before = int(min(ends[row].min(), fleet.h100e.shape[2]))
        assert (np.diff(fleet.total()[row, :before]) >= -1e-6).all()


def test_compute_is_not_mw_times_a_constant(fleet):
    """Its P10, P50 and P90 are not in the ratio of those of IT MW: peaks, power and what has shipped vary."""
    month = int(np.searchsorted(fleet.time, np.datetime64("2028-12-31")))
    compute = fleet.percentiles(fleet.total()[:, month], [10, 50, 90])
    power = fleet.percentiles(fleet.it_power.sum(axis=0)[:, month], [10, 50, 90])
    each = compute / power
    assert each.max() / each.min() > 1.03


def test_medians_are_the_programme_without_uncertainty(lone, written):
    """The first row, and in a programme of points every row."""
    ranged = {"10 months": "8 to 14 months, median 10", "100 MW": "80 to 130 MW, median 100"}
    chip = {"3.958 PFLOP/s": "3 to 5 PFLOP/s, median 3.958", "2_000 W": "1_600 to 2_400 W, median 2_000"}
    found = []
    for drawn in (False, True):
        work, power = (ranged[point] if drawn else point for point in ranged)
        folder = lone(f"duration: {work} [assumed]", it_power=power, phase=CHIP + "aspen_one")
        text = OWN
        for point, spread in chip.items():
            text = text.replace(point, spread if drawn else point)
        (folder / "chips").mkdir(exist_ok=True)
        (folder / "chips" / "aspen_one.yaml").write_text(text)
        found.append(sg.fleet(sg.simulate(sg.announced(sg.read(folder)), n=20)).total())
    points, spread = found
    assert (points == points[0]).all()
    assert spread[0] == pytest.approx(points[0])
    assert len(np.unique(spread[1:, -1])) == 20


def test_a_future_is_the_same_however_many_are_followed(small_futures, fleet):
    fewer = sg.fleet(small_futures, n=7)
    assert (fewer.total() == fleet.total()[:8]).all()


def test_what_trains_is_the_workloads_share_of_what_can(fleet, reference_futures):
    share = fleet.drawn(fleet.futures.programme.contents.workload.training)[: fleet.n + 1, None]
    assert fleet.training() == pytest.approx(share * fleet.total())
    milam = sg.fleet(reference_futures, n=50)
    assert (milam.training("milam") <= milam.total("milam") * 0.9).all()
    own = milam.accelerators("openai_own", "milam")
    assert own.max() > 0
    month = np.argmax(own[0])
    rest = milam.accelerators("mi450", "milam")[0, month] * milam.drawn(milam.equipment.shelf["mi450"].peak_8_bit)[0]
    assert milam.training("milam")[0, month] <= rest / H100E_PEAK * (1 + 1e-9)


def test_what_cannot_be_asked_for(fleet, small_futures, small, written):
    for ask, wrong, instead in (
        (lambda: fleet.total("nowhere"), "nowhere", "south"),
        (lambda: fleet.accelerators("a100x"), "'a100x'", "gb300"),
        (lambda: fleet.peak(32), "32 bits", "16 or 8 or 4"),
        (lambda: fleet.lacking(2), "2 bits", "16 or 8 or 4"),
        (lambda: fleet.at("soon"), "'soon'", "2029-12-31"),
        (lambda: sg.fleet(small_futures, n=0), "0 futures", "1 or more"),
    ):
        with pytest.raises(StargateError, match=wrong) as caught:
            ask()
        assert instead in str(caught.value)


def test_phases_without_chips_are_named_and_a_programme_without_any_refused(written):
    written("sites/south.yaml", "    chip: vr200\n    accelerators: 60_000 accelerators [invented-release]\n", "")
    folder = written("workload.yaml", "training: 60% [assumed]", "training: floor 60% [assumed]")
    futures = sg.simulate(sg.announced(sg.read(folder)), n=2)
    fleet = sg.fleet(futures)
    assert fleet.left_out == {"sites.south.phases.one": "no chip is named"}
    with pytest.raises(StargateError, match="what trains"):
        fleet.training()
    with pytest.raises(StargateError, match=r"nothing at sites\.south computes"):
        fleet.total("sites.south")
    written("sites/north.yaml", "    chip: gb300\n", "")
    mixed = "    chips:\n      gb300: 60% [assumed]\n      mi450: 40% [assumed]\n    refresh: rubin_ultra\n"
    written("sites/north.yaml", mixed, "")
    with pytest.raises(StargateError, match="no chip is named"):
        sg.fleet(sg.simulate(sg.announced(sg.read(folder)), n=2))


def test_a_chip_with_nothing_at_eight_bits_is_left_out_in_words(lone):
    folder = lone("duration: 10 months [assumed]", phase=CHIP + "aspen_one")
    (folder / "chips").mkdir()
    (folder / "chips" / "aspen_one.yaml").write_text(OWN.replace("peak_8_bit: 3.958 PFLOP/s [assumed]\n", ""))
    with pytest.raises(StargateError, match="the 8-bit peak of Aspen One is not known"):
        sg.fleet(sg.simulate(sg.announced(sg.read(folder)), n=2))


@given(
    begin=st.floats(-20, 60),
    ramp=st.floats(0, 5),
    life=st.one_of(st.floats(0.5, 40), st.just(inf)),
    growth=st.floats(1, 3),
    content=st.lists(st.floats(0, 10), min_size=3, max_size=3),
)
def test_what_one_building_holds(begin, ramp, life, growth, content):
    times = np.arange(1.0, 61)
    out = np.zeros((1, 60))
    held(
        Buildings(*(np.array([[part]]) for part in (begin, ramp, 2.0, life))),
        np.array([[content]]),
        np.array([[growth]]),
        times,
        out,
    )
    for time, found in zip(times, out[0], strict=True):
        past = time - begin - ramp
        number = max(0, int(np.ceil(past / life)) - 1) if not isinf(life) else 0
        if abs(past / life - round(past / life)) < 1e-6 and not isinf(life):
            continue  # on the edge of two generations, where rounding decides
        now = content[number] if number < 3 else content[2] * growth ** (number - 2)
        part = 0.0 if time <= begin else 1.0 if time - begin >= ramp else (time - begin) / ramp
        assert found == pytest.approx(2 * part * now, rel=1e-9, abs=1e-12)


SHAPES = """
from jaxtyping import install_import_hook
import numpy as np
with install_import_hook(["stargate.compute.generations"], "beartype.beartype"):
    from stargate.compute.generations import Buildings, held
parts = np.arange(1.0, 13).reshape(3, 4)
out = np.zeros((3, 30))
content = np.arange(36.0).reshape(3, 4, 3)
held(Buildings(parts, parts / 7, 10 * parts, parts + 0.3), content, 1 + parts / 20, np.arange(1.0, 31), out)
print(*out.ravel())
"""


def test_the_kernel_is_the_same_uncompiled_with_its_shapes_checked():
    off = os.environ | {"NUMBA_DISABLE_JIT": "1"}
    run = subprocess.run([sys.executable, "-c", SHAPES], env=off, capture_output=True, check=True)
    plain = np.array(run.stdout.split(), dtype=float)
    parts, compiled = np.arange(1.0, 13).reshape(3, 4), np.zeros((3, 30))
    content = np.arange(36.0).reshape(3, 4, 3)
    buildings = Buildings(parts, parts / 7, 10 * parts, parts + 0.3)
    held(buildings, content, 1 + parts / 20, np.arange(1.0, 31), compiled)
    assert compiled.max() > 0
    assert plain == pytest.approx(compiled.ravel(), rel=1e-12)


def test_density_is_what_a_generation_has_by_it_power(fleet):
    """Fully there and all of one generation, compute is density times IT MW."""
    for place in range(len(fleet.phases)):
        chosen = [k for k, of in enumerate(fleet.equipment.phase_of) if of == place]
        full, life = fleet.equipment.buildings.full[0, chosen], fleet.equipment.buildings.life[0, chosen]
        for generation in range(2):
            month = int(np.ceil(full.max() + generation * life[0]))  # its end lies behind the last change
            if month <= full.min() + (generation + 1) * life[0] and month < fleet.it_power.shape[2]:
                expected = fleet.density(place, generation)[0] * fleet.it_power[place, 0, month]
                assert fleet.h100e_of_phase[place, 0, month] == pytest.approx(expected)
    assert (fleet.density(0, 5) > fleet.density(0, 3)).all()
