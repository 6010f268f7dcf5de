"""Prices of power, and its carbon, by hour.

The price model beside real years of three hubs (ERCOT and CAISO day-ahead, PJM Dominion real-time), each with that
year's gas at Henry Hub, in USD/MWh; medians of 20 seeds. *Fitted* is the catalogue's shape, the typical one of all four
years; *unseen* is fitted to the other three. Days of events that the catalogue keeps as a stress (12 to 20 February
2021 in Texas, 23 to 26 December 2022 in PJM) are left out of both. *4 h* is what a store of four hours earns a day and
MW: the four dearest hours less the four cheapest, mean over days [USD/MW/day]. *Shape* is the correlation of the mean
day, *error* the mean absolute difference of its hours once both have a mean of one. Texas in the summer of 2023 was
scarcer than any year the model was not shown, and California's gas of the winter of 2022 to 2023 did not cost what it
cost at Henry Hub: neither follows from that year's gas. How far years differ stands in the second table, at a gas price
of 4 USD/MMBtu: `scarcity` and `dearness` of one year in ten. Average carbon intensity is beside that of the same
three regions in kg/MWh, with the level of each year. Where the reference data are not present, there is nothing to
measure.
"""

import importlib.util
import os
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from _measured import Table, cpu_seconds

from stargate.market.carbon import carbon
from stargate.market.prices import price_normals, prices
from stargate.market.shape import CarbonShape, PriceShape
from stargate.programme.catalogue import catalogue, entry
from stargate.programme.tree import read_tree
from stargate.programme.typed import typed
from stargate.quantity.sources import Known

DATA = Path(os.environ.get("STARGATE_REFERENCE_DATA", "../shared/data"))
SEEDS = range(20)
TENTH = 1.28  # normals of scarcity: one year in ten
SHARES = (1, 5, 50, 95, 99)
CARBON = ("mean", "P5", "P50", "P95", "standard deviation", "lag 1 h", "lag 1 day", "lag 1 week")


def tables() -> list[Table]:
    if not DATA.is_dir():
        return [Table(("reference data",), [("not present",)])]
    make = _make_regions()
    gas = make.henry_hub(DATA)
    rows = []
    for name, hub in make.HUBS.items():
        series = make.hub_prices(DATA, hub)
        for year in make.YEARS:
            found = compared(make, series, gas, hub, name, year)
            rows += [
                (hub.region, year, kind, *_row(values), *_shape(found["real"], values))
                for kind, values in found.items()
            ]
    shape, months = entry("prices", "ercot_hub", PriceShape), np.full(12, 4.0)
    cost = Table(("one year of hours", "CPU [ms]"), [("prices", 1e3 * cpu_seconds(lambda: prices(shape, months, 1)))])
    heads = ("mean", *(f"P{share}" for share in SHARES), "below zero", "4 h")
    return [
        Table(("hub", "year", "", *heads, "shape", "error"), rows),
        Table(("hub", "scarcity", "dearness", *heads), [row for name in make.HUBS for row in _among(name)]),
        Table(("region", "year", "", *CARBON), [row for hub in make.HUBS.items() for row in _carbon(make, *hub)]),
        cost,
    ]


def _among(name: str) -> list[tuple[object, ...]]:
    """A typical year, and those that are one in ten."""
    shape, months = entry("prices", name, PriceShape), np.full(12, 4.0)
    rows = []
    for scarcity, dearness in ((0.0, 0.0), (TENTH, 0.0), (-TENTH, 0.0), (0.0, TENTH), (0.0, -TENTH)):
        years = [prices(shape, months, seed, scarcity=scarcity, dearness=dearness).reshape(365, 24) for seed in SEEDS]
        rows.append((name, str(scarcity), str(dearness), *_row(years)))
    return rows


def _carbon(make: ModuleType, name: str, hub: Any) -> list[tuple[object, ...]]:
    """Real years of average carbon intensity, and the model's first seed."""
    import pandas as pd

    table = pd.read_parquet(DATA / "prices-carbon" / "carbon_intensity_to_2023.parquet")
    series = make.local(table[table.region == hub.region].set_index("time_utc").direct_g_per_kwh, hub.zone)
    shape = entry("carbon", f"{name.split('_')[0]}_average", CarbonShape)
    rows = []
    for year in (2021, 2022, 2023):
        real = series[str(year)].to_numpy()[:8_760]
        model = carbon(shape, real.mean(), price_normals(entry("prices", name, PriceShape), 1, year), 1, year)
        for kind, values in (("real", real), ("fitted", model)):
            again = (np.corrcoef(values[:-lag], values[lag:])[0, 1] for lag in (1, 24, 168))
            quantiles = np.percentile(values, (5, 50, 95))
            cells = (values.mean(), *quantiles, values.std())
            rows.append((hub.region, year, kind, *(f"{v:.0f}" for v in cells), *(f"{a:.2f}" for a in again)))
    return rows


def compared(make: ModuleType, series: Any, gas: Any, hub: Any, name: str, year: int) -> dict[str, list[np.ndarray]]:
    """Years of prices as days x 24 hours: the real one, and each seed's of the model."""
    months = gas[str(year)].to_numpy()
    others = fitted(make, make.fit_prices(series[series.index.year != year], gas, hub), hub)
    real = series[str(year)]
    event = real.index.isin(real[hub.storm[0] : hub.storm[1]].index) if hub.storm else np.zeros(len(real), bool)
    hours = (real.index.dayofyear - 1) * 24 + real.index.hour
    kept = ~(event | ((real.index.month == 2) & (real.index.day == 29)))
    at = hours[kept] - 24 * ((real.index.is_leap_year & (real.index.month > 2))[kept])
    full = np.full(8_760, np.nan)
    full[at] = real.to_numpy()[kept]
    days = ~np.isnan(full.reshape(365, 24)).any(axis=1)
    own = entry("prices", name, PriceShape)
    drawn = {
        kind: [prices(shape, months, seed, year=year).reshape(365, 24)[days] for seed in SEEDS]
        for kind, shape in (("fitted", own), ("unseen", others))
    }
    return {"real": [full.reshape(365, 24)[days]], **drawn}


def fitted(make: ModuleType, fit: dict[str, Any], hub: Any) -> PriceShape:
    """A shape that stands in no file."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "shape.yaml"
        path.write_text(make.price_file(hub, fit), encoding="utf-8")
        tree = read_tree(path, Path(folder), "shape", [])
        problems: list[Any] = []
        shape = typed(PriceShape, tree, Known(float("inf"), catalogue().published), problems)
    assert shape is not None, problems
    return shape


def _row(years: list[np.ndarray]) -> tuple[object, ...]:
    stats = [(year.mean(), *np.percentile(year, SHARES), (year < 0).mean(), spread(year)) for year in years]
    *values, negative, store = np.median(stats, axis=0)
    return (*(f"{value:.1f}" for value in values), f"{negative:.1%}", f"{store:.0f}")


def spread(days: np.ndarray) -> float:
    """The four dearest hours of a day less the four cheapest, mean over days."""
    hours = np.sort(days, axis=1)
    return float((hours[:, -4:] - hours[:, :4]).sum(axis=1).mean())


def _shape(real: list[np.ndarray], model: list[np.ndarray]) -> tuple[str, str]:
    a, b = (np.mean([year.mean(axis=0) for year in years], axis=0) for years in (real, model))
    return f"{np.corrcoef(a, b)[0, 1]:.3f}", f"{np.abs(a / a.mean() - b / b.mean()).mean():.3f}"


def _make_regions() -> ModuleType:
    path = Path(__file__).resolve().parent.parent / "docs" / "make_regions.py"
    spec = importlib.util.spec_from_file_location("make_regions", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    import sys

    sys.modules["make_regions"] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module
