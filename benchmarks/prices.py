"""Prices of power by hour.

The price model beside real years of three hubs (ERCOT and CAISO day-ahead, PJM Dominion real-time), each with that
year's gas at Henry Hub: median of 20 seeds, in USD/MWh. *Fitted* is the catalogue's shape, fitted to all four years;
*unseen* is fitted to the other three and has never seen the year. Days of events that the catalogue keeps as a stress
(12 to 20 February 2021 in Texas, 23 to 26 December 2022 in PJM) are left out of both. *4 h* is what a store of four
hours earns a day and MW: the four dearest hours less the four cheapest, mean over days [USD/MW/day]. *Shape* is the
correlation of the mean day, *daily error* its mean absolute difference once both have a mean of one. Where the
reference data are not present, there is nothing to measure.
"""

import importlib.util
import os
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from _measured import Table, cpu_seconds

from stargate.market.prices import prices
from stargate.market.shape import PriceShape
from stargate.programme.catalogue import catalogue, entry
from stargate.programme.tree import read_tree
from stargate.programme.typed import typed
from stargate.quantity.sources import Known

DATA = Path(os.environ.get("STARGATE_REFERENCE_DATA", "../shared/data"))
SEEDS = range(20)
SHARES = (1, 5, 50, 95, 99)


def tables() -> list[Table]:
    if not DATA.is_dir():
        return [Table(("reference data",), [("not present",)])]
    make = _make_regions()
    gas = make.henry_hub(DATA)
    rows, days = [], []
    for name, hub in make.HUBS.items():
        series = make.hub_prices(DATA, hub)
        for year in make.YEARS:
            found = compared(make, series, gas, hub, name, year)
            rows += [(hub.region, year, kind, *_row(values)) for kind, values in found.items()]
            days += [(hub.region, year, kind, *_shape(found["real"], found[kind])) for kind in ("fitted", "unseen")]
    shape, months = entry("prices", "ercot_hub", PriceShape), np.full(12, 4.0)
    cost = Table(("one year of hours", "CPU [ms]"), [("prices", 1e3 * cpu_seconds(lambda: prices(shape, months, 1)))])
    heads = ("mean", *(f"P{share}" for share in SHARES), "below zero", "4 h")
    return [
        Table(("hub", "year", "", *heads), rows),
        Table(("hub", "year", "", "shape", "daily error"), days),
        cost,
    ]


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
    models = {"fitted": entry("prices", name, PriceShape), "unseen": others}
    drawn = {
        kind: [prices(shape, months, seed, year=year).reshape(365, 24)[days] for seed in SEEDS]
        for kind, shape in models.items()
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
