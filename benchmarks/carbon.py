"""Carbon of one facility-GW under three methods, from hours and from yearly means.

A facility-GW at a load of 0.85 takes 7.45 TWh a year. *Means* is that times the region's yearly mean intensity:
eGRID2022's mean of its generation for location average, AVERT's mean of 2023 for hourly marginal. *Flat* is a flat
load in the modelled hours, whose means are those figures by construction, so it is the same: what remains is the shape
of the load. *Campus* is the hourly load of a campus with direct-to-chip cooling in the region's climate, scaled to the
same energy: inference follows the day, and fans run harder in hot hours. It differs from flat by 8,760 cov(load,
intensity), which is below nought by location average where sun lowers the intensity at midday (California, the
Southwest) and a little above it elsewhere. So it is not the hours that move a campus but the method: the last column is
how much more the marginal one gives than the average one.

*Real hours* are series of real years for the same loads: EIA's generation of 2022 and Electricity Maps' direct
intensity of 2021 to 2023 for location average, AVERT's 2023 for hourly marginal. Their level differs from eGRID's by
what they count: eGRID has the emissions that plants report over all generation of a subregion, the others fuels' mean
factors over the balancing area's. *Effect* is campus against flat load in the same hours.

*Contracts*: the same campus with contracts for sun or wind, which deliver by the hour of its climate; location average,
matched over the year, and market-based, hourly matched. Matching over the year lets a midday's sun stand for a night.
Where the reference data are not present, real hours are left out.
"""

import os
from functools import cache
from pathlib import Path

import numpy as np
from _measured import PROGRAMME, Table

import stargate as sg
from stargate.climate.normals import Climate
from stargate.climate.typical import typical_year
from stargate.climate.weather import Weather
from stargate.compute.workload import it_load
from stargate.footprint.carbon import hourly, matched
from stargate.market.calendar import calendar
from stargate.market.year import Market, market_year
from stargate.power.technology import Context
from stargate.programme.catalogue import cooling_system, entry, region, technology

DATA = Path(os.environ.get("STARGATE_REFERENCE_DATA", "../shared/data"))
YEAR, SEED, MEAN = 2023, 1, 850.0  # MW
PLACES = {
    "ercot": "abilene",
    "southwest": "dona_ana",
    "caiso": "silicon_valley",
    "spp": "tulsa",
    "pjm": "lordstown",
    "pjm_virginia": "northern_virginia",
    "miso_wisconsin": "port_washington",
    "miso_michigan": "saline",
}  #: climates by region
AVERAGE = {"ercot": ("ERCOT", "ERCO", -6), "caiso": ("CAISO", "", -8), "pjm": ("PJM", "PJM", -5)}
MARGINAL = {"ercot": "TE", "southwest": "SW", "caiso": "CA", "spp": "CENT", "pjm": "MIDA", "miso_wisconsin": "MIDW"}
_POUND, _MEGATONNE = 453.59237, 1e9  # kg/MWh in a lb/kWh; kg


MODELLED = (
    "region",
    *(f"{method}, {load} [Mt]" for method in ("average", "marginal") for load in ("means", "flat", "campus")),
    "marginal against average",
)
REAL = ("real hours", "mean [kg/MWh]", "flat [Mt]", "campus [Mt]", "effect")
CONTRACTS = (
    "contracts",
    "over the year",
    "in the same hour",
    "location average [Mt]",
    "matched over the year [Mt]",
    "hourly matched [Mt]",
)


def tables() -> list[Table]:
    return [
        Table(MODELLED, [_modelled(name) for name in PLACES]),
        Table(REAL, real() or [("not present", "", "", "", "")]),
        Table(CONTRACTS, [row for name in ("ercot", "caiso") for row in contracts(name)]),
    ]


@cache
def weather(name: str) -> Weather:
    """The typical year of the region's place."""
    return typical_year(entry("climates", PLACES[name], Climate), SEED)


@cache
def market(name: str) -> Market:
    """Modelled hours of the region."""
    return market_year(region(name), SEED, year=YEAR)


@cache
def campus(name: str) -> np.ndarray:
    """The hourly load of a campus [facility MW], its mean 850."""
    workload = sg.read(PROGRAMME).contents.workload
    assert workload is not None
    it = it_load(workload, np.full(8_760, 1_000.0), calendar(YEAR).weekend)
    load = it.total * cooling_system("direct_to_chip").hours(weather(name), it.total / it.energised).pue
    return load * MEAN / load.mean()


FLAT = np.full(8_760, MEAN)


def _modelled(name: str) -> tuple[object, ...]:
    year = market(name)
    cells: list[object] = [name]
    ends = []
    for hours in (year.average_carbon, year.marginal_carbon):
        shaped, flat = hourly(campus(name), hours), hourly(FLAT, hours)
        cells += [_mt(flat.mean), _mt(flat.hours), _mt(shaped.hours)]
        ends.append(shaped.hours)
    return (*cells, f"{ends[1] / ends[0] - 1:+.0%}")


def _mt(kilograms: float) -> str:
    return f"{kilograms / _MEGATONNE:.3f}"


def real() -> list[tuple[object, ...]]:
    """Real hours of intensity beside both loads; none where the data are not present."""
    if not DATA.is_dir():
        return []
    found = []
    for name, (title, hours) in real_hours():
        flat, shaped = hourly(FLAT, hours).hours, hourly(campus(name), hours).hours
        found.append((title, f"{hours.mean():.1f}", _mt(flat), _mt(shaped), f"{shaped / flat - 1:+.2%}"))
    return found


def real_hours() -> list[tuple[str, tuple[str, np.ndarray]]]:
    """Region, title and 8,760 hours of intensity [kg/MWh] in the region's standard time."""
    import pandas as pd

    series = []
    mix = pd.read_parquet(DATA / "genmix-ci-2022" / "generation_by_fuel_2022.parquet")
    maps = pd.read_parquet(DATA / "prices-carbon" / "carbon_intensity_to_2023.parquet")
    for name, (area, authority, zone) in AVERAGE.items():
        if authority:
            rows = mix[mix.ba.astype(str) == authority]
            stamps = pd.to_datetime(rows.timestamp, utc=True) - pd.Timedelta(hours=1)  # EIA stamps the hour's end
            series.append((name, (f"{area}, average, EIA 2022", _year(stamps, rows.avg_ci_g_per_kwh, zone, 2022))))
        rows = maps[maps.region == area]
        for year in (2021, 2022, 2023):
            hours = _year(rows.time_utc, rows.direct_g_per_kwh, zone, year)
            series.append((name, (f"{area}, average, Electricity Maps {year}", hours)))
    marginal = pd.read_csv(DATA / "avert2023" / "marginal_co2_lb_per_kwh_2023.csv.gz")
    for name, column in MARGINAL.items():
        series.append((name, (f"{name}, marginal, AVERT {column} 2023", marginal[column].to_numpy() * _POUND)))
    return series


def _year(stamps: object, values: object, zone: int, year: int) -> np.ndarray:
    """Hours of a local year, those that are missing by the same hour of the days around."""
    import pandas as pd

    local = pd.DatetimeIndex(pd.to_datetime(stamps, utc=True)).tz_convert(None) + pd.Timedelta(hours=zone)
    hours = pd.Series(np.asarray(values, dtype=float), local).groupby(level=0).mean()
    hours = hours.reindex(pd.date_range(f"{year}-01-01", periods=8_760, freq="h"))
    return hours.fillna(hours.shift(24)).fillna(hours.shift(-24)).interpolate().bfill().to_numpy()


def contracts(name: str) -> list[tuple[object, ...]]:
    """A campus with contracts for half of the energy that it takes, all, and twice of it."""
    rows: list[tuple[object, ...]] = []
    year, load = market(name), campus(name)
    for kind in ("solar", "wind"):
        elements = technology(kind).elements(kind, 1.0, Context(weather(name), year.gas, year.diesel, year.import_cost))
        hours = sum(source.capacity for source in elements.sources)
        for share in (0.5, 1.0, 2.0):
            size = share * load.sum() / hours.sum()
            found = matched(load, size * hours, year.average_carbon)
            covered, bought = found.covered / found.grid, found.contracted / found.grid
            masses = (_mt(mass) for mass in (found.location, found.by_year, found.by_hour))
            rows.append((f"{name}, {kind}, {size:,.0f} MW", f"{bought:.0%}", f"{covered:.0%}", *masses))
    return rows
