"""Modelled hours of carbon against real ones, for one facility-GW at a load of 0.85 in Texas."""

import os
from pathlib import Path

import numpy as np
import pytest

from stargate.climate.normals import Climate
from stargate.climate.typical import typical_year
from stargate.compute.workload import it_load
from stargate.footprint.carbon import hourly
from stargate.market.calendar import calendar
from stargate.market.year import market_year
from stargate.programme.catalogue import cooling_system, entry, region

DATA = Path(os.environ.get("STARGATE_REFERENCE_DATA", "../shared/data"))
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="no reference data")
FLAT, POUND = np.full(8_760, 850.0), 453.59237


@pytest.fixture(scope="module")
def campus(reference):
    """The hours of a campus at Abilene, its mean 850 facility MW."""
    weather = typical_year(entry("climates", "abilene", Climate), 1)
    it = it_load(reference.contents.workload, np.full(8_760, 1000.0), calendar(2023).weekend)
    load = it.total * cooling_system("direct_to_chip").hours(weather, it.total / it.energised).pue
    return load * 850 / load.mean()


@pytest.fixture(scope="module")
def average():
    """Direct intensity of ERCOT by year [kg/MWh], in its standard time."""
    import pandas as pd

    table = pd.read_parquet(DATA / "prices-carbon" / "carbon_intensity_to_2023.parquet")
    rows = table[table.region == "ERCOT"].set_index("time_utc").direct_g_per_kwh.sort_index()
    rows.index = rows.index.tz_convert(None) + pd.Timedelta(hours=-6)
    years = {year: rows[str(year)].to_numpy()[:8_760] for year in (2021, 2022)}
    return years | {2023: np.resize(rows["2023"].to_numpy(), 8_760)}


@pytest.fixture(scope="module")
def marginal():
    import pandas as pd

    return pd.read_csv(DATA / "avert2023" / "marginal_co2_lb_per_kwh_2023.csv.gz")["TE"].to_numpy() * POUND


def test_real_hours_give_what_yearly_figures_give(average, marginal):
    """Levels differ by what a source counts: within a tenth of eGRID2022, AVERT's mean is AVERT's."""
    assert hourly(FLAT, marginal).hours / 1e9 == pytest.approx(4.365, abs=0.001)
    for hours in average.values():
        assert hourly(FLAT, hours).hours / 1e9 == pytest.approx(2.604, rel=0.1)


def test_the_shape_of_the_load_matters_as_little_in_real_hours(campus, average, marginal):
    """What a campus has besides a flat load: within half a percent, modelled and real alike."""
    market = market_year(region("ercot"), 1, year=2023)
    for modelled, real in ((market.average_carbon, average.values()), (market.marginal_carbon, [marginal])):
        effect = hourly(campus, modelled)
        for hours in real:
            there = hourly(campus, hours)
            assert there.together / there.mean == pytest.approx(effect.together / effect.mean, abs=0.005)


def test_the_method_moves_more_than_any_hours(campus, average, marginal):
    for hours in average.values():
        assert hourly(campus, marginal).hours / hourly(campus, hours).hours > 1.5
