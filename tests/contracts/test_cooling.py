"""What every cooling system keeps to. A new file is under test without touching this one."""

import sys
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import stargate.cooling
from stargate.climate.psychrometrics import standard_pressure
from stargate.climate.weather import Weather
from stargate.cooling.element import CoolingSystem, systems
from stargate.programme import catalogue
from stargate.programme.catalogue import cooling_system, names

ENTRIES = {name: cooling_system(name) for name in names("cooling")}
FREE = {name: each for name, each in ENTRIES.items() if each.system == "air_economiser"}  # of outdoor air: not monotone
STEADY = {name: each for name, each in ENTRIES.items() if name not in FREE}
EVAPORATES = {name: each for name, each in STEADY.items() if hasattr(each, "tower")}
LATENT = 2_257.0, 2_555.0  # heat that evaporates water at 100 and at -22 degC [kJ/kg]
HOUR = st.tuples(st.floats(-40, 50), st.floats(0, 70), st.floats(0, 3_000))  # dry bulb, less dew point, elevation
SOME = st.lists(HOUR, min_size=1, max_size=8)


def weather(hours):
    dry, less, elevation = np.array(hours, float).T
    none = np.zeros_like(dry)
    pressure = standard_pressure(elevation)
    return Weather("made", 0, 0, 0, 0, dry, dry - less, pressure, none, none, none, none, "made")


def some_load(n):
    return np.linspace(1, 0.05, n)


@pytest.mark.parametrize("name", ENTRIES)
@given(hours=SOME)
def test_power_and_water_are_possible(name, hours):
    """PUE is at least 1 and the losses; no more water goes than all heat can evaporate, is drawn off and blown away."""
    system, where = ENTRIES[name], weather(hours)
    for load in (None, some_load(len(hours))):
        taken = system.hours(where, load)
        assert np.isfinite(taken.pue).all()
        assert np.isfinite(taken.wue).all()
        share = np.ones(len(hours)) if load is None else load
        assert (taken.pue >= 1 + system.losses.per_it(share)).all()
        tower = getattr(system, "tower", None)
        cycles = tower.cycles.p50 / (tower.cycles.p50 - 1) if tower else 1
        drift = tower.drift.p50 / (4.186 * tower.range.p50) * 3600 if tower else 0
        condensed = 1 / system.hall.sensible.p50
        assert (taken.wue >= 0).all()
        assert (taken.wue <= taken.pue * condensed * (3600 / LATENT[0] * cycles + drift)).all()


@pytest.mark.parametrize("name", EVAPORATES)
@given(hours=SOME)
def test_what_leaves_by_evaporation_takes_its_water(name, hours):
    system = EVAPORATES[name]
    taken = system.hours(weather(hours))
    heat = 1 + system.losses.per_it(np.ones(len(hours)))
    assert (taken.wue >= heat * 3600 / LATENT[1]).all()


@pytest.mark.parametrize("name", [name for name in STEADY if name not in EVAPORATES])
@given(hours=SOME)
def test_what_is_dry_takes_nearly_no_water(name, hours):
    assert (STEADY[name].hours(weather(hours)).wue < 0.1).all()


@pytest.mark.parametrize("name", STEADY)
@given(hours=SOME, more=st.floats(0, 20))
def test_heat_and_damp_never_help(name, hours, more):
    """PUE never falls as dry bulb rises at one dew point, nor as the dew point rises at one dry bulb."""
    system, cool = STEADY[name], weather(hours)
    hotter = replace(cool, dry_bulb=np.minimum(cool.dry_bulb + more, 60.0))
    damper = replace(cool, dew_point=np.minimum(cool.dew_point + more, cool.dry_bulb))
    before = system.hours(cool).pue
    assert (system.hours(hotter).pue >= before - 1e-6).all()
    assert (system.hours(damper).pue >= before - 1e-6).all()


@pytest.mark.parametrize("name", [name for name in STEADY if name not in EVAPORATES])
@given(hours=SOME, higher=st.floats(0, 2_000))
def test_thin_air_never_helps_dry_cooling(name, hours, higher):
    low, up = weather(hours), weather([(dry, less, up + higher) for dry, less, up in hours])
    assert (STEADY[name].hours(up).pue >= STEADY[name].hours(low).pue - 1e-9).all()


@pytest.mark.parametrize("name", FREE)
@given(hours=SOME)
def test_outdoor_air_is_never_worse_than_the_chillers_behind_it(name, hours):
    """Against the same system with nothing let in; it may take more water where the air is dry."""
    system, where = FREE[name], weather(hours)
    shut = system.model_copy(update={"highest_dew_point": system.lowest_dew_point})
    assert (system.hours(where).pue <= shut.hours(where).pue + 1e-9).all()


def test_every_system_has_figures_and_every_file_a_system():
    assert set(systems()) == {system.system for system in ENTRIES.values()}
    for name, kind in systems().items():
        assert kind.__final__, name
        assert kind.__module__ == f"stargate.cooling.{name}"


SEAWATER = '''
"""Cold sea water straight to the coils."""

from typing import final

import numpy as np

from stargate.cooling.element import CoolingSystem
from stargate.cooling.plant.part import Taken
from stargate.quantity.measures import Share


@final
class SeaWater(CoolingSystem):
    """Sea water."""

    pumps: Share
    """Power of its pumps, as a share of the heat."""

    def taken(self, weather, heat, share):
        """What it takes."""
        return Taken(self.pumps.p50 * heat, np.zeros_like(heat))
'''
BAY = """
system: sea_water
title: A hall by the sea
losses: {ups_efficiency: "95% [assumed]", distribution: "1% [assumed]", lighting: "0% [assumed]", standing: "50% [assumed]"}
least_flow: 40% [assumed]
pumps: 4% [assumed]
"""


def test_a_system_is_one_file_and_its_figures_another(tmp_path, monkeypatch):
    code, shelf = tmp_path / "code", tmp_path / "cooling"
    code.mkdir()
    shelf.mkdir()
    (code / "sea_water.py").write_text(SEAWATER)
    (shelf / "bay.yaml").write_text(BAY)
    (tmp_path / "sources.yaml").write_bytes((catalogue._HOME / "sources.yaml").read_bytes())
    monkeypatch.setattr(stargate.cooling, "__path__", [*stargate.cooling.__path__, str(code)])
    monkeypatch.setattr(catalogue, "_HOME", tmp_path)
    try:
        bay = cooling_system("bay")
        assert isinstance(bay, CoolingSystem)
        losses = 1 / 0.95 + 1 / 0.99 - 2
        taken = bay.hours(weather([(20, 5, 0)]))
        assert taken.pue[0] == pytest.approx((1 + losses) * 1.04)
        assert taken.wue[0] == 0
    finally:
        sys.modules.pop("stargate.cooling.sea_water", None)
        catalogue.entry.cache_clear()
