"""What every entry of the catalogue keeps to. A new file is under test without touching this one."""

import re
from pathlib import Path

import pytest

import stargate
from stargate.climate.normals import Climate, check
from stargate.programme.catalogue import catalogue, cooling_system, entry, names, technology
from stargate.programme.knowledge import parts
from stargate.quantity.figure import Figure
from stargate.quantity.notation import ASSUMED

SHELF = catalogue()
CATALOGUE = Path(stargate.__file__).parent / "catalogue"
ENTRIES = {
    **{f"leadtimes/{n}": e for n, e in SHELF.leadtimes.items()},
    **{f"classes/{n}": e for n, e in SHELF.classes.items()},
    **{f"chips/{n}": e for n, e in SHELF.chips.items()},
    **{f"cooling/{n}": cooling_system(n) for n in names("cooling")},
    **{f"power/{n}": technology(n) for n in names("power")},
}


@pytest.mark.parametrize("name", ENTRIES)
def test_entry(name):
    figures = [part for part in parts(ENTRIES[name]) if isinstance(part, Figure)]
    assert figures
    for figure in figures:
        assert figure.known, figure.address
        assert set(figure.sources) <= {ASSUMED, *SHELF.sources}, figure.address
        if figure.has_value:
            assert figure.p10 <= figure.p50 <= figure.p90


@pytest.mark.parametrize("name", names("climates"))
def test_climate(name):
    climate = entry("climates", name, Climate)
    check(climate)
    assert "(TMY3 " in climate.station
    assert name == name.lower()


@pytest.mark.parametrize("name", SHELF.chips)
def test_chip(name):
    chip = SHELF.chips[name]
    assert chip.name
    assert chip.supplier
    peaks = [p.p50 for p in (chip.peak_16_bit, chip.peak_8_bit, chip.peak_4_bit) if p is not None and p.has_value]
    assert peaks == sorted(peaks), "fewer bits are never slower"


def test_sources_are_dated_and_used():
    shelves = "".join(path.read_text(encoding="utf-8") for path in CATALOGUE.glob("*/*.yaml"))
    used = {key for keys in re.findall(r"\[([^\]]*)\]", shelves) for key in keys.split(", ")}
    for key, source in SHELF.sources.items():
        assert source.date <= "2026-11-22"
        assert key in used, f"nothing rests on {key}"
