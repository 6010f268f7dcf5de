"""Parts of cooling systems against cases worked by hand."""

import numpy as np
import pytest

from stargate.cooling.plant.part import air_density, fan_power, latent_heat, pump_power
from stargate.programme.catalogue import cooling_system


def test_air_and_water():
    assert air_density(15.0, 101_325.0) == pytest.approx(1.225, abs=1e-3)  # the standard atmosphere
    assert air_density(15.0, 84_556.0) == pytest.approx(1.0223, abs=1e-3)  # 1,500 m up, at the same temperature
    assert fan_power(1.2, 1.2, 0.5, 0.5) == pytest.approx(1.0)  # 1 m3/s against 500 Pa at 50%: 1 kW
    assert pump_power(1.0, 200.0, 0.5) == pytest.approx(0.4)  # 1 L/s against 200 kPa at 50%: 400 W
    steam = {0: 2500.9, 20: 2453.5, 40: 2406.0, 60: 2357.7}  # steam tables, kJ/kg
    for temperature, latent in steam.items():
        assert latent_heat(temperature) == pytest.approx(latent, rel=2e-3)


def test_losses():
    """1 / 0.945 - 1 + 1 / 0.99 - 1 + 0.001 at full load; half of it stands at half load."""
    losses = cooling_system("air_chiller").losses
    full = 1 / 0.945 + 1 / 0.99 - 2 + 0.001
    assert losses.per_it(np.array([1.0]))[0] == pytest.approx(full)
    standing = losses.standing.p50
    assert losses.per_it(np.array([0.5]))[0] * 0.5 == pytest.approx(full * (standing + (1 - standing) * 0.5))


def test_a_tower_by_hand(hours):
    """1 kWh of heat, wet bulb 20: water leaves at 24.75 and runs at 27.25 on average."""
    tower = cooling_system("water_chiller").tower
    weather = hours(20.0, 20.0)
    assert tower.leaving(weather)[0] == pytest.approx(24.75)
    taken = tower.rejects(weather, np.array([1.0]))
    evaporated = 3600 / latent_heat(27.25)
    drift = 0.002525 * 3600 / (4.186 * 5)
    assert evaporated / 8 < drift  # what drifts away carries more salt than has to be drawn off
    assert taken.water[0] == pytest.approx(evaporated + drift)
    assert taken.power[0] == pytest.approx(
        1 / (4.186 * 5) * (208.65 / 0.7 / 1000 + 0.25 / 0.775 / 2.1 / air_density(20.0, 101_325.0))
    )


def test_a_tower_makes_no_ice(hours):
    tower = cooling_system("water_chiller").tower
    assert tower.leaving(hours(-30.0))[0] == tower.coldest.p50


def test_chillers_take_what_their_row_says(hours):
    chiller = cooling_system("air_chiller").chiller
    row = np.array(chiller.cop.numbers)
    weather = hours(np.arange(-5, 41, 5.0))
    assert chiller.compressor(1.0, weather) * chiller.relative.p50 == pytest.approx(1 / row)
    beyond = chiller.compressor(1.0, hours([-40.0, 45.0])) * chiller.relative.p50
    assert beyond[0] == pytest.approx(1 / row[0])
    assert beyond[1] - 1 / row[-1] == pytest.approx(1 / row[-1] - 1 / row[-2])
    thin = chiller.compressor(1.0, hours(30.0, pressure=101_325 / 1.2))
    assert thin == pytest.approx(chiller.compressor(1.0, hours(30 + 0.2 * chiller.air_rise.p50)))


def test_the_exchanger_of_a_water_economiser_does_what_it_can(hours):
    """Chilled water of 26.8375 returns at 34.3375; tower and exchanger stay 7 K above the wet bulb."""
    system = cooling_system("water_economiser")
    cold = 31 + 16.65 * (1 - 1 / 0.8)
    wet = np.array([cold - 7, cold - 7 + 3.75, cold - 7 + 7.5])
    taken = system.taken(hours(wet, wet), 1.0, 1.0)
    chillers = [cooling_system("water_chiller").taken(hours(w, w), 1.0, 1.0) for w in wet]
    free = system.taken(hours(wet[0] - 5, wet[0] - 5), 1.0, 1.0)
    assert taken.power[0] == pytest.approx(free.power[0], rel=2e-3)  # all by the exchanger
    assert taken.power[2] == pytest.approx(chillers[2].power[0])  # nothing
    assert free.power[0] < taken.power[1] < chillers[1].power[0]


def test_dry_coolers_by_hand(hours):
    """Water of 42.5 returns 10 K warmer; all of it goes at 8 K below its supply, at full flow."""
    loop = cooling_system("direct_to_chip").loop
    supply, rise, approach = loop.supply.p50, loop.rise.p50, loop.approach.p50
    hottest = supply - approach
    weather = hours([hottest, hottest + (rise + approach) / 2, 60.0, -40.0])
    share, flow = loop.reached(weather), loop.flow(weather)
    assert share[0] == pytest.approx(1)
    assert 0.47 < share[1] < 0.5  # half of what drives heat out is left, and the air is thinner
    assert share[2] == 0
    assert flow[:3] == pytest.approx(1)
    assert flow[3] < 0.25
    high = loop.reached(hours(hottest, pressure=80_000.0))
    assert high == pytest.approx(80_000 / 101_325)


def test_a_loop_is_trimmed_at_its_own_temperature(hours):
    """At 45 degC dry coolers do some of it; for the rest the chillers lift heat 11.5 K less far than from the hall."""
    system = cooling_system("direct_to_chip")
    weather, warmer = hours(45.0), system.loop.supply.p50 - system.hall.supply.p50
    left = 1 - system.loop.reached(weather)
    assert warmer == pytest.approx(11.5, abs=0.2)
    trim = system.chiller.compressor(left, weather, warmer)
    assert trim == pytest.approx(system.chiller.compressor(left, hours(45.0 - warmer)))
    fans_and_pumps = system.loop.fans() + system.loop.pump()
    around = cooling_system("air_chiller")
    losses = system.losses.per_it(np.ones(1))
    rest = around.taken(weather, 1 + losses - system.liquid.p50, np.ones(1)).power
    expected = system.liquid.p50 * (fans_and_pumps + trim) + rest
    assert system.hours(weather).pue == pytest.approx(1 + losses + expected)


def test_an_air_economiser_lets_in_what_it_may(hours):
    """Cool and dry: free. Damp, or hotter than its supply: chillers. Very dry: wetted."""
    system = cooling_system("air_economiser")
    taken = system.hours(hours([20.0, 20.0, 33.0, -10.0, 5.0], [8.0, 19.0, 5.0, -30.0, 4.0]))
    chillers = cooling_system("water_chiller").hours(hours(20.0, 19.0))
    assert taken.wue[0] == 0
    assert taken.wue[1] > 2.3
    assert taken.wue[2] > 2.3
    assert 0.05 < taken.wue[3] < 0.3
    assert taken.wue[4] == 0  # mixed with what returns
    assert taken.pue[0] < taken.pue[2]
    assert taken.pue[1] == pytest.approx(chillers.pue[0], abs=0.02)  # with weaker fans


def test_wetted_media_cool_hot_air(hours):
    """38 degC and a wet bulb of 18: 7 K of the 20 K are enough, and evaporate 7 * 1.006 / 2457 kg per kg of air."""
    system = cooling_system("air_economiser_wetted")
    weather = hours(38.0, 3.0)
    taken, dry = system.hours(weather), cooling_system("air_economiser").hours(weather)
    heat = taken.pue[0]  # everything that it takes becomes heat in the hall
    water = heat / (1.006 * 16.65) * 7 * 1.006 / latent_heat(weather.wet_bulb[0]) * 3600
    assert taken.wue[0] == pytest.approx(water, rel=1e-3)
    assert taken.pue[0] < dry.pue[0] - 0.15


def test_fans_and_pumps_turn_down_by_the_cube():
    system = cooling_system("air_chiller")
    least = system.least_flow.p50
    flow = np.array([1.0, 0.7, 0.1])
    assert system.turned(flow, flow) == pytest.approx([1, 0.7**2, least**3 / 0.1])
