"""What every power technology keeps to. A new file of `catalogue/power` is under test without touching this one."""

from dataclasses import replace
from importlib import import_module

import numpy as np
import pytest

from stargate.errors import ProgrammeError, StargateError
from stargate.power import technology as room
from stargate.power.element import Problem
from stargate.power.reliability import Units
from stargate.power.technology import Context, Elements
from stargate.programme import catalogue as shelves
from stargate.programme.catalogue import names, technology

NAMES = names("power")
HEAT = 3.412141633  # of a MWh, below which no heat rate can lie [MMBtu/MWh], NIST SP 811


@pytest.fixture(scope="session")
def contexts(hot_plain):
    """Years as different as a technology may see."""
    hour = np.arange(hot_plain.dry_bulb.size)
    price = 40 + 60 * np.sin(hour / 24)  # negative at times
    plain = Context(hot_plain, np.full(hour.size, 4.0), np.full(hour.size, 20.0), price)
    high = replace(hot_plain, pressure=hot_plain.pressure * 0.8, dry_bulb=hot_plain.dry_bulb + 15)
    cold = replace(hot_plain, dry_bulb=hot_plain.dry_bulb - 40, pressure=hot_plain.pressure * 1.08)
    still = replace(hot_plain, wind_speed=0 * hot_plain.wind_speed, direct_normal=0 * hot_plain.direct_normal)
    windy = replace(hot_plain, wind_speed=9 * hot_plain.wind_speed)
    weathers = [replace(plain, weather=weather) for weather in (high, cold, still, windy)]
    return [plain, replace(plain, commitment=True), *weathers]


def check_source(source, name, capacity):
    assert source.technology == name
    assert source.capacity.shape == source.cost.shape
    assert np.isfinite(source.capacity).all()
    assert (source.capacity >= 0).all()
    assert np.isfinite(source.cost).all()
    assert 0 <= source.minimum <= 1
    assert source.units >= 1
    assert 0 <= source.no_load_cost < np.inf
    assert 0 <= source.start_cost < np.inf
    burden = source.burden
    assert all(0 <= number < np.inf for number in (burden.fuel, burden.carbon, burden.nox, burden.water))
    assert burden.fuel == 0 or burden.fuel > HEAT, "less fuel than the heat of what comes out"


def check_store(store, capacity, energy):
    assert 0 <= store.charge_power <= capacity
    assert 0 <= store.discharge_power <= capacity
    assert 0 <= store.energy <= energy
    assert all(0 < share <= 1 for share in (store.charge_efficiency, store.discharge_efficiency, store.retention))
    assert 0 <= store.discharge_cost < np.inf


@pytest.mark.parametrize("name", NAMES)
def test_elements_are_legal(name, contexts):
    kind = technology(name)
    for context in contexts:
        elements = kind.elements("plant", 250.0, context, 1_000.0 if kind.stores else None)
        assert isinstance(elements, Elements)
        assert bool(elements.sources) != bool(elements.stores)
        assert bool(elements.stores) == kind.stores
        for source in elements.sources:
            check_source(source, name, 250.0)
        for store in elements.stores:
            check_store(store, 250.0, 1_000.0)
        if elements.sources:
            assert (sum(source.capacity for source in elements.sources) <= 250.0 * (1 + 1e-12)).all()
            means = [source.cost.mean() for source in elements.sources]
            assert means == sorted(means), "blocks rise"
        labels = [element.name for element in (*elements.sources, *elements.stores)]
        assert len(set(labels)) == len(labels)
        if elements.peak:
            assert elements.peak.source in labels
            assert 0 < elements.peak.price < np.inf
            assert set(elements.peak.period) == set(range(elements.peak.period.max() + 1))


@pytest.mark.parametrize("name", NAMES)
def test_sizes(name, contexts):
    kind = technology(name)
    one, two = (kind.elements("plant", size, contexts[0]) for size in (100.0, 200.0))
    for small, large in zip(one.sources, two.sources, strict=True):
        np.testing.assert_allclose(2 * small.capacity, large.capacity)
        np.testing.assert_array_equal(small.cost, large.cost)
    none = kind.elements("plant", 0.0, contexts[1])
    assert all((source.capacity == 0).all() for source in none.sources)
    assert all(store.energy == 0 for store in none.stores)
    assert kind.annual_cost(0.0, 0.07) == 0
    for size in (-1.0, float("nan"), float("inf")):
        with pytest.raises(StargateError, match="no size"):
            kind.elements("plant", size, contexts[0])
        with pytest.raises(StargateError, match="no size"):
            kind.annual_cost(size, 0.07)
    if not kind.stores:
        with pytest.raises(StargateError, match="stores no energy"):
            kind.elements("plant", 1.0, contexts[0], 4.0)


@pytest.mark.parametrize("name", NAMES)
def test_what_it_costs_and_how_long_it_takes(name):
    kind = technology(name)
    assert kind.name == name
    assert kind.title
    years = kind.life.p50 / 12
    assert 10 <= years <= 60
    assert 1 <= kind.lead_time.p50 <= 120
    assert 0.8 < kind.availability <= 1
    assert kind.capital(100.0) > 0
    assert kind.annual_cost(100.0, 0.0) == pytest.approx(kind.capital(100.0) / years + kind.fixed(100.0))
    costs = [kind.annual_cost(100.0, rate) for rate in (-0.02, 0.0, 0.05, 0.1)]
    assert costs == sorted(costs)
    for rate in (-1.0, float("nan"), float("inf")):
        with pytest.raises(StargateError, match="no real rate"):
            kind.annual_cost(100.0, rate)


@pytest.mark.parametrize("name", NAMES)
def test_its_units_together_give_what_it_gives_in_the_mean(name):
    kind = technology(name)
    fleet = kind.fleet(500.0)
    assert isinstance(fleet, Units)
    assert fleet.count * fleet.capacity == pytest.approx(500.0)
    assert fleet.capacity <= kind.unit.p50 * (1 + 1e-9)
    assert 1 - fleet.outage == pytest.approx(kind.availability)
    assert fleet.repair is None or 1 < fleet.repair < 1_000


def test_every_technology_of_the_folder_has_figures():
    final = set()
    for module in room.kinds():
        found = import_module(f"stargate.power.{module}")
        kinds = [k for k in vars(found).values() if isinstance(k, type) and k.__module__ == found.__name__]
        here = [k for k in kinds if issubclass(k, room.Technology) and getattr(k, "__final__", False)]
        assert len(here) <= 1, "one file, one technology"
        final |= {module} if here else set()
    assert final == {technology(name).technology for name in NAMES}


KIND = '''
from typing import final

import numpy as np

from stargate.power.element import Source
from stargate.power.technology import Elements, Technology


@final
class Treadmill(Technology):
    """Hamsters."""

    def _elements(self, name, capacity, context, energy):
        tired = np.full_like(context.grid_price, capacity * self.availability)
        return Elements((Source(name, tired, np.full_like(tired, self.variable_om.p50), self.name),))
'''
FIGURES = """
title: Hamsters
technology: treadmill
capex: 9_000 USD/kW [assumed]
variable_om: 500 USD/MWh [assumed]
life: 3 years [assumed]
lead_time: like gas_engines [sourcerock-2026]
unit: 1 MW [assumed]
forced_outage: 10% [assumed]
"""


@pytest.fixture
def added(tmp_path, monkeypatch):
    """A folder whose modules and figures are found beside those of stargate."""
    import shutil

    monkeypatch.setattr("stargate.power.__path__", [*import_module("stargate.power").__path__, str(tmp_path)])
    shutil.copytree(shelves._HOME, tmp_path / "catalogue")
    monkeypatch.setattr(shelves, "_HOME", tmp_path / "catalogue")
    shelves.entry.cache_clear()
    yield tmp_path
    shelves.entry.cache_clear()


def test_a_technology_is_added_with_its_file_and_its_figures(added, contexts):
    (added / "treadmill.py").write_text(KIND)
    (added / "catalogue" / "power" / "hamsters.yaml").write_text(FIGURES)
    assert "hamsters" in names("power")
    hamsters = technology("hamsters")
    (source,) = hamsters.elements("attic", 10.0, contexts[0]).sources
    check_source(source, "hamsters", 10.0)
    np.testing.assert_allclose(source.capacity, 9.0)
    assert hamsters.lead_time.p50 == technology("gas_engines").lead_time.p50
    dispatch = pytest.importorskip("stargate.power.dispatch").dispatch
    demand = np.full(source.cost.size, 12.0)
    found = dispatch(Problem(demand, (source,), 9_000.0))
    assert found.status == "solved"
    assert found.objective == pytest.approx(demand.size * (9 * 500 + 3 * 9_000))


def test_another_kind_of_engine_is_figures_alone(added, contexts):
    old = (added / "catalogue" / "power" / "gas_engines.yaml").read_text()
    new = old.replace("8.42 MMBtu/MWh [nrel-reopt-2026-01]", "8.3 MMBtu/MWh [assumed]")
    (added / "catalogue" / "power" / "large_engines.yaml").write_text(new)
    (source,) = technology("large_engines").elements("plant", 10.0, contexts[0]).sources
    assert source.burden.fuel == 8.3


def test_what_cannot_be_found_is_said(added):
    with pytest.raises(StargateError, match="gas_engines"):
        technology("gas_engine")
    path = added / "catalogue" / "power" / "odd.yaml"
    for name in ("fuel", "element", "reciprocating", ""):  # without a final class, or no file
        path.write_text(FIGURES.replace("treadmill", f"'{name}'"))
        shelves.entry.cache_clear()
        with pytest.raises(StargateError, match="there is no technology"):
            technology("odd")
    shelves.entry.cache_clear()
    path.write_text(FIGURES.replace("treadmill", "recip") + "colour: green\n")
    with pytest.raises(ProgrammeError, match="colour"):
        technology("odd")


def test_a_year_that_is_none_is_refused(contexts):
    good = contexts[0]
    for name, bad in (("gas_price", np.ones(24)), ("grid_price", good.grid_price * np.nan), ("grid_limit", np.ones(3))):
        with pytest.raises(StargateError, match=name.replace("_", " ")):
            replace(good, **{name: bad})
    gap = replace(good.weather, dry_bulb=np.where(np.arange(8_760) == 5, np.nan, good.weather.dry_bulb))
    with pytest.raises(StargateError, match="dry bulb is not finite"):
        replace(good, weather=gap)
    with pytest.raises(StargateError, match="between 0 and 1"):
        replace(good, grid_limit=good.grid_price * 0 + 1.5)
